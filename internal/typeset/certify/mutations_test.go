package certify_test

import (
	"slices"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/testkit/paper"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
)

// words is a general document with a body of these paragraphs and little else.
func words(texts ...string) gb9704.Document {
	d := paper.General(10)
	d.To, d.Note, d.Copies, d.Body = "市政府", "", "", nil
	d.Signature.Kind = gb9704.Unsealed
	for _, t := range texts {
		d.Body = append(d.Body, paper.H(t))
	}
	return d
}

func han(n int) string { return strings.Repeat("字", n) }

func with(d gb9704.Document, change func(*gb9704.Document)) gb9704.Document {
	change(&d)
	return d
}

// bare has no end matter.
func bare(d *gb9704.Document) { d.Printer, d.Printed, d.Copies, d.Note = "", "", "", "" }

var (
	textParts = []string{"to", "body", "heading-1", "heading-2", "attached", "attendance", "sign", "date", "note", "post"}
	headParts = []string{"mark", "number", "red-line", "title"}
	long      = paper.General(1500)
	short     = words(han(70)+"。", han(10)+"。")
	full      = words(han(300)+"。", han(10)+"。")
	letter    = paper.Letter(60)
	order     = paper.Order(60)
	joint     = paper.Joint(900, 3)
	appended  = with(words(han(400)+"。"), func(d *gb9704.Document) {
		bare(d)
		d.Attachments = []gb9704.Attachment{{Name: strings.Repeat("名称", 14), Body: paper.Body(30)}}
	})
)

// mutations spoil a document in one way each, which exactly one check must find.
var mutations = []struct {
	check string
	doc   gb9704.Document
	spoil func(*book)
}{
	{"P01", short, func(b *book) { b.pages[0].Width = 216 }},
	{"P02", long, func(b *book) { b.move(2, 0, -1.5, textParts...) }},
	{"P03", short, func(b *book) { b.at(1, "body", 2, shift(-2)) }},
	{"P04", full, func(b *book) { b.at(1, "body", 1, func(t *page.Text) { t.Glyphs[len(t.Glyphs)-1].X += 1.5 }) }},
	{"P05", long, func(b *book) { b.move(1, 0, 0.8, textParts...) }},
	{"P06", long, func(b *book) { b.text(every, func(t *page.Text) { t.Size = 15 }, "body") }},
	{"P07", paper.Minutes(60), func(b *book) {
		first := 0.0
		b.change(1, func(m page.Mark) page.Mark {
			y := m.(page.Text).Y
			if first == 0 {
				first = y
			}
			return page.Moved(m, 0, -0.15*(y-first))
		}, "body", "attendance")
	}},
	{"P08", full, func(b *book) { b.at(1, "body", 1, func(t *page.Text) { t.Y += 1.2 }) }},
	{"P09", words(han(20)+"。", han(21)+"。", han(19)+"。"), func(b *book) { b.text(1, spread(0.9), "body") }},
	{"P10", full, func(b *book) { b.at(1, "body", 1, spread(0.97)) }},
	{"P11", full, func(b *book) { b.at(1, "body", 1, func(t *page.Text) { t.Color = page.Red }) }},
	{"P12", words(han(25)+"，"+han(10)+"。", han(200)+"。"), func(b *book) {
		b.at(1, "body", 0, func(t *page.Text) { t.Glyphs = t.Glyphs[:25]; reach(t) })
		b.at(1, "body", 1, func(t *page.Text) {
			shift(gb9704.Cell)(t)
			t.Glyphs = slices.Insert(t.Glyphs, 0, page.Glyph{Rune: '，', X: gb9704.Left})
		})
	}},
	{"P13", words(han(26)+"（字字）。", han(200)+"。"), func(b *book) {
		b.at(1, "body", 0, func(t *page.Text) {
			t.Glyphs = append(t.Glyphs, page.Glyph{Rune: '（', X: gb9704.Right})
			reach(t)
		})
		b.at(1, "body", 1, func(t *page.Text) { t.Glyphs = t.Glyphs[1:]; shift(-gb9704.Cell)(t) })
	}},
	{"P14", short, func(b *book) { b.at(1, "body", 2, func(t *page.Text) { t.Glyphs[5].X += 4 }) }},

	{"H01", short, func(b *book) { b.replace("copy", '8', '9') }},
	{"H02", short, func(b *book) { b.move(1, 3, 0, "copy") }},
	{"H03", short, func(b *book) { b.write(1, 63, "机密★20年") }},
	{"H04", short, func(b *book) { b.role(page.Fang, "urgency") }},
	{"H05", short, func(b *book) { b.move(1, 0, 4, "urgency") }},
	{"H06", short, func(b *book) { b.replace("mark", '云', '雨') }},
	{"H07", short, func(b *book) { b.move(1, 0, -1.5, headParts...) }},
	{"H08", short, func(b *book) { b.move(1, 4, 0, "mark") }},
	{"H09", short, func(b *book) { b.text(1, func(t *page.Text) { t.Color = page.Color{} }, "mark") }},
	{"H10", short, func(b *book) { b.text(1, spread(1.1), "mark"); b.move(1, -7, 0, "mark") }},
	{"H11", joint, func(b *book) { b.move(1, 0, 4, "mark-word") }},
	{"H12", with(short, func(d *gb9704.Document) { d.Number = "云机管〔2026〕018号" }), func(*book) {}},
	{"H13", short, func(b *book) { b.move(1, 0, -1.5, "number", "red-line", "title") }},
	{"H14", short, func(b *book) { b.move(1, 4, 0, "number") }},
	{"H15", paper.Upward(60, 2), func(b *book) { b.move(1, 4, 0, "number") }},
	{"H16", paper.Upward(60, 2), func(b *book) { b.role(page.Fang, "signer") }},
	{"H17", paper.Upward(60, 2), func(b *book) { b.move(1, -6, 0, "signer", "signer-label") }},
	{"H18", short, func(b *book) { b.move(1, 0, -1.5, "red-line", "title") }},
	{"H19", short, func(b *book) { b.line("red-line", 0, func(l *page.Line) { l.X2 -= 5 }) }},
	{"H20", short, func(b *book) { b.line("red-line", 0, func(l *page.Line) { l.Color = page.Color{} }) }},

	{"T01", short, func(b *book) { b.role(page.Hei, "title") }},
	{"T02", short, func(b *book) { b.move(1, 0, -1.5, "title") }},
	{"T03", short, func(b *book) { b.at(1, "title", 0, shift(3)) }},
	{"T04", with(short, func(d *gb9704.Document) { d.Title = "关于进一步规范\n印章使用的通知" }), func(*book) {}},
	{"T05", with(short, func(d *gb9704.Document) { d.Title = "关于进一步规范印章\n的通知" }), func(*book) {}},
	{"T06", short, func(b *book) { b.replace("title", '通', '痛') }},
	{"T07", short, func(b *book) { b.move(1, 3, 0, "to") }},
	{"T08", short, func(b *book) { b.replace("to", '：', '；') }},
	{"T09", words(han(10) + "。"), func(b *book) { b.move(1, 0, 12, textParts...) }},

	{"B01", words(han(70) + "。"), func(b *book) {
		marks := b.take(1, "body", "sign", "date")
		b.give(2, marks, gb9704.Top-marks[0].(page.Text).Y+gb9704.Ascent*gb9704.Em)
		b.number(2)
	}},
	{"B02", words(han(10) + "。"), func(b *book) { b.at(1, "body", 0, shift(3)) }},
	{"B03", long, func(b *book) { b.role(page.Fang, "heading-1") }},
	{"B04", with(short, func(d *gb9704.Document) {
		d.Body = []gb9704.Block{{Kind: gb9704.Paragraph, Level: 3, Text: "1、资料核查。"}}
	}), func(*book) {}},
	{"B05", words("一、基本情况", han(9)+"。", "三、有关要求", han(9)+"。"), func(*book) {}},
	{"B06", long, func(b *book) {
		last, n := 0.0, 0
		b.text(1, func(t *page.Text) { last = max(last, t.Y) }, "body")
		b.text(1, func(t *page.Text) {
			if t.Y == last {
				t.Part = "heading-3"
				n++
			}
		}, "body")
	}},
	{"B07", short, func(b *book) { b.replace("body", '字', '子') }},
	{"B08", with(short, func(d *gb9704.Document) { d.Body = append(d.Body, paper.Table(2, false), paper.P("字。")) }), func(b *book) {
		done := false
		b.change(every, func(m page.Mark) page.Mark {
			l := m.(page.Line)
			if l.X1 != l.X2 && !done {
				l.X2, done = l.X2+5, true
			}
			return l
		}, "table-line")
	}},
	{"B09", with(short, func(d *gb9704.Document) {
		d.Body = append(d.Body, paper.Table(2, true), paper.P(han(40)+"。"))
	}), func(b *book) {
		b.change(every, func(m page.Mark) page.Mark {
			if t, ok := m.(page.Turned); ok {
				return page.Moved(t, 10, 0)
			}
			return m
		})
	}},
	{"B10", appended, func(b *book) { b.move(every, -5, 0, "attached") }},
	{"B11", with(appended, func(d *gb9704.Document) { d.Attachments = []gb9704.Attachment{{Name: "登记表。"}} }), func(*book) {}},
	{"B12", appended, func(b *book) { b.at(every, "attached", 2, shift(3)) }},

	{"S01", short, func(b *book) { b.replace("sign", '云', '雨') }},
	{"S02", long, func(b *book) { b.move(every, 3, 0, "sign") }},
	{"S03", long, func(b *book) { b.move(every, -6, 0, "sign", "date"); b.movePlaces(-6, 0) }},
	{"S04", short, func(b *book) { b.move(every, 3, 0, "date") }},
	{"S05", long, func(b *book) {
		for i := range b.pages {
			b.pages[i].Places = nil
		}
	}},
	{"S06", long, func(b *book) { b.movePlaces(10, 0) }},
	{"S07", joint, func(b *book) { b.move(2, 0, pitch, "sign", "date"); b.movePlaces(0, pitch) }},
	{"S08", joint, func(b *book) {
		for i := range b.pages {
			for k := range b.pages[i].Places {
				p := &b.pages[i].Places[k]
				p.X, p.Y, p.W, p.H = p.X-4, p.Y-4, p.W+8, p.H+8
			}
		}
	}},
	{"S09", order, func(b *book) { b.move(1, -5, 0, "post") }},
	{"S10", order, func(b *book) { b.move(1, 0, pitch, "post", "date"); b.movePlaces(0, pitch) }},
	{"S11", short, func(b *book) { b.replace("date", '4', '5') }},
	{"S12", with(full, bare), func(b *book) {
		n := len(b.pages)
		marks := b.take(n, "sign", "date")
		b.pages = append(b.pages, page.Page{Width: 210, Height: 297})
		b.give(n+1, marks, gb9704.Top-marks[0].(page.Text).Y+gb9704.Ascent*gb9704.Em)
		b.number(n + 1)
	}},
	{"S13", full, func(b *book) { b.write(len(b.pages), 200, "（此页无正文）") }},
	{"S14", long, func(b *book) { b.move(every, 4, 0, "note") }},
	{"S15", long, func(b *book) { b.replace("note", '）', '〕') }},

	{"F01", appended, func(b *book) {
		marks := b.take(3, "attachment-mark", "attachment-title", "body")
		b.pages = b.pages[:2]
		b.give(2, marks, 13*pitch)
	}},
	{"F02", appended, func(b *book) { b.role(page.Fang, "attachment-mark") }},
	{"F03", appended, func(b *book) { b.move(3, 0, 2, "attachment-title") }},
	{"F04", with(appended, func(d *gb9704.Document) {
		d.Attachments = []gb9704.Attachment{{Name: "登记表", Title: "登记簿", Body: paper.Body(30)}}
	}), func(*book) {}},

	{"E01", short, func(b *book) { b.pages = slices.Insert(b.pages, 1, page.Page{Width: 210, Height: 297}) }},
	{"E02", long, func(b *book) { b.move(every, 0, -2, "end-line", "end-copies", "end-printer", "end-printed") }},
	{"E03", long, func(b *book) { b.line("end-line", 0, func(l *page.Line) { l.Width = 0.25 }) }},
	{"E04", long, func(b *book) { b.line("end-line", 1, func(l *page.Line) { l.X2 -= 5 }) }},
	{"E05", long, func(b *book) { b.replace("end-copies", '。', '，') }},
	{"E06", long, func(b *book) { b.move(every, 2, 0, "end-copies") }},
	{"E07", paper.All()["recipients moved"], func(b *book) { b.take(len(b.pages), "end-to") }},
	{"E08", short, func(b *book) { b.replace("end-printed", '发', '制') }},
	{"E09", short, func(b *book) { b.move(every, 3, 0, "end-printer") }},
	{"E10", long, func(b *book) { b.role(page.Kai, "end-copies") }},
	{"N01", short, func(b *book) { b.role(page.Fang, "page-number") }},
	{"N02", short, func(b *book) { b.move(1, 0, 2, "page-number") }},
	{"N03", short, func(b *book) { b.move(1, -5, 0, "page-number") }},
	{"N04", long, func(b *book) { b.take(2, "page-number") }},

	{"L01", letter, func(b *book) {
		b.move(1, 0, -1.5, "mark", "number", "copy", "urgency", "title")
		for n := range 2 {
			b.line("double-line", n, func(l *page.Line) { l.Y1, l.Y2 = l.Y1-1.5, l.Y2-1.5 })
		}
	}},
	{"L02", letter, func(b *book) {
		for n := range 2 {
			b.line("double-line", n+2, func(l *page.Line) { l.Y1, l.Y2 = l.Y1+2, l.Y2+2 })
		}
	}},
	{"L03", letter, func(b *book) { b.line("double-line", 0, func(l *page.Line) { l.X2 -= 5 }) }},
	{"L04", letter, func(b *book) { b.move(1, -5, 0, "number") }},
	{"L05", letter, func(b *book) { b.number(1) }},
	{"L06", letter, func(b *book) {
		b.give(len(b.pages), []page.Mark{page.Line{Part: "end-line", X1: 28, X2: 184, Y1: 262, Y2: 262, Width: 0.35}}, 0)
	}},
	{"O01", order, func(b *book) { b.move(1, 0, -1.5, "mark", "number") }},
	{"O02", order, func(b *book) { b.move(1, 0, 12, textParts...); b.movePlaces(0, 12) }},
	{"M01", with(paper.Minutes(60), func(d *gb9704.Document) { d.Mark = "云泽市示范局会议" }), func(*book) {}},
	{"M02", paper.Minutes(60), func(b *book) { b.role(page.Fang, "attendance") }},
	{"M03", paper.Minutes(60), func(b *book) { b.at(1, "attendance", 2, shift(3)) }},
}

// Each check fails when, and only when, what it covers is spoilt.
func TestCheck_EachMutationFailsItsCheck(t *testing.T) {
	t.Parallel()
	tried := map[string]bool{}
	for _, m := range mutations {
		tried[m.check] = true
		t.Run(m.check, func(t *testing.T) {
			b := &book{doc: m.doc, pages: set(t, m.doc)}
			m.spoil(b)
			failed := certificate(t, b.doc, b.pages).Failed()
			if len(failed) != 1 || failed[0].ID != m.check {
				t.Errorf("failed: %+v", failed)
			}
			for _, f := range failed {
				if f.Measured == "" || f.Remedy == "" || f.Wanted == "" || f.Article == "" {
					t.Errorf("says too little: %+v", f)
				}
			}
		})
	}
	for _, f := range certificate(t, long, set(t, long)).Findings {
		if !tried[f.ID] {
			t.Errorf("%s has no mutation", f.ID)
		}
	}
}
