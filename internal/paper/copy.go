package paper

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations are the tables of copies and their chains.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// Media of copies.
const (
	OnPaper    = "纸质"
	Electronic = "电子"
)

// Copy is one copy of a document: what it is, and where.
type Copy struct {
	ID       string `db:"id"`
	Code     string `db:"code"`   // as printed and scanned
	DocID    string `db:"doc_id"` // of what it is a copy
	CaseID   string `db:"case_id"`
	Sort     string `db:"sort"` // 原件, 批示复印件, 科室文件
	N        int64  `db:"n"`    // number among the copies of its sort
	Document string `db:"document"`
	Title    string `db:"title"`
	Pages    int64  `db:"pages"`
	Medium   string `db:"medium"`
	Keeper   string `db:"keeper"` // post that keeps track of it
	Home     string `db:"home"`   // department it belongs to
	State    State  `db:"state"`
	Spot
	Due     clock.Date `db:"due"`     // by when it comes back; "" for none
	ReadAt  int64      `db:"read_at"` // when its holder confirmed it; 0: not yet
	MovedAt int64      `db:"moved_at"`
	Seq     int64      `db:"seq"` // of the newest line of its chain
	MadeBy  string     `db:"made_by"`
	MadeAt  int64      `db:"made_at"`
}

// Name is what people call a copy: 收〔2026〕12号 批示复印件 3 号.
func (c Copy) Name() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %d 号", c.Document, c.Sort, c.N))
}

// KeeperName names the post that keeps track of it.
func (c Copy) KeeperName() string { return org.PostName(c.Keeper) }

// Late tells whether it should have come back before a day.
func (c Copy) Late(today clock.Date) bool {
	return c.State == Here && c.HolderID != "" && c.Due != "" && c.Due < today
}

const columns = `id, code, doc_id, case_id, sort, n, document, title, pages, medium, keeper, home, state, holder_id, dept_id, place, due, read_at, moved_at, seq, made_by, made_at`

// Batch says what copies to make and where they begin.
type Batch struct {
	DocID, CaseID   string // DocID "" = the case, or a document of its own
	Sort            string
	Document, Title string
	Pages           int64
	Medium          string
	Keeper, Home    string
	Spot
	Due clock.Date
	How string // why and for what
}

// Make registers n copies in the transaction of the use case that makes them; they
// are numbered on from those that the document has of the sort.
func Make(ctx context.Context, w *runner.Work, in Batch, n int64) (_ []Copy, err error) {
	defer errs.Wrap(&err, "paper.Make(%s)", in.Sort)
	if in.DocID == "" {
		in.DocID = in.CaseID
	}
	if in.DocID == "" {
		in.DocID = w.NewID()
	}
	if in.Medium == "" {
		in.Medium = OnPaper
	}
	last, err := store.Value[int64](ctx, w.Tx, `SELECT COALESCE(MAX(n), 0) FROM paper_copy WHERE doc_id = $1 AND sort = $2`, in.DocID, in.Sort)
	if err != nil {
		return nil, err
	}
	made := make([]Copy, 0, n)
	for i := range n {
		c := Copy{
			ID: w.NewID(), Code: newCode(), DocID: in.DocID, CaseID: in.CaseID, Sort: in.Sort, N: last + i + 1, Document: in.Document, Title: in.Title,
			Pages: in.Pages, Medium: in.Medium, Keeper: in.Keeper, Home: in.Home, State: Here, Spot: in.Spot, Due: in.Due,
			MovedAt: w.Millis(), Seq: 1, MadeBy: w.Request.Actor.PersonID, MadeAt: w.Millis(),
		}
		if err := w.Insert(ctx, "paper_copy", c.row()); err != nil {
			return nil, err
		}
		if err := c.line(ctx, w, Move{Act: Made, ToHolder: c.HolderID, ToDept: c.DeptID, Place: c.Place, Words: in.How, Due: in.Due, CaseID: in.CaseID}); err != nil {
			return nil, err
		}
		made = append(made, c)
	}
	return made, nil
}

func (c Copy) row() store.Row {
	return store.Row{
		"id": c.ID, "code": c.Code, "doc_id": c.DocID, "case_id": c.CaseID, "sort": c.Sort, "n": c.N, "document": c.Document, "title": c.Title,
		"pages": c.Pages, "medium": c.Medium, "keeper": c.Keeper, "home": c.Home, "state": string(c.State), "holder_id": c.HolderID,
		"dept_id": c.DeptID, "place": c.Place, "due": string(c.Due), "read_at": c.ReadAt, "moved_at": c.MovedAt, "seq": c.Seq,
		"made_by": c.MadeBy, "made_at": c.MadeAt,
	}
}

// line writes the newest line of a copy's chain.
func (c Copy) line(ctx context.Context, w *runner.Work, m Move) error {
	return w.Insert(ctx, "paper_move", store.Row{
		"id": w.NewID(), "copy_id": c.ID, "seq": c.Seq, "act": string(m.Act), "from_holder": m.FromHolder, "from_dept": m.FromDept,
		"to_holder": m.ToHolder, "to_dept": m.ToDept, "place": m.Place, "words": m.Words, "due": string(m.Due), "by_id": w.Request.Actor.PersonID,
		"case_id": m.CaseID, "at": w.Millis(),
	})
}

// newCode is short enough to be typed where there is no scanner: 40 bits.
func newCode() string { return "GJ" + strings.ToUpper(ident.Secret()[:8]) }

// CleanCode reads a code as scanned or typed: O and I are taken for the digits
// they look like.
func CleanCode(typed string) string {
	code := strings.ToUpper(strings.Join(strings.Fields(typed), ""))
	head, rest := code, ""
	if strings.HasPrefix(code, "GJ") {
		head, rest = "GJ", strings.NewReplacer("O", "0", "I", "1", "L", "1", "-", "").Replace(code[2:])
	}
	return head + rest
}

// To says where a copy goes, and why.
type To struct {
	Spot
	Due    clock.Date
	Words  string
	CaseID string // the case that moves it; "" = none
}

// move writes one line of the chain. Only what is there can be moved; somebody who
// was faster has made it stale.
func move(ctx context.Context, w *runner.Work, c Copy, a Act, to To) (Copy, error) {
	if r := thereToMove(c, a); r != nil {
		return c, r
	}
	was := c
	c.State, _ = next(c.State, a)
	c.Spot, c.Due, c.Seq = to.Spot, to.Due, c.Seq+1
	switch a {
	case Received:
		c.ReadAt = w.Millis()
	case Given, Taken, Found:
		c.ReadAt, c.MovedAt = 0, w.Millis()
	case Made, Placed, Missed, SentOut, Destroyed, Struck:
		c.MovedAt = w.Millis()
	}
	set := store.Row{
		"state": string(c.State), "holder_id": c.HolderID, "dept_id": c.DeptID, "place": c.Place, "due": string(c.Due), "read_at": c.ReadAt,
		"moved_at": c.MovedAt, "seq": c.Seq,
	}
	err := w.Update(ctx, "paper_copy", c.ID, set, store.Row{"seq": was.Seq})
	if errors.Is(err, store.ErrNotFound) {
		return was, stale(was)
	}
	if err != nil {
		return was, err
	}
	return c, c.line(ctx, w, Move{
		Act: a, FromHolder: was.HolderID, FromDept: was.DeptID, ToHolder: c.HolderID, ToDept: c.DeptID, Place: c.Place, Words: to.Words, Due: c.Due, CaseID: to.CaseID,
	})
}

// stale is G-05 for copies.
func stale(c Copy) error {
	return &norm.Refusal{
		Clause: "G-05", RuleVersion: ruleVersion, Title: "没有保存：" + c.Name() + " 已有新的交接", Detail: "刷新后核对它现在在谁处，再办。",
		Remedies: []norm.Remedy{{Label: "查看最新情况", Action: "/paper/" + c.ID}},
	}
}
