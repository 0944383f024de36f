package parallel_test

import (
	"fmt"

	"freqlens/asm/parallel"
)

// squares is a task: each part writes where no other does, so the result is the same for
// any number of threads.
type squares []int

func (s squares) Part(i int) { s[i] = i * i }

func ExampleRun() {
	s := make(squares, 6)
	parallel.Run(len(s), s)
	fmt.Println(s)
	// Output: [0 1 4 9 16 25]
}
