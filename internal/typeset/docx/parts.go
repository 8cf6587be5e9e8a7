package docx

import (
	"bytes"
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
)

// section is how pages are: the standard's, turned, or without numbers.
type section int

const (
	portrait section = iota
	landscape
	unnumbered
)

// turn lets what is written next begin another section on a new page.
func (b *builder) turn(to section) { b.next, b.turning = to, true }

// begin ends the section that was being written, if another is to begin; it is
// called before anything is written, so that no page is begun in vain.
func (b *builder) begin() {
	if !b.turning {
		return
	}
	b.turning = false
	b.tiny(b.sectionXML(b.sect))
	b.sect, b.any, b.fresh = b.next, true, false
}

// sectionXML describes a section: the standard's margins (5.2.1), footers for odd
// and even pages. A letter's first page shows no number (10.1).
func (b *builder) sectionXML(s section) string {
	var x strings.Builder
	odd, even := "rFooterOdd", "rFooterEven"
	if s == unnumbered {
		odd, even = "rFooterNone", "rFooterNone"
	}
	fmt.Fprintf(&x, `<w:footerReference w:type="default" r:id="%s"/><w:footerReference w:type="even" r:id="%s"/>`, odd, even)
	first := b.d.Format == gb9704.Letter && !b.any
	if first {
		x.WriteString(`<w:footerReference w:type="first" r:id="rFooterNone"/>`)
	}
	x.WriteString(`<w:type w:val="nextPage"/>`)
	if s == landscape {
		x.WriteString(`<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1588" w:right="2098" w:bottom="1474" w:left="1984" w:header="851" w:footer="900" w:gutter="0"/>`)
	} else {
		x.WriteString(`<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/>`)
	}
	if first {
		x.WriteString(`<w:titlePg/>`)
	}
	fmt.Fprintf(&x, `<w:docGrid w:type="lines" w:linePitch="%d"/>`, int(b.rowMM()/page.PointMM*20))
	return x.String()
}

type file struct {
	name string
	data []byte
}

const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNS   = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	drawNS   = ` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`
	relNS    = `http://schemas.openxmlformats.org/package/2006/relationships`
	office   = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	wordType = `application/vnd.openxmlformats-officedocument.wordprocessingml.`
)

// files are the parts of the package in a fixed order.
func (b *builder) files() []file {
	var document bytes.Buffer
	document.WriteString(xmlHead + `<w:document ` + mainNS + drawNS + `><w:body>`)
	document.Write(b.body.Bytes())
	document.WriteString(`<w:sectPr>` + b.sectionXML(b.sect) + `</w:sectPr></w:body></w:document>`)
	rels := ""
	rel := func(id, kind, target string) {
		rels += fmt.Sprintf(`<Relationship Id="%s" Type="%s%s" Target="%s"/>`, id, office, kind, target)
	}
	rel("rStyles", "styles", "styles.xml")
	rel("rSettings", "settings", "settings.xml")
	rel("rFooterOdd", "footer", "footer1.xml")
	rel("rFooterEven", "footer", "footer2.xml")
	rel("rFooterNone", "footer", "footer3.xml")
	var media []file
	for i, data := range b.media {
		name := fmt.Sprintf("media/image%d.%s", i+1, pictureType(data))
		rel(fmt.Sprintf("rImg%d", i+1), "image", name)
		media = append(media, file{"word/" + name, data})
	}
	types := `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/>`
	for _, part := range [][2]string{{"document", "document.main"}, {"styles", "styles"}, {"settings", "settings"}, {"footer1", "footer"}, {"footer2", "footer"}, {"footer3", "footer"}} {
		types += fmt.Sprintf(`<Override PartName="/word/%s.xml" ContentType="%s%s+xml"/>`, part[0], wordType, part[1])
	}
	all := []file{
		{"[Content_Types].xml", []byte(xmlHead + types + `</Types>`)},
		{"_rels/.rels", []byte(xmlHead + `<Relationships xmlns="` + relNS + `"><Relationship Id="rId1" Type="` + office + `officeDocument" Target="word/document.xml"/></Relationships>`)},
		{"word/document.xml", document.Bytes()},
		{"word/_rels/document.xml.rels", []byte(xmlHead + `<Relationships xmlns="` + relNS + `">` + rels + `</Relationships>`)},
		{"word/styles.xml", []byte(b.styles())},
		{"word/settings.xml", []byte(xmlHead + `<w:settings ` + mainNS + `><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/></w:settings>`)},
		{"word/footer1.xml", []byte(b.footer("right"))},
		{"word/footer2.xml", []byte(b.footer("left"))},
		{"word/footer3.xml", []byte(xmlHead + `<w:ftr ` + mainNS + `><w:p/></w:ftr>`)},
	}
	return append(all, media...)
}

func (b *builder) styles() string {
	var s strings.Builder
	font := escape(b.fonts[page.Fang])
	fmt.Fprintf(&s, `%s<w:styles %s><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="%[3]s" w:hAnsi="%[3]s" w:eastAsia="%[3]s"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>`, xmlHead, mainNS, font)
	s.WriteString(`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>`)
	s.WriteString(`<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/></w:style>`)
	for level := 1; level <= 4; level++ {
		fmt.Fprintf(&s, `<w:style w:type="paragraph" w:styleId="Heading%[1]d"><w:name w:val="heading %[1]d"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="%[2]d"/></w:pPr></w:style>`, level, level-1)
	}
	s.WriteString(`</w:styles>`)
	return s.String()
}

// footer is “— 1 —” at the outer side, one character in (7.5).
func (b *builder) footer(align string) string {
	properties := fmt.Sprintf(`<w:rPr><w:rFonts w:ascii="%[1]s" w:hAnsi="%[1]s" w:eastAsia="%[1]s"/><w:sz w:val="28"/></w:rPr>`, escape(b.fonts[page.Song]))
	text := func(t string) string {
		return `<w:r>` + properties + `<w:t xml:space="preserve">` + t + `</w:t></w:r>`
	}
	field := `<w:r>` + properties + `<w:fldChar w:fldCharType="begin"/></w:r><w:r>` + properties + `<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r>` + properties +
		`<w:fldChar w:fldCharType="separate"/></w:r>` + text("1") + `<w:r>` + properties + `<w:fldChar w:fldCharType="end"/></w:r>`
	return xmlHead + `<w:ftr ` + mainNS + `><w:p><w:pPr><w:ind w:left="280" w:right="280"/><w:jc w:val="` + align + `"/></w:pPr>` + text("— ") + field + text(" —") + `</w:p></w:ftr>`
}

// pictureType tells the extension of a picture; typesetting let only PNG and JPEG pass.
func pictureType(data []byte) string {
	if bytes.HasPrefix(data, []byte{0xFF, 0xD8}) {
		return "jpeg"
	}
	return "png"
}
