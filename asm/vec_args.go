package asm

// sgdPass is what the kernel of [SGDStep] reads.
type sgdPass struct {
	p, g, v          *float32
	n, kind          int
	lr, momentum, wd float32
}

// The kinds of steps: without momentum, with, the first one with, and the same
// two as Nesterov takes them.
const (
	sgdPlain = iota
	sgdMomentum
	sgdFirst
	sgdNesterov
	sgdFirstNesterov
)

// adamPass is what the kernel of [AdamStep] reads. rest1 and rest2 are 1-b1 and
// 1-b2; decay is what multiplies the parameters: wd, or lr*wd if decoupled.
type adamPass struct {
	p, g, m, v               *float32
	n                        int
	lr, b1, rest1, b2, rest2 float64
	eps, decay, bias1, bias2 float64
	decoupled                bool
}
