package app

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/incoming"
)

// year is the ordinary incoming documents of the demo bureau: one on each working
// day, by the same actions that a person uses. It looks at nothing but the task it
// acts on, so that a year is made in seconds.
type year struct {
	*demo
	out    *outgoingYear
	r      *rand.Rand
	issued map[string]int // numbers of the organs, by prefix and year
	titles map[string]bool
}

// yearDoc is one of its documents and how it goes.
type yearDoc struct {
	n      int
	theme  demoTheme
	title  string
	number string
	came   clock.Date
	source string
	copies int64
	id     string
	late   bool
	fast   bool
	audit  bool
}

// at adds what happens on the n-th working day after a document came.
func (y *year) at(doc *yearDoc, day, hour int, do func(ctx context.Context) error) {
	y.events = append(y.events, event{moment(doc.came, day, hour, (doc.n*13)%50), do})
}

// planYear puts the documents of the year into it, up to some days before its end:
// from there on the letters of demoLetters tell the tale.
func (y *year) planYear(now time.Time) {
	first, last := clock.DateOf(now.AddDate(0, 0, -357)), clock.DateOf(now.AddDate(0, 0, -18))
	n := 0
	for day := first; day < last; day = day.AddDays(1) {
		if worked, _ := (calendar.Days{}).Working(day); !worked {
			continue
		}
		for range 1 + (n%23)/22 { // now and then two on a day
			y.planDoc(y.newDoc(n, day))
			n++
		}
	}
}

func (y *year) newDoc(n int, came clock.Date) *yearDoc {
	doc := &yearDoc{n: n, came: came, copies: 1, source: "公文交换", late: n%17 == 5, audit: n%4 == 1}
	when := came.Time(0, 0)
	filled := strings.NewReplacer("{月}", when.Format("2006年1月份"), "{季}", fmt.Sprintf("%d年第%d季度", when.Year(), (int(when.Month())+2)/3), "{年}", fmt.Sprintf("%d年度", when.Year()))
	for range 20 { // some write more often than others, but not twice the same
		doc.theme = demoThemes[min(y.r.IntN(len(demoThemes)), y.r.IntN(len(demoThemes)))]
		if doc.title = filled.Replace(doc.theme.Title); !y.titles[doc.title] {
			break
		}
	}
	y.titles[doc.title] = true
	theme := doc.theme
	switch {
	case theme.Kind == "电报":
		doc.source = "电报"
	case n%5 < 2:
		doc.source, doc.copies = "纸质", int64(1+n%2)
	}
	if theme.Prefix != "" {
		key := fmt.Sprintf("%s〔%d〕", theme.Prefix, when.Year())
		y.issued[key] += 1 + y.r.IntN(6)
		doc.number = fmt.Sprintf("%s%d号", key, 200+y.issued[key]) // the letters written by hand have the lower ones
	}
	doc.fast = theme.Kind == "会议通知" && came > clock.DateOf(when.AddDate(0, 0, -1))
	return doc
}

func (y *year) planDoc(doc *yearDoc) {
	y.at(doc, 0, 9, func(ctx context.Context) error { return y.receive(ctx, doc) })
	if doc.n%61 == 40 { // not ours
		y.at(doc, 0, 10, func(ctx context.Context) error { return y.sendBack(ctx, doc) })
		return
	}
	y.at(doc, 0, 11, func(ctx context.Context) error { return y.propose(ctx, doc) })
	if doc.theme.Class == "阅件" {
		y.planReading(doc)
		return
	}
	day := 1
	if !doc.fast {
		if doc.audit {
			y.at(doc, day, 9, y.do(doc, "audit", y.auditor(doc), flow.Act{Action: flow.Acknowledge}))
		}
		y.at(doc, day, 15, y.do(doc, "instruct", "juzhang", flow.Act{Opinion: demoInstructions[doc.n%len(demoInstructions)]}))
	}
	y.at(doc, day, 16, func(ctx context.Context) error {
		place := fmt.Sprintf("办公室文件柜 %d 号", 1+doc.n/60)
		if doc.source != "纸质" {
			place = "电子文件库"
		}
		return y.do(doc, "original", "wenshu", flow.Act{Fields: incoming.Original{Place: place, Copies: doc.copies}})(ctx)
	})
	y.at(doc, day+1, 9, func(ctx context.Context) error { return y.distribute(ctx, doc) })
	done := day + 4 + doc.n%5
	if doc.late {
		done += 12
	}
	for i, dept := range doc.theme.Hosts {
		y.at(doc, done+i, 14, y.feedback(doc, dept, i))
	}
	if doc.theme.Wants {
		l := demoLetter{Organ: doc.theme.Organ, Number: doc.number, Title: doc.title, Hosts: doc.theme.Hosts, Result: doc.theme.Result}
		y.out.plan(y.out.reply(5000+doc.n, l, clock.DateOf(moment(doc.came, day+2, 0, 0)), func() string { return doc.id }))
	}
	closed := done + len(doc.theme.Hosts) + 1
	y.at(doc, closed, 16, y.do(doc, "supervise", "wenshu", flow.Act{Opinion: "各科已反馈，予以办结。", Fields: incoming.Closing{Disposal: []string{"待归档", "存查", "待归档", "年终清理"}[doc.n%4]}}))
}

// planReading lets a document circulate: in order to the leaders, or at once to a few.
func (y *year) planReading(doc *yearDoc) {
	readers, node := y.readers(doc)
	for i, login := range readers {
		y.at(doc, 1+i/2, 10+i%2, y.do(doc, node, login, flow.Act{Action: flow.Acknowledge}))
	}
	y.at(doc, 3, 15, y.do(doc, "keep", "wenshu", flow.Act{Fields: incoming.Keeping{Place: "办公室存查柜 1 号"}}))
}

func (y *year) readers(doc *yearDoc) (logins []string, node string) {
	all := [][]string{{"juzhang", "fujuzhang1", "fujuzhang2"}, {"fujuzhang1", "yewukezhang", "zhifakezhang"}, {"juzhang", "fujuzhang2", "qiyekezhang"}}
	if doc.n%2 == 0 {
		return all[doc.n%3], "circulate"
	}
	return all[doc.n%3], "circulate-together"
}

var demoInstructions = []string{
	"同意拟办意见。", "请主办科室抓紧办理，按时反馈。", "同意。办理结果报我。", "请认真落实，注意与有关部门衔接。", "同意拟办意见，请办公室跟踪。", "按时限办理，不得延误。",
}

// auditor is the leader in charge of the host.
func (y *year) auditor(doc *yearDoc) string {
	switch doc.theme.Hosts[0] {
	case "bgs", "fgk":
		return "fujuzhang1"
	}
	return "fujuzhang2"
}

// receive signs for and registers a document; those that came electronically bring
// their letter.
func (y *year) receive(ctx context.Context, doc *yearDoc) error {
	t := doc.theme
	var files []string
	if doc.source == "公文交换" && (doc.n%3 == 0 || doc.n > 150) {
		data, err := y.letter(demoLetter{Organ: t.Organ, Number: doc.number, Title: doc.title}, doc.came)
		if err != nil {
			return err
		}
		hash, err := y.a.Blobs.Put(ctx, data)
		if err != nil {
			return err
		}
		id, err := flow.AddFile(ctx, y.a.Run, y.actor("wenshu"), ident.Secret(), flow.File{Hash: hash, Name: doc.title + ".pdf", Type: "application/pdf", Size: int64(len(data)), Pages: 1, Text: 1})
		if err != nil {
			return err
		}
		files = []string{id}
	}
	in := flow.StartInput{Kind: incoming.Kind, Fields: incoming.Receipt{Source: doc.source, Organ: t.Organ, Title: doc.title, Urgency: t.Urgency, Copies: doc.copies, Files: files}}
	reg := incoming.Registration{
		Title: doc.title, Organ: t.Organ, DocNumber: doc.number, DocDate: doc.came.AddDays(-2), ReceivedOn: doc.came, DocKind: t.Kind, Class: t.Class, Urgency: t.Urgency,
		Copies: doc.copies, Pages: int64(2 + doc.n%9), WantsAnswer: t.Wants, Files: files,
	}
	if t.Class == "办件" {
		reg.Deadline = clock.DateOf(moment(doc.came, 12, 17, 30))
	}
	in.Ahead = map[string]any{"register": reg}
	if doc.n%61 != 40 {
		in.Ahead["review"] = incoming.Review{Verdict: "受理"}
	}
	answer, err := y.a.Engine.Start(ctx, y.actor("wenshu"), ident.Secret(), in)
	doc.id = answer.CaseID
	return err
}

func (y *year) sendBack(ctx context.Context, doc *yearDoc) error {
	if err := y.do(doc, "review", "wenshu", flow.Act{Fields: incoming.Review{Verdict: "退文", Reason: "主送机关不是本局，事项属市交通运输部门职责。"}})(ctx); err != nil {
		return err
	}
	return y.do(doc, "sent-back", "wenshu", flow.Act{Fields: incoming.SendingBack{Way: "公文交换", SentOn: doc.came, Taken: "交换平台"}})(ctx)
}

func (y *year) propose(ctx context.Context, doc *yearDoc) error {
	p := incoming.Proposal{Class: doc.theme.Class, Together: "依次", AuditTogether: "依次"}
	if p.Class == "阅件" {
		logins, node := y.readers(doc)
		p.Readers, p.Purpose, p.Folder, p.ReadOrder = y.all(logins), "请阅知", fmt.Sprint(1+doc.n%6), "依次"
		if node == "circulate-together" {
			p.ReadOrder = "同时"
		}
	} else {
		p.Leaders, p.Hosts = y.all([]string{"juzhang"}), y.all(doc.theme.Hosts)
		if doc.fast {
			p.Route = "先分办"
		} else if doc.audit {
			p.Auditors = y.all([]string{y.auditor(doc)})
		}
	}
	return y.do(doc, "propose", "bangongshizhuren", flow.Act{Opinion: doc.theme.Opinion, Fields: p})(ctx)
}

func (y *year) distribute(ctx context.Context, doc *yearDoc) error {
	in := incoming.Distribution{Hosts: y.all(doc.theme.Hosts[:1]), Assistors: y.all(doc.theme.Hosts[1:]), Medium: "电子"}
	if doc.source == "纸质" {
		in.Medium, in.Back = "纸质", clock.DateOf(moment(doc.came, 20, 17, 0))
	}
	return y.do(doc, "distribute", "wenshu", flow.Act{Fields: in})(ctx)
}

func (y *year) feedback(doc *yearDoc, dept string, i int) func(ctx context.Context) error {
	in := incoming.Feedback{Result: doc.theme.Result}
	if i > 0 {
		in.Result = "已配合办理，无其他意见。"
	}
	return func(ctx context.Context) error {
		return y.doFor(ctx, doc.id, "handle", demoHeads[dept], org.Head(y.ids[dept]), flow.Act{Opinion: "已办理完毕。", Fields: in})
	}
}

// do does a step as the person whose turn it is.
func (y *year) do(doc *yearDoc, node, login string, act flow.Act) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		who := org.Principal("")
		if node == "circulate-together" {
			who = org.PersonPrincipal(y.ids[login])
		}
		return y.doFor(ctx, doc.id, node, login, who, act)
	}
}

// doFor does a step of any case; who narrows it down where several have one.
func (d *demo) doFor(ctx context.Context, caseID, node, login string, who org.Principal, act flow.Act) error {
	type seen struct {
		ID      string `db:"id"`
		Version int64  `db:"version"`
		Content int64  `db:"content_version"`
	}
	b := new(store.Query).Add(`SELECT t.id, t.version, c.content_version FROM task t JOIN cases c ON c.id = t.case_id WHERE t.case_id = ? AND t.node = ? AND t.state = 'open' AND t.kind = 'step'`, caseID, node)
	if who != "" {
		b.Add(` AND t.principal = ?`, string(who))
	}
	task, err := store.One[seen](ctx, d.a.DB.Read(), b.SQL(), b.Args()...)
	if err != nil {
		return fmt.Errorf("%s is not at %s for %s: %w", caseID, node, login, err)
	}
	act.CaseID, act.TaskID, act.TaskVersion, act.ContentVersion = caseID, task.ID, task.Version, task.Content
	if act.Action == "" {
		act.Action = flow.Approve
	}
	_, err = d.a.Engine.Act(ctx, d.actor(login), ident.Secret(), act)
	return err
}

// upload stores a small file that the demo needs, as if somebody had scanned it.
func (d *demo) upload(ctx context.Context, login, name string) (string, error) {
	data, err := d.letter(demoLetter{Organ: "云泽市示范局", Title: name}, clock.DateOf(d.clk.Now()))
	if err != nil {
		return "", err
	}
	return d.keep(ctx, login, name+".pdf", bytes.NewReader(data))
}
