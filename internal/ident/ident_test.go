package ident_test

import (
	"slices"
	"testing"
	"time"

	"guiju.cn/guiju/internal/ident"
)

func TestNth_SortsAsItWasMade(t *testing.T) {
	t.Parallel()
	now := time.UnixMilli(1_795_000_000_000)
	var ids []string
	for n := range 1000 {
		ids = append(ids, ident.Nth(now, uint16(n)))
	}
	ids = append(ids, ident.Nth(now.Add(time.Millisecond), 0))
	if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Error("ids of one instant are out of order, or twice the same")
	}
	if !ident.Valid(ids[0]) || ident.Valid(ids[0][1:]) || ident.Valid("../../etc/passwd-and-so-on") {
		t.Error("valid ids are not told from others")
	}
}
