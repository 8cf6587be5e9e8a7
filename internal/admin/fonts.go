package admin

import (
	"fmt"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

// usedFor is what each face sets in an official document (GB/T 9704-2012 5.2.2, 7).
var usedFor = map[page.Role]string{
	page.Fang: "正文、第三层以下标题、主送机关", page.Kai: "第二层标题、签发人姓名", page.Hei: "第一层标题、密级、紧急程度",
	page.BiaoSong: "发文机关标志、标题", page.Song: "页码、登记表",
}

// shownMost bounds the characters that are named in a line.
const shownMost = 30

// fonts shows with what documents are set, and which characters of the bureau's own
// names that lacks: better known before a document is printed.
func (a *Admin) fonts(c *web.Call) error {
	names, err := store.Column[string](c.Context(), c.Q(), `SELECT name FROM person UNION SELECT name FROM department`)
	if err != nil {
		return err
	}
	all, err := a.Fonts.Report(strings.Join(append(names, c.Bureau()), ""))
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "公文字体", Columns: []ui.Column{{Label: "字体"}, {Label: "用在", Title: true}, {Label: "实际使用", LabelM: true}, {Label: "国标汉字", Right: true, LabelM: true}, {Label: "本单位名称和姓名用字", LabelM: true}}}
	lacking := false
	for _, r := range all {
		t.Rows = append(t.Rows, fontRow(r))
		lacking = lacking || len(r.Missing) > 0
	}
	view := ui.TablePage{
		Title: "公文字体", Lead: "排版、打印和预览用的字体；本单位有授权的字体放进字体目录即优先使用，不用重新启动",
		Parts: []ui.TablePart{{Title: "公文字体", Note: fmt.Sprintf("核对了 %d 个名称", len(names)+1), Table: t, Below: ui.Padded(ui.Said("没有授权字体时", []string{
			"用随附的免费字体代替，公文的版式不变，字形与方正、国标字体略有不同。",
			"某个字体没有的字从其他字体借用；所有字体都没有的字不会漏印：打印时拒绝，并指出是哪个字。",
		}))}},
	}
	if lacking {
		view.Notice = "有的字在所有字体里都没有，含这些字的公文和表格打印不了。取得含这些字的字体，放进字体目录。"
	}
	return c.Page(200, view.Title, nil, ui.Tables(view))
}

func fontRow(r font.Report) ui.Row {
	used, count := ui.Cell{Text: "没有，以宋体代替", Tone: ui.Amber}, ui.Cell{Text: "--"}
	if i := slices.IndexFunc(r.Fonts, func(f font.File) bool { return f.Fault == "" }); i >= 0 {
		f := r.Fonts[i]
		used = ui.Cell{Text: f.Family, Note: f.Name + "，随附的免费字体"}
		if f.Own {
			used.Note = f.Name + "，本单位的字体"
		}
		if f.Restricted {
			used.Note += "；字体声明不许嵌入文件，核对授权"
		}
		count = ui.Cell{Text: fmt.Sprintf("%d / %d", f.GB2312, font.GB2312)}
	}
	names := ui.Cell{Text: "齐全", Tone: ui.Green}
	if len(r.Borrowed) > 0 {
		names = ui.Cell{Text: "借用 " + some(r.Borrowed), Note: "字形来自其他字体"}
	}
	if len(r.Missing) > 0 {
		names = ui.Cell{Text: "缺 " + some(r.Missing), Tone: ui.Red}
	}
	row := ui.Row{Cells: []ui.Cell{{Text: r.Role.Name()}, {Text: usedFor[r.Role]}, used, count, names}}
	for _, f := range r.Fonts {
		if f.Fault != "" {
			row.Cells[2].Note += "；" + f.Name + " 读不出：" + f.Fault
		}
	}
	return row
}

// some are the first of many characters.
func some(all []rune) string {
	if len(all) > shownMost {
		return fmt.Sprintf("%s 等 %d 字", string(all[:shownMost]), len(all))
	}
	return string(all)
}
