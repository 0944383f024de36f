package corrupt

import "math"

// Names lists the corruptions in the order of the papers' tables: noise, blur,
// weather, digital.
func Names() []string {
	return []string{
		"gaussian_noise", "shot_noise", "impulse_noise",
		"defocus_blur", "glass_blur", "motion_blur", "zoom_blur",
		"snow", "frost", "fog", "brightness",
		"contrast", "elastic_transform", "pixelate", "jpeg_compression",
	}
}

// Severities is the number of severities, counted from 1.
const Severities = 5

// table holds the parameters of one image size, by severity.
type table struct {
	side       int // that the table was published for
	gaussian   [5]float64
	shot       [5]float64 // photons at full brightness
	impulse    [5]float64 // share of values replaced
	defocus    [5]struct{ radius, alias float64 }
	glass      [5]struct{ sigma, reach, rounds float64 }
	motion     [5]struct{ radius, sigma float64 }
	zoom       [5]struct{ count, step float64 } // factors 1, 1+step, ...
	snow       [5]struct{ mean, spread, zoom, threshold, radius, sigma, keep float64 }
	frost      [5]struct{ image, frost float64 }
	fog        [5]struct{ strength, decay float64 }
	brightness [5]float64
	contrast   [5]float64
	elastic    [5]struct{ strength, sigma, affine float64 } // in parts of unit
	unit       float64
	pixelate   [5]float64
	jpeg       [5]int
}

// tableFor returns the table for images of a side.
func tableFor(side int) *table {
	best := &tables[0]
	for i := range tables {
		if distance(tables[i].side, side) < distance(best.side, side) {
			best = &tables[i]
		}
	}
	return best
}

func distance(a, b int) float64 { return math.Abs(math.Log(float64(a) / float64(b))) }

// tables are CIFAR-10-C, Tiny-ImageNet-C and ImageNet-C. The numbers of zoom
// factors are what NumPy's arange gives.
var tables = [3]table{
	{
		side:     32,
		gaussian: [5]float64{0.04, 0.06, 0.08, 0.09, 0.10},
		shot:     [5]float64{500, 250, 100, 75, 50},
		impulse:  [5]float64{0.01, 0.02, 0.03, 0.05, 0.07},
		defocus:  [5]struct{ radius, alias float64 }{{0.3, 0.4}, {0.4, 0.5}, {0.5, 0.6}, {1, 0.2}, {1.5, 0.1}},
		glass:    [5]struct{ sigma, reach, rounds float64 }{{0.05, 1, 1}, {0.25, 1, 1}, {0.4, 1, 1}, {0.25, 1, 2}, {0.4, 1, 2}},
		motion:   [5]struct{ radius, sigma float64 }{{6, 1}, {6, 1.5}, {6, 2}, {8, 2}, {9, 2.5}},
		zoom:     [5]struct{ count, step float64 }{{7, 0.01}, {12, 0.01}, {16, 0.01}, {21, 0.01}, {26, 0.01}},
		snow: [5]struct{ mean, spread, zoom, threshold, radius, sigma, keep float64 }{
			{0.1, 0.2, 1, 0.6, 8, 3, 0.95}, {0.1, 0.2, 1, 0.5, 10, 4, 0.9}, {0.15, 0.3, 1.75, 0.55, 10, 4, 0.9},
			{0.25, 0.3, 2.25, 0.6, 12, 6, 0.85}, {0.3, 0.3, 1.25, 0.65, 14, 12, 0.8},
		},
		frost:      [5]struct{ image, frost float64 }{{1, 0.2}, {1, 0.3}, {0.9, 0.4}, {0.85, 0.4}, {0.75, 0.45}},
		fog:        [5]struct{ strength, decay float64 }{{0.2, 3}, {0.5, 3}, {0.75, 2.5}, {1, 2}, {1.5, 1.75}},
		brightness: [5]float64{0.05, 0.1, 0.15, 0.2, 0.3},
		contrast:   [5]float64{0.75, 0.5, 0.4, 0.3, 0.15},
		elastic:    [5]struct{ strength, sigma, affine float64 }{{0, 0, 0.08}, {0.05, 0.2, 0.07}, {0.08, 0.06, 0.06}, {0.1, 0.04, 0.05}, {0.1, 0.03, 0.03}},
		unit:       32,
		pixelate:   [5]float64{0.95, 0.9, 0.85, 0.75, 0.65},
		jpeg:       [5]int{80, 65, 58, 50, 40},
	},
	{
		side:     64,
		gaussian: [5]float64{0.04, 0.08, 0.12, 0.15, 0.18},
		shot:     [5]float64{250, 100, 50, 30, 15},
		impulse:  [5]float64{0.01, 0.02, 0.05, 0.08, 0.14},
		defocus:  [5]struct{ radius, alias float64 }{{0.5, 0.6}, {1, 0.1}, {1.5, 0.1}, {2.5, 0.01}, {3, 0.1}},
		glass:    [5]struct{ sigma, reach, rounds float64 }{{0.1, 1, 1}, {0.5, 1, 1}, {0.6, 1, 2}, {0.7, 2, 1}, {0.9, 2, 2}},
		motion:   [5]struct{ radius, sigma float64 }{{10, 1}, {10, 1.5}, {10, 2}, {10, 2.5}, {12, 3}},
		zoom:     [5]struct{ count, step float64 }{{7, 0.01}, {12, 0.01}, {16, 0.01}, {21, 0.01}, {26, 0.01}},
		snow: [5]struct{ mean, spread, zoom, threshold, radius, sigma, keep float64 }{
			{0.1, 0.2, 1, 0.6, 8, 3, 0.8}, {0.1, 0.2, 1, 0.5, 10, 4, 0.8}, {0.15, 0.3, 1.75, 0.55, 10, 4, 0.7},
			{0.25, 0.3, 2.25, 0.6, 12, 6, 0.65}, {0.3, 0.3, 1.25, 0.65, 14, 12, 0.6},
		},
		frost:      [5]struct{ image, frost float64 }{{1, 0.3}, {0.9, 0.4}, {0.8, 0.45}, {0.75, 0.5}, {0.7, 0.55}},
		fog:        [5]struct{ strength, decay float64 }{{0.4, 3}, {0.7, 3}, {1, 2.5}, {1.5, 2}, {2, 1.75}},
		brightness: [5]float64{0.1, 0.2, 0.3, 0.4, 0.5},
		contrast:   [5]float64{0.4, 0.3, 0.2, 0.1, 0.05},
		elastic:    [5]struct{ strength, sigma, affine float64 }{{0, 0, 0.08}, {0.05, 0.3, 0.06}, {0.1, 0.08, 0.06}, {0.1, 0.03, 0.03}, {0.16, 0.03, 0.02}},
		unit:       64,
		pixelate:   [5]float64{0.9, 0.8, 0.7, 0.6, 0.5},
		jpeg:       [5]int{65, 58, 50, 40, 25},
	},
	{
		side:     224,
		gaussian: [5]float64{0.08, 0.12, 0.18, 0.26, 0.38},
		shot:     [5]float64{60, 25, 12, 5, 3},
		impulse:  [5]float64{0.03, 0.06, 0.09, 0.17, 0.27},
		defocus:  [5]struct{ radius, alias float64 }{{3, 0.1}, {4, 0.5}, {6, 0.5}, {8, 0.5}, {10, 0.5}},
		glass:    [5]struct{ sigma, reach, rounds float64 }{{0.7, 1, 2}, {0.9, 2, 1}, {1, 2, 3}, {1.1, 3, 2}, {1.5, 4, 2}},
		motion:   [5]struct{ radius, sigma float64 }{{10, 3}, {15, 5}, {15, 8}, {15, 12}, {20, 15}},
		zoom:     [5]struct{ count, step float64 }{{12, 0.01}, {16, 0.01}, {11, 0.02}, {13, 0.02}, {11, 0.03}},
		snow: [5]struct{ mean, spread, zoom, threshold, radius, sigma, keep float64 }{
			{0.1, 0.3, 3, 0.5, 10, 4, 0.8}, {0.2, 0.3, 2, 0.5, 12, 4, 0.7}, {0.55, 0.3, 4, 0.9, 12, 8, 0.7},
			{0.55, 0.3, 4.5, 0.85, 12, 8, 0.65}, {0.55, 0.3, 2.5, 0.85, 12, 12, 0.55},
		},
		frost:      [5]struct{ image, frost float64 }{{1, 0.4}, {0.8, 0.6}, {0.7, 0.7}, {0.65, 0.7}, {0.6, 0.75}},
		fog:        [5]struct{ strength, decay float64 }{{1.5, 2}, {2, 2}, {2.5, 1.7}, {2.5, 1.5}, {3, 1.4}},
		brightness: [5]float64{0.1, 0.2, 0.3, 0.4, 0.5},
		contrast:   [5]float64{0.4, 0.3, 0.2, 0.1, 0.05},
		elastic:    [5]struct{ strength, sigma, affine float64 }{{2, 0.7, 0.1}, {2, 0.08, 0.2}, {0.05, 0.01, 0.02}, {0.07, 0.01, 0.02}, {0.12, 0.01, 0.02}},
		unit:       244, // the authors' slip, which they kept
		pixelate:   [5]float64{0.6, 0.5, 0.4, 0.3, 0.25},
		jpeg:       [5]int{25, 18, 15, 10, 7},
	},
}
