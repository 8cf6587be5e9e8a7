package seal

import (
	"context"
	"net/url"
	"strconv"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/store"
)

// stamping is how a use is tied to the document that it stamps.
const stamping = "用印"

// toStamp offers the use of a seal on the page of a document that waits for it.
func (d Deps) toStamp(ctx context.Context, q store.Querier, v *flow.View) (bool, error) {
	if v.Case.ClosedAt != 0 {
		return false, nil
	}
	doc, err := d.document(ctx, q, v.PersonID, v.Case.ID)
	if err != nil || doc == nil {
		return false, err
	}
	pressed, extra, err := ofDocument(ctx, q, doc.ID)
	return pressed < doc.Copies+doc.Extra+extra, err
}

// fromDocument proposes to stamp what is left of a signed document's copies.
func (d Deps) fromDocument(ctx context.Context, q store.Querier, v *flow.View) (url.Values, error) {
	values := url.Values{"matter": {"公文"}, "document": {v.Case.ID}, "purpose": {"主送、抄送机关"}, "places.0.where": {"落款"}, "places.0.times": {"1"}}
	doc, err := d.document(ctx, q, v.PersonID, v.Case.ID)
	if err != nil || doc == nil {
		return values, err
	}
	pressed, extra, err := ofDocument(ctx, q, doc.ID)
	values.Set("copies", strconv.FormatInt(max(1, doc.Copies+doc.Extra+extra-pressed), 10))
	return values, err
}
