package app

import (
	"bytes"
	"context"
	"image"
	"image/color"
	_ "image/jpeg" // scans are JPEG
	"image/png"
	"sync"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/inspect"
	"guiju.cn/guiju/internal/pdf"
)

// lookWidth is how wide a page is rendered to be inspected: about 100 dots an inch.
const lookWidth = 827

// looker inspects stored files for the seals (1-01-6.4). What is found depends on
// the contents alone, so it is remembered by their hash.
type looker struct {
	pdf  *pdf.Reader
	load func(ctx context.Context, hash string) ([]byte, error)
	mu   sync.Mutex
	seen map[string]sight
}

// sight is what was found on a file; it is small.
type sight struct {
	found []inspect.Finding
	pages int
}

// mostSeen bounds what is remembered.
const mostSeen = 5000

func newLooker(reader *pdf.Reader, load func(ctx context.Context, hash string) ([]byte, error)) *looker {
	return &looker{pdf: reader, load: load, seen: map[string]sight{}}
}

// Look gives what is found on a file, and its pages.
func (l *looker) Look(ctx context.Context, hash, kind string) (_ []inspect.Finding, _ int, err error) {
	defer errs.Wrap(&err, "app.Look")
	l.mu.Lock()
	known, ok := l.seen[hash]
	l.mu.Unlock()
	if ok {
		return known.found, known.pages, nil
	}
	pages, err := l.read(ctx, hash, kind)
	if err != nil {
		return nil, 0, err
	}
	s := sight{inspect.Look(pages), len(pages)}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.seen) >= mostSeen {
		clear(l.seen)
	}
	l.seen[hash] = s
	return s.found, s.pages, nil
}

// Pages renders a file.
func (l *looker) Pages(ctx context.Context, hash, kind string) (_ []image.Image, err error) {
	defer errs.Wrap(&err, "app.Pages")
	data, err := l.load(ctx, hash)
	if err != nil {
		return nil, err
	}
	return l.render(ctx, data, kind)
}

// read renders a file with its text; a picture has none.
func (l *looker) read(ctx context.Context, hash, kind string) ([]inspect.Page, error) {
	data, err := l.load(ctx, hash)
	if err != nil {
		return nil, err
	}
	images, err := l.render(ctx, data, kind)
	if err != nil {
		return nil, err
	}
	pages := make([]inspect.Page, len(images))
	for i, img := range images {
		pages[i].Image = img
	}
	if kind != "application/pdf" {
		return pages, nil
	}
	texts, _, err := l.pdf.Text(ctx, data)
	if err != nil {
		return nil, err
	}
	for i := range pages {
		pages[i].Lines = linesOf(texts[i])
	}
	return pages, nil
}

// render draws the pages of a file; a picture is one.
func (l *looker) render(ctx context.Context, data []byte, kind string) ([]image.Image, error) {
	if kind != "application/pdf" {
		img, _, err := image.Decode(bytes.NewReader(data))
		if err != nil {
			return nil, errs.New(errs.Invalid, "图片已损坏，重新扫描后再上传").With(err)
		}
		return []image.Image{narrowed(img)}, nil
	}
	pictures, err := l.pdf.RenderAll(ctx, data, lookWidth)
	if err != nil {
		return nil, err
	}
	pages := make([]image.Image, len(pictures))
	for i, picture := range pictures {
		if pages[i], err = png.Decode(bytes.NewReader(picture)); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// linesOf gives the text of a page with its places as fractions of the page.
func linesOf(t pdf.PageText) []inspect.Line {
	lines := make([]inspect.Line, len(t.Lines))
	for i, l := range t.Lines {
		for _, r := range l.Runs {
			lines[i].Runs = append(lines[i].Runs, inspect.Run{Text: r.Text, Left: r.Left / t.Width, Right: r.Right / t.Width, Top: r.Top / t.Height, Bottom: r.Bottom / t.Height})
		}
	}
	return lines
}

// narrowed makes a large picture as wide as pages are looked at: each pixel is the
// mean of those it stands for.
func narrowed(img image.Image) image.Image {
	b := img.Bounds()
	step := b.Dx() / lookWidth
	if step < 2 {
		return img
	}
	out := image.NewRGBA(image.Rect(0, 0, b.Dx()/step, b.Dy()/step))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.SetRGBA(x, y, mean(img, b.Min.X+x*step, b.Min.Y+y*step, step))
		}
	}
	return out
}

func mean(img image.Image, x0, y0, step int) color.RGBA {
	var r, g, bl uint32
	for y := y0; y < y0+step; y++ {
		for x := x0; x < x0+step; x++ {
			pr, pg, pb, _ := img.At(x, y).RGBA()
			r, g, bl = r+pr>>8, g+pg>>8, bl+pb>>8
		}
	}
	n := uint32(step * step)                                          //nolint:gosec // G115: a small square
	return color.RGBA{uint8(r / n), uint8(g / n), uint8(bl / n), 255} //nolint:gosec // G115: means of bytes
}
