package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// FirstPassword makes a password to be told once and changed at the first log-in.
func (s *Service) FirstPassword(ctx context.Context) (string, error) {
	least, err := s.number(ctx, passwordLength)
	return "Gj-" + ident.Secret()[:min(29, max(14, least-3))], err
}

// SetPassword gives a person a first or new password, to be changed at the next
// log-in if mustChange. by is the 系统管理员 (G-04), or "" for the program itself.
// An administrator's password that is there already takes two administrators
// (G-08).
func (s *Service) SetPassword(ctx context.Context, personID, password, by string, mustChange bool) (err error) {
	defer errs.Wrap(&err, "account.SetPassword")
	p, err := org.PersonByID(ctx, s.run.DB().Read(), personID)
	if err != nil {
		return err
	}
	c, err := s.credential(ctx, personID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if by != "" {
		if err := s.maySet(ctx, personID, by, err == nil); err != nil {
			return err
		}
	}
	if err := s.strong(ctx, password, p.Login); err != nil {
		return err
	}
	return s.store(ctx, personID, s.hash(password), c.history(), by, mustChange)
}

// maySet lets the 系统管理员 set passwords, except one that an administrator has.
func (s *Service) maySet(ctx context.Context, personID, by string, has bool) error {
	refuse := func(r *norm.Refusal) error {
		req := runner.Request{Actor: runner.Actor{PersonID: by, Via: "account"}, Action: "account.set-password"}
		return s.run.Refuse(ctx, req, r)
	}
	q := s.run.DB().Read()
	duties, err := org.Duties(ctx, q, by, s.run.Now())
	if err != nil {
		return err
	}
	if r := org.Demand(duties, org.Maintain, org.OfAccounts, "没有设置密码"); r != nil {
		return refuse(r)
	}
	if !has {
		return nil
	}
	theirs, err := org.Duties(ctx, q, personID, s.run.Now())
	if err != nil {
		return err
	}
	if slices.ContainsFunc(theirs, func(d org.Duty) bool { info, _ := org.PostByCode(d.Post); return info.Admin }) {
		return refuse(byTwo())
	}
	return nil
}

// byTwo is G-08: no administrator lets themselves in as another.
func byTwo() *norm.Refusal {
	return &norm.Refusal{
		Clause: "G-08", RuleVersion: "2026-11", Title: "没有重置密码：三员的密码由两名管理员重置",
		Detail: "系统管理员或安全保密管理员提出，另一名管理员核准。没有改动。", Remedies: []norm.Remedy{{Label: "提出重置", Action: "/dual"}},
	}
}

// PreparePassword makes a first password and what is stored of it, before the
// transaction in which two administrators decide (ruling.Dual).
func (s *Service) PreparePassword(ctx context.Context) (password, stored string, err error) {
	if password, err = s.FirstPassword(ctx); err != nil {
		return "", "", err
	}
	return password, s.hash(password), nil
}

// StorePassword gives a person a prepared password, to be changed at the next
// log-in, in the deciding transaction. Every session and token ends.
func (s *Service) StorePassword(ctx context.Context, w *runner.Work, personID, stored string) error {
	c, err := store.One[credential](ctx, w.Tx, `SELECT `+credentialColumns+` FROM credential WHERE person_id = $1`, personID)
	if err != nil {
		return err
	}
	if err := keep(ctx, w, personID, stored, c.history(), true); err != nil {
		return err
	}
	return happened(ctx, w, personID, PasswordSet, "", w.Request.Actor.PersonID)
}

// history is the earlier passwords with the present one, as many as are kept.
func (c credential) history() string {
	earlier := strings.Fields(c.Earlier + " " + c.Password)
	return strings.Join(earlier[max(0, len(earlier)-keptEarlier):], " ")
}

// ChangePassword changes one's own; the last three do not come back.
func (s *Service) ChangePassword(ctx context.Context, who Identity, old, password string) (err error) {
	defer errs.Wrap(&err, "account.ChangePassword")
	c, err := s.credential(ctx, who.PersonID)
	if err != nil {
		return err
	}
	if clock.Millis(s.run.Now()) < c.LockedUntil {
		return errs.Newf(errs.Invalid, "连续输错多次，已锁定到 %s", clock.FromMillis(c.LockedUntil).Format("15:04"))
	}
	if !s.matches(ctx, c.Password, old) {
		return errors.Join(errs.New(errs.Invalid, "现在的密码不对"), s.failed(ctx, c, ""))
	}
	if err := s.strong(ctx, password, who.Login); err != nil {
		return err
	}
	for h := range strings.FieldsSeq(c.Earlier + " " + c.Password) {
		if s.matches(ctx, h, password) {
			return errs.Newf(errs.Invalid, "新密码不能与最近 %d 次用过的相同", keptEarlier)
		}
	}
	return s.store(ctx, who.PersonID, s.hash(password), c.history(), who.PersonID, false)
}

func (s *Service) store(ctx context.Context, personID, hash, earlier, by string, mustChange bool) error {
	return s.change(ctx, personID, PasswordSet, "", by, func(ctx context.Context, w *runner.Work) error {
		return keep(ctx, w, personID, hash, earlier, mustChange)
	})
}

// keep writes a password; every session and token ends, a lock-out too.
func keep(ctx context.Context, w *runner.Work, personID, hash, earlier string, mustChange bool) error {
	must := int64(0)
	if mustChange {
		must = 1
	}
	_, err := store.Exec(ctx, w.Tx, `INSERT INTO credential (`+credentialColumns+`)
		VALUES ($1, $2, $3, $4, 0, 0, '', 0, 1, '', 1) ON CONFLICT (person_id) DO UPDATE SET password = excluded.password,
		earlier = excluded.earlier, must_change = excluded.must_change, failures = 0, locked_until = 0,
		generation = credential.generation + 1`, personID, hash, earlier, must)
	return err
}

// Rule says for people what a password must be.
func (s *Service) Rule(ctx context.Context) (string, error) {
	least, err := s.number(ctx, passwordLength)
	return fmt.Sprintf("不少于 %d 位，含大写、小写、数字、符号中的三类", least), err
}

// common are passwords that fulfil the rules and are still guessed first.
var common = []string{"password123!", "admin@123456", "qwer1234!@#$", "abcd@123456", "1qaz@wsx3edc"}

// strong refuses a password that is too easy, as Invalid.
func (s *Service) strong(ctx context.Context, password, login string) error {
	least, err := s.number(ctx, passwordLength)
	if err != nil {
		return err
	}
	if msg := weak(password, login, least); msg != "" {
		return errs.New(errs.Invalid, msg)
	}
	return nil
}

// weak says what is wrong with a password; "" if nothing.
func weak(password, login string, least int) string {
	n := utf8.RuneCountInString(password)
	lower := strings.ToLower(password)
	switch {
	case n < least:
		return fmt.Sprintf("密码不能少于 %d 位", least)
	case n > maxPassword:
		return fmt.Sprintf("密码不能超过 %d 位", maxPassword)
	case strings.Contains(lower, strings.ToLower(login)):
		return "密码不能包含登录名"
	case slices.Contains(common, lower):
		return "这个密码太常见，换一个"
	}
	classes := map[string]bool{}
	for _, r := range password {
		switch {
		case unicode.IsDigit(r):
			classes["digit"] = true
		case unicode.IsLower(r):
			classes["lower"] = true
		case unicode.IsUpper(r):
			classes["upper"] = true
		default:
			classes["other"] = true
		}
	}
	if len(classes) < 3 && n < 16 {
		return "密码须含大写、小写、数字、符号中的三类，或不少于 16 位"
	}
	return ""
}
