package app

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/certify"
	"guiju.cn/guiju/internal/typeset/docx"
	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/ofd"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/pdf"
)

// Typeset sets a text (.md, .txt) or a .docx by GB/T 9704-2012 as .pdf, .ofd or
// .docx, by the ending of target, and says what was guessed, how it was tuned and
// which checks of the layout certificate fail; it needs no data folder. With look
// it only lists how a .docx departs from the standard.
func Typeset(c Config, source, target string, look bool, out io.Writer) (err error) {
	defer errs.Wrap(&err, "app.Typeset(%s)", source)
	if filepath.Clean(source) == filepath.Clean(target) {
		return errs.New(errs.Invalid, "输出文件不能就是原文件，请用 -o 另指一个")
	}
	data, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	d, warnings, foreign, err := read(source, data)
	if err != nil {
		return err
	}
	if look {
		return findings(out, certify.CheckForeign(foreign))
	}
	for _, w := range warnings {
		if _, err := fmt.Fprintln(out, w); err != nil {
			return err
		}
	}
	fonts := font.OpenSet(c.Fonts)
	pages, report, err := gb9704.Typeset(&d, fonts)
	if err != nil {
		return err
	}
	certificate, err := certify.Check(&d, pages, fonts)
	if err != nil {
		return err
	}
	if err := findings(out, certificate); err != nil {
		return err
	}
	for _, tuned := range report.Tunings {
		if _, err := fmt.Fprintln(out, tuned); err != nil {
			return err
		}
	}
	file, err := write(target, &d, pages, report, fonts)
	if err != nil {
		return err
	}
	if err := os.WriteFile(target, file, 0o600); err != nil { //nolint:gosec // G703: the operator names the file
		return err
	}
	_, err = fmt.Fprintf(out, "已排 %d 页：%s\n", len(pages), target)
	return err
}

// read takes a text or a DOCX; what a text has nothing of is empty.
func read(name string, data []byte) (gb9704.Document, []string, certify.Foreign, error) {
	if strings.EqualFold(filepath.Ext(name), ".docx") {
		r, err := docx.Read(bytes.NewReader(data), int64(len(data)))
		return r.Document, r.Warnings, r.Foreign, err
	}
	d, warnings, err := gb9704.ParseText(string(data))
	return d, warnings, certify.Foreign{}, err
}

func write(target string, d *gb9704.Document, pages []page.Page, report gb9704.Report, fonts *font.Set) ([]byte, error) {
	var out bytes.Buffer
	var err error
	switch strings.ToLower(filepath.Ext(target)) {
	case ".pdf":
		err = pdf.Write(&out, fonts, pdf.Info{Title: d.Plain()}, page.All(pages))
	case ".ofd":
		err = ofd.Write(&out, fonts, ofd.Info{Title: d.Plain()}, page.All(pages))
	case ".docx":
		err = docx.Write(&out, d, pages, report, docx.Usual())
	default:
		err = errs.New(errs.Invalid, "输出文件须以 .pdf、.ofd 或 .docx 结尾")
	}
	return out.Bytes(), err
}

// findings lists the failed checks, with place and remedy.
func findings(out io.Writer, c certify.Certificate) error {
	failed := c.Failed()
	for _, f := range failed {
		place := ""
		if f.Page > 0 {
			place = fmt.Sprintf("第 %d 页", f.Page)
		}
		if f.Line > 0 {
			place += fmt.Sprintf("第 %d 行", f.Line)
		}
		if _, err := fmt.Fprintf(out, "%s %s（%s）：%s，应为 %s。%s\n", f.Article, f.Name, strings.TrimSpace(f.ID+" "+place), f.Measured, f.Wanted, f.Remedy); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(out, "版式检查 %d 项，不合格 %d 项\n", len(c.Findings), len(failed))
	return err
}
