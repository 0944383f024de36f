package corrupt

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dataset"
	"freqlens/tensor"
)

func vectors(t *testing.T) map[string]*tensor.Array {
	v, err := tensor.ReadNPZ("testdata/parts.npz")
	require.NoError(t, err)
	return v
}

func sourceOf(v map[string]*tensor.Array) *picture {
	a := v["source"]
	return fromBytes(a.Bytes, a.Shape[0], a.Shape[1], a.Shape[2])
}

// TestWholeCorruptions: those without random numbers, against NumPy, SciPy and
// PIL (testdata/make.py). One level is rounding in single precision; JPEG differs
// by what two encoders make of it.
func TestWholeCorruptions(t *testing.T) {
	v := vectors(t)
	src := v["source"]
	cases := 0
	for name, want := range v {
		var severity int
		kind, number, _ := strings.Cut(name, "/")
		if Check(kind, 1) != nil {
			continue
		}
		_, err := fmt.Sscan(number, &severity)
		require.NoError(t, err)
		cases++
		got := make([]byte, len(src.Bytes))
		Image(got, src.Bytes, 3, 32, 32, kind, severity, tensor.NewRand(1))
		most, sum := 0, 0
		for i, b := range want.Bytes {
			d := max(int(b)-int(got[i]), int(got[i])-int(b))
			most, sum = max(most, d), sum+d
		}
		mean := float64(sum) / float64(len(got))
		switch kind {
		case "jpeg_compression":
			require.Less(t, mean, 1.5, name)
			t.Logf("%s: mean difference %.2f levels, largest %d", name, mean, most)
		default:
			require.LessOrEqual(t, most, 1, name)
			require.Less(t, mean, 0.1, name)
		}
	}
	require.Equal(t, 25, cases)
}

func TestParts(t *testing.T) {
	v := vectors(t)
	for name, want := range v {
		part := strings.Split(name, "/")
		number := func(i int) (x float64) {
			_, err := fmt.Sscan(part[i], &x)
			require.NoError(t, err)
			return x
		}
		var got []float32
		switch part[0] {
		case "zoomed":
			got = sourceOf(v).zoomed(number(1)).pix
		case "gaussian":
			p := sourceOf(v)
			gaussian(p.pix, p.h, p.w, number(1), number(2), map[string]border{"nearest": repeated, "reflect": mirrored}[part[3]])
			got = p.pix
		case "disk":
			n := want.Shape[0]
			got = make([]float32, n*n)
			for _, t := range disk(number(1), number(2)) {
				got[(t.dy+n/2)*n+t.dx+n/2] += t.weight
			}
		default:
			continue
		}
		require.InDeltaSlice(t, want.Float32s(), got, 2e-5, name)
	}
	next := 0
	draws := v["plasma/draws"].Float64s()
	cloud := plasma(32, 1.75, func() float64 { next++; return draws[next-1] })
	require.Equal(t, len(draws), next)
	require.InDeltaSlice(t, v["plasma/want"].Float32s(), cloud, 1e-6)

	p := sourceOf(v)
	dy, dx := v["displaced/dy"].Float32s(), v["displaced/dx"].Float32s()
	for i, want := range v["displaced/want"].Float32s() {
		require.InDelta(t, want, at(p.plane(0), 32, 32, float64(i/32)+float64(dy[i]), float64(i%32)+float64(dx[i]), mirrored), 1e-5)
	}
}

// moments returns mean and variance of values drawn.
func moments(n int, draw func() float64) (mean, variance float64) {
	var sum, squares float64
	for range n {
		x := draw()
		sum, squares = sum+x, squares+x*x
	}
	mean = sum / float64(n)
	return mean, squares/float64(n) - mean*mean
}

func TestNoiseHasItsMoments(t *testing.T) {
	rng := tensor.NewRand(4)
	for _, mean := range []float64{0, 0.3, 3, 9.9, 10, 40, 500} {
		const n = 20000
		m, v := moments(n, func() float64 { return float64(poisson(mean, rng)) })
		require.InDelta(t, mean, m, 5*math.Sqrt(mean/n)+1e-9, "mean of %g", mean)
		require.InDelta(t, mean, v, 0.08*mean+1e-9, "variance of %g", mean)
	}
	flat := func() *picture {
		p := newPicture(3, 64, 64)
		for i := range p.pix {
			p.pix[i] = 0.5
		}
		return p
	}
	for s := range Severities {
		p := gaussianNoise(flat(), &tables[0], s, rng)
		i := 0
		_, v := moments(len(p.pix), func() float64 { i++; return float64(p.pix[i-1]) })
		require.InDelta(t, tables[0].gaussian[s], math.Sqrt(v), 0.04*tables[0].gaussian[s])
		changed := 0
		for _, v := range impulseNoise(flat(), &tables[2], s, rng).pix {
			if v != 0.5 {
				changed++
			}
		}
		require.InDelta(t, tables[2].impulse[s], float64(changed)/float64(3*64*64), 0.015)
	}
}

// TestKernelsKeepTheMean, as blurs must; a disk that touches its frame gains the
// percent that reflecting there adds, as in the published program.
func TestKernelsKeepTheMean(t *testing.T) {
	for i := range tables {
		for s := range Severities {
			for _, taps := range [][]tap{disk(tables[i].defocus[s].radius, tables[i].defocus[s].alias),
				smear(tables[i].motion[s].radius, tables[i].motion[s].sigma, 30)} {
				sum := 0.0
				for _, t := range taps {
					sum += float64(t.weight)
				}
				require.InDelta(t, 1, sum, 0.015)
			}
		}
	}
	taps := smear(3, 1, -90) // straight up
	require.Equal(t, -2, taps[2].dy)
	require.Zero(t, taps[2].dx)
}

// natural is a smooth image with detail, which every corruption changes.
func natural(n, c, h, w int) *dataset.Set {
	s := &dataset.Set{Name: "n", Classes: []string{"a"}, C: c, H: h, W: w, Labels: make([]int, n)}
	rng := tensor.NewRand(5)
	for range n {
		fy, fx, shift := rng.Float64(), rng.Float64(), rng.Float64()*6
		for p := range c {
			for y := range h {
				for x := range w {
					v := 128 + 90*math.Sin(float64(y)*fy+float64(p)+shift)*math.Cos(float64(x)*fx) + 12*rng.NormFloat64()
					s.Pixels = append(s.Pixels, byte(min(max(v, 0), 255)))
				}
			}
		}
	}
	return s
}

// TestSeveritiesGrow: on average every corruption moves the image further at
// severity 5 than at severity 1 (but for elastic_transform, which the published
// parameters change from a large shift of everything to local distortions), and equal seeds give equal images; frames that
// are not square and grey ones work.
func TestSeveritiesGrow(t *testing.T) {
	s := natural(6, 3, 32, 32)
	for _, name := range Names() {
		var moved []float64
		for severity := 1; severity <= Severities; severity++ {
			got, err := Set(s, name, severity, 1)
			require.NoError(t, err)
			sum := 0.0
			for i, v := range got.Pixels {
				sum += math.Abs(float64(v) - float64(s.Pixels[i]))
			}
			moved = append(moved, sum/float64(len(s.Pixels)))
		}
		if name != "elastic_transform" {
			require.Greater(t, moved[4], moved[0], "%s: %v", name, moved)
		}
		require.Greater(t, moved[0], 0.1, "%s: %v", name, moved)
		again, err := Set(s, name, 3, 1)
		require.NoError(t, err)
		first, err := Set(s, name, 3, 1)
		require.NoError(t, err)
		require.Equal(t, first.Pixels, again.Pixels, name)
	}
	for _, name := range Names() {
		for _, odd := range []*dataset.Set{natural(1, 1, 17, 17), natural(1, 3, 20, 31), natural(1, 3, 8, 8)} {
			_, err := Set(odd, name, 5, 1)
			require.NoError(t, err)
		}
	}
	_, err := Set(s, "rain", 1, 1)
	require.ErrorContains(t, err, `unknown corruption "rain"`)
	_, err = Set(s, "fog", 6, 1)
	require.ErrorContains(t, err, "severity 6: want 1 to 5")
}

// TestLargeImages runs the slowest of the parameters for 224 pixels.
func TestLargeImages(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	s := natural(1, 3, 224, 224)
	for _, name := range Names() {
		_, err := Set(s, name, 1, 1)
		require.NoError(t, err)
	}
}

func TestTables(t *testing.T) {
	for side, want := range map[int]int{8: 32, 32: 32, 45: 32, 46: 64, 64: 64, 96: 64, 128: 224, 224: 224, 299: 224} {
		require.Equal(t, want, tableFor(side).side, "%d pixels", side)
	}
}
