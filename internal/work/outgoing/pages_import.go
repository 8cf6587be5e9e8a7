package outgoing

import (
	"bytes"
	"net/url"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/typeset/certify"
	"guiju.cn/guiju/internal/typeset/docx"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/work/outgoing/manuscript"
)

// imported reads a Word or text file into the page: title, recipients, text, tables,
// pictures and attachments take the place of what is there, and what was changed or
// guessed is said.
func (p *Pages) imported(c *web.Call, values url.Values, id string) (editing, error) {
	e := editing{values: values}
	wrong := func(text string) (editing, error) {
		e.issues = []form.Issue{{Field: "body", Message: text}}
		return e, nil
	}
	if id == "" {
		return wrong("没有导入：还没有选文稿")
	}
	f, data, err := c.FileData(id)
	if err != nil {
		return e, err
	}
	var doc gb9704.Document
	switch {
	case strings.HasSuffix(f.Name, ".docx"):
		read, err := docx.Read(bytes.NewReader(data), int64(len(data)))
		if errs.KindOf(err) == errs.Invalid {
			return wrong(errs.Public(err))
		}
		if err != nil {
			return e, err
		}
		doc, e.notice = read.Document, read.Warnings
		for _, one := range departures(certify.CheckForeign(read.Foreign).Failed()) { // set anew, the document does not depart
			e.notice = append(e.notice, "原稿不合国标，排版时改正："+one)
		}
	case strings.HasPrefix(f.Type, "text/plain"):
		doc, e.notice, err = gb9704.ParseText(string(data))
		if errs.KindOf(err) == errs.Invalid {
			return wrong(errs.Public(err))
		}
		if err != nil {
			return e, err
		}
	default:
		return wrong("没有导入：" + f.Name + " 不是 .docx 或者文本文件；旧版 .doc 另存为 .docx")
	}
	body, err := manuscript.Write(doc, func(picture []byte) (string, error) {
		kind := ".jpg"
		if bytes.HasPrefix(picture, []byte("\x89PNG")) {
			kind = ".png"
		}
		return c.Keep(ident.Secret(), "文稿图片"+kind, picture)
	})
	if err != nil {
		return e, err
	}
	e.notice = append(e.notice, take(values, doc, body)...)
	return e, nil
}

// take puts what was read into the fields; it tells what the program sets by itself.
func take(values url.Values, d gb9704.Document, body string) []string {
	values.Set("body", body)
	for name, text := range map[string]string{"title": d.Title, "to": d.To, "cc": d.Copies, "note": d.Note, "urgency": d.Urgency} {
		if text != "" {
			values.Set(name, text)
		}
	}
	for _, k := range defaultKinds() {
		if strings.HasSuffix(d.Plain(), k.Name) {
			values.Set("doc_kind", k.Name)
		}
	}
	var said []string
	if d.Number != "" || d.Date != "" {
		said = append(said, "原稿里的发文字号、署名、成文日期和版记没有读入：签发后由系统编号、落款")
	}
	return said
}
