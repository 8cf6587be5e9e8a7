package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/pdf"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/work/incoming"
)

// demo makes a year of work by the same services and actions a person uses, in
// simulated time and in the order of events.
type demo struct {
	a      *App
	clk    *clock.Manual
	ids    map[string]string // by login and by department code
	cases  map[int]string    // by letter
	events []event
}

// DemoText tells how to get into a demo bureau.
const DemoText = `账号以岗位命名：juzhang fujuzhang1 fujuzhang2 jijianzuzhang bangongshizhuren wenmi wenshu yinzhang baomi dangan cheguan siji wuzi huiwu xinfang menwei
  yewukezhang yewukeyuan zhifakezhang zhifakeyuan qiyekezhang qiyekeyuan faguikezhang faguikeyuan，三员 xitong anquan shenji
密码：` + web.DemoPassword

// DemoAccounts is DemoText where this is a demo bureau, and "" where it is not.
func (a *App) DemoAccounts() string {
	if a.demo() {
		return DemoText
	}
	return ""
}

type event struct {
	at time.Time
	do func(ctx context.Context) error
}

// Demo makes a demo bureau in an empty data folder and gives the password of all
// its accounts. now is where its year ends.
func Demo(ctx context.Context, c Config, now time.Time, log *slog.Logger) (password string, err error) {
	defer errs.Wrap(&err, "app.Demo")
	if entries, err := os.ReadDir(c.Data); err == nil && len(entries) > 0 {
		return "", fmt.Errorf("%s 不是空目录；示范数据只在空目录里生成", c.Data)
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(c.Data, demoMark), []byte("示范数据\n"), 0o600); err != nil {
		return "", err
	}
	start := now.AddDate(-1, 0, 0)
	clk := clock.NewManual(start)
	c.unsynced = true
	a, err := Open(ctx, c, clk, log)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.faces(); err != nil {
		return "", err
	}
	d := &demo{a: a, clk: clk, cases: map[int]string{}}
	if err := a.openNow(ctx, demoBureau, now.Year()); err != nil {
		return "", err
	}
	if err := d.people(ctx, start); err != nil {
		return "", err
	}
	if err := d.rule(ctx, clock.DateOf(start)); err != nil {
		return "", err
	}
	for i := range demoLetters {
		d.plan(i, now)
	}
	seals := d.sealsOf(now)
	out := d.outgoing(now, seals)
	seals.open(out)
	y := &year{demo: d, out: out, r: rand.New(rand.NewPCG(2026, 12)), issued: map[string]int{}, titles: map[string]bool{}} //nolint:gosec // G404: numbers of letters, the same each time
	y.planYear(now)
	y.planAffairs(now)
	d.planExceptions(now)
	sort.SliceStable(d.events, func(i, j int) bool { return d.events[i].at.Before(d.events[j].at) })
	for _, e := range d.events {
		if e.at.After(now) {
			break
		}
		if e.at.After(clk.Now()) { // what happened before may have taken some minutes
			clk.Set(e.at)
		}
		if err := e.do(ctx); err != nil {
			return "", err
		}
	}
	clk.Set(now)
	if _, err := a.Jobs.Run(ctx); err != nil { // so that its files are found at once
		return "", err
	}
	return web.DemoPassword, d.seal(ctx)
}

func (d *demo) people(ctx context.Context, from time.Time) (err error) {
	if d.ids, err = org.Demo(ctx, d.a.Org, from); err != nil {
		return err
	}
	people, err := org.People(ctx, d.a.DB.Read())
	if err != nil {
		return err
	}
	for _, p := range people {
		if err := d.a.Account.SetPassword(ctx, p.ID, web.DemoPassword, "", false); err != nil {
			return err
		}
	}
	return nil
}

// seal puts every leaf into the signed tree before the bureau opens.
func (d *demo) seal(ctx context.Context) error {
	for {
		if _, more, err := audit.Sequence(ctx, d.a.DB, d.a.Signer); err != nil || !more {
			return err
		}
	}
}

func (d *demo) actor(login string) runner.Actor {
	return runner.Actor{PersonID: d.ids[login], Via: "demo"}
}

func (d *demo) all(names []string) []string {
	var ids []string
	for _, name := range names {
		ids = append(ids, d.ids[name])
	}
	return ids
}

// moment is the n-th working day after a letter came, at hour:minute.
func moment(came clock.Date, n, hour, minute int) time.Time {
	for {
		if worked, _ := (calendar.Days{}).Working(came); worked {
			if n--; n < 0 {
				return came.Time(hour, minute)
			}
		}
		came = came.AddDays(1)
	}
}

// before is the n-th working day before a day, counted back.
func before(day clock.Date, n int) clock.Date {
	for n > 0 {
		day = day.AddDays(-1)
		if worked, _ := (calendar.Days{}).Working(day); worked {
			n--
		}
	}
	return day
}

// keep stores a file as somebody uploads it.
func (d *demo) keep(ctx context.Context, login, name string, data io.Reader) (id string, err error) {
	id, _, err = d.a.Web.StoreUpload(ctx, d.actor(login), ident.Secret(), name, data)
	return id, err
}

var demoHeads = map[string]string{"ywk": "yewukezhang", "zfk": "zhifakezhang", "qyk": "qiyekezhang", "fgk": "faguikezhang", "bgs": "bangongshizhuren"}

// plan puts the steps of one letter into the year, up to where it waits today.
func (d *demo) plan(i int, now time.Time) {
	l := demoLetters[i]
	came := clock.DateOf(now.AddDate(0, 0, -l.DaysAgo))
	minute := (i * 7) % 40
	stopped := false
	step := func(day, hour int, node string, do func(ctx context.Context) error) {
		if stopped = stopped || l.StopsAt == node; !stopped {
			at := moment(came, day, hour, minute)
			if l.DaysAgo == 0 {
				at = now.Add(-time.Duration(60-i) * time.Minute)
			}
			d.events = append(d.events, event{at, do})
		}
	}
	step(0, 9, "receive", func(ctx context.Context) error { return d.receive(ctx, i, came) })
	if l.StopsAt == "register" {
		return // signed for, and still to be registered
	}
	step(0, 10, "propose", func(ctx context.Context) error { return d.propose(ctx, i) })
	if l.Class == "阅件" {
		for n, reader := range l.Readers {
			step(1+n/2, 11+n%2, "circulate", d.act(i, reader, "circulate", func(a *flow.Act) { a.Action, a.Opinion = flow.Acknowledge, "" }))
		}
		step(4, 15, "keep", d.act(i, "wenshu", "keep", func(a *flow.Act) { a.Fields = incoming.Keeping{Place: "办公室存查柜 1 号"} }))
		return
	}
	if l.Returned {
		step(1, 9, "instruct", d.act(i, "juzhang", "instruct", func(a *flow.Act) {
			a.Action, a.To, a.Straight, a.Opinion = flow.Return, "propose", true, "先请法规科提出意见，再报。"
		}))
		step(1, 11, "instruct", func(ctx context.Context) error { return d.propose(ctx, i) })
	}
	step(1, 15, "instruct", d.act(i, "juzhang", "instruct", func(a *flow.Act) { a.Opinion = "同意拟办意见，请主办科室抓紧办理。" }))
	step(1, 16, "original", d.act(i, "wenshu", "original", func(a *flow.Act) { a.Fields = incoming.Original{Place: "办公室文件柜 2 号", Copies: 1} }))
	step(2, 9, "distribute", d.act(i, "wenshu", "distribute", func(a *flow.Act) {
		a.Fields = incoming.Distribution{Hosts: d.all(l.Hosts), Assistors: d.all(l.Assists), Deadline: clock.DateOf(moment(came, 9, 17, 30))}
	}))
	for n, dept := range append(append([]string(nil), l.Hosts...), l.Assists...) {
		result := l.Result
		if n > 0 || result == "" {
			result = "已配合办理，无其他意见。"
		}
		do := d.act(i, demoHeads[dept], "handle", func(a *flow.Act) {
			a.Opinion, a.Fields = "已办理完毕。", incoming.Feedback{Result: result}
		})
		if l.StopsAt == "handle" && n > 0 { // one has answered, the host has not
			stopped = false
			step(4, 14, "assist", do)
			stopped = true
			continue
		}
		step(5+n, 14, "handle", do)
	}
	step(8, 16, "supervise", d.act(i, "wenshu", "supervise", func(a *flow.Act) {
		a.Opinion, a.Fields = "各科已反馈，予以办结。", incoming.Closing{Disposal: "待归档"}
	}))
}

// receive signs for a letter with its PDF, and registers it unless it waits for
// that today. Now and then the clerk tries the same number again and is refused.
func (d *demo) receive(ctx context.Context, i int, came clock.Date) error {
	l := demoLetters[i]
	data, err := d.letter(l, came)
	if err != nil {
		return err
	}
	file, err := d.keep(ctx, "wenshu", l.Title+".pdf", bytes.NewReader(data))
	if err != nil {
		return err
	}
	in := flow.StartInput{Kind: incoming.Kind, Fields: incoming.Receipt{Source: l.Source, Organ: l.Organ, Title: l.Title, Copies: 1, Files: []string{file}}}
	if l.StopsAt != "register" {
		in.Ahead = map[string]any{"review": incoming.Review{Verdict: "受理"}, "register": incoming.Registration{
			Title: l.Title, Organ: l.Organ, DocNumber: l.Number, DocDate: came.AddDays(-3), ReceivedOn: came, DocKind: l.Kind, Class: l.Class,
			Urgency: l.Urgency, Copies: 1, Pages: l.Pages, WantsAnswer: l.Wants, Files: []string{file}, Deadline: clock.DateOf(moment(came, 9, 17, 30)),
		}}
	}
	answer, err := d.a.Engine.Start(ctx, d.actor("wenshu"), ident.Secret(), in)
	if err != nil {
		return err
	}
	d.cases[i] = answer.CaseID
	if i%6 != 1 || l.Number == "" {
		return nil
	}
	in.Fields = incoming.Receipt{Source: "电报", Organ: l.Organ, Title: l.Title, Copies: 1}
	_, err = d.a.Engine.Start(ctx, d.actor("wenshu"), ident.Secret(), in)
	if _, refused := errors.AsType[*norm.Refusal](err); !refused {
		return fmt.Errorf("the same number was registered twice: %w", err)
	}
	return nil
}

func (d *demo) propose(ctx context.Context, i int) error {
	l := demoLetters[i]
	p := incoming.Proposal{Class: l.Class, Together: "依次", Hosts: d.all(l.Hosts), Assistors: d.all(l.Assists), Readers: d.all(l.Readers), ReadOrder: "依次", Purpose: "请阅知"}
	if l.Class == "办件" {
		p.Leaders = d.all([]string{"juzhang"})
	}
	return d.act(i, "bangongshizhuren", "propose", func(a *flow.Act) { a.Opinion, a.Fields = l.Opinion, p })(ctx)
}

// act does at a step what the person's page offers.
func (d *demo) act(i int, login, node string, change func(*flow.Act)) func(context.Context) error {
	return func(ctx context.Context) error {
		v, err := d.a.Engine.See(ctx, d.a.DB.Read(), d.actor(login), d.cases[i], "")
		if err != nil {
			return err
		}
		if v.Task == nil || v.Task.Node != node {
			return fmt.Errorf("letter %d: %s is not at %s", i, login, node)
		}
		act := flow.Act{CaseID: v.Case.ID, TaskID: v.Task.ID, TaskVersion: v.Task.Version, ContentVersion: v.Case.ContentVersion, Action: flow.Approve}
		change(&act)
		_, err = d.a.Engine.Act(ctx, d.actor(login), ident.Secret(), act)
		return err
	}
}

// letter sets the letter as a plain PDF page, so that there is something true
// to read.
func (d *demo) letter(l demoLetter, came clock.Date) ([]byte, error) {
	p := page.Page{Width: 210, Height: 297}
	var missing error
	text := func(role page.Role, size, x, y float64, color page.Color, s string) {
		line, _, err := page.Write(d.a.Fonts, page.Text{Role: role, Size: size, Y: y, Color: color}, x, s)
		missing = errors.Join(missing, err)
		p.Marks = append(p.Marks, line)
	}
	black := page.Color{}
	text(page.BiaoSong, 26, 28, 60, page.Red, l.Organ+"文件")
	text(page.Fang, 16, 78, 80, black, l.Number)
	p.Marks = append(p.Marks, page.Line{X1: 28, Y1: 86, X2: 184, Y2: 86, Width: 0.5, Color: page.Red})
	y := 104.0
	for _, line := range split(l.Title, 20) {
		text(page.BiaoSong, 20, 32, y, black, line)
		y += 11
	}
	text(page.Fang, 15, 28, y+6, black, "云泽市示范局：")
	body := "现将" + strings.TrimPrefix(l.Title, "关于") + "有关事项函告如下，请结合实际认真落实，并按要求时限反馈办理情况。本页为示范数据。"
	y += 18
	for _, line := range split("　　"+body, 27) {
		text(page.Fang, 15, 28, y, black, line)
		y += 10
	}
	text(page.Fang, 15, 110, y+24, black, l.Organ)
	text(page.Fang, 15, 116, y+34, black, came.AddDays(-3).Time(0, 0).Format("2006年1月2日"))
	var out bytes.Buffer
	err := pdf.Write(&out, d.a.Fonts, pdf.Info{Title: l.Title}, page.All([]page.Page{p}))
	return out.Bytes(), errors.Join(missing, err)
}

func split(s string, n int) []string {
	r := []rune(s)
	var lines []string
	for len(r) > n {
		lines, r = append(lines, string(r[:n])), r[n:]
	}
	return append(lines, string(r))
}
