package flow

import (
	"context"
	"net/url"
	"slices"
	"time"

	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// Mode says how the principals of a node share its work.
type Mode string

// The modes.
const (
	One     Mode = "one"     // a single principal
	Any     Mode = "any"     // 或签: the first who acts
	All     Mode = "all"     // 会签: everyone
	Ordered Mode = "ordered" // 顺序签: everyone, one after another
)

// Split says which edges a finished node takes.
type Split string

// The splits.
const (
	First Split = ""    // the first edge whose predicate holds
	Every Split = "all" // all edges whose predicates hold: parallel branches
)

// Action is one of the actions of 0-general; the words are the same on every face.
type Action string

// The actions.
const (
	Submit       Action = "submit"
	Approve      Action = "approve" // shown as the node's own verb
	Reject       Action = "reject"
	Acknowledge  Action = "acknowledge"
	Return       Action = "return"
	Withdraw     Action = "withdraw"
	Forward      Action = "forward"
	AddSigner    Action = "add-signer"
	RemoveSigner Action = "remove-signer"
	Circulate    Action = "circulate"
	Recall       Action = "recall" // of a circulation
	Read         Action = "read"   // a copy was read
	Urge         Action = "urge"
	Pause        Action = "pause"
	Resume       Action = "resume"
	Void         Action = "void"
	Correct      Action = "correct" // of what was entered, by the clerk: old and new are kept
	Revise       Action = "revise"  // of the content, by whose turn it is, who goes on with the step
)

// Words are the actions as people read them.
var Words = map[Action]string{
	Submit: "提交", Approve: "同意", Reject: "不同意", Acknowledge: "圈阅", Return: "退办", Withdraw: "撤回",
	Forward: "转办", AddSigner: "加签", RemoveSigner: "减签", Circulate: "传阅", Recall: "收回传阅", Read: "阅", Urge: "催办",
	Pause: "挂起", Resume: "恢复", Void: "作废", Correct: "更正", Revise: "修改",
}

// State of a case.
type State string

// The states of 0-general.
const (
	Draft     State = "草稿"
	Running   State = "办理中"
	Signing   State = "会签中"
	Returned  State = "已退办"
	Withdrawn State = "已撤回"
	Rejected  State = "未同意"
	Closed    State = "已办结"
	Voided    State = "已作废"
)

// Open tells whether a case in this state still has work in it.
func (s State) Open() bool { return s != Rejected && s != Closed && s != Voided }

// Definition is a flow: what the chart draws and the engine walks.
type Definition struct {
	Kind    string
	Name    string
	Version int
	Nodes   []Node // the first is where a case starts
}

// Node is one step.
type Node struct {
	ID, Name string
	Verb     string   // the primary action's word: 拟办
	Key      string   // id of the ※ point, "" if none
	Clauses  []string // clauses this step is evidence for
	Who      string   // name of a principal function of the Kind; Planned for the case's plan
	Mode     Mode
	Due      string // name of a due function of the Kind; "" for none
	Form     form.Spec
	Next     []Edge // none: the case ends here
	Split    Split
	Join     bool   // waits until no active visit can still reach it
	Result   string // of a last node: 待归档
	Can      []Action
	// Opinion: an empty one is refused (1-03-2.1) unless Silent, where the verb
	// itself is recorded.
	Silent       bool
	Signs        bool // offers a drawn signature beside the opinion
	Phrases      []string
	NoMerge      bool     // never merged with a neighbour, although it has no form
	NoWithdraw   bool     // what was done here cannot be taken back (a number drawn)
	NotApplicant bool     // G-01 holds here
	NotSameAs    []string // nodes whose actors may not act here (G-08)
	ByItself     string   // said of the step where nobody had to act: 凭签发稿，不再另批
	SkipAway     bool     // in order: who is away does not hold up the next, and signs later
	Page         string   // where the step is worked on, if not on the case's page: an address with {id}
}

// Planned is the Who of a node whose principals an earlier step chose.
const Planned = "plan"

// Edge leads to a node, if its predicate holds.
type Edge struct {
	To    string
	When  string // name of a predicate of the Kind; "" always
	Label string
	Usual bool // taken as the way ahead while nothing has decided yet
}

// Assignment is one principal of a visit, as computed or planned.
type Assignment struct {
	Principal org.Principal `json:"principal"`
	Label     string        `json:"label,omitempty"` // 主办
	Due       int64         `json:"due,omitempty"`   // overrides the node's
}

// Facts is what principal, predicate and due functions may look at.
type Facts struct {
	Q       store.Querier
	Now     time.Time
	Case    Case
	Content any
	lines   []Line
}

// Data is what was filled in when a node was last finished, as canonical JSON
// of its form; "{}" if it was not yet.
func (f Facts) Data(node string) string {
	for i := len(f.lines) - 1; i >= 0; i-- {
		if l := f.lines[i]; l.Node == node && (l.Action == Approve || l.Action == Submit) {
			return l.Data
		}
	}
	return "{}"
}

// Step is what a kind's own code gets when a node is acted on.
type Step struct {
	*runner.Work
	Case    *Case // changes to Title, Urgency, Number, Plan, Result, Due are saved
	Node    Node
	Task    Task
	Content any // the decoded content
	Fields  any // the decoded step form; nil without one
	// Prepared is what the kind's Prepare for this node found out before the
	// transaction; nil without one.
	Prepared any
	Act      Act
	Actor    org.PersonRow
	Duty     org.Duty
	changed  any
	turn     *turn
}

// Excepted tells whether an exception with evidence (特事登记) of this case's lets
// a clause's refusal pass (G-09).
func (s *Step) Excepted(ctx context.Context, clause string) (bool, error) {
	return s.turn.e.excepted(ctx, s.Tx, s.Case.ID, clause)
}

// Circulate gives copies of the case to people to read, as part of the step: for
// a purpose, in order or at once, until a time. Who has an unread copy of it
// already gets no second one.
func (s *Step) Circulate(ctx context.Context, people []string, c Circulation) error {
	return s.turn.stepCopies(ctx, people, c)
}

// Changed is the content that the step's rules see later: what SetContent gave, or
// the one it began with.
func (s *Step) Changed() any {
	if s.changed != nil {
		return s.changed
	}
	return s.Content
}

// SetContent makes a new version of the content.
func (s *Step) SetContent(content any) { s.changed = content }

// Kind ties a form, a flow and a series together; a specification makes one.
type Kind struct {
	ID      string
	Name    string // 收文
	Content form.Spec
	Def     *Definition
	Old     []*Definition // until their last case closes
	Who     map[string]func(ctx context.Context, f Facts) ([]Assignment, error)
	When    map[string]func(ctx context.Context, f Facts) (bool, error)
	Dues    map[string]DueFunc
	// Steps are the rules and writes of a node's primary action, by node; a
	// refusal undoes everything.
	Steps map[string]func(ctx context.Context, s *Step) error
	// Title, Files and Urgency read the case's face from its content; the last two
	// may be nil, where there is none.
	Title   func(content any) string
	Urgency func(content any) string
	Files   func(content any) []string
	// Stored is called when the content has a new version: the kind keeps its
	// real columns up to date; it and Voided may be nil.
	Stored func(ctx context.Context, s *Step, content any) error
	Voided func(ctx context.Context, s *Step) error // after 作废
	// Before are rules on every action on a case that is there, beside those of its
	// steps; s.Act says which. May be nil.
	Before func(ctx context.Context, s *Step) error
	// Correction lets the clerk mend what was entered; nil: nothing can be.
	Correction *Correction
	// StartBy may start a case, Sees are the posts that see every case (Anyone:
	// whoever works here); Clerk is the post that records paper signatures, pauses
	// and voids, and so sees every case too. DeptSees lets the head of the drafter's department, and the leader
	// in charge of it, see its cases.
	StartBy, Sees, Clerk []string
	DeptSees             bool
	PaperClause          string // clause cited for paper signatures
	TellsDrafter         bool   // who began a case is told when a step of it is overdue
	// StartForm is what the first step asks for; Begin makes the content of it.
	StartForm form.Spec
	// Page is the address of the page where a case is begun, if not the shared one;
	// ReviseAt that where the content is revised, with {id}.
	Page, ReviseAt string
	// StartVerb is the word under which a case is begun (登记收文); Quick are the
	// steps after the first that its page offers in one go; Reads says that fields
	// are proposed from a document.
	StartVerb, StartNote string
	Quick                []string
	Reads                bool
	Blank                func(now time.Time) url.Values // of the start page
	// Beside are the files of which the first PDF stands beside the start form: what
	// is confirmed by it; may be nil.
	Beside func(ctx context.Context, q store.Querier, now time.Time) ([]string, error)
	Begin  func(fields any, personID string, now time.Time) any
	// Again gives the start form of a content, and Amend puts it back, where the
	// first step is worked on again or a case was issued; nil: the first step then
	// asks for nothing.
	Again func(content any) any
	Amend func(content, fields any) any
	// Follows are the kinds whose cases this kind can follow from, by kind.
	Follows map[string]Follow
	// Prepare finds out, by node and before the transaction, what takes time (the
	// pages of files); what it gives is in Step.Prepared.
	Prepare map[string]func(ctx context.Context, p Preparing) (any, error)
	// Compare sets what was approved beside what is asked, by node, for whose step
	// it is; Shows are the boxes of the kind's own on a case's page.
	Compare map[string]func(ctx context.Context, f Facts) (Check, error)
	Shows   func(ctx context.Context, q store.Querier, v *View) ([]Panel, error)
	// Options are what choices of its forms offer, by Field.OptionsFrom.
	Options map[string]func(ctx context.Context, o Asking) ([]form.Option, error)
	// Prefill proposes the fields of a step's form from what is known; may be nil.
	Prefill map[string]func(ctx context.Context, f Facts) (any, error)
	Papers  []Paper
}

// Correction is how the clerk mends what was entered (G-03): a new version of the
// content with the reason, while the number and all that was signed stay; the line
// of history says what was changed.
type Correction struct {
	Form form.Spec
	// Of gives the fields of a content, Apply puts them back.
	Of    func(content any) any
	Apply func(content, fields any) any
	// Check are the rules: s.Content is the old content, s.Fields the new values. May
	// be nil.
	Check func(ctx context.Context, s *Step) error
}

// Anyone in StartBy lets whoever holds a work post begin a case, in Sees read it.
const Anyone = "*"

// Preparing is what Prepare may look at. Case and Content are those stored; at a
// start there are none.
type Preparing struct {
	Actor   runner.Actor
	Case    *Case
	Content any
	Fields  any // of the step, or of the start
}

// Asking is for whom options are listed; Case is nil on a start page.
type Asking struct {
	Q        store.Querier
	Now      time.Time
	PersonID string
	Duties   []org.Duty
	Case     *Case
	Content  any
}

// FormAt is what a step asks for; nil for nothing. The first step of a case that
// is there already asks for its start form again.
func (k *Kind) FormAt(d *Definition, n Node) form.Spec {
	if n.ID == d.Start().ID && n.Form == nil && k.Amend != nil {
		return k.StartForm
	}
	return n.Form
}

// MayStart tells by which duty somebody may begin a case of the kind.
func (k *Kind) MayStart(duties []org.Duty) (org.Duty, bool) {
	if slices.Contains(k.StartBy, Anyone) {
		return anyone(duties)
	}
	return k.may(duties, k.StartBy)
}

// anyone gives the first own work post among duties.
func anyone(duties []org.Duty) (org.Duty, bool) {
	for _, d := range duties {
		if info, known := org.PostByCode(d.Post); known && !info.Admin && d.Own() {
			return d, true
		}
	}
	return org.Duty{}, false
}

// StartNames are who may begin a case, for people.
func (k *Kind) StartNames() string {
	if slices.Contains(k.StartBy, Anyone) {
		return "业务岗位的人员"
	}
	return org.PostNames(k.StartBy)
}

// StartLabel is the word on the button that begins a case.
func (k *Kind) StartLabel() string {
	if k.StartVerb != "" {
		return k.StartVerb
	}
	return k.Def.Start().Verb + k.Name
}

// DefinitionOf gives the definition with that version, nil if it is gone.
func (k *Kind) DefinitionOf(version int) *Definition {
	if k.Def.Version == version {
		return k.Def
	}
	for _, d := range k.Old {
		if d.Version == version {
			return d
		}
	}
	return nil
}

// Start is the node a case begins at.
func (d *Definition) Start() Node { return d.Nodes[0] }

// Node finds a node by id.
func (d *Definition) Node(id string) (Node, bool) {
	for _, n := range d.Nodes {
		if n.ID == id {
			return n, true
		}
	}
	return Node{}, false
}

// reaches tells every node that can be reached from id over edges, id included
// only if a cycle leads back to it.
func (d *Definition) reaches(id string) map[string]bool {
	seen := map[string]bool{}
	var walk func(string)
	walk = func(from string) {
		node, _ := d.Node(from)
		for _, edge := range node.Next {
			if !seen[edge.To] {
				seen[edge.To] = true
				walk(edge.To)
			}
		}
	}
	walk(id)
	return seen
}

// refuse is a general rule's refusal.
func refuse(clause, title, detail string, remedies ...norm.Remedy) *norm.Refusal {
	return &norm.Refusal{Clause: clause, RuleVersion: "2026-11", Title: title, Detail: detail, Remedies: remedies}
}
