package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFilesAreUpToDate makes the assembly anew and compares it with what is
// checked in: nobody has edited it by hand, and no change of the generator was
// forgotten.
func TestFilesAreUpToDate(t *testing.T) {
	for name, text := range Files() {
		have, err := os.ReadFile(filepath.Join("..", "..", name))
		require.NoError(t, err)
		require.True(t, string(have) == text, "%s differs from what the generator writes: run go run ./asm/internal/fftgen asm", name)
	}
}
