package flow

import (
	"bytes"
	"context"
	"encoding/json"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/store"
)

// Change is one field that a correction changed, as people read it.
type Change struct {
	Label string `json:"label"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// Changes are what a line of history corrected; none for other lines.
func (l Line) Changes() []Change {
	if l.Action != Correct {
		return nil
	}
	var data struct {
		Changed []Change `json:"changed"`
	}
	if json.Unmarshal([]byte(l.Data), &data) != nil {
		return nil
	}
	return data.Changed
}

// correct is 更正: the clerk mends what was entered, of an open case or a closed
// one. What was signed stays bound to the version that was seen (G-03).
func (t *turn) correct(ctx context.Context) error {
	c := t.kind.Correction
	duty, ok := t.kind.may(t.duties, t.kind.Clerk)
	switch {
	case c == nil:
		return errs.New(errs.NotAllowed, "这类事项没有可以更正的登记内容")
	case !ok:
		return t.notYours("没有更正：由登记人员办理")
	case t.c.State == Voided || t.act.ContentVersion != t.c.ContentVersion:
		return t.stale()
	case t.act.Fields == nil:
		return errs.New(errs.Malformed, "缺少更正的内容")
	}
	t.duty = duty
	if err := t.reason(); err != nil {
		return err
	}
	before, after := c.Form.CanonicalAny(c.Of(t.content)), c.Form.CanonicalAny(t.act.Fields)
	if bytes.Equal(before, after) {
		return errs.New(errs.Invalid, "没有改动任何一项")
	}
	if c.Check != nil {
		if err := c.Check(ctx, t.step(Node{}, Task{})); err != nil {
			return err
		}
	}
	data, err := t.changes(ctx, c)
	if err != nil {
		return err
	}
	if err := t.setContent(ctx, c.Apply(t.content, t.act.Fields)); err != nil {
		return err
	}
	if err := t.dueAgain(ctx); err != nil {
		return err
	}
	return t.line(ctx, Line{Action: Correct, NodeName: Words[Correct], Opinion: t.act.Opinion, Data: data})
}

// changes words what is different, field by field.
func (t *turn) changes(ctx context.Context, c *Correction) (string, error) {
	var fault error
	names := func(kind form.Kind, id string) string {
		table := map[form.Kind]string{form.Person: "person", form.People: "person", form.Department: "department", form.Departments: "department", form.Files: "file"}[kind]
		if table == "" {
			return id
		}
		name, err := store.Value[string](ctx, t.Tx, `SELECT name FROM `+table+` WHERE id = $1`, id)
		if err != nil {
			fault = err
		}
		return name
	}
	old, now := c.Form.ShowAny(c.Of(t.content), names), c.Form.ShowAny(t.act.Fields, names)
	changed := []Change{}
	for i := range old {
		if old[i].Text != now[i].Text {
			changed = append(changed, Change{old[i].Field.Label, old[i].Text, now[i].Text})
		}
	}
	if fault != nil {
		return "", fault
	}
	data, err := json.Marshal(map[string]any{"changed": changed})
	return string(data), err
}

// dueAgain computes the due times of open steps again, where they were computed.
func (t *turn) dueAgain(ctx context.Context) error {
	for _, task := range t.tasks {
		n, _ := t.def.Node(task.Node)
		if !task.unfinished() || task.DueText == "" || n.Due == "" {
			continue
		}
		from := t.Now()
		if task.OpenedAt > 0 {
			from = clock.FromMillis(task.OpenedAt)
		}
		at, how, err := t.kind.Dues[n.Due](ctx, t.facts(), from)
		if err != nil {
			return err
		}
		if clock.Millis(at) == task.DueAt {
			continue
		}
		task.DueAt, task.DueText = clock.Millis(at), how
		if err := t.Update(ctx, "task", task.ID, store.Row{"due_at": task.DueAt, "due_text": how}, nil); err != nil {
			return err
		}
	}
	return nil
}
