package dataset

import (
	"fmt"
	"io"
	"io/fs"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"freqlens/experiments/imageio"
)

const (
	// maxFile bounds the image files that are read.
	maxFile = 256 << 20
	// inFlight bounds the pixels that are being decoded at a time, over all cores.
	inFlight = 64_000_000
)

// maxSet bounds the bytes of a set's pixels, which are held in memory.
var maxSet = min(8<<30, int64(math.MaxInt)/4)

// encoded is a file that has been read and waits to be decoded.
type encoded struct {
	index int
	bytes []byte
	err   error
}

// decode fills s.Pixels from the named files, in their order: a few goroutines
// read ahead, one a core decodes and scales. If s.H is 0, the first file gives
// the size of all. Of several errors the one of the first file is returned.
func (s *Set) decode(tree fs.FS, root string, names []string) error {
	if len(names) == 0 {
		return nil // Check says which class is empty
	}
	scaled := s.H > 0
	if !scaled {
		first, err := readFile(tree, names[0])
		if err == nil {
			var m *imageio.RGB
			if m, err = imageio.Decode(first); err == nil {
				s.H, s.W = m.H, m.W
			}
		}
		if err != nil {
			return fmt.Errorf("%s: %s: %w", root, names[0], err)
		}
	}
	size := int64(s.C) * int64(s.H) * int64(s.W)
	if total := size * int64(len(names)); total > maxSet {
		return fmt.Errorf("%s: %d images of %dx%d take %.1f GB of memory, more than the %.1f GB that a set may have; take fewer or smaller ones",
			root, len(names), s.W, s.H, float64(total)/1e9, float64(maxSet)/1e9)
	}
	s.Pixels = make([]byte, size*int64(len(names)))
	failed, err := eachFile(tree, names, func(index int, file []byte) error { return s.put(index, file, scaled) })
	if err != nil {
		return fmt.Errorf("%s: %s: %w", root, names[failed], err)
	}
	return nil
}

// put decodes a file into image index.
func (s *Set) put(index int, file []byte, scaled bool) error {
	m, err := imageio.Decode(file)
	if err != nil {
		return err
	}
	if !scaled && (m.H != s.H || m.W != s.W) {
		return fmt.Errorf("is %dx%d, the images before it are %dx%d; give a size to scale to", m.W, m.H, s.W, s.H)
	}
	if m.H == s.H && m.W == s.W {
		copy(s.Image(index), m.Planes)
		return nil
	}
	imageio.Bilinear.Scale(s.Image(index), s.H, s.W, m.Planes, m.H, m.W)
	return nil
}

// eachFile calls use once for every file, from several goroutines. On errors it
// stops early and returns the lowest index that failed, and why: the same one
// however the work was shared.
func eachFile(tree fs.FS, names []string, use func(index int, file []byte) error) (failed int, err error) {
	var next, worst atomic.Int64
	worst.Store(int64(len(names)))
	errs := make(chan encoded, len(names))
	fail := func(index int, err error) {
		errs <- encoded{index: index, err: err}
		for at := worst.Load(); int64(index) < at && !worst.CompareAndSwap(at, int64(index)); at = worst.Load() {
		}
	}
	const readers = 4
	read := make(chan encoded, readers)
	var reading, decoding sync.WaitGroup
	for range readers {
		reading.Go(func() {
			// Files after a failed one are left out, those before it are not.
			for i := next.Add(1) - 1; i < worst.Load(); i = next.Add(1) - 1 {
				bytes, err := readFile(tree, names[i])
				read <- encoded{int(i), bytes, err}
			}
		})
	}
	room := newRoom(inFlight)
	for range runtime.GOMAXPROCS(0) {
		decoding.Go(func() {
			for e := range read {
				if e.err == nil {
					h, w, _ := imageio.Size(e.bytes) // use finds the error again
					pixels := room.enter(int64(h) * int64(w))
					e.err = use(e.index, e.bytes)
					room.leave(pixels)
				}
				if e.err != nil {
					fail(e.index, e.err)
				}
			}
		})
	}
	reading.Wait()
	close(read)
	decoding.Wait()
	close(errs)
	failed = len(names)
	for e := range errs {
		if e.index < failed {
			failed, err = e.index, e.err
		}
	}
	return failed, err
}

func readFile(tree fs.FS, name string) ([]byte, error) {
	f, err := tree.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Size() > maxFile {
		return nil, fmt.Errorf("has %d MB, more than the %d MB that an image file may have", info.Size()>>20, maxFile>>20)
	}
	return io.ReadAll(f)
}

// room lets goroutines in as long as what they need together fits.
type room struct {
	mu        sync.Mutex
	freed     *sync.Cond
	all, left int64
}

func newRoom(all int64) *room {
	r := &room{all: all, left: all}
	r.freed = sync.NewCond(&r.mu)
	return r
}

// enter waits until n fit, or the room is empty, and returns what to give back.
func (r *room) enter(n int64) int64 {
	n = min(n, r.all)
	r.mu.Lock()
	for r.left < n {
		r.freed.Wait()
	}
	r.left -= n
	r.mu.Unlock()
	return n
}

func (r *room) leave(n int64) {
	r.mu.Lock()
	r.left += n
	r.mu.Unlock()
	r.freed.Broadcast()
}
