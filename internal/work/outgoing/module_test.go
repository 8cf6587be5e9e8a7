package outgoing_test

import (
	"maps"
	"slices"
	"testing"

	"guiju.cn/guiju/internal/work/outgoing"
)

// Two programs in one process, as in tests, make their modules at the same time: what
// one fills in is not the other's.
func TestNew_ModulesShareNothing(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		other, err := outgoing.New(b.d)
		b.must(err)
		for i, k := range b.m.Kinds {
			k.Who["only here"] = nil
			if _, shared := other.Kinds[i].Who["only here"]; shared {
				b.t.Errorf("%s: %v", k.ID, slices.Sorted(maps.Keys(other.Kinds[i].Who)))
			}
			delete(k.Who, "only here")
		}
	})
}
