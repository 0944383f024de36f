package gemm

import (
	"fmt"
	"math"
	"sync"
	"unsafe"

	"github.com/klauspost/cpuid/v2"

	"freqlens/asm"
	"freqlens/asm/parallel"
	"freqlens/tensor"
)

const (
	// wideDepth and narrowDepth are the most columns of A in a piece, for panels
	// of 32 columns and for narrower ones, which then fit the first-level cache.
	// They decide the order of the sums and so do not follow from cache sizes.
	wideDepth   = 576
	narrowDepth = 320
	line        = 16 // values in a cache line
	// smallest is the number of multiply-adds that are worth waking a worker for.
	smallest = 1 << 16
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
	if k == 0 || beta != 0 && beta != 1 {
		scaleRows(c, ldc, m, n, beta)
	}
	if k == 0 {
		return
	}
	t := products.Get()
	*t = product{
		m: m, n: n, k: k, alpha: alpha, a: a, lda: lda, transA: transA, b: b, ldb: ldb, transB: transB,
		c: c, ldc: ldc, accumulate: beta != 0,
	}
	t.divide(parallel.Workers())
	parallel.Run(t.blocks*t.groups, t)
	*t = product{}
	products.Put(t)
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

// product is C (+)= alpha*A*B, cut into blocks of rows and groups of panels, and
// along K into pieces of depth.
type product struct {
	m, n, k        int
	alpha          float32
	a, b, c        []float32
	lda, ldb, ldc  int
	transA, transB bool
	accumulate     bool
	mr, nr         int
	depth          int // columns of A in a piece, but for the last
	packedStep     int // distance of packed rows of A
	cuts
}

var products parallel.Stash[product]

func ceil(a, b int) int { return (a + b - 1) / b }

// divide chooses the sizes. Only the depth has a say in the result's bits.
func (t *product) divide(workers int) {
	t.mr, t.nr = asm.MulTileShape()
	depth := narrowDepth
	if t.nr >= 32 {
		depth = wideDepth
	}
	pieces := ceil(t.k, depth)
	t.depth = ceil(ceil(t.k, pieces), line) * line
	// An odd number of lines, so that rows do not start at the same cache set.
	t.packedStep = (ceil(t.depth+1, line) | 1) * line
	if t.m*t.n*t.k < smallest {
		workers = 1
	}
	least := ceil(t.m, max(24, blockBytes()/(4*t.packedStep)))
	best := math.MaxInt
	for blocks := least; blocks <= max(least, min(4*workers, t.m/24)); blocks++ {
		for groups := 1; groups <= min(4*workers, ceil(t.n, t.nr)); groups *= 2 {
			c := t.cut(blocks, groups)
			if time := c.time(workers); time < best {
				best, t.cuts = time, c
			}
			if workers == 1 {
				return
			}
		}
	}
}

// cuts is how the rows and the panels of a product are divided.
type cuts struct {
	blocks, blockRows   int
	groups, groupPanels int
	nr                  int
}

func (t *product) cut(blocks, groups int) cuts {
	c := cuts{nr: t.nr}
	c.blockRows = ceil(ceil(t.m, blocks), 4) * 4
	c.blocks = ceil(t.m, c.blockRows)
	panels := ceil(t.n, t.nr)
	c.groupPanels = ceil(panels, groups)
	c.groups = ceil(panels, c.groupPanels)
	return c
}

// time estimates how long the busiest worker needs. Copying a row of A costs as
// much as multiplying it by 8 columns, and to pack a column of B as much as 3
// rows more. The tenth of a part is for workers that start late.
func (c cuts) time(workers int) int {
	part := (c.blockRows + 3) * (c.groupPanels*c.nr + 8)
	return ceil(c.blocks*c.groups, workers)*part + part/10
}

// blockBytes is how much of the second-level cache a block of A may take.
var blockBytes = sync.OnceValue(func() int {
	if l2 := cpuid.CPU.Cache.L2; l2 > 0 {
		return l2 * 2 / 5
	}
	return 400 << 10
})

var workspaces parallel.Stash[asm.MulRows]

// Part computes one block of rows by one group of panels.
func (t *product) Part(i int) {
	w := workspaces.Get()
	row0 := i / t.groups * t.blockRows
	rows := min(t.blockRows, t.m-row0)
	first := i % t.groups * t.groupPanels
	last := min(first+t.groupPanels, ceil(t.n, t.nr))
	panel := tensor.Scratch.Get(t.depth * t.nr)
	var packed []float32
	if !t.inPlace() {
		packed = tensor.Scratch.Get(rows * t.packedStep)
	}
	for k0 := 0; k0 < t.k; k0 += t.depth {
		kc := min(t.depth, t.k-k0)
		block, step := packed, t.packedStep
		if packed == nil {
			block, step = t.a[row0*t.lda+k0:], t.lda
		} else {
			t.packRows(packed, row0, rows, k0, kc)
		}
		for j := first; j < last; j++ {
			width := min(t.nr, t.n-j*t.nr)
			*w = asm.MulRows{
				A: block, StrideA: step, B: panel, Panel: panel,
				C: t.c[row0*t.ldc+j*t.nr:], StrideC: t.ldc,
				Rows: rows, K: kc, N: width, Accumulate: t.accumulate || k0 > 0,
			}
			if t.transB || width < t.nr {
				packPanel(panel, t.b, t.ldb, t.transB, k0, kc, j*t.nr, width, t.nr)
			} else {
				w.B, w.StrideB = t.b[k0*t.ldb+j*t.nr:], t.ldb
			}
			w.Fetch = t.fetch(k0, kc, j, first, last)
			w.Run()
		}
	}
	tensor.Scratch.Put(panel)
	if packed != nil {
		tensor.Scratch.Put(packed)
	}
	*w = asm.MulRows{}
	workspaces.Put(w)
}

// fetch returns how to bring in the panel that follows panel j: each tile takes the
// rows' next cache line, until all of a panel's columns are there.
func (t *product) fetch(k0, kc, j, first, last int) asm.Fetch {
	j++
	if j == last {
		j, k0 = first, k0+kc
	}
	if t.transB || k0 >= t.k || (j+1)*t.nr > t.n {
		return asm.Fetch{}
	}
	at := t.b[k0*t.ldb+j*t.nr:]
	lines := ceil(int(uintptr(unsafe.Pointer(&at[0]))/4%line)+t.nr, line)
	return asm.Fetch{At: at, Step: t.ldb, Next: line, Tiles: lines}
}

// inPlace tells whether the rows of A can be read where they lie. Rows a multiple
// of a page apart cannot: a tile's dozen would share one set of the first-level
// cache.
func (t *product) inPlace() bool {
	const page, apart = 1024, 8 // values
	rest := t.lda % page
	return !t.transA && t.alpha == 1 && min(rest, page-rest) >= apart
}

// packRows copies the block's part of A, times alpha.
func (t *product) packRows(packed []float32, row0, rows, k0, kc int) {
	if t.transA {
		Transpose(packed, t.packedStep, t.a[k0*t.lda+row0:], t.lda, kc, rows)
	}
	for r := range rows {
		row := packed[r*t.packedStep:][:kc]
		if !t.transA {
			copy(row, t.a[(row0+r)*t.lda+k0:])
		}
		if t.alpha != 1 {
			asm.Scale(row, row, t.alpha)
		}
	}
}
