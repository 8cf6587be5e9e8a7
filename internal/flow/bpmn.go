package flow

import (
	"encoding/xml"
	"fmt"
	"io"
)

// BPMN 2.0 as far as a flow needs it; element names and order are the standard's.
type (
	bpmnDefinitions struct {
		XMLName   xml.Name    `xml:"bpmn:definitions"`
		BPMN      string      `xml:"xmlns:bpmn,attr"`
		DI        string      `xml:"xmlns:bpmndi,attr"`
		DC        string      `xml:"xmlns:dc,attr"`
		DDI       string      `xml:"xmlns:di,attr"`
		ID        string      `xml:"id,attr"`
		Namespace string      `xml:"targetNamespace,attr"`
		Process   bpmnProcess `xml:"bpmn:process"`
		Diagram   bpmnDiagram `xml:"bpmndi:BPMNDiagram"`
	}
	bpmnProcess struct {
		ID         string     `xml:"id,attr"`
		Name       string     `xml:"name,attr"`
		Executable bool       `xml:"isExecutable,attr"`
		Start      bpmnNode   `xml:"bpmn:startEvent"`
		Tasks      []bpmnNode `xml:"bpmn:userTask"`
		Exclusive  []bpmnNode `xml:"bpmn:exclusiveGateway"`
		Parallel   []bpmnNode `xml:"bpmn:inclusiveGateway"`
		Ends       []bpmnNode `xml:"bpmn:endEvent"`
		Flows      []bpmnFlow `xml:"bpmn:sequenceFlow"`
	}
	bpmnNode struct {
		ID   string `xml:"id,attr"`
		Name string `xml:"name,attr,omitempty"`
		Doc  string `xml:"bpmn:documentation,omitempty"`
	}
	bpmnFlow struct {
		ID     string `xml:"id,attr"`
		Name   string `xml:"name,attr,omitempty"`
		Source string `xml:"sourceRef,attr"`
		Target string `xml:"targetRef,attr"`
	}
	bpmnDiagram struct {
		ID    string    `xml:"id,attr"`
		Plane bpmnPlane `xml:"bpmndi:BPMNPlane"`
	}
	bpmnPlane struct {
		ID      string      `xml:"id,attr"`
		Element string      `xml:"bpmnElement,attr"`
		Shapes  []bpmnShape `xml:"bpmndi:BPMNShape"`
		Edges   []bpmnEdge  `xml:"bpmndi:BPMNEdge"`
	}
	bpmnShape struct {
		ID      string     `xml:"id,attr"`
		Element string     `xml:"bpmnElement,attr"`
		Bounds  bpmnBounds `xml:"dc:Bounds"`
	}
	bpmnBounds struct {
		X      int `xml:"x,attr"`
		Y      int `xml:"y,attr"`
		Width  int `xml:"width,attr"`
		Height int `xml:"height,attr"`
	}
	bpmnEdge struct {
		ID      string      `xml:"id,attr"`
		Element string      `xml:"bpmnElement,attr"`
		Points  []bpmnPoint `xml:"di:waypoint"`
	}
	bpmnPoint struct {
		X int `xml:"x,attr"`
		Y int `xml:"y,attr"`
	}
)

// bpmnWriter collects the elements and where they are drawn.
type bpmnWriter struct {
	process *bpmnProcess
	plane   *bpmnPlane
	center  map[string][2]int
}

// WriteBPMN writes the definition as BPMN 2.0 with its drawing. A step with
// several ways out is a task followed by a gateway.
func WriteBPMN(w io.Writer, d *Definition) error {
	id := "guiju_" + d.Kind
	doc := bpmnDefinitions{
		BPMN: "http://www.omg.org/spec/BPMN/20100524/MODEL", DI: "http://www.omg.org/spec/BPMN/20100524/DI",
		DC: "http://www.omg.org/spec/DD/20100524/DC", DDI: "http://www.omg.org/spec/DD/20100524/DI",
		ID: id + "_definitions", Namespace: "https://guiju.cn/flow",
		Process: bpmnProcess{ID: id, Name: fmt.Sprintf("%s（第 %d 版）", d.Name, d.Version), Start: bpmnNode{ID: "start", Name: "开始"}},
		Diagram: bpmnDiagram{ID: id + "_diagram", Plane: bpmnPlane{ID: id + "_plane", Element: id}},
	}
	b := &bpmnWriter{process: &doc.Process, plane: &doc.Diagram.Plane, center: map[string][2]int{}}
	draw := Draw(d, Plan(d))
	for _, s := range draw.Shapes {
		b.shape(s.Node.ID, s.X, s.Y*2+80, s.W, s.H)
	}
	first := draw.Shapes[0]
	b.shape("start", first.X+first.W/2-18, 8, 36, 36)
	b.flow("start", d.Start().ID, "")
	for _, n := range d.Nodes {
		b.node(n)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	return enc.Encode(doc)
}

func (b *bpmnWriter) node(n Node) {
	name := n.Name
	if n.Key != "" {
		name += " ※"
	}
	b.process.Tasks = append(b.process.Tasks, bpmnNode{ID: n.ID, Name: name, Doc: n.Verb})
	at := b.center[n.ID]
	switch len(n.Next) {
	case 0:
		end := n.ID + "_end"
		b.process.Ends = append(b.process.Ends, bpmnNode{ID: end, Name: n.Result})
		b.shape(end, at[0]-18, at[1]+54, 36, 36)
		b.flow(n.ID, end, "")
	case 1:
		b.flow(n.ID, n.Next[0].To, n.Next[0].Label)
	default:
		gate := bpmnNode{ID: n.ID + "_gate"}
		if n.Split == Every {
			b.process.Parallel = append(b.process.Parallel, gate)
		} else {
			b.process.Exclusive = append(b.process.Exclusive, gate)
		}
		b.shape(gate.ID, at[0]-25, at[1]+48, 50, 50)
		b.flow(n.ID, gate.ID, "")
		for _, e := range n.Next {
			b.flow(gate.ID, e.To, e.Label)
		}
	}
}

func (b *bpmnWriter) shape(id string, x, y, width, height int) {
	b.center[id] = [2]int{x + width/2, y + height/2}
	b.plane.Shapes = append(b.plane.Shapes, bpmnShape{ID: id + "_shape", Element: id, Bounds: bpmnBounds{x, y, width, height}})
}

func (b *bpmnWriter) flow(from, to, label string) {
	id := from + "_to_" + to
	b.process.Flows = append(b.process.Flows, bpmnFlow{ID: id, Name: label, Source: from, Target: to})
	f, t := b.center[from], b.center[to]
	b.plane.Edges = append(b.plane.Edges, bpmnEdge{ID: id + "_edge", Element: id, Points: []bpmnPoint{{f[0], f[1]}, {t[0], t[1]}}})
}
