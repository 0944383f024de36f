package dataset

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	cifarSide   = 32
	cifarRecord = 1 + 3*cifarSide*cifarSide
)

var cifarClasses = []string{"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"}

// LoadCIFAR10 reads the files data_batch_*.bin and test_batch.bin, plain or with
// .gz, of CIFAR-10's binary version, with any number of records.
func LoadCIFAR10(dir string) (train, test *Set, err error) {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return nil, nil, fmt.Errorf("%s: is one file; to train, want the folder of data_batch_*.bin and test_batch.bin", dir)
	}
	paths, err := batches(dir)
	if err != nil {
		return nil, nil, err
	}
	if len(paths) == 0 {
		return nil, nil, fmt.Errorf("%s: no data_batch_*.bin or .bin.gz there; want the binary version of CIFAR-10", dir)
	}
	train = newCIFAR("CIFAR-10 train")
	for _, p := range paths {
		if err := train.appendCIFAR(p); err != nil {
			return nil, nil, err
		}
	}
	test = newCIFAR("CIFAR-10 test")
	return train, test, test.appendCIFAR(testBatch(dir))
}

// testBatch is the file of the test images, plain if it is there.
func testBatch(dir string) string {
	path := filepath.Join(dir, "test_batch.bin")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		path += ".gz"
	}
	return path
}

// batches lists the training files, in order; where a file is there plain and
// with .gz, the plain one.
func batches(dir string) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "data_batch_*.bin"))
	if err != nil {
		return nil, err
	}
	zipped, err := filepath.Glob(filepath.Join(dir, "data_batch_*.bin.gz"))
	for _, z := range zipped {
		if !slices.Contains(paths, strings.TrimSuffix(z, ".gz")) {
			paths = append(paths, z)
		}
	}
	slices.Sort(paths)
	return paths, err
}

func newCIFAR(name string) *Set {
	return &Set{Name: name, Classes: cifarClasses, C: 3, H: cifarSide, W: cifarSide}
}

// LoadCIFARFile reads one file of records in CIFAR-10's binary format.
func LoadCIFARFile(path string) (*Set, error) {
	s := newCIFAR(filepath.Base(path))
	return s, s.appendCIFAR(path)
}

func (s *Set) appendCIFAR(path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if strings.HasSuffix(path, ".gz") {
		z, err := gzip.NewReader(bytes.NewReader(raw))
		if err == nil {
			raw, err = io.ReadAll(z)
		}
		if err != nil {
			return fmt.Errorf("%s: not a whole gzip file: %w", path, err)
		}
	}
	if len(raw) == 0 || len(raw)%cifarRecord != 0 {
		return fmt.Errorf("%s: %d bytes are not a whole number of records of %d bytes; the file is cut short or no CIFAR-10 batch", path, len(raw), cifarRecord)
	}
	for i := 0; len(raw) > 0; i++ {
		if raw[0] >= 10 {
			return fmt.Errorf("%s: record %d has label %d, want 0 to 9", path, i, raw[0])
		}
		s.Labels = append(s.Labels, int(raw[0]))
		s.Pixels = append(s.Pixels, raw[1:cifarRecord]...)
		raw = raw[cifarRecord:]
	}
	return nil
}
