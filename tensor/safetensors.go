package tensor

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
)

// Named is a tensor with the dotted name that a state dict gives it.
type Named struct {
	Name string
	*Tensor
}

type safeEntry struct {
	DType   string   `json:"dtype"`
	Shape   []int    `json:"shape"`
	Offsets [2]int64 `json:"data_offsets"`
}

var safeTypes = map[string]int{"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "U8": 1}

// ReadSafetensors reads a .safetensors file: the tensors, in the order of their
// names, and the metadata. Numbers of types F64, F16, BF16, I64, I32 and U8 are
// converted to float32.
func ReadSafetensors(path string) ([]Named, map[string]string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	if len(raw) < 8 {
		return nil, nil, fmt.Errorf("%s: too short for a safetensors file", path)
	}
	n := binary.LittleEndian.Uint64(raw)
	if n > uint64(len(raw)-8) {
		return nil, nil, fmt.Errorf("%s: header of %d bytes in a file of %d: not a safetensors file, or cut short", path, n, len(raw))
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(raw[8:8+n], &entries); err != nil {
		return nil, nil, fmt.Errorf("%s: header is not JSON: %w", path, err)
	}
	meta := map[string]string{}
	var tensors []Named
	for name, text := range entries {
		if name == metadataKey {
			if err := json.Unmarshal(text, &meta); err != nil {
				return nil, nil, fmt.Errorf("%s: metadata: %w", path, err)
			}
			continue
		}
		var e safeEntry
		if err := json.Unmarshal(text, &e); err != nil {
			return nil, nil, fmt.Errorf("%s: entry %s: %w", path, name, err)
		}
		t, err := e.decode(raw[8+n:])
		if err != nil {
			return nil, nil, fmt.Errorf("%s: entry %s: %w", path, name, err)
		}
		tensors = append(tensors, Named{name, t})
	}
	slices.SortFunc(tensors, func(a, b Named) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return tensors, meta, nil
}

func (e safeEntry) decode(data []byte) (*Tensor, error) {
	size, ok := safeTypes[e.DType]
	if !ok {
		return nil, fmt.Errorf("element type %q is not supported", e.DType)
	}
	items := 1
	for _, s := range e.Shape {
		if s < 0 || s > 0 && items > maxItems/s {
			return nil, fmt.Errorf("shape %v makes no sense", e.Shape)
		}
		items *= s
	}
	from, to := e.Offsets[0], e.Offsets[1]
	if from < 0 || to < from || to > int64(len(data)) || to-from != int64(items)*int64(size) {
		return nil, fmt.Errorf("bytes %d to %d do not hold shape %v of %s in a file with %d bytes of data", from, to, e.Shape, e.DType, len(data))
	}
	names := map[string]string{"F64": "f8", "F32": "f4", "F16": "f2", "I64": "i8", "I32": "i4", "U8": "u1"}
	b := data[from:to]
	if e.DType == "BF16" {
		wide := make([]byte, 2*len(b))
		for i := 0; i < len(b); i += 2 {
			copy(wide[2*i+2:], b[i:i+2])
		}
		return (&Array{Shape: e.Shape, Type: "f4", Bytes: wide}).Tensor(), nil
	}
	return (&Array{Shape: e.Shape, Type: names[e.DType], Bytes: b}).Tensor(), nil
}

// metadataKey stands among the names in the header.
const metadataKey = "__metadata__"

// WriteSafetensors writes tensors, in the given order, and metadata to a
// .safetensors file, as F32 or, if half is set, as F16 where that can hold them. A name
// that is taken is an error.
func WriteSafetensors(path string, tensors []Named, meta map[string]string, half bool) error {
	header := map[string]any{}
	if len(meta) > 0 {
		header[metadataKey] = meta
	}
	at, halved := int64(0), make([]bool, len(tensors))
	for i, t := range tensors {
		if _, taken := header[t.Name]; taken || t.Name == metadataKey {
			return fmt.Errorf("%s: the name %q is taken", path, t.Name)
		}
		size, dtype := 4, "F32"
		if halved[i] = half && fitsHalf(t.Tensor); halved[i] {
			size, dtype = 2, "F16"
		}
		end := at + int64(t.Len()*size)
		shape := t.Shape()
		if shape == nil {
			shape = []int{}
		}
		header[t.Name] = safeEntry{dtype, shape, [2]int64{at, end}}
		at = end
	}
	text, err := json.Marshal(header)
	if err != nil {
		return err
	}
	for len(text)%8 != 0 {
		text = append(text, ' ')
	}
	return WriteFile(path, func(w io.Writer) error {
		b := append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...)
		for i, t := range tensors {
			for _, v := range t.Data() {
				if halved[i] {
					b = binary.LittleEndian.AppendUint16(b, FloatToHalf(v))
				} else {
					b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
				}
			}
		}
		_, err := w.Write(b)
		return err
	})
}

// fitsHalf reports whether half precision does for a tensor: not for a counter, whose
// digits count, nor where a number would become infinite.
func fitsHalf(t *Tensor) bool {
	return t.Rank() > 0 && !slices.ContainsFunc(t.Data(), func(v float32) bool {
		return FloatToHalf(v)&0x7fff == 0x7c00 && !math.IsInf(float64(v), 0)
	})
}

// HalfToFloat converts an IEEE half-precision number.
func HalfToFloat(h uint16) float32 {
	sign, exp, frac := uint32(h>>15)<<31, uint32(h>>10&31), uint32(h&1023)
	switch exp {
	case 0:
		v := float32(frac) / (1 << 24)
		return math.Float32frombits(math.Float32bits(v) | sign)
	case 31:
		return math.Float32frombits(sign | 0x7f800000 | frac<<13)
	}
	return math.Float32frombits(sign | (exp+112)<<23 | frac<<13)
}

// FloatToHalf rounds to the nearest half-precision number, ties to even.
func FloatToHalf(f float32) uint16 {
	b := math.Float32bits(f)
	sign, a := uint16(b>>16&0x8000), b&0x7fffffff
	switch {
	case a > 0x7f800000:
		return sign | 0x7e00
	case a >= 0x477ff000: // rounds to 65536 or more
		return sign | 0x7c00
	case a < 0x38800000: // below the smallest normal number: steps of 2^-24
		return sign | uint16(math.RoundToEven(float64(math.Float32frombits(a))*(1<<24)))
	}
	a += 0xfff + a>>13&1
	return sign | uint16((a-0x38000000)>>13)
}
