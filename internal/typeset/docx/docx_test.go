package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/testkit/paper"
	"guiju.cn/guiju/internal/typeset/certify"
	"guiju.cn/guiju/internal/typeset/docx"
	"guiju.cn/guiju/internal/typeset/gb9704"
)

func write(t testing.TB, d gb9704.Document) []byte {
	t.Helper()
	pages, report, err := gb9704.Typeset(&d, paper.Font{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := docx.Write(&b, &d, pages, report, docx.Usual()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(data []byte) (docx.Reading, error) {
	return docx.Read(bytes.NewReader(data), int64(len(data)))
}

// What is written is read back: every paragraph with its level, tables, the head
// and the end.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for name, d := range paper.All() {
		got, err := read(write(t, d))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		g := got.Document
		plain := func(d gb9704.Document) string {
			return fmt.Sprintf("%s %s %s %s %s %s %s %s|%s|%s|%s", d.Format, d.Copy, d.Urgency, d.Number, d.To, d.Date, d.Note, d.Copies, d.Printer, d.Printed, strings.Join(d.Signers, "、"))
		}
		if plain(g) != plain(d) && name != "recipients moved" {
			t.Errorf("%s:\n%s\n%s", name, plain(g), plain(d))
		}
		if organs := strings.Join(g.Organs, "、"); d.Format != gb9704.Minutes && organs != strings.Join(d.Organs, "、") && d.Mark == "" {
			t.Errorf("%s: organs %s", name, organs)
		}
		if g.Plain() != d.Plain() {
			t.Errorf("%s: title %q", name, g.Title)
		}
		for i, b := range d.Body {
			if b.Kind == gb9704.TableKind { // its caption is a paragraph
				break
			}
			if i >= len(g.Body) || g.Body[i].Head+g.Body[i].Text != b.Head+b.Text || g.Body[i].Level != b.Level {
				t.Errorf("%s: paragraph %d of %d differs", name, i, len(g.Body))
				break
			}
		}
		for i, a := range d.Attachments {
			if i >= len(g.Attachments) || g.Attachments[i].Name != a.Name || g.Attachments[i].Apart != a.Apart || (len(a.Body) > 0) != (len(g.Attachments[i].Body) > 0) {
				t.Errorf("%s: attachment %d: %+v", name, i, g.Attachments)
			}
		}
		if failed := certify.CheckForeign(got.Foreign).Failed(); d.Format == gb9704.General && d.MarkText() != "" && len(failed) > 0 {
			t.Errorf("%s: %+v", name, failed)
		}
	}
}

func TestWrite_SettingsOfTheStandard(t *testing.T) {
	t.Parallel()
	data := write(t, paper.Full(900))
	if !bytes.Equal(data, write(t, paper.Full(900))) {
		t.Error("the same document gives other bytes")
	}
	parts := unzip(t, data)
	for part, wants := range map[string][]string{
		"word/document.xml": {
			`<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"`, `w:lineRule="exact"`, `<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>`,
			`<w:docGrid w:type="lines"`, `<w:spacing w:val="-5"/>`, `w:eastAsia="仿宋_GB2312"`, `w:eastAsia="方正小标宋简体"`, `w:orient="landscape"`, `<w:tblHeader/>`, `r:embed="rImg1"`,
		},
		"word/settings.xml": {`<w:evenAndOddHeaders/>`},
		"word/footer1.xml":  {` PAGE `, `w:jc w:val="right"`},
		"word/footer2.xml":  {`w:jc w:val="left"`},
		"word/styles.xml":   {`<w:name w:val="heading 1"/>`},
	} {
		for _, want := range wants {
			if !strings.Contains(parts[part], want) {
				t.Errorf("%s has no %s", part, want)
			}
		}
	}
	for name, part := range parts {
		if strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels") {
			for d := xml.NewDecoder(strings.NewReader(part)); ; {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
		}
	}
	if strings.Contains(parts["word/document.xml"], "linesAndChars") {
		t.Error("LibreOffice gives about 20 characters a line for linesAndChars")
	}
}

func unzip(t testing.TB, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(text)
	}
	return parts
}

const ns = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:r="r" xmlns:a="a" xmlns:wps="wps" xmlns:v="v" xmlns:m="m"`

// pack makes a DOCX of a body and other parts.
func pack(body string, parts ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	all := append([]string{"word/document.xml", `<w:document ` + ns + `><w:body>` + body + `</w:body></w:document>`}, parts...)
	for i := 0; i < len(all); i += 2 {
		w, err := z.Create(all[i])
		if err == nil {
			_, err = io.WriteString(w, all[i+1])
		}
		if err != nil {
			panic(err) // into memory
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func p(runs string) string { return `<w:p>` + runs + `</w:p>` }

func r(text string) string { return `<w:r><w:t xml:space="preserve">` + text + `</w:t></w:r>` }

const head = `<w:p><w:r><w:t>关于开会的通知</w:t></w:r></w:p><w:p/>`

// bodyOf gives the texts of the body, one a line.
func bodyOf(d gb9704.Document) string {
	var lines []string
	for _, b := range d.Body {
		switch {
		case b.Table != nil:
			for _, row := range b.Table.Rows {
				lines = append(lines, strings.Join(row, "|"))
			}
		case b.Picture != nil:
			lines = append(lines, "picture")
		default:
			lines = append(lines, fmt.Sprintf("%d %s%s", b.Level, b.Head, b.Text))
		}
	}
	return strings.Join(lines, "\n")
}

func TestRead_WhatWordWrites(t *testing.T) {
	t.Parallel()
	numbering := `<w:numbering ` + ns + `><w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
		<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="4"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl></w:abstractNum>
		<w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num><w:num w:numId="8"><w:abstractNumId w:val="4"/></w:num></w:numbering>`
	styles := `<w:styles ` + ns + `><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="32"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:styleId="2"><w:name w:val="heading 2"/></w:style><w:style w:styleId="x"><w:name w:val="own"/><w:basedOn w:val="2"/></w:style></w:styles>`
	num := func(id, level, text string) string {
		return p(`<w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + id + `"/></w:numPr></w:pPr>` + r(text))
	}
	picture := string(paper.Picture().Picture.Data)
	for name, c := range map[string]struct{ body, want, warning string }{
		"tracked":    {p(r("保留") + `<w:ins>` + r("增加") + `</w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:moveFrom>` + r("移走") + `</w:moveFrom>` + r("。")), "0 保留增加。", ""},
		"fallback":   {p(`<w:r><mc:AlternateContent><mc:Choice><w:t>新</w:t></mc:Choice><mc:Fallback><w:t>旧</w:t></mc:Fallback></mc:AlternateContent></w:r>` + r("的。")), "0 新的。", ""},
		"footnote":   {p(r("正文。") + `<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:commentReference w:id="1"/></w:r>`), "0 正文。", "有 1 处脚注没有导入|有 1 处批注没有导入"},
		"hidden":     {p(r("看得见。") + `<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r>`), "0 看得见。", "有 1 处隐藏文字没有导入"},
		"field":      {p(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>` + r("结果。")), "0 结果。", ""},
		"breaks":     {p(`<w:r><w:t>第一。</w:t><w:br/><w:t>第二。</w:t><w:br w:type="page"/></w:r>`), "0 第一。\n0 第二。", ""},
		"link":       {p(`<w:hyperlink>` + r("链接") + `</w:hyperlink><w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>` + r("控件") + `</w:sdtContent></w:sdt>`), "0 链接控件", ""},
		"numbering":  {num("7", "0", "情况") + num("7", "1", "分项") + num("7", "1", "分项") + num("7", "0", "要求"), "1 一、情况\n4 （1）分项\n4 （2）分项\n1 二、要求", ""},
		"bullet":     {num("8", "0", "项目。"), "0 项目。", "有 1 处项目符号没有导入，改用 1.（1）"},
		"style":      {p(`<w:pPr><w:pStyle w:val="x"/></w:pPr>`+r("小标题")) + p(r("正文。")), "2 小标题\n0 正文。", ""},
		"text box":   {p(r("正文。") + `<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>` + p(r("框内。")) + `</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>` + p(r("旧框。")) + `</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>`), "0 正文。\n0 框内。", "有 1 个文本框，其中的文字另起一段"},
		"picture":    {p(`<w:r><w:drawing><a:blip r:embed="i1"/></w:drawing></w:r>`) + p(`<w:r><w:pict><v:imagedata r:id="i2"/></w:pict></w:r>`), "picture", "有 1 幅图片不是 PNG 或者 JPEG，没有导入"},
		"formula":    {p(r("设") + `<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>` + r("。")), "0 设。", "有 1 处公式没有导入"},
		"table":      {`<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>` + p(r("合并")) + `</w:tc></w:tr><w:tr><w:tc>` + p(r("一")) + p(r("二")) + `</w:tc><w:tc>` + p(r("三")) + `</w:tc></w:tr><w:tr><w:trPr><w:del/></w:trPr><w:tc>` + p(r("删")) + `</w:tc></w:tr></w:tbl>`, "合并|\n一\n二|三", "表格中有 1 处合并的单元格，已拆开"},
		"one column": {`<w:tbl><w:tr><w:tc>` + p(r("只有一栏。")) + `</w:tc></w:tr></w:tbl>`, "0 只有一栏。", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := read(pack(head+c.body, "word/numbering.xml", numbering, "word/styles.xml", styles, "word/media/1.png", picture, "word/media/2.emf", "EMF",
				"word/_rels/document.xml.rels", `<Relationships><Relationship Id="i1" Target="media/1.png"/><Relationship Id="i2" Target="media/2.emf"/></Relationships>`))
			if err != nil {
				t.Fatal(err)
			}
			if body := bodyOf(got.Document); body != c.want {
				t.Errorf("got %q", body)
			}
			warnings := slices.DeleteFunc(got.Warnings, func(w string) bool { return strings.Contains(w, "成文日期") })
			if strings.Join(warnings, "|") != c.warning {
				t.Errorf("warned %q", warnings)
			}
		})
	}
}

// The end matter of many templates is a table.
func TestRead_EndMatterInATable(t *testing.T) {
	t.Parallel()
	cell := func(text string) string { return `<w:tc>` + p(r(text)) + `</w:tc>` }
	got, err := read(pack(head + p(r("明天开会。")) + `<w:tbl><w:tr>` + cell("抄送：市委办公室。") + cell("") + `</w:tr><w:tr>` + cell("市局办公室") + cell("2026年1月5日印发") + `</w:tr></w:tbl>`))
	if err != nil || got.Document.Copies != "市委办公室" || got.Document.Printer != "市局办公室" || got.Document.Printed != "2026-01-05" {
		t.Errorf("%+v %v", got.Document, err)
	}
}

func TestRead_DeparturesOfADocx(t *testing.T) {
	t.Parallel()
	small := `<w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t>` + paper.Text(80) + `</w:t></w:r>`
	got, err := read(pack(p(r("市局〔2026〕05号")) + head + p(small) + p(small) + p(r("2026.1.5")) + `<w:sectPr><w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:left="1800" w:right="1800"/></w:sectPr>`))
	if err != nil {
		t.Fatal(err)
	}
	var failed []string
	for _, f := range certify.CheckForeign(got.Foreign).Failed() {
		failed = append(failed, f.ID)
	}
	for _, want := range []string{"X01", "X02", "X05", "X11", "X21"} { // Letter paper, margins, 14 points, 05号, the date
		if !slices.Contains(failed, want) {
			t.Errorf("%s is not seen: %v", want, failed)
		}
	}
}

func TestRead_WhatIsNoDocument(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`<w:tbl><w:tr><w:tc>`, 60)
	for name, data := range map[string][]byte{
		"no zip":      []byte("PK no"),
		"no document": pack("")[:0],
		"other zip": func() []byte {
			var b bytes.Buffer
			z := zip.NewWriter(&b)
			_, _ = z.Create("a.txt")
			_ = z.Close()
			return b.Bytes()
		}(),
		"broken xml": pack(`<w:p><w:r>`),
		"too deep":   pack(deep),
		"bomb":       pack(strings.Repeat(" ", 40<<20)),
		"too many":   pack(strings.Repeat("<w:p/>", 20_001)),
		"classified": pack(p(r("机密★20年")) + head),
	} {
		if _, err := read(data); errs.KindOf(err) != errs.Invalid || !strings.HasPrefix(errs.Public(err), "没有导入") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever stands in a document, it is read or refused, and never brings down.
func FuzzRead(f *testing.F) {
	f.Add(head+p(r("一、情况"))+`<w:tbl><w:tr><w:tc>`+p(r("格"))+`</w:tc></w:tr></w:tbl>`, `<w:styles><w:style w:styleId="a"><w:basedOn w:val="a"/></w:style></w:styles>`)
	f.Add(`<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:p>`, `<w:numbering><w:abstractNum w:abstractNumId="1"/><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>`)
	f.Fuzz(func(t *testing.T, body, other string) {
		got, err := read(pack(body, "word/styles.xml", other, "word/numbering.xml", other, "word/_rels/document.xml.rels", other))
		if err != nil && errs.KindOf(err) != errs.Invalid {
			t.Fatal(err)
		}
		if _, _, err := gb9704.Typeset(&got.Document, paper.Font{}); err != nil && errs.KindOf(err) != errs.Invalid {
			t.Fatal(err)
		}
	})
}
