package perturb

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/bits"
	"os"

	"freqlens/asm/parallel"
	"freqlens/experiments/train"
	"freqlens/tensor"
)

// Memory keeps what a network took images for in a file, so that an analysis that was
// interrupted does not ask again. An answer is found by what it is a function of: the
// network and the bits of the changed images. So nothing need be known of the analysis,
// and with another map, seed or set of images nothing wrong can come back.
//
// The file is one answer after the other: the key, the number n of images, the n
// classes, as little-endian 32-bit numbers. What a killed program has left unfinished
// at the end is cut off.
type Memory struct {
	path    string
	network string
	known   map[key][]int // from earlier calls
	file    *os.File      // nil until there is something to keep
}

type key [sha256.Size]byte

// OpenMemory reads what the file at path holds, if there is one. The network is named
// by a text that differs for other weights and other arithmetic.
func OpenMemory(path, network string) (*Memory, error) {
	m := &Memory{path: path, network: network, known: map[key][]int{}}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return nil, err
	}
	whole := 0
	for rest := text; len(rest) >= sha256.Size+4; whole = len(text) - len(rest) {
		k, n := key(rest), binary.LittleEndian.Uint32(rest[sha256.Size:])
		rest = rest[sha256.Size+4:]
		if uint64(len(rest)) < 4*uint64(n) {
			break
		}
		classes := make([]int, n)
		for i := range classes {
			classes[i] = int(binary.LittleEndian.Uint32(rest[4*i:]))
		}
		m.known[k], rest = classes, rest[4*n:]
	}
	if whole < len(text) {
		if err := os.Truncate(path, int64(whole)); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// Close leaves the file for the next call.
func (m *Memory) Close() error {
	if m.file == nil {
		return nil
	}
	return m.file.Close()
}

// Forget removes the file: the analysis is complete.
func (m *Memory) Forget() error {
	err := m.Close()
	if gone := os.Remove(m.path); !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}

type memoryKey struct{}

// WithMemory returns a context under which [Predictions] uses m.
func WithMemory(ctx context.Context, m *Memory) context.Context {
	return context.WithValue(ctx, memoryKey{}, m)
}

func remembered(ctx context.Context) *Memory {
	m, _ := ctx.Value(memoryKey{}).(*Memory)
	return m
}

// ask writes what the network takes normalised images for; m may be nil.
func (m *Memory) ask(to []int, net *train.Net, x *tensor.Tensor, among []bool) error {
	if m == nil {
		choose(to, net.Logits(x), among)
		return nil
	}
	k := m.key(x, among)
	if classes, ok := m.known[k]; ok {
		copy(to, classes)
		return nil
	}
	choose(to, net.Logits(x), among)
	return m.keep(k, to)
}

func (m *Memory) key(x *tensor.Tensor, among []bool) key {
	n := x.Dim(0)
	sums := make([]uint64, n)
	parallel.For(n, func(i int) {
		size := x.Len() / n
		sums[i] = sum(x.Data()[i*size:][:size])
	})
	h := sha256.New()
	fmt.Fprintf(h, "%q %v %v %x", m.network, x.Shape(), among, sums)
	return key(h.Sum(nil))
}

// sum is a 64-bit hash of the bits of numbers, two in one multiplication, whose halves
// are folded. SHA-256 of them would take a third of the time that a small network needs.
func sum(x []float32) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for i := 0; i < len(x); i += 2 {
		pair := uint64(math.Float32bits(x[i]))
		if i+1 < len(x) {
			pair |= uint64(math.Float32bits(x[i+1])) << 32
		}
		hi, lo := bits.Mul64(h^pair, 0xd6e8feb86659fd93)
		h = hi ^ lo
	}
	return h
}

// keep adds an answer to the file, in one write.
func (m *Memory) keep(k key, classes []int) error {
	if m.file == nil {
		var err error
		if m.file, err = os.OpenFile(m.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644); err != nil {
			return err
		}
	}
	entry := binary.LittleEndian.AppendUint32(k[:], uint32(len(classes)))
	for _, class := range classes {
		entry = binary.LittleEndian.AppendUint32(entry, uint32(class))
	}
	_, err := m.file.Write(entry)
	return err
}
