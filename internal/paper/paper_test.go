package paper_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
	"guiju.cn/guiju/internal/testkit/cases"
)

type office struct {
	*testkit.Office
	t *testing.T
	s *paper.Service
}

func each(t *testing.T, test func(o *office)) {
	t.Helper()
	migrations := testkit.Migrations(t, store.Migrations, audit.Migrations, runner.Migrations, org.Migrations, flow.Migrations, paper.Migrations)
	testkit.EachOffice(t, migrations, func(t *testing.T, b *testkit.Office) {
		s, err := paper.New(b.Run)
		if err != nil {
			t.Fatal(err)
		}
		test(&office{b, t, s})
		cases.Verify(t, b.DB)
	})
}

// in does something with copies as a step of a case would.
func (o *office) in(do func(ctx context.Context, w *runner.Work) error) error {
	_, err := o.Run.Do(o.t.Context(), runner.Request{Actor: o.Actor("wenshu"), Key: ident.Secret(), Action: "test", Chain: "test"}, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		return runner.Answer{}, do(ctx, w)
	})
	return err
}

func (o *office) make(n int64) []paper.Copy {
	o.t.Helper()
	var made []paper.Copy
	err := o.in(func(ctx context.Context, w *runner.Work) (err error) {
		made, err = paper.Make(ctx, w, paper.Batch{
			DocID: "d1", Sort: "批示复印件", Document: "收〔2026〕1号", Title: "关于检查的通知", Keeper: "wenshu", Home: o.IDs["bgs"], Spot: paper.Spot{DeptID: o.IDs["bgs"], Place: "1 号柜"},
		}, n)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return made
}

func (o *office) now(c paper.Copy) paper.Copy {
	o.t.Helper()
	c, err := paper.One(o.t.Context(), o.DB.Read(), c.ID)
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

func (o *office) do(login string, c paper.Copy, h paper.Handling) error {
	h.CopyID = c.ID
	if h.Seq == 0 {
		h.Seq = o.now(c).Seq
	}
	o.Clock.Advance(time.Minute)
	_, err := o.s.Do(o.t.Context(), o.Actor(login), ident.Secret(), h)
	return err
}

func (o *office) refused(err error, clause string) {
	o.t.Helper()
	if r, ok := errors.AsType[*norm.Refusal](err); !ok || r.Clause != clause {
		o.t.Fatalf("want a refusal under %s, got %v", clause, err)
	}
}

func TestCopy_IsHandedOnConfirmedAndTakenBack_1_02_4_2(t *testing.T) {
	t.Parallel()
	each(t, func(o *office) {
		c := o.make(3)[2]
		if c.N != 3 || c.Name() != "收〔2026〕1号 批示复印件 3 号" {
			o.t.Errorf("%s", c.Name())
		}
		if more := o.make(1); more[0].N != 4 {
			o.t.Errorf("numbered on as %d", more[0].N)
		}
		give := paper.Handling{Act: paper.Given, PersonID: o.IDs["zhifakezhang"], Due: "2026-12-10", Words: "请阅办"}
		if err := o.do("zhifakezhang", c, give); !errors.Is(err, store.ErrNotFound) {
			o.t.Errorf("who has nothing to do with it is told %v", err)
		}
		if err := o.do("wenshu", c, give); err != nil {
			o.t.Fatal(err)
		}
		notices, err := flow.Notices(o.t.Context(), o.DB.Read(), o.IDs["zhifakezhang"], 5)
		if err != nil || len(notices) != 1 || notices[0].Link != "/paper/"+c.ID {
			o.t.Errorf("the new holder is told %+v %v", notices, err)
		}
		o.refused(o.do("zhifakezhang", c, paper.Handling{Act: paper.Received, Seq: 1}), "G-05")
		o.refused(o.do("wenshu", c, paper.Handling{Act: paper.Received}), "G-04")
		if err := o.do("zhifakezhang", c, paper.Handling{Act: paper.Received}); err != nil || o.now(c).ReadAt == 0 {
			o.t.Errorf("not confirmed: %v", err)
		}
		o.refused(o.do("zhifakezhang", c, paper.Handling{Act: paper.Taken, Place: "柜"}), "G-04")
		o.refused(o.do("wenshu", c, paper.Handling{Act: paper.Placed, Place: "柜"}), "G-04") // where a person puts it is theirs to say
		if err := o.do("zhifakezhang", c, paper.Handling{Act: paper.Given, PersonID: o.IDs["zhifakeyuan"]}); err != nil || o.now(c).ReadAt != 0 {
			o.t.Errorf("not handed on, or the receipt went along: %v", err)
		}
		if err := o.do("wenshu", c, paper.Handling{Act: paper.Taken}); errors.Is(err, nil) {
			o.t.Error("taken back to nowhere")
		}
		if err := o.do("wenshu", c, paper.Handling{Act: paper.Taken, Place: "2 号柜"}); err != nil {
			o.t.Fatal(err)
		}
		view, err := paper.See(o.t.Context(), o.DB.Read(), c.ID, o.IDs["zhifakezhang"], nil) // had it once
		if err != nil || len(view.Chain) != 5 || len(view.Can) != 0 {
			o.t.Errorf("%d lines, may %v: %v", len(view.Chain), view.Can, err)
		}
		if state, at, err := paper.Follow(view.Chain); err != nil || state != paper.Here || at.Place != "2 号柜" || at.HolderID != "" {
			o.t.Errorf("%s at %+v: %v", state, at, err)
		}
	})
}

func TestHeld_IsHandedOverBeforeOneLeaves_F23(t *testing.T) {
	t.Parallel()
	each(t, func(o *office) {
		c := o.make(1)[0]
		if err := o.do("wenshu", c, paper.Handling{Act: paper.Given, PersonID: o.IDs["yewukeyuan"], Due: "2026-11-30"}); err != nil {
			o.t.Fatal(err)
		}
		held := func() int {
			things, err := paper.Held(o.t.Context(), o.DB.Read(), o.IDs["yewukeyuan"])
			if err != nil {
				o.t.Fatal(err)
			}
			return len(things)
		}
		if held() != 1 {
			o.t.Error("the copy is not among what they hold")
		}
		o.Clock.Set(time.Date(2026, 12, 2, 9, 0, 0, 0, clock.Shanghai))
		for range 2 {
			if err := o.s.Remind(o.t.Context()); err != nil {
				o.t.Fatal(err)
			}
		}
		notices, err := flow.Notices(o.t.Context(), o.DB.Read(), o.IDs["yewukeyuan"], 9)
		if err != nil || len(notices) != 2 { // handed over, and overdue: once a day
			o.t.Errorf("%+v %v", notices, err)
		}
		if err := o.do("wenshu", c, paper.Handling{Act: paper.Taken, Place: "柜"}); err != nil || held() != 0 {
			o.t.Errorf("still held: %v", err)
		}
	})
}

func TestDestroy_OnlyByWarrantAndByTwoPeople_1_02_3_1_G_08(t *testing.T) {
	t.Parallel()
	each(t, func(o *office) {
		c := o.make(1)[0]
		destroy := func(w0 paper.Warrant) error {
			return o.in(func(ctx context.Context, w *runner.Work) error {
				_, err := paper.Destroy(ctx, w, o.now(c), w0)
				return err
			})
		}
		o.refused(destroy(paper.Warrant{HandlerID: o.IDs["wenshu"], WitnessID: o.IDs["baomi"]}), "1-02-3.1")
		warrant := paper.Warrant{CaseID: "x", ApprovedBy: o.IDs["fujuzhang1"], HandlerID: o.IDs["wenshu"], WitnessID: o.IDs["wenshu"], How: "碎纸机粉碎"}
		o.refused(destroy(warrant), "G-08")
		warrant.WitnessID = o.IDs["baomi"]
		if err := destroy(warrant); err != nil || o.now(c).State != paper.Gone {
			o.t.Fatalf("%s %v", o.now(c).State, err)
		}
		o.refused(destroy(warrant), "1-02-3.2") // it is no longer there
		o.refused(o.do("wenshu", c, paper.Handling{Act: paper.Given, PersonID: o.IDs["siji"]}), "1-02-3.2")
	})
}

func TestMissing_StaysWithItsHolderUntilFound_1_02_3_2(t *testing.T) {
	t.Parallel()
	each(t, func(o *office) {
		c := o.make(1)[0]
		if err := o.do("wenshu", c, paper.Handling{Act: paper.Given, PersonID: o.IDs["zhifakeyuan"]}); err != nil {
			o.t.Fatal(err)
		}
		if err := o.in(func(ctx context.Context, w *runner.Work) error {
			_, err := paper.Miss(ctx, w, o.now(c), "翻遍了没有", "")
			return err
		}); err != nil {
			o.t.Fatal(err)
		}
		if now := o.now(c); now.State != paper.Missing || now.HolderID != o.IDs["zhifakeyuan"] {
			o.t.Errorf("%+v", now)
		}
		o.refused(o.do("wenshu", c, paper.Handling{Act: paper.Taken, Place: "柜"}), "1-02-3.2")
		if err := o.do("wenshu", c, paper.Handling{Act: paper.Found, Place: "柜"}); err != nil || o.now(c).State != paper.Here {
			o.t.Errorf("%s %v", o.now(c).State, err)
		}
		if err := o.in(func(ctx context.Context, w *runner.Work) error {
			_, err := paper.Strike(ctx, w, o.now(c), "登记错误", "")
			return err
		}); err == nil {
			o.t.Error("a copy that was moved is struck")
		}
	})
}

func TestRegister_ADepartmentsFilesAreItsKeepers_1_02_2_1(t *testing.T) {
	t.Parallel()
	each(t, func(o *office) {
		in := paper.Batch{Sort: "科室文件", Title: "行业统计资料汇编", Keeper: "wenjian", Home: o.IDs["zfk"], Spot: paper.Spot{DeptID: o.IDs["zfk"], Place: "执法科 1 号柜"}}
		_, err := o.s.Register(o.t.Context(), o.Actor("yewukeyuan"), ident.Secret(), in, 2)
		o.refused(err, "G-04")
		made, err := o.s.Register(o.t.Context(), o.Actor("zhifakeyuan"), ident.Secret(), in, 2)
		if err != nil || len(made) != 2 || made[0].DocID != made[1].DocID {
			o.t.Fatalf("%+v %v", made, err)
		}
		duties, err := org.Duties(o.t.Context(), o.DB.Read(), o.IDs["yewukeyuan"], o.Clock.Now())
		if err != nil {
			o.t.Fatal(err)
		}
		if _, err := paper.See(o.t.Context(), o.DB.Read(), made[0].ID, o.IDs["yewukeyuan"], duties); !errors.Is(err, store.ErrNotFound) {
			o.t.Errorf("another department's file keeper sees it: %v", err)
		}
		if err := o.do("zhifakeyuan", made[0], paper.Handling{Act: paper.Placed, Place: "执法科 2 号柜"}); err != nil {
			o.t.Error(err)
		}
		list, n, err := paper.List(o.t.Context(), o.DB.Read(), paper.Where{Sorts: []string{"科室文件"}, DeptIDs: []string{o.IDs["zfk"]}, Text: "统计"}, 10, 0)
		if err != nil || n != 2 || len(list) != 2 {
			o.t.Errorf("%d of %d: %v", len(list), n, err)
		}
	})
}

func TestScan_ACodeAsTyped(t *testing.T) {
	t.Parallel()
	each(t, func(o *office) {
		c := o.make(1)[0]
		typed := " " + c.Code[:4] + " " + c.Code[4:] + " "
		if found, err := paper.ByCode(o.t.Context(), o.DB.Read(), typed); err != nil || found.ID != c.ID {
			o.t.Errorf("%q: %v", typed, err)
		}
	})
	for typed, want := range map[string]string{"gjo1il-abc": "GJ0111ABC", "GJ 00 11": "GJ0011", "别的码": "别的码"} {
		if got := paper.CleanCode(typed); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}

// Whatever is done with a copy, in whatever order: its chain never branches and
// leads to the one place where the record says it is (F6).
func TestChain_NeverBranches_ACopyIsAtOnePlace_1_02_3_2(t *testing.T) {
	t.Parallel()
	each(t, func(o *office) {
		people := []string{"wenshu", "zhifakezhang", "zhifakeyuan", "juzhang", "yewukeyuan"}
		rapid.Check(o.t, func(t *rapid.T) {
			c := o.make(1)[0]
			for range rapid.IntRange(1, 8).Draw(t, "steps") {
				seen := o.now(c)
				if rapid.IntRange(0, 4).Draw(t, "stale") == 0 {
					seen = c // a page from long ago
				}
				who := rapid.SampledFrom(people).Draw(t, "who")
				to := paper.To{Spot: paper.Spot{HolderID: o.IDs[who], DeptID: o.IDs["zfk"]}}
				_ = o.in(func(ctx context.Context, w *runner.Work) (err error) { // what is refused changes nothing: looked at below
					switch rapid.IntRange(0, 6).Draw(t, "act") {
					case 0, 1, 2:
						_, err = paper.Give(ctx, w, seen, to)
					case 3:
						_, err = paper.TakeBack(ctx, w, seen, "柜", "", "")
					case 4:
						_, err = paper.Confirm(ctx, w, seen, "", "")
					case 5:
						_, err = paper.Miss(ctx, w, seen, "", "")
					case 6:
						_, err = paper.FindAgain(ctx, w, seen, "柜", "", "")
					}
					return err
				})
			}
			now := o.now(c)
			chain, err := paper.Chain(o.t.Context(), o.DB.Read(), c.ID)
			if err != nil {
				t.Fatal(err)
			}
			state, at, err := paper.Follow(chain)
			if err != nil || state != now.State || at != now.Spot || int64(len(chain)) != now.Seq {
				t.Fatalf("the chain leads to %s %+v (%v), the record says %s %+v", state, at, err, now.State, now.Spot)
			}
		})
	})
}

func TestFollow_FindsABrokenChain(t *testing.T) {
	t.Parallel()
	good := []paper.Move{{Seq: 1, Act: paper.Made, ToDept: "a"}, {Seq: 2, Act: paper.Given, FromDept: "a", ToHolder: "x", ToDept: "b"}, {Seq: 3, Act: paper.Missed, FromHolder: "x", FromDept: "b", ToHolder: "x", ToDept: "b"}}
	if _, _, err := paper.Follow(good); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(m []paper.Move){
		"a line is gone":      func(m []paper.Move) { m[1].Seq = 3 },
		"another holder":      func(m []paper.Move) { m[2].FromHolder = "y" },
		"made twice":          func(m []paper.Move) { m[1].Act = paper.Made },
		"moved while missing": func(m []paper.Move) { m[1].Act, m[2].Act = paper.Missed, paper.Given },
	} {
		broken := slices.Clone(good)
		spoil(broken)
		if _, _, err := paper.Follow(broken); err == nil {
			t.Errorf("%s: not found", name)
		}
	}
}
