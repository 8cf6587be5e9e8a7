package norm

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// Every setting's default is within its limits, and its limits are said.
func TestSettings_DefaultsAreWithinTheirLimits(t *testing.T) {
	t.Parallel()
	for _, s := range catalogue(t).Settings() {
		if wrong := s.Wrong(s.Default); wrong != "" || s.Limits() == "" {
			t.Errorf("%s: %s", s.ID, wrong)
		}
	}
	days, ok := catalogue(t).Setting("1-09.accept-days")
	if !ok || days.Limits() != "1 至 15 天" || days.Decider() != "juzhang" {
		t.Errorf("%+v", days)
	}
	if length, _ := catalogue(t).Setting("G.password-length"); length.Decider() != "anquan" {
		t.Errorf("%+v", length)
	}
}

func TestSetting_TakesExactlyItsLimits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := Setting{Name: "时限", Unit: "天", Min: rapid.IntRange(0, 50).Draw(t, "min")}
		s.Max = s.Min + rapid.IntRange(0, 50).Draw(t, "span")
		n := rapid.IntRange(-10, 120).Draw(t, "n")
		within := n >= s.Min && (s.Max == 0 || n <= s.Max)
		if got := s.Wrong(strconv.Itoa(n)); (got == "") != within {
			t.Fatalf("%d of %d to %d: %q", n, s.Min, s.Max, got)
		}
	})
	for value, good := range map[string]bool{"是": true, "否": true, "1": false, "": false} {
		if (Setting{Name: "须附", Unit: "是否"}.Wrong(value) == "") != good {
			t.Errorf("是否 of %q", value)
		}
	}
	for _, value := range []string{"", "1.5", "一", "１", "+", "1 天"} {
		if (Setting{Name: "时限", Unit: "天"}.Wrong(value)) == "" {
			t.Errorf("%q is taken for a number", value)
		}
	}
}
