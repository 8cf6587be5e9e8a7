package app

import (
	"context"
	"fmt"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/outgoing"
	"guiju.cn/guiju/internal/work/seal"
)

// signedDocuments are what 1-03 has signed, as 1-01 stamps them without a second
// approval (1-01-6.1).
type signedDocuments struct{ outgoing.SignedDocuments }

func (a *App) documents() signedDocuments {
	return signedDocuments{outgoing.SignedDocuments{Now: a.DB.Now, Engine: func() *flow.Engine { return a.Engine }, Stamped: stamped}}
}

// Document implements seal.SignedDocuments.
func (d signedDocuments) Document(ctx context.Context, q store.Querier, personID, id string) (seal.SignedDocument, error) {
	s, err := d.SignedDocuments.Document(ctx, q, personID, id)
	return seal.SignedDocument(s), err
}

// Waiting implements seal.SignedDocuments.
func (d signedDocuments) Waiting(ctx context.Context, q store.Querier, personID string) ([]seal.SignedDocument, error) {
	all, err := d.SignedDocuments.Waiting(ctx, q, personID)
	if err != nil {
		return nil, err
	}
	list := make([]seal.SignedDocument, len(all))
	for i, s := range all {
		list[i] = seal.SignedDocument(s)
	}
	return list, nil
}

// moreCopies is where 1-03 takes applications for more copies of what it signed.
func moreCopies(documentID string, copies int64) string {
	return fmt.Sprintf("/start/%s?document=%s&copies=%d", outgoing.KindExtra, documentID, copies)
}

// stamped is what the register of seals has of a document (1-03-K4).
func stamped(ctx context.Context, q store.Querier, id string) (outgoing.Stamping, error) {
	copies, lines, err := seal.PressedOn(ctx, q, id)
	return outgoing.Stamping{Copies: copies, Line: lines}, err
}

// answers tells 1-02 what 1-03 has issued (1-02-R4).
type answers struct{}

// Issued implements incoming.Answers.
func (answers) Issued(ctx context.Context, q store.Querier, number string) (caseID string, ok bool, err error) {
	return outgoing.Issued(ctx, q, number)
}
