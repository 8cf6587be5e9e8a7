package incoming

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// States of a line of an exchange list.
const (
	lineWaiting = "待签收"
	lineSigned  = "已签收"
	lineAbsent  = "未到"
)

// WaitingLine is one document of an exchange list (清单), to be signed for when it is
// there.
type WaitingLine struct {
	Organ     string     `name:"organ" label:"来文机关" kind:"text" rule:"required,max=100" width:"m"`
	DocNumber string     `name:"doc_number" label:"来文字号" kind:"text" rule:"max=60" width:"m"`
	Title     string     `name:"title" label:"标题" kind:"text" rule:"max=200" width:"l"`
	Urgency   string     `name:"urgency" label:"紧急程度" kind:"choice" options:"=无|特提|特急|加急|平急" width:"s"`
	Copies    int64      `name:"copies" label:"份数" kind:"number" rule:"min=0,max=9999" width:"s"`
	SentOn    clock.Date `name:"sent_on" label:"发出日期" kind:"date" width:"s"`
}

// WaitingList is the form by which an exchange list is typed.
type WaitingList struct {
	Source string        `name:"source" label:"来源" kind:"choice" options:"公文交换|纸质|传真|电报|其他" rule:"required" width:"m"`
	Lines  []WaitingLine `name:"lines" label:"清单" kind:"lines"`
	File   []string      `name:"files" label:"或用 Excel 清单" kind:"files" hint:"第一行写列名：来文机关、来文字号、标题、紧急程度、份数、发出日期"`
}

// waitingColumns are the heads of a list in a spreadsheet, by field.
var waitingColumns = map[string]string{"来文机关": "organ", "来文字号": "doc_number", "标题": "title", "紧急程度": "urgency", "份数": "copies", "发出日期": "sent_on"}

// ReadList takes the lines of a spreadsheet as they would have been typed; what is
// wrong is told with its row.
func ReadList(rows [][]string) (lines []WaitingLine, wrong []string) {
	if len(rows) == 0 {
		return nil, []string{"表格是空的"}
	}
	schema := form.Must[WaitingLine]()
	fields := make([]string, len(rows[0]))
	for i, head := range rows[0] {
		fields[i] = waitingColumns[strings.TrimSpace(head)]
	}
	if !slices.Contains(fields, "organ") {
		return nil, []string{"第 1 行没有“来文机关”一列"}
	}
	for n, row := range rows[1:] {
		values := map[string][]string{}
		empty := true
		for i, cell := range row {
			if i < len(fields) && fields[i] != "" && strings.TrimSpace(cell) != "" {
				values[fields[i]], empty = []string{cell}, false
			}
		}
		if empty {
			continue
		}
		line, issues := schema.Decode(values)
		for _, issue := range issues {
			wrong = append(wrong, fmt.Sprintf("第 %d 行：%s", n+2, issue.Message))
		}
		if len(issues) == 0 {
			lines = append(lines, line)
		}
	}
	return lines, wrong
}

// Waiting is a line of an exchange list as stored.
type Waiting struct {
	ID        string `db:"id"`
	Source    string `db:"source"`
	Organ     string `db:"organ"`
	DocNumber string `db:"doc_number"`
	Title     string `db:"title"`
	Urgency   string `db:"urgency"`
	Copies    int64  `db:"copies"`
	SentOn    string `db:"sent_on"`
	State     string `db:"state"`
	ListedAt  int64  `db:"listed_at"`
}

const waitingColumnsSQL = `id, source, organ, doc_number, title, urgency, copies, sent_on, state, listed_at`

// listers are the posts that sign for documents.
var listers = []string{"wenshu", "wenmi", "zhiban"}

// listsDocuments is G-04: who signs for documents also enters the lists.
func listsDocuments(ctx context.Context, w *runner.Work) error {
	duties, err := org.Duties(ctx, w.Tx, w.Request.Actor.PersonID, w.Now())
	if err != nil {
		return err
	}
	if org.HoldsAny(duties, listers) {
		return nil
	}
	return &norm.Refusal{Clause: "G-04", RuleVersion: ruleVersion, Title: "没有保存：交换清单由" + org.PostNames(listers) + "登记", Detail: "没有改动任何内容。"}
}

// AddList enters the lines of an exchange list; each waits to be signed for.
func AddList(ctx context.Context, run *runner.Runner, actor runner.Actor, key, source string, lines []WaitingLine) (_ runner.Answer, err error) {
	defer errs.Wrap(&err, "incoming.AddList")
	req := runner.Request{Actor: actor, Key: key, Action: "incoming.list", Chain: "incoming-list"}
	return run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		if err := listsDocuments(ctx, w); err != nil {
			return runner.Answer{}, err
		}
		if len(lines) == 0 {
			return runner.Answer{}, errs.New(errs.Invalid, "清单里没有一行可以登记")
		}
		for _, l := range lines {
			if err := w.Insert(ctx, "incoming_waiting", store.Row{
				"id": w.NewID(), "source": source, "organ": strings.TrimSpace(l.Organ), "doc_number": form.NormalizeDocNumber(l.DocNumber), "title": l.Title,
				"urgency": l.Urgency, "copies": max(1, l.Copies), "sent_on": string(l.SentOn), "state": lineWaiting, "reason": "", "case_id": "",
				"listed_by": actor.PersonID, "listed_at": w.Millis(), "settled_by": "", "settled_at": int64(0),
			}); err != nil {
				return runner.Answer{}, err
			}
		}
		return runner.Answer{Message: fmt.Sprintf("清单已登记 %d 件，等待签收", len(lines))}, nil
	})
}

// WaitingNow lists what waits to be signed for, the most urgent first.
func WaitingNow(ctx context.Context, q store.Querier, most int) ([]Waiting, error) {
	return store.All[Waiting](ctx, q, `SELECT `+waitingColumnsSQL+` FROM incoming_waiting WHERE state = $1
		ORDER BY CASE urgency WHEN '特提' THEN 0 WHEN '特急' THEN 1 WHEN '加急' THEN 2 ELSE 3 END, listed_at, id LIMIT $2`, lineWaiting, most)
}

// signListed marks a line as signed for by a case; somebody who was faster has made
// it stale.
func signListed(ctx context.Context, w *runner.Work, id, caseID string) error {
	set := store.Row{"state": lineSigned, "case_id": caseID, "settled_by": w.Request.Actor.PersonID, "settled_at": w.Millis()}
	err := w.Update(ctx, "incoming_waiting", id, set, store.Row{"state": lineWaiting})
	if errors.Is(err, store.ErrNotFound) {
		return &norm.Refusal{
			Clause: "1-02-1.1", RuleVersion: ruleVersion, Title: "没有签收：清单中的这一件已签收", Detail: "同一件只签收一次。没有保存。",
			Remedies: []norm.Remedy{{Label: "查看待签收", Action: "/incoming/waiting"}},
		}
	}
	return err
}

// SignFor signs for one line of a list: a case of its own, at 登记.
func SignFor(ctx context.Context, e *flow.Engine, actor runner.Actor, key, id string) (_ runner.Answer, err error) {
	defer errs.Wrap(&err, "incoming.SignFor(%s)", id)
	l, err := store.One[Waiting](ctx, e.Runner().DB().Read(), `SELECT `+waitingColumnsSQL+` FROM incoming_waiting WHERE id = $1`, id)
	if err != nil {
		return runner.Answer{}, err
	}
	return e.Start(ctx, actor, key, flow.StartInput{Kind: Kind, Fields: Receipt{
		Source: l.Source, Organ: l.Organ, DocNumber: l.DocNumber, Title: l.Title, Urgency: l.Urgency, Copies: l.Copies, Listed: l.ID,
	}})
}

// NotArrived notes that a line's document did not come, with the reason.
func NotArrived(ctx context.Context, run *runner.Runner, actor runner.Actor, key, id, reason string) (err error) {
	defer errs.Wrap(&err, "incoming.NotArrived(%s)", id)
	req := runner.Request{Actor: actor, Key: key, Action: "incoming.not-arrived", Chain: "incoming-list"}
	_, err = run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		if err := listsDocuments(ctx, w); err != nil {
			return runner.Answer{}, err
		}
		if strings.TrimSpace(reason) == "" {
			return runner.Answer{}, errs.New(errs.Invalid, "写明没有到的情况和联系结果")
		}
		set := store.Row{"state": lineAbsent, "reason": strings.TrimSpace(reason), "settled_by": actor.PersonID, "settled_at": w.Millis()}
		return runner.Answer{Message: "已注明未到"}, w.Update(ctx, "incoming_waiting", id, set, store.Row{"state": lineWaiting})
	})
	return err
}
