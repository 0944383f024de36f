//go:build linux || darwin

package asmtest

import (
	"os"
	"runtime/debug"
	"syscall"
	"testing"
	"unsafe"
)

// GuardedFloat32s returns two slices of n float32: the first starts right behind a page
// that cannot be read, the second ends right before one.
//
// FREQLENS_TEST_GUARD=off gives plain slices instead, for emulators: QEMU 7.2
// reads whole vectors for a masked AVX2 load, where a CPU leaves masked
// elements alone. What a CPU does is tested natively.
func GuardedFloat32s(tb testing.TB, n int) (atStart, atEnd []float32) {
	tb.Helper()
	if os.Getenv("FREQLENS_TEST_GUARD") == "off" {
		return make([]float32, n), make([]float32, n)
	}
	page := syscall.Getpagesize()
	body := (4*n + page - 1) / page * page
	if body == 0 {
		body = page
	}
	mem, err := syscall.Mmap(-1, 0, body+2*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = syscall.Munmap(mem) })
	for _, at := range []int{0, page + body} {
		if err := syscall.Mprotect(mem[at:at+page], syscall.PROT_NONE); err != nil {
			tb.Fatal(err)
		}
	}
	inner := mem[page : page+body]
	return floats(inner, 0, n), floats(inner, body-4*n, n)
}

func floats(b []byte, offset, n int) []float32 {
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*float32)(unsafe.Pointer(&b[offset])), n)
}

// NoFault runs f and turns an access to a guard page into a test failure.
func NoFault(tb testing.TB, f func()) {
	tb.Helper()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			tb.Fatalf("memory outside the slices was touched: %v", p)
		}
	}()
	f()
}
