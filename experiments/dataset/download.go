package dataset

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"freqlens/tensor"
)

// Fetch says how to download.
type Fetch struct {
	Mirror   string                // instead of the archive's URL: that of the file, or of a folder with it
	Progress func(done, all int64) // called while bytes arrive; may be nil
	Pause    time.Duration         // before a broken connection is tried again
}

// tries is how often a connection may break without a byte having come.
const tries = 4

// stall is how long a connection may be silent.
const stall = time.Minute

// Download puts the files of the archive into dir. It goes on with what an
// earlier call has got, takes nothing whose SHA-256 is not the published one, and
// does nothing if the files are there already.
func (a Archive) Download(ctx context.Context, dir string, f Fetch) error {
	if a.Complete(dir) {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	from := a.URL
	if f.Mirror != "" {
		from = f.Mirror
		if name := path.Base(a.URL); path.Base(from) != name {
			from = strings.TrimSuffix(from, "/") + "/" + name
		}
	}
	part := filepath.Join(dir, path.Base(a.URL)+".part")
	for failures := 0; ; {
		before := sizeOf(part)
		err := a.fetch(ctx, from, part, f.Progress)
		if err == nil {
			break
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if request := (*url.Error)(nil); errors.As(err, &request) {
			err = request.Err // the rest repeats the address
		}
		var final finalError
		if sizeOf(part) > before {
			failures = 0
		}
		if failures++; errors.As(err, &final) || failures == tries {
			return fmt.Errorf("%s: %w", from, err)
		}
		select {
		case <-time.After(f.Pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if got := sizeOf(part); got != a.Bytes {
		return errors.Join(fmt.Errorf("%s has %d bytes, want %d: it is not %s", from, got, a.Bytes, a.Title), os.Remove(part))
	}
	if err := checkSum(part, a.SHA256); err != nil {
		return errors.Join(fmt.Errorf("%s: %w; what came was thrown away", from, err), os.Remove(part))
	}
	if err := a.unpack(part, dir); err != nil {
		return err
	}
	return os.Remove(part)
}

// Complete reports whether all files are in dir, with the published sums.
func (a Archive) Complete(dir string) bool {
	for name, sum := range a.Files {
		if checkSum(filepath.Join(dir, name), sum) != nil {
			return false
		}
	}
	return true
}

// finalError is an answer that another try would not change.
type finalError struct{ error }

func sizeOf(path string) int64 {
	if info, err := os.Stat(path); err == nil {
		return info.Size()
	}
	return 0
}

// fetch appends to the file what is missing.
func (a Archive) fetch(ctx context.Context, from, part string, progress func(done, all int64)) error {
	have := sizeOf(part)
	if have == a.Bytes {
		return nil
	}
	if have > a.Bytes {
		have = 0
	}
	outer := ctx
	ctx, cancel := context.WithCancel(outer)
	defer cancel()
	silent := time.AfterFunc(stall, cancel)
	defer silent.Stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return finalError{err}
	}
	if have > 0 {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	flags := os.O_CREATE | os.O_WRONLY
	switch {
	case answer.StatusCode == http.StatusPartialContent && strings.HasPrefix(answer.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", have)):
		flags |= os.O_APPEND
	case answer.StatusCode == http.StatusOK: // the server sends all of it again
		flags |= os.O_TRUNC
		have = 0
	case answer.StatusCode >= 500:
		return fmt.Errorf("the server answers %s", answer.Status)
	default:
		return finalError{fmt.Errorf("the server answers %s", answer.Status)}
	}
	file, err := os.OpenFile(part, flags, 0o644)
	if err != nil {
		return finalError{err}
	}
	counted := &counter{done: have, all: a.Bytes, progress: progress, heard: func() { silent.Reset(stall) }}
	// One byte more than the archive has is enough to know that it is not it.
	_, err = io.Copy(io.MultiWriter(file, counted), io.LimitReader(answer.Body, a.Bytes+1-have))
	if errors.Is(err, context.Canceled) && outer.Err() == nil {
		err = fmt.Errorf("nothing came for %s", stall)
	}
	if err = errors.Join(err, file.Close()); err == nil && counted.done < a.Bytes {
		return io.ErrUnexpectedEOF
	}
	return err
}

// counter counts the bytes written to it.
type counter struct {
	done, all int64
	progress  func(done, all int64)
	heard     func()
}

func (c *counter) Write(b []byte) (int, error) {
	c.done += int64(len(b))
	c.heard()
	if c.progress != nil {
		c.progress(c.done, c.all)
	}
	return len(b), nil
}

// checkSum compares a file with its SHA-256.
func checkSum(path, want string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		return fmt.Errorf("SHA-256 is %s, want %s", got, want)
	}
	return nil
}

// unpack writes the wanted files of a .tar.gz, whatever folder they are in there.
func (a Archive) unpack(archive, dir string) error {
	f, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("%s: %w", archive, err)
	}
	missing := maps.Clone(a.Files)
	for t := tar.NewReader(z); len(missing) > 0; {
		header, err := t.Next()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%s: holds no %s", archive, strings.Join(slices.Sorted(maps.Keys(missing)), ", "))
		}
		if err != nil {
			return fmt.Errorf("%s: %w", archive, err)
		}
		name := path.Base(header.Name)
		sum, wanted := missing[name]
		if !wanted || header.Typeflag != tar.TypeReg {
			continue
		}
		target := filepath.Join(dir, name)
		err = tensor.WriteFile(target, func(w io.Writer) error {
			_, err := io.Copy(w, t)
			return err
		})
		if err == nil {
			err = checkSum(target, sum)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", target, err)
		}
		delete(missing, name)
	}
	return nil
}
