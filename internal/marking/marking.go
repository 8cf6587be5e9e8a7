// Package marking finds classification markings (1-04-6) by their form and
// place, so that a text about secrecy passes: a level with ★ or a term, a level
// alone on a line at the head of a page, a marking in a file's name or metadata.
// It tells where and by which rule, never what.
package marking

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Doc is what is looked at.
type Doc struct {
	Name  string     // of the file
	Meta  []string   // title, subject, keywords
	Pages [][]string // lines of each page, top first
}

// Hit tells where a marking stands and which rule found it.
type Hit struct {
	Rule string // M1 … M4
	Page int    // from 1; 0 for name and metadata
}

const level = `(?:绝\s*密|机\s*密|秘\s*密)`

var (
	// starred: 机密★20年, 秘密★, 绝 密 ☆ 长期.
	starred = regexp.MustCompile(level + `\s*[★☆*＊✩✭⭐]`)
	// termed: a level with its term and nothing around it: 机密20年.
	termed = regexp.MustCompile(`^[\s(（\[【]*` + level + `\s*[·:：]?\s*(?:\d{1,2}\s*年|长期)[\s)）\]】]*$`)
	// alone: a level as a line of its own.
	alone = regexp.MustCompile(`^[\s(（\[【]*` + level + `(?:件|文件|级)?[\s)）\]】]*$`)
	// numbered: a level beside a copy number at a page's head: 000012 机密.
	numbered = regexp.MustCompile(`^(?:\d{6}\s*` + level + `|` + level + `\s*(?:№|No\.?|份号)?\s*\d{6})`)
	// named: a marking in a file's name: 【机密】…, (秘密)…, 机密-….
	named = regexp.MustCompile(`^\s*[【\[(（]?` + level + `[】\])）_\-—\s.]|[【\[(（]` + level + `(?:件|级)?[】\])）]`)
)

// head is how many lines from the top of a page count as its head.
const head = 4

// Scan looks for the first marking; nil if there is none.
func Scan(d Doc) *Hit {
	for _, name := range append([]string{d.Name}, d.Meta...) {
		if line := fold(name); starred.MatchString(line) || named.MatchString(line) || alone.MatchString(line) {
			return &Hit{Rule: "M1"}
		}
	}
	for i, lines := range d.Pages {
		if rule := page(lines); rule != "" {
			return &Hit{Rule: rule, Page: i + 1}
		}
	}
	return nil
}

func page(lines []string) string {
	seen := 0
	for _, raw := range lines {
		line := fold(raw)
		if line == "" {
			continue
		}
		seen++
		switch {
		case starred.MatchString(line):
			return "M2"
		case seen <= head && termed.MatchString(line):
			return "M3"
		case seen <= head && (alone.MatchString(line) || numbered.MatchString(line)):
			return "M4"
		}
	}
	return ""
}

// fold makes full-width forms and odd spaces plain; stars stay.
func fold(s string) string { return strings.TrimSpace(norm.NFKC.String(s)) }
