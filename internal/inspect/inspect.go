package inspect

import (
	"fmt"
	"image"
	"strings"
)

// Page is one page: its picture, at least 500 pixels wide, and its text, if it has
// any, line by line from the top.
type Page struct {
	Image image.Image
	Lines []Line
}

// Line is one line of text, made of runs from the left.
type Line struct{ Runs []Run }

// Run is text with its place, in fractions of the page's width and height from the
// top left.
type Run struct {
	Text                     string
	Left, Top, Right, Bottom float64
}

// Kind says what is the matter with a page.
type Kind string

// The kinds, as people read them.
const (
	Blank    Kind = "空白页"
	Sparse   Kind = "几乎空白"
	NoBody   Kind = "缺正文"
	Hidden   Kind = "看不见的文字"
	Unfilled Kind = "空位没有填写"
)

// Finding is one thing found on a page, counted from 1. A certain one is no matter
// of judgement: there is nothing on the page at all.
type Finding struct {
	Page    int
	Kind    Kind
	What    string // what was found, in a few words: “姓名：____”
	Certain bool
}

func (f Finding) String() string {
	if f.What == "" {
		return fmt.Sprintf("第 %d 页：%s", f.Page, f.Kind)
	}
	return fmt.Sprintf("第 %d 页：%s（%s）", f.Page, f.Kind, f.What)
}

// How much ink makes a page, in cells of a page of 70 cells across.
const (
	nothing     = 12  // a page number, a few specks
	tooLittle   = 110 // about twenty characters of a body, or a name and a date
	fewLetters  = 20  // visible characters of the body
	headFoot    = 0.08
	hiddenLeast = 8
)

// Look gives what is found on pages, in their order.
func Look(pages []Page) []Finding {
	var all []Finding
	for i, p := range pages {
		all = append(all, look(i+1, p)...)
	}
	return all
}

func look(n int, p Page) []Finding {
	s := newSheet(p.Image)
	seen, hidden := s.visible(p.Lines)
	if f := s.amount(seen, hidden); f != nil {
		f.Page = n
		return []Finding{*f} // what is not there cannot be filled in
	}
	var all []Finding
	if total := letters(seen) + hidden; hidden >= hiddenLeast && hidden*5 >= total {
		all = append(all, Finding{Page: n, Kind: Hidden, What: fmt.Sprintf("%d 个字与纸同色或被遮住", hidden)})
	}
	for _, what := range append(unfilled(seen), s.emptyRules(seen)...) {
		all = append(all, Finding{Page: n, Kind: Unfilled, What: what})
	}
	return all
}

// amount judges whether there is enough on the page.
func (s *sheet) amount(seen []Line, hidden int) *Finding {
	ink, black := s.inked()
	body := bodyOf(seen)
	switch {
	case ink <= nothing && letters(seen) == 0:
		what := ""
		if hidden > 0 {
			what = fmt.Sprintf("有 %d 个字看不见", hidden)
		}
		return &Finding{Kind: Blank, What: what, Certain: ink <= 3}
	case len(seen) > 0 && onlySignature(body):
		return &Finding{Kind: NoBody, What: "只有落款，没有正文"}
	case ink-black > nothing && black <= tooLittle && letters(body) < fewLetters:
		return &Finding{Kind: NoBody, What: "只有版头或印迹，没有正文"}
	case ink <= tooLittle && letters(body) < fewLetters:
		return &Finding{Kind: Sparse}
	}
	return nil
}

// bodyOf leaves out the page's head and foot.
func bodyOf(lines []Line) []Line {
	var body []Line
	for _, l := range lines {
		if l.middle() > headFoot && l.middle() < 1-headFoot {
			body = append(body, l)
		}
	}
	return body
}

func (l Line) middle() float64 { return (l.Runs[0].Top + l.Runs[0].Bottom) / 2 }

// letters counts what is no space and no mark of a blank.
func letters(lines []Line) int {
	n := 0
	for _, l := range lines {
		for _, r := range l.Runs {
			n += len([]rune(strings.Map(letter, r.Text)))
		}
	}
	return n
}

func letter(r rune) rune {
	if strings.ContainsRune(" \t　_＿.·…—-", r) {
		return -1
	}
	return r
}
