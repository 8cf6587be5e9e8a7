package app_test

import (
	"testing"

	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// Whoever is told of a case may open it: a year of notices, and the reminders of
// everything that is overdue in it.
func TestNotices_WhoIsToldSeesTheCase(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	ctx := t.Context()
	if err := p.app.Engine.Remind(ctx); err != nil {
		t.Fatal(err)
	}
	type told struct {
		Person string `db:"person_id"`
		Case   string `db:"case_id"`
		Kind   string `db:"kind"`
		Text   string `db:"text"`
	}
	q := p.app.DB.Read()
	notices, err := store.All[told](ctx, q, `SELECT DISTINCT n.person_id, n.case_id, c.kind, n.text FROM notice n JOIN cases c ON c.id = n.case_id`)
	if err != nil || len(notices) < 50 {
		t.Fatal(len(notices), err)
	}
	for _, n := range notices {
		duties, err := org.Duties(ctx, q, n.Person, p.app.DB.Now())
		if err != nil {
			t.Fatal(err)
		}
		b := new(store.Query).Add(`SELECT COUNT(*) FROM cases WHERE id = ? AND `, n.Case)
		p.app.Engine.VisibleTo(b, "id", n.Person, duties)
		if seen, err := store.Value[int64](ctx, q, b.SQL(), b.Args()...); err != nil || seen != 1 {
			t.Errorf("%s is told of a %s and does not see it: %s, %v", p.value(`SELECT name FROM person WHERE id = '`+n.Person+`'`), n.Kind, n.Text, err)
		}
	}
}
