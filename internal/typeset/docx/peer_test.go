package docx_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/testkit/paper"
	"guiju.cn/guiju/internal/typeset/docx"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
)

// LibreOffice shows as many pages as the PDF has, and all of the text.
func TestWrite_LibreOfficeShowsTheSame(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pages := map[string]int{}
	documents := paper.All()
	var files []string
	for name, d := range documents {
		all, report, err := gb9704.Typeset(&d, noto{})
		if err != nil {
			t.Fatal(err)
		}
		fonts := docx.Fonts{page.Fang: "Noto Serif CJK SC", page.Kai: "Noto Serif CJK SC", page.Hei: "Noto Sans CJK SC", page.BiaoSong: "Noto Serif CJK SC", page.Song: "Noto Serif CJK SC"}
		var b bytes.Buffer
		if err := docx.Write(&b, &d, all, report, fonts); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name+".docx")
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		files, pages[name] = append(files, path), len(all)
	}
	toPDF(t, dir, files)
	for name, want := range pages {
		pdf := filepath.Join(dir, name+".pdf")
		got := 0
		if m := regexp.MustCompile(`Pages:\s+(\d+)`).FindStringSubmatch(run(t, "pdfinfo", pdf)); m != nil {
			if _, err := fmt.Sscan(m[1], &got); err != nil {
				t.Fatal(err)
			}
		}
		// A page more or less: a letter's first page has a row less there, long tables
		// and very long texts drift.
		drifts := strings.HasPrefix(name, "letter") || strings.HasPrefix(name, "full") || want > 20
		if more := max(got, want) - min(got, want); more > 1 || more == 1 && !drifts {
			t.Errorf("%s: %d pages, want %d", name, got, want)
		}
		d := documents[name]
		shown := squeeze(run(t, "pdftotext", pdf, "-"))
		for _, b := range d.Body {
			if text := squeeze(b.Head + b.Text); !strings.Contains(shown, text) && !strings.Contains(without(shown), without(text)) {
				t.Errorf("%s: “%s” is not shown", name, text)
			}
		}
	}
}

// noto measures as the fonts do that LibreOffice has here.
type noto struct{ paper.Font }

func (f noto) Advance(role page.Role, r rune) (float64, error) {
	em, err := f.Font.Advance(role, r)
	if em == 0.5 && r != ' ' {
		em = 0.54
	}
	return em, err
}

// spaces and hyphens: pdftotext drops a hyphen at the end of a line.
var spaces = regexp.MustCompile(`[\s\x{3000}-]+`)

func squeeze(text string) string { return spaces.ReplaceAllString(text, "") }

// without drops page numbers, which stand between lines of a paragraph.
func without(text string) string { return regexp.MustCompile(`—\d+—`).ReplaceAllString(text, "") }

// toPDF has LibreOffice convert files into a folder, with a profile of its own there.
func toPDF(t testing.TB, dir string, files []string) {
	t.Helper()
	run(t, "soffice", append([]string{"--headless", "-env:UserInstallation=file://" + dir + "/profile", "--convert-to", "pdf", "--outdir", dir}, files...)...)
}

func run(t testing.TB, program string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s (make deps): %v\n%s", program, err, out)
	}
	return string(out)
}
