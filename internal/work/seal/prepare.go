package seal

import (
	"context"
	"errors"
	"fmt"
	"image"
	"path"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/inspect"
	"guiju.cn/guiju/internal/store"
)

// What is stamped is one of these.
var pageTypes = []string{"application/pdf", "image/png", "image/jpeg"}

// looked is what was found out about the files of an application, outside of the
// transaction.
type looked struct {
	Files    []flow.File
	Foreign  []string // names of those that are no pages
	Pages    int      // of all, one after another
	Findings []inspect.Finding
	Document *SignedDocument
	Made     *made // of an official document, which nobody approves again
}

// digest holds the hashes of the files, so that an approval is bound to them.
func (l looked) digest() string {
	all := make([]string, len(l.Files))
	for i, f := range l.Files {
		all[i] = f.Hash
	}
	return strings.Join(all, " ")
}

// lookApplication looks at every page of what is to be stamped (1-01-6.4).
func (d Deps) lookApplication(ctx context.Context, p flow.Preparing) (any, error) {
	in := p.Fields.(Application)
	out := looked{}
	q := d.Read()
	if in.Matter == official {
		doc, err := d.document(ctx, q, p.Actor.PersonID, in.Document)
		if err != nil || doc == nil {
			return out, err
		}
		out.Document, out.Files = doc, []flow.File{doc.File}
	} else if err := d.collect(ctx, q, p, in.Files, &out); err != nil {
		return nil, err
	}
	if err := d.look(ctx, &out); err != nil {
		return nil, err
	}
	if out.Document == nil || len(out.Foreign) > 0 {
		return out, nil
	}
	made, err := d.makeReady(ctx, out.Document.Number, out.Files)
	out.Made = made
	return out, err
}

// document is the signed document of an application; nil where there is none.
func (d Deps) document(ctx context.Context, q store.Querier, personID, id string) (*SignedDocument, error) {
	if id == "" {
		return nil, nil
	}
	doc, err := d.Documents.Document(ctx, q, personID, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return &doc, err
}

// collect reads the files of a form, as far as they are the actor's own or of the
// case.
func (d Deps) collect(ctx context.Context, q store.Querier, p flow.Preparing, ids []string, out *looked) error {
	for _, id := range ids {
		f, err := flow.FileByID(ctx, q, id)
		if err != nil {
			return err
		}
		if own := f.CaseID == "" && f.UploadedBy == p.Actor.PersonID || p.Case != nil && f.CaseID == p.Case.ID; !own {
			return store.ErrNotFound
		}
		out.Files = append(out.Files, f)
	}
	return nil
}

// look inspects the files and puts the pages of all one after another.
func (d Deps) look(ctx context.Context, out *looked) error {
	for _, f := range out.Files {
		if !slices.Contains(pageTypes, f.Type) {
			out.Foreign = append(out.Foreign, f.Name)
			continue
		}
		findings, pages, err := d.Look(ctx, f.Hash, f.Type)
		if err != nil {
			return err
		}
		for _, found := range findings {
			found.Page += out.Pages
			out.Findings = append(out.Findings, found)
		}
		out.Pages += pages
	}
	return nil
}

// made is a rendition that is stored and not yet recorded: the version made ready
// for stamping, each page with the code (F2).
type made struct {
	Code  string
	Pages int
	Files []madeFile
}

type madeFile struct {
	Original flow.File
	Hash     string
	Size     int64
	First    int
	Pages    int
}

// ready makes the rendition of the case's version, at the first step that approves
// something, if there is none yet.
func (d Deps) ready(ctx context.Context, p flow.Preparing) (any, error) {
	use := p.Content.(Use)
	if use.Document != "" || p.Case == nil {
		return nil, nil
	}
	q := d.Read()
	there, err := renditionOf(ctx, q, p.Case.ID, hashOf(use))
	if err != nil || there != nil {
		return nil, err
	}
	var files []flow.File
	for _, id := range use.Files {
		f, err := flow.FileByID(ctx, q, id)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	label := p.Case.Number
	if use.LetterNo != "" {
		label += "　" + use.LetterNo
	}
	made, err := d.makeReady(ctx, label, files)
	if err != nil {
		return nil, err
	}
	return made, nil
}

func (d Deps) makeReady(ctx context.Context, label string, files []flow.File) (*made, error) {
	out := &made{Code: newCode()}
	total := 0
	for _, f := range files {
		total += int(max(1, f.Pages))
	}
	for _, f := range files {
		data, err := d.Load(ctx, f.Hash)
		if err != nil {
			return nil, err
		}
		before, pages := out.Pages, int(max(1, f.Pages))
		ready, err := d.Rendition(ctx, data, f.Type, func(page int) (string, string) {
			return fmt.Sprintf("%s.%d", out.Code, before+page), fmt.Sprintf("%s　码 %s　第 %d 页，共 %d 页", label, shownCode(out.Code), before+page, total)
		})
		if err != nil {
			return nil, err
		}
		hash, err := d.Keep(ctx, ready)
		if err != nil {
			return nil, err
		}
		out.Files = append(out.Files, madeFile{Original: f, Hash: hash, Size: int64(len(ready)), First: before + 1, Pages: pages})
		out.Pages += pages
	}
	return out, nil
}

// newCode is eight characters of an alphabet in which none is taken for another.
func newCode() string { return strings.ToUpper(ident.Secret()[:8]) }

// keepRendition records what was made, with the hashes of original and rendition;
// only the rendition is printed.
func keepRendition(ctx context.Context, s *flow.Step, m *made, hash string) error {
	if m == nil {
		return nil
	}
	there, err := renditionOf(ctx, s.Tx, s.Case.ID, hash)
	if err != nil || there != nil {
		return err
	}
	id := s.NewID()
	if err := s.Insert(ctx, "seal_rendition", store.Row{"id": id, "code": m.Code, "case_id": s.Case.ID, "content_hash": hash, "pages": int64(m.Pages), "made_at": s.Millis()}); err != nil {
		return err
	}
	for _, f := range m.Files {
		name := "用印件 " + strings.TrimSuffix(f.Original.Name, path.Ext(f.Original.Name)) + ".pdf"
		file, err := s.AddFile(ctx, flow.File{
			Hash: f.Hash, Name: name, Type: "application/pdf", Size: f.Size, Pages: int64(f.Pages), Text: f.Original.Text, Declared: f.Original.Declared,
		})
		if err != nil {
			return err
		}
		if err := s.Insert(ctx, "seal_rendition_file", store.Row{
			"id": s.NewID(), "rendition_id": id, "case_id": s.Case.ID, "original_hash": f.Original.Hash, "file_id": file, "hash": f.Hash,
			"first_page": int64(f.First), "pages": int64(f.Pages),
		}); err != nil {
			return err
		}
	}
	return nil
}

// compared is how the scan of a sealed copy compares with what was approved.
type compared struct {
	Approved, Pages int
	Same, Empty     []bool // by page of the scan
	Files           []flow.File
}

// compareScan holds the scanned copy against the rendition, page by page.
func (d Deps) compareScan(ctx context.Context, p flow.Preparing) (any, error) {
	use := p.Content.(Use)
	q := d.Read()
	out := compared{Approved: int(use.Pages)}
	scan := looked{}
	if err := d.collect(ctx, q, p, p.Fields.(Scanning).Files, &scan); err != nil {
		return nil, err
	}
	ready, err := renditionOf(ctx, q, p.Case.ID, hashOf(use))
	if err != nil || ready == nil {
		return out, err
	}
	files, err := renditionFiles(ctx, q, ready.ID)
	if err != nil {
		return nil, err
	}
	var approved, scanned []image.Image
	for _, f := range files {
		pages, err := d.Pages(ctx, f.Hash, "application/pdf")
		if err != nil {
			return nil, err
		}
		approved = append(approved, pages...)
	}
	for _, f := range scan.Files {
		if !slices.Contains(pageTypes, f.Type) {
			continue
		}
		pages, err := d.Pages(ctx, f.Hash, f.Type)
		if err != nil {
			return nil, err
		}
		scanned = append(scanned, pages...)
	}
	out.Pages = len(scanned)
	for i, page := range scanned[:min(len(scanned), len(approved))] {
		m := inspect.Compare(approved[i], page)
		out.Same, out.Empty = append(out.Same, m.Same()), append(out.Empty, m.Empty)
	}
	return out, nil
}
