package blob

import (
	"archive/zip"
	"bytes"
	"context"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"guiju.cn/guiju/internal/errs"
)

// Text reads what a stored file says, for the search index: of Office files and
// OFD the document alone, without styles and settings. Pictures and the old
// Office formats have none. mime is the file's type as Check found it.
func Text(ctx context.Context, texts TextReader, mime string, data []byte) (_ string, err error) {
	defer errs.Wrap(&err, "blob.Text")
	switch mime {
	case kinds[".pdf"]:
		pages, _, err := texts.Lines(ctx, data)
		return joinLines(pages), err
	case kinds[".txt"]:
		return joinLines([][]string{strings.Split(string(data), "\n")}), nil
	case kinds[".docx"], kinds[".xlsx"], kinds[".ofd"]:
		return archiveText(mime, data)
	}
	return "", nil
}

// bodies are the entries that hold the document, by type.
var bodies = map[string][]string{
	kinds[".docx"]: {"word/document.xml", "word/footnotes.xml", "word/header*.xml"},
	kinds[".xlsx"]: {"xl/sharedStrings.xml"},
	kinds[".ofd"]:  {"Doc_*/Pages/*/Content.xml"},
}

func archiveText(mime string, data []byte) (string, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", err
	}
	left := DefaultLimits.Unzipped
	var pages [][]string
	for _, pattern := range bodies[mime] {
		for _, f := range archive.File {
			if ok, err := path.Match(pattern, f.Name); err != nil || !ok {
				continue
			}
			lines, used, err := entryText(f, left)
			if err != nil {
				return "", err
			}
			left -= used
			pages = append(pages, lines)
		}
	}
	return joinLines(pages), nil
}

// joinLines makes one text of lines. Where a line ends in the middle of Chinese
// it goes on in the next, and spaces that only spread characters are dropped, so
// that a word is found wherever it was broken.
func joinLines(pages [][]string) string {
	var b strings.Builder
	last, gap := ' ', false
	for _, lines := range pages {
		for _, line := range lines {
			for _, r := range line {
				if unicode.IsSpace(r) {
					gap = true
					continue
				}
				if gap && b.Len() > 0 && (!unicode.Is(unicode.Han, last) || !unicode.Is(unicode.Han, r)) {
					b.WriteByte(' ')
				}
				b.WriteRune(r)
				last, gap = r, false
			}
			gap = true
		}
	}
	return strings.ToValidUTF8(b.String(), string(utf8.RuneError))
}
