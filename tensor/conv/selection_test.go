package conv_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/asm/asmtest"
	"freqlens/tensor/conv"
)

// builtIn is the table that is checked in.
func builtIn(t *testing.T) []conv.Selection {
	t.Helper()
	text, err := os.ReadFile("selection.tsv")
	require.NoError(t, err)
	table, err := conv.ParseSelection(string(text))
	require.NoError(t, err)
	return table
}

// square is a shape of a class.
func square(c conv.Class) conv.Params {
	outputs := c.Channels
	if c.Channels < 16 {
		outputs = 64
	}
	return conv.Params{N: 1, H: c.Size, W: c.Size, C: c.Channels, O: outputs, KH: c.Kernel, KW: c.Kernel,
		SH: c.Stride, SW: c.Stride, PH: c.Kernel / 2, PW: c.Kernel / 2, DH: 1, DW: 1, Groups: 1}
}

func TestChoiceIsThatOfTheTable(t *testing.T) {
	table := builtIn(t)
	seen := map[conv.Class]bool{}
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, s := range table {
			if s.Level != asm.Active() {
				continue
			}
			require.False(t, seen[s.Class], "twice in the table: %+v", s.Class)
			seen[s.Class] = true
			require.Equal(t, s.Algorithm, conv.Choice(s.Dir, square(s.Class)), "%+v", s.Class)
		}
	})
}

// TestChoiceOfOtherShapes asks for shapes that have no line of their own.
func TestChoiceOfOtherShapes(t *testing.T) {
	for _, s := range builtIn(t) {
		if s.Level != asm.Active() || s.Channels < 16 {
			continue
		}
		near := square(s.Class)
		near.W, near.O = near.W+s.Size/5, near.O+s.Channels/5
		require.Equal(t, s.Algorithm, conv.Choice(s.Dir, near), "%+v", near)
	}
	p := square(conv.Class{Kernel: 3, Stride: 1, Channels: 3, Size: 8})
	p.SH, p.DH = 3, 2
	require.Equal(t, "rows", conv.Choice(conv.DirForward, p), "a rule, not the table")
	p.C = 40
	require.Equal(t, "indirect", conv.Choice(conv.DirForward, p))
	p = square(conv.Class{Kernel: 3, Stride: 1, Channels: 40, Size: 8})
	p.O = 2
	require.Equal(t, "indirect", conv.Choice(conv.DirForward, p), "too few outputs for what a class says")
}

func TestParseSelection(t *testing.T) {
	text := "avx2\tfwd\t3\t1\t16\t8\twinograd4x4\tindirect 2, winograd4x4 1\n"
	table, err := conv.ParseSelection("# a comment\n" + text)
	require.NoError(t, err)
	require.Equal(t, conv.Class{Level: asm.AVX2, Dir: conv.DirForward, Kernel: 3, Stride: 1, Channels: 16, Size: 8}, table[0].Class)
	require.Equal(t, text, conv.FormatSelection(table))
	for line, mistake := range map[string]string{
		"avx2\tfwd\t3\n":                       "has 3 fields",
		"sse\tfwd\t3\t1\t16\t8\tindirect\t\n":  "sse",
		"avx2\tfwd\t3\t1\t16\t0\tindirect\t\n": `"0" is no size`,
		"avx2\tfwd\t3\t1\t16\t8\tguess\t\n":    "guess",
	} {
		_, err := conv.ParseSelection(line)
		require.ErrorContains(t, err, mistake)
	}
}
