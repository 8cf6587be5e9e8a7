package incoming

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/store"
)

// The due time of an urgent document never lies after its hours from signing for it,
// holidays or not, and never after that of one that is not urgent (1-02-1.2).
func TestDue_HoursRunAroundTheClock_1_02_1_2(t *testing.T) {
	t.Parallel()
	limits := map[string]int{"1-02.to-leader": 1, "1-02.step-days": 2, "1-02.handle-days": 10, "1-02.hours-tejiti": 24, "1-02.hours-teji": 72, "1-02.hours-jiaji": 120, "1-02.hours-pingji": 240}
	d := Deps{
		Days:    func(context.Context, store.Querier) (calendar.Days, error) { return calendar.Days{}, nil },
		Setting: func(_ context.Context, _ store.Querier, id string) (int, error) { return limits[id], nil },
	}
	dues := d.dues()
	rapid.Check(t, func(t *rapid.T) {
		signed := time.Date(2026, 1, 1, 0, 0, 0, 0, clock.Shanghai).Add(time.Duration(rapid.IntRange(0, 364*24*60).Draw(t, "minute")) * time.Minute)
		from := signed.Add(time.Duration(rapid.IntRange(0, 48).Draw(t, "later")) * time.Hour)
		class := rapid.SampledFrom([]string{"特提", "特急", "加急", "平急"}).Draw(t, "class")
		step := rapid.SampledFrom([]string{"day", "step", "deadline"}).Draw(t, "step")
		due := func(urgency string) time.Time {
			at, _, err := dues[step](t.Context(), flow.Facts{Content: Document{Urgency: urgency, SignedAt: clock.Millis(signed)}}, from)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		if limit := signed.Add(time.Duration(limits[hours[class]]) * time.Hour); due(class).After(limit) {
			t.Fatalf("%s signed for at %s is due at %s, after %s", class, signed, due(class), limit)
		}
		if due(class).After(due("")) {
			t.Fatal("an urgent document is due later than one that is not")
		}
	})
}

// Whose word holds does not depend on the order in which they wrote, and who only
// agrees never makes a difference (1-02-R1).
func TestDiffering_DoesNotDependOnOrder_1_02_R1(t *testing.T) {
	t.Parallel()
	words := []string{"同意。", "已阅", "圈阅（视为同意）", "同意拟办意见。", "由执法科办理。", "暂缓。"}
	rapid.Check(t, func(t *rapid.T) {
		var all []instruction
		for i := range rapid.IntRange(0, 5).Draw(t, "n") {
			all = append(all, instruction{Opinion: rapid.SampledFrom(words).Draw(t, "words"), ByHead: i == 0 && rapid.Bool().Draw(t, "head")})
		}
		shuffled := rapid.Permutation(all).Draw(t, "order")
		if differing(all) != differing(shuffled) {
			t.Fatalf("%v", all)
		}
		if differing(append(shuffled, instruction{Opinion: "同意"})) != differing(all) {
			t.Fatal("one who agrees made a difference")
		}
		if differing(append(shuffled, instruction{Opinion: "按期办理。", ByHead: true})) {
			t.Fatal("the word of the 局长 does not hold")
		}
	})
	if !differing([]instruction{{Opinion: "由执法科办理。"}, {Opinion: "暂缓。"}}) {
		t.Error("two words are one")
	}
}

func TestListed_CoversItsDaysAndOrgan_1_02_1_3(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		day := clock.Date("2026-06-15").AddDays(rapid.IntRange(-200, 200).Draw(t, "day"))
		l := Listed{DocKind: "会议通知", Organ: rapid.SampledFrom([]string{"", "甲局"}).Draw(t, "organ"), From: "2026-03-01", To: rapid.SampledFrom([]string{"", "2026-09-30"}).Draw(t, "to")}
		doc := Document{DocKind: rapid.SampledFrom([]string{"会议通知", "通知"}).Draw(t, "kind"), Organ: rapid.SampledFrom([]string{"甲局", "乙局"}).Draw(t, "of")}
		want := doc.DocKind == "会议通知" && (l.Organ == "" || doc.Organ == "甲局") && day >= "2026-03-01" && (l.To == "" || day <= "2026-09-30")
		if l.covers(doc, string(day)) != want {
			t.Fatalf("%+v %+v %s", l, doc, day)
		}
	})
}
