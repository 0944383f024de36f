package criticalband

import (
	"fmt"
	"math"
)

// fit describes the sensitivity over octaves by a bell curve. The sensitivity of
// a band is how many octaves of noise below the strongest one suffice, plus one;
// 0 if not even that does.
func (r *Result) fit() {
	strongest := r.Config.Deviations[len(r.Config.Deviations)-1]
	y := make([]float64, len(r.Bands))
	for i, b := range r.Bands {
		if b.Threshold > 0 {
			y[i] = 1 + math.Log2(strongest/b.Threshold)
		}
	}
	r.NoChannel = r.undetermined()
	if r.Fitted = r.NoChannel == ""; !r.Fitted {
		return
	}
	height, centre, width := bell(y)
	r.Peak, r.Frequency = height, first*math.Pow(2, centre)
	r.Edge = centre < 0.01 || centre > float64(len(y))-1.01
	r.Bandwidth = 2 * math.Sqrt(math.Log(4)) * width
}

// undetermined says why no curve can be found from what was measured; "" if it can.
// Height, centre and width are three unknowns, and octaves that withstand the
// strongest noise only bound them: through two others go curves as narrow as one
// likes. One strength alone leaves open how high the curve is.
func (r *Result) undetermined() string {
	octaves, strengths := 0, map[int]bool{}
	for _, b := range r.Bands {
		if b.Threshold > 0 {
			octaves++
		}
		for k, a := range b.Accuracy {
			if a <= r.Level {
				strengths[k] = true
			}
		}
	}
	switch {
	case r.Confounded:
		return "without noise the images are not recognised beyond chance"
	case len(r.Bands) < 3:
		return "fewer than three octaves fit into the images"
	case octaves == 0:
		return "the strongest noise does not halve the accuracy in any octave"
	case len(strengths) == 1:
		return "only one strength of the noise halves the accuracy"
	case octaves < 3:
		return "noise halves the accuracy in fewer than three octaves"
	}
	return ""
}

// Channel says in a sentence which channel was found. It fits again, because files
// of earlier versions hold curves that their measurements did not determine.
func (r *Result) Channel() string {
	again := *r
	again.fit()
	switch {
	case !again.Fitted:
		return fmt.Sprintf("The channel is not determined: %s.", again.NoChannel)
	case again.Edge:
		return fmt.Sprintf("The network is most sensitive at the end of the octaves that fit into the images, around %.1f cycles; a bell curve with its peak there is %.1f octaves wide, but only one side of it was measured.", again.Frequency, again.Bandwidth)
	}
	return fmt.Sprintf("The channel found is %.1f octaves wide around %.1f cycles per image.", again.Bandwidth, again.Frequency)
}

// bell returns the height, centre and width of the curve
// height exp(-(i-centre)²/(2 width²)) nearest to y[i] in the sense of least
// squares, over a grid of centres (in octaves, from the first to the last) and
// widths, from a fifth of an octave to ten; for each the best height is known.
func bell(y []float64) (height, centre, width float64) {
	best := math.Inf(1)
	for step := range 50*(len(y)-1) + 1 {
		c := float64(step) / 50
		for w := 0.2; w <= 10; w *= 1.02 {
			var gy, gg float64
			for i, v := range y {
				g := math.Exp(-(float64(i) - c) * (float64(i) - c) / (2 * w * w))
				gy, gg = gy+g*v, gg+g*g
			}
			h, wrong := gy/gg, 0.0
			for i, v := range y {
				d := v - h*math.Exp(-(float64(i)-c)*(float64(i)-c)/(2*w*w))
				wrong += d * d
			}
			if wrong < best-1e-12 {
				best, height, centre, width = wrong, h, c, w
			}
		}
	}
	return height, centre, width
}
