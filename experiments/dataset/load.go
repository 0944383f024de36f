package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"runtime"
	"slices"
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

// mostBroken is how many files that cannot be read are named at once.
const mostBroken = 20

// decode fills s.Pixels from the named files, in their order: a few goroutines
// read ahead, one a core decodes and scales. If s.H is 0, the first file that can be
// read gives the size of all. Every file that cannot be read is named, up to
// mostBroken; of those of another size one, as what is wrong there is not the file.
func (s *Set) decode(tree fs.FS, root string, names []string) error {
	if len(names) == 0 {
		return nil // Check says which class is empty
	}
	scaled := s.H > 0
	for i := 0; s.H == 0 && i < min(len(names), mostBroken); i++ {
		file, err := readFile(tree, names[i])
		if err != nil {
			continue // found again below, with the others
		}
		if m, err := imageio.Decode(file); err == nil {
			s.H, s.W = m.H, m.W
		}
	}
	size := int64(s.C) * int64(s.H) * int64(s.W)
	if total := size * int64(len(names)); total > maxSet {
		return fmt.Errorf("%s: %d images of %dx%d take %.1f GB of memory, more than the %.1f GB that a set may have; take fewer or smaller ones",
			root, len(names), s.W, s.H, float64(total)/1e9, float64(maxSet)/1e9)
	}
	s.Pixels = make([]byte, size*int64(len(names)))
	failed := eachFile(tree, names, mostBroken, func(index int, file []byte) error { return s.put(index, file, scaled) })
	broken := slices.DeleteFunc(slices.Clone(failed), func(f failure) bool { return errors.Is(f.err, errSize) })
	if len(broken) == 0 && len(failed) > 0 {
		return fmt.Errorf("%s: %s: %w; write imagefolder=%s@64 to scale all", root, names[failed[0].index], failed[0].err, root)
	}
	var all []error
	for _, f := range broken {
		all = append(all, fmt.Errorf("%s: %s: %w", root, names[f.index], f.err))
	}
	if len(failed) == mostBroken {
		all = append(all, errors.New("perhaps more: these are the first that cannot be read"))
	}
	return errors.Join(all...)
}

var errSize = errors.New("the images before it are")

// put decodes a file into image index.
func (s *Set) put(index int, file []byte, scaled bool) error {
	m, err := imageio.Decode(file)
	if err != nil {
		return err
	}
	if !scaled && (m.H != s.H || m.W != s.W) {
		return fmt.Errorf("is %dx%d, %w %dx%d", m.W, m.H, errSize, s.W, s.H)
	}
	if m.H == s.H && m.W == s.W {
		copy(s.Image(index), m.Planes)
		return nil
	}
	imageio.Bilinear.Scale(s.Image(index), s.H, s.W, m.Planes, m.H, m.W)
	return nil
}

// failure is a file that could not be used.
type failure struct {
	index int
	err   error
}

// failures keeps those of the lowest indices.
type failures struct {
	mu   sync.Mutex
	most int
	all  []failure // in order
}

func (f *failures) add(index int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at, _ := slices.BinarySearchFunc(f.all, index, func(f failure, i int) int { return cmp.Compare(f.index, i) })
	f.all = slices.Insert(f.all, at, failure{index, err})
	f.all = f.all[:min(len(f.all), f.most)]
}

// enough reports whether a file need not be tried any more: as many before it failed
// as are asked for.
func (f *failures) enough(index int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.all) == f.most && index > f.all[f.most-1].index
}

// eachFile calls use once for every file, from several goroutines, and returns the first
// files that failed, so many at most: the same ones however the work was shared. After
// that many it stops early.
func eachFile(tree fs.FS, names []string, most int, use func(index int, file []byte) error) []failure {
	failed := failures{most: most}
	var next atomic.Int64
	const readers = 4
	read := make(chan encoded, readers)
	var reading, decoding sync.WaitGroup
	for range readers {
		reading.Go(func() {
			// Files after the last failure that counts are left out, those before it are not.
			for i := int(next.Add(1) - 1); i < len(names) && !failed.enough(i); i = int(next.Add(1) - 1) {
				bytes, err := readFile(tree, names[i])
				read <- encoded{i, bytes, err}
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
					failed.add(e.index, e.err)
				}
			}
		})
	}
	reading.Wait()
	close(read)
	decoding.Wait()
	return failed.all
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
