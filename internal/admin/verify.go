package admin

import (
	"context"
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/job"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

// VerifyJob is the kind of the job that verifies the record.
const VerifyJob = "verify"

// stuckAfter is when a verification that has not ended may be asked for again, in
// milliseconds: the node that ran it was ended.
const stuckAfter = 30 * 60 * 1000

// askVerify lets the record be verified in the background.
func (a *Admin) askVerify(c *web.Call) error {
	return c.Do("verify", nil, a.auditPage, "已开始核验，做完后结果在这里", "/audit", func(map[string]string) error {
		return a.AskVerify(c.Context(), c.Actor(), c.Key())
	})
}

// AskVerify asks for a verification, which is evidence itself; the 安全审计员 may.
// Stale while one is under way.
func (a *Admin) AskVerify(ctx context.Context, actor runner.Actor, key string) (err error) {
	defer errs.Wrap(&err, "admin.AskVerify")
	req := runner.Request{Actor: actor, Key: key, Action: "audit.verify", Chain: "audit"}
	_, err = a.Engine.Runner().Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		duties, err := org.Duties(ctx, w.Tx, actor.PersonID, w.Now())
		if err != nil {
			return runner.Answer{}, err
		}
		if r := org.Demand(duties, org.Read, org.OfAudit, "没有核验"); r != nil {
			return runner.Answer{}, r
		}
		running, err := store.Value[int64](ctx, w.Tx, `SELECT COUNT(*) FROM verification WHERE done_at = 0 AND asked_at > $1`, w.Millis()-stuckAfter)
		if err != nil {
			return runner.Answer{}, err
		}
		if running > 0 {
			return runner.Answer{}, errs.New(errs.Stale, "正在核验，做完后再来一次")
		}
		id := w.NewID()
		err = w.Insert(ctx, "verification", store.Row{
			"id": id, "asked_by": actor.PersonID, "asked_at": w.Millis(), "done_at": int64(0), "leaves": int64(0), "sequenced": int64(0),
			"rows_read": int64(0), "files": int64(0), "found": int64(0), "findings": "",
		})
		if err != nil {
			return runner.Answer{}, err
		}
		return runner.Answer{Message: "已开始核验"}, job.Add(ctx, w.Tx, job.Job{Kind: VerifyJob, Key: id, Payload: id})
	})
	return err
}

// findingsMost bounds the findings that are kept; the command lists all.
const findingsMost = 100

// RunVerify verifies the record and keeps what was found.
func (a *Admin) RunVerify(ctx context.Context, id string) (err error) {
	defer errs.Wrap(&err, "admin.RunVerify(%s)", id)
	report, err := a.Verify(ctx)
	if err != nil {
		return err
	}
	var lines []string
	for _, f := range report.Findings[:min(findingsMost, len(report.Findings))] {
		lines = append(lines, f.String())
	}
	req := runner.Request{Actor: runner.Actor{Via: "job"}, Key: "verify/" + id, Action: "audit.verified", Chain: "audit"}
	_, err = a.Engine.Runner().Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		return runner.Answer{}, w.Update(ctx, "verification", id, store.Row{
			"done_at": w.Millis(), "leaves": report.Leaves, "sequenced": report.Sequenced, "rows_read": report.Rows, "files": report.Files,
			"found": int64(len(report.Findings)), "findings": strings.Join(lines, "\n"),
		}, store.Row{"done_at": int64(0)})
	})
	return err
}

type verification struct {
	AskedBy   string `db:"asked_by"`
	AskedAt   int64  `db:"asked_at"`
	DoneAt    int64  `db:"done_at"`
	Leaves    int64  `db:"leaves"`
	Sequenced int64  `db:"sequenced"`
	RowsRead  int64  `db:"rows_read"`
	Files     int64  `db:"files"`
	Found     int64  `db:"found"`
	Findings  string `db:"findings"`
}

// verifications lists what has been verified, with what the newest has found.
func (a *Admin) verifications(c *web.Call) (ui.TablePart, error) {
	list, err := store.All[verification](c.Context(), c.Q(), `SELECT asked_by, asked_at, done_at, leaves, sequenced, rows_read, files, found, findings FROM verification ORDER BY asked_at DESC, id DESC LIMIT 10`)
	if err != nil {
		return ui.TablePart{}, err
	}
	var ids []string
	for _, v := range list {
		ids = append(ids, v.AskedBy)
	}
	names, err := c.PeopleNames(ids)
	t := ui.Table{Caption: "核验", Columns: []ui.Column{{Label: "时间"}, {Label: "谁核验", LabelM: true}, {Label: "核对了", Title: true}, {Label: "结果", LabelM: true}}, Empty: &ui.Empty{Title: "还没有在这里核验过", Lead: "核验把全部留痕、记录和文件重新算一遍，指出哪一行被改过。"}}
	for _, v := range list {
		result, what := ui.Cell{Text: "没有发现问题", Tone: ui.Green}, fmt.Sprintf("留痕 %d 片（入树 %d），记录 %d 行，文件 %d 个", v.Leaves, v.Sequenced, v.RowsRead, v.Files)
		switch {
		case v.DoneAt == 0:
			result, what = ui.Cell{Text: "正在核验", Tone: ui.Amber}, "--"
		case v.Found > 0:
			result = ui.Cell{Text: fmt.Sprintf("问题 %d 处", v.Found), Tone: ui.Red}
		}
		row := ui.Row{Cells: []ui.Cell{{Text: clock.Second(v.AskedAt)}, {Text: names[v.AskedBy]}, {Text: what, Note: strings.ReplaceAll(v.Findings, "\n", "；")}, result}}
		if v.Found > 0 {
			row.Tone = ui.Red
		}
		t.Rows = append(t.Rows, row)
	}
	return ui.TablePart{Title: "核验", Note: "在后台做，不影响办理；离线核验用 guiju verify", Table: t, Below: ui.Padded(ui.PostButton("现在核验", "/audit/verify", c.Token(), "btn-primary"))}, err
}
