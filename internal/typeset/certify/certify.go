package certify

import (
	"fmt"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
)

// Verdict is what a check came to.
type Verdict string

// The verdicts; what a document does not have is Absent.
const (
	Pass   Verdict = "合格"
	Fail   Verdict = "不合格"
	Absent Verdict = "不适用"
)

// Finding is one check of a certificate. All texts but ID are for people. Page and
// Line count from 1, and are 0 where no single place is meant.
type Finding struct {
	ID       string  `json:"id"`      // “T03”
	Article  string  `json:"article"` // of GB/T 9704-2012 unless it names another source
	Name     string  `json:"name"`
	Measured string  `json:"measured"`
	Wanted   string  `json:"wanted"`
	Verdict  Verdict `json:"verdict"`
	Page     int     `json:"page,omitempty"`
	Line     int     `json:"line,omitempty"`
	Remedy   string  `json:"remedy,omitempty"` // for a failed one
}

// String says it for people: article, place, what was measured, what is wanted, and how
// it is mended.
func (f Finding) String() string {
	place := f.ID
	if f.Page > 0 {
		place += fmt.Sprintf(" 第 %d 页", f.Page)
	}
	if f.Line > 0 {
		place += fmt.Sprintf("第 %d 行", f.Line)
	}
	return fmt.Sprintf("%s %s（%s）：%s，应为 %s。%s", f.Article, f.Name, place, f.Measured, f.Wanted, f.Remedy)
}

// Certificate is all findings, in the order of the standard.
type Certificate struct {
	Findings []Finding `json:"findings"`
}

// Passed tells whether no check failed.
func (c Certificate) Passed() bool { return len(c.Failed()) == 0 }

// Failed are the findings that must be mended.
func (c Certificate) Failed() []Finding {
	var failed []Finding
	for _, f := range c.Findings {
		if f.Verdict == Fail {
			failed = append(failed, f)
		}
	}
	return failed
}

// Check measures pages that should show d. m is what they were set with.
func Check(d *gb9704.Document, pages []page.Page, m page.Measurer) (_ Certificate, err error) {
	defer errs.Wrap(&err, "certify.Check")
	if len(pages) == 0 {
		return Certificate{}, errs.New(errs.Invalid, "没有核对：还没有排版")
	}
	s, err := measure(d, pages, m)
	if err != nil {
		return Certificate{}, err
	}
	var c Certificate
	for _, group := range [][]check[*survey]{pageChecks, headChecks, titleChecks, bodyChecks, signChecks, attachmentChecks, endChecks, specialChecks} {
		for _, one := range group {
			c.Findings = append(c.Findings, one.run(s))
		}
	}
	return c, nil
}

// check is one demand of the standard on what T has measured.
type check[T any] struct {
	id, article, name, wanted, remedy string
	test                              func(T) outcome
}

// outcome is what a test found: nothing to measure, or a measure, or a fault.
type outcome struct {
	measured   string
	bad        bool
	page, line int
}

var absent = outcome{}

func good(format string, args ...any) outcome { return outcome{measured: fmt.Sprintf(format, args...)} }

// fault is one of a page as a whole.
func fault(page int, format string, args ...any) outcome { return row{page: page}.bad(format, args...) }

func (r row) bad(format string, args ...any) outcome {
	return outcome{measured: fmt.Sprintf(format, args...), bad: true, page: r.page, line: r.line}
}

// unless is the outcome of a page as a whole, and whether it is a fault.
func (o outcome) unless(bad bool, page int) outcome {
	o.bad, o.page = bad, page
	return o
}

func (c check[T]) run(s T) Finding {
	o := c.test(s)
	f := Finding{ID: c.id, Article: c.article, Name: c.name, Wanted: c.wanted, Measured: o.measured, Verdict: Pass, Page: o.page, Line: o.line}
	switch {
	case o.bad:
		f.Verdict, f.Remedy = Fail, c.remedy
	case o.measured == "":
		f.Verdict = Absent
	}
	return f
}

// near is how far a measure may be off, in millimetres.
const near = 0.5

func off(got, want float64) bool { return got < want-near || got > want+near }

// first gives the first fault of a test, else what it measured last.
func first[T any](all []T, test func(T) outcome) outcome {
	last := absent
	for _, one := range all {
		if o := test(one); o.bad {
			return o
		} else if o.measured != "" {
			last = o
		}
	}
	return last
}

// where gives those that are meant.
func where[T any](all []T, meant func(T) bool) (found []T) {
	for _, one := range all {
		if meant(one) {
			found = append(found, one)
		}
	}
	return found
}

// each fails at the first row whose measure is off, and tells the last measure.
func each(rows []row, what string, measure func(row) (got, want float64)) outcome {
	return first(rows, func(r row) outcome {
		got, want := measure(r)
		if off(got, want) {
			return r.bad("%s %.1f 毫米", what, got)
		}
		return good("%s %.1f 毫米", what, got)
	})
}

// flushLeft fails at the first row that does not begin at want, in millimetres.
func flushLeft(rows []row, want float64) outcome {
	return each(rows, "左边缘", func(r row) (float64, float64) { return r.left, want })
}

// says compares what rows say, one after the other, with texts.
func says(rows []row, want ...string) outcome {
	if len(rows) == 0 && len(want) == 0 {
		return absent
	}
	for i, r := range rows {
		if i >= len(want) || r.text != want[i] {
			return r.bad("“%s”", r.text)
		}
	}
	if len(rows) < len(want) {
		return fault(1, "缺“%s”", want[len(rows)])
	}
	return good("“%s”", rows[0].text)
}

// face checks role and size of rows.
func face(rows []row, role page.Role, size float64) outcome {
	return first(rows, func(r row) outcome {
		for _, run := range r.runs {
			if run.role != role {
				return r.bad("%s", run.role.Name())
			}
		}
		if r.size != size {
			return r.bad("%.4g 磅", r.size)
		}
		return good("%s，%.4g 磅", role.Name(), r.size)
	})
}
