package asm

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
)

// Level names an instruction set that kernels are written for.
type Level int

// The levels. AVX2 includes FMA; AVX512 means F, VL, DQ and BW.
const (
	Generic Level = iota
	AVX2
	AVX512
	NEON
)

var levelNames = [...]string{"generic", "avx2", "avx512", "neon"}

func (l Level) String() string {
	if l < 0 || int(l) >= len(levelNames) {
		return fmt.Sprintf("Level(%d)", int(l))
	}
	return levelNames[l]
}

// ParseLevel is the inverse of [Level.String].
func ParseLevel(name string) (Level, error) {
	if i := slices.Index(levelNames[:], name); i >= 0 {
		return Level(i), nil
	}
	return 0, fmt.Errorf("unknown level %q, want one of %s", name, strings.Join(levelNames[:], ", "))
}

// active is the level the kernels dispatch by.
var active Level

// Levels returns the levels that this CPU and this build offer, ascending.
func Levels() []Level { return append([]Level{Generic}, cpuLevels()...) }

// Active returns the level in force.
func Active() Level { return active }

// SetLevel changes the level in force. It is meant for tests and benchmarks
// and must not be called while kernels run.
func SetLevel(l Level) error {
	if !slices.Contains(Levels(), l) {
		return fmt.Errorf("level %v is not available: this CPU and build offer %s", l, levelList())
	}
	active = l
	return nil
}

func levelList() string {
	var names []string
	for _, l := range Levels() {
		names = append(names, l.String())
	}
	return strings.Join(names, ", ")
}

func init() {
	all := Levels()
	active = all[len(all)-1]
	name, set := os.LookupEnv("FREQLENS_ASM")
	if !set || name == "" {
		return
	}
	l, err := ParseLevel(name)
	if err == nil {
		err = SetLevel(l)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "freqlens: FREQLENS_ASM: %v\n", err)
		os.Exit(2)
	}
}

// A kernel remembers whether it ever ran, so that tests can tell a level from
// its fallback.
type kernel struct {
	name string
	ran  atomic.Bool
}

var kernels []*kernel

func newKernel(name string) *kernel {
	k := &kernel{name: name}
	kernels = append(kernels, k)
	return k
}

// used marks k as run. The load keeps the common case free of cache traffic.
func (k *kernel) used() {
	if !k.ran.Load() {
		k.ran.Store(true)
	}
}

// Dispatched returns the names of the kernels that have run since the start of
// the program, sorted: a name ends in the level it is written for, as in
// "gemm12x32AVX512".
func Dispatched() []string {
	var names []string
	for _, k := range kernels {
		if k.ran.Load() {
			names = append(names, k.name)
		}
	}
	slices.Sort(names)
	return names
}
