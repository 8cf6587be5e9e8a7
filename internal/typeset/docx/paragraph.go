package docx

import (
	"encoding/xml"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/typeset/certify"
	"guiju.cn/guiju/internal/typeset/gb9704"
)

// value is an element with its w:val.
type value struct {
	Val string `xml:"val,attr"`
}

// on tells whether a switch like <w:vanish/> is set.
func (v *value) on() bool { return v != nil && v.Val != "0" && v.Val != "false" && v.Val != "off" }

// pPr is what is read of a paragraph's properties, rPr of a run's.
type pPr struct {
	Style value  `xml:"pStyle"`
	Num   *numPr `xml:"numPr"`
	Level *value `xml:"outlineLvl"`
	Ind   struct {
		First string `xml:"firstLine,attr"`
		Chars string `xml:"firstLineChars,attr"`
	} `xml:"ind"`
	Section *sectPr `xml:"sectPr"`
}

type rPr struct {
	Size   *value `xml:"sz"`
	Hidden *value `xml:"vanish"`
}

// text is a paragraph while it is read.
type text struct {
	strings.Builder
	pPr
	size   float64
	after  []gb9704.Piece // pictures and text boxes
	hidden bool
}

// paragraph reads up to </w:p>; line breaks make several pieces.
func (r *reader) paragraph() ([]gb9704.Piece, error) {
	t := &text{}
	err := r.children("p", func(e xml.StartElement) error {
		switch e.Name.Local {
		case "pPr":
			err := r.dec.DecodeElement(&t.pPr, &e)
			if t.Section != nil {
				r.paper = *t.Section
			}
			return err
		case "r":
			t.hidden = false
			return r.children("r", func(e xml.StartElement) error { return r.inRun(t, e) })
		case "oMath", "oMathPara":
			r.note("有 %d 处公式没有导入")
		}
		return r.pass(e)
	})
	if err != nil {
		return nil, err
	}
	return r.finish(t), nil
}

// notes are elements that are left out with a warning.
var notes = map[string]string{
	"footnoteReference": "有 %d 处脚注没有导入", "endnoteReference": "有 %d 处尾注没有导入", "commentReference": "有 %d 处批注没有导入",
	"sym": "有 %d 个符号字体的字没有导入，改用普通字符",
}

func (r *reader) inRun(t *text, e xml.StartElement) error {
	switch name := e.Name.Local; name {
	case "rPr":
		var p rPr
		if err := r.dec.DecodeElement(&p, &e); err != nil {
			return err
		}
		if t.hidden = p.Hidden.on(); t.hidden {
			r.note("有 %d 处隐藏文字没有导入")
		}
		if p.Size != nil {
			t.size = max(t.size, halfPoints(p.Size.Val))
		}
		return nil
	case "t":
		var s string
		if err := r.dec.DecodeElement(&s, &e); err != nil {
			return err
		}
		if !t.hidden {
			t.WriteString(s)
		}
		return nil
	case "tab":
		t.WriteString("\t")
	case "noBreakHyphen":
		t.WriteString("-")
	case "br", "cr":
		if kind := attr(e, "type"); kind != "page" && kind != "column" {
			t.WriteString("\n")
		}
	case "drawing", "pict", "object":
		return r.drawing(t, name)
	case "AlternateContent", "Choice":
		return nil
	default:
		if text, ok := notes[name]; ok {
			r.note(text)
		}
	}
	return r.dec.Skip()
}

// drawing looks for pictures and text boxes up to its end.
func (r *reader) drawing(t *text, name string) error {
	return r.children(name, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "blip":
			return r.picture(t, attr(e, "embed"))
		case "imagedata":
			return r.picture(t, attr(e, "id"))
		case "txbxContent":
			r.note("有 %d 个文本框，其中的文字另起一段")
			pieces, err := r.container("txbxContent")
			t.after = append(t.after, pieces...)
			return err
		case "Fallback":
			return r.dec.Skip()
		}
		return nil
	})
}

// finish makes pieces of a paragraph that was read.
func (r *reader) finish(t *text) []gb9704.Piece {
	style := r.style(t.Style.Val)
	level := style.level
	if t.Level != nil {
		level = outline(t.Level.Val)
	}
	num := t.Num
	if num == nil {
		num = style.num
	}
	whole := t.String()
	if label, bullet := r.num.label(num); bullet {
		r.note("有 %d 处项目符号没有导入，改用 1.（1）")
	} else if strings.TrimSpace(whole) != "" {
		whole = label + strings.TrimLeft(whole, " \t\u3000")
	}
	first, _ := strconv.Atoi(t.Ind.First + "0")
	chars, _ := strconv.Atoi(t.Ind.Chars + "0")
	var pieces []gb9704.Piece
	for i, line := range strings.Split(whole, "\n") {
		plain := strings.TrimSpace(line)
		pieces = append(pieces, gb9704.Piece{
			Text: strings.ReplaceAll(plain, "\t", "\u3000"), Level: level,
			Indented: i == 0 && (first > 0 || chars > 0) || strings.TrimLeft(line, " \t\u3000") != line,
		})
		if plain != "" && !r.inCell {
			size := t.size
			if size == 0 {
				size = style.size
			}
			if size == 0 {
				size = r.base
			}
			r.lines = append(r.lines, certify.ForeignLine{Text: plain, Size: size})
		}
	}
	return append(pieces, t.after...)
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// halfPoints reads a size in half points; 0 if it is none.
func halfPoints(text string) float64 {
	n, err := strconv.Atoi(text)
	if err != nil || n < 2 || n > 400 {
		return 0
	}
	return float64(n) / 2
}

// outline reads an outline level, 1 to 4; 0 for text.
func outline(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 3 {
		return 0
	}
	return n + 1
}
