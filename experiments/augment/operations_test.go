package augment

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dataset"
	"freqlens/experiments/imageio"
	"freqlens/tensor"
)

func canvasOf(a *tensor.Array) *canvas {
	return newCanvas(&dataset.Set{C: a.Shape[0], H: a.Shape[1], W: a.Shape[2], Pixels: a.Bytes}, 0)
}

// differences returns the largest difference and how many bytes differ.
func differences(want, got []byte) (most, count int) {
	for i := range want {
		if d := int(want[i]) - int(got[i]); d != 0 {
			most, count = max(most, max(d, -d)), count+1
		}
	}
	return most, count
}

// TestOperationsAsPIL: all operations of AutoAugment at five levels, and of
// AugMix, byte for byte; testdata/make.py made the vectors.
func TestOperationsAsPIL(t *testing.T) {
	vectors, err := tensor.ReadNPZ("testdata/operations.npz")
	require.NoError(t, err)
	cases := 0
	for name, want := range vectors {
		m := canvasOf(vectors["source"])
		var op string
		var a, b, c, d int
		n, _ := fmt.Sscanf(strings.ReplaceAll(name, "/", " "), "%s %d %d %d %d", &op, &a, &b, &c, &d)
		switch op {
		case "source", "apr":
			continue
		case "rotate":
			m.bilinear(m.rotation(float64(a)))
		case "shearx":
			m.bilinear(shearX(float64(a) / 100))
		case "sheary":
			m.bilinear(shearY(float64(a) / 100))
		case "translatex":
			m.bilinear(translate(float64(a), 0))
		case "solarize":
			m.solarize(float64(a))
		case "posterize":
			m.posterize(a)
		case "crop":
			part := make([]byte, 3*c*d)
			for y := range 3 * c {
				copy(part[y*d:][:d], m.pix[(y/c*m.h+a+y%c)*m.w+b:])
			}
			imageio.Bilinear.Scale(m.pix, m.h, m.w, part, c, d)
		default:
			require.Equal(t, 3, n, name)
			m.apply(op, a, float64(b))
		}
		cases++
		most, count := differences(want.Bytes, m.pix)
		require.Zero(t, most, "%s: %d of %d bytes differ, by at most %d", name, count, len(m.pix), most)
	}
	require.Greater(t, cases, 100)
}

// TestPoliciesAsTorchvision compares the tables.
func TestPoliciesAsTorchvision(t *testing.T) {
	f, err := os.Open("testdata/policies.txt")
	require.NoError(t, err)
	defer f.Close()
	var want, got []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		want = append(want, lines.Text())
	}
	for _, p := range []struct {
		name   string
		policy policy
	}{{"cifar", cifarPolicy}, {"imagenet", imageNetPolicy}} {
		for _, two := range p.policy {
			line := p.name
			for _, o := range two {
				probability := fmt.Sprintf("%g", o.probability)
				if !strings.Contains(probability, ".") {
					probability += ".0"
				}
				line += fmt.Sprintf(" %s %s %d", o.name, probability, o.level)
			}
			got = append(got, line)
		}
	}
	require.Equal(t, want, got)
}

// TestRecombineAsNumPy: the authors' three-dimensional transform.
func TestRecombineAsNumPy(t *testing.T) {
	vectors, err := tensor.ReadNPZ("testdata/operations.npz")
	require.NoError(t, err)
	m, other := canvasOf(vectors["source"]), canvasOf(vectors["apr/other"])
	recombine(m, other)
	most, count := differences(vectors["apr/mixed"].Bytes, m.pix)
	require.LessOrEqual(t, most, 1)
	require.Less(t, count, len(m.pix)/100)
}

// TestPeriodicComponent: a ramp of n pixels jumps at the border by n-1 steps; its
// periodic component is the ramp divided by n, which has no larger jump than steps.
func TestPeriodicComponent(t *testing.T) {
	const n = 16
	s := &dataset.Set{C: 1, H: n, W: n}
	for i := range n * n {
		s.Pixels = append(s.Pixels, byte(5*(i/n)+3*(i%n)))
	}
	m := newCanvas(s, 0)
	before := slices.Clone(m.transform().planes[0])
	m.makePeriodic()
	for i, z := range m.fourier.planes[0][1:] {
		require.InDelta(t, math.Sqrt(power(before[i+1]))/n, math.Sqrt(power(z)), 1e-2, "entry %d", i+1)
	}
	require.Equal(t, before[0], m.fourier.planes[0][0], "the mean stays")
}
