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
