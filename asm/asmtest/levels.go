package asmtest

import (
	"testing"

	"freqlens/asm"
)

// EachLevel runs f once per level that this CPU and build offer, as a subtest
// named after the level.
func EachLevel(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	before := asm.Active()
	defer func() { set(t, before) }()
	for _, l := range asm.Levels() {
		t.Run(l.String(), func(t *testing.T) {
			set(t, l)
			f(t)
		})
	}
}

func set(t *testing.T, l asm.Level) {
	t.Helper()
	if err := asm.SetLevel(l); err != nil {
		t.Fatal(err)
	}
}
