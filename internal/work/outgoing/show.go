package outgoing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/diff"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/typeset/certify"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/work/outgoing/proof"
)

// mostPages are shown on the page of a case; the rest is in the file.
const mostPages = 30

// shows are the boxes of a document: its pages, what the layout and the checker say,
// its versions, and to whom it went.
func (d Deps) shows(ctx context.Context, q store.Querier, v *flow.View) ([]flow.Panel, error) {
	row, err := documentOf(ctx, q, v.Case.ID)
	if err != nil {
		return nil, err
	}
	out, err := d.layCase(ctx, v.Case, v.Content.(Document))
	if err != nil {
		return nil, err
	}
	var panels []flow.Panel
	if v.Node.ID == "proofread" {
		found, err := d.look(ctx, q, v.Content.(Document), out.rule)
		if err != nil {
			return nil, err
		}
		panels = append(panels, findingsPanel(v.Case.ID, found))
	}
	panels = append(panels, pagesPanel(v, row, out))
	if row.FileID == "" && v.Case.State.Open() {
		panels = append(panels, layoutPanel(out))
	}
	read, known, err := lastProof(ctx, q, v.Case.ID)
	if err != nil {
		return nil, err
	}
	if p, ok := proofPanel(read); known && ok {
		panels = append(panels, p)
	}
	if row.Number != "" {
		panels = append(panels, issuePanel(row))
	}
	versions, err := versionPanel(ctx, q, v)
	if err != nil {
		return nil, err
	}
	panels = append(panels, versions...)
	sent, err := sendingsOf(ctx, q, v.Case.ID)
	if len(sent) > 0 {
		panels = append(panels, dispatchPanel(v.Case.ID, sent))
	}
	return panels, err
}

// pagesPanel shows the document as it is set now, or as it was fixed.
func pagesPanel(v *flow.View, row documentRow, out laidOut) flow.Panel {
	at := "/outgoing/" + v.Case.ID
	p := flow.Panel{Title: "文稿"}
	if out.err != nil {
		p.Facts = []flow.Fact{{Label: "排版", Value: errs.Public(out.err)}}
		return p
	}
	for i := range out.layout.Pages[:min(mostPages, len(out.layout.Pages))] {
		p.Pages = append(p.Pages, fmt.Sprintf("%s/page/%d?v=%d-%s", at, i+1, v.Case.ContentVersion, row.Number))
	}
	p.Links = []flow.Way{{Label: "PDF", Href: at + "/file/pdf"}, {Label: "OFD", Href: at + "/file/ofd"}, {Label: "Word", Href: at + "/file/docx"}}
	return p
}

// layoutPanel names the departures from the standard point by point (1-03-3.1).
func layoutPanel(out laidOut) flow.Panel {
	p := flow.Panel{Title: "格式检查（GB/T 9704-2012）"}
	if out.err != nil {
		p.Facts = []flow.Fact{{Label: "结论", Value: "不能排版：" + errs.Public(out.err)}}
		if end, ok := errors.AsType[*gb9704.EndPageError](out.err); ok {
			for _, way := range end.Remedies {
				p.Facts = append(p.Facts, flow.Fact{Label: "可以", Value: way.Label})
			}
		}
		return p
	}
	failed := out.layout.Cert.Failed()
	p.Facts = []flow.Fact{{Label: "面数", Value: fmt.Sprintf("%d 面，每面 %d 行、每行 %d 字", out.layout.Report.Pages, out.layout.Report.Rows, out.layout.Report.Cells)}, {Label: "结论", Value: "合格"}}
	if len(out.layout.Cert.Findings) == 0 {
		p.Facts = []flow.Fact{{Label: "结论", Value: "签报不套红头，不检查公文格式"}}
	}
	if len(failed) > 0 {
		p.Facts[1].Value = fmt.Sprintf("%d 处不合格", len(failed))
		p.Table = departureTable(failed)
	}
	for _, t := range out.layout.Report.Tunings {
		p.Facts = append(p.Facts, flow.Fact{Label: "自动调整", Value: t})
	}
	return p
}

func departureTable(failed []certify.Finding) *flow.Table {
	t := &flow.Table{Title: "不合格的地方", Columns: []flow.Column{{Title: "条文"}, {Title: "项目", Wide: true}, {Title: "现在"}, {Title: "应当"}, {Title: "怎样改"}}}
	for _, f := range failed {
		t.Rows = append(t.Rows, flow.TableRow{Tone: "r", Cells: []string{f.Article, f.Name, f.Measured, f.Wanted, f.Remedy}})
	}
	return t
}

// findingsPanel is what the checker names, for the drafter who proofreads.
func findingsPanel(id string, found []proof.Finding) flow.Panel {
	p := flow.Panel{Title: "校对提示", Links: []flow.Way{{Label: "在编辑页改", Href: "/outgoing/" + id + "/edit"}}}
	if len(found) == 0 {
		p.Facts = []flow.Fact{{Label: "结论", Value: "序号、标点、日期、文号、机关名称、全半角、重字和合计都没有提示"}}
		return p
	}
	t := flow.Table{Title: "校对提示", Note: fmt.Sprintf("%d 处要改或者说明理由", len(proof.Told(found))), Columns: []flow.Column{{Title: "位置"}, {Title: "原文", Wide: true}, {Title: "提示"}, {Title: "可改为"}}}
	for _, f := range found {
		row := flow.TableRow{Cells: []string{f.Place, dash(f.Text), f.Why, dash(f.Mend)}, Tone: "a"}
		if f.Mild {
			row.Tone = ""
		}
		t.Rows = append(t.Rows, row)
	}
	p.Table = &t
	return p
}

// proofPanel is what the drafter left on purpose.
func proofPanel(row proofRow) (flow.Panel, bool) {
	var found []proof.Finding
	if json.Unmarshal([]byte(row.Findings), &found) != nil || len(found) == 0 {
		return flow.Panel{}, false
	}
	t := flow.Table{Title: "校对提示", Note: fmt.Sprintf("第 %d 版，%d 处没有改", row.Version, len(found)), Columns: []flow.Column{{Title: "位置"}, {Title: "原文", Wide: true}, {Title: "提示"}}}
	for _, f := range found {
		t.Rows = append(t.Rows, flow.TableRow{Cells: []string{f.Place, dash(f.Text), f.Why}})
	}
	return flow.Panel{Title: "校对：保留不改的", Facts: []flow.Fact{{Label: "理由", Value: row.Kept}}, Table: &t}, true
}

func issuePanel(row documentRow) flow.Panel {
	p := flow.Panel{Title: "印发", Facts: []flow.Fact{
		{Label: "发文字号", Value: row.Number}, {Label: "成文日期", Value: row.DocDate}, {Label: "签发人", Value: row.Signer + "（" + row.SignerPost + "）"}, {Label: "效力", Value: row.Standing},
		{Label: "印数", Value: copiesText(row)}, {Label: "用印", Value: dash(row.StampLine)},
	}}
	if row.NumberNote != "" {
		p.Facts = append(p.Facts, flow.Fact{Label: "文号说明", Value: row.NumberNote})
	}
	if row.FileHash != "" {
		p.Facts = append(p.Facts, flow.Fact{Label: "定稿校验值", Value: row.FileHash})
	}
	return p
}

func copiesText(row documentRow) string {
	text := fmt.Sprintf("签发 %d 份", row.Copies)
	if row.Extra > 0 {
		text += fmt.Sprintf("，加印 %d 份", row.Extra)
	}
	if row.Printed > 0 {
		text += fmt.Sprintf("，已印 %d 份", row.Printed)
	}
	return text
}

// versionPanel lists the versions, each with the way to compare it with the one
// before (花脸稿).
func versionPanel(ctx context.Context, q store.Querier, v *flow.View) ([]flow.Panel, error) {
	versions, err := flow.Versions(ctx, q, v.Case.ID)
	if err != nil || len(versions) < 2 {
		return nil, err
	}
	authors, err := authorsOf(ctx, q, versions)
	if err != nil {
		return nil, err
	}
	t := flow.Table{Title: "各版", Columns: []flow.Column{{Title: "版次"}, {Title: "改动", Wide: true}, {Title: "谁"}, {Title: "时间"}}}
	for i := len(versions) - 1; i >= 0; i-- {
		x := versions[i]
		row := flow.TableRow{Cells: []string{fmt.Sprintf("第 %d 版", x.Version), "初稿", authors[i], clock.Short(x.CreatedAt)}}
		if i > 0 {
			row.Cells[1] = "与第 " + fmt.Sprint(versions[i-1].Version) + " 版对照"
			row.Link = fmt.Sprintf("/outgoing/%s/compare?a=%d&b=%d", v.Case.ID, versions[i-1].Version, x.Version)
		}
		t.Rows = append(t.Rows, row)
	}
	return []flow.Panel{{Title: "修改留痕", Table: &t, Links: []flow.Way{{Label: "花脸稿", Href: fmt.Sprintf("/outgoing/%s/compare", v.Case.ID)}}}}, nil
}

func dispatchPanel(id string, rows []sendingRow) flow.Panel {
	t := flow.Table{Title: "分发", Columns: []flow.Column{{Title: "发往机关", Wide: true}, {Title: "方式"}, {Title: "份数", Right: true}, {Title: "签收人"}, {Title: "签收日期"}}}
	open := 0
	for _, x := range rows {
		organ := x.Organ
		if x.Round != "分发" {
			organ += "（" + x.Round + "）"
		}
		if x.ReceivedOn == "" {
			open++
		}
		t.Rows = append(t.Rows, flow.TableRow{Cells: []string{organ, x.Way, fmt.Sprint(x.Copies), dash(x.Receiver), dash(x.ReceivedOn)}})
	}
	t.Note = fmt.Sprintf("%d 处，%d 处没有签收", len(rows), open)
	return flow.Panel{Title: "分发和签收", Table: &t, Links: []flow.Way{{Label: "登记签收", Href: "/outgoing/" + id + "/receipts"}}}
}

// compareCheck sets beside one another what who checks a draft looks at.
func (d Deps) compareCheck(ctx context.Context, f flow.Facts) (flow.Check, error) {
	doc := f.Content.(Document)
	out, err := d.layCase(ctx, f.Case, doc)
	if err != nil {
		return flow.Check{}, err
	}
	read, _, err := lastProof(ctx, f.Q, f.Case.ID)
	c := flow.Check{Title: "核对：行文和格式", Left: "应当", Right: "现在"}
	line := func(item, want, is string, ok bool) {
		c.Rows = append(c.Rows, flow.CheckRow{Item: item, Left: want, Right: is, Result: map[bool]string{true: "相符", false: "要处理"}[ok], OK: ok})
	}
	line("格式", "符合 GB/T 9704-2012", conclusion(out), out.err == nil && len(out.layout.Cert.Failed()) == 0)
	line("校对", "起草人已校对这一版", fmt.Sprintf("校对了第 %d 版，现在是第 %d 版", read.Version, f.Case.ContentVersion), read.Version == f.Case.ContentVersion)
	line("合法性审核", "规范性文件附意见书", map[bool]string{true: "不是规范性文件", false: dash(doc.Legality)}[doc.Normative != "是"], legalFirst(doc) == nil)
	line("公平竞争审查", "涉及的已审查", doc.Fairness+doc.FairnessResult, true)
	line("公开属性", "不公开的写明理由", strings.TrimSpace(doc.Disclosure+" "+doc.Withheld), true)
	return c, err
}

func conclusion(out laidOut) string {
	if out.err != nil {
		return errs.Public(out.err)
	}
	if n := len(out.layout.Cert.Failed()); n > 0 {
		return fmt.Sprintf("%d 处不合格", n)
	}
	return fmt.Sprintf("合格，%d 面", len(out.layout.Pages))
}

// compareSign sets what has to be there before signing beside what is.
func (d Deps) compareSign(ctx context.Context, f flow.Facts) (flow.Check, error) {
	doc := f.Content.(Document)
	r, err := d.rule(ctx, f.Q, doc, began(f.Case))
	if err != nil {
		return flow.Check{}, err
	}
	look, err := lastLayout(ctx, f.Q, f.Case.ID, "precheck")
	c := flow.Check{Title: "签发前核对", Left: "应当", Right: "现在"}
	who := "局领导签发"
	if headAlone(r, doc.Important) {
		who = "主要负责人本人签发，不能委托"
	}
	c.Rows = []flow.CheckRow{
		{Item: "签发", Left: who, Right: doc.Kind, Result: "相符", OK: true},
		{Item: "印数", Left: "由签发人审定", Right: fmt.Sprintf("%d 份", doc.Copies), Result: "待审定", OK: true},
	}
	if r.kind.Numbered() {
		ok := look.Version == f.Case.ContentVersion
		c.Rows = append(c.Rows, flow.CheckRow{Item: "格式预检", Left: "这一版通过", Right: fmt.Sprintf("通过的是第 %d 版，%d 面", look.Version, look.Pages), Result: map[bool]string{true: "相符", false: "要重新预检"}[ok], OK: ok})
	}
	return c, err
}

// compareMend shows what was changed after signing, piece by piece.
func (d Deps) compareMend(ctx context.Context, f flow.Facts) (flow.Check, error) {
	signed, err := signedVersion(ctx, f.Q, f.Case.ID)
	if err != nil {
		return flow.Check{}, err
	}
	was, err := contentOf(ctx, f.Q, f.Case.ID, signed)
	if err != nil {
		return flow.Check{}, err
	}
	now := f.Content.(Document)
	c := flow.Check{Title: fmt.Sprintf("签发后的改动：第 %d 版与现在的第 %d 版", signed, f.Case.ContentVersion), Left: "签发时", Right: "现在"}
	for _, x := range changesOf(was, now) {
		c.Rows = append(c.Rows, flow.CheckRow{Item: x.where, Left: x.old, Right: x.now, Result: "改动", OK: true})
	}
	return c, nil
}

func (d Deps) comparePrint(ctx context.Context, f flow.Facts) (flow.Check, error) {
	row, err := documentOf(ctx, f.Q, f.Case.ID)
	ok := row.Fixed == f.Case.ContentVersion
	return flow.Check{Title: "印制前核对", Left: "签发、定稿", Right: "要印的", Rows: []flow.CheckRow{
		{Item: "版本", Left: fmt.Sprintf("定稿是第 %d 版", row.Fixed), Right: fmt.Sprintf("第 %d 版，%d 面", f.Case.ContentVersion, row.Pages), Result: map[bool]string{true: "相符", false: "不符"}[ok], OK: ok},
		{Item: "印数", Left: copiesText(row), Right: fmt.Sprintf("%d 份", row.Copies+row.Extra), Result: "相符", OK: true},
	}}, err
}

// change is one place that is different between two versions.
type change struct{ where, old, now string }

// changesOf lists the changed places of the text, each with what went and what came.
func changesOf(was, now Document) []change {
	var all []change
	old := fieldTexts(was)
	for i, x := range fieldTexts(now) {
		before := old[i]
		if x.text == before.text {
			continue
		}
		if x.name != "body" {
			all = append(all, change{x.label, dash(before.text), dash(x.text)})
			continue
		}
		pieces := diff.Words(before.text, x.text)
		for n := 0; n < len(pieces); n++ {
			if pieces[n].Kind == diff.Same {
				continue
			}
			c := change{where: x.label}
			for ; n < len(pieces) && pieces[n].Kind != diff.Same; n++ {
				if pieces[n].Kind == diff.Gone {
					c.old = pieces[n].Text
				} else {
					c.now = pieces[n].Text
				}
			}
			c.old, c.now = around(pieces, n-1, c.old), around(pieces, n-1, c.now)
			all = append(all, c)
		}
	}
	return all
}

// around gives a changed piece with a few characters after it, so that people see
// where it stands.
func around(pieces []diff.Piece, at int, text string) string {
	if at+1 < len(pieces) {
		r := []rune(strings.ReplaceAll(pieces[at+1].Text, "\n", " "))
		return text + "‖" + string(r[:min(8, len(r))])
	}
	return text + "‖"
}
