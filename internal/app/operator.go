package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"guiju.cn/guiju/internal/admin"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/web"
)

// operator is who works at the machine itself: evidence says so, and names
// nobody's account.
var operator = runner.Actor{Via: "command"}

// peopleForm is the one table that can be imported.
const peopleForm = "people"

// Import reads a table: departments, people and posts. Errors are named line by
// line and nothing is written; with check nothing is written either way. First
// passwords of new people are printed once.
func (a *App) Import(ctx context.Context, form string, table io.Reader, check bool, out io.Writer) (err error) {
	defer errs.Wrap(&err, "app.Import(%s)", form)
	if r, known := a.Modules.Register(form); known {
		return errs.Newf(errs.Invalid, "%s由办理自动写入，不能导入；可以导入的表：%s（第一行：%s）", r.Title, peopleForm, strings.Join(org.ImportColumns, "、"))
	}
	if form != peopleForm {
		return errs.Newf(errs.Invalid, "没有表 %s；可以导入的表：%s（第一行：%s）", form, peopleForm, strings.Join(org.ImportColumns, "、"))
	}
	data, err := io.ReadAll(table)
	if err != nil {
		return err
	}
	book, err := admin.Preview(data)
	if err != nil {
		return err
	}
	how := org.Importing{From: a.DB.Now()}
	changes, wrong, err := a.Org.TryImport(ctx, operator, book, how)
	if err != nil {
		return err
	}
	wrong = append(slices.Clone(book.Errors), wrong...)
	for _, e := range wrong {
		if _, err := fmt.Fprintln(out, rowError(e)); err != nil {
			return err
		}
	}
	if len(wrong) > 0 {
		return errs.Newf(errs.Invalid, "没有导入：有 %d 处要改", len(wrong))
	}
	if _, err := fmt.Fprintf(out, "%d 行，%d 人，%d 个科室，改动 %d 处\n", len(book.Rows), book.People, book.Departments, len(changes)); err != nil || check {
		return err
	}
	accounts, err := a.importBook(ctx, book, how)
	for _, f := range accounts {
		if _, err := fmt.Fprintf(out, "%s　首次密码：%s\n", f.Login, f.Password); err != nil {
			return err
		}
	}
	return err
}

// Export writes a register as xlsx, pdf or json, filtered as on its page. The
// operator reads all of it.
func (a *App) Export(ctx context.Context, form, format string, filters url.Values, out io.Writer) (err error) {
	defer errs.Wrap(&err, "app.Export(%s)", form)
	r, known := a.Modules.Register(form)
	if !known {
		var all []string
		for _, m := range a.Modules {
			for _, r := range m.Registers {
				all = append(all, r.ID+" "+r.Title)
			}
		}
		return errs.Newf(errs.Invalid, "没有登记表 %s；可以导出的：%s", form, strings.Join(all, "、"))
	}
	filter, issues := web.ReadFilter(r, filters)
	if len(issues) > 0 {
		return errs.New(errs.Invalid, issues[0].Message)
	}
	rows, err := r.Rows(ctx, a.DB.Read(), r.Whole(filter, web.ExportMost))
	if err != nil {
		return err
	}
	if rows.Count > int64(len(rows.Rows)) {
		return errs.Newf(errs.Invalid, "共 %d 行，一次最多导出 %d 行，用 -from、-to 缩小范围", rows.Count, web.ExportMost)
	}
	if format == "json" {
		columns := make([]string, len(r.Columns))
		for i, c := range r.Columns {
			columns[i] = c.Title
		}
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		return enc.Encode(map[string]any{"form": r.ID, "title": r.Title, "columns": columns, "rows": rows.Rows})
	}
	data, _, err := web.Export(web.ExportAsk{Register: r, Rows: rows, Filter: filter, Format: format, Bureau: a.Bureau.Name(ctx), By: "命令行", At: a.DB.Now(), Note: a.note(), Fonts: a.Fonts})
	if err != nil {
		return err
	}
	_, err = out.Write(data)
	return err
}

// Users lists who works here, one a line: log-in name, name, state.
func (a *App) Users(ctx context.Context, out io.Writer) error {
	people, err := org.People(ctx, a.DB.Read())
	if err != nil {
		return err
	}
	for _, p := range people {
		state := "在用"
		if !p.Active() {
			state = "已停用"
		}
		if _, err := fmt.Fprintf(out, "%s\t%s\t%s\n", p.Login, p.Name, state); err != nil {
			return err
		}
	}
	return nil
}

// person finds an account for the operator.
func (a *App) person(ctx context.Context, login string) (org.PersonRow, error) {
	p, err := org.PersonByLogin(ctx, a.DB.Read(), strings.ToLower(login))
	if errs.KindOf(err) == errs.NotFound {
		return p, errs.Newf(errs.NotFound, "没有账号 %s；用 guiju user list 查看", login).With(err)
	}
	return p, err
}

// Disable takes an account's duties and sessions away, or gives them back.
func (a *App) Disable(ctx context.Context, login string, disabled bool) error {
	p, err := a.person(ctx, login)
	if err != nil {
		return err
	}
	if disabled {
		return a.Org.Disable(ctx, operator, "", p.ID)
	}
	return a.Org.Enable(ctx, operator, "", p.ID)
}

// ResetPassword gives an account a first password, to be changed at log-in; its
// sessions and tokens end.
func (a *App) ResetPassword(ctx context.Context, login string) (password string, err error) {
	p, err := a.person(ctx, login)
	if err != nil {
		return "", err
	}
	f, err := a.account(ctx, FirstAccount{}, p.ID)
	return f.Password, err
}

// MakeToken makes an API token of somebody's own rights; it is given once.
func (a *App) MakeToken(ctx context.Context, login, name, scope string, days int) (secret string, err error) {
	p, err := a.person(ctx, login)
	if err != nil {
		return "", err
	}
	return a.Account.Operator().MakeToken(ctx, p.ID, name, scope, time.Duration(days)*24*time.Hour)
}

// Tokens lists somebody's tokens, one a line: id, name, scope, end.
func (a *App) Tokens(ctx context.Context, login string, out io.Writer) error {
	p, err := a.person(ctx, login)
	if err != nil {
		return err
	}
	tokens, err := a.Account.Tokens(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, t := range tokens {
		if _, err := fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", t.ID, t.Name, t.Scope, clock.Minute(t.EndsAt)); err != nil {
			return err
		}
	}
	return nil
}

// EndToken ends one of somebody's tokens.
func (a *App) EndToken(ctx context.Context, login, id string) error {
	p, err := a.person(ctx, login)
	if err != nil {
		return err
	}
	if err := a.Account.Operator().EndToken(ctx, p.ID, id); err != nil {
		return errors.Join(errs.Newf(errs.NotFound, "%s 没有令牌 %s", login, id), err)
	}
	return nil
}
