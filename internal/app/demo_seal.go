package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/pdf"
)

// sealDemo is a year of seals: what is in the ledger, who keeps it, some 180 uses,
// handovers, authorisations, stock-takings; by the actions that people take.
type sealDemo struct {
	*demo
	now    time.Time
	start  clock.Date
	seals  map[string]string // by name
	cases  map[string]string // by a key of this file's own
	papers map[string]flow.File
}

// sealsOf puts the events of the seals into the year.
func (d *demo) sealsOf(now time.Time) *sealDemo {
	s := &sealDemo{demo: d, now: now, start: clock.DateOf(now.AddDate(-1, 0, 1)), seals: map[string]string{}, cases: map[string]string{}, papers: map[string]flow.File{}}
	s.at(0, 8, 0, s.prepare)
	s.found()
	s.uses()
	s.absences()
	s.powers()
	s.outside()
	for month := range 12 {
		first := clock.Date(s.start.Time(0, 0).AddDate(0, month+1, 0).Format("2006-01") + "-01")
		for _, day := range []int{0, 4} { // again for what changed hands meanwhile
			s.events = append(s.events, event{moment(first, day, 8, 30), func(ctx context.Context) error { return s.a.issueRecurring(ctx) }},
				event{moment(first, day+2, 16, 0), s.takeStock})
		}
	}
	return s
}

// at plans something on the n-th working day of the year.
func (s *sealDemo) at(n, hour, minute int, do func(ctx context.Context) error) {
	s.events = append(s.events, event{moment(s.start, n, hour, minute), do})
}

// daysAgo plans something on the last working day before the demo's, counted back.
func (s *sealDemo) daysAgo(n, hour, minute int, do func(ctx context.Context) error) {
	s.events = append(s.events, event{before(clock.DateOf(s.now), n).Time(hour, minute), do})
}

// prepare sets the papers that are stamped.
func (s *sealDemo) prepare(ctx context.Context) error {
	for name, lines := range demoPapers {
		f, err := s.paper(ctx, name, lines)
		if err != nil {
			return err
		}
		s.papers[name] = f
	}
	return nil
}

func (s *sealDemo) name(login string) string {
	name, err := store.Value[string](context.Background(), s.a.DB.Read(), `SELECT name FROM person WHERE id = $1`, s.ids[login])
	if err != nil {
		return login
	}
	return name
}

// paper sets a page or more of text as a PDF and stores it.
func (s *sealDemo) paper(ctx context.Context, title string, pages [][]string) (flow.File, error) {
	var sheets []page.Page
	for _, lines := range pages {
		p := page.Page{Width: shortSide, Height: longSide}
		for i, words := range lines {
			line, x := page.Text{Role: page.Song, Size: 15, Y: 62 + float64(i)*11}, 28.0
			if i == 0 {
				line, x = page.Text{Role: page.Hei, Size: 20, Y: 50}, 105-float64(len([]rune(words)))*3.6
			}
			line, _, err := page.Write(s.a.Fonts, line, x, words)
			if err != nil {
				return flow.File{}, err
			}
			p.Marks = append(p.Marks, line)
		}
		sheets = append(sheets, p)
	}
	var out bytes.Buffer
	if err := pdf.Write(&out, s.a.Fonts, pdf.Info{Title: title}, page.All(sheets)); err != nil {
		return flow.File{}, err
	}
	hash, err := s.a.Blobs.Put(ctx, out.Bytes())
	f := flow.File{Hash: hash, Name: title + ".pdf", Type: "application/pdf", Size: int64(out.Len()), Pages: int64(len(pages)), Text: 1}
	if err != nil {
		return f, err
	}
	_, err = flow.AddFile(ctx, s.a.Run, s.actor("wenshu"), ident.Secret(), f) // so that the store does not take it for a left-over
	return f, err
}

// upload gives somebody a copy of a paper as their own file.
func (s *sealDemo) upload(ctx context.Context, login, paper string) (string, error) {
	return flow.AddFile(ctx, s.a.Run, s.actor(login), ident.Secret(), s.papers[paper])
}

// begin starts a case under a key.
func (s *sealDemo) begin(key, login, kind string, in func(ctx context.Context) (any, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		fields, err := in(ctx)
		if err != nil {
			return err
		}
		answer, err := s.a.Engine.Start(ctx, s.actor(login), ident.Secret(), flow.StartInput{Kind: kind, Fields: fields})
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		s.cases[key] = answer.CaseID
		return nil
	}
}

func plainly(in any) func(context.Context) (any, error) {
	return func(context.Context) (any, error) { return in, nil }
}

// do is what the person's page offers at a step of the case with that key.
func (s *sealDemo) do(key, login, node, opinion string, fields func(ctx context.Context) (any, error), change ...func(*flow.Act)) func(context.Context) error {
	return func(ctx context.Context) error {
		v, err := s.a.Engine.See(ctx, s.a.DB.Read(), s.actor(login), s.cases[key], "")
		if err != nil {
			return fmt.Errorf("%s %s by %s: %w", key, node, login, err)
		}
		if v.Task == nil || v.Task.Node != node {
			return fmt.Errorf("%s: %s is not at %s", key, login, node)
		}
		act := flow.Act{CaseID: v.Case.ID, TaskID: v.Task.ID, TaskVersion: v.Task.Version, ContentVersion: v.Case.ContentVersion, Action: flow.Approve, Opinion: opinion}
		if fields != nil {
			if act.Fields, err = fields(ctx); err != nil {
				return err
			}
		}
		for _, c := range change {
			c(&act)
		}
		if _, err = s.a.Engine.Act(ctx, s.actor(login), ident.Secret(), act); err != nil {
			return fmt.Errorf("%s %s by %s: %w", key, node, login, err)
		}
		return nil
	}
}

// stopped is do where a rule refuses: it has to.
func stopped(do func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		err := do(ctx)
		if _, refused := errors.AsType[*norm.Refusal](err); !refused {
			return fmt.Errorf("not refused: %w", err)
		}
		return nil
	}
}
