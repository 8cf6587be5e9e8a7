package seal_test

import (
	"errors"
	"sync"
	"testing"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/testkit/cases"
	"guiju.cn/guiju/internal/work/seal"
)

// Several keepers' pages at once, several cases of one document: never more copies
// are pressed than were signed for, on either database.
func TestPress_AtOnce_NeverMoreThanSignedFor_1_01_6_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		doc := b.letter("d1", "juzhang", "juzhang")
		var acts []flow.Act
		for range 6 {
			id := b.must(b.apply(b.application(func(a *seal.Application) { a.Matter, a.Document, a.Copies = "公文", doc, 4 })))
			act, err := cases.At(b.t, b.e, b.Actor("yinzhang"), id, "press")
			b.ok(err)
			act.Fields = seal.Pressing{Code: b.code(id), Sheets: 2, Copies: 4, Sign: ""}
			acts = append(acts, act, act) // each twice: the page is open in two windows
		}
		var wait sync.WaitGroup
		for _, act := range acts {
			wait.Go(func() {
				_, err := b.e.Act(b.t.Context(), b.Actor("yinzhang"), ident.Secret(), act)
				if _, refused := errors.AsType[*norm.Refusal](err); err != nil && !refused {
					b.t.Error(err)
				}
			})
		}
		wait.Wait()
		if n := b.count(`SELECT CAST(COALESCE(SUM(copies), 0) AS BIGINT) FROM seal_press`); n != 12 { // three times four; a fourth would be sixteen
			b.t.Errorf("%d copies pressed of 15", n)
		}
	})
}

func TestPress_AtOnce_OneCase_1_01_6_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.approved(func(a *seal.Application) { a.Copies = 5 })
		var acts []flow.Act
		for range 8 {
			act, err := cases.At(b.t, b.e, b.Actor("yinzhang"), id, "press")
			b.ok(err)
			act.Fields = seal.Pressing{Code: b.code(id), Sheets: 2, Copies: 1, Sign: b.file("yinzhang", "签名")}
			acts = append(acts, act)
		}
		var wait sync.WaitGroup
		for _, act := range acts {
			wait.Go(func() {
				_, _ = b.e.Act(b.t.Context(), b.Actor("yinzhang"), ident.Secret(), act) // stale ones are refused
			})
		}
		wait.Wait()
		if n := b.count(`SELECT CAST(COALESCE(SUM(copies), 0) AS BIGINT) FROM seal_press`); n != 1 {
			b.t.Errorf("one page pressed %d times", n)
		}
		for range 4 {
			b.ok(b.press(id, 1, func(p *seal.Pressing) { p.Sign = b.file("yinzhang", "签名") }))
		}
		if b.state(id) != flow.Closed || len(b.lines("1-01-F1")) != 5 {
			b.t.Error(b.state(id))
		}
	})
}
