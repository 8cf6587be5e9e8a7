package outgoing

import (
	"context"
	"errors"
	"net/url"
	"time"

	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/work/outgoing/manuscript"
)

// Letter is what a document answers: a letter as registered by 1-02.
type Letter struct{ Organ, Number, Title string }

// Deps is what the specification needs from outside.
type Deps struct {
	// Now is the time; Read the database outside of any transaction.
	Now  func() time.Time
	Read func() store.Querier
	// Days gives the calendar in force, Setting a setting of the catalogue as a number.
	Days    func(ctx context.Context, q store.Querier) (calendar.Days, error)
	Setting func(ctx context.Context, q store.Querier, id string) (int, error)
	// Bureau is the bureau's name, as it signs.
	Bureau func(ctx context.Context) string
	// Fonts measure and draw; Load and Keep read and store the bytes of a file by hash.
	Fonts *font.Set
	Load  func(ctx context.Context, hash string) ([]byte, error)
	Keep  func(ctx context.Context, data []byte) (hash string, err error)
	// Letters are the kinds of incoming letters that can be answered, each with how one
	// is read. Answered tells a letter the number of its answer, Unanswered that this
	// answer is void or revoked.
	Letters              map[string]func(content any) Letter
	Answered, Unanswered func(ctx context.Context, w *runner.Work, letterID, number string) error
	// KnownLetter tells whether a letter came with that number; Senders are the organs
	// that letters come from.
	KnownLetter func(ctx context.Context, q store.Querier, number string) (bool, error)
	Senders     func(ctx context.Context, q store.Querier) ([]string, error)
	// Stamped is what the register of seals (1-01) has of a document; nil where the
	// program does not keep one: then the 文书 enters its line.
	Stamped func(ctx context.Context, q store.Querier, caseID string) (Stamping, error)
}

// New makes the module; it fails without its dependencies.
func New(d Deps) (*module.Module, error) {
	if d.Now == nil || d.Read == nil || d.Days == nil || d.Setting == nil || d.Bureau == nil || d.Fonts == nil || d.Load == nil || d.Keep == nil ||
		d.Answered == nil || d.Unanswered == nil || d.KnownLetter == nil || d.Senders == nil {
		return nil, errors.New("outgoing: a dependency is missing")
	}
	return &module.Module{
		ID: "outgoing", Name: "发文", Spec: "1-03",
		Kinds:     []*flow.Kind{d.kind(), d.extra(), d.afterwards(), d.reserve(), d.kindSetting(), d.seriesSetting()},
		Registers: []module.Register{d.registerF1(), d.kindTable(), d.seriesTable()},
		Reports:   d.reports(),
		Series:    seriesOfAll(),
		FirstRun: []module.FirstRun{{ID: "organ-codes", Title: "机关代字", Asks: "启用后由文秘提出、局长审定本局的机关代字；第一份公文编号以前办好", Href: "/norms/1-03", Optional: true,
			Missing: codesMissing}},
		Pages: []module.Page{{Label: "我的文件", Href: "/outgoing/track"}, {Label: "本科文件", Href: "/outgoing/track?of=dept"}},
	}, nil
}

// kind is a document from drafting to its receipts.
func (d Deps) kind() *flow.Kind {
	f := newForms()
	typeset := d.numbered
	return &flow.Kind{
		ID: Kind, Name: "发文", Content: f.document, Def: definition(f),
		Who: map[string]whoFunc{
			"drafter": drafter, "head": headOfDrafter, "checker": checker, "director": post("bangongshizhuren"), "wenmi": post("wenmi"), "wenshu": post("wenshu"),
			"signer": signerAgain(func(f flow.Facts) string { return f.Case.ID }),
		},
		When: map[string]whenFunc{
			"countersigned": planned("countersign"), "outside": outsideAsked, "reviewed": planned("leader"), "typeset": typeset, "unnumbered": not(typeset),
			"straight": both(typeset, not(planned("leader"))), "straight sheet": both(not(typeset), not(planned("leader"))),
			"slip": verdict(slip), "substantial": verdict(substantial), "stamped": d.stamped,
		},
		Dues: d.dues(urgencyOf),
		Prepare: map[string]func(context.Context, flow.Preparing) (any, error){
			"proofread": d.read, "precheck": d.laid, "recheck": d.fixed,
		},
		Steps: map[string]func(context.Context, *flow.Step) error{
			"draft": d.onDraft, "proofread": onProofread, "check": onCheck, "director": d.onDirector, "precheck": onPrecheck, "sign": d.onSign,
			"number": d.onNumber, "recheck": onRecheck, "mend": d.onMend, "rework": onRework, "print": onPrint, "seal": d.onSeal, "send": d.onSend,
			"receipt": onReceipt, "keep": onKeep,
		},
		Before: d.before,
		Title:  func(c any) string { return gb9704Plain(c.(Document).Title) }, Urgency: urgencyOf, Files: filesOf,
		Stored: d.stored, Voided: d.onVoid,
		StartBy: []string{flow.Anyone}, Sees: overseers, Clerk: clerks, DeptSees: true, PaperClause: paperClause, TellsDrafter: true,
		StartForm: f.document, StartVerb: "起草公文", StartNote: "边写边排版，自动校对；也可以导入 Word 文稿", Page: newPage, ReviseAt: editPage,
		Blank: func(time.Time) url.Values {
			return url.Values{"doc_kind": {"通知"}, "copies": {"10"}, "disclosure": {"依申请公开"}, "normative": {"否"}, "fairness": {"不涉及"}}
		},
		Begin: func(in any, _ string, _ time.Time) any { return in },
		Again: func(content any) any { return content }, Amend: func(_, fields any) any { return fields },
		Follows: d.follows(),
		Compare: map[string]func(context.Context, flow.Facts) (flow.Check, error){"check": d.compareCheck, "sign": d.compareSign, "confirm": d.compareMend, "resign": d.compareMend, "print": d.comparePrint},
		Shows:   d.shows,
		Options: map[string]func(context.Context, flow.Asking) ([]form.Option, error){"kinds": d.kindOptions, "series": d.seriesOptions, "reserved": reservedOptions},
		Prefill: d.prefills(),
		Papers:  d.papers(),
	}
}

// before keeps the head's own signing with the head (1-03-R1).
func (d Deps) before(ctx context.Context, s *flow.Step) error {
	if s.Act.Action != flow.Forward {
		return nil
	}
	node, err := store.Column[string](ctx, s.Tx, `SELECT node FROM task WHERE id = $1 AND case_id = $2`, s.Act.TaskID, s.Case.ID)
	if err != nil || len(node) == 0 || node[0] != "sign" {
		return err
	}
	r, err := d.ruleOf(ctx, s)
	if err != nil {
		return err
	}
	if r := neverDelegated(headAlone(r, s.Content.(Document).Important), "转办"); r != nil {
		return r
	}
	return nil
}

// filesOf are the files that belong to a version: pictures of the text among them.
func filesOf(c any) []string {
	d := c.(Document)
	return append(append(manuscript.PictureIDs(d.Body), d.LegalityFiles...), d.Files...)
}

// numbered tells whether a case's document has a head and a number.
func (d Deps) numbered(ctx context.Context, f flow.Facts) (bool, error) {
	r, err := d.rule(ctx, f.Q, f.Content.(Document), began(f.Case))
	return r.kind.Numbered(), err
}

// stamped tells whether it is to be stamped.
func (d Deps) stamped(ctx context.Context, f flow.Facts) (bool, error) {
	r, err := d.rule(ctx, f.Q, f.Content.(Document), began(f.Case))
	return r.kind.Seal == 1, err
}

func outsideAsked(_ context.Context, f flow.Facts) (bool, error) {
	in, err := last[Routing](f, "director")
	return in.Outside != "", err
}
