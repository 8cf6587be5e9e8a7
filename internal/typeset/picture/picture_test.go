package picture_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/picture"
)

func encoded(t *testing.T, img image.Image, asJPEG bool) []byte {
	t.Helper()
	var out bytes.Buffer
	err := png.Encode(&out, img)
	if asJPEG {
		out.Reset()
		err = jpeg.Encode(&out, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func painted(c func(x, y int) color.Color) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 13, 7))
	for y := range 7 {
		for x := range 13 {
			img.Set(x, y, c(x, y))
		}
	}
	return img
}

func TestDecode_FlattensAndPacks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		img  image.Image
		grey bool
		bits int
		size int
		at   color.Color // at 2, 3
	}{
		"black on nothing": {painted(func(x, _ int) color.Color { return color.NRGBA{A: uint8(255 * (x % 2))} }), true, 1, 14, color.Gray{255}},
		"half-clear red":   {painted(func(_, _ int) color.Color { return color.NRGBA{R: 255, A: 128} }), false, 8, 273, color.RGBA{255, 127, 127, 255}},
		"grey":             {painted(func(_, _ int) color.Color { return color.NRGBA{R: 90, G: 90, B: 90, A: 255} }), true, 8, 91, color.Gray{90}},
	} {
		p, err := picture.Decode(encoded(t, c.img, false))
		if err != nil {
			t.Fatal(err)
		}
		if p.Grey != c.grey || p.Depth != c.bits || len(p.Rows) != c.size || p.At(2, 3) != c.at || p.JPEG != nil {
			t.Errorf("%s: grey %v, %d bits, %d bytes, %v", name, p.Grey, p.Depth, len(p.Rows), p.At(2, 3))
		}
		again, ending, err := p.File()
		if err != nil || ending != "png" {
			t.Fatal(ending, err)
		}
		if back, err := picture.Decode(again); err != nil || !bytes.Equal(back.Rows, p.Rows) {
			t.Errorf("%s: written anew it is another (%v)", name, err)
		}
	}
}

func TestDecode_JPEGIsKeptAsItCame(t *testing.T) {
	t.Parallel()
	data := encoded(t, painted(func(x, _ int) color.Color { return color.NRGBA{R: uint8(20 * x), A: 255} }), true)
	p, err := picture.Decode(data)
	if err != nil || !bytes.Equal(p.JPEG, data) || p.Grey || p.W != 13 {
		t.Fatal(p, err)
	}
	if _, err := picture.Decode(data[:len(data)/2]); errs.KindOf(err) != errs.Invalid {
		t.Errorf("half a picture: %v", err)
	}
}

func TestDecode_RefusesWhatIsNoPictureOrTooLarge(t *testing.T) {
	t.Parallel()
	large := encoded(t, image.NewGray(image.Rect(0, 0, 1, 1)), false)
	copy(large[16:], []byte{0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff})
	binary.BigEndian.PutUint32(large[29:], crc32.ChecksumIEEE(large[12:29])) // of the header
	for want, data := range map[string][]byte{"损坏": nil, "不是 PNG": []byte("GIF89a"), "65535×65535": large} {
		if _, err := picture.Decode(data); errs.KindOf(err) != errs.Invalid || !strings.Contains(errs.Public(err), want) {
			t.Errorf("%.8q: %v", data, err)
		}
	}
}
