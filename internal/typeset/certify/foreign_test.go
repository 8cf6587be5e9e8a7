package certify_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/testkit/paper"
	"guiju.cn/guiju/internal/typeset/certify"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
)

// scan reads pages back as a PDF reader would: what is level is a line.
func scan(pages []page.Page) certify.Foreign {
	var f certify.Foreign
	for _, p := range pages {
		var lines []certify.ForeignLine
		for _, m := range p.Marks {
			t, ok := m.(page.Text)
			if !ok || len(t.Glyphs) == 0 {
				continue
			}
			em := t.Size * page.PointMM
			one := certify.ForeignLine{Size: t.Size, Left: t.Glyphs[0].X, Top: t.Y - 0.88*em, Right: t.Glyphs[len(t.Glyphs)-1].X + em}
			for _, g := range t.Glyphs {
				one.Text += string(g.Rune)
			}
			if strings.ContainsAny(string(t.Glyphs[len(t.Glyphs)-1].Rune), "，。、；：？！）》”") {
				one.Right -= em / 2
			}
			same := slices.IndexFunc(lines, func(l certify.ForeignLine) bool { return l.Top-one.Top < 1 && one.Top-l.Top < 1 })
			if same < 0 {
				lines = append(lines, one)
				continue
			}
			a, b := lines[same], one
			if b.Left < a.Left {
				a, b = b, a
			}
			if b.Left-a.Right > 12 {
				b.Text = "　　" + b.Text
			}
			lines[same] = certify.ForeignLine{Text: a.Text + b.Text, Size: a.Size, Left: a.Left, Right: b.Right, Top: a.Top}
		}
		slices.SortStableFunc(lines, func(a, b certify.ForeignLine) int { return cmp.Compare(a.Top, b.Top) })
		f.Pages = append(f.Pages, certify.ForeignPage{Width: p.Width, Height: p.Height, Lines: lines})
	}
	return f
}

// change applies fn to the first line that holds a text.
func change(f certify.Foreign, text string, fn func(*certify.ForeignLine)) {
	for i := range f.Pages {
		for k := range f.Pages[i].Lines {
			if l := &f.Pages[i].Lines[k]; strings.Contains(l.Text, text) {
				fn(l)
				return
			}
		}
	}
	panic("no line says " + text)
}

func TestCheckForeign_OurOwnPasses(t *testing.T) {
	t.Parallel()
	for name, d := range paper.All() {
		if d.Format != gb9704.General || strings.HasPrefix(name, "joint") || name == "bare" {
			continue // 信函, 命令 and 纪要 are other forms; organs side by side are no lines of text
		}
		for _, f := range certify.CheckForeign(scan(set(t, d))).Failed() {
			if f.ID != "X05" || !strings.HasPrefix(name, "full") { // more table than text
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}

// replace changes a text where it first stands; each changes all lines.
func replace(old, with string) func(certify.Foreign) {
	return func(f certify.Foreign) {
		change(f, old, func(l *certify.ForeignLine) { l.Text = strings.Replace(l.Text, old, with, 1) })
	}
}

func each(fn func(*certify.ForeignLine)) func(certify.Foreign) {
	return func(f certify.Foreign) {
		for i := range f.Pages {
			for k := range f.Pages[i].Lines {
				fn(&f.Pages[i].Lines[k])
			}
		}
	}
}

var (
	upward = paper.Upward(700, 1)
	listed = with(paper.General(2300), func(d *gb9704.Document) {
		d.Attachments = []gb9704.Attachment{{Name: "登记表", Body: paper.Body(30)}}
	})
)

// departures are what others do wrong, each with the check that sees it.
var departures = []struct {
	check string
	doc   gb9704.Document
	spoil func(certify.Foreign)
}{
	{"X01", listed, func(f certify.Foreign) { f.Pages[1].Width = 216 }},
	{"X02", listed, func(f certify.Foreign) { change(f, "审批要求", func(l *certify.ForeignLine) { l.Left = 22 }) }},
	{"X03", listed, func(f certify.Foreign) { change(f, "审批要求", func(l *certify.ForeignLine) { l.Right = 189 }) }},
	{"X04", listed, func(f certify.Foreign) { f.Pages[1].Lines[0].Top = 30 }},
	{"X05", listed, each(func(l *certify.ForeignLine) {
		if l.Size == 16 {
			l.Size = 15
		}
	})},
	{"X06", listed, replace("审批要求", "审批要求一二三四五")},
	{"X07", listed, func(f certify.Foreign) {
		f.Pages[1].Lines = append(f.Pages[1].Lines[:3:3], f.Pages[1].Lines...)
		f.Pages[1].Lines = append(f.Pages[1].Lines[:3:3], f.Pages[1].Lines[2:]...)
	}},
	{"X08", listed, replace("000018", "018")},
	{"X09", listed, replace("特急", "机密★20年")},
	{"X10", listed, replace("特急", "急")},
	{"X11", listed, replace("〔2026〕18号", "[2026]018号")},
	{"X12", upward, replace("签发人：", "")},
	{"X13", listed, replace("的通知", "的几点想法，现予印发")},
	{"X14", listed, func(f certify.Foreign) { change(f, "的通知", func(l *certify.ForeignLine) { l.Size = 18 }) }},
	{"X15", listed, func(f certify.Foreign) {
		change(f, "的通知", func(l *certify.ForeignLine) { l.Left, l.Right = 30, 120 })
	}},
	{"X16", listed, replace("规范印章使用和公文办理工作的通知", "规范印章使用和公文办理有关通知")},
	{"X17", upward, replace("人民政府：", "人民政府:")},
	{"X18", listed, replace("（一）", "(一)")},
	{"X19", listed, replace("（二）", "（四）")},
	{"X20", listed, replace("附件：登记表", "附件：登记表。")},
	{"X21", listed, replace("2026年11月24日", "二〇二六年十一月二十四日")},
	{"X22", paper.General(520), func(f certify.Foreign) {
		for i, p := range f.Pages {
			if k := slices.IndexFunc(p.Lines, func(l certify.ForeignLine) bool { return l.Text == "2026年11月24日" }); k > 0 {
				f.Pages[i].Lines = p.Lines[k-1:]
			}
		}
	}},
	{"X23", listed, replace("（此件公开发布）", "（此页无正文）")},
	{"X24", listed, func(f certify.Foreign) {
		for i := range f.Pages {
			if lines := f.Pages[i].Lines; lines[0].Text == "附件" {
				lines[0].Text = "附件："
			}
		}
	}},
	{"X25", listed, replace("市档案馆。", "市档案馆")},
	{"X26", listed, replace("11月24日印发", "11月04日印发")},
	{"X27", listed, func(f certify.Foreign) { f.Pages[len(f.Pages)-1].Lines = nil }},
	{"X28", listed, replace("— 2 —", "-2-")},
}

func TestCheckForeign_EachDepartureIsSeen(t *testing.T) {
	t.Parallel()
	for _, c := range departures {
		t.Run(c.check, func(t *testing.T) {
			t.Parallel()
			f := scan(set(t, c.doc))
			if c.check == "X27" { // the end matter moves a page up
				last := len(f.Pages) - 1
				f.Pages[last-1].Lines = append(f.Pages[last-1].Lines, f.Pages[last].Lines...)
			}
			c.spoil(f)
			failed := certify.CheckForeign(f).Failed()
			if !slices.ContainsFunc(failed, func(f certify.Finding) bool { return f.ID == c.check && f.Remedy != "" }) {
				t.Errorf("failed: %+v", failed)
			}
			if len(failed) > 2 {
				t.Errorf("blames too much: %+v", failed)
			}
		})
	}
}

// What is there is said to be sound, whatever lines without it follow.
func TestCheckForeign_WhatIsThereIsMeasured_7_3_3(t *testing.T) {
	t.Parallel()
	for _, f := range certify.CheckForeign(scan(set(t, listed))).Findings {
		if slices.Contains([]string{"X18", "X19", "X20", "X24", "X26"}, f.ID) && f.Verdict != certify.Pass {
			t.Errorf("%s %s: %s", f.ID, f.Name, f.Verdict)
		}
	}
}

// A document of which nothing is known but its words.
func TestCheckForeign_WordsAlone(t *testing.T) {
	t.Parallel()
	var page certify.ForeignPage
	for _, text := range []string{"云泽市示范局文件", "云示〔2026〕9号", "关于值班的通知", "各科室：", "现通知如下。", "云泽市示范局", "2026年11月4日"} {
		page.Lines = append(page.Lines, certify.ForeignLine{Text: text})
	}
	c := certify.CheckForeign(certify.Foreign{Pages: []certify.ForeignPage{page}})
	if !c.Passed() {
		t.Errorf("%+v", c.Failed())
	}
	if c := certify.CheckForeign(certify.Foreign{}); c.Passed() {
		t.Error("nothing at all passes")
	}
}
