package corrupt

import (
	"errors"
	"fmt"
)

// Errors holds error rates of one network: without corruption, and by corruption
// and severity.
type Errors struct {
	Clean float64               `json:"clean"`
	By    map[string][5]float64 `json:"by"`
}

// MeanError is the unnormalised mean over all corruptions and severities.
func (e Errors) MeanError() float64 {
	sum, n := 0.0, 0
	for _, name := range Names() {
		if rates, ok := e.By[name]; ok {
			for _, r := range rates {
				sum += r
				n++
			}
		}
	}
	return sum / float64(max(n, 1))
}

// MCE is the mean corruption error against a baseline network (Hendrycks and
// Dietterich 2019, section 4.2): the mean over corruptions c of
//
//	CE_c = sum over severities of E_c,s / sum over severities of the baseline's E_c,s
//
// and Relative that of the relative corruption error, in which the clean error
// rate is subtracted from every error rate of either network. A baseline that
// makes no error with a corruption, or is not worse than clean, gives no ratio.
func (e Errors) MCE(baseline Errors) (mce, relative float64, err error) {
	names := 0
	for _, name := range Names() {
		rates, ok := e.By[name]
		if !ok {
			continue
		}
		base, ok := baseline.By[name]
		if !ok {
			return 0, 0, fmt.Errorf("the baseline was not tested with %s", name)
		}
		var sum, baseSum float64
		for s := range rates {
			sum += rates[s]
			baseSum += base[s]
		}
		rise, baseRise := sum-Severities*e.Clean, baseSum-Severities*baseline.Clean
		if baseSum == 0 || baseRise <= 0 {
			return 0, 0, fmt.Errorf("the baseline loses nothing with %s: there is no ratio", name)
		}
		mce += sum / baseSum
		relative += rise / baseRise
		names++
	}
	if names == 0 {
		return 0, 0, errors.New("no error rates of any corruption")
	}
	return mce / float64(names), relative / float64(names), nil
}
