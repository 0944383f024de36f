package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"github.com/klauspost/cpuid/v2"
)

// A peer is a library that freqlens is compared with. Its driver, a small
// program in bench/peers, reads cases from standard input and prints rows.
type peer struct {
	name string
	// install is one sentence about what a machine needs to have it.
	install string
	// serves says whether the driver knows a case.
	serves func(t task) bool
	// find builds what has to be built; dir is the folder bench/peers.
	find func(ctx context.Context, dir string) (driver, error)
}

// driver is the program of a peer that is on this machine.
type driver struct {
	command []string // threads and seconds are added, then what prepare returns
	env     func(threads int) []string
	// prepare, if not nil, does what is no part of the measurement.
	prepare func(ctx context.Context, tasks []task, threads int) (arguments []string, err error)
}

// allPeers lists what --vs can name.
var allPeers = []peer{
	{
		name:    "torch",
		install: "PyTorch needs a Python 3 that can import torch: apt-get install python3-torch, or pip install torch.",
		serves:  func(t task) bool { return t.Bench != "machine" && t.Bench != "sgemm" && !t.masks() },
		find:    findTorch,
	},
	{
		name:    "onednn",
		install: "oneDNN needs a C++ compiler and its headers: apt-get install g++ libdnnl-dev.",
		serves:  func(t task) bool { return t.Bench == "sgemm" || t.Bench == "conv" },
		find: func(ctx context.Context, dir string) (driver, error) {
			command, err := compile(ctx, dir, cxxCompilers, "onednn.cpp", "-O2", "-std=c++17", "-ldnnl")
			return driver{command: command, env: openMP}, err
		},
	},
	{
		name:    "openblas",
		install: "OpenBLAS needs a C compiler and the library: apt-get install gcc libc6-dev libopenblas0-pthread.",
		serves:  func(t task) bool { return t.Bench == "sgemm" },
		find: func(ctx context.Context, dir string) (driver, error) {
			command, err := compile(ctx, dir, cCompilers, "openblas.c", "-O2", "-ldl")
			return driver{command: command, env: openBLASEnvironment}, err
		},
	},
	{
		name: "onnxruntime",
		install: "ONNX Runtime needs node, the npm package onnxruntime-node (in NODE_PATH, or: npm install --ignore-scripts --prefix " +
			"CACHE onnxruntime-node, where CACHE is the folder freqlens/bench of the user's cache), and python3-torch to write the models.",
		serves: func(t task) bool { return t.Mode == "infer" || t.Dir == "fwd" },
		find:   findONNXRuntime,
	},
	{
		name:    "fftw",
		install: "FFTW needs a C compiler and its headers: apt-get install gcc libc6-dev libfftw3-dev.",
		serves:  func(t task) bool { return t.Bench == "fft" },
		find:    findFFTW,
	},
	{
		name:    "gonum",
		install: "gonum is built from its module: the Go command must be able to download gonum.org/v1/gonum.",
		serves:  func(t task) bool { return t.Bench == "fft" && !t.masks() || t.Bench == "sgemm" },
		find:    findGoLibrary("gonum"),
	},
	{
		name:    "go-dsp",
		install: "go-dsp is built from its module: the Go command must be able to download github.com/mjibson/go-dsp.",
		serves:  func(t task) bool { return t.Bench == "fft" && t.Kind != "c2r" && !t.masks() },
		find:    findGoLibrary("go-dsp"),
	},
}

func peerNames() []string {
	var names []string
	for _, p := range allPeers {
		names = append(names, p.name)
	}
	return names
}

// readyPeer is a peer that is on this machine, with its driver.
type readyPeer struct {
	peer
	driver
}

// findPeers makes the named peers ready. A peer that is missing is reported by
// one sentence each; only if none is left is that an error.
func findPeers(ctx context.Context, o options, note func(format string, args ...any)) ([]readyPeer, error) {
	dir, err := driverFolder(o.peers)
	if err != nil {
		return nil, err
	}
	var found []readyPeer
	var missing []error
	for _, p := range allPeers {
		if !slices.Contains(o.vs, p.name) {
			continue
		}
		note("looking for %s", p.name)
		d, err := p.find(ctx, dir)
		if err != nil {
			missing = append(missing, fmt.Errorf("%s cannot be measured here (%w). %s", p.name, err, p.install))
			continue
		}
		found = append(found, readyPeer{p, d})
	}
	if len(found) == 0 {
		return nil, errors.Join(missing...)
	}
	for _, err := range missing {
		note("%v", err)
	}
	return found, nil
}

func openMP(threads int) []string {
	n := fmt.Sprint(threads)
	return []string{"OMP_NUM_THREADS=" + n, "OPENBLAS_NUM_THREADS=" + n, "MKL_NUM_THREADS=" + n}
}

// openBLASKernels makes OpenBLAS use AVX-512 where the CPU has it: old versions
// do not know new CPUs and fall back to half the speed.
func openBLASKernels() []string {
	if hasAVX512() {
		return []string{"OPENBLAS_CORETYPE=SKYLAKEX"}
	}
	return nil
}

// torchEnvironment is what makes PyTorch fast: AVX-512 in its own kernels and
// in BLAS, and an allocator that keeps its memory instead of returning it after
// every step.
func torchEnvironment(threads int) []string {
	env := append(openMP(threads), openBLASKernels()...)
	if hasAVX512() {
		env = append(env, "ATEN_CPU_CAPABILITY=avx512")
	}
	return append(env, "MALLOC_MMAP_THRESHOLD_=4294967296", "MALLOC_TRIM_THRESHOLD_=8589934592", "MALLOC_TOP_PAD_=268435456")
}

func hasAVX512() bool {
	return runtime.GOARCH == "amd64" && cpuid.CPU.Supports(cpuid.AVX512F, cpuid.AVX512VL, cpuid.AVX512DQ, cpuid.AVX512BW)
}

func openBLASEnvironment(threads int) []string { return append(openMP(threads), openBLASKernels()...) }
