package font

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/sfnt"
)

// member is a font of the folder; its file is read when first drawn from.
type member struct {
	path string
	name sfnt.Name
	once sync.Once
	face *sfnt.Face
	err  error
}

const maxFile = 256 << 20 // bytes

func (m *member) load() (*sfnt.Face, error) {
	m.once.Do(func() {
		data, err := os.ReadFile(m.path)
		if err == nil {
			m.face, err = sfnt.Parse(data, m.name.Index)
		}
		m.err = err
	})
	return m.face, m.err
}

// scan lists the fonts of a folder by path, reading only their names. A file that
// is no font is left out: the chain goes on without it.
func scan(dir string) ([]*member, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, errNoFonts(dir).With(err)
	}
	var all []*member
	for _, e := range entries {
		if e.IsDir() || !slices.Contains([]string{".ttf", ".otf", ".ttc", ".otc"}, strings.ToLower(filepath.Ext(e.Name()))) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		names, err := namesOf(path)
		if err != nil {
			continue
		}
		for _, n := range names {
			all = append(all, &member{path: path, name: n})
		}
	}
	if len(all) == 0 {
		return nil, errNoFonts(dir)
	}
	return all, nil
}

func namesOf(path string) (names []sfnt.Name, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = closed(file, err) }()
	info, err := file.Stat()
	if err != nil || info.Size() > maxFile {
		return nil, sfnt.ErrFont
	}
	return sfnt.Names(file, info.Size())
}

func closed(file *os.File, err error) error {
	if e := file.Close(); err == nil {
		return e
	}
	return err
}

func errNoFonts(dir string) *errs.Error {
	return errs.Newf(errs.Unavailable, "没有可用的中文字体：把字体文件放到 %s", dir)
}

// of finds the fonts that go by one of a family's names.
func (f family) of(all []*member) (found []*member) {
	for _, m := range all {
		if slices.ContainsFunc(m.name.Labels, func(label string) bool { return f.has(normal(label)) }) {
			found = append(found, m)
		}
	}
	return found
}
