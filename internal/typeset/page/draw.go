package page

import "fmt"

// Pen draws marks into a file of one format.
type Pen interface {
	Text(Text) error
	Line(Line)
	Fill(Fill)
	Picture(Picture) error
	// Turned draws what inner draws, turned.
	Turned(t Turned, inner func() error) error
}

const maxTurns = 8 // groups within groups

// Draw draws marks in their order, those of a group within it.
func Draw(p Pen, marks []Mark) error { return draw(p, marks, 0) }

func draw(p Pen, marks []Mark, depth int) error {
	for _, m := range marks {
		var err error
		switch m := m.(type) {
		case Text:
			err = p.Text(m)
		case Line:
			p.Line(m)
		case Fill:
			p.Fill(m)
		case Picture:
			err = p.Picture(m)
		case Turned:
			if depth >= maxTurns {
				return fmt.Errorf("groups turned within groups")
			}
			err = p.Turned(m, func() error { return draw(p, m.Marks, depth+1) })
		default:
			err = fmt.Errorf("a mark of type %T", m)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
