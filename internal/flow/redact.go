package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// Erased stands where something was lawfully erased (G-03).
const Erased = "〔已依法清除〕"

// shortest is the least number of characters that can be erased, so that no
// common word goes by mistake.
const shortest = 4

// programs are columns that hold the program's own words and ids; nothing that
// people typed is erased there.
var programs = []string{
	"id", "kind", "state", "node", "action", "principal", "flow_hash", "content_hash", "hash", "clause", "rule_version",
	"principal", "grp", "waits_for", "back", "type", "twin_key",
}

// place is one row that holds the words.
type place struct {
	table, id string
	set       store.Row
}

// FindWords tells how often words stand in a case's evidence, by table; what a
// second administrator reads before agreeing.
func FindWords(ctx context.Context, db *store.DB, q store.Querier, caseID, words string) (map[string]int, error) {
	places, err := findWords(ctx, db, q, caseID, words)
	found := map[string]int{}
	for _, p := range places {
		found[p.table] += len(p.set)
	}
	return found, err
}

// RedactWords erases words wherever they stand in a case's evidence: contents in
// all versions, opinions, register lines, refusals (G-03), and from the search
// index. The hashes that bound opinions to contents stay.
func (e *Engine) RedactWords(ctx context.Context, w *runner.Work, caseID, words string) (err error) {
	defer errs.Wrap(&err, "flow.RedactWords")
	// The case is locked first, as by every use case.
	if err := w.Update(ctx, "cases", caseID, store.Row{"touched_at": w.Millis()}, nil); err != nil {
		return err
	}
	places, err := findWords(ctx, e.run.DB(), w.Tx, caseID, words)
	if err != nil {
		return err
	}
	if len(places) == 0 {
		return errs.New(errs.Invalid, "这件事里没有这段文字，没有清除任何内容")
	}
	for _, p := range places {
		if err := w.Redact(ctx, p.table, p.id, p.set); err != nil {
			return err
		}
	}
	for _, forget := range []string{`DELETE FROM notice WHERE case_id = $1`, `DELETE FROM idempotency WHERE answer LIKE '%' || $1 || '%'`} {
		if _, err := store.Exec(ctx, w.Tx, forget, caseID); err != nil {
			return err
		}
	}
	return e.forget(ctx, w.Tx, caseID, "")
}

func findWords(ctx context.Context, db *store.DB, q store.Querier, caseID, words string) ([]place, error) {
	if utf8.RuneCountInString(strings.TrimSpace(words)) < shortest {
		return nil, errs.Newf(errs.Invalid, "要清除的文字不能少于 %d 个字", shortest)
	}
	var places []place
	for _, table := range db.Tables() {
		if table.Class != store.Evidence {
			continue
		}
		columns, err := store.Columns(ctx, q, table.Name)
		if err != nil {
			return nil, err
		}
		query := "SELECT * FROM " + table.Name + " WHERE id = $1"
		if slices.Contains(columns, "case_id") {
			query = "SELECT * FROM " + table.Name + " WHERE case_id = $1"
		}
		err = store.EachRow(ctx, q, func(row store.Row) error {
			if set := erase(row, words); len(set) > 0 {
				places = append(places, place{table.Name, fmt.Sprint(row["id"]), set})
			}
			return nil
		}, query, caseID)
		if err != nil {
			return nil, err
		}
	}
	return places, nil
}

// erase gives the columns of a row that hold the words, without them; JSON holds
// them as JSON writes them.
func erase(row store.Row, words string) store.Row {
	quoted, err := json.Marshal(words)
	if err != nil {
		return nil // no text can hold what JSON cannot
	}
	inner := strings.Trim(string(quoted), `"`)
	set := store.Row{}
	for name := range maps.Keys(row) {
		text, ok := row[name].(string)
		if !ok || slices.Contains(programs, name) || strings.HasSuffix(name, "_id") {
			continue
		}
		without := strings.ReplaceAll(strings.ReplaceAll(text, words, Erased), inner, Erased)
		if without != text {
			set[name] = without
		}
	}
	return set
}

// RedactFile erases a file from its case: name and contents. It gives the hash of
// what is to be removed from the store after the commit, "" while another row
// still needs it.
func (e *Engine) RedactFile(ctx context.Context, w *runner.Work, fileID string) (hash string, err error) {
	defer errs.Wrap(&err, "flow.RedactFile")
	f, err := FileByID(ctx, w.Tx, fileID)
	if err != nil {
		return "", err
	}
	if f.Hash == "" {
		return "", errs.New(errs.Invalid, "这个文件已经清除")
	}
	err = w.Redact(ctx, "file", fileID, store.Row{"hash": "", "name": Erased, "size": int64(0), "pages": int64(0), "text": int64(0)})
	if err != nil {
		return "", err
	}
	if err := e.forget(ctx, w.Tx, f.CaseID, fileID); err != nil {
		return "", err
	}
	others, err := store.Value[int64](ctx, w.Tx, `SELECT COUNT(*) FROM file WHERE hash = $1`, f.Hash)
	if err != nil || others > 0 {
		return "", err
	}
	return f.Hash, nil
}
