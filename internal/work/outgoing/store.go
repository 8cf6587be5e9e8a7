package outgoing

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/work/outgoing/manuscript"
	"guiju.cn/guiju/internal/work/outgoing/proof"
)

//go:embed migrations
var files embed.FS

// Migrations are the tables of documents, their layouts and dispatches, and of what
// the bureau says of kinds and codes.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// documentRow is what is known of a document beside its text.
type documentRow struct {
	ID         string `db:"id"`
	Kind       string `db:"doc_kind"`
	Series     string `db:"series"`
	Title      string `db:"title"`
	Addressees string `db:"addressees"`
	CopiedTo   string `db:"copied_to"`
	Copies     int64  `db:"copies"`
	DeptID     string `db:"dept_id"`
	SignerID   string `db:"signer_id"`
	Signer     string `db:"signer"`
	SignerPost string `db:"signer_post"`
	SignerAll  string `db:"signer_all"` // codes of all posts that the signer held then
	SignedAt   int64  `db:"signed_at"`
	Number     string `db:"number"`
	FaceNumber string `db:"face_number"`
	NumberNote string `db:"number_note"` // why it is a reserved or late one
	DocDate    string `db:"doc_date"`
	PrintedOn  string `db:"printed_on"`
	Printed    int64  `db:"printed"`
	Extra      int64  `db:"extra"` // approved 加印
	Stamped    int64  `db:"stamped"`
	StampLine  string `db:"stamp_line"`
	SentAt     int64  `db:"sent_at"`
	FileID     string `db:"file_id"` // of the fixed PDF
	FileHash   string `db:"file_hash"`
	Fixed      int64  `db:"fixed"` // content version of it
	Pages      int64  `db:"pages"`
	Standing   string `db:"standing"` // 有效, 已撤销, 已废止, 已更正
}

const documentColumns = `id, doc_kind, series, title, addressees, copied_to, copies, dept_id, signer_id, signer, signer_post, signer_all, signed_at, number,
	face_number, number_note, doc_date, printed_on, printed, extra, stamped, stamp_line, sent_at, file_id, file_hash, fixed, pages, standing`

// documentOf reads what is known of a case's document.
func documentOf(ctx context.Context, q store.Querier, caseID string) (documentRow, error) {
	return store.One[documentRow](ctx, q, `SELECT `+documentColumns+` FROM outgoing_document WHERE id = $1`, caseID)
}

// stored keeps the register's columns equal to the newest content.
func (d Deps) stored(ctx context.Context, s *flow.Step, content any) error {
	doc := content.(Document)
	r, err := d.rule(ctx, s.Tx, doc, clock.DateOf(clock.FromMillis(s.Case.CreatedAt)))
	if err != nil {
		return err
	}
	row := store.Row{
		"doc_kind": doc.Kind, "series": r.series.Name, "title": gb9704Plain(doc.Title), "organ": r.series.organ(), "addressees": doc.To, "copied_to": doc.CC,
		"annexes": int64(annexes(doc.Body)), "copies": doc.Copies, "disclosure": doc.Disclosure, "urgency": doc.Urgency,
	}
	err = s.Update(ctx, "outgoing_document", s.Case.ID, row, nil)
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	for _, empty := range []string{"signer_id", "signer", "signer_post", "signer_all", "number", "face_number", "number_note", "doc_date", "printed_on", "stamp_line", "file_id", "file_hash", "standing", "place"} {
		row[empty] = ""
	}
	for _, zero := range []string{"signed_at", "printed", "extra", "stamped", "sent_at", "fixed", "pages"} {
		row[zero] = int64(0)
	}
	row["id"], row["dept_id"], row["drafter_id"] = s.Case.ID, s.Case.CreatorDept, s.Case.CreatorID
	return s.Insert(ctx, "outgoing_document", row)
}

// annexes counts the attachments that a text has or names.
func annexes(body string) int {
	p, err := manuscript.Parse(body, false, func(string) ([]byte, error) { return nil, nil })
	if err != nil {
		return 0
	}
	return len(p.Attachments)
}

// onVoid leaves the line in the register, void; a reserved number that it used stays
// used. The letters that it answered are unanswered again (1-02-R4).
func (d Deps) onVoid(ctx context.Context, s *flow.Step) error {
	row, err := documentOf(ctx, s.Tx, s.Case.ID)
	if err == nil {
		err = tellLetters(ctx, s, row.ID, row.Number, d.Unanswered)
	}
	if err != nil {
		return err
	}
	return s.Update(ctx, "outgoing_document", s.Case.ID, store.Row{"standing": "作废"}, nil)
}

// lastNumber is the number that was drawn last of a series and year; 0 for none.
func lastNumber(ctx context.Context, q store.Querier, s Series, year int) (int64, error) {
	return store.Value[int64](ctx, q, `SELECT COALESCE(MAX(n), 0) FROM number WHERE series = $1 AND year = $2`, s.Drawn(), s.YearOf(year))
}

// reservation is a number that was drawn before its document.
type reservation struct {
	ID       string `db:"id"`
	CaseID   string `db:"case_id"`
	NumberID string `db:"number_id"`
	Series   string `db:"series"`
	Text     string `db:"text"`
	Face     string `db:"face"`
	Reason   string `db:"reason"`
}

// reservedFree are the numbers that were reserved and not yet used or voided.
func reservedFree(ctx context.Context, q store.Querier) ([]reservation, error) {
	return store.All[reservation](ctx, q, `SELECT r.id, r.case_id, r.number_id, r.series, r.text, r.face, r.reason FROM outgoing_reserved r
		JOIN number n ON n.id = r.number_id WHERE r.used_by = '' AND n.voided_at IS NULL ORDER BY r.id`)
}

// layoutRow is one look at the pages.
type layoutRow struct {
	Stage     string `db:"stage"`
	Version   int64  `db:"version"`
	Hash      string `db:"content_hash"`
	Pages     int64  `db:"pages"`
	Tunings   string `db:"tunings"`
	CheckedAt int64  `db:"checked_at"`
}

// place is room that the pages leave for a seal or a signature stamp.
type place struct {
	Page       int     `json:"page"`
	ID         string  `json:"id"`
	X, Y, W, H float64 // mm
}

// sealPlace is in words where the fixed pages leave room for the bureau's seal: the
// issuing organ signs first (GB/T 9704 7.3.5.1). "" where they leave none.
func sealPlace(ctx context.Context, q store.Querier, caseID string) (string, error) {
	text, err := store.Value[string](ctx, q, `SELECT places FROM outgoing_layout WHERE case_id = $1 AND stage = 'recheck' ORDER BY checked_at DESC, id DESC LIMIT 1`, caseID)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	var places []place
	if err := errors.Join(err, json.Unmarshal([]byte(text), &places)); err != nil {
		return "", err
	}
	for _, p := range places {
		if p.ID == gb9704.SealPlace(1) || p.ID == gb9704.StampPlace(1) {
			return fmt.Sprintf("第 %d 页，章心距左边 %.0f 毫米、距上边 %.0f 毫米", p.Page, p.X+p.W/2, p.Y+p.H/2), nil
		}
	}
	return "", nil
}

// lastLayout is the newest look at a stage; the zero row for none.
func lastLayout(ctx context.Context, q store.Querier, caseID, stage string) (layoutRow, error) {
	rows, err := store.All[layoutRow](ctx, q, `SELECT stage, version, content_hash, pages, tunings, checked_at FROM outgoing_layout
		WHERE case_id = $1 AND stage = $2 ORDER BY checked_at DESC, id DESC LIMIT 1`, caseID, stage)
	if err != nil || len(rows) == 0 {
		return layoutRow{}, err
	}
	return rows[0], nil
}

// sendingRow is one line of a distribution list.
type sendingRow struct {
	ID         string `db:"id"`
	Round      string `db:"round"` // 分发, 补发
	Organ      string `db:"organ"`
	Way        string `db:"way"`
	Copies     int64  `db:"copies"`
	Note       string `db:"note"`
	SentAt     int64  `db:"sent_at"`
	Receiver   string `db:"receiver"`
	ReceivedOn string `db:"received_on"`
}

func sendingsOf(ctx context.Context, q store.Querier, caseID string) ([]sendingRow, error) {
	return store.All[sendingRow](ctx, q, `SELECT id, round, organ, way, copies, note, sent_at, receiver, received_on FROM outgoing_dispatch
		WHERE case_id = $1 ORDER BY sent_at, id`, caseID)
}

// proofRow is one proofreading.
type proofRow struct {
	Version  int64  `db:"version"`
	Findings string `db:"findings"`
	Kept     string `db:"kept"`
	ReadAt   int64  `db:"read_at"`
}

// lastProof is the newest proofreading of a case; false for none.
func lastProof(ctx context.Context, q store.Querier, caseID string) (proofRow, bool, error) {
	rows, err := store.All[proofRow](ctx, q, `SELECT version, findings, kept, read_at FROM outgoing_proof WHERE case_id = $1 ORDER BY read_at DESC, id DESC LIMIT 1`, caseID)
	if err != nil || len(rows) == 0 {
		return proofRow{}, false, err
	}
	return rows[0], true, nil
}

// look runs the checker over a document with what the registers know.
func (d Deps) look(ctx context.Context, q store.Querier, doc Document, r rule) ([]proof.Finding, error) {
	organs, err := d.organs(ctx, q)
	if err != nil {
		return nil, err
	}
	var fault error
	found := proof.Check(proof.Input{
		Kind: doc.Kind, Upward: r.kind.Upward == 1, Title: doc.Title, To: doc.To, CC: doc.CC, Note: doc.Note, Body: doc.Body, Today: clock.DateOf(d.Now()), Organs: organs,
		Known: func(number string) bool {
			known, err := d.known(ctx, q, number)
			fault = errors.Join(fault, err)
			return known
		},
	})
	return found, fault
}

// known tells whether a document number is in the registers.
func (d Deps) known(ctx context.Context, q store.Querier, number string) (bool, error) {
	n, err := store.Value[int64](ctx, q, `SELECT COUNT(*) FROM outgoing_document WHERE number = $1`, number)
	if err != nil || n > 0 {
		return n > 0, err
	}
	return d.KnownLetter(ctx, q, number)
}

// organs are the names the bureau writes to and gets letters from.
func (d Deps) organs(ctx context.Context, q store.Querier) ([]string, error) {
	own, err := store.Column[string](ctx, q, `SELECT DISTINCT organ FROM outgoing_dispatch ORDER BY organ LIMIT 500`)
	if err != nil {
		return nil, err
	}
	senders, err := d.Senders(ctx, q)
	return append(own, senders...), err
}
