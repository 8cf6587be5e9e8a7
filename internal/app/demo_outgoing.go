package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/pdf"
	"guiju.cn/guiju/internal/work/outgoing"
)

// outgoingYear is a year of outgoing documents, some 130 of all kinds, by the steps
// that people take. It looks at the open tasks and nothing else, so that a year is
// made in seconds.
type outgoingYear struct {
	*demo
	now     time.Time
	issued  []*outDoc
	seals   *sealDemo
	picture *outDoc // waits for its seal, while more copies are asked for than were signed
	reserve string  // case of a reserved number
	who     map[org.Principal]string
}

// outDoc is one document and how it goes.
type outDoc struct {
	n     int
	doc   outgoing.Document
	by    string        // login
	from  func() string // the case of the letter that it answers; may be nil
	began clock.Date
	pace  int    // working days for four steps
	stops string // node where it waits today
	odd   map[string]func(*flow.Act)
	id    string
	done  bool
}

// outgoing puts the documents of the year into it.
func (d *demo) outgoing(now time.Time, seals *sealDemo) *outgoingYear {
	y := &outgoingYear{demo: d, seals: seals, now: now, who: map[org.Principal]string{}}
	first := clock.DateOf(now.AddDate(-1, 0, 0))
	y.events = append(y.events, event{first.Time(8, 0), y.codes})
	day, n := first.AddDays(3), 0
	for last := clock.DateOf(now.AddDate(0, 0, -14)); day < last; day = day.AddDays(1) {
		if worked, _ := (calendar.Days{}).Working(day); !worked || int(day.Time(0, 0).Weekday())%2 == 1 { // twice a week
			continue
		}
		y.plan(y.next(n, day))
		n++
	}
	for i, theme := range demoRare {
		y.plan(y.write(1000+i, theme, first.AddDays(40+i*95)))
	}
	for i, l := range demoLetters {
		if l.Replied {
			began := clock.DateOf(moment(clock.DateOf(now.AddDate(0, 0, -l.DaysAgo)), 3, 0, 0))
			y.plan(y.reply(2000+i, l, began, func() string { return y.cases[i] }))
		}
	}
	y.open()
	y.afterwards()
	return y
}

// codes are the bureau's own organ codes and one kind of its own rule, in force from
// the second day on.
func (y *outgoingYear) codes(ctx context.Context) error {
	const yearly, issues = "机关代字〔年份〕序号号", "第几期，每年重新编排"
	from := clock.DateOf(y.clk.Now()).AddDays(1)
	for _, row := range []outgoing.SeriesRow{
		{Name: "局文件", Code: "云示发", Style: yearly, Organ: "{局}", Head: "juzhang"}, {Name: "局函", Code: "云示函", Style: yearly, Organ: "{局}", Head: "juzhang"},
		{Name: "局党组文件", Code: "云示党组", Style: yearly, Organ: "中共{局}党组", Head: "shuji"}, {Name: "办公室文件", Code: "云示办", Style: yearly, Organ: "{局}办公室", Head: "juzhang"},
		{Name: "会议纪要", Code: "云示纪", Style: yearly, Organ: "{局}", Mark: "{局}会议纪要", Head: "juzhang"}, {Name: "简报", Code: "云示简报", Style: issues, Organ: "{局}", Mark: "{局}简报", Head: "juzhang"},
		{Name: "信息", Code: "云示信息", Style: issues, Organ: "{局}", Mark: "{局}信息", Head: "juzhang"}, {Name: "证明", Code: "云示证", Style: yearly, Organ: "{局}", Head: "juzhang"},
	} {
		row.From, row.Reason = from, "本局机关代字"
		if _, err := y.small(ctx, outgoing.KindSeries, "wenmi", row, nil); err != nil {
			return err
		}
	}
	_, err := y.small(ctx, outgoing.KindKinds, "wenmi", outgoing.KindRow{Name: "通报", Format: "文件", Series: "局文件", Signer: "主要负责人", Seal: true, From: from, Reason: "通报一律由局长签发"}, nil)
	return err
}

// small begins a case beside the main kind and brings it through its steps.
func (y *outgoingYear) small(ctx context.Context, kind, by string, in any, last any) (string, error) {
	answer, err := y.a.Engine.Start(ctx, y.actor(by), ident.Secret(), flow.StartInput{Kind: kind, Fields: in})
	if err != nil {
		return "", fmt.Errorf("%s: %w", kind, err)
	}
	for range 4 {
		y.clk.Advance(3 * time.Minute)
		tasks, err := y.tasks(ctx, answer.CaseID)
		if err != nil || len(tasks) == 0 {
			return answer.CaseID, err
		}
		act := flow.Act{Opinion: "同意。"}
		if node := tasks[0].Node; node == "do" || node == "hold" {
			if last == nil {
				return answer.CaseID, nil // still held
			}
			act.Fields = last
		}
		if err := y.do(ctx, answer.CaseID, tasks[0], act); err != nil {
			return "", fmt.Errorf("%s at %s: %w", kind, tasks[0].Node, err)
		}
	}
	return answer.CaseID, nil
}

// next is the n-th ordinary document with what is odd about it.
func (y *outgoingYear) next(n int, day clock.Date) *outDoc {
	x := y.write(n, outThemes[n%len(outThemes)], day)
	switch {
	case n%9 == 4:
		x.odd["check"] = func(a *flow.Act) {
			a.Action, a.To, a.Opinion = flow.Return, "draft", "依据写得不全，请补充后再送核。"
		}
	case n%23 == 7:
		x.odd["sign"] = func(a *flow.Act) {
			a.Action, a.To, a.Straight, a.Opinion = flow.Return, "check", true, "第二部分再推敲一下，核后报我。"
		}
	case n%41 == 11:
		x.odd["director"] = func(a *flow.Act) { a.Action, a.Opinion = flow.Reject, "事项已有规定，不再行文。" }
	case n%47 == 13:
		x.odd["proofread"] = func(a *flow.Act) { a.Action, a.Opinion = flow.Void, "与上一份内容重复，作废。" }
	case n%31 == 2:
		x.odd["recheck"] = func(a *flow.Act) {
			a.Fields = outgoing.Rechecking{Verdict: "有文字差错，改正", What: "第一段多一个“了”字"}
		}
		x.doc.Body = strings.Replace(x.doc.Body, "，", "了，", 1)
		x.odd["mend"] = func(a *flow.Act) {
			mended := x.doc
			mended.Body = strings.Replace(mended.Body, "了，", "，", 1)
			a.Fields = mended
		}
	case n == 50:
		x.odd["recheck"] = func(a *flow.Act) {
			a.Fields = outgoing.Rechecking{Verdict: "要实质修改，报原签发人复审", What: "增加工作要求"}
		}
		x.odd["rework"] = func(a *flow.Act) {
			more := x.doc
			more.Body += "\n各科室要确定专人负责，落实情况按月报送。"
			a.Fields = more
		}
	}
	if n%8 == 3 && x.doc.Kind != "信息" && x.doc.Kind != "简报" {
		x.doc.Countersign = y.all([]string{map[string]string{"fgk": "ywk"}[outThemes[n%len(outThemes)].Dept], "fgk"})[1:]
		if outThemes[n%len(outThemes)].Dept == "fgk" {
			x.doc.Countersign = y.all([]string{"ywk", "zfk"})
		}
	}
	if n%60 == 8 {
		x.doc.Outside = "云泽市交通运输局"
	}
	x.pace = 1 + n%5/3
	return x
}

// write fills a theme in for a day.
func (y *outgoingYear) write(n int, t outTheme, day clock.Date) *outDoc {
	when := day.Time(0, 0)
	title := strings.NewReplacer("{月}", fmt.Sprintf("%d月", int(when.Month())), "{季}", fmt.Sprintf("第%s季度", []string{"一", "二", "三", "四"}[(int(when.Month())-1)/3]), "{年}", fmt.Sprintf("%d年", when.Year())).Replace(t.Title)
	lines := []string{t.Opening}
	for i, p := range t.Points {
		head, text, _ := strings.Cut(p, "‖")
		lines = append(lines, []string{"一、", "二、", "三、"}[i]+head, text)
	}
	if t.Ending != "" {
		lines = append(lines, t.Ending)
	}
	doc := outgoing.Document{
		Kind: t.Kind, Title: title, To: t.To, CC: t.CC, Body: strings.Join(lines, "\n"), Copies: int64(10 + n%4*5), Disclosure: "依申请公开", Normative: "否", Fairness: "不涉及", Important: t.Important,
	}
	switch t.Kind {
	case "请示":
		doc.Note = "联系人：李倩，电话：0300-1234567"
	case "命令（令）":
		doc.Disclosure, doc.Normative, doc.Legality = "主动公开", "是", "法规科审核，内容合法，同意印发。"
		doc.Fairness, doc.FairnessResult = "已审查", "没有排除、限制竞争的内容。"
	case "通告", "公告", "公报", "通报":
		doc.Disclosure = "主动公开"
	case "签报", "内部呈批件":
		doc.Disclosure, doc.Withheld = "不予公开", "内部事务信息"
	}
	return &outDoc{n: n, doc: doc, by: t.By, began: day, pace: 1, odd: map[string]func(*flow.Act){}}
}

// reply answers a letter in time for its closing.
func (y *outgoingYear) reply(n int, l demoLetter, began clock.Date, letter func() string) *outDoc {
	matter := strings.TrimPrefix(l.Title, "关于")
	for _, end := range []string{"的函", "的来函"} {
		matter = strings.TrimSuffix(matter, end)
	}
	cited := "《" + l.Title + "》"
	if l.Number != "" {
		cited += "（" + l.Number + "）"
	}
	x := y.write(n, outTheme{Kind: "函", Title: "关于" + matter + "的复函", To: l.Organ, By: demoHeads[l.Hosts[0]], Opening: "你单位" + cited + "收悉。经研究，现函复如下。", Ending: l.Result}, began)
	x.from, x.doc.Answers = letter, l.Number
	return x
}

// plan puts a document's steps into the year: four a day, or slower.
func (y *outgoingYear) plan(x *outDoc) {
	minute := x.n * 11 % 50
	for k := range 26 {
		do := y.onward(x)
		if k == 0 {
			do = y.begin(x)
		}
		y.events = append(y.events, event{moment(x.began, k/4*x.pace, []int{9, 10, 14, 16}[k%4], minute), do})
	}
}

func (y *outgoingYear) begin(x *outDoc) func(context.Context) error {
	return func(ctx context.Context) error {
		if x.doc.Normative == "是" {
			id, err := y.scan(ctx, x.by, "合法性审核意见书", x.doc.Legality)
			if err != nil {
				return err
			}
			x.doc.LegalityFiles = []string{id}
		}
		in := flow.StartInput{Kind: outgoing.Kind, Fields: x.doc}
		if x.from != nil {
			in.From = x.from()
		}
		answer, err := y.a.Engine.Start(ctx, y.actor(x.by), ident.Secret(), in)
		if err != nil {
			return fmt.Errorf("%s: %w", x.doc.Title, err)
		}
		x.id = answer.CaseID
		return nil
	}
}

// openTask is what waits in a case.
type openTask struct {
	ID        string        `db:"id"`
	Node      string        `db:"node"`
	Version   int64         `db:"version"`
	Principal org.Principal `db:"principal"`
	Content   int64         `db:"content_version"`
	Creator   string        `db:"creator_id"`
}

func (y *outgoingYear) tasks(ctx context.Context, id string) ([]openTask, error) {
	return store.All[openTask](ctx, y.a.DB.Read(), `SELECT t.id, t.node, t.version, t.principal, c.content_version, c.creator_id FROM task t JOIN cases c ON c.id = t.case_id
		WHERE t.case_id = $1 AND t.state = 'open' AND t.kind = 'step' ORDER BY t.id`, id)
}

// do acts on a task as the first who may.
func (y *outgoingYear) do(ctx context.Context, id string, t openTask, act flow.Act) error {
	if y.who[t.Principal] == "" {
		holders, err := org.Holders(ctx, y.a.DB.Read(), t.Principal, y.clk.Now())
		if err != nil || len(holders) == 0 {
			return errors.Join(fmt.Errorf("nobody is %s", t.Principal), err)
		}
		y.who[t.Principal] = holders[0].PersonID
	}
	act.CaseID, act.ContentVersion = id, t.Content
	if act.Action == "" {
		act.Action = flow.Approve
	}
	who := runner.Actor{PersonID: y.who[t.Principal], Via: "demo"}
	if act.TaskID, act.TaskVersion = t.ID, t.Version; act.Action == flow.Void {
		who, act.TaskID, act.TaskVersion = y.actor("wenshu"), "", 0
	}
	_, err := y.a.Engine.Act(ctx, who, ident.Secret(), act)
	return err
}

// onward does what is open, unless the document waits there today.
func (y *outgoingYear) onward(x *outDoc) func(context.Context) error {
	return func(ctx context.Context) error {
		if x.id == "" || x.done {
			return nil
		}
		tasks, err := y.tasks(ctx, x.id)
		x.done = len(tasks) == 0
		for i, t := range tasks {
			if t.Node == x.stops || t.Node != tasks[0].Node {
				break
			}
			act, err := y.usual(ctx, x, t)
			if err != nil {
				return err
			}
			if odd := x.odd[t.Node]; odd != nil {
				delete(x.odd, t.Node)
				odd(&act)
			}
			if err := y.do(ctx, x.id, t, act); err != nil {
				return fmt.Errorf("%s at %s: %w", x.doc.Title, t.Node, err)
			}
			if t.Node == "send" {
				y.issued = append(y.issued, x)
			}
			y.clk.Advance(time.Duration(i+1) * time.Minute)
		}
		return err
	}
}

// usual is what is done at a node when nothing is odd.
func (y *outgoingYear) usual(ctx context.Context, x *outDoc, t openTask) (act flow.Act, err error) {
	today := clock.DateOf(y.clk.Now())
	switch t.Node {
	case "draft":
		x.doc.Body += "\n以上事项请按有关规定办理。"
		act.Fields = x.doc
	case "proofread":
		act.Fields = outgoing.Proofreading{Kept: "机关名称和引文已经核对。"}
	case "dept":
		act.Opinion = "同意，送办公室核稿。"
	case "check":
		act.Opinion, act.Fields = "已核，行文必要，格式正确。", outgoing.Checking{Manners: true, Policy: true, Form: true, Consults: true}
	case "director":
		signer := "head"
		if k := x.doc.Kind; k == "简报" || k == "信息" || k == "证明" || k == "函" && x.n%2 == 0 || k == "签报" || k == "内部呈批件" {
			signer = "charge"
		}
		act.Opinion, act.Fields = "同意，呈批。", outgoing.Routing{Signer: signer, Countersign: x.doc.Countersign, Outside: x.doc.Outside}
	case "countersign":
		act.Opinion = "无不同意见。"
	case "outside":
		act.Fields, err = y.scanned(ctx, x)
	case "leader":
		act.Opinion = "同意，呈签发。"
	case "sign":
		act.Opinion = "同意印发。"
	case "confirm", "resign":
		act.Opinion = "同意。"
	default:
		act.Fields, err = y.office(ctx, x, t.Node, today)
	}
	return act, err
}

// office is what the 文秘 and the 文书 fill in after signing.
func (y *outgoingYear) office(ctx context.Context, x *outDoc, node string, today clock.Date) (any, error) {
	switch node {
	case "number":
		signed, err := store.Value[int64](ctx, y.a.DB.Read(), `SELECT signed_at FROM outgoing_document WHERE id = $1`, x.id)
		return outgoing.Numbering{Way: "新取", Date: clock.DateOf(clock.FromMillis(signed))}, err
	case "recheck":
		return outgoing.Rechecking{Verdict: "定稿"}, nil
	case "print":
		return outgoing.Printing{Copies: x.doc.Copies, On: today, Place: "文印室"}, nil
	case "seal":
		return outgoing.Sealing{Copies: x.doc.Copies}, y.stamp(ctx, x)
	case "send":
		return outgoing.Dispatch{Items: y.sendings(x)}, nil
	case "receipt":
		return y.received(ctx, x, today)
	case "keep":
		return outgoing.Filing{Place: "办公室内部文件柜"}, nil
	}
	return nil, nil
}

// stamp has a document stamped against what was signed (1-01-6.1): the 文书 applies,
// whoever keeps the seal that day presses it.
func (y *outgoingYear) stamp(ctx context.Context, x *outDoc) error {
	key := fmt.Sprintf("out %d", x.n)
	use := demoUse{login: "wenshu", matter: official, document: func() string { return x.id }, purpose: "主送、抄送机关", copies: x.doc.Copies}
	if err := y.seals.apply(key, use)(ctx); err != nil {
		return err
	}
	for range 2 { // pressed, and signed by the 文书
		tasks, err := y.tasks(ctx, y.seals.cases[key])
		if err != nil || len(tasks) == 0 {
			return err
		}
		y.clk.Advance(2 * time.Minute)
		holders, err := org.Holders(ctx, y.a.DB.Read(), tasks[0].Principal, y.clk.Now())
		if err != nil || len(holders) == 0 {
			return errors.Join(fmt.Errorf("nobody is %s", tasks[0].Principal), err)
		}
		if tasks[0].Node == "press" {
			err = y.seals.pressAll(key, y.login(holders[0].PersonID), x.doc.Copies, 0)(ctx)
		} else {
			err = y.seals.do(key, "wenshu", tasks[0].Node, "", nil)(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// login is whose id that is.
func (d *demo) login(personID string) string {
	for login, id := range d.ids {
		if id == personID {
			return login
		}
	}
	return ""
}

// sendings go to everybody who is addressed and copied to.
func (y *outgoingYear) sendings(x *outDoc) []outgoing.Sending {
	var items []outgoing.Sending
	for name := range strings.SplitSeq(strings.ReplaceAll(x.doc.To+"、"+x.doc.CC, "，", "、"), "、") {
		switch {
		case name == "":
		case strings.HasPrefix(name, "各科室") || name == "局领导":
			items = append(items, outgoing.Sending{Organ: name, Way: "内部", Copies: 6})
		default:
			items = append(items, outgoing.Sending{Organ: name, Way: "交换", Copies: 1 + int64(strings.Count(name, "各"))*2})
		}
	}
	if len(items) == 0 {
		items = []outgoing.Sending{{Organ: "各科室", Way: "内部", Copies: 6}}
	}
	return items
}

// received enters who signed for a document, now and then not all.
func (y *outgoingYear) received(ctx context.Context, x *outDoc, today clock.Date) (outgoing.Receipts, error) {
	if x.n%13 == 6 {
		return outgoing.Receipts{Missing: "对方没有退回回执，电话核实已收到。"}, nil
	}
	ids, err := store.Column[string](ctx, y.a.DB.Read(), `SELECT id FROM outgoing_dispatch WHERE case_id = $1 AND received_on = '' ORDER BY id`, x.id)
	if err != nil || len(ids) == 0 {
		return outgoing.Receipts{}, err
	}
	var list []outgoing.Receipt
	for i, id := range ids {
		list = append(list, outgoing.Receipt{ID: id, Receiver: []string{"收发室", "李文华", "赵玉"}[(x.n+i)%3], On: today})
	}
	_, err = outgoing.EnterReceipts(ctx, y.a.Engine.Runner(), y.actor("wenshu"), ident.Secret(), x.id, list)
	return outgoing.Receipts{}, err
}

// scanned is what came back from outside, signed on paper.
func (y *outgoingYear) scanned(ctx context.Context, x *outDoc) (outgoing.Outsiders, error) {
	id, err := y.scan(ctx, "wenshu", "会签单", x.doc.Outside+"　同意")
	return outgoing.Outsiders{Result: x.doc.Outside + "：同意。", Scan: []string{id}}, err
}

// scan uploads a page with one line on it.
func (y *outgoingYear) scan(ctx context.Context, login, title, text string) (string, error) {
	p := page.Page{Width: 210, Height: 297}
	line, _, err := page.Write(y.a.Fonts, page.Text{Role: page.Fang, Size: 16, Y: 60}, 28, title+"（扫描件）："+text)
	if err != nil {
		return "", err
	}
	p.Marks = append(p.Marks, line)
	var file bytes.Buffer
	if err := pdf.Write(&file, y.a.Fonts, pdf.Info{Title: title}, page.All([]page.Page{p})); err != nil {
		return "", err
	}
	return y.keep(ctx, login, title+"扫描件.pdf", &file)
}
