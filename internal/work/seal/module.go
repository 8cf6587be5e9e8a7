package seal

import (
	"context"
	"embed"
	"errors"
	"image"
	"net/url"
	"time"

	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/inspect"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations are the tables of seals, their keeping and their use.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// The kinds of cases.
const (
	KindUse     = "seal-use"
	KindMore    = "seal-more"
	KindCarry   = "seal-carry"
	KindNaming  = "seal-keeper"
	KindLeave   = "seal-leave"
	KindSudden  = "seal-sudden"
	KindChange  = "seal-change"
	KindGrant   = "seal-grant"
	KindRules   = "seal-rules"
	KindReading = "seal-reading"
	KindStock   = "seal-stock"
	KindFrozen  = "seal-frozen"
)

// SignedDocument is an official document that a leader has signed (1-03).
type SignedDocument struct {
	ID, Title, Number string
	Copies            int64 // 印数
	Extra             int64 // more by the document's own approved 加印单
	SignerID, Signer  string
	SignerPosts       []string // codes, when it was signed
	SignedAt          int64
	File              flow.File // the fixed file, as it is printed; only from Document
	Place             string    // where its pages leave room for the seal, in words; only from Document
}

// SignedDocuments are what 1-03 has signed and not yet used up; 1-03 fills it.
type SignedDocuments interface {
	// Document gives a signed document that a person may see; store.ErrNotFound
	// where there is none, or it is not signed.
	Document(ctx context.Context, q store.Querier, personID, id string) (SignedDocument, error)
	// Waiting lists those that a person may have stamped.
	Waiting(ctx context.Context, q store.Querier, personID string) ([]SignedDocument, error)
}

// Deps is what the specification needs from outside.
type Deps struct {
	// Days gives the calendar in force.
	Days func(ctx context.Context, q store.Querier) (calendar.Days, error)
	// Setting gives a setting as a number, Word one as it is written.
	Setting func(ctx context.Context, q store.Querier, id string) (int, error)
	Word    func(ctx context.Context, q store.Querier, id string) (string, error)
	// Read is the database outside of any transaction.
	Read func() store.Querier
	// Documents are the signed outgoing documents.
	Documents SignedDocuments
	// DocumentKind is the kind of the cases that they are; "" where they are none.
	DocumentKind string
	// MoreAt is the address where more copies of a signed document are asked for; nil:
	// here, as for other uses.
	MoreAt func(documentID string, copies int64) string
	// Load and Keep read and store the bytes of a file by hash.
	Load func(ctx context.Context, hash string) ([]byte, error)
	Keep func(ctx context.Context, data []byte) (hash string, err error)
	// Look inspects a stored PDF or picture (its MIME type): what is found on it, and
	// how many pages it has. Pages are its pictures, to compare a scan with what was approved.
	Look  func(ctx context.Context, hash, kind string) ([]inspect.Finding, int, error)
	Pages func(ctx context.Context, hash, kind string) ([]image.Image, error)
	// Rendition gives a PDF of a PDF or picture with a code and a line of text on
	// each page, counted from 1.
	Rendition func(ctx context.Context, data []byte, kind string, mark func(page int) (code, text string)) ([]byte, error)
	// Exceptions of a case from a clause (特事登记), newest first; how many of a
	// clause are overdue; and one that is entered by a step.
	Exceptions func(ctx context.Context, q store.Querier, caseID, clause string) ([]ruling.Exception, error)
	Overdue    func(ctx context.Context, q store.Querier, clause string) (int64, error)
	Except     func(ctx context.Context, w *runner.Work, e ruling.Exception) (string, error)
}

// New makes the module; it fails without its dependencies.
func New(d Deps) (*module.Module, error) {
	if d.Days == nil || d.Setting == nil || d.Word == nil || d.Read == nil || d.Documents == nil || d.Load == nil || d.Keep == nil || d.Look == nil || d.Pages == nil || d.Rendition == nil ||
		d.Exceptions == nil || d.Overdue == nil || d.Except == nil {
		return nil, errors.New("seal: a dependency is missing")
	}
	return &module.Module{
		ID: "seal", Name: "印章", Spec: "1-01",
		Kinds: []*flow.Kind{
			d.use(), d.more(), d.carry(), d.leave(), d.sudden(), d.naming(), d.change(), d.grant(), d.rules(), d.reading(), d.stock(), d.frozen(),
		},
		Registers: d.registers(), Reports: d.reports(), Recurring: d.recurring(), Held: held, Scan: scan, Series: series(), FirstRun: []module.FirstRun{d.firstRun()},
	}, nil
}

type (
	whoFunc     = func(context.Context, flow.Facts) ([]flow.Assignment, error)
	whenFunc    = func(context.Context, flow.Facts) (bool, error)
	stepFunc    = func(context.Context, *flow.Step) error
	prefillFunc = func(context.Context, flow.Facts) (any, error)
	optionFunc  = func(context.Context, flow.Asking) ([]form.Option, error)
)

// who looks after the office's own cases and sees them all.
var (
	overseers = []string{"bangongshizhuren", "yinzhang", "juzhang", "shuji", "jijianzuzhang"}
	clerks    = []string{"wenshu", "bangongshizhuren"}
)

// paperClause is cited where a leader's signature on paper is entered.
const paperClause = "1-01-6.2"

// kind fills in what all kinds of this specification have in common. C is content
// and start form of most of them.
func kind[C any](k flow.Kind, title func(C) string, attached func(C) []string) *flow.Kind {
	if k.Content == nil {
		k.Content = form.Must[C]()
	}
	if k.StartForm == nil {
		k.StartForm = k.Content
		k.Begin = func(in any, _ string, _ time.Time) any { return in }
		k.Again = func(content any) any { return content }
		k.Amend = func(_, fields any) any { return fields }
	}
	k.Title = func(c any) string { return title(c.(C)) }
	if attached != nil {
		k.Files = func(c any) []string { return attached(c.(C)) }
	}
	if k.Who == nil {
		k.Who = map[string]whoFunc{}
	}
	k.Who["drafter"] = drafter
	k.PaperClause = paperClause
	if k.Clerk == nil {
		k.Clerk = clerks
	}
	if k.Sees == nil {
		k.Sees = overseers
	}
	return &k
}

// blank fills a start page.
func blank(values url.Values) func(time.Time) url.Values {
	return func(time.Time) url.Values {
		out := url.Values{}
		for name, v := range values {
			out[name] = v
		}
		return out
	}
}

// drafter is who began the case.
func drafter(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
	return to(org.PersonPrincipal(f.Case.CreatorID)), nil
}

func to(p org.Principal) []flow.Assignment { return []flow.Assignment{{Principal: p}} }

// post is whoever holds a post of the bureau.
func post(code string) whoFunc {
	return func(context.Context, flow.Facts) ([]flow.Assignment, error) { return to(org.Post(code)), nil }
}

// leaderOf is the leader in charge of the drafter's department; where nobody is,
// the 局长.
func leaderOf(ctx context.Context, f flow.Facts) ([]flow.Assignment, error) {
	return leaderFor(ctx, f, f.Case.CreatorDept)
}

func leaderFor(ctx context.Context, f flow.Facts, dept string) ([]flow.Assignment, error) {
	leader := org.LeaderOf(dept)
	holders, err := org.Holders(ctx, f.Q, leader, f.Now)
	if err != nil {
		return nil, err
	}
	if len(holders) == 0 {
		leader = org.Post("juzhang")
	}
	return to(leader), nil
}

// dues are in working days of a setting each.
func (d Deps) dues() map[string]flow.DueFunc {
	days := flow.Dues{Days: d.Days, Setting: d.Setting}.WorkingDays
	return map[string]flow.DueFunc{"step": days("1-01.step-days"), "press": days("1-01.press-days"), "stock": days("1-01.stock-days")}
}

// last is what was filled in when a node was last finished.
func last[T any](f flow.Facts, node string) (T, error) {
	return form.Must[T]().FromCanonical([]byte(f.Data(node)))
}

// yes reads a setting of 是 or 否.
func (d Deps) yes(ctx context.Context, q store.Querier, id string) (bool, error) {
	word, err := d.Word(ctx, q, id)
	return word == "是", err
}
