package admin

import (
	"fmt"

	"guiju.cn/guiju/internal/account"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

// everybody are the people as options, those who left too: a log is about them
// as well.
func everybody(c *web.Call) ([]form.Option, error) {
	people, err := store.All[org.PersonRow](c.Context(), c.Q(), `SELECT id, login, name, left_at, COALESCE(disabled_at, 0) AS disabled_at FROM person ORDER BY sort_key, id`)
	var options []form.Option
	for _, p := range people {
		options = append(options, form.Option{Value: p.ID, Label: p.Name + "（" + p.Login + "）"})
	}
	return options, err
}

func eventOptions() []form.Option {
	var options []form.Option
	for _, e := range account.Events {
		options = append(options, form.Option{Value: string(e), Label: e.Name()})
	}
	return options
}

func accountFilters(people []form.Option) []form.Field {
	return []form.Field{
		{Name: "person", Label: "账号", Kind: form.Choice, Options: people}, {Name: "event", Label: "事件", Kind: form.Choice, Options: eventOptions()},
		{Name: "from", Label: "日期自", Kind: form.DateKind}, {Name: "to", Label: "至", Kind: form.DateKind},
	}
}

// accounts is the log of log-ins and of what happened to accounts.
func (a *Admin) accounts(c *web.Call) error {
	people, err := everybody(c)
	if err != nil {
		return err
	}
	fields := accountFilters(people)
	filter, _ := web.ReadFilter(module.Register{Filters: fields}, c.URL.Query())
	f := account.EventFilter{PersonID: filter["person"], Event: account.Event(filter["event"]), From: clock.Date(filter["from"]), To: clock.Date(filter["to"])}
	if format := c.URL.Query().Get("format"); format == "xlsx" || format == "pdf" {
		list, count, err := account.Log(c.Context(), c.Q(), f, 0, web.ExportMost)
		if err != nil {
			return err
		}
		return c.ExportAs(accountRegister(), accountRows(list, count), filter, format)
	}
	page := c.PageNumber()
	list, count, err := account.Log(c.Context(), c.Q(), f, (page-1)*perPage, perPage)
	if err != nil {
		return err
	}
	filters, err := c.FilterForm("/accounts", fields, filter)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "账号记录", Columns: []ui.Column{{Label: "时间"}, {Label: "账号", Title: true}, {Label: "事件", LabelM: true}, {Label: "地址", LabelM: true}, {Label: "谁做的", LabelM: true}}, Empty: &ui.Empty{Title: "没有符合筛选的记录", Actions: []ui.Link{{Label: "清除筛选", Href: "/accounts"}}}}
	for _, e := range list {
		row := ui.Row{Cells: []ui.Cell{{Text: web.Stamp(e.At)}, {Text: e.Person, Note: e.Login}, {Text: e.Event.Name()}, {Text: orDash(e.Address)}, {Text: byWhom(e)}}}
		if e.Event == account.Locked {
			row.Tone, row.Cells[2].Tone = ui.Red, ui.Red
		}
		t.Rows = append(t.Rows, row)
	}
	view := ui.TablePage{Title: "账号记录", Lead: "登录、退出、锁定、密码、动态码、令牌；每一条都在审计链上", Actions: exports(c, "/accounts"),
		Parts: []ui.TablePart{{Title: "记录", Note: fmt.Sprintf("%d 条", count), Filters: filters, Table: t, Pager: c.Pager(int(count), len(list))}}}
	return c.Show(nil, view.Title, nil, ui.Tables(view))
}

// byWhom names who did it: nobody for the program itself, 本人 for oneself.
func byWhom(e account.EventRow) string {
	switch e.By {
	case "":
		return "--"
	case e.Person:
		return "本人"
	}
	return e.By
}

// exports are the links that give the same list as a file.
func exports(c *web.Call, here string) []ui.Link {
	q := c.URL.Query()
	q.Del("page")
	with := func(format string) string {
		q.Set("format", format)
		return here + "?" + q.Encode()
	}
	return []ui.Link{{Label: "导出 Excel", Href: with("xlsx"), Icon: ui.IconDownload}, {Label: "打印", Href: with("pdf"), Icon: ui.IconPrint}}
}

func accountRegister() module.Register {
	return module.Register{ID: "账号记录", Title: "账号记录", Signers: []string{"安全审计员"}, Columns: []flow.Column{
		{Title: "时间", Weight: 14}, {Title: "姓名", Weight: 10}, {Title: "登录名", Weight: 14}, {Title: "事件", Weight: 14}, {Title: "地址", Weight: 16}, {Title: "谁做的", Weight: 10},
	}}
}

func accountRows(list []account.EventRow, count int64) module.Rows {
	rows := module.Rows{Count: count}
	for _, e := range list {
		rows.Rows = append(rows.Rows, module.Row{Cells: []string{web.Stamp(e.At), e.Person, e.Login, e.Event.Name(), orDash(e.Address), byWhom(e)}})
	}
	return rows
}
