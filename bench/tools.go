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
	"strings"
)

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
	native := filepath.Join(dir, "native")
	hash, err := hashFiles(strings.Join(flags, " "), filepath.Join(native, source), filepath.Join(native, "driver.h"))
	if err != nil {
		return nil, err
	}
	binary := filepath.Join(cache, strings.TrimSuffix(source, filepath.Ext(source))+"-"+hash)
	if _, err := os.Stat(binary); err == nil {
		return []string{binary}, nil
	}
	compiler := firstCommand(compilers)
	if compiler == "" {
		return nil, fmt.Errorf("none of %s is installed", strings.Join(compilers, ", "))
	}
	fresh := fmt.Sprintf("%s.%d", binary, os.Getpid())
	args := append([]string{filepath.Join(native, source), "-o", fresh}, flags...)
	if out, err := exec.CommandContext(ctx, compiler, args...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%s: %s", filepath.Base(compiler), firstError(out, err))
	}
	return []string{binary}, os.Rename(fresh, binary)
}

// hashFiles identifies what a driver is made of.
func hashFiles(flags string, files ...string) (string, error) {
	hash := sha256.New()
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		hash.Write(text)
	}
	hash.Write([]byte(flags))
	return hex.EncodeToString(hash.Sum(nil))[:12], nil
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

// lastLine is the end of what a program wrote to standard error.
func lastLine(b *bytes.Buffer) string {
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	return lines[len(lines)-1]
}
