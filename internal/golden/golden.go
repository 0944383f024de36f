package golden

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"freqlens/tensor"
)

// Tolerance is the usual bound on max|got-want| / max|want|.
const Tolerance = 1e-4

// Dirs returns the folders of reference vectors.
func Dirs(tb testing.TB) []string {
	_, file, _, _ := runtime.Caller(0)
	dirs := []string{filepath.Join(filepath.Dir(file), "..", "..", "testdata", "golden")}
	if more := os.Getenv("FREQLENS_GOLDEN"); more != "" {
		dirs = append(dirs, more)
	} else {
		tb.Log("FREQLENS_GOLDEN is not set: only the vectors in testdata/golden are checked")
	}
	return dirs
}

// JSON decodes a file of the folder into v.
func JSON(tb testing.TB, dir, name string, v any) {
	tb.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err == nil {
		err = json.Unmarshal(text, v)
	}
	if err != nil {
		tb.Fatalf("%s: %v", filepath.Join(dir, name), err)
	}
}

// Arrays holds the arrays of a .npz file by name.
type Arrays map[string]*tensor.Array

// NPZ reads a file of the folder.
func NPZ(tb testing.TB, dir, name string) Arrays {
	tb.Helper()
	a, err := tensor.ReadNPZ(filepath.Join(dir, name))
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// Case returns the arrays whose names start with "name/", without that prefix.
func (a Arrays) Case(name string) Arrays {
	out := Arrays{}
	for key, array := range a {
		if rest, ok := strings.CutPrefix(key, name+"/"); ok {
			out[rest] = array
		}
	}
	return out
}

// Tensor returns an array as a tensor.
func (a Arrays) Tensor(tb testing.TB, name string) *tensor.Tensor {
	tb.Helper()
	if a[name] == nil {
		tb.Fatalf("the reference vectors have no array %q", name)
	}
	return a[name].Tensor()
}

// Close fails the test unless max|got-want| <= tolerance * max|want|.
func Close(tb testing.TB, what string, got []float32, want *tensor.Array, tolerance float64) {
	tb.Helper()
	if want == nil {
		tb.Fatalf("%s: no reference", what)
	}
	values := want.Float64s()
	if len(got) != len(values) {
		tb.Fatalf("%s: %d values, the reference has %d", what, len(got), len(values))
	}
	largest, worst, at := 0.0, 0.0, 0
	for i, v := range values {
		largest = max(largest, math.Abs(v))
		d := math.Abs(float64(got[i]) - v)
		if d > worst || d != d {
			worst, at = d, i
		}
	}
	if !(worst <= tolerance*largest) {
		tb.Errorf("%s: element %d is %g, the reference %g; off by %.2g of the largest, allowed %.2g",
			what, at, got[at], values[at], worst/largest, tolerance)
	}
}
