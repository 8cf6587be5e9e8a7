package org_test

import (
	"errors"
	"slices"
	"testing"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

// people is a book of one sheet.
func people(rows ...[]string) org.Sheet {
	return org.Sheet{Name: org.PeopleSheet, Rows: append([][]string{org.ImportColumns}, rows...)}
}

func now(o *testkit.Office) org.Importing { return org.Importing{From: o.Clock.Now()} }

func TestPreviewImport_TellsSheetRowAndColumn(t *testing.T) {
	t.Parallel()
	p := org.PreviewImport(
		people([]string{"cw", "财务科", "caiwu", "陈会", "科员"}, []string{"cw", "财务科", "caiwu", "另一人", "科员"}, nil, []string{"cw", "财务科", "kuaiji", "李算", "出纳"}, []string{"cw", "", "x", "y", "科员"}),
		org.Sheet{Name: org.ChargeSheet, Rows: [][]string{org.ChargeColumns, {"cw", "fujuzhang1"}, {"cw", "juzhang"}}},
		org.Sheet{Name: org.StandInSheet, Rows: [][]string{{"科室", "岗位"}}},
		org.Sheet{Name: "说明", Rows: [][]string{{"这一页不读"}}},
	)
	want := []org.RowError{
		{Sheet: "人员", Row: 3, Column: "登录名", Message: "登录名 caiwu 前面用于 陈会"}, {Sheet: "人员", Row: 5, Column: "岗位", Message: "没有岗位“出纳”"},
		{Sheet: "人员", Row: 6, Column: "科室", Message: "填写科室"}, {Sheet: "分管", Row: 3, Column: "科室代码", Message: "科室代码 cw 前面已写明分管领导"},
		{Sheet: "顶岗", Row: 1, Message: "第一行须是：科室代码、岗位、顶岗岗位"},
	}
	if !slices.Equal(p.Errors, want) {
		t.Errorf("%+v", p.Errors)
	}
	if len(p.Rows) != 1 || p.People != 1 || len(p.Charges) != 1 {
		t.Errorf("%+v", p)
	}
	if empty := org.PreviewImport(people()); len(empty.Errors) != 1 {
		t.Errorf("an empty book: %+v", empty)
	}
}

func TestApplyImport_AllOrNothing_G_08(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		wrong := org.PreviewImport(people([]string{"cw", "财务科", "x", "", "科员"}))
		if _, err := o.Org.ApplyImport(t.Context(), o.Actor("xitong"), ident.Secret(), wrong, now(o)); errs.KindOf(err) != errs.Invalid {
			t.Errorf("a book with errors was imported: %v", err)
		}
		p := org.PreviewImport(people([]string{"cw", "财务科", "caiwu", "陈会", "科长"}, []string{"cw", "财务科", "wenshu", "周敏", "科员"}))
		key := ident.Secret()
		fresh, err := o.Org.ApplyImport(t.Context(), o.Actor("xitong"), key, p, now(o))
		if err != nil || len(fresh) != 1 || fresh["caiwu"] == "" {
			t.Fatalf("%v %v", fresh, err)
		}
		if again, err := o.Org.ApplyImport(t.Context(), o.Actor("xitong"), key, p, now(o)); err != nil || again["caiwu"] != fresh["caiwu"] {
			t.Errorf("the same key again: %v %v", again, err)
		}
		mixed := org.PreviewImport(people([]string{"cw", "财务科", "xinren", "新人", "科员"}, []string{"cw", "财务科", "xitong", "管一", "科员"}))
		_, err = o.Org.ApplyImport(t.Context(), o.Actor("xitong"), ident.Secret(), mixed, now(o))
		refused(t, err, "G-08")
		if _, err := org.PersonByLogin(t.Context(), o.DB.Read(), "xinren"); !errors.Is(err, store.ErrNotFound) {
			t.Error("half of a refused import was written")
		}
	})
}

// A trial tells exactly what the import then does, and leaves nothing.
func TestTryImport_TellsWhatWouldChange(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		p := org.PreviewImport(
			people([]string{"bgs", "综合办公室", "wenshu", "周敏敏", "文书"}, []string{"cw", "财务科", "caiwu", "陈会", "科长"}),
			org.Sheet{Name: org.ChargeSheet, Rows: [][]string{org.ChargeColumns, {"cw", "fujuzhang1"}, {"ywk", "fujuzhang2"}}},
			org.Sheet{Name: org.StandInSheet, Rows: [][]string{org.StandInColumns, {"bgs", "文书", "档案管理员"}}},
		)
		count := func() int64 {
			n, err := store.Value[int64](t.Context(), o.DB.Read(), `SELECT (SELECT COUNT(*) FROM person) + (SELECT COUNT(*) FROM holding) + (SELECT COUNT(*) FROM audit_leaf)`)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		before := count()
		how := now(o)
		how.Ends = true
		changes, wrong, err := o.Org.TryImport(t.Context(), o.Actor("xitong"), p, how)
		if err != nil || len(wrong) != 0 {
			t.Fatalf("%v %v", wrong, err)
		}
		want := []org.Change{
			{What: "科室改名", Text: "bgs：办公室 改为 综合办公室"}, {What: "改姓名", Text: "wenshu：周敏 改为 周敏敏"}, {What: "新增科室", Text: "cw 财务科"}, {What: "新增人员", Text: "caiwu 陈会"},
			{What: "结束任职", Text: "周敏敏：综合办公室 值班员"}, {What: "任命", Text: "陈会：财务科 科长"}, {What: "分管", Text: "孙立 分管财务科"},
			{What: "加入顶岗表", Text: "综合办公室文书：档案管理员"}, {What: "移出顶岗表", Text: "综合办公室文书：文秘"},
		}
		if !slices.Equal(changes, want) {
			t.Errorf("%+v", changes)
		}
		if count() != before {
			t.Error("a trial left something")
		}
		if _, err := o.Org.ApplyImport(t.Context(), o.Actor("xitong"), ident.Secret(), p, how); err != nil {
			t.Fatal(err)
		}
		if again, wrong, err := o.Org.TryImport(t.Context(), o.Actor("xitong"), p, how); err != nil || len(wrong)+len(again) != 0 {
			t.Errorf("the same book again changes %+v %+v %v", again, wrong, err)
		}
	})
}

func TestTryImport_TellsEveryLineThatWouldFail(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		p := org.PreviewImport(
			people([]string{"bgs", "办公室", "shenji", "管三", "文书"}, []string{"bgs", "办公室", "wenshu", "周敏", "文书"}),
			org.Sheet{Name: org.ChargeSheet, Rows: [][]string{org.ChargeColumns, {"bgs", "siji"}, {"xx", "juzhang"}, {"bgs2", "nobody"}}},
			org.Sheet{Name: org.StandInSheet, Rows: [][]string{org.StandInColumns, {"bgs", "文书", "文书"}}},
		)
		_, wrong, err := o.Org.TryImport(t.Context(), o.Actor("xitong"), p, now(o))
		if err != nil {
			t.Fatal(err)
		}
		var places []string
		for _, e := range wrong {
			places = append(places, e.Sheet)
		}
		if !slices.Equal(places, []string{"人员", "分管", "分管", "分管", "顶岗"}) {
			t.Errorf("%+v", wrong)
		}
		_, _, err = o.Org.TryImport(t.Context(), o.Actor("juzhang"), p, now(o))
		refused(t, err, "G-04")
	})
}
