package gemm

import (
	"fmt"

	"freqlens/asm"
	"freqlens/asm/parallel"
	"freqlens/tensor"
)

const (
	// depth is the number of columns of A in a block. It is the same everywhere:
	// it decides the order of the sums.
	depth = 384
	// tilesInBlock times a tile's rows times depth fills about a tenth of a
	// second-level cache of 1 MiB and leaves the rest to the panels.
	tilesInBlock = 8
	// packedStep is the distance of packed rows: not a power of two, so that they
	// do not start at the same cache set.
	packedStep = depth + 16
	// enoughParts lets even several cores finish at about the same time.
	enoughParts = 16
)

// Gemm computes C = alpha*op(A)*op(B) + beta*C for an m x k matrix op(A) and a
// k x n matrix op(B), where op transposes if the flag is set. Matrices are
// row-major with lda, ldb and ldc values between rows. With beta 0 the old C is
// not read.
//
//	for i := range m {
//		for j := range n {
//			var sum float32
//			for p := range k {
//				sum += A[i][p] * B[p][j]
//			}
//			C[i][j] = alpha*sum + beta*C[i][j]
//		}
//	}
func Gemm(transA, transB bool, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	check("A", a, lda, m, k, transA)
	check("B", b, ldb, k, n, transB)
	check("C", c, ldc, m, n, false)
	if m == 0 || n == 0 {
		return
	}
	if beta != 1 || k == 0 {
		scaleRows(c, ldc, m, n, beta)
	}
	if k == 0 {
		return
	}
	panels := tensor.Scratch.Get(PanelsLen(k, n))
	PackPanels(panels, b, ldb, transB, k, n, alpha)
	Multiply(Product{M: m, N: n, K: k, A: a, LDA: lda, TransA: transA, Panels: panels, C: c, LDC: ldc, Accumulate: beta != 0})
	tensor.Scratch.Put(panels)
}

func check(name string, x []float32, ld, rows, cols int, trans bool) {
	if trans {
		rows, cols = cols, rows
	}
	if rows > 0 && cols > 0 && (ld < cols || len(x) < (rows-1)*ld+cols) {
		panic(fmt.Sprintf("gemm: %s holds %d values with %d between rows, too few for %d x %d", name, len(x), ld, rows, cols))
	}
}

func scaleRows(c []float32, ldc, m, n int, beta float32) {
	for i := range m {
		row := c[i*ldc:][:n]
		if beta == 0 {
			clear(row)
			continue
		}
		for j := range row {
			row[j] *= beta
		}
	}
}

// Product is C (+)= A*B with B packed by [PackPanels], for a B that is used
// more than once.
type Product struct {
	M, N, K    int
	A          []float32
	LDA        int
	TransA     bool
	Panels     []float32
	C          []float32
	LDC        int
	Accumulate bool
}

// Multiply computes p.
func Multiply(p Product) {
	mr, nr := asm.MulTileShape()
	t := multiplyTasks.Get()
	t.Product, t.nr = p, nr
	t.blockRows = mr * tilesInBlock
	blocks := ceil(p.M, t.blockRows)
	panels := ceil(p.N, nr)
	t.groups = min(panels, ceil(enoughParts, blocks))
	t.groupPanels = ceil(panels, t.groups)
	t.groups = ceil(panels, t.groupPanels)
	parallel.Run(blocks*t.groups, t)
	t.Product = Product{}
	multiplyTasks.Put(t)
}

var multiplyTasks parallel.Stash[multiplyTask]

type multiplyTask struct {
	Product
	nr, blockRows       int
	groups, groupPanels int
}

func ceil(a, b int) int { return (a + b - 1) / b }

var workspaces parallel.Stash[workspace]

// workspace is what one goroutine needs to compute a block.
type workspace struct{ product asm.MulRows }

// Part computes one block of rows by one group of panels.
func (t *multiplyTask) Part(i int) {
	w := workspaces.Get()
	defer workspaces.Put(w)
	row0 := i / t.groups * t.blockRows
	rows := min(t.blockRows, t.M-row0)
	packed := tensor.Scratch.Get(rows * packedStep)
	defer tensor.Scratch.Put(packed)
	for k0 := 0; k0 < t.K; k0 += depth {
		kc := min(depth, t.K-k0)
		t.packRows(packed, row0, rows, k0, kc)
		first := i % t.groups * t.groupPanels
		for j := first; j < min(first+t.groupPanels, ceil(t.N, t.nr)); j++ {
			w.product = asm.MulRows{
				A: packed, StrideA: packedStep, B: t.Panels[(j*t.K+k0)*t.nr:][:kc*t.nr],
				C: t.C[row0*t.LDC+j*t.nr:], StrideC: t.LDC,
				Rows: rows, K: kc, N: min(t.nr, t.N-j*t.nr), Accumulate: t.Accumulate || k0 > 0,
			}
			w.product.Run()
		}
	}
	w.product = asm.MulRows{}
}

// packRows copies the block's part of A.
func (t *multiplyTask) packRows(packed []float32, row0, rows, k0, kc int) {
	for r := range rows {
		row := packed[r*packedStep:][:kc]
		if !t.TransA {
			copy(row, t.A[(row0+r)*t.LDA+k0:])
			continue
		}
		for p := range row {
			row[p] = t.A[(k0+p)*t.LDA+row0+r]
		}
	}
}
