//go:build !linux

package tensor

// adviseHuge does nothing: other systems choose their pages themselves.
func adviseHuge([]float32) {}
