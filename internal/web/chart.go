package web

import (
	"bytes"
	"fmt"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web/ui"
)

// chart is the flow of a case as a drawing with its live position; the list
// beside it is from the same data.
func (w *Web) chart(c *Call) error {
	v, err := w.Engine.See(c.Context(), w.q(), c.actor(), c.PathValue("id"), "")
	if err != nil {
		return err
	}
	view := ui.Chart{Title: v.Def.Name + "流程图", Lead: v.Case.Title, SVG: drawing(flow.Draw(v.Def, v.Position)), Steps: steps(v.Position), Back: ui.Link{Label: "回到事项", Href: "/cases/" + v.Case.ID}}
	return c.page(view.Title, []ui.Link{{Label: numberOr(v.Case.Number, v.Case.Title), Href: view.Back.Href}, {Label: "流程图"}}, ui.ChartPage(view))
}

// drawing is the chart in SVG: attributes and classes only, no style.
func drawing(d flow.Drawing) g.Node {
	var arrows, shapes g.Group
	for _, a := range d.Arrows {
		points := make([]string, len(a.Points))
		for i, p := range a.Points {
			points[i] = fmt.Sprintf("%d,%d", p[0], p[1])
		}
		kind := "arrow"
		if a.Passed {
			kind = "arrow done"
		}
		arrows = append(arrows, g.El("polyline", h.Class(kind), g.Attr("points", strings.Join(points, " ")), g.Attr("fill", "none"), g.Attr("stroke", "#78859a"), g.Attr("marker-end", "url(#tip)")))
		if a.Label != "" && len(a.Points) > 1 {
			p := a.Points[len(a.Points)-1]
			arrows = append(arrows, svgText(p[0]+5, p[1]-9, "12", a.Label))
		}
	}
	for _, s := range d.Shapes {
		fill, stroke := "#ffffff", "#78859a"
		switch s.Standing {
		case flow.Passed:
			fill, stroke = "#edf7f0", "#1c6b3c"
		case flow.Current:
			fill, stroke = "#eef4fb", "#1c559f"
		case flow.Future, flow.Skipped:
		}
		name := s.Node.Name
		if s.Node.Key != "" {
			name += " ※"
		}
		shapes = append(shapes, g.El("g", h.Class("step "+string(s.Standing)),
			g.El("rect", g.Attr("x", fmt.Sprint(s.X)), g.Attr("y", fmt.Sprint(s.Y)), h.Width(fmt.Sprint(s.W)), h.Height(fmt.Sprint(s.H)), g.Attr("rx", "4"), g.Attr("fill", fill), g.Attr("stroke", stroke)),
			svgText(s.X+12, s.Y+24, "15", name), svgText(s.X+12, s.Y+43, "12", clip(s.Who, 13))))
	}
	return h.SVG(g.Attr("viewBox", fmt.Sprintf("0 0 %d %d", d.Width, d.Height)), h.Width(fmt.Sprint(d.Width)), h.Height(fmt.Sprint(d.Height)), h.Role("img"), h.Aria("label", "流程图，文字见右侧列表"),
		g.El("defs", g.El("marker", h.ID("tip"), g.Attr("viewBox", "0 0 8 8"), g.Attr("refX", "7"), g.Attr("refY", "4"), g.Attr("markerWidth", "7"), g.Attr("markerHeight", "7"), g.Attr("orient", "auto"), g.El("path", g.Attr("d", "M0 0L8 4L0 8z"), g.Attr("fill", "#78859a")))),
		arrows, shapes)
}

func svgText(x, y int, size, text string) g.Node {
	return g.El("text", g.Attr("x", fmt.Sprint(x)), g.Attr("y", fmt.Sprint(y)), g.Attr("font-size", size), g.Attr("fill", "#1a2330"), g.Text(text))
}

// clip keeps as much of a text as most Chinese characters take.
func clip(s string, most int) string {
	room := 2 * most
	for i, r := range s {
		if room -= 1; r >= 0x2e80 {
			room--
		}
		if room < 0 {
			return s[:i] + "…"
		}
	}
	return s
}

// kind is the flow of a kind, whatever case follows it.
func (w *Web) kind(c *Call) error {
	k, ok := w.Engine.Kind(c.PathValue("kind"))
	if !ok {
		return store.ErrNotFound
	}
	places := flow.Plan(k.Def)
	for i := range places { // what each step is evidence for
		places[i].Who = strings.Join(places[i].Node.Clauses, " ")
	}
	view := ui.Chart{Title: k.Def.Name + "流程图", Lead: fmt.Sprintf("第 %d 版，图由程序本身画出", k.Def.Version), SVG: drawing(flow.Draw(k.Def, places)), Steps: steps(places),
		Back: ui.Link{Label: "导出 BPMN", Href: "/kinds/" + k.ID + "/bpmn", Icon: ui.IconDownload}}
	return c.page(view.Title, []ui.Link{{Label: k.Name}, {Label: "流程图"}}, ui.ChartPage(view))
}

// bpmn exports the flow of a kind as BPMN 2.0.
func (w *Web) bpmn(c *Call) error {
	k, ok := w.Engine.Kind(c.PathValue("kind"))
	if !ok {
		return store.ErrNotFound
	}
	var out bytes.Buffer
	if err := flow.WriteBPMN(&out, k.Def); err != nil {
		return err
	}
	return c.bytes("application/xml", k.ID+".bpmn", out.Bytes())
}
