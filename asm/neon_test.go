package asm_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// neonNames maps the macros of neon_arm64.h to how the disassembler of Go 1.26
// spells the instruction: some names still lack the V, and lanes are part of the
// operand.
var neonNames = map[string]string{
	"VFADD_S4":      "FADD Vm.S4, Vn.S4, Vd.S4",
	"VFSUB_S4":      "FSUB Vm.S4, Vn.S4, Vd.S4",
	"VFMUL_S4":      "FMUL Vm.S4, Vn.S4, Vd.S4",
	"VFMAX_S4":      "FMAX Vm.S4, Vn.S4, Vd.S4",
	"VFMIN_S4":      "FMIN Vm.S4, Vn.S4, Vd.S4",
	"VFRINTN_S4":    "FRINTN Vn.S4, Vd.S4",
	"VFCVTNS_S4":    "VFCVTNS Vn.S4, Vd.S4",
	"VFADD_D2":      "FADD Vm.D2, Vn.D2, Vd.D2",
	"VFSUB_D2":      "FSUB Vm.D2, Vn.D2, Vd.D2",
	"VFMUL_D2":      "FMUL Vm.D2, Vn.D2, Vd.D2",
	"VFDIV_D2":      "FDIV Vm.D2, Vn.D2, Vd.D2",
	"VFMLA_D2":      "VFMLA Vm.D2, Vn.D2, Vd.D2",
	"VFSQRT_D2":     "FSQRT Vn.D2, Vd.D2",
	"VFCVTL_D2":     "VFCVTL Vn.S2, Vd.D2",
	"VFCVTL2_D2":    "VFCVTL2 Vn.S4, Vd.D2",
	"VFCVTN_S2":     "VFCVTN Vn.D2, Vd.S2",
	"VFCVTN2_S4":    "VFCVTN2 Vn.D2, Vd.S4",
	"VFCMGT_S4":     "VFCMGT Vm.S4, Vn.S4, Vd.S4",
	"VFCMEQ_S4":     "VFCMEQ Vm.S4, Vn.S4, Vd.S4",
	"VFMLA_S4_LANE": "VFMLA Vm.S[i], Vn.S4, Vd.S4",
	"VFMLS_S4_LANE": "VFMLS Vm.S[i], Vn.S4, Vd.S4",
	"VFMUL_S4_LANE": "FMUL Vm.S[i], Vn.S4, Vd.S4",
	"VFMLA_S4":      "VFMLA Vm.S4, Vn.S4, Vd.S4",
	"VAND_B16":      "VAND Vm.B16, Vn.B16, Vd.B16",
	"VBIC_B16":      "VBIC Vm.B16, Vn.B16, Vd.B16",
	"VORR_B16":      "VORR Vm.B16, Vn.B16, Vd.B16",
	"VBIT_B16":      "VBIT Vm.B16, Vn.B16, Vd.B16",
	"VMOV_B16":      "VMOV Vn.B16, Vd.B16",
}

var neonMacro = regexp.MustCompile(`(?m)^#define (\w+)\(([\w, ]+)\) WORD`)

// TestNEONMacros assembles every macro of neon_arm64.h with registers and lanes
// that use all bits of every operand, and reads the machine code back.
func TestNEONMacros(t *testing.T) {
	requireGo(t)
	header, err := os.ReadFile("neon_arm64.h")
	require.NoError(t, err)
	macros := neonMacro.FindAllStringSubmatch(string(header), -1)
	require.Len(t, macros, len(neonNames))
	var source strings.Builder
	source.WriteString("#include \"neon_arm64.h\"\nTEXT ·f(SB), 4, $0-0\n")
	var want []string
	for _, macro := range macros {
		for turn := range 8 {
			var operands []string
			text := neonNames[macro[1]]
			require.NotEmpty(t, text, macro[1])
			for place, operand := range strings.Split(macro[2], ", ") {
				value := [...]int{0, 31, 21, 10, 1, 16, 30, 15}[(turn+3*place)%8]
				if operand == "i" {
					value %= 4
				}
				operands = append(operands, fmt.Sprint(value))
				text = strings.ReplaceAll(text, "V"+operand+".", fmt.Sprintf("V%d.", value))
				text = strings.ReplaceAll(text, "["+operand+"]", fmt.Sprintf("[%d]", value))
			}
			fmt.Fprintf(&source, "\t%s(%s)\n", macro[1], strings.Join(operands, ", "))
			want = append(want, text)
		}
	}
	source.WriteString("\tRET\n")
	dir := t.TempDir()
	file, object := filepath.Join(dir, "f_arm64.s"), filepath.Join(dir, "f.o")
	require.NoError(t, os.WriteFile(file, []byte(source.String()), 0o600))
	assemble := exec.Command("go", "tool", "asm", "-p", "asm", "-I", ".", "-o", object, file)
	assemble.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64")
	out, err := assemble.CombinedOutput()
	require.NoError(t, err, "%s", out)
	got := disassemble(t, object, "f")
	for i, instruction := range want {
		require.Equal(t, instruction, got[i])
	}
}

// TestNEONMachineCode builds the package for arm64 and reads the machine code of
// all NEON functions back: every instruction must be known, the product's tile
// must hold the multiply-adds of every row and lane with all of B, and the inner
// loops must have as many instructions for each multiply-add of four lanes as the
// README of this folder says.
func TestNEONMachineCode(t *testing.T) {
	requireGo(t)
	binary := filepath.Join(t.TempDir(), "asm.test")
	build := exec.Command("go", "test", "-c", "-o", binary, ".")
	build.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)

	disassemble(t, binary, `asm\..*NEON`)
	code := disassemble(t, binary, `asm\.mulTile12NEON`)
	for row := range 8 {
		for lane := range 4 {
			for part := range 3 {
				require.Contains(t, code, fmt.Sprintf("VFMLA V%d.S[%d], V%d.S4, V%d.S4", 3+row%4, lane, part, 8+3*row+part))
			}
		}
	}
	for _, loop := range []struct{ function, name string }{
		{"mulTile12NEON", "product 8x12"},
		{"mulTile8NEON", "8x8"},
		{"mulTile4NEON", "8x4"},
		{"outerTile8x12NEON", "weight gradient 8x12"},
		{"depthForwardNEON", "depthwise"},
		{"depthForward4NEON", "groups of four"},
	} {
		all, multiplyAdds := busiestLoop(disassemble(t, binary, `asm\.`+loop.function))
		require.Contains(t, string(readme), fmt.Sprintf("%s %d/%d", loop.name, all, multiplyAdds))
	}
}

// busiestLoop returns the instructions of the loop with the most multiply-adds
// among those without a jump inside, and how many of them multiply-adds are.
func busiestLoop(code []string) (all, multiplyAdds int) {
	for end, jump := range code {
		back := backwards.FindStringSubmatch(jump)
		if back == nil {
			continue
		}
		distance, _ := strconv.Atoi(back[1])
		fma, inner := 0, true
		for _, instruction := range code[end-distance : end] {
			if strings.HasPrefix(instruction, "VFMLA") {
				fma++
			}
			inner = inner && !strings.Contains(instruction, "(PC)")
		}
		if inner && fma > multiplyAdds {
			all, multiplyAdds = distance+1, fma
		}
	}
	return all, multiplyAdds
}

// backwards matches a jump back by a number of instructions.
var backwards = regexp.MustCompile(`^B\w* -(\d+)\(PC\)`)

func requireGo(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("runs the assembler for arm64")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("there is no go command")
	}
}

// disassemble returns the instructions of the functions that match a pattern.
// What the disassembler does not know may only be padding.
func disassemble(t *testing.T, binary, functions string) (code []string) {
	t.Helper()
	out, err := exec.Command("go", "tool", "objdump", "-s", functions, binary).Output()
	require.NoError(t, err)
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line) // place in the source, address, code, instruction
		if len(fields) < 4 || fields[0] == "TEXT" {
			continue
		}
		instruction := strings.Join(fields[3:], " ")
		if instruction == "?" {
			require.Contains(t, line, "00000000", "an unknown instruction")
			continue
		}
		code = append(code, instruction)
	}
	require.NotEmpty(t, code, "no function matches %s", functions)
	return code
}
