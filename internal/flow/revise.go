package flow

import (
	"bytes"
	"context"

	"guiju.cn/guiju/internal/errs"
)

// revise is 修改: whose turn it is makes a new version of the content and goes on
// with the step. What was signed stays bound to the version that was seen (G-03);
// who looks at an older one is told so (G-05).
func (t *turn) revise(ctx context.Context, task *Task, n Node) error {
	switch {
	case t.kind.Amend == nil:
		return errs.New(errs.NotAllowed, "这类事项的内容不能修改")
	case t.act.Fields == nil:
		return errs.New(errs.Malformed, "缺少修改的内容")
	}
	changed := t.kind.Amend(t.content, t.act.Fields)
	if bytes.Equal(t.kind.Content.CanonicalAny(t.content), t.kind.Content.CanonicalAny(changed)) {
		return errs.New(errs.Invalid, "没有改动任何一处")
	}
	if err := t.setContent(ctx, changed); err != nil {
		return err
	}
	return t.line(ctx, Line{TaskID: task.ID, Node: n.ID, NodeName: n.Name, Action: Revise, Opinion: t.act.Opinion})
}
