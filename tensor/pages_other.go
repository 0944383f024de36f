//go:build !linux

package tensor

// largeAlignment is where large slices start: as all do.
const largeAlignment = cacheLine

// adviseHuge does nothing: other systems choose their pages themselves.
func adviseHuge([]float32) {}
