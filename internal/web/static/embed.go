// Package static holds the built CSS, script and icons inside the program.
// assets/build.mjs writes them here under names with a hash of their contents
// and lists them in manifest.json; before npm has run there is only a
// placeholder, and the program still builds.
package static

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

// Prefix is where Handler is to be mounted; every Path begins with it.
const Prefix = "/static/"

//go:embed *
var files embed.FS

// manifest is read once from the embedded file and never changed.
var manifest = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	text, err := files.ReadFile("manifest.json")
	if err != nil { // not built: Path gives plain names, which are not found
		return names
	}
	if err := json.Unmarshal(text, &names); err != nil {
		return map[string]string{}
	}
	return names
})

// Manifest gives the plain names ("app.css") with their hashed file names; it
// is empty before the assets are built.
func Manifest() map[string]string {
	out := make(map[string]string, len(manifest()))
	for name, file := range manifest() {
		out[name] = file
	}
	return out
}

// Built tells whether the assets are in the program.
func Built() bool { return len(manifest()) > 0 }

// Path is the address of an asset by its plain name ("app.css").
func Path(name string) string {
	if file, ok := manifest()[name]; ok {
		return Prefix + file
	}
	return Prefix + name
}

// File gives the contents of an asset by its plain name, for tests and budgets.
func File(name string) ([]byte, bool) {
	file, ok := manifest()[name]
	if !ok {
		return nil, false
	}
	text, err := files.ReadFile(file)
	return text, err == nil
}

type asset struct {
	kind        string
	plain, gzip []byte
}

// Handler serves the files of the manifest below Prefix, compressed where the
// browser takes it, for ever cacheable (the name changes with the contents).
// Anything else is 404.
func Handler() http.Handler {
	assets := map[string]asset{}
	for _, file := range manifest() {
		plain, err := files.ReadFile(file)
		if err != nil {
			continue // listed but not there: 404 below
		}
		assets[file] = asset{mime.TypeByExtension(path.Ext(file)), plain, compressed(plain)}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := assets[strings.TrimPrefix(r.URL.Path, Prefix)]
		if !ok {
			http.NotFound(w, r)
			return
		}
		head := w.Header()
		head.Set("Content-Type", a.kind)
		head.Set("Cache-Control", "public, max-age=31536000, immutable")
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Vary", "Accept-Encoding")
		body := a.plain
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			head.Set("Content-Encoding", "gzip")
			body = a.gzip
		}
		if r.Method == http.MethodHead {
			return
		}
		// A reader that has gone away is no fault of ours.
		_, _ = w.Write(body)
	})
}

func compressed(plain []byte) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return plain
	}
	// Writing to memory does not fail.
	_, _ = z.Write(plain)
	_ = z.Close()
	return out.Bytes()
}
