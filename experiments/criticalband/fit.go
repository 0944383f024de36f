package criticalband

import "math"

// fit describes the sensitivity over octaves by a bell curve. The sensitivity of
// a band is how many octaves of noise below the strongest one suffice, plus one;
// 0 if not even that does.
func (r *Result) fit() {
	strongest := r.Config.Deviations[len(r.Config.Deviations)-1]
	y := make([]float64, len(r.Bands))
	sensitive := 0
	for i, b := range r.Bands {
		if b.Threshold > 0 {
			y[i] = 1 + math.Log2(strongest/b.Threshold)
			sensitive++
		}
	}
	switch {
	case r.Confounded:
		r.NoChannel = "without noise the images are not recognised beyond chance"
	case len(y) < 3:
		r.NoChannel = "fewer than three octaves fit into the images"
	case sensitive == 0:
		r.NoChannel = "the strongest noise does not take half of the accuracy in any octave"
	default:
		height, centre, width := bell(y)
		r.Fitted, r.Peak, r.Frequency = true, height, first*math.Pow(2, centre)
		r.Edge = centre < 0.01 || centre > float64(len(y))-1.01
		r.Bandwidth = 2 * math.Sqrt(math.Log(4)) * width
	}
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
