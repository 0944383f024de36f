package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

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
	// driver builds what has to be built and returns the command, to which
	// threads and seconds are added.
	driver func(ctx context.Context, dir string) (command []string, err error)
	// environment returns what to set for so many threads.
	environment func(threads int) []string
	// prepare, if not nil, does once what is no part of the measurement.
	prepare func(ctx context.Context, p *readyPeer, tasks []task, threads int) error
}

// allPeers lists what --vs can name.
var allPeers = []peer{
	{
		name:    "torch",
		install: "PyTorch needs a Python 3 that can import torch: apt-get install python3-torch, or pip install torch",
		serves:  func(t task) bool { return t.Bench == "net" || t.Bench == "conv" || t.Bench == "fft" },
		driver: func(ctx context.Context, dir string) ([]string, error) {
			python, err := findPython(ctx, "torch")
			return []string{python, filepath.Join(dir, "python", "pytorch.py")}, err
		},
		environment: torchEnvironment,
	},
	{
		name:    "onednn",
		install: "oneDNN needs a C++ compiler and its headers: apt-get install g++ libdnnl-dev",
		serves:  func(t task) bool { return t.Bench == "sgemm" || t.Bench == "conv" },
		driver: func(ctx context.Context, dir string) ([]string, error) {
			return compile(ctx, dir, []string{"c++", "g++", "clang++"}, "onednn.cpp", "-O2", "-std=c++17", "-ldnnl")
		},
		environment: openMP,
	},
	{
		name:    "openblas",
		install: "OpenBLAS needs a C compiler and the library: apt-get install gcc libc6-dev libopenblas0-pthread",
		serves:  func(t task) bool { return t.Bench == "sgemm" },
		driver: func(ctx context.Context, dir string) ([]string, error) {
			return compile(ctx, dir, []string{"cc", "gcc", "clang"}, "openblas.c", "-O2", "-ldl")
		},
		environment: func(threads int) []string { return append(openMP(threads), openBLASKernels()...) },
	},
}

func peerNames() []string {
	var names []string
	for _, p := range allPeers {
		names = append(names, p.name)
	}
	return names
}

// readyPeer is a peer that is on this machine, with its driver built.
type readyPeer struct {
	peer
	command []string
}

// findPeers makes the named peers ready. A peer that is missing is reported by
// one sentence each; only if none is left is that an error.
func findPeers(ctx context.Context, o options, note func(format string, args ...any)) ([]*readyPeer, error) {
	dir, err := driverFolder(o.peers)
	if err != nil {
		return nil, err
	}
	var found []*readyPeer
	var missing []error
	for _, p := range allPeers {
		if !slices.Contains(o.vs, p.name) {
			continue
		}
		note("looking for %s", p.name)
		command, err := p.driver(ctx, dir)
		if err != nil {
			missing = append(missing, fmt.Errorf("%s is not here (%w). %s", p.name, err, p.install))
			continue
		}
		found = append(found, &readyPeer{p, command})
	}
	if len(found) == 0 {
		return nil, errors.Join(missing...)
	}
	for _, err := range missing {
		note("%v", err)
	}
	return found, nil
}

// driverFolder finds bench/peers: the one named, or that of the module round
// the current directory.
func driverFolder(named string) (string, error) {
	if named != "" {
		if _, err := os.Stat(filepath.Join(named, "native")); err != nil {
			return "", fmt.Errorf("--peers %s: no drivers there (the folder bench/peers of the source tree is wanted)", named)
		}
		return filepath.Abs(named)
	}
	at, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		dir := filepath.Join(at, "bench", "peers")
		if _, err := os.Stat(filepath.Join(dir, "native")); err == nil {
			return dir, nil
		}
		if parent := filepath.Dir(at); parent != at {
			at = parent
			continue
		}
		return "", errors.New("--vs builds the drivers in bench/peers: run it inside the source tree of freqlens, or name the folder with --peers")
	}
}

// cacheFolder is where compiled drivers and what they prepare is kept.
func cacheFolder() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(base, "freqlens", "bench")
	return dir, os.MkdirAll(dir, 0o755)
}

// compile builds a driver on first use and after every change of its source.
func compile(ctx context.Context, dir string, compilers []string, source string, flags ...string) ([]string, error) {
	cache, err := cacheFolder()
	if err != nil {
		return nil, err
	}
	hash := sha256.New()
	for _, name := range []string{source, "driver.h"} {
		text, err := os.ReadFile(filepath.Join(dir, "native", name))
		if err != nil {
			return nil, err
		}
		hash.Write(text)
	}
	fmt.Fprint(hash, flags)
	name := strings.TrimSuffix(source, filepath.Ext(source)) + "-" + hex.EncodeToString(hash.Sum(nil))[:12]
	binary := filepath.Join(cache, name)
	if _, err := os.Stat(binary); err == nil {
		return []string{binary}, nil
	}
	compiler := firstCommand(compilers)
	if compiler == "" {
		return nil, fmt.Errorf("none of %s is installed", strings.Join(compilers, ", "))
	}
	fresh := fmt.Sprintf("%s.%d", binary, os.Getpid())
	args := append([]string{filepath.Join(dir, "native", source), "-o", fresh}, flags...)
	if out, err := exec.CommandContext(ctx, compiler, args...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%s: %s", filepath.Base(compiler), firstError(out, err))
	}
	return []string{binary}, os.Rename(fresh, binary)
}

// firstCommand returns the path of the first command that is installed.
func firstCommand(names []string) string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// firstError picks the line of a tool's output that says what is wrong.
func firstError(output []byte, err error) string {
	lines := strings.Split(strings.TrimSpace(string(output)), "\n")
	for _, l := range lines {
		if strings.Contains(l, "rror") {
			return strings.TrimSpace(l)
		}
	}
	if last := lines[len(lines)-1]; last != "" {
		return last
	}
	return err.Error()
}

// findPython returns the first Python that has the module.
func findPython(ctx context.Context, module string) (string, error) {
	for _, name := range []string{os.Getenv("PYTHON"), "python3", "/usr/bin/python3", "python"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		if exec.CommandContext(ctx, path, "-c", "import "+module).Run() == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no python3 imports %s; PYTHON may name one that does", module)
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

// lastLine is the end of what a program wrote to standard error.
func lastLine(b *bytes.Buffer) string {
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	return lines[len(lines)-1]
}
