package web

import (
	"slices"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
)

// offers tells whether some field of a form lets choose from a source.
func offers(fields []form.Field, source string) bool {
	return slices.ContainsFunc(fields, func(f form.Field) bool {
		return f.OptionsFrom == source || f.Name == source || offers(f.Lines, source)
	})
}

// choices are the options of people and departments that fields let choose, by
// Field.OptionsFrom.
func (c *Call) choices(fields []form.Field) (map[string][]form.Option, error) {
	out := map[string][]form.Option{}
	if offers(fields, "people") || offers(fields, "leaders") {
		if err := c.peopleIn(out); err != nil {
			return nil, err
		}
	}
	if !offers(fields, "departments") {
		return out, nil
	}
	departments, err := org.Departments(c.Context(), c.web.q())
	for _, d := range departments {
		if d.Code != "ld" && d.Code != org.AdminDepartment {
			out["departments"] = append(out["departments"], form.Option{Value: d.ID, Label: d.Name})
		}
	}
	return out, err
}

func (c *Call) peopleIn(out map[string][]form.Option) error {
	people, err := org.WorkingPeople(c.Context(), c.web.q(), c.web.now().UnixMilli())
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
	return err
}

// choicesOf adds what a kind offers of its own to those fields; v is nil where a
// case is begun.
func (c *Call) choicesOf(k *flow.Kind, v *flow.View, fields []form.Field) (map[string][]form.Option, error) {
	out, err := c.choices(fields)
	if err != nil {
		return nil, err
	}
	ask := flow.Asking{Q: c.web.q(), Now: c.web.now(), PersonID: c.who.PersonID, Duties: c.duties}
	if v != nil {
		ask.Case, ask.Content = &v.Case, v.Content
	}
	for name, list := range k.Options {
		if !offers(fields, name) {
			continue
		}
		if out[name], err = list(c.Context(), ask); err != nil {
			return nil, err
		}
	}
	return out, nil
}
