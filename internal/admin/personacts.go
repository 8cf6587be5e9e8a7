package admin

import (
	"context"
	"strconv"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

func number(n int64) string { return strconv.FormatInt(n, 10) }

func (a *Admin) rename(c *web.Call) error {
	return a.onPage(c, "rename", renameFields, "已保存", func(v map[string]string) error {
		return a.Org.ChangePerson(c.Context(), c.Actor(), c.Key(), c.PathValue("id"), v["login"], v["name"])
	})
}

func (a *Admin) appoint(c *web.Call) error {
	return a.onPage(c, "appoint", appointFields, "已任命", func(v map[string]string) error {
		_, err := a.Org.Appoint(c.Context(), c.Actor(), c.Key(), c.PathValue("id"), v["post"], v["dept"], a.from(v["from"]))
		return err
	})
}

// endPost ends a post now, or at a day that was typed.
func (a *Admin) endPost(c *web.Call) error {
	id, fields := c.PathValue("holding"), []form.Field(nil)
	if id == "by-date" {
		id = c.Typed().Get("holding")
		fields = []form.Field{{Name: "at", Label: "结束日期", Kind: form.DateKind, Required: true}}
	}
	return a.onPage(c, "end", fields, "已结束任职", func(v map[string]string) error {
		if err := a.own(c, "holding", "person_id", id); err != nil {
			return err
		}
		return a.Org.EndHolding(c.Context(), c.Actor(), c.Key(), id, a.from(v["at"]))
	})
}

// own checks that a row belongs to the person of the page: every nested id is
// held against its parent (D8).
func (a *Admin) own(c *web.Call, table, column, id string) error {
	whose, err := store.Value[string](c.Context(), c.Q(), `SELECT `+column+` FROM `+table+` WHERE id = $1`, id)
	if err == nil && whose != c.PathValue("id") {
		return store.ErrNotFound
	}
	return err
}

func (a *Admin) resetPassword(c *web.Call) error {
	password := ""
	return c.DoThen("password", nil, a.personPage, func(map[string]string) (err error) {
		password, err = a.firstPassword(c.Context(), c.PathValue("id"), c.Who().PersonID)
		return err
	}, func() error { return a.showPassword(c, "已重置密码", c.PathValue("id"), password) })
}

func (a *Admin) unlock(c *web.Call) error {
	return a.onPage(c, "unlock", nil, "已解除锁定", func(map[string]string) error {
		return a.Account.Unlock(c.Context(), c.PathValue("id"), c.Who().PersonID)
	})
}

func (a *Admin) endSessions(c *web.Call) error {
	return a.onPage(c, "sessions", nil, "已结束全部登录", func(map[string]string) error {
		if _, err := org.PersonByID(c.Context(), c.Q(), c.PathValue("id")); err != nil {
			return err
		}
		return a.Account.EndAll(c.Context(), c.PathValue("id"), c.Who().PersonID)
	})
}

func (a *Admin) disable(c *web.Call) error {
	return a.onPage(c, "disable", nil, "已停用，岗位上的事按顶岗表接办", func(map[string]string) error {
		return a.Org.Disable(c.Context(), c.Actor(), c.Key(), c.PathValue("id"))
	})
}

func (a *Admin) enable(c *web.Call) error {
	return a.onPage(c, "enable", nil, "已恢复", func(map[string]string) error {
		return a.Org.Enable(c.Context(), c.Actor(), c.Key(), c.PathValue("id"))
	})
}

func (a *Admin) giveProxy(c *web.Call) error {
	return a.onPage(c, "proxy", web.ProxyFields(), "已授权代理", func(v map[string]string) error {
		return c.GiveProxy(v, c.PathValue("id"))
	})
}

func (a *Admin) recordAbsence(c *web.Call) error {
	return a.onPage(c, "away", web.AbsenceFields(), "已登记外出", func(v map[string]string) error {
		from, to := web.Whole(v)
		_, err := a.Org.RecordAbsenceFor(c.Context(), c.Actor(), c.Key(), c.PathValue("id"), from, to, v["reason"])
		return err
	})
}

func (a *Admin) endAbsence(c *web.Call) error {
	return a.onPage(c, "absence", nil, "已登记返岗", func(map[string]string) error {
		if err := a.own(c, "absence", "person_id", c.PathValue("absence")); err != nil {
			return err
		}
		return a.Org.Return(c.Context(), c.Actor(), c.Key(), c.PathValue("absence"))
	})
}

// endProxy ends a proxy that the person of the page has given or taken.
func (a *Admin) endProxy(c *web.Call) error {
	return a.onPage(c, "proxies", nil, "已收回代理", func(map[string]string) error {
		id := c.PathValue("proxy")
		if err := a.own(c, "proxy", "giver_id", id); err != nil {
			if err := a.own(c, "proxy", "taker_id", id); err != nil {
				return err
			}
		}
		return a.Org.EndProxy(c.Context(), c.Actor(), c.Key(), id)
	})
}

// held is all that a person holds: of org, of every specification, of the flows.
func (a *Admin) held() []org.Held { return []org.Held{a.Modules.Held, flow.HeldBy} }

// leaving is the page that must be empty before somebody leaves (F23).
func (a *Admin) leaving(c *web.Call) error { return a.leavePage(c, nil) }

func (a *Admin) leavePage(c *web.Call, failed *web.Failed) error {
	p, err := org.PersonByID(c.Context(), c.Q(), c.PathValue("id"))
	if err != nil {
		return err
	}
	things, err := org.Holdings(c.Context(), c.Q(), p.ID, c.Now(), a.held()...)
	if err != nil {
		return err
	}
	view := ui.Holdings{Person: p.Name + " 离岗", Line: "登录名 " + p.Login + " · 名下的每一样都交接出去以后，才能办理离岗", Open: len(things)}
	for _, kind := range heldKinds(things) {
		view.Sections = append(view.Sections, a.heldSection(c, p, kind, things))
	}
	if p.LeftAt == 0 && len(things) == 0 && c.Holds("xitong") {
		view.Below = ui.Said("办理离岗", []string{"办理以后账号不能再登录，姓名和办过的事都保留。这一步不能撤回。"}, ui.PostButton("办理离岗", "/people/"+p.ID+"/leave", c.Token(), "btn-danger-o"))
	}
	return c.Show(failed, view.Person, personCrumbs(p, "办理离岗"), ui.HoldingsPage(view))
}

// heldKinds are the sections of the page: those of the organisation always, those
// of the specifications where there is something.
func heldKinds(things []org.HeldThing) []string {
	kinds := []string{"岗位", "分管", "保管", "待办事项", "代理", "草稿"}
	seen := map[string]bool{}
	for _, k := range kinds {
		seen[k] = true
	}
	for _, t := range things {
		if !seen[t.Kind] {
			seen[t.Kind] = true
			kinds = append(kinds, t.Kind)
		}
	}
	return kinds
}

func (a *Admin) heldSection(c *web.Call, p org.PersonRow, kind string, things []org.HeldThing) ui.Holding {
	s := ui.Holding{Label: kind}
	t := ui.Table{Caption: kind, Columns: []ui.Column{{Label: kind, Title: true}, {Label: "怎样交接", LabelM: true}}}
	for _, x := range things {
		if x.Kind == kind {
			if x.Number != "" && c.Holds("xitong", "anquan", "shenji") {
				x.Name, x.Link = x.Number, "" // what a case says is not theirs to read
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Name, Href: x.Link}, {Text: orDash(x.TakenBy)}}})
		}
	}
	s.Table = t
	if kind == "草稿" && len(t.Rows) > 0 && c.Holds("xitong") {
		s.Below = ui.PostButton("删去全部草稿", "/people/"+p.ID+"/drafts", c.Token(), "btn-plain")
	}
	return s
}

func (a *Admin) leave(c *web.Call) error {
	return c.Do("leave", nil, a.leavePage, "已办理离岗", "/people/"+c.PathValue("id"), func(map[string]string) error {
		return a.Org.Leave(c.Context(), c.Actor(), c.Key(), c.PathValue("id"), a.held()...)
	})
}

func (a *Admin) dropDrafts(c *web.Call) error {
	return c.Do("drafts", nil, a.leavePage, "草稿已删去", "/people/"+c.PathValue("id")+"/leave", func(map[string]string) error {
		return a.drop(c.Context(), c.PathValue("id"))
	})
}

func (a *Admin) drop(ctx context.Context, personID string) error {
	return flow.DropDrafts(ctx, a.Engine.Runner().DB(), personID)
}
