package certify_test

import (
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/testkit/paper"
	"guiju.cn/guiju/internal/typeset/certify"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
)

func set(t testing.TB, d gb9704.Document) []page.Page {
	t.Helper()
	pages, _, err := gb9704.Typeset(&d, paper.Font{})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func certificate(t testing.TB, d gb9704.Document, pages []page.Page) certify.Certificate {
	t.Helper()
	c, err := certify.Check(&d, pages, paper.Font{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Every document of every form passes, and every check has something to measure
// in one of them.
func TestCheck_EveryFormPasses_1_03_K3(t *testing.T) {
	t.Parallel()
	measured := map[string]bool{}
	for name, d := range paper.All() {
		c := certificate(t, d, set(t, d))
		for _, f := range c.Failed() {
			t.Errorf("%s: %+v", name, f)
		}
		for _, f := range c.Findings {
			measured[f.ID] = measured[f.ID] || f.Verdict == certify.Pass
		}
	}
	for id, ok := range measured {
		if !ok {
			t.Errorf("%s measured nothing", id)
		}
	}
	if len(measured) < 40 {
		t.Errorf("%d checks", len(measured))
	}
}

// A thousand documents of unlucky lengths: all pass.
func TestCheck_UnluckyLengths_1_03_3_2(t *testing.T) {
	t.Parallel()
	tuned, refused := 0, 0
	for seed := range uint64(1200) {
		d := paper.Unlucky(rand.New(rand.NewPCG(seed, 9704)))
		pages, report, err := gb9704.Typeset(&d, paper.Font{})
		if end, ok := errors.AsType[*gb9704.EndPageError](err); ok && len([]rune(d.Body[0].Text)) < 2*gb9704.Cells && len(end.Remedies) > 1 {
			refused++ // a line or two cannot stand on the first and on the signature's page
			continue
		} else if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		tuned += min(1, len(report.Tunings))
		for _, f := range certificate(t, d, pages).Failed() {
			t.Errorf("seed %d: %+v", seed, f)
		}
	}
	if tuned < 100 || refused > 5 {
		t.Errorf("%d were tuned, %d refused", tuned, refused)
	}
}

// Pictures of any height, with and without a caption, wherever they come to stand: at
// the head of a page, or between the text and the seal.
func TestCheck_PicturesStandAmongTheRows_5_2_1_And_7_3_5_1(t *testing.T) {
	t.Parallel()
	set := 0
	for width := 20.0; width < 160; width += 15 {
		for pictures := range 4 {
			for after := range 2 {
				for _, caption := range []string{"", "图1　平面示意"} {
					d := paper.General(20)
					for range pictures {
						b := paper.Picture()
						b.Picture.Width, b.Picture.Caption = width, caption
						d.Body = append(d.Body, b)
					}
					for range after {
						d.Body = append(d.Body, paper.P(paper.Text(70)))
					}
					pages, _, err := gb9704.Typeset(&d, paper.Font{})
					if _, ok := errors.AsType[*gb9704.EndPageError](err); ok {
						continue
					} else if err != nil {
						t.Fatal(err)
					}
					set++
					for _, f := range certificate(t, d, pages).Failed() {
						t.Errorf("%d of %.0f mm, caption %q, %d paragraphs after them: %v", pictures, width, caption, after, f)
					}
				}
			}
		}
	}
	if set < 100 {
		t.Errorf("%d were set", set)
	}
}

// Pages from which anything is missing are judged, never stumbled over.
func TestCheck_BrokenPages(t *testing.T) {
	t.Parallel()
	all := paper.All()
	names := slices.Sorted(maps.Keys(all))
	rapid.Check(t, func(rt *rapid.T) {
		d := all[rapid.SampledFrom(names).Draw(rt, "document")]
		pages, _, err := gb9704.Typeset(&d, paper.Font{})
		if err != nil {
			rt.Fatal(err)
		}
		pages = pages[rapid.IntRange(0, len(pages)-1).Draw(rt, "from"):]
		part := rapid.SampledFrom([]string{"mark", "title", "number", "date", "sign", "body", "to", "red-line", "double-line", "end-line", "attached", "attachment-mark", "signer", "post"}).Draw(rt, "part")
		for i := range pages {
			pages[i].Marks = slices.DeleteFunc(pages[i].Marks, func(m page.Mark) bool { return partOf(m) == part })
			pages[i].Places = pages[i].Places[:rapid.IntRange(0, len(pages[i].Places)).Draw(rt, "places")]
			for k := range pages[i].Places {
				pages[i].Places[k].ID = rapid.SampledFrom([]string{"seal-1", "stamp-1", "x"}).Draw(rt, "id")
			}
		}
		if _, err := certify.Check(&d, pages, paper.Font{}); err != nil {
			rt.Fatal(err)
		}
	})
	if _, err := certify.Check(&gb9704.Document{}, nil, paper.Font{}); errs.KindOf(err) != errs.Invalid {
		t.Error(err)
	}
}

func BenchmarkCheck_TenPages(b *testing.B) {
	d := paper.General(5000)
	pages := set(b, d)
	for b.Loop() {
		certificate(b, d, pages)
	}
}
