package imageio

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
)

// MaxPixels bounds the images that [Decode] accepts, so that a damaged or
// hostile header cannot ask for all of the memory.
const MaxPixels = 100_000_000

// RGB is an image as three planes of H x W bytes: red, green, blue.
type RGB struct {
	H, W   int
	Planes []byte
}

// New returns a black image.
func New(h, w int) *RGB { return &RGB{h, w, make([]byte, 3*h*w)} }

var (
	jpegStart = []byte{0xff, 0xd8}
	pngStart  = []byte("\x89PNG\r\n\x1a\n")
)

// Size returns height and width of an encoded image, as stored (before EXIF
// orientation), from its header alone.
func Size(file []byte) (h, w int, err error) {
	var c image.Config
	switch {
	case bytes.HasPrefix(file, jpegStart):
		c, err = jpeg.DecodeConfig(bytes.NewReader(file))
	case bytes.HasPrefix(file, pngStart):
		c, err = png.DecodeConfig(bytes.NewReader(file))
	case len(file) == 0:
		return 0, 0, errors.New("is empty")
	default:
		return 0, 0, errors.New("cannot be decoded: neither JPEG nor PNG")
	}
	if err != nil {
		return 0, 0, undecodable(err)
	}
	if c.Width < 1 || c.Height < 1 {
		return 0, 0, fmt.Errorf("cannot be decoded: says it is %dx%d", c.Width, c.Height)
	}
	return c.Height, c.Width, nil
}

func undecodable(err error) error {
	const short = png.FormatError("not enough pixel data")
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, short) {
		return errors.New("cannot be decoded: the file is cut short")
	}
	return fmt.Errorf("cannot be decoded: %w", err)
}

// Decode decodes a JPEG or PNG file. Grey, palette and CMYK images become RGB;
// transparency is dropped and the colours below it are kept; 16-bit samples keep
// their upper half; the image is turned upright as EXIF data say.
func Decode(file []byte) (*RGB, error) {
	h, w, err := Size(file)
	if err != nil {
		return nil, err
	}
	if int64(h)*int64(w) > MaxPixels {
		return nil, fmt.Errorf("is %dx%d, more than %d million pixels", w, h, MaxPixels/1_000_000)
	}
	var img image.Image
	orientation := 1
	if bytes.HasPrefix(file, jpegStart) {
		img, err = jpeg.Decode(bytes.NewReader(file))
		orientation = jpegOrientation(file)
	} else {
		img, err = png.Decode(bytes.NewReader(file))
		orientation = pngOrientation(file)
	}
	if err != nil {
		return nil, undecodable(err)
	}
	return upright(planesOf(img), orientation), nil
}

// planesOf converts what Go's decoders return.
func planesOf(img image.Image) *RGB {
	b := img.Bounds()
	out := New(b.Dy(), b.Dx())
	switch img := img.(type) {
	case *image.YCbCr:
		fromYCbCr(out, img)
	case *image.Gray:
		fromGray(out, img)
	case *image.CMYK:
		fromCMYK(out, img)
	case *image.RGBA:
		fromQuads(out, img.Pix, img.Stride, 4, 1)
	case *image.NRGBA:
		fromQuads(out, img.Pix, img.Stride, 4, 1)
	case *image.RGBA64:
		fromQuads(out, img.Pix, img.Stride, 8, 2)
	case *image.NRGBA64:
		fromQuads(out, img.Pix, img.Stride, 8, 2)
	case *image.Paletted:
		fromPaletted(out, img)
	default: // 16-bit grey, and whatever a later Go decodes to
		fromAny(out, img)
	}
	return out
}

func (m *RGB) set(at int, r, g, b byte) {
	plane := m.H * m.W
	m.Planes[at], m.Planes[plane+at], m.Planes[2*plane+at] = r, g, b
}

func fromGray(m *RGB, img *image.Gray) {
	plane := m.H * m.W
	for y := range m.H {
		copy(m.Planes[y*m.W:][:m.W], img.Pix[y*img.Stride:])
	}
	copy(m.Planes[plane:], m.Planes[:plane])
	copy(m.Planes[2*plane:], m.Planes[:plane])
}

// fromQuads takes the first three samples of each pixel; samples are step bytes
// apart and begin with the most significant.
func fromQuads(m *RGB, pix []byte, stride, size, step int) {
	for y := range m.H {
		row := pix[y*stride:]
		for x := range m.W {
			p := row[x*size:][:size]
			m.set(y*m.W+x, p[0], p[step], p[2*step])
		}
	}
}

// fromCMYK multiplies the inks as PIL does: R = (255-K) - C(255-K)/255, rounded.
func fromCMYK(m *RGB, img *image.CMYK) {
	for y := range m.H {
		row := img.Pix[y*img.Stride:]
		for x := range m.W {
			p := row[4*x:][:4]
			white := 255 - int(p[3])
			ink := func(v byte) byte {
				t := int(v)*white + 128
				return byte(white - (t>>8+t)>>8)
			}
			m.set(y*m.W+x, ink(p[0]), ink(p[1]), ink(p[2]))
		}
	}
}

func fromPaletted(m *RGB, img *image.Paletted) {
	colours := make([]color.NRGBA, len(img.Palette))
	for i, c := range img.Palette {
		colours[i] = color.NRGBAModel.Convert(c).(color.NRGBA)
	}
	for y := range m.H {
		for x := range m.W {
			c := colours[img.Pix[y*img.Stride+x]]
			m.set(y*m.W+x, c.R, c.G, c.B)
		}
	}
}

func fromAny(m *RGB, img image.Image) {
	b := img.Bounds()
	for y := range m.H {
		for x := range m.W {
			c := color.NRGBA64Model.Convert(img.At(b.Min.X+x, b.Min.Y+y)).(color.NRGBA64)
			m.set(y*m.W+x, byte(c.R>>8), byte(c.G>>8), byte(c.B>>8))
		}
	}
}
