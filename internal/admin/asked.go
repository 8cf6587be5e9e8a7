package admin

import (
	"net/url"

	"guiju.cn/guiju/internal/bureau"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

// drawAsked is what a specification asks of a new bureau, thing by thing (its seals
// with their keepers): what there is, and the form for one more until it opens.
func (a *Admin) drawAsked(c *web.Call, failed *web.Failed, f module.FirstRun) (ui.TablePart, error) {
	rows, err := f.Entered(c.Context(), c.Q())
	if err != nil {
		return ui.TablePart{}, err
	}
	t := ui.Table{Caption: f.Title, Empty: &ui.Empty{Title: "还没有登记"}}
	for i, label := range f.Columns {
		t.Columns = append(t.Columns, ui.Column{Label: label, Title: i == 0, LabelM: i > 0})
	}
	for _, row := range rows {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(row...)})
	}
	part := ui.TablePart{Title: f.Title, Table: t}
	opened, err := bureau.Opened(c.Context(), c.Q())
	if err != nil || opened {
		return part, err
	}
	choices, err := c.Choices(f.Fields)
	if err != nil {
		return part, err
	}
	view := stepForm(c, failed, "m-"+f.ID, "登记", f.Fields, nil)
	view.Options = choices
	part.Below = ui.Form(view)
	return part, nil
}

func (a *Admin) saveAsked(c *web.Call, f module.FirstRun) (*web.Failed, error) {
	return c.Try("m-"+f.ID, f.Fields, func(map[string]string) error {
		values := url.Values{} // without the form's own token and key
		for _, field := range f.Fields {
			values[field.Name] = c.Typed()[field.Name]
		}
		return f.Enter(c.Context(), a.Engine.Runner(), c.Actor(), c.Key(), values)
	})
}
