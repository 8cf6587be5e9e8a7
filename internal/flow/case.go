package flow

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations are the tables of cases, visits, tasks, history and files.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// Case is one matter.
type Case struct {
	ID             string `db:"id"`
	Kind           string `db:"kind"`
	FlowVersion    int    `db:"flow_version"`
	FlowHash       string `db:"flow_hash"`
	State          State  `db:"state"`
	Result         string `db:"result"`
	Title          string `db:"title"`
	Number         string `db:"number"`
	Urgency        string `db:"urgency"`
	CreatorID      string `db:"creator_id"`
	CreatorDept    string `db:"creator_dept"`
	ContentVersion int64  `db:"content_version"`
	PlanText       string `db:"plan"`
	CreatedAt      int64  `db:"created_at"`
	DueAt          int64  `db:"due_at"`
	PausedAt       int64  `db:"paused_at"`
	ClosedAt       int64  `db:"closed_at"`
	TouchedAt      int64  `db:"touched_at"`
	Rev            int64  `db:"rev"`
	IssuedFor      string `db:"issued_for"` // who holds the first step of a case that the calendar brought

	plan map[string][]Assignment
}

// Paused tells whether the case's clock stands.
func (c *Case) Paused() bool { return c.PausedAt != 0 }

// drafter is who works on the first step.
func (c *Case) drafter() org.Principal {
	if c.IssuedFor != "" {
		return org.Principal(c.IssuedFor)
	}
	return org.PersonPrincipal(c.CreatorID)
}

// issuedFor is NULL for the cases of people.
func (c *Case) issuedFor() any {
	if c.IssuedFor == "" {
		return nil
	}
	return c.IssuedFor
}

// Planned gives the principals that were chosen for a node.
func (c *Case) Planned(node string) []Assignment { return c.plan[node] }

// SetPlan chooses the principals of a node that is still to come.
func (c *Case) SetPlan(node string, who []Assignment) {
	if c.plan == nil {
		c.plan = map[string][]Assignment{}
	}
	c.plan[node] = who
}

// Visit is one stay at a node.
type Visit struct {
	ID        string `db:"id"`
	CaseID    string `db:"case_id"`
	Node      string `db:"node"`
	State     string `db:"state"` // waiting (at a join), active, done, cancelled
	Back      string `db:"back"`  // visits to take up again when this one is done: straight back
	BornSeq   int64  `db:"born_seq"`
	ClosedSeq int64  `db:"closed_seq"`
	OpenedAt  int64  `db:"opened_at"`
}

// States of visits and tasks.
const (
	waiting   = "waiting"
	active    = "active"
	open      = "open"
	done      = "done"
	cancelled = "cancelled"
)

// Kinds of tasks.
const (
	taskStep = "step"
	taskCopy = "copy"
)

// Task is work, or a copy, for one principal.
type Task struct {
	ID        string        `db:"id"`
	CaseID    string        `db:"case_id"`
	VisitID   string        `db:"visit_id"`
	Node      string        `db:"node"`
	Kind      string        `db:"kind"`
	Principal org.Principal `db:"principal"`
	Label     string        `db:"label"`
	Why       string        `db:"why"` // why it is not with whom one would expect
	State     string        `db:"state"`
	Version   int64         `db:"version"`
	Group     string        `db:"grp"`
	WaitsFor  string        `db:"waits_for"`
	AddedBy   string        `db:"added_by"`
	FromID    string        `db:"from_id"` // the person whose action brought it
	BornSeq   int64         `db:"born_seq"`
	OpenedSeq int64         `db:"opened_seq"`
	ClosedSeq int64         `db:"closed_seq"`
	OpenedAt  int64         `db:"opened_at"`
	DueAt     int64         `db:"due_at"`
	DueText   string        `db:"due_text"` // how the due time was computed
	Urged     int64         `db:"urged"`
	DoneBy    string        `db:"done_by"`
	DoneAt    int64         `db:"done_at"`
}

func (t *Task) unfinished() bool { return t.State == open || t.State == waiting }

// Line is one line of history.
type Line struct {
	ID             string `db:"id"`
	CaseID         string `db:"case_id"`
	Seq            int64  `db:"seq"`
	TaskID         string `db:"task_id"`
	Node           string `db:"node"`
	NodeName       string `db:"node_name"`
	Action         Action `db:"action"`
	PersonID       string `db:"person_id"`
	PersonName     string `db:"person_name"`
	Post           string `db:"post"`
	Why            string `db:"why"` // 代理 孙立
	Opinion        string `db:"opinion"`
	Signature      string `db:"signature"` // file id
	ContentVersion int64  `db:"content_version"`
	ContentHash    string `db:"content_hash"`
	Data           string `db:"data"`
	RecordedBy     string `db:"recorded_by"` // 纸质代录: who entered it
	Merged         int64  `db:"merged"`
	At             int64  `db:"at"`
}

const (
	caseColumns = `id, kind, flow_version, flow_hash, state, result, title, number, urgency, creator_id, creator_dept,
		content_version, plan, created_at, due_at, paused_at, closed_at, touched_at, rev, COALESCE(issued_for, '') AS issued_for`
	visitColumns = `id, case_id, node, state, back, born_seq, closed_seq, opened_at`
	taskColumns  = `id, case_id, visit_id, node, kind, principal, label, why, state, version, grp, waits_for, added_by, from_id,
		born_seq, opened_seq, closed_seq, opened_at, due_at, due_text, urged, done_by, done_at`
	lineColumns = `id, case_id, seq, task_id, node, node_name, action, person_id, person_name, post, why, opinion, signature,
		content_version, content_hash, data, recorded_by, merged, at`
)

// loadCase reads a case by id; store.ErrNotFound without one.
func loadCase(ctx context.Context, q store.Querier, id string) (Case, error) {
	c, err := store.One[Case](ctx, q, `SELECT `+caseColumns+` FROM cases WHERE id = $1`, id)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(c.PlanText), &c.plan)
}

func loadVisits(ctx context.Context, q store.Querier, caseID string) ([]Visit, error) {
	return store.All[Visit](ctx, q, `SELECT `+visitColumns+` FROM visit WHERE case_id = $1 ORDER BY born_seq, id`, caseID)
}

func loadTasks(ctx context.Context, q store.Querier, caseID string) ([]Task, error) {
	return store.All[Task](ctx, q, `SELECT `+taskColumns+` FROM task WHERE case_id = $1 ORDER BY born_seq, id`, caseID)
}

func loadHistory(ctx context.Context, q store.Querier, caseID string) ([]Line, error) {
	return store.All[Line](ctx, q, `SELECT `+lineColumns+` FROM history WHERE case_id = $1 ORDER BY seq`, caseID)
}

// Version is one version of a case's content.
type Version struct {
	ID        string `db:"id"`
	Version   int64  `db:"version"`
	Body      string `db:"body"`
	Hash      string `db:"hash"`
	CreatedBy string `db:"created_by"`
	CreatedAt int64  `db:"created_at"`
}

func loadVersion(ctx context.Context, q store.Querier, caseID string, version int64) (Version, error) {
	return store.One[Version](ctx, q, `SELECT id, version, body, hash, created_by, created_at
		FROM case_version WHERE case_id = $1 AND version = $2`, caseID, version)
}

// bodyHash is what an opinion is bound to: SHA-256 of the canonical content.
func bodyHash(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

func (k *Kind) decode(body string) (any, error) {
	content, err := k.Content.FromCanonicalAny([]byte(body))
	if err != nil {
		return nil, fmt.Errorf("flow: content of a %s: %w", k.ID, err)
	}
	return content, nil
}
