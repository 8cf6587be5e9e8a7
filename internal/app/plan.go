package app

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"guiju.cn/guiju/internal/admin"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/org"
)

// Plan is what a new bureau is made from: a file, flags, and answers at the
// terminal. What it leaves out is done later on the pages of the first run.
type Plan struct {
	Bureau string `toml:"bureau"`
	// Administrators are the names of the three, by post: xitong, anquan, shenji.
	Administrators map[string]string `toml:"administrators"`
	People         string            `toml:"people"`   // an XLSX book of departments, people, charges, stand-ins
	StandIns       bool              `toml:"standins"` // take the proposed stand-in table
	// Numbers says by series up to which number of this year had been used.
	Numbers map[string]PlanNumber `toml:"numbers"`
	Rules   []PlanRule            `toml:"rules"`
	Seals   []PlanSeal            `toml:"seals"`
	// Holidays and Unclassified are the two declarations; Open begins real work.
	Holidays     bool `toml:"holidays"`
	Unclassified bool `toml:"unclassified"`
	Open         bool `toml:"open"`

	folder string // that paths are relative to
	book   org.Preview
}

// PlanNumber is where a series had come to on paper.
type PlanNumber struct {
	Last int64  `toml:"last"`
	Note string `toml:"note"`
}

// PlanRule is a regulation with its paper.
type PlanRule struct {
	Title     string     `toml:"title"`
	AdoptedOn clock.Date `toml:"adopted_on"`
	File      string     `toml:"file"`
}

// PlanSeal is a seal in use; department by code, keeper and deputy by login.
type PlanSeal struct {
	Name      string     `toml:"name"`
	Class     string     `toml:"class"`
	Dept      string     `toml:"dept"`
	Keeper    string     `toml:"keeper"`
	Deputy    string     `toml:"deputy"`
	Diameter  int64      `toml:"diameter"` // 0.1 mm
	Place     string     `toml:"place"`
	EnabledOn clock.Date `toml:"enabled_on"`
	Paper     string     `toml:"paper"`
}

// administrators are the three posts in the order in which they are made.
var administrators = []string{"xitong", "anquan", "shenji"}

// ReadPlan reads a plan file; an unknown key is an error.
func ReadPlan(path string) (p Plan, err error) {
	defer errs.Wrap(&err, "app.ReadPlan(%s)", path)
	meta, err := toml.DecodeFile(path, &p)
	if err != nil {
		return p, err
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return p, fmt.Errorf("不认识的项：%s", unknown[0])
	}
	p.folder = filepath.Dir(path)
	return p, nil
}

// path makes a path of the plan relative to where the plan stands.
func (p *Plan) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(p.folder, name)
}

// Fill puts in what flags say; they come before the file.
func (p *Plan) Fill(name, people string, administrators map[string]*string) {
	if name != "" {
		p.Bureau = name
	}
	if people != "" {
		p.People, _ = filepath.Abs(people) // relative to where the command runs, not to the plan
	}
	if p.Administrators == nil {
		p.Administrators = map[string]string{}
	}
	for post, name := range administrators {
		if *name != "" {
			p.Administrators[post] = *name
		}
	}
}

// Ask fills what is still missing by asking at a terminal. An empty answer leaves
// it out; the end of the input ends the asking.
func (p *Plan) Ask(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	ask := func(question string, to *string) error {
		if *to != "" {
			return nil
		}
		if _, err := fmt.Fprint(out, question+"："); err != nil {
			return err
		}
		if lines.Scan() {
			*to = strings.TrimSpace(lines.Text())
		}
		return lines.Err()
	}
	if err := ask("单位全称", &p.Bureau); err != nil {
		return err
	}
	p.Fill("", "", nil)
	for _, post := range administrators {
		name := p.Administrators[post]
		if err := ask(org.PostName(post)+"姓名", &name); err != nil {
			return err
		}
		p.Administrators[post] = name
	}
	return ask("科室人员表（xlsx 文件，没有的直接回车，以后在页面上做）", &p.People)
}

// check looks at everything that can be wrong before anything is written, and
// reads the book.
func (p *Plan) check(set []string) error {
	if strings.TrimSpace(p.Bureau) == "" {
		return errors.New("写明单位名称：-bureau，或计划文件里的 bureau")
	}
	seen := map[string]string{}
	for _, post := range administrators {
		name := strings.TrimSpace(p.Administrators[post])
		if name != "" && seen[name] != "" {
			return fmt.Errorf("%s和%s不能是同一人（G-08）", seen[name], org.PostName(post))
		}
		seen[name] = org.PostName(post)
	}
	for post := range p.Administrators {
		if _, ok := org.PostByCode(post); !ok || !slices.Contains(administrators, post) {
			return fmt.Errorf("administrators 里没有 %s：只有 xitong、anquan、shenji", post)
		}
	}
	for series := range p.Numbers {
		if !slices.Contains(set, series) {
			return fmt.Errorf("numbers 里没有系列 %s：有%s", series, strings.Join(set, "、"))
		}
	}
	for _, r := range p.Rules {
		if _, err := os.Stat(p.path(r.File)); err != nil || r.Title == "" {
			return fmt.Errorf("规章 %q 的文件读不到：%w", r.Title, err)
		}
	}
	return p.readBook()
}

func (p *Plan) readBook() error {
	if p.People == "" {
		return nil
	}
	data, err := os.ReadFile(p.path(p.People))
	if err != nil {
		return err
	}
	if p.book, err = admin.Preview(data); err != nil {
		return err
	}
	return rowErrors(p.book.Errors)
}

// rowErrors joins what is wrong in a book, line by line.
func rowErrors(list []org.RowError) error {
	var all []error
	for _, e := range list {
		all = append(all, rowError(e))
	}
	return errors.Join(all...)
}

func rowError(e org.RowError) error {
	return fmt.Errorf("%s第 %d 行 %s：%s", e.Sheet, e.Row, e.Column, e.Message)
}
