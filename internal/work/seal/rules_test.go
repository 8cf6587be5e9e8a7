package seal

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/inspect"
)

// However presses and 加印 follow each other, never more is pressed than was signed
// or approved for.
func TestEnoughLeft_CopiesNeverExceed_1_01_6_1(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		official := rapid.Bool().Draw(t, "official")
		tb := table{Copies: rapid.Int64Range(1, 50).Draw(t, "copies"), Signed: -1, More: moreHere("use/x")}
		if official {
			tb.Signed = rapid.Int64Range(0, 50).Draw(t, "signed")
		}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				tb.Extra += rapid.Int64Range(0, 5).Draw(t, "extra")
			case 1:
				if official { // another case of the same document
					n := rapid.Int64Range(1, 20).Draw(t, "other")
					if enoughLeft(tb, n) == nil {
						tb.PressedBy += n
					}
				}
			default:
				n := rapid.Int64Range(1, 30).Draw(t, "press")
				r := enoughLeft(tb, n)
				if (r == nil) != (n <= tb.left()) {
					t.Fatalf("%d of %d left: %v", n, tb.left(), r)
				}
				if r == nil {
					tb.Pressed += n
					tb.PressedBy += n
				} else if want := map[bool]string{true: "1-01-6.1", false: "1-01-6.2"}[official]; r.Clause != want {
					t.Fatalf("cites %s, want %s", r.Clause, want)
				}
			}
			most, done := tb.Copies+tb.Extra, tb.Pressed
			if official {
				most, done = tb.Signed+tb.Extra, tb.PressedBy
			}
			if done > most {
				t.Fatalf("%d pressed of %d", done, most)
			}
		}
	})
}

var leadership = []string{"juzhang", "shuji", "fujuzhang", "jijianzuzhang", "bangongshizhuren", "kezhang", "wenshu", "yinzhang"}

// The matrix of 1-01-5: by class, exactly these posts approve.
func TestMayApprove_Matrix_1_01_5(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		class := rapid.SampledFrom([]string{partySeal, bureauSeal, deptSeal, specialSeal, steelSeal, nameSeal, electronicSeal}).Draw(t, "class")
		a := ask{Seal: Seal{ID: "s", Name: class, Class: class, AsClass: rapid.SampledFrom([]string{partySeal, bureauSeal, deptSeal, specialSeal}).Draw(t, "as"), DeptID: "d1", OwnerID: "p1"},
			Copies: 2, Applicant: rapid.SampledFrom([]string{"p1", "p2"}).Draw(t, "applicant"), Keeper: rapid.SampledFrom([]string{"p1", "p3"}).Draw(t, "keeper")}
		who := someone{ID: "p1", Posts: rapid.SliceOfDistinct(rapid.SampledFrom(leadership), rapid.ID[string]).Draw(t, "posts"),
			Heads: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"d1", "d2"}), 0, 2, rapid.ID[string]).Draw(t, "heads"),
			Leads: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"d1", "d2"}), 0, 2, rapid.ID[string]).Draw(t, "leads")}
		by := authority{Special: rapid.SampledFrom([]string{"分管领导", "办公室主任"}).Draw(t, "special")}
		if rapid.Bool().Draw(t, "granted") {
			by.Grant = &grantRow{Number: "授权1号", Most: rapid.Int64Range(1, 3).Draw(t, "most")}
		}
		if rapid.Bool().Draw(t, "oral") {
			by.Oral = &oral{Copies: rapid.Int64Range(0, 3).Draw(t, "oral copies"), ByHead: rapid.Bool().Draw(t, "by head")}
		}
		by.Suspended = rapid.Bool().Draw(t, "suspended")
		want, clause := approves(a, who, by)
		r := mayApprove(a, who, by)
		if (r == nil) != want {
			t.Fatalf("%s by %+v: %v, want %v", a.Seal.approvalClass(), who, r, want)
		}
		if r != nil && r.Clause != clause {
			t.Fatalf("cites %s, want %s", r.Clause, clause)
		}
	})
}

// approves is the matrix written down once more, as the paper has it.
func approves(a ask, who someone, by authority) (bool, string) {
	has := func(post string) bool { return slices.Contains(who.Posts, post) }
	class := a.Seal.Class
	if class == steelSeal || class == electronicSeal {
		class = a.Seal.AsClass
	}
	switch class {
	case partySeal:
		return has("shuji"), "1-01-5.1"
	case bureauSeal:
		if has("juzhang") || has("fujuzhang") {
			return true, ""
		}
		if !has("bangongshizhuren") {
			return false, "1-01-5.2"
		}
		written := by.Grant != nil && a.Copies <= by.Grant.Most
		spoken := by.Oral != nil && by.Oral.ByHead && a.Copies <= by.Oral.Copies
		return a.Applicant != who.ID && !by.Suspended && (written || spoken), "1-01-5.3"
	case deptSeal:
		own := a.Applicant == who.ID || a.Keeper == who.ID
		return slices.Contains(who.Heads, "d1") && !own || slices.Contains(who.Leads, "d1"), "1-01-5.4"
	case nameSeal:
		return who.ID == a.Seal.OwnerID, "1-01-6.2"
	}
	if by.Special == "分管领导" {
		return slices.Contains(who.Leads, "d1"), "1-01-6.2"
	}
	return has("bangongshizhuren"), "1-01-6.2"
}

// Exactly one principal names the keeper of a seal, and only they may.
func TestMayName_OneNamerPerClass_1_01_1(t *testing.T) {
	t.Parallel()
	set := namers{Party: "党组书记", Special: "办公室主任"}
	rapid.Check(t, func(t *rapid.T) {
		s := Seal{ID: "s", Name: "章", Class: rapid.SampledFrom([]string{partySeal, bureauSeal, deptSeal, specialSeal, steelSeal, nameSeal, electronicSeal}).Draw(t, "class"), DeptID: "d1"}
		post := rapid.SampledFrom(leadership).Draw(t, "post")
		who := someone{ID: "p", Posts: []string{post}}
		if rapid.Bool().Draw(t, "heads it") {
			who.Heads = []string{"d1"}
		}
		want := map[string]bool{partySeal: post == "shuji", deptSeal: len(who.Heads) > 0}[s.Class]
		if s.Class != partySeal && s.Class != deptSeal {
			want = post == "bangongshizhuren"
		}
		r := mayName(s, who, set)
		if (r == nil) != want {
			t.Fatalf("%s by %s: %v", s.Class, post, r)
		}
		if r != nil && r.Clause != map[bool]string{true: "1-01-1.2", false: "1-01-1.1"}[s.Class == deptSeal] {
			t.Fatalf("cites %s", r.Clause)
		}
	})
}

// Pieces of a roster are pressed whole, each once, in their order.
func TestWholePieces_EachOnce_1_01_3(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var roster []Piece
		for i := range rapid.IntRange(1, 12).Draw(t, "n") {
			roster = append(roster, Piece{Name: strconv.Itoa(i), Copies: rapid.Int64Range(1, 3).Draw(t, "copies")})
		}
		done, next := int64(0), 0
		for next < len(roster) {
			n := rapid.Int64Range(1, 8).Draw(t, "press")
			take, r := wholePieces(roster, done, n)
			if r != nil {
				if ways, _ := strconv.ParseInt(r.Remedies[0].Prefill["copies"], 10, 64); ways > n {
					t.Fatalf("proposes %d of %d", ways, n)
				}
				if n >= 3 && n <= 8 {
					continue
				}
				take, r = wholePieces(roster, done, roster[next].Copies)
				if r != nil {
					t.Fatalf("not even the next piece: %v", r)
				}
			}
			for _, p := range take {
				if p.Name != roster[next].Name {
					t.Fatalf("%s where %s comes next", p.Name, roster[next].Name)
				}
				next++
				done += p.Copies
			}
		}
	})
}

func TestPagesIn_AsPeopleWrite_1_01_6_4(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]int{"": nil, "2": {2}, "2、4": {2, 4}, "2,4，6": {2, 4, 6}, "第 2 页 4": nil, "第2页、第4页": {2, 4}} {
		got, r := pagesIn(text)
		if text == "第 2 页 4" {
			if r == nil {
				t.Errorf("%q passes as %v", text, got)
			}
			continue
		}
		if r != nil || !slices.Equal(got, want) {
			t.Errorf("%q gives %v %v", text, got, r)
		}
	}
}

// What is found stands in the refusal, unless it is a marked back or explained; what
// is certain cannot be explained.
func TestNoBlanks_NothingIsLost_1_01_6_4(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pages := rapid.IntRange(1, 6).Draw(t, "pages")
		var found []inspect.Finding
		for n := 1; n <= pages; n++ {
			if kind := rapid.SampledFrom([]inspect.Kind{"", inspect.Blank, inspect.Sparse, inspect.Unfilled}).Draw(t, "kind"); kind != "" {
				found = append(found, inspect.Finding{Page: n, Kind: kind, Certain: kind == inspect.Blank && rapid.Bool().Draw(t, "certain")})
			}
		}
		var backs []int
		for n := 1; n <= pages; n++ {
			if rapid.Bool().Draw(t, "back") {
				backs = append(backs, n)
			}
		}
		alarm := rapid.SampledFrom([]string{"", " ", "有字"}).Draw(t, "alarm")
		stops := len(backs) == pages
		for _, f := range found {
			stops = stops || (!slices.Contains(backs, f.Page) || f.Kind == inspect.Unfilled) && (f.Certain || strings.TrimSpace(alarm) == "")
		}
		r := noBlanks(found, pages, backs, alarm)
		if (r != nil) != stops {
			t.Fatalf("%v with backs %v and %q: %v", found, backs, alarm, r)
		}
		if r != nil && (r.Clause != "1-01-6.4" || r.MayExcept != "") {
			t.Fatalf("%+v", r)
		}
	})
}

func TestPlainCode_AsScannedOrTyped(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		code := newCode()
		if !codeForm.MatchString(code) {
			t.Fatalf("%q is no code", code)
		}
		typed := rapid.SampledFrom([]string{code, strings.ToLower(code), shownCode(code), " " + code + ".12 ", strings.ReplaceAll(code, "0", "o"), strings.ReplaceAll(code, "1", "l")}).Draw(t, "typed")
		if plainCode(typed) != code {
			t.Fatalf("%q reads as %q", typed, plainCode(typed))
		}
	})
}
