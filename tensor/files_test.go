package tensor_test

import (
	"archive/zip"
	"bytes"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/tensor"
)

func TestNPYRoundTrip(t *testing.T) {
	for _, a := range []*tensor.Array{
		tensor.Float32Array([]float32{1, -2.5, 3}, 3),
		tensor.Float32Array([]float32{7}),
		tensor.Int64Array([]int{1, -2, 3, 4}, 2, 2),
		tensor.Uint8Array([]byte{0, 255}, 1, 2),
	} {
		var b bytes.Buffer
		require.NoError(t, tensor.WriteNPY(&b, a))
		require.Zero(t, (b.Len()-len(a.Bytes))%64, "data is aligned as NumPy wants it")
		got, err := tensor.ReadNPY(&b)
		require.NoError(t, err)
		require.Equal(t, a.Float64s(), got.Float64s())
		require.Equal(t, a.Len(), got.Len())
	}
}

func TestNPYBigEndian(t *testing.T) {
	header := "{'descr': '>i2', 'fortran_order': False, 'shape': (2,), }"
	file := "\x93NUMPY\x01\x00" + string([]byte{byte(len(header)), 0}) + header + "\x01\x02\xff\xfe"
	a, err := tensor.ReadNPY(bytes.NewReader([]byte(file)))
	require.NoError(t, err)
	require.Equal(t, []int{258, -2}, a.Ints())
}

// TestIntsKeepAllDigits: float64 has no 2^53+1.
func TestIntsKeepAllDigits(t *testing.T) {
	for _, v := range []int64{1<<53 + 1, -1<<53 - 1, math.MaxInt64, math.MinInt64} {
		want := []int{int(v)}
		require.Equal(t, want, tensor.Int64Array(want, 1).Ints())
	}
	require.Equal(t, []int{-1, 2}, tensor.Float32Array([]float32{-1.5, 2.9}, 2).Ints(), "fractions are cut off")
}

// TestElementTypes: every type is decoded with its size and its sign.
func TestElementTypes(t *testing.T) {
	for typ, c := range map[string]struct {
		bytes string
		want  float64
	}{
		"f2": {"\x00\xbc", -1}, "f4": {"\x00\x00\x80\xbf", -1}, "f8": {"\x00\x00\x00\x00\x00\x00\xf0\xbf", -1},
		"i1": {"\xff", -1}, "i2": {"\xfe\xff", -2}, "i4": {"\xfd\xff\xff\xff", -3}, "i8": {"\xfc\xff\xff\xff\xff\xff\xff\xff", -4},
		"u1": {"\xff", 255}, "u2": {"\xff\xff", 65535}, "u4": {"\x01\x01\x00\x00", 257}, "u8": {"\x02\x01\x00\x00\x00\x00\x00\x00", 258},
		"b1": {"\x01", 1},
	} {
		a := &tensor.Array{Shape: []int{1}, Type: typ, Bytes: []byte(c.bytes)}
		require.Equal(t, []float64{c.want}, a.Float64s(), typ)
		require.Equal(t, []float32{float32(c.want)}, a.Float32s(), typ)
		require.Equal(t, []int{int(c.want)}, a.Ints(), typ)
	}
}

func TestNPYErrors(t *testing.T) {
	make := func(header, data string) []byte {
		return []byte("\x93NUMPY\x01\x00" + string([]byte{byte(len(header)), 0}) + header + data)
	}
	for text, file := range map[string][]byte{
		"does not start with":   []byte("PK\x03\x04aaaaaa"),
		"cut short":             []byte("\x93NUMPY\x01\x00\xff\x00{"),
		"Fortran order":         make("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", "0000"),
		"not supported":         make("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", "00000000"),
		"wants 8 bytes, only":   make("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "0000"),
		"makes no sense":        make("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", "0000"),
		"names no element type": make("{}", ""),
	} {
		_, err := tensor.ReadNPY(bytes.NewReader(file))
		require.ErrorContains(t, err, text)
	}
}

func TestNPZ(t *testing.T) {
	dir := t.TempDir()
	arrays := map[string]*tensor.Array{"b/x": tensor.Float32Array([]float32{1, 2}, 2), "a": tensor.Int64Array([]int{5})}
	one, two := filepath.Join(dir, "1.npz"), filepath.Join(dir, "2.npz")
	require.NoError(t, tensor.WriteNPZ(one, arrays))
	require.NoError(t, tensor.WriteNPZ(two, arrays))
	first, err := os.ReadFile(one)
	require.NoError(t, err)
	second, err := os.ReadFile(two)
	require.NoError(t, err)
	require.Equal(t, first, second, "equal arrays make equal files")
	got, err := tensor.ReadNPZ(one)
	require.NoError(t, err)
	require.Equal(t, []float32{1, 2}, got["b/x"].Float32s())
	require.Equal(t, []int{5}, got["a"].Ints())
	_, err = tensor.ReadNPZ(filepath.Join(dir, "none.npz"))
	require.ErrorContains(t, err, "none.npz")
}

// storedNPZ writes one uncompressed entry, as numpy.savez does, and returns the file.
func storedNPZ(t *testing.T, entry []byte) (path string, file []byte) {
	path = filepath.Join(t.TempDir(), "stored.npz")
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: "x.npy", Method: zip.Store})
	require.NoError(t, err)
	_, err = w.Write(entry)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	require.NoError(t, os.WriteFile(path, b.Bytes(), 0o644))
	return path, b.Bytes()
}

// TestNPZChecksum: a flipped byte in the middle of the values changes no length and
// breaks no format; only the checksum tells.
func TestNPZChecksum(t *testing.T) {
	var entry bytes.Buffer
	require.NoError(t, tensor.WriteNPY(&entry, tensor.Float32Array([]float32{1, 2, 3}, 3)))
	path, file := storedNPZ(t, entry.Bytes())
	got, err := tensor.ReadNPZ(path)
	require.NoError(t, err)
	require.Equal(t, []float32{1, 2, 3}, got["x"].Float32s())
	file[bytes.Index(file, entry.Bytes())+entry.Len()-6] ^= 1
	require.NoError(t, os.WriteFile(path, file, 0o644))
	_, err = tensor.ReadNPZ(path)
	require.ErrorIs(t, err, zip.ErrChecksum)
	require.ErrorContains(t, err, "entry x.npy")
}

func TestNPZTrailingBytes(t *testing.T) {
	var entry bytes.Buffer
	require.NoError(t, tensor.WriteNPY(&entry, tensor.Float32Array([]float32{1}, 1)))
	path, _ := storedNPZ(t, append(entry.Bytes(), 0, 0))
	_, err := tensor.ReadNPZ(path)
	require.ErrorContains(t, err, "2 bytes follow the array")
}

func TestSafetensors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.safetensors")
	in := []tensor.Named{
		{Name: "conv1.weight", Tensor: tensor.From([]float32{1, 2.5, -3, 4e-5}, 2, 2)},
		{Name: "scalar", Tensor: tensor.From([]float32{8})},
	}
	for _, half := range []bool{false, true} {
		require.NoError(t, tensor.WriteSafetensors(path, in, map[string]string{"arch": "cnn3"}, half))
		out, meta, err := tensor.ReadSafetensors(path)
		require.NoError(t, err)
		require.Equal(t, "cnn3", meta["arch"])
		for i := range in {
			require.Equal(t, in[i].Name, out[i].Name)
			require.InDeltaSlice(t, in[i].Data(), out[i].Data(), 3e-8)
		}
	}
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	for n := range raw {
		require.NoError(t, os.WriteFile(path, raw[:n], 0o644))
		_, _, err := tensor.ReadSafetensors(path)
		require.Error(t, err, "%d of %d bytes", n, len(raw))
		require.ErrorContains(t, err, path)
	}
}

// TestHalfKeepsWhatItMust: a counter keeps its digits, and a number that half precision
// has no room for does not become infinite; a name is given once.
func TestHalfKeepsWhatItMust(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.safetensors")
	in := []tensor.Named{
		{Name: "num_batches_tracked", Tensor: tensor.From([]float32{156401})},
		{Name: "running_var", Tensor: tensor.From([]float32{1, 1e6, float32(math.Inf(1))}, 3)},
		{Name: "weight", Tensor: tensor.From([]float32{1.0001, float32(math.Inf(-1))}, 2)},
	}
	require.NoError(t, tensor.WriteSafetensors(path, in, nil, true))
	out, _, err := tensor.ReadSafetensors(path)
	require.NoError(t, err)
	require.Equal(t, in[0].Data(), out[0].Data())
	require.Equal(t, in[1].Data(), out[1].Data())
	require.Equal(t, []float32{1, float32(math.Inf(-1))}, out[2].Data(), "half precision")
	require.NoError(t, os.Remove(path))
	require.ErrorContains(t, tensor.WriteSafetensors(path, append(in, in[2]), nil, true), `the name "weight" is taken`)
	require.NoFileExists(t, path)
}

func TestHalfRoundTrip(t *testing.T) {
	for h := range 1 << 16 {
		f := tensor.HalfToFloat(uint16(h))
		if f != f {
			continue
		}
		require.Equal(t, uint16(h), tensor.FloatToHalf(f), "%04x", h)
	}
	require.Equal(t, uint16(0x3c00), tensor.FloatToHalf(1+1.0/4096))
	require.Equal(t, uint16(0x7c00), tensor.FloatToHalf(65520))
	require.Equal(t, uint16(0x7bff), tensor.FloatToHalf(65519))
	require.True(t, math.IsInf(float64(tensor.HalfToFloat(0xfc00)), -1))
}

func TestWriteFileLeavesNothingHalfWritten(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "bad.npz")
	bad := map[string]*tensor.Array{"x": {Shape: []int{3}, Type: "f4", Bytes: []byte{1}}}
	require.Error(t, tensor.WriteNPZ(path, bad))
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}

func FuzzReadNPY(f *testing.F) {
	var b bytes.Buffer
	_ = tensor.WriteNPY(&b, tensor.Float32Array([]float32{1, 2}, 2))
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, file []byte) {
		if a, err := tensor.ReadNPY(bytes.NewReader(file)); err == nil {
			require.Len(t, a.Float64s(), a.Len())
		}
	})
}
