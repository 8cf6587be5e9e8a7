package pdf_test

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/pdf"
)

// The test binary is its own child, as the product's is.
func TestMain(m *testing.M) {
	if os.Getenv("GUIJU_PDF_CHILD") == "1" {
		if err := pdf.ChildMain(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func reader(t *testing.T) *pdf.Reader {
	t.Helper()
	r := pdf.New(pdf.Options{Idle: time.Hour, Command: func() *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "GUIJU_PDF_CHILD=1")
		return cmd
	}})
	t.Cleanup(r.Close)
	return r
}

// small is a PDF of one page with one line.
func small(text string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	object := func(s string) { at = append(at, b.Len()); fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), s) }
	stream := "BT /F1 24 Tf 72 720 Td (" + text + ") Tj ET"
	object("<</Type/Catalog/Pages 2 0 R>>")
	object("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>")
	object(fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(stream), stream))
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF", len(at)+1, start)
	return b.Bytes()
}

func TestReader(t *testing.T) {
	t.Parallel()
	r := reader(t)
	pages, _, err := r.Text(t.Context(), small("Hello Guiju"))
	if err != nil || len(pages) != 1 || len(pages[0].Lines) != 1 || pages[0].Lines[0].Text != "Hello Guiju" {
		t.Fatalf("%+v %v", pages, err)
	}
	if run := pages[0].Lines[0].Runs[0]; pages[0].Width != 595 || pages[0].Height != 842 || run.Left < 70 || run.Left > 76 || run.Top < 95 || run.Bottom > 130 || run.Right < 150 {
		t.Errorf("%+v", pages[0])
	}
	if all, err := r.RenderAll(t.Context(), small("Hello"), 300); err != nil || len(all) != 1 {
		t.Errorf("%d pages: %v", len(all), err)
	}
	if size := pages[0].Lines[0].Size; size < 20 || size > 28 {
		t.Errorf("size %v", size)
	}
	picture, err := r.Render(t.Context(), small("Hello"), 1, 600)
	if err != nil {
		t.Fatal(err)
	}
	if config, err := png.DecodeConfig(bytes.NewReader(picture)); err != nil || config.Width != 600 {
		t.Errorf("%+v %v", config, err)
	}
	if _, err := r.Render(t.Context(), small("Hello"), 7, 600); errs.KindOf(err) != errs.Invalid {
		t.Errorf("page 7 of 1: %v", err)
	}
	if _, _, err := r.Text(t.Context(), []byte(strings.Repeat("no PDF at all ", 100))); errs.KindOf(err) != errs.Invalid {
		t.Errorf("garbage: %v", err)
	}
	if _, _, err := r.Text(t.Context(), small("again")); err != nil {
		t.Errorf("after garbage: %v", err)
	}
}
