package org

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/mozillazg/go-pinyin"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// chain is the audit chain of the organisation.
const chain = "org"

// Service maintains the organisation. Only the 系统管理员 may; init and demo act
// as the system itself.
type Service struct{ run *runner.Runner }

// NewService gives the service over a runner.
func NewService(run *runner.Runner) *Service { return &Service{run} }

func (s *Service) do(ctx context.Context, actor runner.Actor, key, action string, use func(ctx context.Context, w *runner.Work) (string, error)) (string, error) {
	req := runner.Request{Actor: actor, Key: key, Action: "org." + action, Chain: chain}
	answer, err := s.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		if err := administers(ctx, w, actor); err != nil {
			return runner.Answer{}, err
		}
		id, err := use(ctx, w)
		return runner.Answer{Message: "已保存", Data: map[string]string{"id": id}}, err
	})
	return answer.Data["id"], err
}

func administers(ctx context.Context, w *runner.Work, actor runner.Actor) error {
	if actor.PersonID == "" {
		return nil
	}
	duties, err := Duties(ctx, w.Tx, actor.PersonID, w.Now())
	if err != nil {
		return err
	}
	for _, d := range duties {
		if d.Post == "xitong" && d.For == "" {
			return nil
		}
	}
	return &norm.Refusal{Clause: "G-04", RuleVersion: "2026-11", Title: "没有保存：部门、人员和岗位由系统管理员维护", Detail: "没有改动任何内容。"}
}

// AddDepartment adds a department; code is short and unique.
func (s *Service) AddDepartment(ctx context.Context, actor runner.Actor, key, code, name string, sort int64) (string, error) {
	return s.do(ctx, actor, key, "add-department", func(ctx context.Context, w *runner.Work) (string, error) {
		if strings.TrimSpace(code) == "" || strings.TrimSpace(name) == "" {
			return "", errs.New(errs.Invalid, "填写科室代码和名称")
		}
		id := w.NewID()
		return id, w.Insert(ctx, "department", store.Row{"id": id, "code": code, "name": name, "sort": sort, "ended": int64(0)})
	})
}

// AddPerson adds a person; login is unique.
func (s *Service) AddPerson(ctx context.Context, actor runner.Actor, key, login, name string) (string, error) {
	return s.do(ctx, actor, key, "add-person", func(ctx context.Context, w *runner.Work) (string, error) {
		if strings.TrimSpace(login) == "" || strings.TrimSpace(name) == "" {
			return "", errs.New(errs.Invalid, "填写登录名和姓名")
		}
		id := w.NewID()
		return id, w.Insert(ctx, "person", store.Row{"id": id, "login": strings.ToLower(login), "name": name, "sort_key": SortKey(name), "left_at": int64(0)})
	})
}

// SortKey is the pinyin of a name, behind which stand its initials for search.
func SortKey(name string) string {
	args := pinyin.NewArgs()
	args.Fallback = func(r rune, _ pinyin.Args) []string { return []string{strings.ToLower(string(r))} }
	var full, initials strings.Builder
	for _, syllable := range pinyin.LazyPinyin(name, args) {
		full.WriteString(syllable)
		initials.WriteString(syllable[:1])
	}
	return full.String() + " " + initials.String()
}

// Appoint gives a person a post from an instant on (G-08 for the three
// administrators).
func (s *Service) Appoint(ctx context.Context, actor runner.Actor, key, personID, post, deptID string, from time.Time) (string, error) {
	return s.do(ctx, actor, key, "appoint", func(ctx context.Context, w *runner.Work) (string, error) {
		return "", appoint(ctx, w, personID, post, deptID, from)
	})
}

// appoint writes the holding; one that is there already stays as it is.
func appoint(ctx context.Context, w *runner.Work, personID, post, deptID string, from time.Time) error {
	info, ok := PostByCode(post)
	if !ok {
		return errs.New(errs.Invalid, "没有这个岗位")
	}
	held, err := store.Column[string](ctx, w.Tx, `SELECT post FROM holding WHERE person_id = $1 AND (to_at = 0 OR to_at > $2)`, personID, clock.Millis(from))
	if err != nil {
		return err
	}
	if slices.Contains(held, post) {
		return nil
	}
	if r := administratorsApart(info, held); r != nil {
		return r
	}
	return w.Insert(ctx, "holding", store.Row{
		"id": w.NewID(), "person_id": personID, "post": post, "dept_id": deptID, "from_at": clock.Millis(from), "to_at": int64(0),
	})
}

// administratorsApart is G-08: an administrator holds no work post and no second
// administrator's post.
func administratorsApart(post PostInfo, held []string) *norm.Refusal {
	for _, code := range held {
		other, _ := PostByCode(code)
		if (post.Admin || other.Admin) && code != post.Code {
			return &norm.Refusal{
				Clause: "G-08", RuleVersion: "2026-11",
				Title:  "没有任命：" + post.Name + "与" + other.Name + "不能由同一人担任",
				Detail: "系统管理员、安全保密管理员、安全审计员不兼任业务岗位，也不互相兼任。没有改动。",
				Inputs: map[string]any{"post": post.Code, "held": held},
			}
		}
	}
	return nil
}

// EndHolding ends a post at an instant.
func (s *Service) EndHolding(ctx context.Context, actor runner.Actor, key, holdingID string, at time.Time) error {
	_, err := s.do(ctx, actor, key, "end-holding", func(ctx context.Context, w *runner.Work) (string, error) {
		return holdingID, w.Update(ctx, "holding", holdingID, store.Row{"to_at": clock.Millis(at)}, store.Row{"to_at": int64(0)})
	})
	return err
}

// SetCharge puts a leader in charge of a department; who was, is no longer.
func (s *Service) SetCharge(ctx context.Context, actor runner.Actor, key, personID, deptID string, from time.Time) (string, error) {
	return s.do(ctx, actor, key, "set-charge", func(ctx context.Context, w *runner.Work) (string, error) {
		before, err := store.Column[string](ctx, w.Tx, `SELECT id FROM charge WHERE dept_id = $1 AND to_at = 0`, deptID)
		if err != nil {
			return "", err
		}
		for _, id := range before {
			if err := w.Update(ctx, "charge", id, store.Row{"to_at": clock.Millis(from)}, nil); err != nil {
				return "", err
			}
		}
		id := w.NewID()
		return id, w.Insert(ctx, "charge", store.Row{"id": id, "person_id": personID, "dept_id": deptID, "from_at": clock.Millis(from), "to_at": int64(0)})
	})
}

// SetStandIn says who stands in for a post, in the order of rank.
func (s *Service) SetStandIn(ctx context.Context, actor runner.Actor, key, post, deptID, byPost string, rank int64) (string, error) {
	return s.do(ctx, actor, key, "set-standin", func(ctx context.Context, w *runner.Work) (string, error) {
		id := w.NewID()
		return id, w.Insert(ctx, "standin", store.Row{"id": id, "post": post, "dept_id": deptID, "by_post": byPost, "rank": rank, "ended": int64(0)})
	})
}

// GiveProxy lets somebody act for the giver between two instants; kinds none =
// all. People give their own.
func (s *Service) GiveProxy(ctx context.Context, actor runner.Actor, key, takerID string, kinds []string, from, to time.Time, reason string) (string, error) {
	req := runner.Request{Actor: actor, Key: key, Action: "org.give-proxy", Chain: chain}
	answer, err := s.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		if takerID == actor.PersonID || !to.After(from) || strings.TrimSpace(reason) == "" {
			return runner.Answer{}, errs.New(errs.Invalid, "选择另一个人作代理，截止须晚于开始，并写明原因")
		}
		if _, err := PersonByID(ctx, w.Tx, takerID); err != nil {
			return runner.Answer{}, err
		}
		id := w.NewID()
		return runner.Answer{Message: "已授权代理", Data: map[string]string{"id": id}}, w.Insert(ctx, "proxy", store.Row{
			"id": id, "giver_id": actor.PersonID, "taker_id": takerID, "kinds": strings.Join(kinds, ","),
			"from_at": clock.Millis(from), "to_at": clock.Millis(to), "reason": reason,
		})
	})
	return answer.Data["id"], err
}

// EndProxy ends one's own proxy now.
func (s *Service) EndProxy(ctx context.Context, actor runner.Actor, key, proxyID string) error {
	req := runner.Request{Actor: actor, Key: key, Action: "org.end-proxy", Chain: chain}
	_, err := s.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		return runner.Answer{Message: "已收回代理"}, w.Update(ctx, "proxy", proxyID,
			store.Row{"to_at": w.Millis()}, store.Row{"giver_id": actor.PersonID})
	})
	return err
}

// RecordAbsence notes that the person is away; their posts fall to stand-ins.
func (s *Service) RecordAbsence(ctx context.Context, actor runner.Actor, key string, from, to time.Time, reason string) (string, error) {
	req := runner.Request{Actor: actor, Key: key, Action: "org.absence", Chain: chain}
	answer, err := s.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		if !to.After(from) || strings.TrimSpace(reason) == "" {
			return runner.Answer{}, errs.New(errs.Invalid, "截止须晚于开始，并写明原因")
		}
		id := w.NewID()
		return runner.Answer{Message: "已登记外出", Data: map[string]string{"id": id}}, w.Insert(ctx, "absence", store.Row{
			"id": id, "person_id": actor.PersonID, "from_at": clock.Millis(from), "to_at": clock.Millis(to), "reason": reason,
		})
	})
	return answer.Data["id"], err
}

// HeldThing is one thing a person holds, on the page that must be empty before
// they leave (F23).
type HeldThing struct{ Kind, Name, Link string }

// Holdings lists what org itself knows of: posts, charges, proxies.
func Holdings(ctx context.Context, q store.Querier, personID string, at time.Time) (_ []HeldThing, err error) {
	defer errs.Wrap(&err, "org.Holdings")
	duties, err := ownDuties(ctx, q, personID, at)
	if err != nil {
		return nil, err
	}
	var all []HeldThing
	for _, d := range duties {
		name, err := Describe(ctx, q, d.Principal)
		if err != nil {
			return nil, err
		}
		switch d.Principal.Sort() {
		case "post":
			all = append(all, HeldThing{Kind: "岗位", Name: name})
		case "leader":
			all = append(all, HeldThing{Kind: "分管", Name: name})
		}
	}
	proxies, err := store.Column[string](ctx, q, `SELECT p.name FROM proxy x JOIN person p ON p.id = x.giver_id
		WHERE x.taker_id = $1 AND x.from_at <= $2 AND x.to_at > $3`, personID, clock.Millis(at), clock.Millis(at))
	for _, name := range proxies {
		all = append(all, HeldThing{Kind: "代理", Name: "代理 " + name})
	}
	return all, err
}

// Leave ends a person's work here: refused while they hold anything (held lists
// what else the program knows of).
func (s *Service) Leave(ctx context.Context, actor runner.Actor, key, personID string, held func(ctx context.Context, q store.Querier, personID string) ([]HeldThing, error)) error {
	_, err := s.do(ctx, actor, key, "leave", func(ctx context.Context, w *runner.Work) (string, error) {
		things, err := held(ctx, w.Tx, personID)
		if err != nil {
			return "", err
		}
		if len(things) > 0 {
			return "", &norm.Refusal{
				Clause: "G-04", RuleVersion: "2026-11", Title: "没有办理离岗：名下还有未交接的事项",
				Detail:   "先把名下的岗位、待办和代理交接给他人。没有改动。",
				Inputs:   map[string]any{"count": len(things), "person": personID},
				Remedies: []norm.Remedy{{Label: "查看名下事项", Action: "/people/" + personID}},
			}
		}
		return personID, w.Update(ctx, "person", personID, store.Row{"left_at": w.Millis()}, store.Row{"left_at": int64(0)})
	})
	return err
}
