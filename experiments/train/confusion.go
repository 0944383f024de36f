package train

import (
	"io"

	"freqlens/experiments/dataset"
	"freqlens/tensor"
)

func writeBytes(b []byte) func(io.Writer) error {
	return func(w io.Writer) error { _, err := w.Write(b); return err }
}

// Confusion counts images by true class (row) and predicted class (column).
type Confusion [][]int

// Confuse builds the confusion matrix of logits [N,classes].
func Confuse(logits *tensor.Tensor, labels []int) Confusion {
	classes := logits.Dim(1)
	c := make(Confusion, classes)
	for i := range c {
		c[i] = make([]int, classes)
	}
	for i, label := range labels {
		c[label][Argmax(logits.Data()[i*classes:][:classes])]++
	}
	return c
}

// Argmax returns the position of the largest value, the first of equals.
func Argmax(x []float32) int {
	best := 0
	for i, v := range x {
		if v > x[best] {
			best = i
		}
	}
	return best
}

// Evaluate returns the confusion matrix of the network on s.
func (n *Net) Evaluate(s *dataset.Set) Confusion { return Confuse(n.Predict(s), s.Labels) }

// Accuracy is the share of images on the diagonal.
func (c Confusion) Accuracy() float64 {
	correct, all := 0, 0
	for i, row := range c {
		for _, n := range row {
			all += n
		}
		correct += row[i]
	}
	return float64(correct) / float64(max(all, 1))
}

// Images returns the number of images of a true class.
func (c Confusion) Images(class int) int {
	n := 0
	for _, v := range c[class] {
		n += v
	}
	return n
}

// Predicted returns the number of images given a class.
func (c Confusion) Predicted(class int) int {
	n := 0
	for _, row := range c {
		n += row[class]
	}
	return n
}

// Recall is the share of a class's images that are recognised.
func (c Confusion) Recall(class int) float64 { return ratio(c[class][class], c.Images(class)) }

// Precision is the share of the images given a class that belong to it.
func (c Confusion) Precision(class int) float64 { return ratio(c[class][class], c.Predicted(class)) }

// F1 is the harmonic mean of precision and recall, 2PR/(P+R).
func (c Confusion) F1(class int) float64 {
	return ratio(2*c[class][class], c.Images(class)+c.Predicted(class))
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}
