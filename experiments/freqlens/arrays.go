package main

import (
	"fmt"

	"freqlens/experiments/adcs"
	"freqlens/experiments/dfm"
	"freqlens/tensor"
)

// What would be large as JSON lies in .npz files, which other programs read too.
const (
	adcsArrays   = "adcs.npz"
	scoresArrays = "dfm.npz"
	takenArrays  = "taken.npz"
)

// writePlanes writes planes of all classes [class,S,S], unshifted.
func (f *folder) writePlanes(name string, classes []string, size int, planes map[string][][]float64) error {
	arrays := map[string]*tensor.Array{}
	for key, all := range planes {
		var values []float32
		for _, plane := range all {
			values = append(values, float32s(plane)...)
		}
		arrays[key] = tensor.Float32Array(values, len(classes), size, size)
	}
	return tensor.WriteNPZ(f.path(name), arrays)
}

// readPlanes is its inverse.
func (f *folder) readPlanes(name string, classes []string, size int) (map[string][][]float64, error) {
	arrays, err := tensor.ReadNPZ(f.path(name))
	if err != nil {
		return nil, err
	}
	planes := map[string][][]float64{}
	for key, a := range arrays {
		values := a.Float64s()
		if len(values) != len(classes)*size*size {
			return nil, fmt.Errorf("%s: %s has %d values, want %d planes of %dx%d", f.path(name), key, len(values), len(classes), size, size)
		}
		for class := range classes {
			planes[key] = append(planes[key], values[class*size*size:][:size*size])
		}
	}
	return planes, nil
}

// writeADCS and readADCS keep class-wise spectra; nil is none.
func (f *folder) writeADCS(r *adcs.Result) error {
	if err := f.writePlanes(adcsArrays, r.Classes, r.Size, map[string][][]float64{"adcs": r.ADCS, "mean_amplitude": r.Mean}); err != nil {
		return err
	}
	return writeJSON(f.path(adcsFile), r)
}

func (f *folder) readADCS() (r *adcs.Result, err error) {
	if have, err := readJSON(f.path(adcsFile), &r); !have {
		return nil, err
	}
	planes, err := f.readPlanes(adcsArrays, r.Classes, r.Size)
	if err != nil {
		return nil, err
	}
	if r.ADCS, r.Mean = planes["adcs"], planes["mean_amplitude"]; r.ADCS == nil || r.Mean == nil {
		return nil, fmt.Errorf("%s holds no adcs or no mean_amplitude: remove %s and compute them again", f.path(adcsArrays), f.path(adcsFile))
	}
	return r, nil
}

// writeScores and readScores keep the scores of all frequencies; nil is none.
func (f *folder) writeScores(s *dfm.Scores) error {
	planes := map[string][][]float64{"score": s.Score, "standard_error": s.Error, "membership": s.Member}
	if err := f.writePlanes(scoresArrays, s.Classes, s.Size, planes); err != nil {
		return err
	}
	return writeJSON(f.path(scoresFile), s)
}

func (f *folder) readScores() (s *dfm.Scores, err error) {
	if have, err := readJSON(f.path(scoresFile), &s); !have {
		return nil, err
	}
	planes, err := f.readPlanes(scoresArrays, s.Classes, s.Size)
	if err != nil {
		return nil, err
	}
	if s.Score, s.Error, s.Member = planes["score"], planes["standard_error"], planes["membership"]; s.Score == nil {
		return nil, fmt.Errorf("%s holds no score: remove %s and find the maps again", f.path(scoresArrays), f.path(scoresFile))
	}
	return s, nil
}

// someScores are the scores of an interrupted search, with their planes and by whom
// they were found.
type someScores struct {
	dfm.Scores
	By                   string
	Score, Error, Member [][]float64
}

func (f *folder) writeSomeScores(s *dfm.Scores) error {
	who, err := f.answering()
	if err != nil {
		return err
	}
	return writeJSON(f.path(partialScores), someScores{*s, who, s.Score, s.Error, s.Member})
}

// readSomeScores returns nil for the scores of another network or program: half a set
// of maps from each would be nobody's.
func (f *folder) readSomeScores() (*dfm.Scores, error) {
	var p someScores
	if have, err := readJSON(f.path(partialScores), &p); !have {
		return nil, err
	}
	if who, err := f.answering(); err != nil || p.By != who {
		return nil, err
	}
	p.Scores.Score, p.Scores.Error, p.Scores.Member = p.Score, p.Error, p.Member
	return &p.Scores, nil
}

// writeTaken and readTaken keep what each test image was taken for; nil is none.
func (f *folder) writeTaken(t *dfm.Taken) error {
	var mapped []int
	for _, row := range t.Mapped {
		mapped = append(mapped, row...)
	}
	return tensor.WriteNPZ(f.path(takenArrays), map[string]*tensor.Array{
		"label":  tensor.Int64Array(f.test.Labels, f.test.Len()),
		"whole":  tensor.Int64Array(t.Whole, len(t.Whole)),
		"mapped": tensor.Int64Array(mapped, len(t.Mapped), f.test.Len()),
	})
}

func (f *folder) readTaken() (*dfm.Taken, error) {
	if !f.has(takenArrays) {
		return nil, nil
	}
	arrays, err := tensor.ReadNPZ(f.path(takenArrays))
	if err != nil {
		return nil, err
	}
	n, classes := f.test.Len(), len(f.test.Classes)
	whole, mapped := arrays["whole"], arrays["mapped"]
	if whole == nil || mapped == nil || whole.Len() != n || mapped.Len() != n*classes {
		return nil, fmt.Errorf("%s: want whole and mapped for %d images of %d classes; remove it and run freqlens dfm find", f.path(takenArrays), n, classes)
	}
	t := &dfm.Taken{Whole: whole.Ints()}
	for class := range classes {
		t.Mapped = append(t.Mapped, mapped.Ints()[class*n:][:n])
	}
	return t, nil
}
