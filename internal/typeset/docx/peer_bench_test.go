package docx_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/testkit/paper"
	"guiju.cn/guiju/internal/typeset/certify"
	"guiju.cn/guiju/internal/typeset/docx"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/pdf"
	"guiju.cn/guiju/internal/typeset/typetest"

	forms "guiju.cn/guiju/internal/typeset/paper"
)

// BenchmarkPeer_Document sets, checks and writes ten pages, and has LibreOffice
// make a PDF of the same document. “times” is how many of ours fit into one of its.
func BenchmarkPeer_Document(b *testing.B) {
	fonts := typetest.Fonts(b)
	d := paper.General(5000)
	pages, report, err := gb9704.Typeset(&d, fonts)
	if err != nil || len(pages) < 10 {
		b.Fatal(len(pages), err)
	}
	var same bytes.Buffer
	if err := docx.Write(&same, &d, pages, report, docx.Usual()); err != nil {
		b.Fatal(err)
	}
	beside(b, len(pages), same.Bytes(), func() error {
		pages, _, err := gb9704.Typeset(&d, fonts)
		if err != nil {
			return err
		}
		if _, err := certify.Check(&d, pages, fonts); err != nil {
			return err
		}
		return pdf.Write(&bytes.Buffer{}, fonts, pdf.Info{Title: d.Title}, page.All(pages))
	})
}

// BenchmarkPeer_Register does the same with a register of a thousand lines; what
// LibreOffice gets is a Word table of them.
func BenchmarkPeer_Register(b *testing.B) {
	fonts := typetest.Fonts(b)
	r := forms.Register{Title: "印章使用登记表", Signers: []string{"监印人"}}
	d := paper.General(100)
	table := gb9704.Table{Head: 1, Rows: [][]string{nil}}
	for _, title := range []string{"登记号", "用印日期", "文件名称", "印章", "份数", "申请科室"} {
		r.Grid.Columns = append(r.Grid.Columns, forms.Column{Title: title})
		table.Rows[0] = append(table.Rows[0], title)
	}
	for i := range 1000 {
		cells := []string{fmt.Sprintf("〔2026〕%d号", i+1), "2026-11-23", "关于参加全市安全生产业务培训的通知", "局公章", "15", "综合业务科"}
		r.Grid.Rows = append(r.Grid.Rows, forms.Row{Cells: cells})
		table.Rows = append(table.Rows, cells)
	}
	d.Body = append(d.Body, gb9704.Block{Kind: gb9704.TableKind, Table: &table})
	pages, report, err := gb9704.Typeset(&d, fonts)
	if err != nil {
		b.Fatal(err)
	}
	var same bytes.Buffer
	if err := docx.Write(&same, &d, pages, report, docx.Usual()); err != nil {
		b.Fatal(err)
	}
	beside(b, len(pages), same.Bytes(), func() error {
		return pdf.Write(&bytes.Buffer{}, fonts, pdf.Info{Title: r.Title}, r.Pages(fonts))
	})
}

// beside measures ours against LibreOffice: a conversion as a server would call
// it, by a process of its own with a warm profile, and one of many in a process
// that has begun.
func beside(b *testing.B, pages int, same []byte, ours func() error) {
	for b.Loop() {
		if err := ours(); err != nil {
			b.Fatal(err)
		}
	}
	each := b.Elapsed() / time.Duration(b.N)
	dir, names := b.TempDir(), []string(nil)
	for i := range 21 {
		names = append(names, filepath.Join(dir, fmt.Sprintf("%d.docx", i)))
		if err := os.WriteFile(names[i], same, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	converted := func(n int) time.Duration {
		began := clock.System().Now()
		toPDF(b, dir, names[:n])
		return clock.System().Now().Sub(began)
	}
	converted(1) // makes the profile
	one, all := converted(1), converted(len(names))
	batch := (all - one) / time.Duration(len(names)-1)
	b.ReportMetric(float64(pages)/each.Seconds(), "pages/s")
	b.ReportMetric(float64(one.Milliseconds()), "ms/LibreOffice")
	b.ReportMetric(one.Seconds()/each.Seconds(), "times-faster")
	b.ReportMetric(float64(batch.Milliseconds()), "ms/in-a-batch")
	b.ReportMetric(batch.Seconds()/each.Seconds(), "times-than-in-a-batch")
}
