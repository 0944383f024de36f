//go:build goexperiment.simd && amd64

package main

import (
	"math"
	"simd/archsimd"
	"testing"

	"freqlens/asm"
)

// This file asks what the compiler's own vectors (package simd/archsimd, an
// experiment of Go 1.26) make of the inner loop of a matrix product, beside the
// assembly. It is no part of a normal build:
//
//	GOEXPERIMENT=simd go test -run Archsimd -bench Tile ./bench

// archsimdRows is the height of its tile. The compiler hands out 15 registers:
// ten sums, two values of b and one of a are what it can keep in them.
const archsimdRows = 5

// archsimdTile sets the 5 x 32 tile c to the product of a, k rows of 5 values,
// and b, k rows of 32 values.
func archsimdTile(c, a, b []float32) {
	var c0, d0 archsimd.Float32x16
	var c1, d1 archsimd.Float32x16
	var c2, d2 archsimd.Float32x16
	var c3, d3 archsimd.Float32x16
	var c4, d4 archsimd.Float32x16
	for ; len(a) >= archsimdRows && len(b) >= 32; a, b = a[archsimdRows:], b[32:] {
		x, y := archsimd.LoadFloat32x16Slice(b), archsimd.LoadFloat32x16Slice(b[16:32])
		v := archsimd.BroadcastFloat32x16(a[0])
		c0, d0 = v.MulAdd(x, c0), v.MulAdd(y, d0)
		v = archsimd.BroadcastFloat32x16(a[1])
		c1, d1 = v.MulAdd(x, c1), v.MulAdd(y, d1)
		v = archsimd.BroadcastFloat32x16(a[2])
		c2, d2 = v.MulAdd(x, c2), v.MulAdd(y, d2)
		v = archsimd.BroadcastFloat32x16(a[3])
		c3, d3 = v.MulAdd(x, c3), v.MulAdd(y, d3)
		v = archsimd.BroadcastFloat32x16(a[4])
		c4, d4 = v.MulAdd(x, c4), v.MulAdd(y, d4)
	}
	c0.StoreSlice(c[0:])
	d0.StoreSlice(c[16:])
	c1.StoreSlice(c[32:])
	d1.StoreSlice(c[48:])
	c2.StoreSlice(c[64:])
	d2.StoreSlice(c[80:])
	c3.StoreSlice(c[96:])
	d3.StoreSlice(c[112:])
	c4.StoreSlice(c[128:])
	d4.StoreSlice(c[144:])
}

func needAVX512(t testing.TB) {
	if !archsimd.X86.AVX512() {
		t.Skip("this CPU has no AVX-512")
	}
}

func TestArchsimdTile(t *testing.T) {
	needAVX512(t)
	const k = 37
	a, b, c := random(k*archsimdRows), random(k*32), make([]float32, archsimdRows*32)
	archsimdTile(c, a, b)
	for i := range archsimdRows {
		for j := range 32 {
			var want float64
			for p := range k {
				want += float64(a[p*archsimdRows+i]) * float64(b[p*32+j])
			}
			if math.Abs(want-float64(c[i*32+j])) > 1e-4 {
				t.Fatalf("row %d, column %d: %g, want %g", i, j, c[i*32+j], want)
			}
		}
	}
}

// tileDepth is as in the product of large matrices: the tile's data fit the
// first-level cache.
const tileDepth = 128

func reportTile(b *testing.B, rows, columns int) {
	flops := 2 * float64(rows*columns*tileDepth) * float64(b.N)
	b.ReportMetric(flops/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}

func BenchmarkTileArchsimd(b *testing.B) {
	needAVX512(b)
	x, y, c := random(tileDepth*archsimdRows), random(tileDepth*32), make([]float32, archsimdRows*32)
	for b.Loop() {
		archsimdTile(c, x, y)
	}
	reportTile(b, archsimdRows, 32)
}

func BenchmarkTileAssembly(b *testing.B) {
	rows, columns := asm.MulTileShape()
	x, y, c := random(rows*tileDepth), random(tileDepth*columns), make([]float32, rows*columns)
	t := asm.MulTile{B: y, Taps: 1, K: tileDepth, N: columns}
	for i := range rows {
		t.A, t.C = append(t.A, &x[i*tileDepth]), append(t.C, &c[i*columns])
	}
	for b.Loop() {
		t.Run()
	}
	reportTile(b, rows, columns)
}
