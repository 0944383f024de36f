package main

import (
	"fmt"
	"strings"

	"freqlens/experiments/train"
)

// studyCommands are the studies that make these runs, one for those that differ in
// their band alone.
func studyCommands(runs []record, out string) []string {
	var all []string
	for len(runs) > 0 {
		var same, rest []record
		for _, r := range runs {
			if settingsOf(r) == settingsOf(runs[0]) {
				same = append(same, r)
			} else {
				rest = append(rest, r)
			}
		}
		all, runs = append(all, studyCommand(same, out)), rest
	}
	return all
}

// settingsOf leaves out the band and what follows from the others.
func settingsOf(r record) record {
	r.Source.Band, r.TrainHash, r.ValHash, r.TestHash, r.Version = 0, "", "", "", ""
	return r
}

func studyCommand(runs []record, out string) string {
	r := runs[0]
	flags := []string{"freqlens study"}
	add := func(name string, value any) { flags = append(flags, fmt.Sprintf("--%s %v", name, value)) }
	if r.Source.Kind != "synthetic" {
		add("data", r.Source.flag())
	} else {
		var bands []string
		for _, one := range runs {
			bands = append(bands, fmt.Sprint(one.Source.Band))
		}
		add("bands", strings.Join(bands, ","))
	}
	add("model", r.Model)
	add("width", r.Width)
	preset, c := presetOf(r.Train)
	add("preset", preset)
	if r.Train.Augment != c.Augment {
		add("augment", r.Train.Augment)
	}
	if r.Train.LR != c.LR {
		add("lr", r.Train.LR)
	}
	if r.Train.Iterations > 0 {
		add("iterations", r.Train.Iterations)
	}
	add("seed", r.Train.Seed)
	if r.Source.TrainPerClass > 0 {
		add("train-images", r.Source.TrainPerClass)
	}
	add("test-images", r.Source.TestPerClass)
	add("dfm-images", r.PerClass)
	if r.Mode != "" {
		add("dfm-mode", r.Mode)
	}
	add("random-masks", r.NullMasks)
	add("out", out)
	return strings.Join(flags, " ")
}

// presetOf finds the preset that a configuration was made from.
func presetOf(c train.Config) (string, train.Config) {
	for _, name := range []string{"plain", "paper", "cifar"} {
		p, err := train.Preset(name)
		if err != nil {
			panic(err) // the list above is wrong
		}
		same := p
		same.Seed, same.Iterations, same.LR, same.Augment = c.Seed, c.Iterations, c.LR, c.Augment
		if same == c {
			return name, p
		}
	}
	return "plain", train.Config{} // every flag is given
}
