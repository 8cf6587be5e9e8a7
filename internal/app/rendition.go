package app

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"regexp"
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"

	"guiju.cn/guiju/internal/errs"
)

// rendition puts a code and a line on each page of a PDF, or makes one page of a
// picture (F2), by appending to the file. It stands in for typeset/stamp and reads
// only plain tables of objects, as our own writer makes them.
func rendition(_ context.Context, data []byte, kind string, mark func(page int) (code, text string)) (_ []byte, err error) {
	defer errs.Wrap(&err, "app.rendition")
	if kind != "application/pdf" {
		if data, err = pageOf(data); err != nil {
			return nil, err
		}
	}
	p, err := openPlain(data)
	if err != nil {
		return nil, err
	}
	return p.marked(mark)
}

// plainPDF is a PDF whose last table of objects can be read.
type plainPDF struct {
	data    []byte
	offsets map[int]int
	start   int
	size    int
	root    string
	pages   []int // object numbers, in order
}

var (
	errForeign = errs.New(errs.Invalid, "这个 PDF 的结构不能加码，打印成 PDF 或扫描后再上传")
	startXref  = regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF\s*$`)
	rootRef    = regexp.MustCompile(`/Root\s+(\d+\s+\d+\s+R)`)
	tableSize  = regexp.MustCompile(`/Size\s+(\d+)`)
	kidsList   = regexp.MustCompile(`(?s)/Kids\s*\[([^\]]*)\]`)
	reference  = regexp.MustCompile(`(\d+)\s+\d+\s+R`)
	contents   = regexp.MustCompile(`/Contents\s*(\[[^\]]*\]|\d+\s+\d+\s+R)`)
)

func openPlain(data []byte) (*plainPDF, error) {
	m := startXref.FindSubmatch(data[max(0, len(data)-200):])
	if m == nil {
		return nil, errForeign
	}
	p := &plainPDF{data: data, offsets: map[int]int{}}
	p.start, _ = strconv.Atoi(string(m[1]))
	if p.start >= len(data) || !bytes.HasPrefix(data[p.start:], []byte("xref")) {
		return nil, errForeign
	}
	table := string(data[p.start:])
	rows := strings.Fields(table[4:strings.Index(table, "trailer")])
	for len(rows) >= 2 {
		first, _ := strconv.Atoi(rows[0])
		n, _ := strconv.Atoi(rows[1])
		rows = rows[2:]
		for i := 0; i < n && len(rows) >= 3; i, rows = i+1, rows[3:] {
			if rows[2] == "n" {
				p.offsets[first+i], _ = strconv.Atoi(rows[0])
			}
		}
	}
	root, size := rootRef.FindStringSubmatch(table), tableSize.FindStringSubmatch(table)
	if root == nil || size == nil {
		return nil, errForeign
	}
	p.root = root[1]
	p.size, _ = strconv.Atoi(size[1])
	tree := regexp.MustCompile(`/Pages\s+(\d+)`).FindStringSubmatch(p.object(number(p.root)))
	if tree == nil {
		return nil, errForeign
	}
	p.walk(number(tree[1]), 0)
	if len(p.pages) == 0 {
		return nil, errForeign
	}
	return p, nil
}

// number is the first whole number of a reference.
func number(ref string) int {
	n, err := strconv.Atoi(strings.Fields(ref)[0])
	if err != nil {
		return 0
	}
	return n
}

// object gives the dictionary of an object as text.
func (p *plainPDF) object(n int) string {
	at, ok := p.offsets[n]
	if !ok || at >= len(p.data) {
		return ""
	}
	rest := p.data[at:]
	if i := bytes.Index(rest, []byte("endobj")); i >= 0 {
		rest = rest[:i]
	}
	if i := bytes.Index(rest, []byte("stream")); i >= 0 {
		rest = rest[:i]
	}
	_, body, _ := strings.Cut(string(rest), "obj")
	return strings.TrimSpace(body)
}

func (p *plainPDF) walk(n, depth int) {
	body := p.object(n)
	kids := kidsList.FindStringSubmatch(body)
	if kids == nil {
		if contents.MatchString(body) {
			p.pages = append(p.pages, n)
		}
		return
	}
	for _, k := range reference.FindAllStringSubmatch(kids[1], -1) {
		if depth < 20 {
			p.walk(number(k[1]), depth+1)
		}
	}
}

// marked appends, for each page, a stream with its code and line, and a table of
// what is new. The original stands unchanged at the beginning.
func (p *plainPDF) marked(mark func(page int) (code, text string)) ([]byte, error) {
	out := bytes.NewBuffer(bytes.Clone(p.data))
	next, added := p.size, map[int]int{}
	write := func(n int, body string) {
		added[n] = out.Len() + 1
		fmt.Fprintf(out, "\n%d 0 obj\n%s\nendobj", n, body)
	}
	font := next
	write(font, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	next++
	for i, page := range p.pages {
		code, text := mark(i + 1)
		drawn, err := drawCode(code, text)
		if err != nil {
			return nil, err
		}
		body := p.object(page)
		form := fmt.Sprintf("<</Type/XObject/Subtype/Form/BBox[0 0 220 40]/Resources<</Font<</GJ %d 0 R>>>>/Length %d>>\nstream\n%s\nendstream", font, len(drawn), drawn)
		write(next, form)
		const before, after = "q", "Q q 1 0 0 1 28 18 cm /GJMARK Do Q"
		write(next+1, fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(before), before))
		write(next+2, fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(after), after))
		old := contents.FindStringSubmatch(body)[1]
		list := strings.Trim(old, "[]")
		body = strings.Replace(body, contents.FindString(body), fmt.Sprintf("/Contents[%d 0 R %s %d 0 R]", next+1, list, next+2), 1)
		body, err = p.withMark(body, next)
		if err != nil {
			return nil, err
		}
		write(page, body)
		next += 3
	}
	at := out.Len() + 1
	fmt.Fprintf(out, "\nxref\n0 0\n")
	for n := 0; n < next; n++ {
		if offset, ok := added[n]; ok {
			fmt.Fprintf(out, "%d 1\n%010d 00000 n \n", n, offset)
		}
	}
	fmt.Fprintf(out, "trailer\n<</Size %d/Root %s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n", next, p.root, p.start, at)
	return out.Bytes(), nil
}

// withMark adds the drawing to the page's resources, which may be an object of their
// own.
func (p *plainPDF) withMark(body string, form int) (string, error) {
	own := regexp.MustCompile(`/Resources\s+(\d+)\s+\d+\s+R`).FindStringSubmatch(body)
	resources := ""
	switch {
	case own != nil:
		resources = p.object(number(own[1]))
		body = strings.Replace(body, own[0], "", 1)
	default:
		from, to := dictionary(body, "/Resources")
		if from < 0 {
			resources = "<<>>"
			break
		}
		resources = body[from:to]
		body = strings.Replace(body, body[strings.Index(body, "/Resources"):to], "", 1)
	}
	if !strings.HasPrefix(resources, "<<") {
		return "", errForeign
	}
	xobject := fmt.Sprintf("/XObject<</GJMARK %d 0 R>>", form)
	if from, to := dictionary(resources, "/XObject"); from >= 0 {
		xobject = fmt.Sprintf("/XObject<</GJMARK %d 0 R %s", form, resources[from+2:to])
		resources = strings.Replace(resources, resources[strings.Index(resources, "/XObject"):to], "", 1)
	}
	return strings.Replace(body, "<<", "<</Resources"+"<<"+xobject+strings.TrimPrefix(resources, "<<"), 1), nil
}

// dictionary finds the dictionary behind a name; -1 without one.
func dictionary(body, name string) (from, to int) {
	i := strings.Index(body, name)
	if i < 0 {
		return -1, -1
	}
	from = i + len(name)
	for from < len(body) && strings.ContainsRune(" \r\n", rune(body[from])) {
		from++
	}
	if !strings.HasPrefix(body[from:], "<<") {
		return -1, -1
	}
	depth := 0
	for to = from; to+1 < len(body); to++ {
		switch body[to : to+2] {
		case "<<":
			depth, to = depth+1, to+1
		case ">>":
			depth, to = depth-1, to+1
			if depth == 0 {
				return from, to + 1
			}
		}
	}
	return -1, -1
}

// drawCode draws the QR code and, beside it, what of the line the built-in font has.
func drawCode(code, text string) (string, error) {
	qr, err := qrcode.New(code, qrcode.Medium)
	if err != nil {
		return "", err
	}
	qr.DisableBorder = true
	bits := qr.Bitmap()
	cell := 36.0 / float64(len(bits))
	var b strings.Builder
	for y, row := range bits {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&b, "%.2f %.2f %.2f %.2f re ", float64(x)*cell, 36-float64(y+1)*cell, cell, cell)
			}
		}
	}
	plain := strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r > '~' || r == '(' || r == ')' || r == '\\' {
			return ' '
		}
		return r
	}, text)), " ")
	fmt.Fprintf(&b, "f BT /GJ 9 Tf 42 14 Td (%s) Tj ET", plain)
	return b.String(), nil
}

// pageOf makes a PDF of one A4 page of a picture.
func pageOf(data []byte) ([]byte, error) {
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, errs.New(errs.Invalid, "图片已损坏，重新扫描后再上传").With(err)
	}
	var scan bytes.Buffer
	b := img.Bounds()
	colours := image.NewRGBA(b) // three channels, also of a grey scan
	draw.Draw(colours, b, img, b.Min, draw.Src)
	if err := jpeg.Encode(&scan, colours, &jpeg.Options{Quality: 90}); err != nil {
		return nil, err
	}
	scale := min(595/float64(b.Dx()), 842/float64(b.Dy()))
	w, h := float64(b.Dx())*scale, float64(b.Dy())*scale
	page := fmt.Sprintf("q %.2f 0 0 %.2f %.2f %.2f cm /P Do Q", w, h, (595-w)/2, 842-h)
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	var at []int
	object := func(head string, stream []byte) {
		at = append(at, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s", len(at), head)
		if stream != nil {
			fmt.Fprintf(&out, "\nstream\n%s\nendstream", stream)
		}
		out.WriteString("\nendobj\n")
	}
	object("<</Type/Catalog/Pages 2 0 R>>", nil)
	object("<</Type/Pages/Kids[3 0 R]/Count 1>>", nil)
	object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>>>>>", nil)
	object(fmt.Sprintf("<</Length %d>>", len(page)), []byte(page))
	object(fmt.Sprintf("<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length %d>>", b.Dx(), b.Dy(), scan.Len()), scan.Bytes())
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF", len(at)+1, start)
	return out.Bytes(), nil
}
