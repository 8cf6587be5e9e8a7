package web

import (
	"maps"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
)

// choices are the options of people and departments, by Field.OptionsFrom.
func (c *Call) choices() (map[string][]form.Option, error) {
	people, err := org.WorkingPeople(c.Context(), c.web.q(), c.web.now().UnixMilli())
	if err != nil {
		return nil, err
	}
	departments, err := org.Departments(c.Context(), c.web.q())
	if err != nil {
		return nil, err
	}
	out := map[string][]form.Option{}
	var head []form.Option
	for _, p := range org.FirstPosts(people) {
		info, _ := org.PostByCode(p.Post)
		leader := form.Option{Value: p.PersonID, Label: p.Name + "（" + info.Name + "）"}
		switch {
		case p.Post == "juzhang":
			head = append(head, leader) // the head instructs last
		case info.Leader:
			out["leaders"] = append(out["leaders"], leader)
		}
		out["people"] = append(out["people"], form.Option{Value: p.PersonID, Label: p.Name + "（" + p.DeptName + " " + info.Name + "）"})
	}
	out["leaders"] = append(out["leaders"], head...)
	for _, d := range departments {
		if d.Code != "ld" && d.Code != "gl" {
			out["departments"] = append(out["departments"], form.Option{Value: d.ID, Label: d.Name})
		}
	}
	return out, nil
}

// choicesOf adds what a kind offers of its own; v is nil where a case is begun.
func (c *Call) choicesOf(k *flow.Kind, v *flow.View) (map[string][]form.Option, error) {
	out, err := c.choices()
	if err != nil {
		return nil, err
	}
	ask := flow.Asking{Q: c.web.q(), Now: c.web.now(), PersonID: c.who.PersonID, Duties: c.duties}
	if v != nil {
		ask.Case, ask.Content = &v.Case, v.Content
	}
	own := map[string][]form.Option{}
	for name, list := range k.Options {
		if own[name], err = list(c.Context(), ask); err != nil {
			return nil, err
		}
	}
	maps.Copy(out, own)
	return out, nil
}
