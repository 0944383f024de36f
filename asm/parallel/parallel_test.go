package parallel

import (
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEveryPartRunsOnce(t *testing.T) {
	for _, procs := range []int{1, 2, 3, 8} {
		before := runtime.GOMAXPROCS(procs)
		for _, n := range []int{0, 1, 2, 7, 1000} {
			counts := make([]atomic.Int32, n)
			For(n, func(i int) { counts[i].Add(1) })
			for i := range counts {
				require.EqualValues(t, 1, counts[i].Load(), "part %d of %d, %d workers", i, n, procs)
			}
		}
		runtime.GOMAXPROCS(before)
	}
}

// TestNestedRunIsInline: the parts of a run within a part come in order, which they
// would not if others took some; each takes a while, so that others could.
func TestNestedRunIsInline(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	var orders [4][]int // a race if two workers shared one
	For(len(orders), func(i int) {
		For(50, func(k int) {
			time.Sleep(10 * time.Microsecond)
			orders[i] = append(orders[i], k)
		})
	})
	for _, order := range orders {
		require.Len(t, order, 50)
		require.True(t, slices.IsSorted(order), "%v", order)
	}
}

func TestPanicReachesCaller(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	require.PanicsWithValue(t, "part 5", func() {
		For(100, func(i int) {
			if i == 5 {
				panic("part 5")
			}
		})
	})
	var count atomic.Int32
	For(10, func(int) { count.Add(1) })
	require.EqualValues(t, 10, count.Load(), "the pool works after a panic")
}

// TestMistakeSaysWhere: the way to an index out of range is that of its part.
func TestMistakeSaysWhere(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	defer func() {
		err, ok := recover().(error)
		require.True(t, ok)
		require.ErrorContains(t, err, "index out of range [7] with length 2")
		require.ErrorContains(t, err, "parallel_test.go")
		var cause runtime.Error
		require.ErrorAs(t, err, &cause)
	}()
	short := make([]int, 2)
	For(8, func(i int) { short[i/7*7] = i })
}

type nothing struct{}

func (nothing) Part(int) {}

func TestRunAllocatesNothing(t *testing.T) {
	var task Task = &nothing{}
	Run(4, task)
	require.Zero(t, testing.AllocsPerRun(100, func() { Run(4, task) }))
}
