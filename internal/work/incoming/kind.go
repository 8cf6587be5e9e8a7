package incoming

import (
	"context"
	"net/url"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/incoming/clearing"
	"guiju.cn/guiju/internal/work/incoming/supervising"
)

// kind is an incoming document from signing for it to closing.
func (d Deps) kind() *flow.Kind {
	f := allForms()
	return &flow.Kind{
		ID: Kind, Name: "收文", Content: f.document, Def: definition(f), Who: whoActs(), When: whenHolds(), Dues: d.dues(),
		Steps: map[string]func(context.Context, *flow.Step) error{
			"receive": d.onReceive, "register": d.onRegister, "merge": onMerge, "review": onReview, "sent-back": onSendBack, "propose": onPropose,
			"original": onOriginal, "distribute": onDistribute, "handle": d.onFeedback, "answer": d.onAnswer, "supervise": d.onClose, "joined": d.onJoined, "keep": onKeep,
		},
		Title: func(c any) string {
			if title := c.(Document).Title; title != "" {
				return title
			}
			return "待登记的" + c.(Document).Source + "来文"
		},
		Urgency: func(c any) string { return c.(Document).Urgency },
		Files:   func(c any) []string { return c.(Document).Files },
		Stored:  stored, Voided: onVoid, Before: before, Correction: correction(f), Shows: shows,
		StartBy: []string{"wenshu", "wenmi", "zhiban"}, Sees: office,
		Clerk: []string{"wenshu"}, PaperClause: "1-02-R3",
		StartForm: f.receipt,
		Quick:     []string{"register", "review"}, StartVerb: "登记收文", StartNote: "签收、登记、初审一次办完；先选文件，可自动读取标题、文号", Reads: true,
		Blank: func(now time.Time) url.Values {
			return url.Values{"received_on": {string(clock.DateOf(now))}, "source": {onPaper}, "class": {toHandle}, "copies": {"1"}, "verdict": {"受理"}, "doc_kind": {"通知"}}
		},
		Begin:   func(in any, person string, now time.Time) any { return documentOf(in.(Receipt), person, now) },
		Options: map[string]func(context.Context, flow.Asking) ([]form.Option, error){"in hand": optionsInHand},
		Prefill: prefills(),
		Papers: []flow.Paper{
			{ID: "processing", Title: "公文处理单", Make: processingSheet},
			{ID: "sent-back", Title: "退文单", Shown: isSentBack, Make: sendBackSheet},
			{ID: "circulation", Title: "传阅单", Shown: isCirculated, Make: circulationSheet},
			{ID: "receipts", Title: "签收单", Shown: isDistributed, Make: receiptSheet},
		},
	}
}

func whoActs() map[string]func(context.Context, flow.Facts) ([]flow.Assignment, error) {
	return map[string]func(context.Context, flow.Facts) ([]flow.Assignment, error){
		"creator": func(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
			return people([]string{f.Case.CreatorID}, ""), nil
		},
		"wenshu": post("wenshu"), "director": post("bangongshizhuren"), "head": post("juzhang"),
		"answerer": func(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
			if hosts := f.Case.Planned("answer"); len(hosts) > 0 {
				return hosts, nil
			}
			return []flow.Assignment{{Principal: org.Post("wenshu")}}, nil
		},
	}
}

func whenHolds() map[string]func(context.Context, flow.Facts) (bool, error) {
	return map[string]func(context.Context, flow.Facts) (bool, error){
		"merged":           decide("register", func(r Registration) bool { return r.Twin == merged }),
		"sent back":        decide("review", func(r Review) bool { return r.Verdict == sentBack }),
		"read together":    decide("propose", func(p Proposal) bool { return p.Class == toRead && p.ReadOrder != inOrder }),
		"to read":          decide("propose", func(p Proposal) bool { return p.Class == toRead }),
		"fast":             decide("propose", func(p Proposal) bool { return p.Class == toHandle && p.Route == fastRoute }),
		"audited together": decide("propose", func(p Proposal) bool { return len(p.Auditors) > 0 && p.AuditTogether == together }),
		"audited":          planned("audit"),
		"together":         decide("propose", func(p Proposal) bool { return p.Together == together }),
		"differ": func(ctx context.Context, f flow.Facts) (bool, error) {
			all, err := instructionsOf(ctx, f.Q, f.Case.ID)
			return differing(all), err
		},
		"ask the head":  decide("gather", func(g Gathering) bool { return g.Verdict == askHead }),
		"joined":        decide("distribute", func(d Distribution) bool { return d.With != "" }),
		"to be handled": planned("handle"),
		"answer owed": func(ctx context.Context, f flow.Facts) (bool, error) {
			answer, err := answerOf(ctx, f.Q, f.Case.ID)
			return f.Content.(Document).WantsAnswer && answer == "", err
		},
	}
}

func post(code string) func(context.Context, flow.Facts) ([]flow.Assignment, error) {
	return func(context.Context, flow.Facts) ([]flow.Assignment, error) {
		return []flow.Assignment{{Principal: org.Post(code)}}, nil
	}
}

// hours are the settings of the telegram classes, counted around the clock.
var hours = map[string]string{"特提": "1-02.hours-tejiti", "特急": "1-02.hours-teji", "加急": "1-02.hours-jiaji", "平急": "1-02.hours-pingji"}

func (d Deps) dues() map[string]flow.DueFunc {
	return map[string]flow.DueFunc{
		"day":    d.workingDays("1-02.to-leader"),
		"leader": d.workingDays("1-02.to-leader"), // 1-02-1.2
		"step":   d.workingDays("1-02.step-days"),
		"read": func(ctx context.Context, f flow.Facts, from time.Time) (time.Time, string, error) {
			if p, err := last[Proposal](f, "propose"); err != nil || p.ReadBy != "" {
				return p.ReadBy.Time(17, 30), "拟办的阅毕期限 " + string(p.ReadBy), err
			}
			return d.workingDays("1-02.step-days")(ctx, f, from)
		},
		"deadline": func(ctx context.Context, f flow.Facts, from time.Time) (time.Time, string, error) {
			if date := f.Content.(Document).Deadline; date != "" {
				return date.Time(17, 30), "登记的办理期限 " + string(date), nil
			}
			return d.workingDays("1-02.handle-days")(ctx, f, from)
		},
	}
}

// workingDays counts a setting from now; an urgent document counts its hours
// from signing for it, if that is sooner (1-02-1.2).
func (d Deps) workingDays(setting string) flow.DueFunc {
	dues := flow.Dues{Days: d.Days, Setting: d.Setting}
	return dues.OrHours(dues.WorkingDays(setting), func(ctx context.Context, f flow.Facts, _ time.Time) (time.Time, int, string, error) {
		doc := f.Content.(Document)
		if hours[doc.Urgency] == "" {
			return time.Time{}, 0, "", nil
		}
		n, err := d.Setting(ctx, f.Q, hours[doc.Urgency])
		return clock.FromMillis(doc.SignedAt), n, doc.Urgency, err
	})
}

// optionsInHand are the documents that another can be handled with (并案).
func optionsInHand(ctx context.Context, ask flow.Asking) ([]form.Option, error) {
	but := ""
	if ask.Case != nil {
		but = ask.Case.ID
	}
	open, err := inHand(ctx, ask.Q, but)
	var options []form.Option
	for _, m := range open {
		options = append(options, form.Option{Value: m.ID, Label: m.Number + " " + m.Title})
	}
	return options, err
}

// prefills propose what is known already.
func prefills() map[string]func(context.Context, flow.Facts) (any, error) {
	return map[string]func(context.Context, flow.Facts) (any, error){
		"register": func(_ context.Context, f flow.Facts) (any, error) {
			d := f.Content.(Document)
			r := Registration{
				Title: d.Title, Organ: d.Organ, DocNumber: d.DocNumber, DocDate: d.DocDate, ReceivedOn: d.ReceivedOn, DocKind: d.DocKind,
				Class: d.Class, Urgency: d.Urgency, Copies: d.Copies, Pages: d.Pages, Enclosures: d.Enclosures, Deadline: d.Deadline,
				WantsAnswer: d.WantsAnswer, Twin: d.Twin, TwinReason: d.TwinReason, Files: d.Files,
			}
			if r.DocKind == "" {
				r.DocKind, r.Class = "通知", toHandle
			}
			return r, nil
		},
		"review": func(context.Context, flow.Facts) (any, error) { return Review{Verdict: "受理"}, nil },
		"sent-back": func(_ context.Context, f flow.Facts) (any, error) {
			way := "公文交换"
			if f.Content.(Document).Source == onPaper {
				way = "邮寄"
			}
			return SendingBack{Way: way, SentOn: clock.DateOf(f.Now)}, nil
		},
		"propose": func(_ context.Context, f flow.Facts) (any, error) {
			d := f.Content.(Document)
			return Proposal{Class: d.Class, Together: inOrder, AuditTogether: inOrder, ReadOrder: inOrder, Purpose: "请阅知", Deadline: d.Deadline}, nil
		},
		"original": func(_ context.Context, f flow.Facts) (any, error) {
			d := f.Content.(Document)
			place := ""
			if d.Source != onPaper {
				place = "电子文件库"
			}
			return Original{Place: place, Copies: d.Copies}, nil
		},
		"distribute": func(_ context.Context, f flow.Facts) (any, error) {
			p, err := last[Proposal](f, "propose")
			medium := paperMedium(f.Content.(Document))
			return Distribution{Hosts: p.Hosts, Assistors: p.Assistors, Deadline: p.Deadline, Medium: medium, Back: p.Deadline}, err
		},
		"answer": func(ctx context.Context, f flow.Facts) (any, error) {
			answer, err := answerOf(ctx, f.Q, f.Case.ID)
			return Answering{Answer: answer, SentOn: clock.DateOf(f.Now)}, err
		},
		"supervise": func(ctx context.Context, f flow.Facts) (any, error) {
			answer, err := answerOf(ctx, f.Q, f.Case.ID)
			return Closing{Disposal: "待归档", Answer: answer}, err
		},
		"joined": func(ctx context.Context, f flow.Facts) (any, error) {
			m, err := mainOf(ctx, f.Q, f.Case.ID)
			c := Closing{Disposal: "待归档", Answer: m.Answer}
			if m.Result != "" {
				c.Disposal = m.Result
			}
			return c, err
		},
	}
}

// paperMedium proposes how the instruction is copied: as the document came.
func paperMedium(d Document) string {
	if d.Source == onPaper {
		return onPaper
	}
	return "电子"
}

// documentFor is what clearing needs to know of a registered document.
func documentFor(ctx context.Context, q store.Querier, caseID string) (clearing.Document, error) {
	return store.One[clearing.Document](ctx, q, `SELECT d.number, d.doc_number, d.title, d.outcome AS disposal, d.organ FROM incoming_document d WHERE d.id = $1`, caseID)
}

// sourceOf is what a supervision item takes over from a document: the last
// instruction that says more than that somebody agrees, and the hosts.
func sourceOf(ctx context.Context, q store.Querier, v *flow.View) (supervising.Source, error) {
	src := supervising.Source{Number: v.Case.Number, Title: v.Case.Title}
	said, err := instructionsOf(ctx, q, v.Case.ID)
	if err != nil {
		return src, err
	}
	for _, i := range said {
		if src.Words == "" || !i.plain() || i.ByHead {
			src.Words, src.LeaderID = i.Opinion, i.PersonID
		}
	}
	d, err := last[Distribution](v.Facts(q, clock.FromMillis(v.Case.TouchedAt)), "distribute")
	if err != nil {
		return src, err
	}
	src.Hosts, src.Deadline = d.Hosts, d.Deadline
	return src, nil
}
