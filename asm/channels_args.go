package asm

// channelPass is what the assembly of a pass over rows of channels reads. Nil
// pointers mean that the operand does not exist.
type channelPass struct {
	dst, x, dy, y, res *float32 // rows x c values each
	p0, p1, p2, p3     *float32 // c values each
	s1, s2             *float32 // c values each
	rows, c            int
	floor              float32 // 0 for ReLU, else -Inf
}
