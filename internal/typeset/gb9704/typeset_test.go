package gb9704_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/testkit/paper"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
)

// In none of a thousand documents of unlucky lengths a character is lost, or a page
// holds a signature without text of the body.
func TestTypeset_UnluckyLengths_1_03_3_2(t *testing.T) {
	t.Parallel()
	tuned := map[string]int{}
	for seed := range uint64(1100) {
		d := paper.Unlucky(rand.New(rand.NewPCG(seed, 42)))
		all, report, err := gb9704.Typeset(&d, paper.Font{})
		if _, ok := errors.AsType[*gb9704.EndPageError](err); ok && len([]rune(d.Body[0].Text)) < 56 {
			continue // a line or two cannot be on two pages
		}
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for _, text := range report.Tunings {
			tuned[text]++
		}
		said, signed, text := map[rune]int{}, -1, map[int]bool{}
		for n, p := range all {
			for _, r := range read(n, p.Marks) {
				if r.part == gb9704.PartDate {
					signed = n
				}
				text[n] = text[n] || r.part == gb9704.PartBody
				for _, c := range r.text {
					said[c]++
				}
			}
		}
		if !text[0] || signed >= 0 && !text[signed] {
			t.Errorf("seed %d: page %d lacks text", seed, signed+1)
		}
		want := d.Plain() + d.To + d.Note + d.Copies + d.Number
		for _, b := range d.Body {
			want += b.Head + b.Text
		}
		for _, a := range d.Attachments {
			want += a.Name
		}
		for _, c := range want {
			if said[c]--; said[c] < 0 {
				t.Fatalf("seed %d: “%c” is lost", seed, c)
			}
		}
	}
	if len(tuned) < 6 {
		t.Errorf("few ways were needed: %v", tuned)
	}
}

func TestTypeset_HeadingsStayWithTheirText_7_3_3(t *testing.T) {
	t.Parallel()
	for n := range 40 {
		d := paper.General(300)
		d.Body = []gb9704.Block{paper.P(paper.Text(150 + 13*n)), paper.H("一、严格审批"), paper.H("（一）落实要求"), paper.P(paper.Text(90))}
		p, _ := set(t, d)
		last := map[int]row{}
		for _, r := range p.rows {
			if r.part != gb9704.PartPageNo {
				last[r.page] = r
			}
		}
		for _, r := range last {
			if strings.HasPrefix(r.part, gb9704.PartHeading) {
				t.Errorf("%s ends page %d", r.text, r.page+1)
			}
		}
	}
}

func TestTypeset_RareCharacterIsNamedWithItsPlace(t *testing.T) {
	t.Parallel()
	for place, spoil := range map[string]func(*gb9704.Document){
		"标题第 3 个字":        func(d *gb9704.Document) { d.Title = "关于龘的通知" },
		"正文第 2 段第 4 个字":   func(d *gb9704.Document) { d.Body = append(d.Body, paper.P("联系人龘")) },
		"抄送机关":            func(d *gb9704.Document) { d.Copies = "龘局" },
		"附件说明第 1 项第 1 个字": func(d *gb9704.Document) { d.Attachments = []gb9704.Attachment{{Name: "龘"}} },
		"正文第 2 段第 3 行第 4 栏第 4 个字": func(d *gb9704.Document) {
			b := paper.Table(3, false)
			b.Table.Rows[2][3] = "说明和龘龘"
			d.Body = append(d.Body, b)
		},
		"落款第 2 个字": func(d *gb9704.Document) { d.Signature.Organs = []string{"市龘局"} },
	} {
		d := paper.General(30)
		spoil(&d)
		_, _, err := gb9704.Typeset(&d, paper.Font{})
		missing, ok := errors.AsType[*page.Missing](err)
		where := strings.Replace(place, "抄送机关", "版记", 1)
		if !ok || missing.Rune != '龘' || errs.KindOf(err) != errs.Invalid || !strings.Contains(errs.Public(err), where) {
			t.Errorf("%s: %v", place, err)
		}
	}
}

func TestTypeset_WhatCannotBeSetIsRefused(t *testing.T) {
	t.Parallel()
	for why, spoil := range map[string]func(*gb9704.Document){
		"格式":     func(d *gb9704.Document) { d.Format = "poster" },
		"发文机关":   func(d *gb9704.Document) { d.Organs = nil },
		"1-04-6": func(d *gb9704.Document) { d.Urgency = "机密★20年" },
		"涉密公文":   func(d *gb9704.Document) { d.Title = "秘密" },
		"特急、加急":  func(d *gb9704.Document) { d.Urgency = "火急" },
		"6 位数字":  func(d *gb9704.Document) { d.Copy = "18" },
		"标题":     func(d *gb9704.Document) { d.Title = "" },
		"没有正文":   func(d *gb9704.Document) { d.Body = []gb9704.Block{paper.P("　")} },
		"此页无正文":  func(d *gb9704.Document) { d.Body = append(d.Body, paper.P("（此页无正文）")) },
		"用这句话":   func(d *gb9704.Document) { d.Note = "本页 无正文" },
		"成文日期":   func(d *gb9704.Document) { d.Date = "" },
		"印发日期":   func(d *gb9704.Document) { d.Printed = "2026-13-01" },
		"落款方式":   func(d *gb9704.Document) { d.Signature.Kind = "" },
		"可以没有落款": func(d *gb9704.Document) { d.Signature.Kind = gb9704.Unsigned },
		"职务和姓名":  func(d *gb9704.Document) { d.Signature.Kind = gb9704.Stamped },
		"直径":     func(d *gb9704.Document) { d.Signature.Seal = 80 },
		"另起一段":   func(d *gb9704.Document) { d.Body[0].Text = "一\n二" },
		"只有四层":   func(d *gb9704.Document) { d.Body[0].Level = 5 },
		"表格没有内容": func(d *gb9704.Document) { d.Body[0] = gb9704.Block{Kind: gb9704.TableKind} },
		"栏": func(d *gb9704.Document) {
			d.Body[0] = gb9704.Block{Kind: gb9704.TableKind, Table: &gb9704.Table{Rows: [][]string{make([]string, 50)}}}
		},
		"PNG": func(d *gb9704.Document) {
			d.Body[0] = gb9704.Block{Kind: gb9704.Drawing, Picture: &gb9704.Picture{Data: []byte("GIF89a")}}
		},
		"内容":     func(d *gb9704.Document) { d.Body[0].Kind = "video" },
		"附件没有名称": func(d *gb9704.Document) { d.Attachments = []gb9704.Attachment{{}} },
		"一行排不下":  func(d *gb9704.Document) { d.Signature.Organs = []string{strings.Repeat("很长的名称", 8)} },
		"太长":     func(d *gb9704.Document) { d.Printer = strings.Repeat("很长", 14) },
		"拆成几行": func(d *gb9704.Document) {
			b := paper.Table(1, false)
			b.Table.Rows[1][3] = paper.Text(3000)
			d.Body[0] = b
		},
		"多于": func(d *gb9704.Document) { d.Body[0].Text = strings.Repeat("字", 400_001) },
	} {
		d := paper.General(30)
		spoil(&d)
		_, _, err := gb9704.Typeset(&d, paper.Font{})
		if errs.KindOf(err) != errs.Invalid || !strings.Contains(errs.Public(err), why) || !strings.HasPrefix(errs.Public(err), "没有排版：") {
			t.Errorf("%s: %v", why, err)
		}
	}
}

// A text about the phrase is no end page without text.
func TestTypeset_TalkAboutThePhrasePasses(t *testing.T) {
	t.Parallel()
	d := paper.General(30)
	d.Body = append(d.Body, paper.P("不得采用标识“此页无正文”的方法。"))
	set(t, d)
}

func TestTypeset_WaysOutAreNamed_1_03_3_2(t *testing.T) {
	t.Parallel()
	d := paper.General(5)
	d.Body = []gb9704.Block{paper.P("现印发。")}
	for range 30 {
		d.Attachments = append(d.Attachments, gb9704.Attachment{Name: "登记表"})
	}
	_, _, err := gb9704.Typeset(&d, paper.Font{})
	end, ok := errors.AsType[*gb9704.EndPageError](err)
	if !ok || len(end.Remedies) < 3 || end.Remedies[0].ID != "shorten-attachments" || !strings.Contains(errs.Public(err), "附件说明有 30 项") {
		t.Fatalf("%v", err)
	}
	d = paper.Joint(30, 6)
	d.Title = strings.Repeat("关于印发有关办法的通知和\n", 4)[:strings.LastIndex(strings.Repeat("关于印发有关办法的通知和\n", 4), "\n")]
	d.To, d.Signers = "", []string{"甲乙丙", "甲乙丁", "甲乙戊", "甲乙己", "甲乙庚", "甲乙辛", "甲乙壬", "甲乙癸", "甲乙子", "甲乙丑"}
	_, _, err = gb9704.Typeset(&d, paper.Font{})
	if end, ok = errors.AsType[*gb9704.EndPageError](err); !ok || end.Remedies[0].ID != "shorten-title" {
		t.Errorf("%v", err)
	}
}

func TestTypeset_RecipientsMove_7_3_2(t *testing.T) {
	t.Parallel()
	p, report := set(t, paper.All()["recipients moved"])
	to, copies := p.of(gb9704.PartEndTo), p.of(gb9704.PartEndCopies)
	if !report.ToMoved || len(p.of(gb9704.PartTo)) > 0 || len(to) == 0 || to[len(to)-1].top > copies[0].top || len(report.Tunings) != 1 {
		t.Errorf("%+v", report)
	}
}

// What is stored comes back the same, in one form.
func TestDocument_JSON(t *testing.T) {
	t.Parallel()
	for name, d := range paper.All() {
		first, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var back gb9704.Document
		if err := json.Unmarshal(first, &back); err != nil {
			t.Fatal(err)
		}
		second, err := json.Marshal(back)
		if err != nil || string(first) != string(second) {
			t.Errorf("%s: %v", name, err)
		}
		a, _, errA := gb9704.Typeset(&d, paper.Font{})
		b, _, errB := gb9704.Typeset(&back, paper.Font{})
		if errA != nil || errB != nil || !reflect.DeepEqual(a, b) {
			t.Errorf("%s is set differently: %v %v", name, errA, errB)
		}
	}
}

func TestTypeset_SealPlaces_7_3_5_1(t *testing.T) {
	t.Parallel()
	for organs := 1; organs <= 6; organs++ {
		p, _ := set(t, paper.Joint(900, organs))
		n := 0
		for _, one := range p.all {
			for i, a := range one.Places {
				n++
				if a.ID != gb9704.SealPlace(i+1) || a.W != 42 || a.H != 42 {
					t.Errorf("%+v", a)
				}
			}
		}
		if n != organs {
			t.Errorf("%d places for %d organs", n, organs)
		}
	}
}

// Ten pages must take less than 15 ms.
func BenchmarkTypeset_TenPages(b *testing.B) {
	d := paper.General(5000)
	for b.Loop() {
		if pages, _, err := gb9704.Typeset(&d, paper.Font{}); err != nil || len(pages) < 10 {
			b.Fatal(len(pages), err)
		}
	}
}

// The worst: every setting is tried.
func BenchmarkTypeset_Hopeless(b *testing.B) {
	d := paper.General(5000)
	for range 40 {
		d.Attachments = append(d.Attachments, gb9704.Attachment{Name: "登记表"})
	}
	for b.Loop() {
		if _, _, err := gb9704.Typeset(&d, paper.Font{}); err == nil {
			b.Fatal("set")
		}
	}
}
