package main

import (
	"fmt"
	"regexp"
	"strings"
)

// The kernels' loops and addresses are written once, in the words of amd64, of which
// they need a handful. arm64 says the same for the other processor: an address that
// is a sum goes through a register first, and instructions on memory become three.

// integer names the registers of arm64 that stand for those of amd64. R13-R15 are for
// addresses and what comes from memory; the assembler, the platform and the runtime own R16-R18 and R26 up.
var integer = map[string]string{
	"AX": "R0", "BX": "R1", "CX": "R2", "DX": "R3", "SI": "R4", "DI": "R5", "R8": "R6", "R9": "R7",
	"R10": "R8", "R11": "R9", "R12": "R10", "R13": "R11", "R15": "R12",
}

var (
	indexed = regexp.MustCompile(`^(-?\d+)?\((\w+)\)(?:\((\w+)\*(\d)\))?$`)
	field   = regexp.MustCompile(`^(\w+(?:\+\d+)?)\((R13)\)$`)
	shifts  = map[string]int{"2": 1, "4": 2, "8": 3}

	// permutes are those of four lanes; operands come in the same order.
	permutes = map[string]string{
		"VUNPCKLPS": "VZIP1 S4", "VUNPCKHPS": "VZIP2 S4", "VUNPCKLPD": "VZIP1 D2", "VUNPCKHPD": "VZIP2 D2",
		"VSHUFPS $0x88": "VUZP1 S4", "VSHUFPS $0xDD": "VUZP2 S4", "VFMADD231PS": "VFMLA S4", "VFNMADD231PS": "VFMLS S4",
	}
	arithmetic = map[string]string{"VADDPS": "VFADD_S4", "VSUBPS": "VFSUB_S4", "VMULPS": "VFMUL_S4"}
	jumps      = map[string]string{"JMP": "B", "JZ": "BEQ", "JNZ": "BNE"}
)

// arm64 translates the text of a file.
func arm64(text string) string {
	var b strings.Builder
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "//\t") { // the register map
			line = renamed(line)
		}
		if strings.HasPrefix(line, `#include "go_asm.h"`) {
			line += "\n#include \"neon_arm64.h\""
		}
		if !strings.HasPrefix(line, "\t") {
			b.WriteString(line + "\n")
			continue
		}
		fields := strings.SplitN(strings.TrimSpace(line), " ", 2)
		operands := ""
		if len(fields) == 2 {
			operands = fields[1]
		}
		for _, out := range instruction(fields[0], operands) {
			b.WriteString("\t" + out + "\n")
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

var amd64Register = regexp.MustCompile(`\b(AX|BX|CX|DX|SI|DI|R8|R9|R1[0-5])\b`)

func renamed(text string) string {
	return amd64Register.ReplaceAllStringFunc(text, func(r string) string { return integer[r] })
}

// instruction returns what one instruction of amd64 becomes.
func instruction(name, operands string) []string {
	if name == "VSHUFPS" {
		immediate, rest, _ := strings.Cut(operands, ", ")
		name, operands = name+" "+immediate, rest
	}
	args := strings.Split(operands, ", ")
	if p, ok := permutes[name]; ok {
		mnemonic, lanes, _ := strings.Cut(p, " ")
		return []string{fmt.Sprintf("%s %s.%s, %s.%s, %s.%s", mnemonic, args[0], lanes, args[1], lanes, args[2], lanes)}
	}
	if macro, ok := arithmetic[name]; ok {
		return []string{fmt.Sprintf("%s(%s, %s, %s)", macro, args[0][1:], args[1][1:], args[2][1:])}
	}
	if jump, ok := jumps[name]; ok {
		return []string{jump + " " + strings.TrimSpace(operands)}
	}
	switch name {
	case "VZEROUPPER":
		return nil
	case "RET", "PCALIGN":
		return []string{strings.TrimSpace(name + " " + operands)}
	case "VMOVAPS":
		return []string{fmt.Sprintf("VMOV %s.B16, %s.B16", args[0], args[1])}
	case "VMOVUPS", "VBROADCASTSS", "VPERMPS":
		return vectorMove(name, args)
	}
	return integerInstruction(name, args)
}

// vectorMove loads, stores, spreads one number over the lanes or reverses them.
func vectorMove(name string, args []string) []string {
	to := args[len(args)-1]
	if name == "VMOVUPS" && strings.HasSuffix(to, ")") {
		at, out := address(to)
		return append(out, fmt.Sprintf("VST1 [%s.S4], (%s)", args[0], at))
	}
	src, at, out := args[0], "", []string(nil)
	if strings.HasSuffix(src, ")") {
		at, out = address(src)
	}
	switch {
	case name == "VBROADCASTSS":
		return append(out, fmt.Sprintf("VLD1R (%s), [%s.S4]", at, to))
	case at != "":
		out = append(out, fmt.Sprintf("VLD1 (%s), [%s.S4]", at, to))
		src = to
	}
	if name == "VPERMPS" {
		out = append(out, fmt.Sprintf("VREV64 %s.S4, %s.S4", src, to), fmt.Sprintf("VEXT $8, %s.B16, %s.B16, %s.B16", to, to, to))
	}
	return out
}

// address returns a register that holds the address, and how it comes to.
func address(mem string) (string, []string) {
	if m := field.FindStringSubmatch(mem); m != nil {
		return "R13", []string{fmt.Sprintf("ADD $%s, %s, R13", m[1], integer[m[2]])}
	}
	m := indexed.FindStringSubmatch(mem)
	if m == nil { // a constant
		return "R13", []string{"MOVD $" + mem + ", R13"}
	}
	at, out := integer[m[2]], []string(nil)
	if m[3] != "" {
		out = append(out, "ADD "+scaled(m[3], m[4])+", "+at+", R13")
		at = "R13"
	}
	if m[1] != "" && m[1] != "0" {
		out = append(out, fmt.Sprintf("ADD $%s, %s, R13", m[1], at))
		at = "R13"
	}
	return at, out
}

func scaled(index, by string) string {
	if by == "1" {
		return integer[index]
	}
	return fmt.Sprintf("%s<<%d", integer[index], shifts[by])
}

func integerInstruction(name string, args []string) []string {
	last := args[len(args)-1]
	to, register := integer[last]
	switch name {
	case "DECQ":
		return []string{fmt.Sprintf("SUBS $1, %s, %s", to, to)}
	case "TESTQ":
		return []string{"CMP $0, " + to}
	case "NEGQ":
		return []string{fmt.Sprintf("NEG %s, %s", to, to)}
	case "ANDQ": // the stack is aligned already
		return nil
	case "LEAQ":
		if strings.HasSuffix(args[0], "(SP)") {
			return []string{"ADD $16, RSP, " + to}
		}
		m := indexed.FindStringSubmatch(args[0])
		return []string{fmt.Sprintf("ADD %s, %s, %s", scaled(m[3], m[4]), integer[m[2]], to)}
	case "MOVQ":
		return []string{fmt.Sprintf("MOVD %s, %s", place(args[0]), place(last))}
	case "ADDQ":
		from := place(args[0])
		var out []string
		if strings.HasSuffix(from, ")") {
			out, from = []string{"MOVD " + from + ", R14"}, "R14"
		}
		if register {
			return append(out, fmt.Sprintf("ADD %s, %s", from, to))
		}
		return append(out, fmt.Sprintf("MOVD %s, R15", place(last)), "ADD "+from+", R15", "MOVD R15, "+place(last))
	}
	panic("fftgen: no arm64 for " + name)
}

// place renames an operand of an integer instruction.
func place(operand string) string {
	if r, ok := integer[operand]; ok {
		return r
	}
	if m := field.FindStringSubmatch(operand); m != nil {
		return fmt.Sprintf("%s(%s)", m[1], integer[m[2]])
	}
	return operand
}
