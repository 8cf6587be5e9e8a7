package blob_test

import (
	"archive/zip"
	"bytes"
	"context"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/blob"
)

// pdfLines stands for a PDF's text.
type pdfLines [][]string

func (l pdfLines) Lines(context.Context, []byte) ([][]string, []string, error) {
	return l, []string{"作者"}, nil
}

func zipped(t *testing.T, entries ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(entries); i += 2 {
		f, err := w.Create(entries[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(entries[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// What a file says reads on across its lines and pages, without what only
// describes the file.
func TestText(t *testing.T) {
	t.Parallel()
	const office = "application/vnd.openxmlformats-officedocument."
	for name, c := range map[string]struct {
		mime string
		data []byte
		want string
	}{
		"PDF":  {"application/pdf", nil, "关于做好重点项目申报的通知 GB/T 9704 标准， 2026年"},
		"text": {"text/plain; charset=utf-8", []byte("关 于 做\r\n好 A4 纸\xff"), "关于做好 A4 纸\ufffd"},
		"Word": {office + "wordprocessingml.document", zipped(t,
			"word/styles.xml", "<s><p>样式</p></s>", "word/document.xml", "<d><p><r>关于做好</r><r>申报</r></p><p>附件：1</p></d>",
			"word/header1.xml", "<h><p>页眉</p></h>", "docProps/app.xml", "<a>程序</a>"), "关于做好申报附件：1 页眉"},
		"Excel": {office + "spreadsheetml.sheet", zipped(t, "xl/workbook.xml", "<w>簿</w>", "xl/sharedStrings.xml", "<s><si><t>科室</t></si><si><t>2026年</t></si></s>",
			"xl/worksheets/sheet1.xml", "<w><row><c><v>17</v></c></row></w>"), "科室 2026年"},
		"OFD":     {"application/ofd", zipped(t, "OFD.xml", "<o>版式</o>", "Doc_0/Pages/Page_0/Content.xml", "<c><TextObject><TextCode>公文</TextCode></TextObject><TextObject>标题</TextObject></c>"), "公文标题"},
		"picture": {"image/png", []byte("x"), ""},
	} {
		got, err := blob.Text(t.Context(), pdfLines{{"关于做好重点项", "目申报的", ""}, {"通知", "GB/T 9704", "标准，", "2026年"}}, c.mime, c.data)
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v, want %q", name, got, err, c.want)
		}
	}
	if _, err := blob.Text(t.Context(), nil, office+"wordprocessingml.document", []byte("no archive")); err == nil || strings.Contains(err.Error(), "panic") {
		t.Errorf("a broken archive: %v", err)
	}
}
