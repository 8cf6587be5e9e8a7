package web

import (
	"slices"
	"strings"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/web/ui"
)

var (
	periodOf      = []form.Field{{Name: "from", Label: "自", Kind: form.DateKind, Required: true, Width: "s"}, {Name: "to", Label: "至", Kind: form.DateKind, Required: true, Width: "s", Hint: "这一天也算"}}
	absenceFields = append(slices.Clone(periodOf), form.Field{Name: "reason", Label: "原因", Kind: form.Text, Required: true, Width: "m", Hint: "如 出差、休假；会显示给按顶岗表接办的人"})
	proxyFields   = append(append([]form.Field{{Name: "taker", Label: "代理人", Kind: form.Person, Required: true, OptionsFrom: "people", Width: "m"}}, periodOf...),
		form.Field{Name: "reason", Label: "原因", Kind: form.Text, Required: true, Width: "m"},
		form.Field{Name: "kinds", Label: "只代理这些业务", Kind: form.Choices, OptionsFrom: "kinds", Hint: "不选就是全部"})
)

// whole reads from and to as whole days in Shanghai.
func whole(v map[string]string) (from, to time.Time) {
	return clock.Date(v["from"]).Time(0, 0), clock.Date(v["to"]).AddDays(1).Time(0, 0)
}

// lasts writes a period of whole days: 2026-11-24 至 2026-11-26.
func lasts(fromMs, toMs int64) string {
	return clock.Day(fromMs) + " 至 " + clock.Day(toMs-1)
}

func (c *Call) myAbsences(failed *Failed) (ui.TablePart, error) {
	list, err := org.Absences(c.Context(), c.web.q(), c.who.PersonID)
	now := clock.Millis(c.web.now())
	t := ui.Table{Caption: "外出", Columns: []ui.Column{{Label: "期间"}, {Label: "原因", Title: true}, {Label: "状态", LabelM: true}, {Label: "操作"}}, Empty: &ui.Empty{Title: "没有登记外出"}}
	for _, a := range list {
		state, act := ui.Cell{Text: "已结束"}, ui.Cell{}
		if a.ToAt > now {
			state = ui.Cell{Text: "外出中", Tone: ui.Amber}
			if a.FromAt > now {
				state = ui.Cell{Text: "还没有开始"}
			}
			act.Acts = []ui.RowAct{{Label: "已返岗", About: lasts(a.FromAt, a.ToAt), Action: "/me/absences/" + a.ID, Hidden: c.Token()}}
		}
		t.Rows = append(t.Rows, ui.Row{Void: a.ToAt <= a.FromAt, Cells: []ui.Cell{{Text: lasts(a.FromAt, max(a.ToAt, a.FromAt+1))}, {Text: a.Reason}, state, act}})
	}
	view := failed.Fill(ui.FormView{ID: "away", Action: "/me/absences", Hidden: c.Token(), Submit: "登记外出", Fields: absenceFields})
	return ui.TablePart{Title: "外出", Note: "外出期间轮到你的岗位的事项，按顶岗表转给顶岗的人", Table: t, Below: ui.Fold("登记外出", failed.Of("away"), ui.Form(view))}, err
}

func (w *Web) recordAbsence(c *Call) error {
	return c.Do("away", absenceFields, (*Call).mePage, "已登记外出", "/me", func(v map[string]string) error {
		from, to := whole(v)
		_, err := w.Org.RecordAbsence(c.Context(), c.actor(), c.Key(), from, to, v["reason"])
		return err
	})
}

func (w *Web) endAbsence(c *Call) error {
	return c.Do("absence", nil, (*Call).mePage, "已登记返岗", "/me", func(map[string]string) error {
		return w.Org.Return(c.Context(), c.actor(), c.Key(), c.PathValue("id"))
	})
}

// kindOptions are the kinds of cases, for a proxy that is for some only.
func (c *Call) kindOptions() []form.Option {
	var options []form.Option
	for _, k := range c.web.Engine.Kinds() {
		options = append(options, form.Option{Value: k.ID, Label: k.Name})
	}
	return options
}

// KindNames names the kinds that a proxy is for: 全部业务, or 收文、用印.
func (c *Call) KindNames(ids []string) string {
	var names []string
	for _, o := range c.kindOptions() {
		if slices.Contains(ids, o.Value) {
			names = append(names, o.Label)
		}
	}
	return numberOr(strings.Join(names, "、"), "全部业务")
}

func (c *Call) myProxies(failed *Failed) (ui.TablePart, error) {
	list, err := org.Proxies(c.Context(), c.web.q(), c.who.PersonID)
	if err != nil {
		return ui.TablePart{}, err
	}
	choices, err := c.choices(proxyFields)
	if err != nil {
		return ui.TablePart{}, err
	}
	choices["kinds"] = c.kindOptions()
	now := clock.Millis(c.web.now())
	t := ui.Table{Caption: "代理", Columns: []ui.Column{{Label: "代理", Title: true}, {Label: "期间"}, {Label: "业务", LabelM: true}, {Label: "原因", LabelM: true}, {Label: "操作"}}, Empty: &ui.Empty{Title: "没有代理", Lead: "外出时请他人代你办理；记录中写明代理谁。本人的申请不能由代理人审批。"}}
	for _, p := range list {
		name, act := "我代理 "+p.Giver, ui.Cell{Text: "已结束"}
		if p.GiverID == c.who.PersonID {
			name = p.Taker + " 代理我"
		}
		if p.ToAt > now {
			act = ui.Cell{}
			if p.GiverID == c.who.PersonID {
				act.Acts = []ui.RowAct{{Label: "收回", About: name, Action: "/me/proxies/" + p.ID, Hidden: c.Token()}}
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: name}, {Text: lasts(p.FromAt, max(p.ToAt, p.FromAt+1))}, {Text: c.KindNames(p.KindIDs())}, {Text: p.Reason}, act}})
	}
	view := failed.Fill(ui.FormView{ID: "proxy", Action: "/me/proxies", Hidden: c.Token(), Submit: "授权代理", Fields: proxyFields, Options: choices})
	return ui.TablePart{Title: "代理", Table: t, Below: ui.Fold("授权代理", failed.Of("proxy"), ui.Form(view))}, nil
}

// ProxyFrom reads the form of a proxy; giverID is whose duties it hands on.
func (c *Call) proxyFrom(v map[string]string, giverID string) error {
	kinds := c.typed["kinds"]
	if slices.ContainsFunc(kinds, func(id string) bool { _, ok := c.web.Engine.Kind(id); return !ok }) {
		return errs.New(errs.Invalid, "代理的业务不在可选的范围内")
	}
	from, to := whole(v)
	_, err := c.web.Org.GiveProxyFor(c.Context(), c.actor(), c.Key(), giverID, v["taker"], kinds, from, to, v["reason"])
	return err
}

func (w *Web) giveProxy(c *Call) error {
	return c.Do("proxy", proxyFields, (*Call).mePage, "已授权代理", "/me", func(v map[string]string) error { return c.proxyFrom(v, c.who.PersonID) })
}

func (w *Web) endProxy(c *Call) error {
	return c.Do("proxies", nil, (*Call).mePage, "已收回代理", "/me", func(map[string]string) error {
		return w.Org.EndProxy(c.Context(), c.actor(), c.Key(), c.PathValue("id"))
	})
}
