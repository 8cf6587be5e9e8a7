package blob

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // so that DecodeConfig knows it
	_ "image/png"  // so that DecodeConfig knows it
	"io"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/marking"
	"guiju.cn/guiju/internal/norm"
)

// Limits of one upload.
type Limits struct {
	Bytes    int64 // of the file
	Entries  int   // of an archive
	Unzipped int64 // bytes of an archive in all
	Pixels   int   // of a picture
}

// DefaultLimits are those of the catalogue: 50 MB a file.
var DefaultLimits = Limits{Bytes: 50 << 20, Entries: 5000, Unzipped: 300 << 20, Pixels: 100 << 20}

// TextReader reads the lines of a PDF's pages (package pdf).
type TextReader interface {
	Lines(ctx context.Context, data []byte) (pages [][]string, meta []string, err error)
}

// Upload is a file that has passed all checks and is not yet stored.
type Upload struct {
	Name    string
	Type    string // MIME, by content
	Data    []byte
	Pages   [][]string // lines by page, where there is text
	Count   int        // pages
	HasText bool       // its text was looked at; otherwise the uploader declares 不涉密
}

// kinds maps an extension to its type.
var kinds = map[string]string{
	".pdf": "application/pdf", ".ofd": "application/ofd", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
	".txt": "text/plain; charset=utf-8", ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".doc":  "application/msword", ".xls": "application/vnd.ms-excel",
}

// Accept is what an upload field says and lets choose.
const Accept = ".pdf,.ofd,.docx,.xlsx,.doc,.xls,.png,.jpg,.jpeg,.txt"

// Check reads a file into memory up to its limit and looks at it: name, type by
// content, archive, markings. Refusals cite G-07, or 1-04-6 without naming
// anything of the file; nothing was written.
func Check(ctx context.Context, texts TextReader, name string, r io.Reader, limits Limits) (_ *Upload, err error) {
	defer errs.Wrap(&err, "blob.Check")
	name, err = cleanName(name)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	if err != nil {
		return nil, errs.New(errs.Malformed, "文件没有传完，没有保存").With(err)
	}
	if int64(len(data)) > limits.Bytes {
		return nil, refuse(fmt.Sprintf("没有保存：文件超过 %d MB", limits.Bytes>>20), "压缩图片或分成几个文件后再上传。")
	}
	if len(data) == 0 {
		return nil, refuse("没有保存：文件是空的", "选一个有内容的文件。")
	}
	up := &Upload{Name: name, Type: kinds[strings.ToLower(path.Ext(name))], Data: data, Count: 1}
	if up.Type == "" || !is(up.Type, data) {
		return nil, refuse("没有保存：文件的内容与扩展名不符，或不是可以上传的类型", "可以上传 PDF、OFD、Word、Excel、PNG、JPEG 和文本文件。")
	}
	doc := marking.Doc{Name: name}
	if err := up.read(ctx, texts, limits, &doc); err != nil {
		return nil, err
	}
	if hit := marking.Scan(doc); hit != nil {
		return nil, classified(hit)
	}
	return up, nil
}

func refuse(title, detail string) *norm.Refusal {
	return &norm.Refusal{Clause: "G-07", RuleVersion: "2026-11", Field: "files", Title: title, Detail: detail + "表单里已填写的内容仍在。"}
}

// ScanTexts refuses texts that carry a classification marking (1-04-6); nil if
// none does.
func ScanTexts(texts []string) *norm.Refusal {
	for _, text := range texts {
		if hit := marking.Scan(marking.Doc{Pages: [][]string{strings.Split(text, "\n")}}); hit != nil {
			r := classified(hit)
			r.Title, r.Field = "没有保存：填写的内容带有密级标志", ""
			return r
		}
	}
	return nil
}

// classified keeps nothing of the file: no name, no text.
func classified(hit *marking.Hit) *norm.Refusal {
	return &norm.Refusal{
		Clause: "1-04-6", RuleVersion: "2026-11/" + hit.Rule, Field: "files", Title: "没有保存：文件带有密级标志",
		Detail:   "本系统不得存储、处理国家秘密。文件没有写入磁盘，只记录了时间、人员和规则编号。按机要渠道交保密员登记，并按规定 24 小时内报告。",
		Remedies: []norm.Remedy{{Label: "查看涉密文件的办法", Action: "/norms/clauses/1-04-6"}},
	}
}

// cleanName keeps the last part of a name; a name that hides something is refused.
func cleanName(name string) (string, error) {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	bad := strings.ContainsFunc(name, func(r rune) bool {
		return unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff
	})
	if name == "" || name == "." || name == ".." || bad || !utf8.ValidString(name) || utf8.RuneCountInString(name) > 150 {
		return "", refuse("没有保存：文件名含有控制字符、为空或超过 150 字", "改名后再上传。")
	}
	return name, nil
}

// is tells by the first bytes whether data is of a type.
func is(kind string, data []byte) bool {
	has := func(magic string) bool { return bytes.HasPrefix(data, []byte(magic)) }
	switch kind {
	case kinds[".pdf"]:
		return has("%PDF-")
	case kinds[".png"]:
		return has("\x89PNG\r\n\x1a\n")
	case kinds[".jpg"]:
		return has("\xff\xd8\xff")
	case kinds[".doc"], kinds[".xls"]:
		return has("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	case kinds[".txt"]:
		return utf8.Valid(data) && !bytes.ContainsRune(data, 0)
	}
	return has("PK\x03\x04")
}

func (u *Upload) read(ctx context.Context, texts TextReader, limits Limits, doc *marking.Doc) error {
	switch u.Type {
	case kinds[".pdf"]:
		return u.readPDF(ctx, texts, doc)
	case kinds[".png"], kinds[".jpg"]:
		return u.readPicture(limits)
	case kinds[".txt"]:
		u.Pages, u.HasText = [][]string{strings.Split(string(u.Data), "\n")}, true
		doc.Pages = u.Pages
		return nil
	case kinds[".doc"], kinds[".xls"]:
		return nil // no text without the old formats' readers: declared by the uploader
	}
	return u.readArchive(limits, doc)
}

func (u *Upload) readPDF(ctx context.Context, texts TextReader, doc *marking.Doc) error {
	if bytes.Contains(u.Data, []byte("/Encrypt")) {
		return refuse("没有保存：PDF 有密码保护", "去掉密码后再上传。")
	}
	pages, meta, err := texts.Lines(ctx, u.Data)
	if err != nil {
		return err
	}
	u.Pages, u.Count = pages, len(pages)
	for _, page := range pages {
		u.HasText = u.HasText || len(strings.Join(page, "")) > 0
	}
	doc.Pages, doc.Meta = pages, meta
	return nil
}

func (u *Upload) readPicture(limits Limits) error {
	config, _, err := image.DecodeConfig(bytes.NewReader(u.Data))
	if err != nil {
		return refuse("没有保存：图片已损坏", "重新扫描或另存后再上传。")
	}
	if config.Width*config.Height > limits.Pixels {
		return refuse("没有保存：图片的像素太多", "按 300 DPI 扫描后再上传。")
	}
	return nil
}

// readArchive looks into DOCX, XLSX and OFD without trusting their sizes.
func (u *Upload) readArchive(limits Limits, doc *marking.Doc) error {
	archive, err := zip.NewReader(bytes.NewReader(u.Data), int64(len(u.Data)))
	if err != nil {
		return refuse("没有保存：文件已损坏", "重新另存后再上传。")
	}
	if len(archive.File) > limits.Entries {
		return bomb()
	}
	want := map[string]string{kinds[".docx"]: "word/document.xml", kinds[".xlsx"]: "xl/workbook.xml", kinds[".ofd"]: "OFD.xml"}[u.Type]
	found, left := false, limits.Unzipped
	var lines []string
	for _, f := range archive.File {
		name := strings.ToLower(f.Name)
		switch {
		case strings.Contains(name, "..") || strings.HasPrefix(name, "/"):
			return refuse("没有保存：文件内部的路径不正常", "重新另存后再上传。")
		case strings.HasSuffix(name, "vbaproject.bin"):
			return refuse("没有保存：文件含有宏", "另存为不含宏的格式后再上传。")
		case strings.HasSuffix(name, ".zip") || strings.HasSuffix(name, ".exe"):
			return refuse("没有保存：文件里还有压缩包或程序", "取出后单独上传。")
		}
		found = found || f.Name == want
		text, used, err := entryText(f, left)
		if errors.Is(err, errBomb) {
			return bomb()
		}
		if err != nil {
			return refuse("没有保存：文件已损坏", "重新另存后再上传。")
		}
		left -= used
		lines = append(lines, text...)
	}
	if !found {
		return refuse("没有保存：文件的内容与扩展名不符", "重新另存后再上传。")
	}
	u.Pages, u.HasText = [][]string{lines}, len(lines) > 0
	doc.Pages = u.Pages
	return nil
}

func bomb() error {
	return refuse("没有保存：压缩的内容过大", "这像是压缩炸弹；确是正常文件时分成几个再上传。")
}

var errBomb = errors.New("blob: too much in an archive")

// entryText reads one entry up to what is left; XML gives its lines of text.
func entryText(f *zip.File, left int64) (lines []string, used int64, err error) {
	r, err := f.Open()
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	limited := &io.LimitedReader{R: r, N: left + 1}
	if strings.HasSuffix(strings.ToLower(f.Name), ".xml") {
		lines, err = xmlLines(limited)
	}
	if _, copyErr := io.Copy(io.Discard, limited); copyErr != nil {
		return nil, 0, copyErr
	}
	if limited.N <= 0 {
		return nil, 0, errBomb
	}
	return lines, left + 1 - limited.N, err
}

// xmlLines joins character data; a paragraph, row or text object ends a line.
func xmlLines(r io.Reader) ([]string, error) {
	dec := xml.NewDecoder(r)
	dec.Strict = false
	var lines []string
	var line strings.Builder
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return append(lines, line.String()), nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.CharData:
			line.Write(t)
		case xml.EndElement:
			if n := t.Name.Local; n == "p" || n == "row" || n == "si" || n == "TextObject" {
				lines = append(lines, line.String())
				line.Reset()
			}
		}
	}
}
