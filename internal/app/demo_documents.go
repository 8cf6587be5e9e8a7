package app

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/seal"
)

// demoDocuments are the signed outgoing documents of a demo bureau, until 1-03
// signs some: a file in the data folder.
type demoDocuments struct{ path string }

// documents are what seals are put on without a second approval (1-01-6.1).
func (a *App) documents() seal.SignedDocuments {
	if !a.demo() {
		return nil
	}
	return demoDocuments{filepath.Join(a.Config.Data, "documents.json")}
}

func (d demoDocuments) all() (list []seal.SignedDocument, err error) {
	text, err := os.ReadFile(d.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return list, json.Unmarshal(text, &list)
}

// Document implements seal.SignedDocuments.
func (d demoDocuments) Document(_ context.Context, _ store.Querier, _, id string) (seal.SignedDocument, error) {
	list, err := d.all()
	if err != nil {
		return seal.SignedDocument{}, err
	}
	if i := slices.IndexFunc(list, func(x seal.SignedDocument) bool { return x.ID == id }); i >= 0 {
		return list[i], nil
	}
	return seal.SignedDocument{}, store.ErrNotFound
}

// Waiting implements seal.SignedDocuments.
func (d demoDocuments) Waiting(context.Context, store.Querier, string) ([]seal.SignedDocument, error) {
	return d.all()
}
