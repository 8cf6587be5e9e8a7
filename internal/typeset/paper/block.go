package paper

import (
	"strings"

	"guiju.cn/guiju/internal/typeset/page"
)

// piece is one line of a block.
type piece struct {
	text  string
	align Align
}

// block sets what people wrote beside an upright label, over as many pages as it
// needs, and never fewer than three lines of it at the foot of a page.
func (c *canvas) block(b Block) error {
	x := c.left + labelWidth
	var lines []piece
	if _, err := page.Width(c, label.role, label.size, clean(b.Label)); err != nil {
		return err // before any page is out
	}
	for _, text := range b.Lines {
		more, err := c.pieces(clean(text), c.right-x-2*padX)
		if err != nil {
			return err
		}
		lines = append(lines, more...)
	}
	for {
		room := int((c.room() - 4) / value.leading)
		if room < min(3, len(lines)) || len(lines) == 0 && c.room() < emptyBlock {
			if err := c.next(); err != nil {
				return err
			}
			continue
		}
		n := min(room, len(lines))
		if err := c.drawBlock(b.Label, lines[:n]); err != nil {
			return err
		}
		if lines = lines[n:]; len(lines) == 0 {
			return nil
		}
	}
}

// pieces wraps a text; what follows its last tab stands at the right below it, as
// people sign.
func (c *canvas) pieces(text string, width float64) (all []piece, err error) {
	signed := ""
	if i := strings.LastIndex(text, "\t"); i >= 0 {
		text, signed = text[:i], text[i+1:]
	}
	lines, err := c.wrap(value.role, value.size, width, strings.ReplaceAll(text, "\t", "　"))
	if err != nil {
		return nil, err
	}
	for _, line := range lines {
		all = append(all, piece{line, Left})
	}
	if signed == "" {
		return all, nil
	}
	more, err := c.wrap(value.role, value.size, width, signed)
	for _, line := range more {
		all = append(all, piece{line, Right})
	}
	return all, err
}

// drawBlock draws what of a block stands on this page.
func (c *canvas) drawBlock(name string, lines []piece) error {
	h := min(c.room(), max(emptyBlock, float64(len(lines))*value.leading+4)+c.spare)
	upright := cell{c.left, c.left + labelWidth, pairs(name), Centre}
	c.across(c.left, c.right, c.y)
	c.rules([]cell{upright, {x1: upright.x2, x2: c.right}}, c.y, h)
	if err := c.lines(label, upright, c.y, h, false); err != nil {
		return err
	}
	for i, line := range lines {
		if _, _, err := c.text(value, line.align, c.left+labelWidth+padX, c.right-padX, value.base(c.y+2, i), line.text); err != nil {
			return err
		}
	}
	c.y += h
	return nil
}

// pairs writes a label two characters to a line.
func pairs(name string) []string {
	r := []rune(strings.ReplaceAll(clean(name), "　", ""))
	var all []string
	for i := 0; i < len(r); i += 2 {
		all = append(all, string(r[i:min(i+2, len(r))]))
	}
	return all
}
