package diff_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/diff"
)

func joined(all []diff.Piece, without diff.Kind) string {
	var b strings.Builder
	for _, p := range all {
		if p.Kind != without {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// Whatever the texts, both stand in the comparison, character by character.
func TestWords_BothTextsAreWhole_1_03_4_2(t *testing.T) {
	t.Parallel()
	word := rapid.SampledFrom([]string{"关于", "印章", "的", "，", "2026", "年", "GB/T 9704", "\n", "　", "\U0002B9EC", "一、", "—", "x", ""})
	text := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(word, 0, 60).Draw(t, "words"), "") })
	rapid.Check(t, func(t *rapid.T) {
		old, now := text.Draw(t, "old"), text.Draw(t, "new")
		all := diff.Words(old, now)
		if joined(all, diff.Come) != old || joined(all, diff.Gone) != now {
			t.Fatalf("%q and %q became %+v", old, now, all)
		}
		for i, p := range all {
			if p.Text == "" || i > 0 && all[i-1].Kind == p.Kind {
				t.Fatalf("pieces %+v", all)
			}
		}
	})
}

func FuzzWords(f *testing.F) {
	f.Add("关于印章", "关于印章管理")
	f.Add("\xff\xfe", "\u200b")
	f.Fuzz(func(t *testing.T, old, now string) {
		all := diff.Words(old, now)
		if joined(all, diff.Come) != old || joined(all, diff.Gone) != now {
			t.Errorf("%q and %q became %+v", old, now, all)
		}
	})
}

func TestWords_AsPeopleChangeThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ old, now, want string }{
		{"12月10日前报送", "12月15日前报送", "12月[-10-][+15+]日前报送"},
		{"加强印章管理", "进一步加强印章和公文管理", "[+进一步+]加强印章[+和公文+]管理"},
		{"请按时参加。", "请按时参加。", "请按时参加。"},
		{"", "新", "[+新+]"},
		{"旧", "", "[-旧-]"},
	} {
		got := ""
		for _, p := range diff.Words(c.old, c.now) {
			got += map[diff.Kind]string{diff.Same: "", diff.Gone: "[-", diff.Come: "[+"}[p.Kind] + p.Text + map[diff.Kind]string{diff.Same: "", diff.Gone: "-]", diff.Come: "+]"}[p.Kind]
		}
		if got != c.want {
			t.Errorf("%s → %s: %s, want %s", c.old, c.now, got, c.want)
		}
	}
}

// Two long texts with nothing in common are told as such, at once.
func TestWords_Bounded(t *testing.T) {
	t.Parallel()
	a, b := strings.Repeat("甲乙丙丁", 5000), strings.Repeat("子丑寅卯", 5000)
	if all := diff.Words(a, b); len(all) != 2 {
		t.Errorf("%d pieces", len(all))
	}
	if gone, come := diff.Changed(diff.Words("共5份，附件2", "共6份，附件2")); gone != 1 || come != 1 {
		t.Error(gone, come)
	}
}
