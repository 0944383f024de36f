//go:build !purego && (amd64 || arm64)

package parallel

// pause lets some time pass between two looks, and leaves the core to the other
// thread that may share it.
//
//go:noescape
func pause()
