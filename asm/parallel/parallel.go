package parallel

import (
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// A Task is work in independent parts.
type Task interface{ Part(i int) }

// pool is the state of the one job that may run at a time.
var pool struct {
	busy    sync.Mutex // held for the length of a job
	task    Task
	n       int64
	next    atomic.Int64
	left    atomic.Int64 // workers that have not finished the job
	running sync.WaitGroup
	workers []*worker
	caught  atomic.Pointer[caught]
}

// A worker watches state for a while before it goes to sleep on wake: the next job
// of a network comes within microseconds, and waking a sleeping thread costs more
// than a small job.
type worker struct {
	state atomic.Int64
	wake  chan struct{}
	_     [64]byte // keeps the next worker's state out of this cache line
}

// The states of a worker.
const (
	polling int64 = iota
	asleep
	called
)

type caught struct{ value any }

// A failure is a mistake that the runtime found in a part, with the way to it, which is
// not that of the goroutine that reports it.
type failure struct {
	cause runtime.Error
	way   []byte
}

func (f failure) Error() string { return f.cause.Error() + "\n\nin a part of a job:\n" + string(f.way) }
func (f failure) Unwrap() error { return f.cause }

// Workers is the number of goroutines that a job may use.
func Workers() int { return runtime.GOMAXPROCS(0) }

// Run calls t.Part(i) once for every i in [0,n) and returns when all are done.
// A Run inside a part, or while another goroutine's job has the pool, does its
// parts on the calling goroutine. A panic in a part reaches the caller of Run.
func Run(n int, t Task) {
	workers := min(Workers(), n)
	if workers < 2 || !pool.busy.TryLock() {
		for i := range n {
			t.Part(i)
		}
		return
	}
	defer pool.busy.Unlock()
	for len(pool.workers) < workers-1 {
		w := &worker{wake: make(chan struct{}, 1)}
		pool.workers = append(pool.workers, w)
		go w.loop()
	}
	if over := workers > runtime.NumCPU(); over != crowded.Load() {
		crowded.Store(over)
	}
	pool.task, pool.n = t, int64(n)
	pool.next.Store(0)
	pool.left.Store(int64(workers - 1))
	pool.running.Add(workers - 1)
	for _, w := range pool.workers[:workers-1] {
		if w.state.Swap(called) == asleep {
			w.wake <- struct{}{}
		}
	}
	work()
	watch(&pool.left, 0)
	pool.running.Wait()
	pool.task = nil
	if c := pool.caught.Swap(nil); c != nil {
		panic(c.value)
	}
}

// watch looks at x until it has the given value or patience ends. Now and then it
// lets others run: the one it waits for may be among them. Where there are more
// workers than cores, who watches keeps others from working, and gives up soon.
func watch(x *atomic.Int64, value int64) {
	times, limit := looks, patience
	if crowded.Load() {
		times, limit = looks/32, 0
	}
	for start := time.Now(); ; runtime.Gosched() {
		for range times {
			if x.Load() == value {
				return
			}
			pause()
		}
		if time.Since(start) > limit {
			return
		}
	}
}

// looks is how often watch looks before it lets others run, some 20 us.
const looks = 256

// crowded is set while jobs have more workers than the machine has cores.
var crowded atomic.Bool

func (w *worker) loop() {
	for {
		watch(&w.state, called)
		if w.state.CompareAndSwap(polling, asleep) {
			<-w.wake
		}
		w.state.Store(polling)
		work()
		pool.left.Add(-1)
		pool.running.Done()
	}
}

// work takes parts until none is left. After a panic the rest is skipped.
func work() {
	defer func() {
		if p := recover(); p != nil {
			if cause, ok := p.(runtime.Error); ok {
				p = failure{cause, debug.Stack()}
			}
			pool.caught.CompareAndSwap(nil, &caught{p})
			pool.next.Store(pool.n)
		}
	}()
	for {
		i := pool.next.Add(1) - 1
		if i >= pool.n {
			return
		}
		pool.task.Part(int(i))
	}
}

type funcTask func(int)

func (f funcTask) Part(i int) { f(i) }

// For is [Run] for a function; where allocation matters, use a Task. A part must not
// end its goroutine, as t.FailNow does.
func For(n int, f func(i int)) { Run(n, funcTask(f)) }
