package app

import (
	"guiju.cn/guiju/internal/work/incoming"
	"guiju.cn/guiju/internal/work/outgoing"
)

// outgoing wires 1-03 to the files, the fonts and the letters that it answers.
func (a *App) outgoing() outgoing.Deps {
	return outgoing.Deps{
		Now: a.DB.Now, Read: a.DB.Read, Days: a.Calendar.Days, Setting: a.Ruling.Int, Fonts: a.Fonts, Load: a.Blobs.Read, Keep: a.Blobs.Put,
		Bureau: a.Bureau.Name,
		Letters: map[string]func(any) outgoing.Letter{incoming.Kind: func(content any) outgoing.Letter {
			d := content.(incoming.Document)
			return outgoing.Letter{Organ: d.Organ, Number: d.DocNumber, Title: d.Title}
		}},
		Answered: incoming.Answered, Unanswered: incoming.Unanswered, KnownLetter: incoming.Came, Senders: incoming.Senders, Stamped: stamped,
	}
}
