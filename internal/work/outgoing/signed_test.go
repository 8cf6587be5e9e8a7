package outgoing_test

import (
	"errors"
	"testing"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/outgoing"
)

// 1-01 is given what was signed and fixed, with the copies signed for, the signer's
// posts and the very file; not before, not to whom may not see it, not once it is
// stamped in all copies.
func TestSigned_WhatASealIsPutOn_1_01_6_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		docs := outgoing.SignedDocuments{Now: b.DB.Now, Engine: func() *flow.Engine { return b.e }}
		id := b.upTo("recheck", notice())
		waiting := func(login string) int {
			list, err := docs.Waiting(b.t.Context(), b.DB.Read(), b.IDs[login])
			b.must(err)
			return len(list)
		}
		if n := waiting("wenshu"); n != 0 {
			b.t.Errorf("%d documents before the layout was fixed", n)
		}
		b.walk(id, "recheck", "seal")
		if waiting("wenshu") != 1 || waiting("yewukeyuan") != 1 || waiting("menwei") != 0 {
			b.t.Error("who may see it is offered it, and nobody else")
		}
		doc, err := docs.Document(b.t.Context(), b.DB.Read(), b.IDs["wenshu"], id)
		b.must(err)
		if doc.Number != "局发〔2026〕1号" || doc.Copies != 20 || doc.Signer != "王建华" || len(doc.SignerPosts) == 0 || doc.SignerPosts[0] != "juzhang" || doc.File.Type != "application/pdf" || doc.SignedAt == 0 {
			b.t.Errorf("%+v", doc)
		}
		if _, err := docs.Document(b.t.Context(), b.DB.Read(), b.IDs["menwei"], id); !errors.Is(err, store.ErrNotFound) {
			b.t.Errorf("a stranger: %v", err)
		}
		b.walk(id, "seal", "")
		if waiting("wenshu") != 0 {
			b.t.Error("stamped in all copies, and still waiting")
		}
		caseID, ok, err := outgoing.Issued(b.t.Context(), b.DB.Read(), "局发〔2026〕1号")
		b.must(err)
		_, never, err := outgoing.Issued(b.t.Context(), b.DB.Read(), "局发〔2026〕2号")
		b.must(err)
		if caseID != id || !ok || never {
			b.t.Errorf("issued: %q %v, never drawn: %v", caseID, ok, never)
		}
	})
}
