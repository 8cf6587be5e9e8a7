package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"guiju.cn/guiju/internal/bureau"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/seal"
)

// FirstAccount is an account with the password that is told once.
type FirstAccount struct{ Post, Login, Name, Password string }

// Begun is what Init has made.
type Begun struct {
	Accounts []FirstAccount
	Missing  []string // steps of the first run that are still to be done
	Opened   bool
}

// Tell writes what was made to out, and the first passwords, which are told only
// once, to secrets.
func (b *Begun) Tell(out, secrets io.Writer) error {
	var lines, told strings.Builder
	told.WriteString("首次密码，只显示这一次，首次登录须修改：\n")
	for _, f := range b.Accounts {
		fmt.Fprintf(&told, "  %s　%s　%s　首次密码：%s\n", f.Post, f.Name, f.Login, f.Password)
	}
	switch {
	case b.Opened:
		lines.WriteString("已正式启用。\n")
	case len(b.Missing) == 0:
		lines.WriteString("都齐了，用 xitong 登录，在“启用准备”里正式启用。\n")
	default:
		fmt.Fprintf(&lines, "还缺 %d 项：%s。\n运行 guiju serve，用 xitong 登录，接着做“启用准备”。\n", len(b.Missing), strings.Join(b.Missing, "、"))
	}
	if _, err := io.WriteString(secrets, told.String()); err != nil {
		return err
	}
	_, err := io.WriteString(out, lines.String())
	return err
}

// Init makes a new bureau of a plan in an empty database: its name, the three
// administrators, and whatever else the plan has. What can be wrong by itself is
// looked at first. Where something fails later, what was made is given beside the
// error, for its first passwords are told nowhere else; nil means nothing was made.
func (a *App) Init(ctx context.Context, p Plan) (_ *Begun, err error) {
	defer errs.Wrap(&err, "app.Init")
	n, err := store.Value[int64](ctx, a.DB.Read(), `SELECT COUNT(*) FROM person`)
	if err != nil {
		return nil, err
	}
	if n > 0 {
		return nil, errors.New("这里已经建过单位；其余的用 xitong 登录，在“启用准备”里做")
	}
	if err := a.faces(); err != nil {
		return nil, err
	}
	var series []string
	for _, s := range a.Modules.Series() {
		series = append(series, s.Name)
	}
	if err := p.check(series); err != nil {
		return nil, err
	}
	begun := &Begun{}
	for _, step := range []func(context.Context, Plan, *Begun) error{a.administrators, a.initPeople, a.initStandIns, a.initNumbers, a.initRules, a.initSeals, a.declarations} {
		if err = step(ctx, p, begun); err != nil {
			break
		}
	}
	missing, unread := a.Admin.Missing(ctx, a.DB.Read())
	begun.Missing = missing
	if err := errors.Join(err, unread); err != nil || !p.Open {
		return begun, err
	}
	if err := a.Bureau.Open(ctx, operator, "", a.Admin.Missing); err != nil {
		return begun, err
	}
	begun.Opened = true
	return begun, nil
}

func (a *App) administrators(ctx context.Context, p Plan, begun *Begun) error {
	if err := a.Bureau.Rename(ctx, operator, "", p.Bureau); err != nil {
		return err
	}
	dept, err := a.Org.AddDepartment(ctx, operator, "", org.AdminDepartment, "系统管理")
	if err != nil {
		return err
	}
	for _, post := range administrators {
		info, _ := org.PostByCode(post)
		name := p.Administrators[post]
		if name == "" {
			name = info.Name
		}
		id, err := a.Org.Hire(ctx, operator, "", post, name, post, dept, a.DB.Now())
		if err != nil {
			return err
		}
		f, err := a.account(ctx, FirstAccount{Post: info.Name, Login: post, Name: name}, id)
		if err != nil {
			return err
		}
		begun.Accounts = append(begun.Accounts, f)
	}
	return nil
}

// account gives a first password, to be changed at the first log-in.
func (a *App) account(ctx context.Context, f FirstAccount, personID string) (_ FirstAccount, err error) {
	if f.Password, err = a.Account.FirstPassword(ctx); err != nil {
		return f, err
	}
	return f, a.Account.Operator().SetPassword(ctx, personID, f.Password, "", true)
}

func (a *App) initPeople(ctx context.Context, p Plan, begun *Begun) error {
	if p.People == "" {
		return nil
	}
	how := org.Importing{From: a.DB.Now()}
	_, wrong, err := a.Org.TryImport(ctx, operator, p.book, how)
	if err := errors.Join(err, rowErrors(wrong)); err != nil {
		return err
	}
	accounts, err := a.importBook(ctx, p.book, how)
	begun.Accounts = append(begun.Accounts, accounts...)
	return err
}

// importBook imports a book and gives the accounts of those who are new.
func (a *App) importBook(ctx context.Context, book org.Preview, how org.Importing) (accounts []FirstAccount, err error) {
	fresh, err := a.Org.ApplyImport(ctx, operator, "", book, how)
	if err != nil {
		return nil, err
	}
	for _, r := range book.Rows {
		id := fresh[r.Login]
		if id == "" {
			continue
		}
		delete(fresh, r.Login)
		f, err := a.account(ctx, FirstAccount{Post: r.Dept + r.Post, Login: r.Login, Name: r.Name}, id)
		if err != nil {
			return accounts, err
		}
		accounts = append(accounts, f)
	}
	return accounts, nil
}

func (a *App) initStandIns(ctx context.Context, p Plan, _ *Begun) error {
	if !p.StandIns {
		return nil
	}
	posts, err := org.DatedPosts(ctx, a.DB.Read(), org.PostsAsked{At: clock.Millis(a.DB.Now())})
	if err != nil {
		return err
	}
	have, err := org.StandIns(ctx, a.DB.Read())
	if err != nil {
		return err
	}
	return a.Org.AddStandIns(ctx, operator, "", org.ProposeStandIns(posts, have))
}

func (a *App) initNumbers(ctx context.Context, p Plan, _ *Begun) error {
	for _, s := range a.Modules.Series() {
		n, ok := p.Numbers[s.Name]
		if !ok {
			continue
		}
		if err := a.Bureau.StartSeries(ctx, operator, "", bureau.Start{Series: s.Name, Last: n.Last, Note: n.Note, Ever: s.Ever}); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) initRules(ctx context.Context, p Plan, _ *Begun) error {
	for _, r := range p.Rules {
		if err := a.initRule(ctx, p, r); err != nil {
			return fmt.Errorf("%s: %w", r.Title, err)
		}
	}
	return nil
}

func (a *App) initRule(ctx context.Context, p Plan, r PlanRule) (err error) {
	f, err := os.Open(p.path(r.File))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	id, _, err := a.Web.StoreUpload(ctx, operator, ident.Secret(), filepath.Base(r.File), f)
	if err != nil {
		return err
	}
	return a.Bureau.AdoptRule(ctx, operator, "", bureau.Rule{Title: r.Title, AdoptedOn: r.AdoptedOn, FileID: id})
}

// declarations are what the plan declares; who runs the command answers for it.
func (a *App) declarations(ctx context.Context, p Plan, _ *Begun) error {
	if p.Holidays {
		if err := a.Bureau.CheckHolidays(ctx, operator, "", clock.DateOf(a.DB.Now()).Year()); err != nil {
			return err
		}
	}
	if p.Unclassified {
		return a.Bureau.Declare(ctx, operator, "")
	}
	return nil
}

// openNow lets a demo bureau begin, whatever a real one would still have to do;
// year is the one in which its demonstration ends.
func (a *App) openNow(ctx context.Context, name string, year int) error {
	if err := a.Bureau.Rename(ctx, operator, "", name); err != nil {
		return err
	}
	if err := a.Bureau.Declare(ctx, operator, ""); err != nil {
		return err
	}
	for _, s := range a.Modules.Series() {
		if err := a.Bureau.StartSeries(ctx, operator, "", bureau.Start{Series: s.Name, Ever: s.Ever}); err != nil {
			return err
		}
	}
	if err := a.Bureau.CheckHolidays(ctx, operator, "", year); err != nil {
		return err
	}
	return a.Bureau.Open(ctx, operator, "", func(context.Context, store.Querier) ([]string, error) { return nil, nil })
}

func (a *App) initSeals(ctx context.Context, p Plan, _ *Begun) error {
	for _, s := range p.Seals {
		in := seal.Found{Name: s.Name, Class: s.Class, Diameter: s.Diameter, Place: s.Place, EnabledOn: s.EnabledOn, Paper: s.Paper}
		for _, known := range []struct {
			to                         *string
			table, column, value, what string
		}{{&in.Dept, "department", "code", s.Dept, "科室"}, {&in.Keeper, "person", "login", s.Keeper, "保管人"}, {&in.Deputy, "person", "login", s.Deputy, "B 角"}} {
			if known.value == "" && known.to == &in.Deputy {
				continue
			}
			var err error
			*known.to, err = store.Value[string](ctx, a.DB.Read(), `SELECT id FROM `+known.table+` WHERE `+known.column+` = $1`, known.value)
			if errors.Is(err, store.ErrNotFound) {
				err = errs.Newf(errs.Invalid, "印章 %s 的%s %q 不在系统里", s.Name, known.what, known.value).With(err)
			}
			if err != nil {
				return err
			}
		}
		if err := seal.Enter(ctx, a.Run, operator, "", in); err != nil {
			return err
		}
	}
	return nil
}
