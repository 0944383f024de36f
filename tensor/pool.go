package tensor

import (
	"sync"
	"unsafe"
)

// Pool keeps buffers for reuse by size, so that a training step that has run
// once allocates nothing when it runs again. It gives nothing back to the system: of
// every size it keeps as many buffers as were ever out together. It is safe for
// concurrent use; the zero value is ready.
type Pool struct {
	mu         sync.Mutex
	free       map[int][][]float32
	live, peak int
}

// roundUp gives buffers whole cache lines.
func roundUp(n int) int { return max(16, (n+15)&^15) }

// Get returns a buffer of n values, aligned to 64 bytes and not cleared.
func (p *Pool) Get(n int) []float32 {
	size := roundUp(n)
	p.mu.Lock()
	p.live += 4 * size
	p.peak = max(p.peak, p.live)
	list := p.free[size]
	if last := len(list) - 1; last >= 0 {
		b := list[last]
		p.free[size] = list[:last]
		p.mu.Unlock()
		return b[:n]
	}
	p.mu.Unlock()
	return Aligned(size)[:n]
}

// Put takes back a buffer that [Pool.Get] returned. Nobody may use it after.
func (p *Pool) Put(b []float32) {
	size := cap(b)
	if size == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.live -= 4 * size
	if p.free == nil {
		p.free = map[int][][]float32{}
	}
	p.free[size] = append(p.free[size], b[:size])
}

// Peak returns the largest number of bytes that were out at one time.
func (p *Pool) Peak() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.peak
}

const (
	cacheLine = 64      // and the size of an AVX-512 register
	hugePage  = 2 << 20 // of memory, where the system has them
)

// Aligned returns n zeros that start at a multiple of 64 bytes. On Linux, a slice of
// a huge page or more starts at one, and the system is asked for such pages: passes
// that jump between distant places, as Winograd's do, would otherwise wait for the
// addresses of a new page at every jump.
func Aligned(n int) []float32 {
	align := cacheLine
	if 4*n >= hugePage {
		align = largeAlignment
	}
	raw := make([]float32, n+align/4)
	skip := 0
	if rest := int(uintptr(unsafe.Pointer(&raw[0])) % uintptr(align)); rest != 0 {
		skip = (align - rest) / 4
	}
	aligned := raw[skip : skip+n : skip+n]
	if align == hugePage {
		adviseHuge(aligned)
	}
	return aligned
}

// Scratch is the pool that computations take their short-lived buffers from, and, as
// every [Pool], keeps them for good.
var Scratch Pool
