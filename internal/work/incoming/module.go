package incoming

import (
	"context"
	"embed"
	"errors"
	"net/url"
	"time"

	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations is the register's table.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// Deps is what the specification needs from outside.
type Deps struct {
	// Days gives the calendar in force.
	Days func(ctx context.Context, q store.Querier) (calendar.Days, error)
	// Setting gives a setting of the catalogue as a number, in its own unit.
	Setting func(ctx context.Context, q store.Querier, id string) (int, error)
}

// New makes the module; it fails without its dependencies.
func New(d Deps) (*module.Module, error) {
	if d.Days == nil || d.Setting == nil {
		return nil, errors.New("incoming: no calendar or settings")
	}
	return &module.Module{
		ID: "incoming", Name: "收文", Spec: "1-02", Kinds: []*flow.Kind{d.kind()}, Registers: []module.Register{registerF1()},
		Series: []module.Series{{Name: "收文", Title: "收文号", Format: numberText}},
	}, nil
}

// kind is an incoming document from signing for it to closing.
func (d Deps) kind() *flow.Kind {
	f := forms{
		document: form.Must[Document](), receipt: form.Must[Receipt](), registration: form.Must[Registration](),
		review: form.Must[Review](), proposal: form.Must[Proposal](), original: form.Must[Original](),
		distribution: form.Must[Distribution](), feedback: form.Must[Feedback](), closing: form.Must[Closing](), keeping: form.Must[Keeping](),
	}
	return &flow.Kind{
		ID: Kind, Name: "收文", Content: f.document, Def: definition(f),
		Who: map[string]func(context.Context, flow.Facts) ([]flow.Assignment, error){
			"creator": func(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
				return people([]string{f.Case.CreatorID}, ""), nil
			},
			"wenshu":   post("wenshu"),
			"director": post("bangongshizhuren"),
		},
		When: map[string]func(context.Context, flow.Facts) (bool, error){
			"sent back":     decide("review", func(r Review) bool { return r.Verdict == sentBack }),
			"to read":       decide("propose", func(p Proposal) bool { return p.Class == toRead }),
			"audited":       planned("audit"),
			"together":      decide("propose", func(p Proposal) bool { return p.Together == together }),
			"to be handled": planned("handle"),
		},
		Dues: d.dues(),
		Steps: map[string]func(context.Context, *flow.Step) error{
			"register": onRegister, "review": onReview, "propose": onPropose, "original": onOriginal,
			"distribute": onDistribute, "handle": onFeedback, "supervise": onClose, "keep": onKeep,
		},
		Title: func(c any) string {
			if title := c.(Document).Title; title != "" {
				return title
			}
			return "待登记的" + c.(Document).Source + "来文"
		},
		Urgency: func(c any) string { return c.(Document).Urgency },
		Files:   func(c any) []string { return c.(Document).Files },
		Stored:  stored, Voided: onVoid,
		StartBy: []string{"wenshu", "wenmi", "zhiban"}, Sees: []string{"bangongshizhuren", "wenshu", "wenmi", "juzhang"},
		Clerk: []string{"wenshu"}, PaperClause: "1-02-R3",
		StartForm: f.receipt,
		Quick:     []string{"register", "review"}, StartVerb: "登记收文", StartNote: "签收、登记、初审一次办完；先选文件，可自动读取标题、文号", Reads: true,
		Blank: func(now time.Time) url.Values {
			return url.Values{"received_on": {string(clock.DateOf(now))}, "source": {"纸质"}, "class": {toHandle}, "copies": {"1"}, "verdict": {"受理"}, "doc_kind": {"通知"}}
		},
		Begin:   func(in any, person string, now time.Time) any { return documentOf(in.(Receipt), person, now) },
		Prefill: prefills(),
		Papers:  []flow.Paper{{ID: "processing", Title: "公文处理单", Make: processingSheet}},
	}
}

func post(code string) func(context.Context, flow.Facts) ([]flow.Assignment, error) {
	return func(context.Context, flow.Facts) ([]flow.Assignment, error) {
		return []flow.Assignment{{Principal: org.Post(code)}}, nil
	}
}

type dueFunc = func(context.Context, flow.Facts, time.Time) (time.Time, string, error)

// hours are the settings of the telegram classes, counted around the clock.
var hours = map[string]string{"特提": "1-02.hours-tejiti", "特急": "1-02.hours-teji", "加急": "1-02.hours-jiaji", "平急": "1-02.hours-pingji"}

func (d Deps) dues() map[string]dueFunc {
	return map[string]dueFunc{
		"day":    d.workingDays("1-02.to-leader"),
		"leader": d.workingDays("1-02.to-leader"), // 1-02-1.2
		"step":   d.workingDays("1-02.step-days"),
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
func (d Deps) workingDays(setting string) dueFunc {
	return func(ctx context.Context, f flow.Facts, from time.Time) (time.Time, string, error) {
		days, err := d.Days(ctx, f.Q)
		if err != nil {
			return time.Time{}, "", err
		}
		n, err := d.Setting(ctx, f.Q, setting)
		if err != nil {
			return time.Time{}, "", err
		}
		due, how := days.AddWorkingDays(from, n)
		doc := f.Content.(Document)
		if hours[doc.Urgency] == "" {
			return due, how, nil
		}
		if n, err = d.Setting(ctx, f.Q, hours[doc.Urgency]); err != nil {
			return time.Time{}, "", err
		}
		if urgent, why := days.AddHours(clock.FromMillis(doc.SignedAt), n); urgent.Before(due) {
			return urgent, doc.Urgency + "：" + why, nil
		}
		return due, how, nil
	}
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
		"propose": func(_ context.Context, f flow.Facts) (any, error) {
			d := f.Content.(Document)
			return Proposal{Class: d.Class, Together: "依次", Deadline: d.Deadline}, nil
		},
		"original": func(_ context.Context, f flow.Facts) (any, error) {
			d := f.Content.(Document)
			place := ""
			if d.Source != "纸质" {
				place = "电子文件库"
			}
			return Original{Place: place, Copies: d.Copies}, nil
		},
		"distribute": func(_ context.Context, f flow.Facts) (any, error) {
			p, err := last[Proposal](f, "propose")
			return Distribution{Hosts: p.Hosts, Assistors: p.Assistors, Deadline: p.Deadline}, err
		},
		"supervise": func(ctx context.Context, f flow.Facts) (any, error) {
			answer, err := store.Value[string](ctx, f.Q, `SELECT answer FROM incoming_document WHERE id = $1`, f.Case.ID)
			return Closing{Disposal: "待归档", Answer: answer}, err
		},
	}
}
