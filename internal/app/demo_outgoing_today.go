package app

import (
	"context"
	"fmt"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/outgoing"
)

// daysAgo is a working day before the demo's end.
func (y *outgoingYear) daysAgo(n int) clock.Date {
	return before(clock.DateOf(y.now), n)
}

// open are the documents on their way today: at every step, some over their time, one
// given back, one countersigned inside and outside.
func (y *outgoingYear) open() {
	for i, stop := range []struct {
		node  string
		theme int
		ago   int
		title string
	}{
		{"proofread", 0, 1, "关于做好年度考核准备工作的通知"}, {"draft", 10, 4, "关于开展年终业务检查的通知"}, {"dept", 2, 8, "关于开展冬季执法检查的通知"}, {"dept", 3, 1, "关于商请提供企业用能情况的函"},
		{"check", 6, 1, "关于征求安全管理办法意见的函"}, {"check", 13, 6, "关于加强冬季安全监管的意见"}, {"director", 14, 1, "关于第三季度整改情况的通报"}, {"countersign", 16, 2, "关于印发值班管理规定的通知"},
		{"outside", 8, 9, "关于商请开展联合执法的函"}, {"leader", 1, 2, "关于全年行业运行情况的报告"}, {"precheck", 15, 2, "关于企业经营情况的证明"}, {"sign", 12, 2, "关于申请追加信息系统运行维护经费的请示"},
		{"sign", 17, 9, "关于表扬年度优秀信息员的决定"}, {"number", 0, 2, "关于召开年度工作总结会议的通知"}, {"recheck", 10, 3, "关于报送年度工作总结的通知"}, {"print", 2, 3, "关于开展专项整治的通知"},
		{"seal", 3, 3, "关于商请支持重点企业招工的函"}, {"seal", 2, 4, demoPicture}, {"send", 14, 3, "关于安全检查情况的通报"}, {"receipt", 11, 12, "关于同意设立服务窗口的批复"}, {"receipt", 1, 4, "关于重点项目进展情况的报告"},
	} {
		theme := outThemes[stop.theme]
		theme.Title = stop.title
		x := y.write(3000+i, theme, y.daysAgo(stop.ago))
		x.stops = stop.node
		switch stop.node {
		case "draft":
			x.odd["check"] = func(a *flow.Act) {
				a.Action, a.To, a.Opinion = flow.Return, "draft", "检查的对象和分工再写清楚。"
			}
		case "countersign":
			x.doc.Countersign = y.all([]string{"ywk", "zfk", "qyk"})
			x.stops, x.odd["countersign"] = "", func(*flow.Act) { x.stops = "countersign" } // one has signed
		case "outside":
			x.doc.Outside = "云泽市公安局"
		case "seal":
			x.doc.Copies = 15
		}
		if stop.title == demoPicture {
			x.by, y.picture = "yewukeyuan", x
		}
		y.plan(x)
	}
}

// demoPicture is the document for which more copies are asked than were signed for.
const demoPicture = "关于印发《2026年第四季度市场秩序督查方案》的通知"

// at puts something into the year, days before its end.
func (y *outgoingYear) at(ago, hour, minute int, do func(ctx context.Context) error) {
	y.events = append(y.events, event{y.daysAgo(ago).Time(hour, minute), do})
}

// afterwards are the numbers reserved and late, more copies, and what became of issued
// documents.
func (y *outgoingYear) afterwards() {
	y.numbers()
	issued := func(i int) *outDoc { return y.issued[i] }
	y.at(150, 15, 20, func(ctx context.Context) error {
		_, err := y.small(ctx, outgoing.KindExtra, issued(20).by, outgoing.Extra{Document: issued(20).id, Copies: 10, Reason: "企业索取较多，原印数不够。"}, nil)
		return err
	})
	for _, x := range []struct {
		ago, doc int
		in       outgoing.Afterwards
		how      string
	}{
		{140, 20, outgoing.Afterwards{Matter: "补发", Items: []outgoing.Sending{{Organ: "云泽市发展和改革委员会", Way: "交换", Copies: 1}}, Reason: "来函索取。"}, "已通过公文交换补发。"},
		{120, 25, outgoing.Afterwards{Matter: "更正", Text: "第一段“本季度”更正为“上季度”。", Reason: "引用的时间段写错。"}, "已向收文机关逐一发更正函。"},
		{90, 12, outgoing.Afterwards{Matter: "废止", Reason: "已被新的规定代替。"}, "已在局网站公布，并逐一电话通知。"},
		{45, 30, outgoing.Afterwards{Matter: "废止", Reason: "文件清理，不再执行。"}, "已在局网站公布。"},
		{30, 40, outgoing.Afterwards{Matter: "撤销", Reason: "与上级规定不一致。"}, "已逐一书面通知收文机关。"},
	} {
		y.at(x.ago, 15, 40, func(ctx context.Context) error {
			in := x.in
			if in.Document = issued(x.doc).id; in.Matter == "废止" {
				in.From = clock.DateOf(y.clk.Now()).AddDays(1)
			}
			_, err := y.small(ctx, outgoing.KindAfter, issued(x.doc).by, in, outgoing.Told{How: x.how})
			return err
		})
	}
}

// numbers are reserved and used, reserved and still free, drawn late for the year
// before, and void.
func (y *outgoingYear) numbers() {
	reserve := func(reason string) func(context.Context) error {
		return func(ctx context.Context) (err error) {
			y.reserve, err = y.small(ctx, outgoing.KindReserve, "wenmi", outgoing.Reserve{Series: "局文件", Reason: reason}, nil)
			return err
		}
	}
	y.at(105, 10, 30, reserve("会议材料需要先行送印"))
	x := y.write(4000, outThemes[10], y.daysAgo(104))
	x.doc.Title = "关于印发专题会议材料的通知"
	x.odd["number"] = func(a *flow.Act) {
		in := a.Fields.(outgoing.Numbering)
		in.Way, in.Reason = "用预留号", "会议材料已按预留的文号付印"
		in.Reserved, _ = store.Value[string](context.Background(), y.a.DB.Read(), `SELECT id FROM outgoing_reserved WHERE case_id = $1`, y.reserve)
		a.Fields = in
	}
	y.plan(x)
	y.at(98, 11, 45, func(ctx context.Context) error {
		tasks, err := y.tasks(ctx, y.reserve)
		if err != nil || len(tasks) == 0 {
			return err
		}
		return y.do(ctx, y.reserve, tasks[0], flow.Act{Fields: outgoing.Outcome{Used: "已经用了"}})
	})
	y.at(6, 10, 30, reserve("年度总结会议文件先行送印"))

	eve := clock.Date(fmt.Sprintf("%d-12-30", y.now.Year()-1))
	late := y.write(4001, outThemes[16], eve)
	late.doc.Title = "关于元旦假期值班安排的通知"
	late.odd["number"] = func(a *flow.Act) {
		in := a.Fields.(outgoing.Numbering)
		if year := in.Date.Year(); year < y.clk.Now().Year() {
			in.Way, in.Year, in.Reason = "补编以前年度", int64(year), "年末签发，跨年编号"
			a.Fields = in
		}
	}
	if eve > clock.DateOf(y.now.AddDate(-1, 0, 3)) {
		y.plan(late)
	}
	void := y.write(4002, outThemes[2], y.daysAgo(70))
	void.doc.Title, void.stops = "关于开展重点企业督查的通知", "print"
	y.plan(void)
	y.events = append(y.events, event{y.daysAgo(60).Time(9, 5), func(ctx context.Context) error {
		tasks, err := y.tasks(ctx, void.id)
		if err != nil || len(tasks) == 0 {
			return err
		}
		y.clk.Advance(time.Minute)
		return y.do(ctx, void.id, tasks[0], flow.Act{Action: flow.Void, Opinion: "上级已统一部署，不再印发。"})
	}})
}
