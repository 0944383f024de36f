package dataset_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dataset"
	"freqlens/tensor"
)

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// smallArchive is a .tar.gz of two files in a folder, and its description.
func smallArchive(t *testing.T) (dataset.Archive, []byte) {
	files := map[string][]byte{"a.bin": make([]byte, 40000), "b.bin": []byte("second")}
	rng := tensor.NewRand(1)
	for i := range files["a.bin"] {
		files["a.bin"][i] = byte(rng.IntN(256))
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	w := tar.NewWriter(z)
	for _, name := range []string{"a.bin", "unwanted.txt", "b.bin"} {
		require.NoError(t, w.WriteHeader(&tar.Header{Name: "folder/" + name, Mode: 0o644, Size: int64(len(files[name]))}))
		_, err := w.Write(files[name])
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	require.NoError(t, z.Close())
	return dataset.Archive{
		Name: "small", Title: "a small set", URL: "http://unreachable.invalid/small.tar.gz", Bytes: int64(packed.Len()),
		SHA256: sum(packed.Bytes()), Files: map[string]string{"a.bin": sum(files["a.bin"]), "b.bin": sum(files["b.bin"])},
	}, packed.Bytes()
}

func TestDownload(t *testing.T) {
	a, packed := smallArchive(t)
	var requests, ranges atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		if r.Header.Get("Range") != "" {
			ranges.Add(1)
		}
		http.ServeContent(w, r, "small.tar.gz", time.Time{}, bytes.NewReader(packed))
	}))
	defer server.Close()
	dir := t.TempDir()
	part := filepath.Join(dir, "small.tar.gz.part")
	require.NoError(t, os.WriteFile(part, packed[:12345], 0o644))
	var last int64
	f := dataset.Fetch{Mirror: server.URL + "/mirror/", Progress: func(done, all int64) {
		require.Greater(t, done, int64(12345))
		last = done
	}}
	require.NoError(t, a.Download(context.Background(), dir, f))
	require.Equal(t, a.Bytes, last)
	require.EqualValues(t, 1, ranges.Load())
	require.True(t, a.Complete(dir))
	names, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, names, 2, "only the wanted files are left")

	require.NoError(t, a.Download(context.Background(), dir, f))
	require.EqualValues(t, 1, requests.Load(), "what is complete is not asked for again")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "b.bin"), []byte("damaged"), 0o644))
	require.NoError(t, a.Download(context.Background(), dir, dataset.Fetch{Mirror: server.URL + "/small.tar.gz"}))
	require.True(t, a.Complete(dir))
}

// TestDownloadGoesOn: the connection breaks again and again, and every try takes
// up where the one before ended; a server that knows no ranges is read anew.
func TestDownloadGoesOn(t *testing.T) {
	a, packed := smallArchive(t)
	var tries atomic.Int32
	breaking := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if tries.Add(1) < 6 {
			w = &limited{w, 9000}
		}
		http.ServeContent(w, r, "small.tar.gz", time.Time{}, bytes.NewReader(packed))
	}))
	defer breaking.Close()
	dir := t.TempDir()
	require.NoError(t, a.Download(context.Background(), dir, dataset.Fetch{Mirror: breaking.URL}))
	require.True(t, a.Complete(dir))
	require.Greater(t, tries.Load(), int32(3))

	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(packed) }))
	defer plain.Close()
	dir = t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "small.tar.gz.part"), []byte("something else"), 0o644))
	require.NoError(t, a.Download(context.Background(), dir, dataset.Fetch{Mirror: plain.URL}))
	require.True(t, a.Complete(dir))
}

// limited breaks the connection after some bytes.
type limited struct {
	http.ResponseWriter
	left int
}

func (l *limited) Write(b []byte) (int, error) {
	if len(b) > l.left {
		_, _ = l.ResponseWriter.Write(b[:l.left])
		panic(http.ErrAbortHandler)
	}
	l.left -= len(b)
	return l.ResponseWriter.Write(b)
}

func TestDownloadRefuses(t *testing.T) {
	a, packed := smallArchive(t)
	damaged := bytes.Clone(packed)
	damaged[100]++
	for _, c := range []struct {
		answer http.HandlerFunc
		says   string
	}{
		{func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(damaged) }, "SHA-256 is"},
		{func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(append(bytes.Clone(packed), 1, 2, 3)) }, "it is not a small set"},
		{func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }, "unexpected EOF"},
		{http.NotFound, "the server answers 404"},
		{func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }, "the server answers 503"},
	} {
		server := httptest.NewServer(c.answer)
		dir := t.TempDir()
		require.ErrorContains(t, a.Download(context.Background(), dir, dataset.Fetch{Mirror: server.URL}), c.says)
		require.False(t, a.Complete(dir))
		require.NoFileExists(t, filepath.Join(dir, "a.bin"))
		server.Close()
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, a.Download(ctx, t.TempDir(), dataset.Fetch{}), context.Canceled)
}
