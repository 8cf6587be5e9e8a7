package bureau

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// ruleVersion is the reading of the general rules that this package follows.
const ruleVersion = "2026-11"

// Rule is a regulation that the bureau has adopted: its paper and its date.
type Rule struct {
	ID        string     `db:"id"`
	Title     string     `db:"title"`
	AdoptedOn clock.Date `db:"adopted_on"`
	FileID    string     `db:"file_id"`
	SaidBy    string     `db:"said_by"`
	SaidAt    int64      `db:"said_at"`
}

// NeededRule is the regulation that no bureau works without here.
const NeededRule = "印章使用管理规定"

const ruleColumns = `id, title, adopted_on, file_id, said_by, said_at`

// Rules lists the regulations in force, the newest first.
func Rules(ctx context.Context, q store.Querier) ([]Rule, error) {
	return store.All[Rule](ctx, q, `SELECT `+ruleColumns+` FROM bureau_rule WHERE ended_at = 0 ORDER BY adopted_on DESC, id DESC`)
}

// RuleByID reads one that is in force; store.ErrNotFound without it.
func RuleByID(ctx context.Context, q store.Querier, id string) (Rule, error) {
	return store.One[Rule](ctx, q, `SELECT `+ruleColumns+` FROM bureau_rule WHERE id = $1 AND ended_at = 0`, id)
}

// AdoptRule enters a regulation. The file is one that the actor has uploaded:
// the face makes sure of that.
func (s *Service) AdoptRule(ctx context.Context, actor runner.Actor, key string, r Rule) error {
	r.Title = strings.TrimSpace(r.Title)
	if n := utf8.RuneCountInString(r.Title); n == 0 || n > 100 {
		return errs.New(errs.Invalid, "填写规章名称，不超过 100 字")
	}
	if _, err := clock.ParseDate(string(r.AdoptedOn)); err != nil || r.AdoptedOn > clock.DateOf(s.run.Now()) {
		return errs.New(errs.Invalid, "填写印发日期，不晚于今天").With(err)
	}
	if r.FileID == "" {
		return errs.New(errs.Invalid, "上传规章的文件")
	}
	return s.say(ctx, actor, key, "adopt-rule", []string{"xitong"}, func(ctx context.Context, w *runner.Work) error {
		return w.Insert(ctx, "bureau_rule", store.Row{
			"id": w.NewID(), "title": r.Title, "adopted_on": string(r.AdoptedOn), "file_id": r.FileID,
			"said_by": actor.PersonID, "said_at": w.Millis(), "ended_at": int64(0),
		})
	})
}

// EndRule takes a regulation off the list.
func (s *Service) EndRule(ctx context.Context, actor runner.Actor, key, id string) error {
	return s.say(ctx, actor, key, "end-rule", []string{"xitong"}, func(ctx context.Context, w *runner.Work) error {
		return w.Update(ctx, "bureau_rule", id, store.Row{"ended_at": w.Millis()}, store.Row{"ended_at": int64(0)})
	})
}

// Start says up to which number a series had come on paper this year.
type Start struct {
	Series string `db:"series"`
	Year   int    `db:"year"`
	Last   int64  `db:"last"` // 0: none had been used
	Note   string `db:"note"` // where it is read from: 收文登记簿第 12 页
	SaidBy string `db:"said_by"`
	SaidAt int64  `db:"said_at"`
	Ever   bool   `db:"-"` // the series goes on over the years
}

// Starts lists what holds of a year, one line a series.
func Starts(ctx context.Context, q store.Querier, year int) (map[string]Start, error) {
	rows, err := store.All[Start](ctx, q, `SELECT series, year, last, note, said_by, said_at FROM series_start WHERE year = $1 ORDER BY said_at, id`, year)
	all := map[string]Start{}
	for _, r := range rows {
		all[r.Series] = r // the newest counts
	}
	return all, err
}

// mostUsed bounds what can have been used in a year; more is a slip of the pen.
const mostUsed = 99999

// StartSeries lets the numbers of this year follow on those used on paper.
// Refused once the program has drawn one (G-02).
func (s *Service) StartSeries(ctx context.Context, actor runner.Actor, key string, in Start) error {
	in.Note = strings.TrimSpace(in.Note)
	if in.Last < 0 || in.Last > mostUsed || utf8.RuneCountInString(in.Note) > 200 || in.Last > 0 && in.Note == "" || in.Series == "" {
		return errs.Newf(errs.Invalid, "填写今年已用到第几号（0 至 %d）和依据，依据不超过 200 字", mostUsed)
	}
	return s.say(ctx, actor, key, "start-series", []string{"xitong"}, func(ctx context.Context, w *runner.Work) error {
		drawn := year(w)
		if in.Ever {
			drawn = 0
		}
		free, err := store.StartSeries(ctx, w.Tx, in.Series, drawn, in.Last)
		if err != nil {
			return err
		}
		if !free {
			return followsOn(in.Series, year(w))
		}
		return w.Insert(ctx, "series_start", store.Row{
			"id": w.NewID(), "series": in.Series, "year": int64(year(w)), "last": in.Last, "note": in.Note, "said_by": actor.PersonID, "said_at": w.Millis(),
		})
	})
}

// followsOn is G-02: what has been numbered here is not numbered again.
func followsOn(series string, year int) *norm.Refusal {
	return &norm.Refusal{
		Clause: "G-02", RuleVersion: ruleVersion, Title: fmt.Sprintf("没有保存：%s %d 年的号已由系统编过", series, year),
		Detail: "已编的号不能重来，也不能跳号。没有改动。", Inputs: map[string]any{"series": series, "year": year},
	}
}
