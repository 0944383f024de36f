package freqlens

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// layerOf ranks the engine folders: a package may import only lower ranks.
var layerOf = map[string]int{"asm": 0, "fft": 1, "tensor": 2, "autograd": 3, "layers": 4, "experiments": 5, "bench": 6}

// engineAllows is the whole list of what the engine may take from elsewhere.
var engineAllows = []string{"golang.org/x/sys/cpu", "github.com/klauspost/cpuid/v2"}

// testsOnly lists the packages that exist to be imported by tests.
var testsOnly = []string{"freqlens/asm/asmtest", "freqlens/internal/golden"}

type listed struct {
	ImportPath string
	Imports    []string
	Standard   bool
}

func listPackages(t *testing.T) []listed {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Standard", "./...").Output()
	require.NoError(t, err)
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p listed
		require.NoError(t, dec.Decode(&p))
		all = append(all, p)
	}
	require.NotEmpty(t, all)
	return all
}

func folder(importPath string) (string, bool) {
	rest, ours := strings.CutPrefix(importPath, "freqlens/")
	top, _, _ := strings.Cut(rest, "/")
	return top, ours
}

func TestImportsGoOneWay(t *testing.T) {
	for _, p := range listPackages(t) {
		from, _ := folder(p.ImportPath)
		rank, ranked := layerOf[from]
		if !ranked || slices.Contains(testsOnly, p.ImportPath) {
			continue
		}
		for _, imp := range p.Imports {
			to, ours := folder(imp)
			if !ours {
				continue
			}
			toRank, known := layerOf[to]
			require.True(t, known, "%s imports %s, which is no known folder", p.ImportPath, imp)
			require.LessOrEqual(t, toRank, rank, "%s imports %s against the order of the folders", p.ImportPath, imp)
		}
	}
}

func TestEngineIsSelfContained(t *testing.T) {
	for _, p := range listPackages(t) {
		from, _ := folder(p.ImportPath)
		if rank, ranked := layerOf[from]; !ranked || rank > layerOf["layers"] || slices.Contains(testsOnly, p.ImportPath) {
			continue
		}
		for _, imp := range p.Imports {
			_, ours := folder(imp)
			first, _, _ := strings.Cut(imp, "/")
			if ours || !strings.Contains(first, ".") || slices.Contains(engineAllows, imp) {
				continue
			}
			require.Fail(t, "foreign import", "%s imports %s", p.ImportPath, imp)
		}
		require.NotContains(t, p.Imports, "C", "%s uses cgo", p.ImportPath)
	}
}
