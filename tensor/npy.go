package tensor

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Array is an array as NumPy stores it: a shape, an element type, and the
// elements in row-major order as little-endian bytes.
type Array struct {
	Shape []int
	Type  string // NumPy's name without the byte order: f4, f8, f2, i8, i4, u1, b1, ...
	Bytes []byte
}

var itemSizes = map[string]int{"f2": 2, "f4": 4, "f8": 8, "i1": 1, "i2": 2, "i4": 4, "i8": 8, "u1": 1, "u2": 2, "u4": 4, "u8": 8, "b1": 1}

// Len returns the number of elements.
func (a *Array) Len() int { return Len(a.Shape...) }

// Float64s returns the elements, whatever their type, as float64.
func (a *Array) Float64s() []float64 { return elements[float64](a) }

// Float32s returns the elements as float32.
func (a *Array) Float32s() []float32 { return elements[float32](a) }

// Ints returns the elements as int. Integers keep all their digits.
func (a *Array) Ints() []int { return elements[int](a) }

// elements converts each element in one step: by way of float64, integers beyond
// 2^53 would lose digits.
func elements[T float64 | float32 | int](a *Array) []T {
	out := make([]T, a.Len())
	size := itemSizes[a.Type]
	for i := range out {
		b := a.Bytes[i*size:]
		switch a.Type {
		case "f2":
			out[i] = T(HalfToFloat(binary.LittleEndian.Uint16(b)))
		case "f4":
			out[i] = T(math.Float32frombits(binary.LittleEndian.Uint32(b)))
		case "f8":
			out[i] = T(math.Float64frombits(binary.LittleEndian.Uint64(b)))
		case "i1":
			out[i] = T(int8(b[0]))
		case "i2":
			out[i] = T(int16(binary.LittleEndian.Uint16(b)))
		case "i4":
			out[i] = T(int32(binary.LittleEndian.Uint32(b)))
		case "i8":
			out[i] = T(int64(binary.LittleEndian.Uint64(b)))
		case "u1", "b1":
			out[i] = T(b[0])
		case "u2":
			out[i] = T(binary.LittleEndian.Uint16(b))
		case "u4":
			out[i] = T(binary.LittleEndian.Uint32(b))
		case "u8":
			out[i] = T(binary.LittleEndian.Uint64(b))
		}
	}
	return out
}

// Tensor returns the array as a tensor.
func (a *Array) Tensor() *Tensor { return From(a.Float32s(), a.Shape...) }

// Float32Array returns an array of type f4.
func Float32Array(x []float32, shape ...int) *Array {
	a := &Array{Shape: shape, Type: "f4", Bytes: make([]byte, 0, 4*len(x))}
	for _, v := range x {
		a.Bytes = binary.LittleEndian.AppendUint32(a.Bytes, math.Float32bits(v))
	}
	return a
}

// Int64Array returns an array of type i8.
func Int64Array(x []int, shape ...int) *Array {
	a := &Array{Shape: shape, Type: "i8"}
	for _, v := range x {
		a.Bytes = binary.LittleEndian.AppendUint64(a.Bytes, uint64(v))
	}
	return a
}

// Uint8Array returns an array of type u1.
func Uint8Array(x []byte, shape ...int) *Array { return &Array{Shape: shape, Type: "u1", Bytes: x} }

const npyMagic = "\x93NUMPY"

// maxItems bounds what a header may ask for before its data is seen.
const maxItems = 1 << 30

// ReadNPYFile is [ReadNPY] of a file; errors name it.
func ReadNPYFile(path string) (*Array, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	a, err := ReadNPY(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return a, nil
}

// ReadNPY reads one array in NumPy's .npy format, versions 1 to 3. Arrays in
// Fortran order and types other than numbers are refused.
func ReadNPY(r io.Reader) (*Array, error) {
	var fixed [8]byte
	if _, err := io.ReadFull(r, fixed[:]); err != nil || string(fixed[:6]) != npyMagic {
		return nil, errors.New("not a .npy array: it does not start with \\x93NUMPY")
	}
	length := make([]byte, 2)
	if fixed[6] > 1 {
		length = make([]byte, 4)
	}
	if _, err := io.ReadFull(r, length); err != nil {
		return nil, errors.New("the .npy header is cut short")
	}
	size := uint32(binary.LittleEndian.Uint16(length))
	if len(length) == 4 {
		size = binary.LittleEndian.Uint32(length)
	}
	if size > 1<<16 {
		return nil, fmt.Errorf("a .npy header of %d bytes is not plausible", size)
	}
	header := make([]byte, size)
	if _, err := io.ReadFull(r, header); err != nil {
		return nil, errors.New("the .npy header is cut short")
	}
	a, big, err := parseHeader(string(header))
	if err != nil {
		return nil, err
	}
	item := itemSizes[a.Type]
	want := int64(a.Len()) * int64(item)
	data, err := io.ReadAll(io.LimitReader(r, want))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) < want {
		return nil, fmt.Errorf("shape %v of type %s wants %d bytes, only %d are there", a.Shape, a.Type, want, len(data))
	}
	if big {
		for i := 0; i < len(data); i += item {
			slices.Reverse(data[i : i+item])
		}
	}
	a.Bytes = data
	return a, nil
}

// parseHeader reads the Python dictionary of a .npy header.
func parseHeader(h string) (a *Array, bigEndian bool, err error) {
	bad := func(what string) (*Array, bool, error) {
		return nil, false, fmt.Errorf("the .npy header %q %s", strings.TrimSpace(h), what)
	}
	descr, ok := between(h, "'descr':", ",")
	if !ok {
		return bad("names no element type")
	}
	descr = strings.Trim(descr, " '\"")
	if len(descr) != 3 || !strings.Contains("<>|=", descr[:1]) || itemSizes[descr[1:]] == 0 {
		return bad("has an element type that is not supported; want one of f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1")
	}
	if order, _ := between(h, "'fortran_order':", ","); strings.TrimSpace(order) != "False" {
		return bad("says Fortran order; save it with numpy.ascontiguousarray")
	}
	list, ok := between(h, "'shape':", ")")
	if !ok {
		return bad("has no shape")
	}
	a = &Array{Type: descr[1:], Shape: []int{}}
	items := 1
	for _, s := range strings.Split(strings.Trim(list, " ("), ",") {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 || n > 0 && items > maxItems/n {
			return bad("has a shape that makes no sense")
		}
		items *= n
		a.Shape = append(a.Shape, n)
	}
	return a, descr[0] == '>', nil
}

func between(s, start, end string) (string, bool) {
	_, s, ok := strings.Cut(s, start)
	if !ok {
		return "", false
	}
	s, _, ok = strings.Cut(s, end)
	return s, ok
}

// WriteNPY writes a in NumPy's .npy format, version 1.
func WriteNPY(w io.Writer, a *Array) error {
	if itemSizes[a.Type]*a.Len() != len(a.Bytes) {
		return fmt.Errorf("array of shape %v and type %q holds %d bytes", a.Shape, a.Type, len(a.Bytes))
	}
	order := "<"
	if itemSizes[a.Type] == 1 {
		order = "|"
	}
	var shape strings.Builder
	for i, n := range a.Shape {
		if i > 0 {
			shape.WriteByte(' ')
		}
		fmt.Fprintf(&shape, "%d,", n)
	}
	s := shape.String()
	if len(a.Shape) > 1 {
		s = strings.TrimSuffix(s, ",")
	}
	header := fmt.Sprintf("{'descr': '%s%s', 'fortran_order': False, 'shape': (%s), }", order, a.Type, s)
	pad := 63 - (10+len(header))%64
	header += strings.Repeat(" ", pad) + "\n"
	var b bytes.Buffer
	b.WriteString(npyMagic + "\x01\x00")
	b.Write(binary.LittleEndian.AppendUint16(nil, uint16(len(header))))
	b.WriteString(header)
	if _, err := w.Write(b.Bytes()); err != nil {
		return err
	}
	_, err := w.Write(a.Bytes)
	return err
}

// ReadNPZ reads all arrays of a .npz file by name.
func ReadNPZ(path string) (map[string]*Array, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read as .npz: %w", path, err)
	}
	defer z.Close()
	arrays := map[string]*Array{}
	for _, f := range z.File {
		a, err := readEntry(f)
		if err != nil {
			return nil, fmt.Errorf("%s: entry %s: %w", path, f.Name, err)
		}
		arrays[strings.TrimSuffix(f.Name, ".npy")] = a
	}
	return arrays, nil
}

// readEntry reads one array of a .npz file up to the entry's end, because that is
// where the checksum is compared.
func readEntry(f *zip.File) (*Array, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	a, err := ReadNPY(r)
	if err != nil {
		return nil, err
	}
	more, err := io.Copy(io.Discard, r)
	if err != nil {
		return nil, err
	}
	if more > 0 {
		return nil, fmt.Errorf("%d bytes follow the array of shape %v and type %s", more, a.Shape, a.Type)
	}
	return a, nil
}

// WriteNPZ writes arrays to a compressed .npz file, sorted by name, so that equal
// arrays give equal files.
func WriteNPZ(path string, arrays map[string]*Array) error {
	return WriteFile(path, func(w io.Writer) error {
		z := zip.NewWriter(w)
		names := make([]string, 0, len(arrays))
		for name := range arrays {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			f, err := z.CreateHeader(&zip.FileHeader{Name: name + ".npy", Method: zip.Deflate})
			if err != nil {
				return err
			}
			if err := WriteNPY(f, arrays[name]); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		return z.Close()
	})
}

// WriteFile writes a file so that it is either complete or not there, also after a
// power failure: what write produces goes to a temporary file beside it, which is
// renamed once it is on the disk.
func WriteFile(path string, write func(w io.Writer) error) error {
	return writeFile(path, write, (*os.File).Sync)
}

// WriteQuickly is [WriteFile] for one of thousands that can be made again: it does not
// wait for the disk, and after a power failure the file may be empty.
func WriteQuickly(path string, write func(w io.Writer) error) error {
	return writeFile(path, write, func(*os.File) error { return nil })
}

func writeFile(path string, write func(w io.Writer) error, sync func(*os.File) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err = write(f); err != nil {
		return err
	}
	if err = f.Chmod(0o644); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	// Without this the new name may reach the disk before the bytes do.
	if err = sync(f); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
