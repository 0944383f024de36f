package imageio

import (
	"bytes"
	"encoding/binary"
)

// jpegOrientation returns the EXIF orientation of a JPEG file, 1 if there is none.
func jpegOrientation(file []byte) int {
	for at := 2; at+4 <= len(file) && file[at] == 0xff; {
		marker, length := file[at+1], int(binary.BigEndian.Uint16(file[at+2:]))
		if marker == 0xff { // a fill byte
			at++
			continue
		}
		if marker == 0xda || length < 2 || at+2+length > len(file) { // image data begin
			break
		}
		body := file[at+4 : at+2+length]
		if tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); ok && marker == 0xe1 {
			return tiffOrientation(tiff)
		}
		at += 2 + length
	}
	return 1
}

// pngOrientation returns the EXIF orientation of a PNG file, 1 if there is none.
func pngOrientation(file []byte) int {
	for at := len(pngStart); at+12 <= len(file); {
		length := int64(binary.BigEndian.Uint32(file[at:]))
		if length > int64(len(file)-at-12) {
			break
		}
		switch string(file[at+4 : at+8]) {
		case "eXIf":
			return tiffOrientation(file[at+8:][:length])
		case "IDAT":
			return 1
		}
		at += 12 + int(length)
	}
	return 1
}

// tiffOrientation looks up tag 0x112 in the first directory of a TIFF header.
func tiffOrientation(t []byte) int {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(t, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(t, []byte("MM\x00*")):
		order = binary.BigEndian
	}
	if order == nil || len(t) < 10 {
		return 1
	}
	at := int64(order.Uint32(t[4:]))
	if at+2 > int64(len(t)) {
		return 1
	}
	entries := t[at+2:]
	for range order.Uint16(t[at:]) {
		if len(entries) < 12 {
			break
		}
		if order.Uint16(entries) == 0x112 && order.Uint16(entries[2:]) == 3 {
			if v := int(order.Uint16(entries[8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}

// upright undoes an EXIF orientation: 2 to 4 mirror or turn by 180 degrees, 5 to
// 8 exchange rows and columns as well.
func upright(m *RGB, orientation int) *RGB {
	if orientation == 1 {
		return m
	}
	out := New(m.H, m.W)
	if orientation >= 5 {
		out.H, out.W = m.W, m.H
	}
	for y := range out.H {
		for x := range out.W {
			sy, sx := y, x
			if orientation >= 5 {
				sy, sx = x, y
			}
			switch orientation {
			case 2, 8: // 8: stored turned clockwise
				sx = m.W - 1 - sx
			case 3, 7:
				sy, sx = m.H-1-sy, m.W-1-sx
			case 4, 6:
				sy = m.H - 1 - sy
			}
			from, to := sy*m.W+sx, y*out.W+x
			for p := range 3 {
				out.Planes[p*m.H*m.W+to] = m.Planes[p*m.H*m.W+from]
			}
		}
	}
	return out
}
