package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDataCommands: what a user's first steps say.
func TestDataCommands(t *testing.T) {
	dir := t.TempDir()
	record := make([]byte, 2*3073)
	record[3073+5] = 1 // two images that differ
	for _, name := range []string{"data_batch_1.bin", "test_batch.bin"} {
		var all []byte
		for label := range byte(10) {
			for i := range 2 {
				one := append([]byte{}, record[i*3073:][:3073]...)
				one[0], one[9] = label, label
				all = append(all, one...)
			}
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), all, 0o644))
	}
	code, messages := command(t, dir, 1, "data", "list", ".")
	require.Zero(t, code, messages)
	code, messages = command(t, dir, 1, "data", "check", "cifar10=.")
	require.Equal(t, 1, code)
	require.Contains(t, messages, "20 test images are training images")

	code, messages = command(t, dir, 1, "data", "list", "nowhere")
	require.Equal(t, 1, code)
	require.Contains(t, messages, "nowhere")

	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	code, messages = command(t, dir, 1, "data", "download", "cifar10", "--mirror", server.URL, "--out", "new")
	require.Equal(t, 1, code)
	require.Contains(t, messages, "/cifar-10-binary.tar.gz: the server answers 404")
}
