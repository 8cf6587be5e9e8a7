package flow

// Drawing is the flow chart as geometry, in pixels; web draws it as SVG, BPMN
// takes its shapes. It is laid out from the definition alone, so that the chart
// is the code.
type Drawing struct {
	Width, Height int
	Shapes        []Shape
	Arrows        []Arrow
}

// Shape is one step on the drawing.
type Shape struct {
	Place
	X, Y, W, H int
}

// Arrow is one edge on the drawing.
type Arrow struct {
	From, To string
	Label    string
	Points   [][2]int
	Passed   bool
}

const (
	boxWidth, boxHeight = 168, 56
	gapX, gapY          = 36, 44
	margin              = 16
)

// Draw lays places out in ranks from top to bottom: a step stands below every
// step that leads to it.
func Draw(d *Definition, places []Place) Drawing {
	rank := ranks(d)
	rows := map[int][]int{}
	deepest := 0
	for i, p := range places {
		r := rank[p.Node.ID]
		rows[r] = append(rows[r], i)
		deepest = max(deepest, r)
	}
	widest := 1
	for _, row := range rows {
		widest = max(widest, len(row))
	}
	draw := Drawing{
		Width:  2*margin + widest*boxWidth + (widest-1)*gapX + sideLane,
		Height: 2*margin + (deepest+1)*boxHeight + deepest*gapY,
	}
	at := map[string]Shape{}
	for r := 0; r <= deepest; r++ {
		row := rows[r]
		left := margin + (widest-len(row))*(boxWidth+gapX)/2
		for col, i := range row {
			b := Shape{Place: places[i], X: left + col*(boxWidth+gapX), Y: margin + r*(boxHeight+gapY), W: boxWidth, H: boxHeight}
			draw.Shapes = append(draw.Shapes, b)
			at[b.Node.ID] = b
		}
	}
	for _, n := range d.Nodes {
		for _, e := range n.Next {
			draw.Arrows = append(draw.Arrows, arrow(at[n.ID], at[e.To], e, rank, draw.Width))
		}
	}
	return draw
}

// sideLane is room at the right for arrows that pass by ranks.
const sideLane = 48

// ranks are the rows of the steps. An edge back to a step that is named earlier
// makes no rank.
func ranks(d *Definition) map[string]int {
	rank, at := map[string]int{}, map[string]int{}
	for i, n := range d.Nodes {
		at[n.ID] = i
	}
	for range d.Nodes { // a longest path has at most as many edges as nodes
		for _, n := range d.Nodes {
			for _, e := range n.Next {
				if at[e.To] > at[n.ID] && rank[e.To] < rank[n.ID]+1 {
					rank[e.To] = rank[n.ID] + 1
				}
			}
		}
	}
	return rank
}

func arrow(from, to Shape, e Edge, rank map[string]int, width int) Arrow {
	a := Arrow{From: from.Node.ID, To: to.Node.ID, Label: e.Label}
	a.Passed = from.Standing == Passed && (to.Standing == Passed || to.Standing == Current)
	startX, startY := from.X+from.W/2, from.Y+from.H
	endX, endY := to.X+to.W/2, to.Y
	if rank[to.Node.ID] == rank[from.Node.ID]+1 {
		middle := startY + gapY/2
		a.Points = [][2]int{{startX, startY}, {startX, middle}, {endX, middle}, {endX, endY}}
		return a
	}
	// Past other ranks: along the right side, and in from above.
	lane, y1, above := width-margin, from.Y+from.H/2, endY-gapY/3
	a.Points = [][2]int{{from.X + from.W, y1}, {lane, y1}, {lane, above}, {endX, above}, {endX, endY}}
	return a
}
