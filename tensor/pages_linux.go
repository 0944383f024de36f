package tensor

import (
	"syscall"
	"unsafe"
)

// largeAlignment is where slices of a huge page or more start. What is skipped
// before it is never touched and takes no memory.
const largeAlignment = hugePage

// adviseHuge asks the kernel to back x with pages of 2 MiB. It is advice: where
// the kernel has none, or the memory is in use already, nothing changes.
func adviseHuge(x []float32) {
	_ = syscall.Madvise(unsafe.Slice((*byte)(unsafe.Pointer(&x[0])), 4*len(x)), syscall.MADV_HUGEPAGE)
}
