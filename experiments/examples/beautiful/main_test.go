package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestExample keeps the README's promise: it runs, and it is short.
func TestExample(t *testing.T) {
	text, err := os.ReadFile("main.go")
	require.NoError(t, err)
	require.LessOrEqual(t, bytes.Count(text, []byte("\n")), 50)
	readme, err := os.ReadFile("../../../README.md")
	require.NoError(t, err)
	_, body, _ := bytes.Cut(text, []byte("func main() {"))
	require.Contains(t, string(readme), string(body), "the README shows the same program")
	main()
}
