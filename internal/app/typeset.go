package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"guiju.cn/guiju/internal/errs"
	reading "guiju.cn/guiju/internal/pdf"
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
// which checks of the layout certificate fail; it needs no data folder.
func Typeset(c Config, source, target string, out io.Writer) (err error) {
	defer errs.Wrap(&err, "app.Typeset(%s)", source)
	if filepath.Clean(source) == filepath.Clean(target) {
		return errs.New(errs.Invalid, "输出文件不能就是原文件，请用 -o 另指一个")
	}
	data, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	d, warnings, err := read(source, data)
	if err != nil {
		return err
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

// CheckLayout lists how a .docx or .pdf departs from GB/T 9704-2012; it writes no
// file. What has no layout of its own (a text) is errs.Invalid.
func CheckLayout(ctx context.Context, source string, out io.Writer) (err error) {
	defer errs.Wrap(&err, "app.CheckLayout(%s)", source)
	data, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	var foreign certify.Foreign
	switch ending(source) {
	case ".pdf":
		foreign, err = placed(ctx, data)
	case ".docx":
		var r docx.Reading
		r, err = docx.Read(bytes.NewReader(data), int64(len(data)))
		foreign = r.Foreign
	default:
		err = errs.New(errs.Invalid, "没有检查：只能检查 .docx 和 .pdf 的版式；文稿先排版：guiju typeset -o 文件.pdf 文件.md")
	}
	if err != nil {
		return err
	}
	return findings(out, certify.CheckForeign(foreign))
}

func ending(name string) string { return strings.ToLower(filepath.Ext(name)) }

// read takes a text or a DOCX.
func read(name string, data []byte) (gb9704.Document, []string, error) {
	switch ending(name) {
	case ".md", ".txt":
		return gb9704.ParseText(string(data))
	case ".docx":
		r, err := docx.Read(bytes.NewReader(data), int64(len(data)))
		return r.Document, r.Warnings, err
	}
	return gb9704.Document{}, nil, errs.New(errs.Invalid, "没有排版：文稿须是 .md、.txt 或 .docx；已有的 .pdf 只能检查：guiju typeset -check 文件.pdf")
}

// placed reads a PDF as lines with their places, in millimetres.
func placed(ctx context.Context, data []byte) (certify.Foreign, error) {
	reader := reading.New(reading.Options{})
	defer reader.Close()
	pages, _, err := reader.Text(ctx, data)
	if err != nil {
		return certify.Foreign{}, err
	}
	var foreign certify.Foreign
	for _, p := range pages {
		one := certify.ForeignPage{Width: p.Width * page.PointMM, Height: p.Height * page.PointMM}
		for _, l := range p.Lines {
			line := certify.ForeignLine{Text: l.Text, Size: l.Size}
			for i, r := range l.Runs {
				if i == 0 {
					line.Left, line.Top = r.Left*page.PointMM, r.Top*page.PointMM
				}
				line.Left, line.Right, line.Top = min(line.Left, r.Left*page.PointMM), max(line.Right, r.Right*page.PointMM), min(line.Top, r.Top*page.PointMM)
			}
			one.Lines = append(one.Lines, line)
		}
		foreign.Pages = append(foreign.Pages, one)
	}
	return foreign, nil
}

func write(target string, d *gb9704.Document, pages []page.Page, report gb9704.Report, fonts *font.Set) ([]byte, error) {
	var out bytes.Buffer
	var err error
	switch ending(target) {
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
		if _, err := fmt.Fprintln(out, f); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(out, "版式检查 %d 项，不合格 %d 项\n", len(c.Findings), len(failed))
	return err
}
