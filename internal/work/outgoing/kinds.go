package outgoing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
)

// The forms a document can have: those of the standard, and two more.
const (
	general  = "文件"
	letter   = "信函"
	order    = "命令"
	minutes  = "纪要"
	bulletin = "简报" // a head with the issue, no signature
	sheet    = "签报" // inside: no number, no red head
)

// Who signs last.
const (
	byHead   = "主要负责人"  // never delegated (1-03-R1)
	byLeader = "局领导"    // the head, or the leader in charge where it is not important
	byCharge = "分管领导审批" // ends with the leader in charge (1-03-R2)
)

// DocKind is one row of the table of kinds: what applies to a kind of document from a
// day on.
type DocKind struct {
	ID     string     `db:"id"`
	Name   string     `db:"name"` // 通知
	Format string     `db:"format"`
	Series string     `db:"series"` // usual one; "" for none
	Signer string     `db:"signer"`
	Seal   int64      `db:"seal"`   // 1: stamped
	Upward int64      `db:"upward"` // 1: goes up, the head names who signed
	From   clock.Date `db:"valid_from"`
	Ended  int64      `db:"ended"` // 1: not used any more
}

// Numbered tells whether documents of the kind get a number.
func (k DocKind) Numbered() bool { return k.Format != sheet }

// The ways of numbering.
const (
	yearly  = "机关代字〔年份〕序号号"
	ordered = "第几号，连年编排"
	issues  = "第几期，每年重新编排"
)

// Series is one row of the table of organ codes (机关代字): a series of numbers with the
// organ that issues under it.
type Series struct {
	ID     string     `db:"id"`
	Name   string     `db:"name"` // 局文件; the same for all rows of one series
	Code   string     `db:"code"` // 云示发
	Style  string     `db:"style"`
	Organ  string     `db:"organ"` // 发文机关; {局} stands for the bureau's name
	Mark   string     `db:"mark"`  // 发文机关标志 where it is not organ and 文件
	Head   string     `db:"head"`  // post of who is meant by 主要负责人
	From   clock.Date `db:"valid_from"`
	Ended  int64      `db:"ended"`
	Bureau string     `db:"-"`
}

// Drawn is the name under which numbers of the series are drawn.
func (s Series) Drawn() string { return "发文/" + s.Name }

// YearOf is the year that numbers of the series count in: 0 for one that goes on.
func (s Series) YearOf(year int) int {
	if s.Style == ordered {
		return 0
	}
	return year
}

// Number writes a number as registers have it.
func (s Series) Number(year int, n int64) string {
	switch s.Style {
	case ordered:
		return fmt.Sprintf("%s第%d号", s.Code, n)
	case issues:
		return fmt.Sprintf("%s〔%d〕第%d期", s.Code, year, n)
	}
	return fmt.Sprintf("%s〔%d〕%d号", s.Code, year, n)
}

// Face writes a number as it is printed.
func (s Series) Face(year int, n int64) string {
	switch s.Style {
	case ordered:
		return fmt.Sprintf("第%d号", n)
	case issues:
		return fmt.Sprintf("第%d期", n)
	}
	return s.Number(year, n)
}

func (s Series) organ() string { return strings.ReplaceAll(s.Organ, "{局}", s.Bureau) }
func (s Series) mark() string  { return strings.ReplaceAll(s.Mark, "{局}", s.Bureau) }

// defaultSeries are in force until the bureau says otherwise.
func defaultSeries() []Series {
	return []Series{
		{Name: "局文件", Code: "局发", Style: yearly, Organ: "{局}", Head: "juzhang"},
		{Name: "局函", Code: "局函", Style: yearly, Organ: "{局}", Head: "juzhang"},
		{Name: "局党组文件", Code: "局党组", Style: yearly, Organ: "中共{局}党组", Head: "shuji"},
		{Name: "办公室文件", Code: "局办", Style: yearly, Organ: "{局}办公室", Head: "juzhang"},
		{Name: "局令", Code: "局令", Style: ordered, Organ: "{局}", Head: "juzhang"},
		{Name: "会议纪要", Code: "局纪", Style: yearly, Organ: "{局}", Mark: "{局}会议纪要", Head: "juzhang"},
		{Name: "简报", Code: "局简报", Style: issues, Organ: "{局}", Mark: "{局}简报", Head: "juzhang"},
		{Name: "信息", Code: "局信息", Style: issues, Organ: "{局}", Mark: "{局}信息", Head: "juzhang"},
		{Name: "证明", Code: "局证", Style: yearly, Organ: "{局}", Head: "juzhang"},
	}
}

// seriesOfAll are the series that a new bureau is asked about: where their numbers had
// come to on paper (G-02).
func seriesOfAll() []module.Series {
	all := defaultSeries()
	out := make([]module.Series, len(all))
	for i, s := range all {
		out[i] = module.Series{Name: s.Drawn(), Title: s.Name + "文号", Format: s.Number, Ever: s.Style == ordered}
	}
	return out
}

// defaultKinds are the 15 kinds of the 条例 and those a bureau uses besides.
func defaultKinds() []DocKind {
	up := func(name string) DocKind {
		return DocKind{Name: name, Format: general, Series: "局文件", Signer: byHead, Seal: 1, Upward: 1}
	}
	by := func(name, signer string) DocKind {
		return DocKind{Name: name, Format: general, Series: "局文件", Signer: signer, Seal: 1}
	}
	return []DocKind{
		by("通知", byLeader), {Name: "函", Format: letter, Series: "局函", Signer: byLeader, Seal: 1}, up("请示"), up("报告"), by("批复", byLeader), by("通报", byLeader),
		by("意见", byLeader), by("决定", byHead), by("决议", byHead), by("公告", byHead), by("通告", byHead), by("公报", byHead), up("议案"),
		{Name: "命令（令）", Format: order, Series: "局令", Signer: byHead, Seal: 1},
		{Name: "纪要", Format: minutes, Series: "会议纪要", Signer: byLeader},
		{Name: "简报", Format: bulletin, Series: "简报", Signer: byCharge}, {Name: "信息", Format: bulletin, Series: "信息", Signer: byCharge},
		{Name: "证明", Format: letter, Series: "证明", Signer: byCharge, Seal: 1},
		{Name: "签报", Format: sheet, Signer: byLeader}, {Name: "内部呈批件", Format: sheet, Signer: byLeader},
	}
}

// tables are what applied on a day.
type tables struct {
	kinds  []DocKind
	series []Series
}

const (
	kindColumns   = `id, name, format, series, signer, seal, upward, valid_from, ended`
	seriesColumns = `id, name, code, style, organ, mark, head, valid_from, ended`
)

// tablesAt reads the tables as they were in force on a day: each case is judged by
// those of the day it was begun.
func (d Deps) tablesAt(ctx context.Context, q store.Querier, day clock.Date) (tables, error) {
	t := tables{kinds: defaultKinds(), series: defaultSeries()}
	kinds, err := store.All[DocKind](ctx, q, `SELECT `+kindColumns+` FROM outgoing_kind WHERE valid_from <= $1 ORDER BY valid_from, id`, string(day))
	if err != nil {
		return t, err
	}
	for _, k := range kinds {
		t.kinds = replace(t.kinds, k, func(x DocKind) bool { return x.Name == k.Name })
	}
	series, err := store.All[Series](ctx, q, `SELECT `+seriesColumns+` FROM outgoing_series WHERE valid_from <= $1 ORDER BY valid_from, id`, string(day))
	if err != nil {
		return t, err
	}
	for _, s := range series {
		t.series = replace(t.series, s, func(x Series) bool { return x.Name == s.Name })
	}
	bureau := d.Bureau(ctx)
	for i := range t.series {
		t.series[i].Bureau = bureau
	}
	return t, nil
}

// replace puts a newer row in the place of the one before.
func replace[T any](rows []T, row T, same func(T) bool) []T {
	if i := slices.IndexFunc(rows, same); i >= 0 {
		rows[i] = row
		return rows
	}
	return append(rows, row)
}

func (t tables) kind(name string) (DocKind, bool) {
	i := slices.IndexFunc(t.kinds, func(k DocKind) bool { return k.Name == name && k.Ended == 0 })
	if i < 0 {
		return DocKind{}, false
	}
	return t.kinds[i], true
}

func (t tables) one(name string) (Series, bool) {
	i := slices.IndexFunc(t.series, func(s Series) bool { return s.Name == name && s.Ended == 0 })
	if i < 0 {
		return Series{}, false
	}
	return t.series[i], true
}

// rule is what applies to one document.
type rule struct {
	kind   DocKind
	series Series // of the kind if the drafter chose none
}

// of finds what applies to a document; the refusal says what is not in the tables.
func (t tables) of(d Document) (rule, error) {
	k, ok := t.kind(d.Kind)
	if !ok {
		return rule{}, kindKnown(d.Kind)
	}
	r := rule{kind: k}
	if !k.Numbered() {
		r.series, _ = t.one("局文件")
		return r, nil
	}
	name := d.Series
	if name == "" {
		name = k.Series
	}
	if r.series, ok = t.one(name); !ok {
		return r, seriesKnown(name)
	}
	return r, nil
}

// rule gives what applies to a document that was begun at an instant (ms; 0: now).
func (d Deps) rule(ctx context.Context, q store.Querier, doc Document, began clock.Date) (rule, error) {
	t, err := d.tablesAt(ctx, q, began)
	if err != nil {
		return rule{}, err
	}
	return t.of(doc)
}
