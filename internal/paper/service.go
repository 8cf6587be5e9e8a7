package paper

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// chain is the audit chain of what is done with copies outside of cases.
const chain = "paper"

// Service is what people do with copies by themselves: scan one, hand it on, lay
// it away, confirm it, take it back.
type Service struct{ run *runner.Runner }

// New needs a runner.
func New(run *runner.Runner) (*Service, error) {
	if run == nil {
		return nil, errors.New("paper: no runner")
	}
	return &Service{run}, nil
}

// Handling is one thing that a person does with a copy.
type Handling struct {
	CopyID   string
	Seq      int64  // of the chain that the person saw
	Act      Act    // Given, Taken, Placed, Received or Found
	PersonID string // Given: to whom
	Place    string
	Due      clock.Date
	Words    string
}

// Do does it: by who has the copy, or who keeps track of it (G-04), from what they
// saw (G-05).
func (s *Service) Do(ctx context.Context, actor runner.Actor, key string, h Handling) (_ runner.Answer, err error) {
	defer errs.Wrap(&err, "paper.Do(%s)", h.Act)
	req := runner.Request{Actor: actor, Key: key, Action: "paper." + string(h.Act), Chain: chain}
	return s.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		c, err := One(ctx, w.Tx, h.CopyID)
		if err != nil {
			return runner.Answer{}, err
		}
		duties, err := org.Duties(ctx, w.Tx, actor.PersonID, w.Now())
		if err != nil {
			return runner.Answer{}, err
		}
		seen, err := maySee(ctx, w.Tx, c, actor.PersonID, duties)
		if err != nil {
			return runner.Answer{}, err
		}
		if !seen {
			return runner.Answer{}, store.ErrNotFound
		}
		if r := whoMay(c, h.Act, actor.PersonID, duties); r != nil {
			return runner.Answer{}, r
		}
		if c.Seq != h.Seq {
			return runner.Answer{}, stale(c)
		}
		to, err := target(ctx, w, c, h)
		if err != nil {
			return runner.Answer{}, err
		}
		if c, err = move(ctx, w, c, h.Act, to); err != nil {
			return runner.Answer{}, err
		}
		return runner.Answer{Message: "已" + Words[h.Act] + "：" + c.Name()}, tell(ctx, w, c, h)
	})
}

// target is where the copy goes by what was filled in.
func target(ctx context.Context, w *runner.Work, c Copy, h Handling) (To, error) {
	to := To{Spot: c.Spot, Due: c.Due, Words: strings.TrimSpace(h.Words)}
	place := strings.TrimSpace(h.Place)
	switch h.Act {
	case Given:
		p, err := org.PersonByID(ctx, w.Tx, h.PersonID)
		if err != nil || !p.Active() || p.ID == c.HolderID {
			return to, errs.New(errs.Invalid, "选择交给谁：在岗的另一个人").With(err)
		}
		dept, err := DeptOf(ctx, w.Tx, p.ID, clock.Millis(w.Now()))
		if err != nil {
			return to, err
		}
		if h.Due != "" && h.Due < clock.DateOf(w.Now()) {
			return to, errs.New(errs.Invalid, "应还日期不能早于今天")
		}
		to.Spot, to.Due = Spot{HolderID: p.ID, DeptID: dept}, h.Due
	case Taken, Found:
		if place == "" {
			return to, errs.New(errs.Invalid, "填写存放位置")
		}
		to.Spot, to.Due = Spot{DeptID: c.Home, Place: place}, ""
	case Placed:
		if place == "" {
			return to, errs.New(errs.Invalid, "填写存放位置")
		}
		to.Place = place
	case Received:
	case Made, Missed, SentOut, Destroyed, Struck:
		return to, errs.New(errs.Malformed, "没有这个操作")
	}
	return to, nil
}

// tell reminds who now has a copy.
func tell(ctx context.Context, w *runner.Work, c Copy, h Handling) error {
	if h.Act != Given {
		return nil
	}
	text := c.Name() + " 已交给你，请签阅"
	if c.Due != "" {
		text += "，应还 " + string(c.Due)
	}
	return flow.Notify(ctx, w.Tx, flow.Notice{PersonID: c.HolderID, Link: "/paper/" + c.ID, Text: text})
}

// DeptOf is the department of a person's first post; "" without one.
func DeptOf(ctx context.Context, q store.Querier, personID string, at int64) (string, error) {
	people, err := org.WorkingPeople(ctx, q, at)
	if err != nil {
		return "", err
	}
	for _, p := range org.FirstPosts(people) {
		if p.PersonID == personID {
			return p.DeptID, nil
		}
	}
	return "", nil
}

// oversees are the posts that see every copy; the archivist appraises what is to be
// destroyed (1-02-3.1).
var oversees = []string{"bangongshizhuren", "juzhang", "dangan"}

// Visible tells which of some copies a person may see, by id.
func Visible(ctx context.Context, q store.Querier, copies []Copy, personID string, duties []org.Duty) (_ map[string]bool, err error) {
	defer errs.Wrap(&err, "paper.Visible")
	seen := map[string]bool{}
	for _, c := range copies {
		if seen[c.ID], err = maySee(ctx, q, c, personID, duties); err != nil {
			return nil, err
		}
	}
	return seen, nil
}

// maySee lets see a copy: who has or had it, who keeps track of it, head, file
// keeper and leader in charge of the department where it is or belongs, and who
// oversees.
func maySee(ctx context.Context, q store.Querier, c Copy, personID string, duties []org.Duty) (bool, error) {
	if c.HolderID == personID || keepsTrack(c, duties) {
		return true, nil
	}
	of := func(dept string) bool {
		return actsFor(dept, duties) || dept != "" && slices.ContainsFunc(duties, func(d org.Duty) bool { return d.Principal == org.LeaderOf(dept) })
	}
	if of(c.DeptID) || of(c.Home) || org.HoldsAny(duties, oversees) {
		return true, nil
	}
	n, err := store.Value[int64](ctx, q, `SELECT COUNT(*) FROM paper_move WHERE copy_id = $1 AND to_holder = $2`, c.ID, personID)
	return n > 0, err
}

// View is a copy as one person sees it.
type View struct {
	Copy
	Chain []Move
	Can   []Act // what the person may do now
}

// See gives a copy to a person; store.ErrNotFound if they may not see it.
func See(ctx context.Context, q store.Querier, id, personID string, duties []org.Duty) (v View, err error) {
	defer errs.Wrap(&err, "paper.See(%s)", id)
	if v.Copy, err = One(ctx, q, id); err != nil {
		return v, err
	}
	seen, err := maySee(ctx, q, v.Copy, personID, duties)
	if err != nil {
		return v, err
	}
	if !seen {
		return View{}, store.ErrNotFound
	}
	if v.Chain, err = Chain(ctx, q, id); err != nil {
		return v, err
	}
	for _, a := range []Act{Received, Taken, Given, Placed, Found} {
		if whoMay(v.Copy, a, personID, duties) == nil && thereToMove(v.Copy, a) == nil && (a != Received || v.ReadAt == 0) && (a != Taken || v.HolderID != "" || v.DeptID != v.Home) {
			v.Can = append(v.Can, a)
		}
	}
	return v, nil
}

// Register enters a document that a department keeps on paper, by its file keeper
// or head (1-02-2.1), or by the office for itself.
func (s *Service) Register(ctx context.Context, actor runner.Actor, key string, in Batch, copies int64) (_ []Copy, err error) {
	defer errs.Wrap(&err, "paper.Register")
	req := runner.Request{Actor: actor, Key: key, Action: "paper.register", Chain: chain}
	var made []Copy
	_, err = s.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		duties, err := org.Duties(ctx, w.Tx, actor.PersonID, w.Now())
		if err != nil {
			return runner.Answer{}, err
		}
		if !actsFor(in.Home, duties) {
			return runner.Answer{}, refuseRegister()
		}
		if strings.TrimSpace(in.Title) == "" || strings.TrimSpace(in.Place) == "" || copies < 1 || copies > 200 {
			return runner.Answer{}, errs.New(errs.Invalid, "填写标题、存放位置，份数 1 至 200")
		}
		if made, err = Make(ctx, w, in, copies); err != nil {
			return runner.Answer{}, err
		}
		return runner.Answer{Message: fmt.Sprintf("已登记 %d 份", copies)}, nil
	})
	return made, err
}

// Remind tells holders, and who keeps track, of copies that should be back: once a
// day each.
func (s *Service) Remind(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "paper.Remind")
	today := clock.DateOf(s.run.Now())
	late, _, err := List(ctx, s.run.DB().Read(), Where{States: []State{Here}, Out: true, DueBy: today}, 500, 0)
	if err != nil || len(late) == 0 {
		return err
	}
	return s.run.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, c := range late {
			n := flow.Notice{
				Key: "paper/" + c.ID + "/" + string(today) + "/" + c.HolderID, PersonID: c.HolderID, Link: "/paper/" + c.ID,
				Text: fmt.Sprintf("%s 应于 %s 交回，已逾期", c.Name(), c.Due),
			}
			if err := flow.Notify(ctx, tx, n); err != nil {
				return err
			}
		}
		return nil
	})
}
