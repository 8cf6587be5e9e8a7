package web

import (
	"fmt"
	"net/url"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/search"
	"guiju.cn/guiju/internal/web/ui"
)

// search finds what the reader may see: matters, and on the first page clauses
// and people too.
func (w *Web) search(c *Call) error {
	look, view := c.look()
	if look.Text == "" {
		return c.page("搜索", nil, ui.Search(view))
	}
	found, err := w.Engine.Find(c.Context(), w.q(), c.who.PersonID, look)
	if err != nil {
		return err
	}
	view.Summary = fmt.Sprintf("“%s”找到 %s 件", look.Text, totalText(found.Total))
	view.Empty = &ui.Empty{Title: "没有找到“" + look.Text + "”", Lead: "换一个词，或去掉一部分再找；只能找到你可查看的事项。"}
	if look.Kind != "" || look.From != "" || look.To != "" {
		view.Empty.Actions = []ui.Link{{Label: "清除筛选", Href: "/search?q=" + url.QueryEscape(look.Text)}}
	}
	for _, f := range found.Hits {
		view.Hits = append(view.Hits, c.hit(f))
	}
	page := pageNumber(c)
	view.Pager = pages(c.Request, page, int(found.Total), len(found.Hits))
	if page == 1 {
		view.Groups = c.clausesFound(look.Text)
		people, err := c.peopleFound(look.Text)
		if err != nil {
			return err
		}
		view.Groups = append(view.Groups, people...)
	}
	return c.page("搜索", nil, ui.Search(view))
}

// look reads what is looked for from the address.
func (c *Call) look() (flow.Look, ui.SearchPage) {
	q, page := c.URL.Query(), pageNumber(c)
	kinds := form.Field{Name: "kind", Label: "业务", Kind: form.Choice}
	for _, k := range c.web.Engine.Kinds() {
		kinds.Options = append(kinds.Options, form.Option{Value: k.ID, Label: k.Name})
	}
	fields := []form.Field{kinds, {Name: "from", Label: "发起日期自", Kind: form.DateKind}, {Name: "to", Label: "发起日期至", Kind: form.DateKind}}
	look := flow.Look{Text: strings.TrimSpace(q.Get("q")), Page: flow.Page{Skip: (page - 1) * listMost, Most: listMost}}
	view := ui.SearchPage{Query: look.Text, Action: "/search", Summary: "标题、文号、意见、文件正文、人员；几个词用空格隔开", Empty: &ui.Empty{Title: "输入要找的词"}}
	values := map[string]string{}
	for _, f := range fields {
		value, msg := form.ParseOne(f, q.Get(f.Name))
		if msg != "" {
			view.Issue = msg
			continue
		}
		values[f.Name] = value
	}
	look.Kind, look.From, look.To = values["kind"], clock.Date(values["from"]), clock.Date(values["to"])
	view.Filters = filters(fields, values)
	return look, view
}

func (c *Call) hit(f flow.Found) ui.Hit {
	hit := ui.Hit{Title: shown(f.Marked), Href: "/cases/" + f.CaseID, Number: f.Number, Note: string(f.State) + " · " + clock.Day(f.At), Why: f.Why, Snippet: shown(f.Snippet)}
	if k, ok := c.web.Engine.Kind(f.Kind); ok {
		hit.Kind = k.Name
	}
	if f.Urgency != "" {
		hit.Tag = ui.Tag{Text: f.Urgency, Tone: urgencyTone(f.Urgency)}
	}
	return hit
}

func shown(pieces []search.Piece) []ui.Piece {
	out := make([]ui.Piece, len(pieces))
	for i, p := range pieces {
		out[i] = ui.Piece(p)
	}
	return out
}

// alsoMost is how many clauses, and how many people, stand beside the matters.
const alsoMost = 3

func (c *Call) clausesFound(text string) []ui.SearchGroup {
	found := c.web.Engine.Runner().Norm().Search(text)
	if len(found) == 0 {
		return nil
	}
	group := ui.SearchGroup{Title: "工作规范", More: ui.Link{Label: fmt.Sprintf("全部 %d 条", len(found)), Href: "/norms?q=" + url.QueryEscape(text)}}
	for _, clause := range found[:min(alsoMost, len(found))] {
		_, part := search.Parse(text).Why("", []search.Text{{Text: clause.Text}})
		if part == nil {
			part = []search.Piece{{Text: clause.Text}}
		}
		group.Items = append(group.Items, ui.SearchItem{Label: clause.ID, Href: "/norms/clauses/" + clause.ID, Text: shown(part)})
	}
	return []ui.SearchGroup{group}
}

// peopleFound names people with their posts; who looks after people can open
// their page.
func (c *Call) peopleFound(text string) ([]ui.SearchGroup, error) {
	people, err := org.FindPeople(c.Context(), c.web.q(), text)
	if err != nil || len(people) == 0 {
		return nil, err
	}
	working, err := org.WorkingPeople(c.Context(), c.web.q(), c.web.now().UnixMilli())
	if err != nil {
		return nil, err
	}
	group := ui.SearchGroup{Title: "人员"}
	for _, p := range people {
		posts := postsOf(working, p.ID)
		if len(posts) == 0 || len(group.Items) == alsoMost {
			continue
		}
		item := ui.SearchItem{Label: p.Name, Text: []ui.Piece{{Text: strings.Join(posts, "、")}}}
		if c.holds("bangongshizhuren", "juzhang") || p.ID == c.who.PersonID {
			item.Href = "/people/" + p.ID
		}
		group.Items = append(group.Items, item)
	}
	if len(group.Items) == 0 {
		return nil, nil
	}
	return []ui.SearchGroup{group}, nil
}

// postsOf names a person's posts, each with its department.
func postsOf(working []org.PersonPost, id string) (posts []string) {
	for _, p := range working {
		if p.PersonID == id {
			info, _ := org.PostByCode(p.Post)
			posts = append(posts, p.DeptName+" "+info.Name)
		}
	}
	return posts
}
