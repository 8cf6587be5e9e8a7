package inspect

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"slices"
)

// paper is a page drawn for a test, in millimetres of A4. Its characters are made
// of strokes, as many as Chinese ones have; its text layer tells where they stand.
type paper struct {
	img   *image.NRGBA
	scale float64 // pixels per mm
	lines []Line
	ink   color.NRGBA
	layer bool // text is also in the text layer
	drawn bool // text is also drawn
	rnd   *rand.Rand
}

var (
	black = color.NRGBA{20, 20, 24, 255}
	red   = color.NRGBA{214, 30, 36, 255}
	white = color.NRGBA{255, 255, 255, 255}
)

func blankPaper(width int) *paper {
	p := &paper{img: image.NewNRGBA(image.Rect(0, 0, width, width*297/210)), scale: float64(width) / 210, ink: black, layer: true, drawn: true, rnd: rand.New(rand.NewPCG(7, 11))}
	draw.Draw(p.img, p.img.Bounds(), image.NewUniform(white), image.Point{}, draw.Src)
	return p
}

func (p *paper) page() Page { return Page{Image: p.img, Lines: p.lines} }

func (p *paper) px(mm float64) int { return int(mm * p.scale) }

func (p *paper) box(x, y, w, h float64, c color.NRGBA) {
	r := image.Rect(p.px(x), p.px(y), max(p.px(x+w), p.px(x)+1), max(p.px(y+h), p.px(y)+1))
	draw.Draw(p.img, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// text sets a line with its baseline's foot at y; it becomes one run.
func (p *paper) text(x, y, points float64, s string) float64 {
	return p.runs(y, points, place{x, s})
}

type place struct {
	x float64
	s string
}

// runs sets a line of several runs; it gives where the last one ends.
func (p *paper) runs(y, points float64, places ...place) float64 {
	em := points * 25.4 / 72
	var line Line
	end := 0.0
	for _, at := range places {
		x := at.x
		for _, c := range at.s {
			w := em * half(c)
			if c == '×' {
				w = em
			}
			if p.drawn {
				p.glyph(x, y, w, em, c)
			}
			x += w
		}
		line.Runs = append(line.Runs, Run{Text: at.s, Left: at.x / 210, Right: x / 210, Top: (y - em*0.9) / 297, Bottom: (y + em*0.1) / 297})
		end = x
	}
	if p.layer {
		p.lines = append(p.lines, line)
	}
	return end
}

func (p *paper) glyph(x, y, w, em float64, c rune) {
	line := max(em/13, 0.9/p.scale)
	switch c {
	case ' ', '　':
		return
	case '_', '＿':
		p.box(x, y, w, line, p.ink)
		return
	case '—', '-':
		p.box(x, y-em*0.4, w, line, p.ink)
		return
	}
	r := rand.New(rand.NewPCG(uint64(c), 3))
	for i := range 3 + r.IntN(3) {
		if i%2 == 0 {
			p.box(x+w*0.08, y-em*(0.1+0.75*r.Float64()), w*0.82, line, p.ink)
		} else {
			p.box(x+w*(0.1+0.75*r.Float64()), y-em*0.85, line, em*0.82, p.ink)
		}
	}
}

// body sets a paragraph of n characters from the top.
func (p *paper) body(top float64, n int) *paper {
	words := []rune("兹证明该单位二十六年度各项工作任务均已按照要求完成情况属实特此说明")
	for y := top; n > 0; y += 10 {
		k := min(n, 26)
		n -= k
		s := make([]rune, k)
		for i := range s {
			s[i] = words[p.rnd.IntN(len(words))]
		}
		p.text(28, y, 15, string(s))
	}
	return p
}

func (p *paper) ring(x, y, radius float64, c color.NRGBA) {
	for a := 0.0; a < 2*math.Pi; a += 0.3 / radius {
		p.box(x+radius*math.Cos(a), y+radius*math.Sin(a), 0.9, 0.9, c)
	}
}

// seal is a round seal with a star.
func (p *paper) seal(x, y float64) {
	p.ring(x, y, 20, red)
	p.ring(x, y, 19, red)
	p.box(x-4, y-4, 8, 8, red)
	for a := 0.4; a < 2.8; a += 0.25 {
		p.box(x+15*math.Cos(math.Pi+a), y-15*math.Sin(a), 2.6, 2.6, red)
	}
}

// shaded makes the paper grey or yellow and the ink pale.
func (p *paper) shaded(paper color.NRGBA, pale float64) *paper {
	mix := func(ink, of uint8) uint8 {
		depth := float64(255-ink) / 255 * pale
		return uint8(float64(of) * (1 - depth))
	}
	for i := 0; i < len(p.img.Pix); i += 4 {
		p.img.Pix[i], p.img.Pix[i+1], p.img.Pix[i+2] = mix(p.img.Pix[i], paper.R), mix(p.img.Pix[i+1], paper.G), mix(p.img.Pix[i+2], paper.B)
	}
	return p
}

// noisy adds the grain of a scanner.
func (p *paper) noisy(sigma float64) *paper {
	for i := 0; i < len(p.img.Pix); i += 4 {
		d := p.rnd.NormFloat64() * sigma
		for k := range 3 {
			p.img.Pix[i+k] = uint8(max(0, min(255, float64(p.img.Pix[i+k])+d)))
		}
	}
	return p
}

// specks adds single dark pixels, in hundredths of all.
func (p *paper) specks(percent float64) *paper {
	for i := 0; i < len(p.img.Pix); i += 4 {
		if p.rnd.Float64()*100 < percent {
			copy(p.img.Pix[i:i+3], []uint8{30, 30, 30})
		}
	}
	return p
}

// dust adds grains of up to half a millimetre.
func (p *paper) dust(n int) *paper {
	for range n {
		p.box(10+190*p.rnd.Float64(), 10+277*p.rnd.Float64(), 0.5, 0.5, black)
	}
	return p
}

// shadow darkens the left and top edges, as an open lid does.
func (p *paper) shadow(mm float64) *paper {
	p.box(0, 0, mm, 297, color.NRGBA{40, 40, 40, 255})
	p.box(0, 0, 210, mm*0.7, color.NRGBA{60, 60, 60, 255})
	return p
}

// through lets another page shine through from the back, mirrored.
func (p *paper) through(back *paper, how float64) *paper {
	w, h := p.img.Bounds().Dx(), p.img.Bounds().Dy()
	for y := range h {
		for x := range w {
			from, to := back.img.PixOffset(w-1-x, y), p.img.PixOffset(x, y)
			for k := range 3 {
				p.img.Pix[to+k] -= uint8(float64(255-back.img.Pix[from+k]) * how * float64(p.img.Pix[to+k]) / 255)
			}
		}
	}
	return p
}

// scanned leaves the picture alone: a scan has no text.
func (p *paper) scanned() *paper { p.lines = nil; return p }

// turned turns the picture by degrees.
func (p *paper) turned(degrees float64) *paper {
	src := slices.Clone(p.img.Pix)
	w, h := p.img.Bounds().Dx(), p.img.Bounds().Dy()
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	for y := range h {
		for x := range w {
			dx, dy := float64(x-w/2), float64(y-h/2)
			sx, sy := int(dx*cos-dy*sin)+w/2, int(dx*sin+dy*cos)+h/2
			to := p.img.PixOffset(x, y)
			if sx < 0 || sy < 0 || sx >= w || sy >= h {
				copy(p.img.Pix[to:to+4], []uint8{235, 235, 235, 255})
				continue
			}
			copy(p.img.Pix[to:to+4], src[(sy*w+sx)*4:(sy*w+sx)*4+4])
		}
	}
	return p
}

// table draws a grid of columns and rows.
func (p *paper) table(x, y, w, h float64, cols, rows int) *paper {
	for i := range cols + 1 {
		p.box(x+w*float64(i)/float64(cols), y, 0.2, h, black)
	}
	for i := range rows + 1 {
		p.box(x, y+h*float64(i)/float64(rows), w, 0.2, black)
	}
	return p
}
