package gb9704

import (
	"errors"
	"fmt"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/line"
)

// Missing is a character that no font has, with its place. It wraps the
// *page.Missing of the measurer.
type Missing struct {
	Place string // “正文第 3 段”
	Index int    // of the character in it, from 0
	Err   error
}

func (m *Missing) Error() string {
	return fmt.Sprintf("没有排版：%s第 %d 个字，%v", m.Place, m.Index+1, m.Err)
}

func (m *Missing) Unwrap() error { return m.Err }

// As makes it an error that people may see.
func (m *Missing) As(target any) bool {
	return public(target, m.Error()+"；补充字体，或者换一个字")
}

// at names the place of a measuring error.
func at(place string, err error) error {
	if fault, ok := errors.AsType[*line.Fault](err); ok {
		return &Missing{Place: place, Index: fault.Index, Err: fault.Err}
	}
	return err
}

// Remedy is a way out that a person can choose.
type Remedy struct{ ID, Label string }

// EndPageError is 末页无正文 or a first page without body that no setting
// within the standard's means could mend (7.3.5.5, 1-03-3.2).
type EndPageError struct {
	Why      string
	Remedies []Remedy
}

func (e *EndPageError) Error() string { return "没有排版：" + e.Why }

// As makes it an error that people may see, with the ways out.
func (e *EndPageError) As(target any) bool {
	text := e.Error() + "。可以："
	for i, r := range e.Remedies {
		if i > 0 {
			text += "；"
		}
		text += r.Label
	}
	return public(target, text)
}

func public(target any, text string) bool {
	out, ok := target.(**errs.Error)
	if ok {
		*out = errs.New(errs.Invalid, text)
	}
	return ok
}

func tooLong(place, text string) error {
	return errs.Newf(errs.Invalid, "没有排版：%s“%s”太长，一行排不下", place, text)
}
