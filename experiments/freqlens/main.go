package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/alecthomas/kong"
)

// cli is the command line; kong reads the flags off the fields.
type cli struct {
	Study    studyCmd    `cmd:"" help:"Train a network and run every analysis, on the four synthetic sets or on your data; write a report."`
	Synth    synthCmd    `cmd:"" help:"Write the synthetic sets as the authors' .npy files."`
	Train    trainCmd    `cmd:"" help:"Train a network on a data set and follow each class's F1 (learning dynamics)."`
	Dynamics trainCmd    `cmd:"" help:"The same as train: the curves are recorded while it learns."`
	Bandstop bandstopCmd `cmd:"" help:"Remove two of four frequency bands from test images; six tests."`
	ADCS     adcsCmd     `cmd:"" name:"adcs" help:"Compare the amplitude spectra of the classes."`
	DFM      dfmCmd      `cmd:"" name:"dfm" help:"Find the frequencies a network depends on, and test whether they are enough."`
	Report   reportCmd   `cmd:"" help:"Write report.html of a folder that other commands have filled."`
	Data     dataCmd     `cmd:"" help:"List, check and download sets of images."`
	Sheet    sheetCmd    `cmd:"" help:"Draw images beside what augmentations or corruptions make of them."`
	Corrupt  corruptCmd  `cmd:"" help:"Write corrupted test images: the 15 corruptions of CIFAR-10-C and ImageNet-C."`
	MCE      mceCmd      `cmd:"" name:"mce" help:"Test a network on corrupted images; mean corruption error."`

	Radial       radialCmd       `cmd:"" help:"Accuracy over the radius of a low-pass and a high-pass filter."`
	Heatmap      heatmapCmd      `cmd:"" help:"Error with each wave added (Fourier heat map, Yin et al. 2019)."`
	CriticalBand criticalBandCmd `cmd:"" name:"criticalband" help:"Which octave of noise hurts most (critical-band masking)."`
	Swap         swapCmd         `cmd:"" help:"Amplitude of one image, phase of another: which does the network follow?"`
	CueConflict  cueConflictCmd  `cmd:"" name:"cueconflict" help:"Shape of one class, texture of another: which does the network follow?"`
	OOD          oodCmd          `cmd:"" name:"ood" help:"What becomes of scores and shortcuts in other images of the same classes."`
	Export       exportCmd       `cmd:"" help:"Write test images as a network sees them, for other programs."`
	Keep         keepCmd         `cmd:"" help:"Copy what is worth keeping of runs: curves, tests, verdicts, arrays; weights in half precision."`
	Compare      compareCmd      `cmd:"" help:"Put trained networks side by side, and judge each with the others' maps."`
}

func main() { os.Exit(run(os.Args[1:])) }

// interrupted is the exit code that shells give a program that Ctrl-C has ended.
const interrupted = 130

// run returns the exit code: 0 done, 1 failed, 2 wrong usage, or interrupted.
func run(args []string) int {
	var c cli
	parser, err := kong.New(&c, kong.Name("freqlens"),
		kong.Description("Find out by which frequencies image classifiers decide. Start with: freqlens study"),
		kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		panic(err) // the struct above is wrong
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(os.Stderr, "freqlens: %v (see freqlens --help)\n", err)
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // whoever does not want to wait for what is saved asks again
	command.BindTo(ctx, (*context.Context)(nil))
	err = command.Run()
	switch {
	case err == nil:
		return 0
	case errors.Is(err, context.Canceled) && !beside(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "\nfreqlens: interrupted; the same command goes on where it stopped")
		return interrupted
	default:
		fmt.Fprintf(os.Stderr, "freqlens: %v\n", err)
	}
	return 1
}

// beside reports whether an error that was joined from several has others than one.
func beside(err, one error) bool {
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		return slices.ContainsFunc(several.Unwrap(), func(e error) bool { return beside(e, one) })
	}
	return !errors.Is(err, one)
}
