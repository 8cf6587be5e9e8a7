package static

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHandler(t *testing.T) {
	t.Parallel()
	get := func(path, accept string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		Handler().ServeHTTP(w, r)
		return w
	}
	for _, path := range []string{Prefix + "embed.go", Prefix + "manifest.json", Prefix + "app.css", Prefix, Prefix + "../embed.go"} {
		if w := get(path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for name := range Manifest() {
		w := get(Path(name), "gzip, br")
		if w.Code != http.StatusOK || w.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
		if plain, ok := File(name); !ok || get(Path(name), "").Body.String() != string(plain) {
			t.Errorf("%s: the plain body differs", name)
		}
	}
}

func TestPath_WithoutBuild(t *testing.T) {
	t.Parallel()
	if got := Path("none.css"); got != Prefix+"none.css" {
		t.Error(got)
	}
}
