package outgoing

import (
	"context"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// contentOf reads one version of a document.
func contentOf(ctx context.Context, q store.Querier, caseID string, version int64) (Document, error) {
	body, err := store.Value[string](ctx, q, `SELECT body FROM case_version WHERE case_id = $1 AND version = $2`, caseID, version)
	if err != nil {
		return Document{}, err
	}
	return form.Must[Document]().FromCanonical([]byte(body))
}

// authorsOf names who made each of some versions.
func authorsOf(ctx context.Context, q store.Querier, versions []flow.Version) ([]string, error) {
	ids := make([]string, len(versions))
	for i, x := range versions {
		ids[i] = x.CreatedBy
	}
	return org.NamesOf(ctx, q, ids)
}

// signedVersion is the version that was signed last.
func signedVersion(ctx context.Context, q store.Querier, caseID string) (int64, error) {
	return store.Value[int64](ctx, q, `SELECT content_version FROM history WHERE case_id = $1 AND node IN ('sign', 'resign') AND action IN ('approve', 'acknowledge')
		ORDER BY seq DESC LIMIT 1`, caseID)
}

// fieldText is a field of a version as it is compared.
type fieldText struct{ name, label, text string }

// fieldTexts are the fields of a version, files by their ids.
func fieldTexts(d Document) []fieldText {
	var all []fieldText
	for _, s := range form.Must[Document]().Show(d, func(_ form.Kind, id string) string { return id }) {
		all = append(all, fieldText{s.Field.Name, s.Field.Label, s.Text})
	}
	return all
}
