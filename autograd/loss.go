package autograd

import (
	"fmt"
	"math"
	"slices"

	"freqlens/asm"
)

// CrossEntropyOptions tells how the losses of a batch become one value.
type CrossEntropyOptions struct {
	Reduction      string // "mean" (also ""), "sum", or "none" for one loss per row
	LabelSmoothing float64
}

// CrossEntropy is the negative log-likelihood of the target classes under the
// softmax of the logits [N,K]. With label smoothing s the target distribution is
// (1-s) on the target class plus s/K on every class.
//
//	dlogits = softmax(logits) - target distribution    (times dy, and 1/N for the mean)
func CrossEntropy(logits *Variable, targets []int, o CrossEntropyOptions) *Variable {
	t := tapeOf(logits)
	wantRank("cross entropy: logits", logits.Shape(), 2)
	rows, classes := logits.Dim(0), logits.Dim(1)
	if len(targets) != rows {
		panic(fmt.Sprintf("cross entropy: %d targets for %d rows of logits", len(targets), rows))
	}
	var shape []int
	scale := 1.0
	switch o.Reduction {
	case "", "mean":
		if rows == 0 {
			panic("cross entropy: the mean over no rows is not defined; use sum or none")
		}
		scale = 1 / float64(rows)
	case "sum":
	case "none":
		shape = []int{rows}
	default:
		panic(fmt.Sprintf("cross entropy: reduction %q, want mean, sum or none", o.Reduction))
	}
	n := t.record(lossBackward, shape, logits)
	n.scalar, n.flag = float32(scale), shape != nil
	grad := t.save(n, rows*classes)
	total := 0.0
	for i, target := range targets {
		if target < 0 || target >= classes {
			panic(fmt.Sprintf("cross entropy: target %d of row %d is no class, there are %d", target, i, classes))
		}
		loss := rowLoss(grad[i*classes:][:classes], logits.value.Data()[i*classes:][:classes], target, o.LabelSmoothing)
		total += loss
		if n.flag {
			n.out.value.Data()[i] = float32(loss)
		}
	}
	if !n.flag {
		n.out.value.Data()[0] = float32(total * scale)
	}
	return n.out
}

// rowLoss returns the loss of one row and sets grad to its gradient.
func rowLoss(grad, logits []float32, target int, smoothing float64) float64 {
	largest := slices.Max(logits)
	for k, v := range logits {
		grad[k] = v - largest
	}
	asm.Exp(grad, grad)
	sum := asm.Sum(grad)
	logSum := float64(largest) + math.Log(sum)
	loss, each := 0.0, smoothing/float64(len(logits))
	for k, v := range logits {
		want := each
		if k == target {
			want += 1 - smoothing
		}
		if want != 0 {
			loss += want * (logSum - float64(v))
		}
		grad[k] = float32(float64(grad[k])/sum - want)
	}
	return loss
}

func lossBackward(t *Tape, n *node) {
	dx, dy := t.gradOf(n.in[0]), n.out.grad.Data()
	classes := n.in[0].Dim(1)
	for i := range dx {
		g := dy[0] * n.scalar
		if n.flag {
			g = dy[i/classes]
		}
		dx[i] = g * n.saved[0][i]
	}
	t.gave(n.in[0], dx)
}
