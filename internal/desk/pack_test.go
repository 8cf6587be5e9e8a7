package desk

import (
	"testing"

	"guiju.cn/guiju/internal/module"
)

// Evidence that is cut off says so, and by how much.
func TestContents_SayWhatIsLeftOut_F24(t *testing.T) {
	t.Parallel()
	p := made{module.Register{Title: "收文登记表"}, module.Rows{Rows: make([]module.Row, 3)}}
	if got := p.contents(); got != "收文登记表：3 行" {
		t.Error(got)
	}
	p.rows.Count = 8
	if got := p.contents(); got != "收文登记表：3 行，共 8 行；其余的把期间分短后另行生成" {
		t.Error(got)
	}
}
