package docx

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/typeset/gb9704"
)

// style is what a paragraph style says.
type style struct {
	level int     // of a heading
	size  float64 // points
	num   *numPr
	based string
}

type numPr struct {
	Level value `xml:"ilvl"`
	ID    value `xml:"numId"`
}

// load reads relationships, styles and numbering, which may be missing.
func (r *reader) load() error {
	if err := r.part("word/_rels/document.xml.rels", func(d *xml.Decoder) error {
		var rels struct {
			List []struct {
				ID     string `xml:"Id,attr"`
				Target string `xml:"Target,attr"`
				Mode   string `xml:"TargetMode,attr"`
			} `xml:"Relationship"`
		}
		err := d.Decode(&rels)
		for _, rel := range rels.List {
			if rel.Mode != "External" {
				r.rels[rel.ID] = rel.Target
			}
		}
		return err
	}); err != nil {
		return err
	}
	if err := r.part("word/styles.xml", r.loadStyles); err != nil {
		return err
	}
	return r.part("word/numbering.xml", r.num.load)
}

var headingName = regexp.MustCompile(`(?i)^(?:heading|标题)\s*([1-4])$`)

func (r *reader) loadStyles(d *xml.Decoder) error {
	var doc struct {
		Base   value `xml:"docDefaults>rPrDefault>rPr>sz"`
		Styles []struct {
			ID    string `xml:"styleId,attr"`
			Name  value  `xml:"name"`
			Based value  `xml:"basedOn"`
			P     pPr    `xml:"pPr"`
			R     rPr    `xml:"rPr"`
		} `xml:"style"`
	}
	if err := d.Decode(&doc); err != nil {
		return err
	}
	r.base = halfPoints(doc.Base.Val)
	r.styles = map[string]style{}
	for _, s := range doc.Styles {
		one := style{based: s.Based.Val, num: s.P.Num}
		if m := headingName.FindStringSubmatch(s.Name.Val); m != nil {
			one.level = int(m[1][0] - '0')
		} else if s.P.Level != nil {
			one.level = outline(s.P.Level.Val)
		}
		if s.R.Size != nil {
			one.size = halfPoints(s.R.Size.Val)
		}
		r.styles[s.ID] = one
	}
	return nil
}

// style gives a style with what it inherits.
func (r *reader) style(id string) style {
	one := r.styles[id]
	for based, n := one.based, 0; based != "" && n < 20; n++ {
		base := r.styles[based]
		if one.level == 0 {
			one.level = base.level
		}
		if one.size == 0 {
			one.size = base.size
		}
		if one.num == nil {
			one.num = base.num
		}
		based = base.based
	}
	return one
}

// numbering makes the numbers that a word processor does not store in the text.
type numbering struct {
	abstract map[string][9]level // by abstractNumId
	of       map[string]string   // numId to abstractNumId
	counts   map[string]*[9]int
}

type level struct{ start, format, text string }

func (n *numbering) load(d *xml.Decoder) error {
	var doc struct {
		Abstract []struct {
			ID     string `xml:"abstractNumId,attr"`
			Levels []struct {
				At     string `xml:"ilvl,attr"`
				Start  value  `xml:"start"`
				Format value  `xml:"numFmt"`
				Text   value  `xml:"lvlText"`
			} `xml:"lvl"`
		} `xml:"abstractNum"`
		Nums []struct {
			ID       string `xml:"numId,attr"`
			Abstract value  `xml:"abstractNumId"`
		} `xml:"num"`
	}
	if err := d.Decode(&doc); err != nil {
		return err
	}
	n.abstract, n.of, n.counts = map[string][9]level{}, map[string]string{}, map[string]*[9]int{}
	for _, a := range doc.Abstract {
		var levels [9]level
		for _, l := range a.Levels {
			if at, err := strconv.Atoi(l.At); err == nil && at >= 0 && at < len(levels) {
				levels[at] = level{l.Start.Val, l.Format.Val, l.Text.Val}
			}
		}
		n.abstract[a.ID] = levels
	}
	for _, num := range doc.Nums {
		n.of[num.ID] = num.Abstract.Val
	}
	return nil
}

// label counts on and gives the number of a paragraph, "" for none.
func (n *numbering) label(p *numPr) (label string, bullet bool) {
	if p == nil {
		return "", false
	}
	id, ok := n.of[p.ID.Val]
	at, _ := strconv.Atoi(p.Level.Val)
	if !ok || at < 0 || at > 8 {
		return "", false
	}
	levels := n.abstract[id]
	if levels[at].format == "bullet" {
		return "", true
	}
	counts := n.counts[id]
	if counts == nil {
		counts = &[9]int{}
		n.counts[id] = counts
	}
	if counts[at] == 0 {
		counts[at], _ = strconv.Atoi(levels[at].start)
		counts[at]--
	}
	counts[at]++
	clear(counts[at+1:])
	label = levels[at].text
	for k, l := range levels[:at+1] {
		label = strings.ReplaceAll(label, fmt.Sprintf("%%%d", k+1), format(l.format, counts[k]))
	}
	return label, false
}

// format writes a number as numFmt says; Chinese forms and circles are told apart,
// all others are digits.
func format(kind string, n int) string {
	switch {
	case n < 1 || n > 999:
		return fmt.Sprint(n)
	case strings.HasPrefix(kind, "chinese") || strings.HasPrefix(kind, "ideograph") || strings.HasPrefix(kind, "japanese") || strings.HasPrefix(kind, "taiwanese"):
		return gb9704.Han(n)
	case strings.HasPrefix(kind, "decimalEnclosedCircle") && n <= 20:
		return string(rune('①' + n - 1))
	}
	return fmt.Sprint(n)
}
