// Package autograd computes gradients: operations on variables record
// themselves on a tape, and the tape played backwards gives the gradient of a
// loss with respect to everything that went into it.
//
// The whole idea is one struct. A node knows the variable it made, the
// variables it made it from, and a function that turns the gradient of the
// former into gradients of the latter:
//
//	node = output, inputs, backward
//
// Because operations are recorded in the order in which they run, the reverse
// order is a topological one, and [Tape.Backward] is a loop. Each operation's
// file holds its forward pass, its gradient, and the formula between them.
//
// Nodes, variables and buffers belong to the tape and are used again, results from
// [Tape.Backward] on and the rest after [Tape.Reset], so that a training step that has
// run once allocates nothing when it runs again. Values that are needed later must be
// copied out before. A pass is gone back through once: several losses are added first.
package autograd
