package dataset

import (
	"archive/zip"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // decoders register themselves
	_ "image/png"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"golang.org/x/image/draw"
)

// LoadImageFolder reads images sorted into one folder per class, from a
// directory or a zip: train/CLASS/* and val/CLASS/* (or test/CLASS/*), or only
// CLASS/*, of which a fifth then becomes the test set. JPEG and PNG images are
// converted to RGB; if size is 0 all must have one size, else they are scaled
// to size x size.
func LoadImageFolder(root string, size int, seed uint64) (train, test *Set, err error) {
	tree, closeTree, err := openTree(root)
	if err != nil {
		return nil, nil, err
	}
	defer closeTree()
	if _, err := fs.Stat(tree, "train"); err != nil {
		all, err := readFolder(tree, root, ".", size)
		if err != nil {
			return nil, nil, err
		}
		train, test = all.Split(0.2, seed)
		train.Name, test.Name = all.Name+" train", all.Name+" test"
		return train, test, nil
	}
	held := "val"
	if _, err := fs.Stat(tree, held); err != nil {
		held = "test"
	}
	if train, err = readFolder(tree, root, "train", size); err != nil {
		return nil, nil, err
	}
	if test, err = readFolder(tree, root, held, size); err != nil {
		return nil, nil, err
	}
	if !slices.Equal(train.Classes, test.Classes) {
		return nil, nil, fmt.Errorf("%s: train and %s have different classes: %v and %v", root, held, train.Classes, test.Classes)
	}
	if test.H != train.H || test.W != train.W {
		return nil, nil, fmt.Errorf("%s: images are %dx%d in train and %dx%d in %s; give a size to scale to", root, train.H, train.W, test.H, test.W, held)
	}
	return train, test, nil
}

// LoadFolder reads one folder of class folders of a directory or zip.
func LoadFolder(root, folder string, size int) (*Set, error) {
	tree, closeTree, err := openTree(root)
	if err != nil {
		return nil, err
	}
	defer closeTree()
	return readFolder(tree, root, folder, size)
}

func openTree(root string) (fs.FS, func() error, error) {
	info, err := os.Stat(root)
	if err != nil {
		return nil, nil, err
	}
	if info.IsDir() {
		return os.DirFS(root), func() error { return nil }, nil
	}
	z, err := zip.OpenReader(root)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: neither a directory nor a zip: %w", root, err)
	}
	return z, z.Close, nil
}

func readFolder(tree fs.FS, root, folder string, size int) (*Set, error) {
	entries, err := fs.ReadDir(tree, folder)
	if err != nil {
		return nil, fmt.Errorf("%s: no folder %s: %w", root, folder, err)
	}
	s := &Set{Name: path.Join(path.Base(root), folder), C: 3, H: size, W: size}
	for _, class := range entries {
		if !class.IsDir() || strings.HasPrefix(class.Name(), ".") {
			continue
		}
		label := len(s.Classes)
		s.Classes = append(s.Classes, class.Name())
		files, err := fs.ReadDir(tree, path.Join(folder, class.Name()))
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			name := path.Join(folder, class.Name(), f.Name())
			if !isImage(name) {
				continue
			}
			if err := s.appendImage(tree, name, label, size); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", root, name, err)
			}
		}
	}
	if len(s.Classes) == 0 {
		return nil, fmt.Errorf("%s: folder %s holds no class folders", root, folder)
	}
	return s, s.Check()
}

func isImage(name string) bool {
	return slices.Contains([]string{".jpg", ".jpeg", ".png"}, strings.ToLower(path.Ext(name)))
}

// withoutAlpha drops transparency and keeps the colours below it, as the usual
// conversion to RGB of image libraries does; Go's own would darken them.
func withoutAlpha(img image.Image) image.Image {
	if o, ok := img.(interface{ Opaque() bool }); ok && o.Opaque() {
		return img
	}
	b := img.Bounds()
	out := image.NewRGBA(b)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			out.SetRGBA(x, y, color.RGBA{R: c.R, G: c.G, B: c.B, A: 255})
		}
	}
	return out
}

func (s *Set) appendImage(tree fs.FS, name string, label, size int) error {
	f, err := tree.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	if err != nil {
		return fmt.Errorf("cannot be decoded: %w", err)
	}
	img = withoutAlpha(img)
	b := img.Bounds()
	if size > 0 && (b.Dx() != size || b.Dy() != size) {
		scaled := image.NewRGBA(image.Rect(0, 0, size, size))
		draw.BiLinear.Scale(scaled, scaled.Bounds(), img, b, draw.Src, nil)
		img, b = scaled, scaled.Bounds()
	}
	if s.H == 0 {
		s.H, s.W = b.Dy(), b.Dx()
	}
	if b.Dy() != s.H || b.Dx() != s.W {
		return fmt.Errorf("is %dx%d, the images before it are %dx%d; give a size to scale to", b.Dx(), b.Dy(), s.W, s.H)
	}
	planes := make([]byte, 3*s.H*s.W)
	for y := range s.H {
		for x := range s.W {
			r, g, bl, _ := img.At(b.Min.X+x, b.Min.Y+y).RGBA()
			for c, v := range [3]uint32{r, g, bl} {
				planes[(c*s.H+y)*s.W+x] = byte(v >> 8)
			}
		}
	}
	s.Pixels = append(s.Pixels, planes...)
	s.Labels = append(s.Labels, label)
	return nil
}
