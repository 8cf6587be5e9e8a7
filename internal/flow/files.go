package flow

import (
	"context"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// File is an attachment: a name on a stored hash, of a case once a form named it.
type File struct {
	ID         string `db:"id"`
	CaseID     string `db:"case_id"`
	Hash       string `db:"hash"`
	Name       string `db:"name"`
	Type       string `db:"type"` // MIME, by content
	Size       int64  `db:"size"` // bytes
	Pages      int64  `db:"pages"`
	Text       int64  `db:"text"`     // 1: has text that was scanned for markings
	Declared   int64  `db:"declared"` // 1: the uploader declared 不涉密
	UploadedBy string `db:"uploaded_by"`
	UploadedAt int64  `db:"uploaded_at"`
}

const fileColumns = `id, case_id, hash, name, type, size, pages, text, declared, uploaded_by, uploaded_at`

// AddFile records a file that stands on disk, synced, under its hash (D6). It
// belongs to its uploader until a form of theirs names it.
func AddFile(ctx context.Context, r *runner.Runner, actor runner.Actor, key string, f File) (_ string, err error) {
	defer errs.Wrap(&err, "flow.AddFile")
	req := runner.Request{Actor: actor, Key: key, Action: "file.add", Chain: "file"}
	answer, err := r.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		f.CaseID, f.UploadedBy = "", actor.PersonID
		id, err := insertFile(ctx, w, f)
		return runner.Answer{Data: map[string]string{"id": id}}, err
	})
	return answer.Data["id"], err
}

func insertFile(ctx context.Context, w *runner.Work, f File) (string, error) {
	id := w.NewID()
	return id, w.Insert(ctx, "file", store.Row{
		"id": id, "case_id": f.CaseID, "hash": f.Hash, "name": f.Name, "type": f.Type, "size": f.Size, "pages": f.Pages,
		"text": f.Text, "declared": f.Declared, "uploaded_by": f.UploadedBy, "uploaded_at": w.Millis(),
	})
}

// AddFile records a stored file that the step made (a rendition), of its case and
// uploaded by nobody. It gives the file's id.
func (s *Step) AddFile(ctx context.Context, f File) (string, error) {
	f.CaseID, f.UploadedBy = s.Case.ID, ""
	id, err := insertFile(ctx, s.Work, f)
	if err != nil {
		return "", err
	}
	return id, s.turn.e.addFileJob(ctx, s.Tx, id)
}

// FileFor reads a file that the person may see: an own upload, or a file of a
// visible case; store.ErrNotFound otherwise.
func (e *Engine) FileFor(ctx context.Context, q store.Querier, personID, id string) (File, error) {
	f, err := FileByID(ctx, q, id)
	if err != nil {
		return f, err
	}
	if f.CaseID == "" {
		if f.UploadedBy != personID {
			return File{}, store.ErrNotFound
		}
		return f, nil
	}
	duties, err := org.Duties(ctx, q, personID, e.now())
	if err != nil {
		return File{}, err
	}
	c, err := loadCase(ctx, q, f.CaseID)
	if err != nil {
		return File{}, err
	}
	kind, ok := e.kinds[c.Kind]
	if !ok {
		return File{}, store.ErrNotFound
	}
	seen, err := canSee(ctx, q, kind, c, personID, duties)
	if err != nil {
		return File{}, err
	}
	if !seen {
		return File{}, store.ErrNotFound
	}
	return f, nil
}

// FileByID reads a file for who has settled by other means that it may be seen;
// store.ErrNotFound without one. Its hash is empty when it was lawfully erased.
func FileByID(ctx context.Context, q store.Querier, id string) (File, error) {
	return store.One[File](ctx, q, `SELECT `+fileColumns+` FROM file WHERE id = $1`, id)
}

// FilesOf lists the files of a case in the order in which they came.
func FilesOf(ctx context.Context, q store.Querier, caseID string) ([]File, error) {
	return store.All[File](ctx, q, `SELECT `+fileColumns+` FROM file WHERE case_id = $1 ORDER BY uploaded_at, id`, caseID)
}

// OwnFiles makes sure that files are there and the person may see them, before a
// record names them: an id of somebody else's file is store.ErrNotFound.
func (e *Engine) OwnFiles(ctx context.Context, q store.Querier, personID string, ids []string) error {
	for _, id := range ids {
		if _, err := e.FileFor(ctx, q, personID, id); err != nil {
			return err
		}
	}
	return nil
}
