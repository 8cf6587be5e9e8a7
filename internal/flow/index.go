package flow

import (
	"context"
	"errors"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/job"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/search"
	"guiju.cn/guiju/internal/store"
)

// Jobs that flow adds and app does.
const (
	JobIndexFile  = "index-file"  // the payload is a file's id
	JobPurgeIndex = "purge-index" // after an erasure
)

// Labels of what is indexed; a hit says where it stands. A field has its own.
const (
	inTitle  = "标题"
	inNumber = "编号"
	inPeople = "办理人"
	inName   = "文件名"
)

// mostBody is how much of a file's text is indexed, in characters: 26 full pages
// of an official document (22 lines of 28), and within what PostgreSQL counts.
const mostBody = 16_000

// index writes what the case holds now into the search index, in the same
// transaction.
func (t *turn) index(ctx context.Context) error {
	if t.e.search == nil {
		return nil
	}
	texts, err := t.texts()
	if err != nil {
		return err
	}
	files, err := FilesOf(ctx, t.Tx, t.c.ID)
	if err != nil {
		return err
	}
	for _, f := range files {
		texts = append(texts, search.Text{Label: inName, Text: f.Name})
	}
	return t.e.search.Put(ctx, t.Tx, search.Case{ID: t.c.ID, Kind: t.c.Kind, At: t.c.CreatedAt}, texts)
}

// texts are the words of the case itself: title, number, content, who acted,
// what they wrote, newest first.
func (t *turn) texts() ([]search.Text, error) {
	all := []search.Text{{Label: inTitle, Text: t.c.Title}}
	add := func(more ...search.Text) {
		for _, x := range more {
			same := func(y search.Text) bool { return y.Text == x.Text }
			if strings.TrimSpace(x.Text) != "" && !slices.ContainsFunc(all, same) {
				all = append(all, x)
			}
		}
	}
	add(search.Text{Label: inNumber, Text: t.c.Number})
	add(written(t.kind.Content, t.content)...)
	var people []string
	for _, l := range t.lines {
		if !slices.Contains(people, l.PersonName) {
			people = append(people, l.PersonName)
		}
	}
	add(search.Text{Label: inPeople, Text: strings.Join(people, "、")})
	for _, l := range slices.Backward(t.lines) {
		n, _ := t.def.Node(l.Node)
		if !n.Silent || l.Opinion != n.Verb {
			add(search.Text{Label: "意见（" + l.PersonName + "）", Text: l.Opinion})
		}
		if n.Form == nil || l.Action != Approve && l.Action != Submit && l.Action != Acknowledge {
			continue
		}
		fields, err := n.Form.FromCanonicalAny([]byte(l.Data))
		if err != nil {
			return nil, err
		}
		add(written(n.Form, fields)...)
	}
	return all, nil
}

// written are the fields of a form that people write in their own words.
func written(spec form.Spec, v any) []search.Text {
	own := func(f form.Field) bool { return f.Kind == form.Text || f.Kind == form.LongText }
	var all []search.Text
	for _, s := range spec.ShowAny(v, func(form.Kind, string) string { return "" }) {
		if own(s.Field) {
			all = append(all, search.Text{Label: s.Field.Label, Text: s.Text})
		}
		for _, row := range s.Rows {
			for i, cell := range row {
				if own(s.Field.Lines[i]) {
					all = append(all, search.Text{Label: s.Field.Label, Text: cell})
				}
			}
		}
	}
	return all
}

// addFileJob has a file's text read after the commit.
func (e *Engine) addFileJob(ctx context.Context, tx *store.Tx, id string) error {
	if e.search == nil {
		return nil
	}
	return job.Add(ctx, tx, job.Job{Kind: JobIndexFile, Key: id, Payload: id})
}

// IndexFile makes the text of a file found with its case. hash is that of the
// bytes it was read from: a file that was erased meanwhile is left out, and so is
// one of a case in which words were erased, for they may stand in it (G-03).
func (e *Engine) IndexFile(ctx context.Context, f File, body string) (err error) {
	defer errs.Wrap(&err, "flow.IndexFile(%s)", f.ID)
	return e.run.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := e.search.Lock(ctx, tx, f.CaseID); err != nil {
			return ignoreNotFound(err) // it comes again when the case is indexed
		}
		hash, err := store.Value[string](ctx, tx, `SELECT hash FROM file WHERE id = $1`, f.ID)
		if err != nil || hash != f.Hash {
			return err
		}
		own, err := e.search.Own(ctx, tx, f.CaseID)
		if err != nil {
			return err
		}
		erased := func(t search.Text) bool { return t.Label != inName && strings.Contains(t.Text, Erased) }
		if slices.ContainsFunc(own, erased) {
			return nil
		}
		return e.search.PutFile(ctx, tx, f.CaseID, f.ID, []search.Text{{Label: inName, Text: f.Name}, {Label: "正文（" + f.Name + "）", Text: start(body, mostBody)}})
	})
}

// start is the beginning of a text, at most n characters.
func start(text string, n int) string {
	for at := range text {
		if n == 0 {
			return text[:at]
		}
		n--
	}
	return text
}

// reindex writes a case's entry from its evidence. On PostgreSQL somebody may act
// between reading and writing; once written, the entry is held, and read again.
func (e *Engine) reindex(ctx context.Context, tx *store.Tx, caseID string) error {
	for {
		t := &turn{Work: &runner.Work{Tx: tx}, e: e}
		if err := t.load(ctx, caseID); err != nil {
			return err
		}
		if err := t.index(ctx); err != nil {
			return err
		}
		rev, err := store.Value[int64](ctx, tx, `SELECT rev FROM cases WHERE id = $1`, caseID)
		if err != nil || rev == t.c.Rev {
			return err
		}
	}
}

// forget takes erased words out of the index, in the transaction that erases
// them: with one file, or with all of them for "".
func (e *Engine) forget(ctx context.Context, tx *store.Tx, caseID, fileID string) error {
	if e.search == nil {
		return nil
	}
	drop := func() error { return e.search.Drop(ctx, tx, caseID) }
	if fileID != "" {
		drop = func() error { return e.search.DropFile(ctx, tx, caseID, fileID) }
	}
	if err := drop(); err != nil {
		return err
	}
	// A case of a kind that this build does not serve is in no index.
	if err := ignoreNotFound(e.reindex(ctx, tx, caseID)); err != nil {
		return err
	}
	return job.Add(ctx, tx, job.Job{Kind: JobPurgeIndex, Key: "erased"})
}

func ignoreNotFound(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// Unindexed tells how many cases the index lacks: all of them after an upgrade
// from a version without one, or what a broken-off rebuild has left.
func (e *Engine) Unindexed(ctx context.Context) (n int64, err error) {
	defer errs.Wrap(&err, "flow.Unindexed")
	b := new(store.Query).Add(`SELECT (SELECT COUNT(*) FROM cases WHERE `).In("kind", e.kindIDs()).Add(`)
		- (SELECT COUNT(*) FROM search_entry WHERE file_id = '' AND `).In("kind", e.kindIDs()).Add(`)`)
	return store.Value[int64](ctx, e.run.DB().Read(), b.SQL(), b.Args()...)
}

func (e *Engine) kindIDs() []string {
	ids := make([]string, len(e.order))
	for i, k := range e.order {
		ids[i] = k.ID
	}
	return ids
}

// casesAtOnce are indexed in one transaction, so that others can write between.
const casesAtOnce = 100

// IndexCases writes the entries of the next cases after an id, and adds the jobs
// for their files. It gives the last id, "" when there are no more.
func (e *Engine) IndexCases(ctx context.Context, after string) (last string, n int, err error) {
	defer errs.Wrap(&err, "flow.IndexCases")
	err = e.run.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		b := new(store.Query).Add(`SELECT id FROM cases WHERE id > ? AND `, after).In("kind", e.kindIDs()).Add(` ORDER BY id LIMIT ?`, casesAtOnce)
		ids, err := store.Column[string](ctx, tx, b.SQL(), b.Args()...)
		if err != nil {
			return err
		}
		last, n = "", len(ids)
		for _, id := range ids {
			if err := e.reindex(ctx, tx, id); err != nil {
				return err
			}
			files, err := FilesOf(ctx, tx, id)
			if err != nil {
				return err
			}
			for _, f := range files {
				if err := e.addFileJob(ctx, tx, f.ID); err != nil {
					return err
				}
			}
			last = id
		}
		return nil
	})
	return last, n, err
}

// Rebuild makes the derived tables again from the evidence: participants at
// once, and the entries of all cases, of which it gives the number; the texts of
// files are read by jobs.
func (e *Engine) Rebuild(ctx context.Context) (cases int, err error) {
	defer errs.Wrap(&err, "flow.Rebuild")
	db := e.run.DB()
	if err := rebuildParticipants(ctx, db); err != nil || e.search == nil {
		return 0, err
	}
	if err := db.Write(ctx, e.search.Clear); err != nil {
		return 0, err
	}
	for after := ""; ; {
		last, n, err := e.IndexCases(ctx, after)
		cases += n
		if err != nil || last == "" {
			return cases, err
		}
		after = last
	}
}
