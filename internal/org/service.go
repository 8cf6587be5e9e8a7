package org

import (
	"context"
	"strings"
	"time"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// chain is the audit chain of the organisation.
const chain = "org"

// lock is the guard that every change of the organisation takes, so that rules
// across rows (G-08, unique log-in names) read what nobody else is changing.
var lock = runner.Guard{Table: "org_lock", ID: "org"}

// RightsChanged is told in the same transaction whose posts or rights change;
// app hands in what ends their sessions.
type RightsChanged func(ctx context.Context, w *runner.Work, personID string) error

// Service maintains the organisation. Only the 系统管理员 may; init and demo act
// as the system itself.
type Service struct {
	run     *runner.Runner
	changed []RightsChanged
}

// NewService gives the service over a runner.
func NewService(run *runner.Runner, changed ...RightsChanged) *Service {
	return &Service{run: run, changed: changed}
}

func (s *Service) tell(ctx context.Context, w *runner.Work, personID string) error {
	for _, changed := range s.changed {
		if err := changed(ctx, w, personID); err != nil {
			return err
		}
	}
	return nil
}

// use runs a use case of anybody.
func (s *Service) use(ctx context.Context, actor runner.Actor, key, action, message string, use func(ctx context.Context, w *runner.Work) (string, error)) (string, error) {
	req := runner.Request{Actor: actor, Key: key, Action: "org." + action, Chain: chain, Guards: []runner.Guard{lock}}
	answer, err := s.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		id, err := use(ctx, w)
		return runner.Answer{Message: message, Data: map[string]string{"id": id}}, err
	})
	return answer.Data["id"], err
}

// do runs a use case of the 系统管理员.
func (s *Service) do(ctx context.Context, actor runner.Actor, key, action string, use func(ctx context.Context, w *runner.Work) (string, error)) (string, error) {
	return s.use(ctx, actor, key, action, "已保存", func(ctx context.Context, w *runner.Work) (string, error) {
		if err := maintains(ctx, w, actor); err != nil {
			return "", err
		}
		return use(ctx, w)
	})
}

func maintains(ctx context.Context, w *runner.Work, actor runner.Actor) error {
	if actor.PersonID == "" {
		return nil
	}
	duties, err := Duties(ctx, w.Tx, actor.PersonID, w.Now())
	if err != nil {
		return err
	}
	return refusal(Demand(duties, Maintain, OfPeople, "没有保存"))
}

// refusal makes an error of what a rule says, nil of nothing.
func refusal(r *norm.Refusal) error {
	if r == nil {
		return nil
	}
	return r
}

// AddPerson adds a person; login is unique, in lower case. It gives the id.
func (s *Service) AddPerson(ctx context.Context, actor runner.Actor, key, login, name string) (string, error) {
	return s.do(ctx, actor, key, "add-person", func(ctx context.Context, w *runner.Work) (string, error) {
		return addPerson(ctx, w, login, name)
	})
}

func addPerson(ctx context.Context, w *runner.Work, login, name string) (string, error) {
	login, name = strings.ToLower(strings.TrimSpace(login)), strings.TrimSpace(name)
	if err := nameable(ctx, w, login, name, ""); err != nil {
		return "", err
	}
	id := w.NewID()
	return id, w.Insert(ctx, "person", store.Row{
		"id": id, "login": login, "name": name, "sort_key": SortKey(name), "left_at": int64(0), "disabled_at": int64(0),
	})
}

// Hire adds a person with a first post, in one transaction; it gives the
// person's id.
func (s *Service) Hire(ctx context.Context, actor runner.Actor, key, login, name, post, deptID string, from time.Time) (string, error) {
	return s.do(ctx, actor, key, "hire", func(ctx context.Context, w *runner.Work) (string, error) {
		id, err := addPerson(ctx, w, login, name)
		if err != nil {
			return "", err
		}
		_, _, err = s.appoint(ctx, w, id, post, deptID, from)
		return id, err
	})
}

// nameable checks the names of a person; self is who may have them already.
func nameable(ctx context.Context, w *runner.Work, login, name, self string) error {
	if !oneLine(login) || strings.ContainsAny(login, "  　") || !oneLine(name) {
		return errs.New(errs.Invalid, "填写登录名和姓名，登录名不含空格")
	}
	same, err := store.Column[string](ctx, w.Tx, `SELECT name FROM person WHERE login = $1 AND id <> $2`, login, self)
	if err == nil && len(same) > 0 {
		return errs.Newf(errs.Invalid, "登录名 %s 已用于 %s", login, same[0])
	}
	return err
}

// ChangePerson changes log-in name and name.
func (s *Service) ChangePerson(ctx context.Context, actor runner.Actor, key, personID, login, name string) error {
	login, name = strings.ToLower(strings.TrimSpace(login)), strings.TrimSpace(name)
	_, err := s.do(ctx, actor, key, "change-person", func(ctx context.Context, w *runner.Work) (string, error) {
		return personID, changePerson(ctx, w, personID, login, name)
	})
	return err
}

func changePerson(ctx context.Context, w *runner.Work, personID, login, name string) error {
	if err := nameable(ctx, w, login, name, personID); err != nil {
		return err
	}
	return w.Update(ctx, "person", personID,
		store.Row{"login": login, "name": name, "sort_key": SortKey(name)}, store.Row{"left_at": int64(0)})
}

// Disable takes all duties from a person until Enable: their posts fall to
// stand-ins, their sessions end.
func (s *Service) Disable(ctx context.Context, actor runner.Actor, key, personID string) error {
	if personID == actor.PersonID {
		return errs.New(errs.Invalid, "不能停用自己")
	}
	return s.disabledAt(ctx, actor, key, "disable", personID, true)
}

// Enable gives a disabled person their duties back.
func (s *Service) Enable(ctx context.Context, actor runner.Actor, key, personID string) error {
	return s.disabledAt(ctx, actor, key, "enable", personID, false)
}

func (s *Service) disabledAt(ctx context.Context, actor runner.Actor, key, action, personID string, disabled bool) error {
	_, err := s.do(ctx, actor, key, action, func(ctx context.Context, w *runner.Work) (string, error) {
		at := int64(0)
		if disabled {
			at = w.Millis()
			posts, err := postsOf(ctx, w, personID)
			if err != nil {
				return "", err
			}
			if err := othersAdminister(ctx, w, personID, posts, "没有停用"); err != nil {
				return "", err
			}
		}
		if err := w.Update(ctx, "person", personID, store.Row{"disabled_at": at}, store.Row{"left_at": int64(0)}); err != nil {
			return "", err
		}
		return personID, s.tell(ctx, w, personID)
	})
	return err
}
