package seal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/store"
)

// useRow is what the steps and registers need of a use besides its content.
type useRow struct {
	Places       int64  `db:"places"`
	LetterNo     string `db:"letter_no"`
	ApprovedBy   string `db:"approved_by"`
	Approver     string `db:"approver"`
	ApprovedAt   int64  `db:"approved_at"`
	ApprovedHash string `db:"approved_hash"`
	Basis        string `db:"basis"`
	GrantID      string `db:"grant_id"`
	ExceptionID  string `db:"exception_id"`
	EndedAt      int64  `db:"ended_at"`
	ScannedAt    int64  `db:"scanned_at"`
}

func useByID(ctx context.Context, q store.Querier, id string) (useRow, error) {
	return store.One[useRow](ctx, q, `SELECT places, letter_no, approved_by, approver, approved_at, approved_hash, basis, grant_id, exception_id, ended_at, scanned_at
		FROM seal_use WHERE id = $1`, id)
}

// renditionRow is a version made ready for stamping: a code on each page.
type renditionRow struct {
	ID          string `db:"id"`
	Code        string `db:"code"`
	CaseID      string `db:"case_id"`
	ContentHash string `db:"content_hash"`
	Pages       int64  `db:"pages"`
}

const renditionColumns = `id, code, case_id, content_hash, pages`

// renditionOf is the one of a version of a case; nil if it was not made yet.
func renditionOf(ctx context.Context, q store.Querier, caseID, hash string) (*renditionRow, error) {
	return firstRendition(store.All[renditionRow](ctx, q, `SELECT `+renditionColumns+` FROM seal_rendition WHERE case_id = $1 AND content_hash = $2`, caseID, hash))
}

// renditionBy is the one that carries a code; nil if none does.
func renditionBy(ctx context.Context, q store.Querier, code string) (*renditionRow, error) {
	return firstRendition(store.All[renditionRow](ctx, q, `SELECT `+renditionColumns+` FROM seal_rendition WHERE code = $1`, code))
}

func firstRendition(rows []renditionRow, err error) (*renditionRow, error) {
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// renditionFile is one file of a rendition beside its original.
type renditionFile struct {
	OriginalHash string `db:"original_hash"`
	FileID       string `db:"file_id"`
	Name         string `db:"name"`
	Hash         string `db:"hash"`
	First        int64  `db:"first_page"`
	Pages        int64  `db:"pages"`
}

func renditionFiles(ctx context.Context, q store.Querier, renditionID string) ([]renditionFile, error) {
	return store.All[renditionFile](ctx, q, `SELECT r.original_hash, r.file_id, f.name, r.hash, r.first_page, r.pages
		FROM seal_rendition_file r JOIN file f ON f.id = r.file_id WHERE r.rendition_id = $1 ORDER BY r.first_page`, renditionID)
}

// pressRow is one press of a seal, with the names of who pressed and who signed.
type pressRow struct {
	ID       string `db:"id"`
	SealID   string `db:"seal_id"`
	Of       string `db:"rendition_id"` // the rendition; outside, the document's title
	Seq      int64  `db:"seq"`
	Copies   int64  `db:"copies"`
	Spoiled  int64  `db:"spoiled"`
	KeeperID string `db:"keeper_id"`
	At       int64  `db:"at"`
	SignedBy string `db:"signed_by"`
	SignedAt int64  `db:"signed_at"`
	Keeper   string `db:"keeper"`
	Signer   string `db:"signer"`
}

func pressesOf(ctx context.Context, q store.Querier, caseID string) ([]pressRow, error) {
	return store.All[pressRow](ctx, q, `SELECT p.id, p.seal_id, p.rendition_id, p.seq, p.copies, p.spoiled, p.keeper_id, p.at, p.signed_by, p.signed_at,
		COALESCE(k.name, p.keeper_id) AS keeper, COALESCE(b.name, p.signed_by) AS signer
		FROM seal_press p LEFT JOIN person k ON k.id = p.keeper_id LEFT JOIN person b ON b.id = p.signed_by WHERE p.case_id = $1 ORDER BY p.seq`, caseID)
}

// sums are what has been pressed and destroyed of a case.
type sums struct {
	Pressed   int64 `db:"pressed"`
	Spoiled   int64 `db:"spoiled"`
	Destroyed int64 `db:"destroyed"`
	Extra     int64 `db:"extra"`
}

func sumsOf(ctx context.Context, q store.Querier, caseID string) (sums, error) {
	return store.One[sums](ctx, q, `SELECT
		(SELECT CAST(COALESCE(SUM(copies), 0) AS BIGINT) FROM seal_press WHERE case_id = $1) AS pressed,
		(SELECT CAST(COALESCE(SUM(spoiled), 0) AS BIGINT) FROM seal_press WHERE case_id = $2) AS spoiled,
		(SELECT CAST(COALESCE(SUM(pages), 0) AS BIGINT) FROM seal_spoiled WHERE case_id = $3) AS destroyed,
		(SELECT CAST(COALESCE(SUM(copies), 0) AS BIGINT) FROM seal_extra WHERE target = $4) AS extra`, caseID, caseID, caseID, "use/"+caseID)
}

// ofDocument is how many copies of a document were pressed, by all cases, and how
// many more than signed for were approved here.
func ofDocument(ctx context.Context, q store.Querier, documentID string) (pressed, extra int64, err error) {
	type both struct {
		Pressed int64 `db:"pressed"`
		Extra   int64 `db:"extra"`
	}
	b, err := store.One[both](ctx, q, `SELECT
		(SELECT CAST(COALESCE(SUM(copies), 0) AS BIGINT) FROM seal_press WHERE document_id = $1 AND document_id <> '') AS pressed,
		(SELECT CAST(COALESCE(SUM(copies), 0) AS BIGINT) FROM seal_extra WHERE target = $2) AS extra`, documentID, "document/"+documentID)
	return b.Pressed, b.Extra, err
}

// PressedOn tells 1-03 how many copies of a signed document the register of seals
// has, and the numbers of its lines, joined.
func PressedOn(ctx context.Context, q store.Querier, documentID string) (copies int64, lines string, err error) {
	defer errs.Wrap(&err, "seal.PressedOn(%s)", documentID)
	if copies, _, err = ofDocument(ctx, q, documentID); err != nil {
		return 0, "", err
	}
	numbers, err := store.Column[string](ctx, q, `SELECT DISTINCT c.number FROM seal_press p JOIN cases c ON c.id = p.case_id WHERE p.document_id = $1 ORDER BY c.number`, documentID)
	return copies, strings.Join(numbers, "、"), err
}

// hashOf is the hash that opinions on a content are bound to.
func hashOf(u Use) string {
	sum := sha256.Sum256(form.Must[Use]().Canonical(u))
	return hex.EncodeToString(sum[:])
}
