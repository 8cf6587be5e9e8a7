package app_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// Addresses that differ only in an id or in what is asked for look alike; of these
// a few are followed.
var (
	anID     = regexp.MustCompile(`[0-9a-z]{20,}`)
	anAnswer = regexp.MustCompile(`=[^&]*`)
)

const alikeMost = 3

// What was left over from making a page, in what people read.
var leftOver = regexp.MustCompile(`%!|<nil>|&lt;nil&gt;|0001-01-01|1970-01-01|NaN`)

// Every link and picture of every page that somebody comes to from their desk
// leads somewhere, and the page was made to its end.
func TestPages_NoLinkLeadsNowhere(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	if status, _ := p.get(p.clientOf("wenshu"), "/favicon.ico"); status != http.StatusFound {
		t.Errorf("the icon of a page that is no HTML: %d", status)
	}
	for _, login := range []string{"juzhang", "fujuzhang1", "bangongshizhuren", "wenshu", "yinzhang", "yewukezhang", "zhifakeyuan", "baomi", "dangan", "xitong", "shenji"} {
		c := p.clientOf(login)
		alike, from := map[string]int{}, map[string]string{}
		for ways := []string{"/todo", "/norms"}; len(ways) > 0; {
			way := ways[0]
			ways = ways[1:]
			status, body := p.get(c, way)
			if from[way] == "" && status == http.StatusForbidden {
				continue // the other sort of desk
			}
			if status != http.StatusOK && status != http.StatusSeeOther {
				t.Errorf("%s: %s, from %s, answers %d", login, way, from[way], status)
				continue
			}
			if !strings.HasPrefix(body, "<!") {
				continue
			}
			if left := leftOver.FindString(body); left != "" {
				t.Errorf("%s: %s says %q", login, way, left)
			}
			for _, next := range p.read(status, body).links() {
				shape := anAnswer.ReplaceAllString(anID.ReplaceAllString(next, "ID"), "=")
				if alike[shape]++; alike[shape] <= alikeMost && from[next] == "" {
					from[next] = way
					ways = append(ways, next)
				}
			}
		}
		if len(from) < 50 {
			t.Errorf("%s came to %d pages only", login, len(from))
		}
	}
}

// links are the addresses of this program that a page leads to.
func (g page) links() []string {
	var all []string
	for _, name := range []string{"href", "src"} {
		for n := range g.root.Descendants() {
			if to, _, _ := strings.Cut(attr(n, name), "#"); strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "/static/") {
				all = append(all, to)
			}
		}
	}
	return all
}
