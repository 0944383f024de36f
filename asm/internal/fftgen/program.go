package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// target is an instruction set.
type target struct {
	name      string
	reg       string // register letter
	regs      int
	bytes     int  // of a register
	broadcast bool // arithmetic takes a broadcast memory operand
	neon      bool // products can only be added to what is overwritten
}

// value is one result in the straight-line program; mem values are scalars in
// memory (twiddles, constants), broadcast where they are used.
type value struct {
	mem  string
	uses []int // indices of the operations that read it, ascending
	at   int   // register, or -1
	slot int   // place on the stack, or -1

	pinned bool // lives in a register of its own throughout
}

type op struct {
	kind string // load, store, raw, add, sub, mul, fma (ab+c), fnma (c-ab), fms (ab-c)
	dst  *value
	src  []*value
	mem  string
}

type program struct {
	t         target
	ops       []op
	constants []float64
	symbol    string
	pins      int // registers, from the last downwards, that are not assigned
}

// reversal is the register that holds the lanes' numbers in reverse order.
func (p *program) reversal() int { return p.t.regs - 1 }

func (p *program) emit(kind, mem string, src ...*value) *value {
	v := &value{at: -1, slot: -1}
	for _, s := range src {
		s.uses = append(s.uses, len(p.ops))
	}
	p.ops = append(p.ops, op{kind, v, src, mem})
	return v
}

func (p *program) Load(mem string) *value          { return p.emit("load", mem) }
func (p *program) Store(mem string, v *value)      { p.emit("store", mem, v) }
func (p *program) Raw(text string)                 { p.emit("raw", text) }
func (p *program) Mem(mem string) *value           { return &value{mem: mem, at: -1, slot: -1} }
func (p *program) Add(a, b *value) *value          { return p.emit("add", "", a, b) }
func (p *program) Sub(a, b *value) *value          { return p.emit("sub", "", a, b) }
func (p *program) Mul(a, b *value) *value          { return p.emit("mul", "", a, b) }
func (p *program) MulAdd(a, b, c *value) *value    { return p.emit("fma", "", a, b, c) }
func (p *program) NegMulAdd(a, b, c *value) *value { return p.emit("fnma", "", a, b, c) }

// MulSub returns ab - c.
func (p *program) MulSub(a, b, c *value) *value {
	if p.t.neon {
		return p.Sub(p.Mul(a, b), c)
	}
	return p.emit("fms", "", a, b, c)
}

// Permute appends an instruction of the form "mnemonic second, first, dst".
func (p *program) Permute(mnemonic string, first, second *value) *value {
	return p.emit(mnemonic, "", first, second)
}

// Reverse returns v, or the memory if v is nil, with its lanes in reverse order.
func (p *program) Reverse(v *value, mem string) *value {
	if v == nil {
		return p.emit("reverse", mem)
	}
	return p.emit("reverse", "", v)
}

// Pin returns a value that lives in register r, outside those that are assigned.
func (p *program) Pin(r int) *value { return &value{at: r, slot: -1, pinned: true} }

// Const returns a constant, kept once in the table of the symbol.
func (p *program) Const(x float64) *value {
	i := slices.Index(p.constants, x)
	if i < 0 {
		i = len(p.constants)
		p.constants = append(p.constants, x)
	}
	return p.Mem(fmt.Sprintf("%s<>+%d(SB)", p.symbol, 4*i))
}

func (p *program) data() string {
	var b strings.Builder
	for i, c := range p.constants {
		fmt.Fprintf(&b, "DATA %s<>+%d(SB)/4, $0x%08x // %.9g\n", p.symbol, 4*i, math.Float32bits(float32(c)), c)
	}
	if len(p.constants) > 0 {
		fmt.Fprintf(&b, "GLOBL %s<>(SB), RODATA|NOPTR, $%d\n\n", p.symbol, 4*len(p.constants))
	}
	return b.String()
}

// text assigns registers, the one whose value is needed last being spilled when
// they run out, and returns the instructions and the bytes of stack they
// use, at R15, which frame sets.
func (p *program) text() (string, int) {
	a := &allocation{p: p, held: make([]*value, p.t.regs-p.pins)}
	for i, o := range p.ops {
		a.step(i, o)
	}
	if a.slots > 0 {
		a.slots++
	}
	return a.out.String(), a.slots * p.t.bytes
}

// frame rounds the address of the stack slots up to a whole register, into R15:
// stores across the borders of cache lines cost several times the others.
func (t target) frame(stack int) string {
	if stack == 0 {
		return ""
	}
	return fmt.Sprintf("\tLEAQ %d(SP), R15\n\tANDQ $~%d, R15\n", t.bytes-1, t.bytes-1)
}

type allocation struct {
	p     *program
	held  []*value
	slots int
	free  []int // stack slots
	out   strings.Builder
	next  int // where the search for a register starts, to spread reuse
}

func (a *allocation) printf(format string, args ...any) {
	fmt.Fprintf(&a.out, "\t"+format+"\n", args...)
}

func (a *allocation) name(r int) string { return fmt.Sprintf("%s%d", a.p.t.reg, r) }

func nextUse(v *value, after int) int {
	for _, u := range v.uses {
		if u > after {
			return u
		}
	}
	return 1 << 30
}

// take returns a free register, none of keep.
func (a *allocation) take(i int, keep ...*value) int {
	for k := range a.held {
		r := (a.next + k) % len(a.held)
		if a.held[r] == nil {
			a.next = r + 1
			return r
		}
	}
	worst, at := -1, -1
	for r, v := range a.held {
		if u := nextUse(v, i-1); !slices.Contains(keep, v) && u > worst {
			worst, at = u, r
		}
	}
	a.spill(at)
	return at
}

func (a *allocation) spill(r int) {
	v := a.held[r]
	if v.slot < 0 && v.mem == "" {
		if n := len(a.free); n > 0 {
			v.slot, a.free = a.free[n-1], a.free[:n-1]
		} else {
			v.slot = a.slots
			a.slots++
		}
		a.printf("VMOVUPS %s, %d(R15)", a.name(r), v.slot*a.p.t.bytes)
	}
	v.at, a.held[r] = -1, nil
}

// ensure brings v into a register.
func (a *allocation) ensure(i int, v *value, keep ...*value) {
	if v.at >= 0 {
		return
	}
	r := a.take(i, keep...)
	if v.mem != "" {
		a.printf("VBROADCASTSS %s, %s", v.mem, a.name(r))
	} else {
		a.printf("VMOVUPS %d(R15), %s", v.slot*a.p.t.bytes, a.name(r))
	}
	v.at, a.held[r] = r, v
}

// release frees the registers of values that operation i was the last to read.
// Broadcasts are freed at once where memory operands make them free of charge.
func (a *allocation) release(i int, vs ...*value) {
	for _, v := range vs {
		if v.pinned || nextUse(v, i) < 1<<30 {
			continue
		}
		if v.at >= 0 {
			a.held[v.at], v.at = nil, -1
		}
		if v.slot >= 0 {
			a.free, v.slot = append(a.free, v.slot), -1
		}
	}
}

func (a *allocation) step(i int, o op) {
	switch o.kind {
	case "raw":
		a.printf("%s", o.mem)
		return
	case "load":
		r := a.take(i)
		a.printf("VMOVUPS %s, %s", o.mem, a.name(r))
		o.dst.at, a.held[r] = r, o.dst
		return
	case "reverse":
		src := o.mem
		if src == "" {
			a.ensure(i, o.src[0])
			src = a.name(o.src[0].at)
			a.release(i, o.src[0])
		}
		r := a.take(i)
		a.printf("VPERMPS %s, %s, %s", src, a.name(a.p.reversal()), a.name(r))
		o.dst.at, a.held[r] = r, o.dst
		return
	case "store":
		a.ensure(i, o.src[0])
		a.printf("VMOVUPS %s, %s", a.name(o.src[0].at), o.mem)
		a.release(i, o.src[0])
		return
	}
	folded := ""
	for k, s := range o.src {
		if k == 1 && s.mem != "" && a.p.t.broadcast { // b may be a memory operand
			folded = s.mem
			continue
		}
		a.ensure(i, s, o.src...)
	}
	if len(o.src) == 2 {
		a.binary(i, o, folded)
	} else {
		a.fused(i, o, folded)
	}
}

func (a *allocation) binary(i int, o op, folded string) {
	x, y := o.src[0], o.src[1]
	second, suffix := folded, ".BCST"
	if folded == "" {
		second, suffix = a.name(y.at), ""
	}
	first := a.name(x.at)
	a.release(i, x, y)
	r := a.take(i)
	mnemonic := map[string]string{"add": "VADDPS", "sub": "VSUBPS", "mul": "VMULPS"}[o.kind]
	if mnemonic == "" {
		mnemonic = o.kind
	}
	a.printf("%s%s %s, %s, %s", mnemonic, suffix, second, first, a.name(r))
	o.dst.at, a.held[r] = r, o.dst
}

// fused prints dst = ±xy ± c in the form that overwrites a value no longer needed.
func (a *allocation) fused(i int, o op, folded string) {
	x, y, c := o.src[0], o.src[1], o.src[2]
	mnemonic := map[string]string{"fma": "VFMADD", "fnma": "VFNMADD", "fms": "VFMSUB"}[o.kind]
	second, suffix := folded, ".BCST"
	if folded == "" {
		second, suffix = a.name(y.at), ""
	}
	dies := func(v *value) bool { return !v.pinned && nextUse(v, i) == 1<<30 }
	var r int
	switch {
	case dies(c):
		r = c.at
		a.printf("%s231PS%s %s, %s, %s", mnemonic, suffix, second, a.name(x.at), a.name(r))
	case dies(x) && x != c && !a.p.t.neon:
		r = x.at
		a.printf("%s132PS%s %s, %s, %s", mnemonic, suffix, second, a.name(c.at), a.name(r))
	default:
		r = a.take(i, o.src...)
		a.printf("VMOVAPS %s, %s", a.name(c.at), a.name(r))
		a.printf("%s231PS%s %s, %s, %s", mnemonic, suffix, second, a.name(x.at), a.name(r))
	}
	a.release(i, x, y, c)
	o.dst.at, a.held[r] = r, o.dst
}
