package inspect

import (
	"image"
	"slices"
)

// across is how many cells a page is wide.
const across = 70

// Pixels are ink where they are this much darker than the paper around them. What
// shines through from the back is fainter, the thinnest scans are darker.
const contrast = 50

// leastInk is the share of a cell's pixels, in hundredths, that makes it inked: a
// hairline across it is more, single specks are less.
const leastInk = 4

// sheet is a page's picture taken apart.
type sheet struct {
	w, h int
	ink  []bool // by pixel
	red  []bool // of the ink
	cell int    // pixels
	cols int
	rows int
}

// newSheet finds the ink of a picture.
func newSheet(img image.Image) *sheet {
	b := img.Bounds()
	s := &sheet{w: b.Dx(), h: b.Dy()}
	s.cell = max(1, s.w/across)
	s.cols, s.rows = max(1, s.w/s.cell), max(1, s.h/s.cell)
	dark, red := channels(img)
	raw := s.contrasts(dark)
	s.ink, s.red = make([]bool, len(raw)), make([]bool, len(raw))
	for y := range s.h {
		for x := range s.w {
			i := y*s.w + x
			if raw[i] && s.accompanied(raw, x, y) {
				s.ink[i], s.red[i] = true, red[i]
			}
		}
	}
	return s
}

// channels gives for each pixel its darkest channel, so that red ink is dark, and
// whether it is red.
func channels(img image.Image) (dark []uint8, red []bool) {
	b := img.Bounds()
	dark, red = make([]uint8, 0, b.Dx()*b.Dy()), make([]bool, 0, b.Dx()*b.Dy())
	add := func(r, g, bl uint8) {
		dark = append(dark, min(r, g, bl))
		red = append(red, int(r)-int(max(g, bl)) > 60)
	}
	switch p := img.(type) {
	case *image.NRGBA:
		eachRow(p.Pix, p.Stride, b, add)
	case *image.RGBA:
		eachRow(p.Pix, p.Stride, b, add)
	case *image.Gray:
		for y := range b.Dy() {
			for _, v := range p.Pix[y*p.Stride : y*p.Stride+b.Dx()] {
				add(v, v, v)
			}
		}
	default:
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				r, g, bl, a := img.At(x, y).RGBA()
				over := func(v uint32) uint8 { return uint8((v + 0xffff - a) >> 8) } //nolint:gosec // G115: at most 0xffff before the shift
				add(over(r), over(g), over(bl))
			}
		}
	}
	return dark, red
}

// eachRow reads four bytes a pixel; what is transparent is paper.
func eachRow(pix []uint8, stride int, b image.Rectangle, add func(r, g, b uint8)) {
	for y := range b.Dy() {
		row := pix[y*stride : y*stride+4*b.Dx()]
		for i := 0; i < len(row); i += 4 {
			if row[i+3] < 128 {
				add(255, 255, 255)
				continue
			}
			add(row[i], row[i+1], row[i+2])
		}
	}
}

// tiles is into how many parts a side is divided to tell the paper's own shade.
const tiles = 12

// contrasts tells which pixels are darker than the paper around them. A part that
// is dark all over (a photo) is held against the paper of the page.
func (s *sheet) contrasts(dark []uint8) []bool {
	page := percentile(dark, 75)
	out := make([]bool, len(dark))
	tw, th := (s.w+tiles-1)/tiles, (s.h+tiles-1)/tiles
	part := make([]uint8, 0, tw*th)
	for ty := 0; ty < s.h; ty += th {
		for tx := 0; tx < s.w; tx += tw {
			part = part[:0]
			for y := ty; y < min(ty+th, s.h); y++ {
				part = append(part, dark[y*s.w+tx:y*s.w+min(tx+tw, s.w)]...)
			}
			paper := max(percentile(part, 90), page-contrast)
			for y := ty; y < min(ty+th, s.h); y++ {
				for i := y*s.w + tx; i < y*s.w+min(tx+tw, s.w); i++ {
					out[i] = paper-int(dark[i]) > contrast
				}
			}
		}
	}
	return out
}

// percentile of values of a byte.
func percentile(values []uint8, percent int) int {
	var count [256]int
	for _, v := range values {
		count[v]++
	}
	left := len(values) * percent / 100
	for v, n := range count {
		if left -= n; left < 0 {
			return v
		}
	}
	return 255
}

// accompanied tells whether a pixel has two others beside it: specks have none.
func (s *sheet) accompanied(raw []bool, x, y int) bool {
	n := 0
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			nx, ny := x+dx, y+dy
			if (dx != 0 || dy != 0) && nx >= 0 && ny >= 0 && nx < s.w && ny < s.h && raw[ny*s.w+nx] {
				n++
			}
		}
	}
	return n >= 2
}

// cells tells which cells have ink of those pixels.
func (s *sheet) cells(pixels []bool) []bool {
	out := make([]bool, s.cols*s.rows)
	for cy := range s.rows {
		for cx := range s.cols {
			n := 0
			for y := cy * s.cell; y < (cy+1)*s.cell; y++ {
				for x := cx * s.cell; x < (cx+1)*s.cell; x++ {
					if pixels[y*s.w+x] {
						n++
					}
				}
			}
			out[cy*s.cols+cx] = n*100 >= leastInk*s.cell*s.cell
		}
	}
	return out
}

// inked counts the cells with ink, and those whose ink is not red, without what a
// scanner adds at the edges.
func (s *sheet) inked() (all, black int) {
	cells := s.withoutEdges(s.cells(s.ink))
	plain := make([]bool, len(s.ink))
	for i := range plain {
		plain[i] = s.ink[i] && !s.red[i]
	}
	dark := s.cells(plain)
	for i, inked := range cells {
		if inked {
			all++
			if dark[i] {
				black++
			}
		}
	}
	return all, black
}

// withoutEdges drops the outermost cells and the shadows that hang together with
// them, unless that is most of the page: a picture that fills it.
func (s *sheet) withoutEdges(cells []bool) []bool {
	out := slices.Clone(cells)
	var queue []int
	drop := func(x, y int) {
		if x >= 0 && y >= 0 && x < s.cols && y < s.rows && out[y*s.cols+x] {
			out[y*s.cols+x] = false
			queue = append(queue, y*s.cols+x)
		}
	}
	for y := range s.rows {
		for x := range s.cols {
			if x < 2 || y < 2 || x >= s.cols-2 || y >= s.rows-2 {
				drop(x, y)
			}
		}
	}
	for len(queue) > 0 {
		x, y := queue[0]%s.cols, queue[0]/s.cols
		queue = queue[1:]
		for _, d := range [][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
			drop(x+d[0], y+d[1])
		}
	}
	before, after := total(cells), total(out)
	if before-after > len(cells)*3/10 {
		return cells
	}
	return out
}

func total(cells []bool) int {
	n := 0
	for _, c := range cells {
		if c {
			n++
		}
	}
	return n
}
