package asm_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNEONMachineCode builds the package for arm64, reads the machine code of
// the tile back and finds in it every multiply-add that the macros of
// neon_arm64.h should have made: element i of the register of row r, times both
// halves of the row of B, on that row's sums. What the disassembler does not know
// may only be padding.
func TestNEONMachineCode(t *testing.T) {
	if testing.Short() {
		t.Skip("builds for arm64")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("there is no go command")
	}
	binary := filepath.Join(t.TempDir(), "asm.test")
	build := exec.Command("go", "test", "-c", "-o", binary, ".")
	build.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)

	code := disassemble(t, binary, "mulTileNEON")
	for row := range 8 {
		for i := range 4 {
			for half := range 2 {
				require.Contains(t, code, fmt.Sprintf("VFMLA V%d.S[%d], V%d.S4, V%d.S4", row, i, 8+half, 16+2*row+half))
			}
		}
	}
	require.Equal(t, 5*16, strings.Count(code, "VFMLA"))
	require.Equal(t, 2, strings.Count(disassemble(t, binary, "addNEON"), "FADD V"))
}

// disassemble returns the instructions of a function.
func disassemble(t *testing.T, binary, function string) string {
	out, err := exec.Command("go", "tool", "objdump", "-s", "asm."+function, binary).Output()
	require.NoError(t, err)
	for line := range strings.Lines(string(out)) {
		if strings.HasSuffix(strings.TrimSpace(line), "?") {
			require.Contains(t, line, "00000000", "%s: an unknown instruction", function)
		}
	}
	return string(out)
}
