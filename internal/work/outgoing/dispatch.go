package outgoing

import (
	"context"
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/outgoing/proof"
)

// Stamping is what the register of seals has of a document (1-01).
type Stamping struct {
	Copies int64
	Line   string // number of the line
}

// onSeal is 用印 (1-03-K4): against the register of seals where the program keeps it,
// else as the 文书 enters it.
func (d Deps) onSeal(ctx context.Context, s *flow.Step) error {
	in := s.Fields.(Sealing)
	registered := Stamping(in)
	if d.Stamped != nil {
		var err error
		if registered, err = d.Stamped(ctx, s.Tx, s.Case.ID); err != nil {
			return err
		}
	} else if in.Line == "" {
		registered.Copies = 0
	}
	if r := stampedFirst(in.Copies, registered.Copies); r != nil {
		return r
	}
	return s.Update(ctx, "outgoing_document", s.Case.ID, store.Row{"stamped": in.Copies, "stamp_line": registered.Line}, nil)
}

// onSend writes the distribution list.
func (d Deps) onSend(ctx context.Context, s *flow.Step) error {
	in, doc := s.Fields.(Dispatch), s.Content.(Document)
	row, err := documentOf(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	r, err := d.ruleOf(ctx, s)
	if err != nil {
		return err
	}
	ready := row.Printed
	if r.kind.Seal == 1 {
		ready = min(ready, row.Stamped)
	}
	if r := everyoneIsSent(in.Items, named(doc), ready); r != nil {
		return r
	}
	if err := keepSendings(ctx, s, s.Case.ID, "分发", in.Items); err != nil {
		return err
	}
	return s.Update(ctx, "outgoing_document", s.Case.ID, store.Row{"sent_at": s.Millis()}, nil)
}

func keepSendings(ctx context.Context, s *flow.Step, caseID, round string, items []Sending) error {
	for _, x := range items {
		if err := s.Insert(ctx, "outgoing_dispatch", store.Row{
			"id": s.NewID(), "case_id": caseID, "round": round, "organ": strings.TrimSpace(x.Organ), "way": x.Way, "copies": x.Copies, "note": x.Note,
			"sent_by": s.Actor.ID, "sent_at": s.Millis(), "receiver": "", "received_on": "", "entered_by": "", "entered_at": int64(0),
		}); err != nil {
			return err
		}
	}
	return nil
}

// named are the organs that a document addresses and copies to by name.
func named(d Document) []string {
	var all []string
	for _, name := range append(proof.Addressees(d.To), proof.Addressees(d.CC)...) {
		if !proof.General(name) {
			all = append(all, strings.TrimRight(name, "：: "))
		}
	}
	return all
}

// onReceipt ends a document's way.
func onReceipt(ctx context.Context, s *flow.Step) error {
	rows, err := sendingsOf(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	if r := receiptsFirst(unsigned(rows), s.Fields.(Receipts).Missing); r != nil {
		return r
	}
	return nil
}

// unsigned are those who have not signed for what was sent to them.
func unsigned(rows []sendingRow) []string {
	var all []string
	for _, x := range rows {
		if x.ReceivedOn == "" {
			all = append(all, x.Organ)
		}
	}
	return all
}

// onKeep records where what has no number is kept.
func onKeep(ctx context.Context, s *flow.Step) error {
	return s.Update(ctx, "outgoing_document", s.Case.ID, store.Row{"place": s.Fields.(Filing).Place}, nil)
}

// Receipt is one entry of who signed for what was sent.
type Receipt struct {
	ID       string // of the line of the list
	Receiver string
	On       clock.Date
}

// EnterReceipts records who signed for what was sent, as receipts come in: by the
// office's posts, once for each line; a line that is signed for stays as it is (G-03).
func EnterReceipts(ctx context.Context, run *runner.Runner, actor runner.Actor, key, caseID string, list []Receipt) (answer runner.Answer, err error) {
	defer errs.Wrap(&err, "outgoing.EnterReceipts(%s)", caseID)
	return run.Do(ctx, runner.Request{Actor: actor, Key: key, CaseID: caseID, Action: "outgoing.receipts"}, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		if err := office(ctx, w, "没有登记签收"); err != nil {
			return runner.Answer{}, err
		}
		for _, x := range list {
			if x.On > clock.DateOf(w.Now()) {
				return runner.Answer{}, errs.Newf(errs.Invalid, "签收日期 %s 还没有到", x.On)
			}
			row, err := store.One[sendingRow](ctx, w.Tx, `SELECT id, round, organ, way, copies, note, sent_at, receiver, received_on FROM outgoing_dispatch
				WHERE id = $1 AND case_id = $2`, x.ID, caseID)
			if err != nil {
				return runner.Answer{}, err
			}
			if x.On < clock.DateOf(clock.FromMillis(row.SentAt)) {
				return runner.Answer{}, errs.Newf(errs.Invalid, "%s的签收日期早于分发日期", row.Organ)
			}
			if err := w.Update(ctx, "outgoing_dispatch", x.ID, store.Row{"receiver": x.Receiver, "received_on": string(x.On), "entered_by": actor.PersonID, "entered_at": w.Millis()}, store.Row{"received_on": ""}); err != nil {
				return runner.Answer{}, err
			}
		}
		return runner.Answer{CaseID: caseID, Message: fmt.Sprintf("已登记签收 %d 处", len(list))}, nil
	})
}

// office demands a post of the office's (G-04).
func office(ctx context.Context, w *runner.Work, what string) error {
	duties, err := org.Duties(ctx, w.Tx, w.Request.Actor.PersonID, w.Now())
	if err != nil {
		return err
	}
	posts := []string{"wenshu", "wenmi"}
	if org.HoldsAny(duties, posts) {
		return nil
	}
	return refusal("G-04", "", what+"：由"+org.PostNames(posts)+"办理", "没有改动任何内容。")
}

func fileName(number, title string) string {
	return strings.NewReplacer("/", "", "\\", "", "\n", "").Replace(strings.TrimSpace(number + " " + title))
}
