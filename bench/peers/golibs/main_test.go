package main

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// measured runs the cases through a driver that takes no time.
func measured(t *testing.T, library string, lines ...string) []row {
	var out bytes.Buffer
	d := driver{library: library, threads: 2, out: json.NewEncoder(&out)}
	for _, l := range lines {
		if err := d.measure(strings.Fields(l)); err != nil {
			t.Fatalf("%s: %v", l, err)
		}
	}
	var rows []row
	for dec := json.NewDecoder(&out); dec.More(); {
		var r row
		if err := dec.Decode(&r); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	return rows
}

func TestRows(t *testing.T) {
	lines := []string{"sgemm 8x8x8 8 8 8", "fft 1d_16 c2c 1 16 1", "fft 1d_16 r2c 1 16 1", "fft 1d_16 c2r 1 16 1",
		"fft 2d_8x8_b4 c2c 2 8 4", "fft 2d_8x8_b4 r2c 2 8 4", "fft 2d_8x8_b4 c2r 2 8 4", "conv x 1 1 1 8 3 1 1 fwd"}
	for library, want := range map[string]int{"gonum": 7, "go-dsp": 4} {
		rows := measured(t, library, lines...)
		if len(rows) != want {
			t.Errorf("%s: %d rows, want %d", library, len(rows), want)
		}
		for _, r := range rows {
			if !strings.HasPrefix(r.Peer, library) || r.MinUs <= 0 || r.MedUs < r.MinUs || r.Reps < 3 {
				t.Errorf("%s: %+v", library, r)
			}
		}
	}
}

func TestWrongLines(t *testing.T) {
	d := driver{library: "gonum", threads: 1}
	for _, l := range []string{"fft 1d_0 c2c 1 0 1", "sgemm x 8 -1 8", "fft a c2c 1 x 1"} {
		if d.measure(strings.Fields(l)) == nil {
			t.Errorf("%q was accepted", l)
		}
	}
	for _, args := range [][]string{nil, {"mkl", "1", "1"}, {"gonum", "0", "1"}, {"gonum", "1", "long"}} {
		if run(args) == nil {
			t.Errorf("%q was accepted", args)
		}
	}
}

// Two-dimensional transforms are made here of gonum's one-dimensional ones: a
// sine that runs down the columns must come out at its own frequency.
func TestImagesOfGonum(t *testing.T) {
	const n, f = 16, 3
	m := newImage("r2c", n)
	for i := range n {
		for j := range n {
			m.real[i*n+j] = math.Cos(2 * math.Pi * f * float64(i) / n)
		}
	}
	m.run("r2c", nil)
	for i := range n {
		for j := range m.width {
			want := 0.0
			if j == 0 && (i == f || i == n-f) {
				want = n * n / 2
			}
			if got := m.spectrum[i*m.width+j]; math.Abs(real(got)-want) > 1e-9 || math.Abs(imag(got)) > 1e-9 {
				t.Fatalf("bin (%d,%d) is %v, want %v", i, j, got, want)
			}
		}
	}
	before := append([]complex128{}, m.spectrum...)
	m.run("c2r", before)
	if got := m.real[0] / (n * n); math.Abs(got-1) > 1e-9 {
		t.Errorf("back again: %v, want 1", got)
	}
}
