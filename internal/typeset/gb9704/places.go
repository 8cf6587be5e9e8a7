package gb9704

import (
	"fmt"
	"iter"
	"strings"
)

// Names of the places that errors and the certificate speak of.
const (
	placeTitle  = "标题"
	placeMark   = "发文机关标志"
	placeNumber = "发文字号"
	placeSign   = "落款"
)

func placeBlock(n int) string              { return fmt.Sprintf("正文第 %d 段", n+1) }
func placeAttached(n int) string           { return fmt.Sprintf("附件说明第 %d 项", n+1) }
func placeAttachmentTitle(n int) string    { return fmt.Sprintf("附件 %d 标题", n+1) }
func placeAttachmentBlock(n, b int) string { return fmt.Sprintf("附件 %d 第 %d 段", n+1, b+1) }
func placeCell(in string, row, c int) string {
	return fmt.Sprintf("%s第 %d 行第 %d 栏", in, row+1, c+1)
}

// blocks gives all blocks with their places.
func (d *Document) blocks() iter.Seq2[string, Block] {
	return func(yield func(string, Block) bool) {
		for i, b := range d.Body {
			if !yield(placeBlock(i), b) {
				return
			}
		}
		for n, a := range d.Attachments {
			for i, b := range a.Body {
				if !yield(placeAttachmentBlock(n, i), b) {
					return
				}
			}
		}
	}
}

// texts gives every text of the document with its place.
func (d *Document) texts() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		more := true
		say := func(place, text string) {
			if more && text != "" {
				more = yield(place, text)
			}
		}
		say(placeMark, d.Mark)
		for _, o := range append(append([]string(nil), d.Organs...), d.Signature.Organs...) {
			say("发文机关", o)
		}
		say(placeNumber, d.Number)
		for _, s := range d.Signers {
			say("签发人", s)
		}
		say(placeTitle, d.Title)
		say("主送机关", d.To)
		for place, b := range d.blocks() {
			b.texts(place, say)
		}
		for n, a := range d.Attachments {
			say(placeAttached(n), a.Name)
			say(placeTitle, a.Title)
		}
		for _, a := range d.Attendance {
			say(a.Label+"名单", a.Label+a.Names)
		}
		for _, s := range d.Signature.Stamps {
			say("签名章", s.Post+s.Name)
		}
		say("附注", d.Note)
		say("抄送机关", d.Copies)
		say("印发机关", d.Printer)
	}
}

func (b Block) texts(place string, say func(place, text string)) {
	say(place, b.Head+b.Text)
	if b.Table != nil {
		say(place, b.Table.Caption)
		for r, row := range b.Table.Rows {
			for c, cell := range row {
				for line := range strings.SplitSeq(cell, "\n") {
					say(placeCell(place, r, c), line)
				}
			}
		}
	}
	if b.Picture != nil {
		say(place, b.Picture.Caption)
	}
}
