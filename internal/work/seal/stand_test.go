package seal_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"strings"
	"sync"

	"guiju.cn/guiju/internal/inspect"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/seal"
)

// shelf is a file store in memory. Its pages are words, one line each: 正文, 空白,
// 短 (nearly blank), 空位 (with a hole), 另页 (another body), 印 (a body that was
// sealed).
type shelf struct {
	mu   sync.Mutex
	data map[string][]byte
}

func (s *shelf) keep(_ context.Context, data []byte) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	s.data[hash] = data
	return hash, nil
}

func (s *shelf) load(_ context.Context, hash string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if data, ok := s.data[hash]; ok {
		return data, nil
	}
	return nil, store.ErrNotFound
}

func (s *shelf) look(ctx context.Context, hash, kind string) ([]inspect.Finding, int, error) {
	pages, err := s.drawn(ctx, hash, kind)
	return inspect.Look(pages), len(pages), err
}

func (s *shelf) pages(ctx context.Context, hash, kind string) ([]image.Image, error) {
	pages, err := s.drawn(ctx, hash, kind)
	var out []image.Image
	for _, p := range pages {
		out = append(out, p.Image)
	}
	return out, err
}

func (s *shelf) drawn(ctx context.Context, hash, _ string) ([]inspect.Page, error) {
	data, err := s.load(ctx, hash)
	var out []inspect.Page
	for line := range strings.SplitSeq(strings.TrimSpace(string(data)), "\n") {
		word, _, _ := strings.Cut(line, "|")
		out = append(out, drawn(word))
	}
	return out, err
}

// drawn is a page by the word for it.
func drawn(word string) inspect.Page {
	img := image.NewGray(image.Rect(0, 0, 620, 877))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	bar := func(x, y, w int) {
		for dy := range 9 {
			for dx := range w {
				if (dx+dy)%3 != 0 {
					img.SetGray(x+dx, y+dy, color.Gray{20})
				}
			}
		}
	}
	p := inspect.Page{Image: img}
	switch word {
	case "空白":
	case "短":
		bar(90, 200, 60)
	case "另页":
		for y := 100; y < 700; y += 90 {
			bar(300, y, 200)
		}
	case "空位":
		for y := 100; y < 500; y += 30 {
			bar(90, y, 420)
		}
		line := inspect.Line{Runs: []inspect.Run{{Text: "兹证明______同志", Left: 90.0 / 620, Right: 400.0 / 620, Top: 100.0 / 877, Bottom: 110.0 / 877}}}
		p.Lines = []inspect.Line{line, line, line}
	default:
		for y := 100; y < 500; y += 30 {
			bar(90, y, 420)
		}
	}
	return p
}

// rendition marks each page with its code; what is read of a page stays.
func rendition(_ context.Context, data []byte, _ string, mark func(int) (string, string)) ([]byte, error) {
	var out bytes.Buffer
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		code, text := mark(i + 1)
		fmt.Fprintf(&out, "%s|%s|%s\n", line, code, text)
	}
	return out.Bytes(), nil
}

// documents stand in for 1-03.
type documents struct {
	all map[string]seal.SignedDocument
}

func (d *documents) Document(_ context.Context, _ store.Querier, _, id string) (seal.SignedDocument, error) {
	doc, ok := d.all[id]
	if !ok {
		return doc, store.ErrNotFound
	}
	return doc, nil
}

func (d *documents) Waiting(context.Context, store.Querier, string) ([]seal.SignedDocument, error) {
	var all []seal.SignedDocument
	for _, doc := range d.all {
		all = append(all, doc)
	}
	return all, nil
}
