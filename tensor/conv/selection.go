package conv

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"freqlens/asm"
)

// A Class stands for shapes of square images, kernels and strides, without
// dilation or groups. Channels are those of the input below 16, where it has few,
// else the fewer of input and output.
type Class struct {
	Level                          asm.Level
	Dir                            Direction
	Kernel, Stride, Channels, Size int
}

// A Selection is one line of the table: the algorithm for a class and the times
// that it was chosen by.
type Selection struct {
	Class
	Algorithm, Times string
}

// selectionText is the table that [Choice] reads. It is written by
//
//	go run ./bench select --out tensor/conv/selection.tsv
//
//go:embed selection.tsv
var selectionText string

var selection = mustParse(selectionText)

// lines are those of the table that one question is about.
type lines struct {
	level  asm.Level
	dir    Direction
	stride int
}

func mustParse(text string) map[lines][]Selection {
	table, err := ParseSelection(text)
	if err != nil {
		panic("conv: selection.tsv: " + err.Error())
	}
	index := map[lines][]Selection{}
	for _, s := range table {
		key := lines{s.Level, s.Dir, s.Stride}
		index[key] = append(index[key], s)
	}
	return index
}

// fewChannels is the number of input channels below which a class names them.
const fewChannels = 16

// ParseSelection reads a table of selections: lines of level, direction, kernel,
// stride, channels, size, algorithm and times, between tabs. Lines that start with
// # are comments.
func ParseSelection(text string) ([]Selection, error) {
	var table []Selection
	for number, line := range strings.Split(text, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != 8 {
			return nil, fmt.Errorf("line %d has %d fields, want 8 between tabs", number+1, len(fields))
		}
		level, err := asm.ParseLevel(fields[0])
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number+1, err)
		}
		s := Selection{Class: Class{Level: level, Dir: Direction(fields[1])}, Algorithm: fields[6], Times: fields[7]}
		for i, at := range []*int{&s.Kernel, &s.Stride, &s.Channels, &s.Size} {
			if *at, err = strconv.Atoi(fields[2+i]); err != nil || *at < 1 {
				return nil, fmt.Errorf("line %d: %q is no size", number+1, fields[2+i])
			}
		}
		if !slices.Contains([]Direction{DirForward, DirBackwardData, DirBackwardWeights}, s.Dir) {
			return nil, fmt.Errorf("line %d: unknown direction %q", number+1, s.Dir)
		}
		if !slices.Contains(Algorithms(), s.Algorithm) || s.Algorithm == algoAuto {
			return nil, fmt.Errorf("line %d: unknown algorithm %q", number+1, s.Algorithm)
		}
		table = append(table, s)
	}
	return table, nil
}

// FormatSelection is the inverse of [ParseSelection].
func FormatSelection(table []Selection) string {
	var b strings.Builder
	for _, s := range table {
		fmt.Fprintf(&b, "%s\t%s\t%d\t%d\t%d\t%d\t%s\t%s\n", s.Level, s.Dir, s.Kernel, s.Stride, s.Channels, s.Size, s.Algorithm, s.Times)
	}
	return b.String()
}

// Choice returns the algorithm that "auto" stands for. It depends on the level
// and the shape of one image only: an image's result does not change with the
// batch it is in.
//
// The algorithm is that of the nearest class in the table, measured on Zen 4: of
// the same level, direction, kernel and stride, the one whose channels and size
// differ by the least factor. Kernels of more than 7x7 take the largest one in the
// table that is not larger.
//
// A shape that no class stands for (a kernel that is not square, dilation, groups,
// the levels generic and neon, where nothing was measured), or that the algorithm of
// its class cannot do, goes by rule: "depthwise", "grouped" and "rows" where they
// are for, then "winograd4x4" or, for stride 2 and patches that do not hang over,
// "winograd4x4s2" if there is assembly, then "indirect".
func Choice(dir Direction, p Params) string {
	if depthwiseFits(p) {
		return algoDepth
	}
	if groupedFits(p) && dir != DirBackwardWeights {
		return algoGrouped
	}
	if name := nearest(selection[lines{asm.Active(), dir, p.SH}], p); name != "" && fits(name, p) {
		return name
	}
	switch {
	case rowsFits(p) && p.C <= rowsChannels && p.KW > 1:
		return algoRows
	case winogradFits(p) && asm.Active() != asm.Generic:
		return algoWinograd
	case winogradS2Fits(p) && winogradS2Pays(p):
		return algoWinogradS2
	}
	return algoIndirect
}

// nearest returns the algorithm of the class that is nearest to p, or nothing.
func nearest(table []Selection, p Params) string {
	if p.KH != p.KW || p.SH != p.SW || p.DH != 1 || p.DW != 1 || p.Groups != 1 {
		return ""
	}
	channels := p.C
	if channels >= fewChannels {
		channels = max(fewChannels, min(p.C, p.O))
	}
	size := math.Sqrt(float64(p.H * p.W))
	kernel, found, least := 0, "", math.Inf(1)
	for i := range table {
		s := &table[i]
		if s.Kernel < kernel || s.Kernel != p.KH && (s.Kernel > p.KH || s.Kernel < largeKernel) {
			continue
		}
		if s.Kernel > kernel {
			kernel, least = s.Kernel, math.Inf(1)
		}
		if d := factor(float64(s.Channels), float64(channels)) * factor(float64(s.Size), size); d < least {
			found, least = s.Algorithm, d
		}
	}
	return found
}

// largeKernel is the size of kernels from which on one class may stand for larger ones.
const largeKernel = 7

// factor is how many times one number is as large as the other.
func factor(a, b float64) float64 { return max(a/b, b/a) }

// TableHash identifies the table that [Choice] reads, without its times, and the names and
// channel counts in its rule. Two builds with different hashes may choose differently. Two
// with the same hash choose alike only if the code of the choice is the same too: what it
// takes for near, large or worth it is not hashed.
func TableHash() string {
	h := sha256.New()
	table, _ := ParseSelection(selectionText) // it was parsed when the program started
	for i := range table {
		table[i].Times = ""
	}
	fmt.Fprint(h, FormatSelection(table))
	fmt.Fprintf(h, "rule: %s, %s, %s to %d channels, %s from %d\n", algoDepth, algoGrouped, algoRows, rowsChannels, algoWinograd, winogradChannels)
	fmt.Fprintf(h, ", %s\n", algoWinogradS2)
	return hex.EncodeToString(h.Sum(nil))
}
