package stats

import (
	"fmt"
	"math"
)

// Rate is a share, or a difference of shares, with its 95 % interval.
type Rate struct{ Value, Low, High float64 }

// Share is the rate k/n with its Wilson interval.
func Share(k, n int) Rate {
	lo, hi := Wilson(k, n)
	return Rate{float64(k) / float64(max(n, 1)), lo, hi}
}

// Minus is the difference of two independent rates, its interval made from theirs
// (Newcombe 1998, method 10, if they are Wilson's).
func (r Rate) Minus(s Rate) Rate {
	d := r.Value - s.Value
	return Rate{d, d - math.Hypot(r.Value-r.Low, s.High-s.Value), d + math.Hypot(r.High-r.Value, s.Value-s.Low)}
}

// Mean is the mean of independent rates, with the interval that Minus would give it.
func Mean(rates []Rate) Rate {
	var m Rate
	below, above, n := 0.0, 0.0, float64(max(len(rates), 1))
	for _, r := range rates {
		m.Value += r.Value / n
		below, above = math.Hypot(below, (r.Value-r.Low)/n), math.Hypot(above, (r.High-r.Value)/n)
	}
	m.Low, m.High = m.Value-below, m.Value+above
	return m
}

// String is the value with its interval.
func (r Rate) String() string { return fmt.Sprintf("%.3f [%.3f, %.3f]", r.Value, r.Low, r.High) }
