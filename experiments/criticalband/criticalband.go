package criticalband

import (
	"context"
	"fmt"
	"math"

	"freqlens/asm/parallel"
	"freqlens/experiments/dataset"
	"freqlens/experiments/perturb"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/stats"
	"freqlens/experiments/train"
	"freqlens/fft"
	"freqlens/tensor"
)

// Config describes the stimuli.
type Config struct {
	// Deviations are the noise's standard deviations, of values in [0,1], rising.
	Deviations []float64
	// Contrast scales the images around the mean of the training images before
	// noise is added; the paper's is 0.2. Grey takes colour away, as the paper
	// does. Networks that were not trained on such images may not recognise them
	// at all.
	Contrast float64
	Grey     bool
	Seed     uint64
}

// Default has the paper's noise, on images as they are.
func Default() Config {
	return Config{Deviations: []float64{0.02, 0.04, 0.08, 0.16}, Contrast: 1, Seed: 1}
}

// Band is what one octave of noise does.
type Band struct {
	Centre    float64 // cycles per image
	From, To  float64
	Accuracy  []float64 // for each deviation
	Low, High []float64 // 95 % Wilson intervals
	// Threshold is the deviation at which accuracy falls to the level; 0 if the
	// strongest noise does not do it.
	Threshold float64
}

// Result holds all bands and the channel fitted to them.
type Result struct {
	Images     string // hash of the images
	Count      int
	Config     Config
	Clean      float64
	CleanLow   float64
	CleanHigh  float64
	Level      float64 // half-way between chance and Clean
	Bands      []Band
	Fitted     bool    // whether the accuracies determine a channel
	Bandwidth  float64 // full width at half of the height, in octaves
	Frequency  float64 // of the peak, cycles per image
	Edge       bool    // whether the peak lies at the end of the octaves, so that only one side was seen
	Peak       float64 // height: octaves of noise below the strongest that suffice, plus one
	NoChannel  string  // why they do not
	Confounded bool    // the images could hardly be recognised without noise
}

// first is the centre of the lowest octave, in cycles per image.
const first = 1.75

// Octaves returns the centres of the octaves that lie below the highest
// frequency of S x S images.
func Octaves(size int) []float64 {
	var all []float64
	for c := first; c <= float64(size)/2; c *= 2 {
		all = append(all, c)
	}
	return all
}

// Run masks all images of a set.
func Run(ctx context.Context, net *train.Net, set *dataset.Set, c Config, progress func(done, all int)) (*Result, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	centres := Octaves(set.H)
	changes := []perturb.Change{disturb(net, c, spectrum.Mask{}, 0, 0)}
	for band, centre := range centres {
		m := octave(set.H, centre)
		if m.Count() == 0 {
			return nil, fmt.Errorf("images of %dx%d have no frequency in the octave around %g cycles", set.H, set.W, centre)
		}
		for _, deviation := range c.Deviations {
			changes = append(changes, disturb(net, c, m, band, deviation))
		}
	}
	all, err := perturb.Confusions(ctx, net, set, changes, progress)
	if err != nil {
		return nil, err
	}
	r := &Result{Images: set.Hash(), Count: set.Len(), Config: c, Clean: all[0].Accuracy()}
	r.CleanLow, r.CleanHigh = interval(all[0], set.Len())
	chance := 1 / float64(len(set.Classes))
	r.Level = chance + (r.Clean-chance)/2
	r.Confounded = r.CleanLow <= chance
	for i, centre := range centres {
		b := Band{Centre: centre, From: centre / math.Sqrt2, To: centre * math.Sqrt2}
		for k := range c.Deviations {
			m := all[1+i*len(c.Deviations)+k]
			lo, hi := interval(m, set.Len())
			b.Accuracy, b.Low, b.High = append(b.Accuracy, m.Accuracy()), append(b.Low, lo), append(b.High, hi)
		}
		b.Threshold = threshold(c.Deviations, b.Accuracy, r.Clean, r.Level)
		r.Bands = append(r.Bands, b)
	}
	r.fit()
	return r, nil
}

func (c Config) check() error {
	if len(c.Deviations) == 0 || !(c.Contrast > 0) || c.Contrast > 1 {
		return fmt.Errorf("noise %v at contrast %g: want at least one deviation and a contrast up to 1", c.Deviations, c.Contrast)
	}
	last := 0.0
	for _, d := range c.Deviations {
		if !(d > last) {
			return fmt.Errorf("noise %v: want rising positive deviations", c.Deviations)
		}
		last = d
	}
	return nil
}

func interval(c train.Confusion, n int) (lo, hi float64) {
	correct := 0
	for i := range c {
		correct += c[i][i]
	}
	return stats.Wilson(correct, n)
}

// octave keeps the frequencies within half an octave of a centre.
func octave(size int, centre float64) spectrum.Mask {
	return spectrum.NewMask(size, func(u, v int) bool {
		r := spectrum.Radius(u, v, size)
		return r >= centre/math.Sqrt2 && r < centre*math.Sqrt2
	})
}

// threshold is where accuracy first falls to level, between two deviations on a
// logarithmic scale; 0 if it never does.
func threshold(deviations, accuracy []float64, clean, level float64) float64 {
	before, at := clean, deviations[0]/2 // no noise stands half-way below the weakest
	for i, a := range accuracy {
		if a <= level {
			share := 1.0
			if before > a {
				share = (before - level) / (before - a)
			}
			return at * math.Pow(deviations[i]/at, share)
		}
		before, at = a, deviations[i]
	}
	return 0
}

// disturb returns the change that adds noise of one band to images.
func disturb(net *train.Net, c Config, m spectrum.Mask, band int, deviation float64) perturb.Change {
	return func(dst *tensor.Tensor, part *perturb.Part) {
		channels, plane := part.Set.C, part.Set.H*part.Set.W
		centre := grounds(net.Norm.Mean, c)
		parallel.For(len(part.Index), func(i int) {
			x := stimulus(part.Set.Image(part.Index[i]), centre, c)
			var noise []float32
			if deviation > 0 {
				noise = Noise(m, deviation, tensor.NewRand(c.Seed, 621, uint64(band), uint64(part.Index[i])))
			}
			for ch := range channels {
				mean, inverse := net.Norm.Mean[ch], 1/net.Norm.Std[ch]
				out := dst.Data()[(i*channels+ch)*plane:][:plane]
				for at, v := range x[ch*plane:][:plane] {
					if noise != nil {
						v += noise[at]
					}
					out[at] = (min(max(v, 0), 1) - mean) * inverse
				}
			}
		})
	}
}

// grounds returns the value that each channel is drawn to when contrast is reduced:
// the mean of the training images, without its colour if the images are to have none.
func grounds(mean []float32, c Config) []float32 {
	if !c.Grey || len(mean) != 3 {
		return mean
	}
	grey := luminance(mean[0], mean[1], mean[2])
	return []float32{grey, grey, grey}
}

// stimulus returns an image in [0,1] with the contrast and colour asked for, before
// noise.
func stimulus(pixels []byte, around []float32, c Config) []float32 {
	x := make([]float32, len(pixels))
	plane := len(pixels) / len(around)
	for i, p := range pixels {
		v := float32(p) / 255
		if at := i % plane; c.Grey && len(around) == 3 {
			v = luminance(float32(pixels[at]), float32(pixels[plane+at]), float32(pixels[2*plane+at])) / 255
		}
		mean := around[i/plane]
		x[i] = mean + float32(float32(c.Contrast)*(v-mean))
	}
	return x
}

func luminance(r, g, b float32) float32 {
	return float32(0.299*r) + float32(0.587*g) + float32(0.114*b)
}

// Noise returns Gaussian noise of the frequencies of a mask, with exactly the
// given standard deviation over the plane.
func Noise(m spectrum.Mask, deviation float64, rng *tensor.Rand) []float32 {
	size := m.Size
	plan, err := fft.NewRealPlan2D(size, size)
	if err != nil {
		panic(err.Error()) // the size has been transformed before
	}
	noise := make([]float32, size*size)
	for i := range noise {
		noise[i] = rng.Normal()
	}
	spec, work := make([]complex64, plan.SpectrumLen()), make([]complex64, plan.WorkLen())
	plan.Forward(spec, noise, work)
	half := size/2 + 1
	for u := range size {
		for v := range half {
			if !m.Keep[u*size+v] {
				spec[u*half+v] = 0
			}
		}
	}
	plan.Inverse(noise, spec, work)
	sum := 0.0
	for _, v := range noise {
		sum += float64(v) * float64(v)
	}
	scale := float32(deviation / math.Sqrt(sum/float64(len(noise))))
	for i := range noise {
		noise[i] *= scale
	}
	return noise
}
