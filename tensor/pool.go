package tensor

import (
	"sync"
	"unsafe"
)

// Pool keeps buffers for reuse by size, so that a training step that has run
// once allocates nothing when it runs again. It is safe for concurrent use; the
// zero value is ready.
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

// Live returns the number of bytes that are out now.
func (p *Pool) Live() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.live
}

// Aligned returns n zeros that start at a multiple of 64 bytes, the size of a
// cache line and of an AVX-512 register.
func Aligned(n int) []float32 {
	const align = 64
	raw := make([]float32, n+align/4)
	skip := 0
	if rest := uintptr(unsafe.Pointer(&raw[0])) % align; rest != 0 {
		skip = int(align-rest) / 4
	}
	return raw[skip : skip+n : skip+n]
}

// Scratch is the pool that computations take their short-lived buffers from.
var Scratch Pool
