package ood

import (
	"fmt"

	"freqlens/experiments/stats"
)

// summarise fills in the means over classes and the verdicts.
func (d *Domain) summarise() {
	n := float64(len(d.Classes))
	for _, c := range d.Classes {
		d.AvgTPRIn += c.In.TPR.Value / n
		d.AvgTPROut += c.Out.TPR.Value / n
		d.AvgDFMIn += c.In.FilteredTPR.Value / n
		d.AvgDFMOut += c.Out.FilteredTPR.Value / n
	}
	for i := range d.Classes {
		c := &d.Classes[i]
		var others []stats.Rate
		c.Rank = 1
		for k, o := range d.Classes {
			if k != i {
				others = append(others, o.Change)
				if o.Change.Value > c.Change.Value {
					c.Rank++
				}
			}
		}
		c.Others = stats.Mean(others)
		c.conclude(len(d.Classes))
	}
}

// stillThere is the share of the filtered TPR in the test set that must be left
// outside for the shortcut to count as present.
const stillThere = 0.5

// publishedTPR is the rate from which the literature speaks of a strong shortcut,
// publishedFPR the one that dfm's verdict allows.
const (
	publishedTPR = 0.6
	publishedFPR = 0.25
)

// conclude says whether the class's shortcut is present outside, and whether the
// score follows: its change beyond doubt above or below the mean change of the others.
func (c *Class) conclude(classes int) {
	inside, outside := c.In.FilteredTPR, c.Out.FilteredTPR
	apart := outside.Low > c.Out.FilteredFPR.High
	c.Present = apart && outside.Value >= stillThere*inside.Value
	absent := outside.High < stillThere*inside.Value
	c.Published = inside.Value >= publishedTPR && c.In.FilteredFPR.High <= publishedFPR
	if !c.Shortcut && !c.Published {
		c.Verdict = "no shortcut"
		return
	}
	defer func() {
		c.Verdict += fmt.Sprintf(" (by change number %d of %d)", c.Rank, classes)
		if !c.Shortcut {
			c.Verdict = "by the published rule only, random maps may do as well: " + c.Verdict
		}
	}()
	apartFromOthers := c.Change.Minus(c.Others)
	above, below := apartFromOthers.Low > 0, apartFromOthers.High < 0
	switch {
	case c.Present && above:
		c.Verdict = "shortcut present: it lifts the score above the others'"
	case c.Present && below:
		c.Verdict = "shortcut present, and yet the score sinks"
	case c.Present:
		c.Verdict = "shortcut present; the score changes as the others' do"
	case absent && below:
		c.Verdict = "shortcut absent: the score sinks"
	case absent && above:
		c.Verdict = "shortcut absent, and yet the score holds"
	case absent:
		c.Verdict = "shortcut absent; the score changes as the others' do"
	case outside.Low >= stillThere*inside.Value:
		c.Verdict = "others outside are taken for it from the map as well, so it marks nothing there"
	default:
		c.Verdict = "too few images to say whether the shortcut is there"
	}
}
