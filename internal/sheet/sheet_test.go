package sheet_test

import (
	"bytes"
	"slices"
	"testing"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/sheet"
)

func TestWrite_NothingBecomesAFormula(t *testing.T) {
	t.Parallel()
	evil := []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "关于安全生产的通知"}
	var out bytes.Buffer
	err := sheet.Write(&out, sheet.Sheet{Title: "收文登记表", Columns: []string{"a", "b", "c", "d", "e", "f", "g"}, Rows: [][]string{evil}})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := sheet.Read(&out)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'＝1+1", "关于安全生产的通知"}
	if got := rows[len(rows)-1]; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestRead_RefusesWhatIsNoTable(t *testing.T) {
	t.Parallel()
	if _, err := sheet.Read(bytes.NewReader([]byte("no zip"))); errs.KindOf(err) != errs.Invalid {
		t.Errorf("%v", err)
	}
	if _, err := sheet.Read(bytes.NewReader(make([]byte, 11<<20))); errs.KindOf(err) != errs.TooLarge {
		t.Errorf("%v", err)
	}
}

func TestWriteBook_IsReadBackSheetBySheet(t *testing.T) {
	t.Parallel()
	book := []sheet.Page{{Name: "人员", Rows: [][]string{{"科室代码", "姓名"}, {"bgs", "周敏"}}}, {Name: "分管", Rows: [][]string{{"科室代码"}}}, {Name: "说明", Rows: [][]string{{"=1"}}}}
	var out bytes.Buffer
	if err := sheet.WriteBook(&out, book); err != nil {
		t.Fatal(err)
	}
	got, err := sheet.ReadBook(&out)
	if err != nil || len(got) != 3 {
		t.Fatal(got, err)
	}
	book[2].Rows[0][0] = "'=1"
	for i, want := range book {
		if got[i].Name != want.Name || !slices.EqualFunc(got[i].Rows, want.Rows, slices.Equal[[]string]) {
			t.Errorf("%+v", got[i])
		}
	}
}
