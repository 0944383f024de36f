package dynamics_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dynamics"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
)

func TestSchedule(t *testing.T) {
	var at []int
	for i := 1; i <= 160; i++ {
		if dynamics.EvalAt(i) {
			at = append(at, i)
		}
	}
	require.Equal(t, []int{10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 120, 140, 160}, at)
}

// TestLearnedMeansToStay: a class that passes the level and falls below it
// again has been learned only when it comes back for good.
func TestLearnedMeansToStay(t *testing.T) {
	c := dynamics.Curve{Classes: []string{"early but not for good", "late", "never"}, Iterations: []int{10, 20, 30, 40},
		F1: [][]float64{{.9, .6, .8, .7}, {0, .7, .9, .9}, {.9, .9, .9, .69}}}
	require.Equal(t, 30, c.Learned(0, .7))
	require.Equal(t, 20, c.Learned(1, .7))
	require.Equal(t, 0, c.Learned(2, .7))
	class, at := c.First(.7)
	require.Equal(t, 1, class)
	require.Equal(t, 20, at)
	class, _ = c.First(.95)
	require.Equal(t, -1, class)
}

func ExampleCurve_First() {
	c := dynamics.Curve{Classes: []string{"ox", "zebra"}, Iterations: []int{10, 20, 30},
		F1: [][]float64{{.1, .3, .8}, {.4, .7, .9}}}
	class, at := c.First(0.7)
	fmt.Println(c.Classes[class], "is learned first, at iteration", at)
	// Output: zebra is learned first, at iteration 20
}

// TestRecordAgain: a killed run goes on from a checkpoint before its last points.
func TestRecordAgain(t *testing.T) {
	p := synthetic.Planted{Size: 16, Classes: 2, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 10, Test: 5, Seed: 1}
	set, test := p.Generate()
	net, err := train.New("cnn3", 0.25, set, 1)
	require.NoError(t, err)
	r := dynamics.NewRecorder(net, test)
	for _, at := range []int{10, 20, 30, 40, 20, 30} {
		r.Record(at)
	}
	require.Equal(t, []int{10, 20, 30}, r.Curve.Iterations)
	require.Len(t, r.Curve.Accuracy, 3)
	for _, f1 := range r.Curve.F1 {
		require.Len(t, f1, 3)
	}
}
