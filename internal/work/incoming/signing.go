package incoming

import (
	"context"
	"fmt"
	"slices"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// signingNodes are the steps that leaders sign, on paper where they want to.
var signingNodes = []string{"audit", "audit-together", "instruct", "instruct-together", "decide", "circulate", "circulate-together"}

// ToSign is one document that waits for a leader.
type ToSign struct {
	TaskID    string        `db:"task_id"`
	Version   int64         `db:"version"`
	CaseID    string        `db:"case_id"`
	Content   int64         `db:"content_version"`
	Node      string        `db:"node"`
	Principal org.Principal `db:"principal"`
	Number    string        `db:"number"`
	Title     string        `db:"title"`
	Organ     string        `db:"organ"`
	Urgency   string        `db:"urgency"`
	Since     int64         `db:"opened_at"`
	DueAt     int64         `db:"due_at"`
	List      string        `db:"list"` // number of the list it is carried on; "" = none
	Proposal  string        `db:"proposal"`
}

const selectToSign = `SELECT t.id AS task_id, t.version, t.case_id, c.content_version, t.node, t.principal, d.number, d.title, d.organ, d.urgency, t.opened_at, t.due_at,
	COALESCE((SELECT MAX(s.number) FROM incoming_signing s JOIN incoming_signing_item i ON i.signing_id = s.id WHERE i.task_id = t.id AND i.outcome = ''), '') AS list,
	COALESCE((SELECT MAX(h.opinion) FROM history h WHERE h.case_id = t.case_id AND h.node = 'propose' AND h.action = 'approve'
		AND h.seq = (SELECT MAX(seq) FROM history WHERE case_id = t.case_id AND node = 'propose' AND action = 'approve')), '') AS proposal
	FROM task t JOIN cases c ON c.id = t.case_id JOIN incoming_document d ON d.id = t.case_id `

// WaitingForLeaders lists what waits for the leaders' signatures, by leader, then
// what is due first.
func WaitingForLeaders(ctx context.Context, q store.Querier) ([]ToSign, error) {
	b := new(store.Query).Add(selectToSign+`WHERE t.state = 'open' AND t.kind = 'step' AND c.paused_at = 0 AND `).In("t.node", signingNodes).
		Add(` ORDER BY t.principal, CASE WHEN t.due_at = 0 THEN 1 ELSE 0 END, t.due_at, t.id`)
	return store.All[ToSign](ctx, q, b.SQL(), b.Args()...)
}

// Signing is one 送签清单: what was carried to a leader, and what came of it.
type Signing struct {
	ID       string `db:"id"`
	Number   string `db:"number"`
	LeaderID string `db:"leader_id"`
	Leader   string `db:"leader"`
	MadeBy   string `db:"maker"`
	MadeAt   int64  `db:"made_at"`
	Carried  int64  `db:"carried"` // 1: the originals went along
	Items    int64  `db:"items"`
	Open     int64  `db:"open"`
}

const selectSigning = `SELECT s.id, s.number, s.leader_id, l.name AS leader, m.name AS maker, s.made_at, s.carried,
	(SELECT COUNT(*) FROM incoming_signing_item i WHERE i.signing_id = s.id) AS items,
	(SELECT COUNT(*) FROM incoming_signing_item i WHERE i.signing_id = s.id AND i.outcome = '') AS open
	FROM incoming_signing s JOIN person l ON l.id = s.leader_id JOIN person m ON m.id = s.made_by `

// Signings lists the newest lists.
func Signings(ctx context.Context, q store.Querier, most int) ([]Signing, error) {
	return store.All[Signing](ctx, q, selectSigning+`ORDER BY s.made_at DESC, s.id DESC LIMIT $1`, most)
}

// SigningByID reads a list; store.ErrNotFound without one.
func SigningByID(ctx context.Context, q store.Querier, id string) (Signing, error) {
	return store.One[Signing](ctx, q, selectSigning+`WHERE s.id = $1`, id)
}

// SigningItem is one document on a list.
type SigningItem struct {
	ID      string `db:"item_id"`
	N       int64  `db:"n"`
	Step    string `db:"step"`
	Outcome string `db:"outcome"` // "" = still out
	State   string `db:"task_state"`
	ToSign
}

// ItemsOf lists the documents of a list in its order.
func ItemsOf(ctx context.Context, q store.Querier, signingID string) ([]SigningItem, error) {
	return store.All[SigningItem](ctx, q, `SELECT x.id AS item_id, x.n, x.step, x.outcome, o.state AS task_state, w.* FROM incoming_signing_item x
		JOIN task o ON o.id = x.task_id JOIN (`+selectToSign+`) AS w ON w.task_id = x.task_id WHERE x.signing_id = $1 ORDER BY x.n`, signingID)
}

// carriesPaper is G-04: who sends documents to the leaders.
func carriesPaper(ctx context.Context, w *runner.Work) error {
	duties, err := org.Duties(ctx, w.Tx, w.Request.Actor.PersonID, w.Now())
	if err != nil {
		return err
	}
	if org.HoldsAny(duties, []string{"wenshu", "wenmi"}) {
		return nil
	}
	return &norm.Refusal{Clause: "G-04", RuleVersion: ruleVersion, Title: "没有送签：送签由文书办理", Detail: "没有改动任何内容。"}
}

// MakeSigning makes the list of what is carried to a leader, in the order of the
// tasks given; with carry the originals go along, and their chains say so.
func MakeSigning(ctx context.Context, run *runner.Runner, actor runner.Actor, key, leaderID string, tasks []string, carry bool) (_ runner.Answer, err error) {
	defer errs.Wrap(&err, "incoming.MakeSigning")
	req := runner.Request{Actor: actor, Key: key, Action: "incoming.signing", Chain: "incoming-signing"}
	return run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		if err := carriesPaper(ctx, w); err != nil {
			return runner.Answer{}, err
		}
		waiting, err := WaitingForLeaders(ctx, w.Tx)
		if err != nil {
			return runner.Answer{}, err
		}
		mine, err := of(ctx, w, waiting, leaderID, tasks)
		if err != nil {
			return runner.Answer{}, err
		}
		id := w.NewID()
		series, err := w.Number(ctx, "送签", "", func(year int, n int64) string { return fmt.Sprintf("送签〔%d〕%d号", year, n) })
		if err != nil {
			return runner.Answer{}, err
		}
		if err := w.Insert(ctx, "incoming_signing", store.Row{"id": id, "number": series, "leader_id": leaderID, "made_by": actor.PersonID, "made_at": w.Millis(), "carried": number(carry)}); err != nil {
			return runner.Answer{}, err
		}
		for i, x := range mine {
			if err := w.Insert(ctx, "incoming_signing_item", store.Row{
				"id": w.NewID(), "signing_id": id, "case_id": x.CaseID, "task_id": x.TaskID, "n": int64(i + 1), "step": x.Node, "outcome": "", "settled_at": int64(0),
			}); err != nil {
				return runner.Answer{}, err
			}
			if carry {
				if err := carryOriginals(ctx, w, x.CaseID, leaderID, series); err != nil {
					return runner.Answer{}, err
				}
			}
		}
		return runner.Answer{Message: fmt.Sprintf("%s 已列 %d 件", series, len(mine)), Data: map[string]string{"id": id}}, nil
	})
}

// of picks from what waits what the leader may sign; something else has gone on.
func of(ctx context.Context, w *runner.Work, waiting []ToSign, leaderID string, tasks []string) ([]ToSign, error) {
	duties, err := org.Duties(ctx, w.Tx, leaderID, w.Now())
	if err != nil {
		return nil, err
	}
	var mine []ToSign
	for _, id := range tasks {
		i := slices.IndexFunc(waiting, func(x ToSign) bool { return x.TaskID == id })
		if i < 0 || !slices.ContainsFunc(duties, func(d org.Duty) bool { return d.Principal == waiting[i].Principal }) {
			return nil, &norm.Refusal{
				Clause: "G-05", RuleVersion: ruleVersion, Title: "没有列清单：所选的来文有的已经办理，或不归这位领导", Detail: "刷新后重新勾选。没有改动任何内容。",
				Remedies: []norm.Remedy{{Label: "查看最新情况", Action: "/incoming/signing"}},
			}
		}
		if waiting[i].List == "" { // not on a list that is still out
			mine = append(mine, waiting[i])
		}
	}
	if len(mine) == 0 {
		return nil, errs.New(errs.Invalid, "勾选要送签的来文；已在送签中的不再列")
	}
	return mine, nil
}

// carryOriginals hands the originals that lie at the office to the leader.
func carryOriginals(ctx context.Context, w *runner.Work, caseID, leaderID, number string) error {
	copies, err := paper.OfCase(ctx, w.Tx, caseID, SortOriginal)
	if err != nil {
		return err
	}
	dept, err := paper.DeptOf(ctx, w.Tx, leaderID, w.Millis())
	if err != nil {
		return err
	}
	for _, c := range copies {
		if c.State != paper.Here || c.HolderID != "" {
			continue
		}
		if _, err := paper.Give(ctx, w, c, paper.To{Spot: paper.Spot{HolderID: leaderID, DeptID: dept}, Words: number}); err != nil {
			return err
		}
	}
	return nil
}

// Signed is what came back for one document of a list.
type Signed struct {
	ItemID  string
	Action  flow.Action // Approve or Acknowledge; "" = brought back unsigned
	Opinion string
	Scan    string // file id of the signed sheet, of this case alone
}

// Back enters what came back for one document: the leader's words from paper
// (1-02-R3), or that it was not signed. The originals lie at the office again.
func Back(ctx context.Context, e *flow.Engine, actor runner.Actor, key string, list Signing, item SigningItem, in Signed) (_ runner.Answer, err error) {
	defer errs.Wrap(&err, "incoming.Back(%s)", item.Number)
	if in.Action != "" {
		act := flow.Act{
			CaseID: item.CaseID, TaskID: item.TaskID, TaskVersion: item.Version, ContentVersion: item.Content, Action: in.Action, Opinion: in.Opinion,
			Paper: &flow.OnPaper{SignedBy: list.LeaderID, Scan: in.Scan},
		}
		if answer, err := e.Act(ctx, actor, key, act); err != nil {
			return answer, err
		}
	}
	outcome := "已签"
	switch {
	case in.Action == "" && item.State != "open":
		outcome = "已在系统签"
	case in.Action == "":
		outcome = "未签"
	}
	req := runner.Request{Actor: actor, Key: key + "/back", Action: "incoming.back", Chain: "incoming-signing"}
	return e.Runner().Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		if err := carriesPaper(ctx, w); err != nil {
			return runner.Answer{}, err
		}
		if err := w.Update(ctx, "incoming_signing_item", item.ID, store.Row{"outcome": outcome, "settled_at": w.Millis()}, store.Row{"outcome": ""}); err != nil {
			return runner.Answer{}, err
		}
		return runner.Answer{CaseID: item.CaseID, Message: item.Number + " " + outcome}, bringFrom(ctx, w, item.CaseID, list)
	})
}

// bringFrom lays the originals that a leader had at the office again.
func bringFrom(ctx context.Context, w *runner.Work, caseID string, list Signing) error {
	copies, err := paper.OfCase(ctx, w.Tx, caseID, SortOriginal)
	if err != nil {
		return err
	}
	for _, c := range copies {
		if c.State != paper.Here || c.HolderID != list.LeaderID {
			continue
		}
		if _, err := paper.TakeBack(ctx, w, c, "文书处", list.Number+" 签回", ""); err != nil {
			return err
		}
	}
	return nil
}

// dayOf is the day of an instant.
func dayOf(ms int64) string { return string(clock.DateOf(clock.FromMillis(ms))) }
