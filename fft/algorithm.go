package fft

import "fmt"

// Algorithm is a way to compute a transform of one vector. [NewPlan] chooses; [NewPlanBy]
// is for comparing them.
type Algorithm int

// The algorithms.
const (
	Auto      Algorithm = iota
	Line                // powers of two in registers, columns in place, then across lanes
	Lanes               // the same for other products of small primes that fill the lanes
	FourStep            // a matrix of two factors, columns, turned over, columns again (Bailey)
	Stockham            // factor by factor in plain Go, self-sorting
	Bluestein           // any length, as a convolution of a power of two
)

var algorithmNames = [...]string{"auto", "line", "lanes", "four-step", "stockham", "bluestein"}

func (a Algorithm) String() string {
	if a < 0 || int(a) >= len(algorithmNames) {
		return fmt.Sprintf("Algorithm(%d)", int(a))
	}
	return algorithmNames[a]
}
