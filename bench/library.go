package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/klauspost/cpuid/v2"
)

var (
	cCompilers   = []string{"cc", "gcc", "clang"}
	cxxCompilers = []string{"c++", "g++", "clang++"}
)

func findTorch(ctx context.Context, dir string) (driver, error) {
	python, err := findPython(ctx, "torch")
	return driver{command: []string{python, filepath.Join(dir, "python", "pytorch.py")}, env: torchEnvironment}, err
}

// planLimit is the most time in seconds that FFTW may plan one transform for.
const planLimit = "5"

// findFFTW returns a driver that plans once for this CPU and thread count and
// keeps the plans with the compiled drivers.
func findFFTW(ctx context.Context, dir string) (driver, error) {
	command, err := compile(ctx, dir, cCompilers, "fftw.c", "-O3", "-march=native", "-lfftw3f_threads", "-lfftw3f", "-lm", "-lpthread")
	if err != nil {
		return driver{}, err
	}
	plan := func(ctx context.Context, tasks []task, threads int) ([]string, error) {
		cpu := strings.ToLower(strings.Join(strings.Fields(cpuid.CPU.BrandName+" "+runtime.GOARCH), "-"))
		wisdom := fmt.Sprintf("%s.%s-f%d-m%d.%dthreads", command[0], cpu, cpuid.CPU.Family, cpuid.CPU.Model, threads)
		extra := []string{wisdom, planLimit}
		_, err := output(ctx, append(append(command[:1:1], fmt.Sprint(threads), "0"), extra...), nil, linesOf(tasks))
		return extra, err
	}
	return driver{command: command, env: openMP, prepare: plan}, nil
}

// findONNXRuntime returns a driver whose models PyTorch writes before the first round.
func findONNXRuntime(ctx context.Context, dir string) (driver, error) {
	node := firstCommand([]string{"node", "nodejs"})
	if node == "" {
		return driver{}, fmt.Errorf("node is not installed")
	}
	cache, err := cacheFolder()
	if err != nil {
		return driver{}, err
	}
	paths := strings.Join([]string{filepath.Join(cache, "node_modules"), os.Getenv("NODE_PATH")}, string(filepath.ListSeparator))
	env := func(int) []string { return []string{"NODE_PATH=" + paths} }
	if _, err := output(ctx, []string{node, "-e", "require('onnxruntime-node')"}, env(0), ""); err != nil {
		return driver{}, fmt.Errorf("node does not find onnxruntime-node")
	}
	python, err := findPython(ctx, "torch")
	if err != nil {
		return driver{}, err
	}
	export, networks := filepath.Join(dir, "python", "onnx_export.py"), filepath.Join(dir, "python", "networks.py")
	hash, err := hashFiles("", export, networks)
	if err != nil {
		return driver{}, err
	}
	models := filepath.Join(cache, "onnx-"+hash)
	return driver{
		command: []string{node, filepath.Join(dir, "node", "onnxruntime.js")},
		env:     env,
		prepare: func(ctx context.Context, tasks []task, _ int) ([]string, error) {
			_, err := output(ctx, []string{python, export, models}, nil, linesOf(tasks))
			return []string{models}, err
		},
	}, nil
}

// findGoLibrary builds the driver of the nested module, so that competitors
// never become dependencies of freqlens.
func findGoLibrary(name string) func(ctx context.Context, dir string) (driver, error) {
	return func(ctx context.Context, dir string) (driver, error) {
		cache, err := cacheFolder()
		if err != nil {
			return driver{}, err
		}
		binary := filepath.Join(cache, "golibs")
		if runtime.GOOS == "windows" {
			binary += ".exe"
		}
		build := exec.CommandContext(ctx, "go", "build", "-o", binary, "./golibs")
		build.Dir = dir
		if out, err := build.CombinedOutput(); err != nil {
			return driver{}, fmt.Errorf("go build: %s", firstError(out, err))
		}
		return driver{command: []string{binary, name}, env: func(int) []string { return nil }}, nil
	}
}

// linesOf is what a driver reads for the tasks.
func linesOf(tasks []task) string {
	var b strings.Builder
	for _, t := range tasks {
		fmt.Fprintln(&b, t.line)
	}
	return b.String()
}

// output runs a program and returns what it printed; its error names the last
// thing that it complained about.
func output(ctx context.Context, command, env []string, input string) (*bytes.Buffer, error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdin = strings.NewReader(input)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, errInterrupted
		}
		return nil, fmt.Errorf("%s stopped (%v): %s", filepath.Base(command[0]), err, lastLine(&stderr))
	}
	return &stdout, nil
}
