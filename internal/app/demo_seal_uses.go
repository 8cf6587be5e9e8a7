package app

import (
	"context"
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/seal"
)

// demoSeals are the seals of the bureau, who keeps each and who named them.
var demoSeals = []struct {
	change             seal.Change
	by, keeper, deputy string
}{
	{seal.Change{Name: "局公章", Class: "局公章", Dept: "bgs", Diameter: 420, Place: "办公室保险柜 1 号"}, "bangongshizhuren", "yinzhang", "wenmi"},
	{seal.Change{Name: "党组印章", Class: "党组印章", Dept: "bgs", Diameter: 420, Place: "办公室保险柜 1 号"}, "juzhang", "yinzhang", "wenmi"},
	{seal.Change{Name: "局电子公章", Class: "电子印章", AsClass: "局公章", Dept: "bgs", CertNo: "SM2-2025-0087", CertIssuer: "省电子认证中心", CertUntil: "2028-06-30"}, "bangongshizhuren", "yinzhang", ""},
	{seal.Change{Name: "合同专用章", Class: "专用章", Dept: "fgk", Diameter: 400, Place: "法规科保险柜"}, "bangongshizhuren", "faguikeyuan", ""},
	{seal.Change{Name: "综合业务科业务章", Class: "部门业务章", Dept: "ywk", Diameter: 380, Place: "综合业务科铁皮柜"}, "yewukezhang", "yewukeyuan", ""},
	{seal.Change{Name: "执法监督科业务章", Class: "部门业务章", Dept: "zfk", Diameter: 380, Place: "执法监督科铁皮柜"}, "zhifakezhang", "zhifakeyuan", ""},
	{seal.Change{Name: "法规科业务章", Class: "部门业务章", Dept: "fgk", Diameter: 380, Place: "法规科保险柜"}, "faguikezhang", "faguikeyuan", "faguikezhang"},
}

// demoKeepers confirm the rules at the beginning of the year.
var demoKeepers = []string{"yinzhang", "faguikeyuan", "yewukeyuan", "zhifakeyuan"}

// demoPapers are what is stamped: a title and lines for each page.
var demoPapers = map[string][][]string{
	"证明":   {{"证　明", "兹证明本局工作人员在岗期间遵守纪律、履职尽责，有关情况", "经核对人事档案与考勤记录属实，所填内容与档案一致。", "本证明用于向有关单位说明情况，不作他用。", "特此证明。", "　　　　　　　　　　　　　　　　云泽市示范局"}},
	"企业证明": {{"企业情况证明", "云泽东方商贸有限公司系本市注册企业，经核对近三年监管", "记录，未发现因违反行业管理规定受到行政处罚的情形，", "按期报送统计报表，接受监督检查。", "特此证明。", "　　　　　　　　　　　　　　　　云泽市示范局"}},
	"介绍信":  {{"介绍信", "云泽市档案馆：", "兹介绍本局工作人员前往你处联系档案移交和查阅事宜，", "请予接洽并给予支持。有关材料由持信人当面提交。", "（有效期七天，过期作废）", "　　　　　　　　　　　　　　　　云泽市示范局"}},
	"报表": {{"统计报表", "指标名称　　　计量单位　　　本期数　　　上年同期", "监管企业户数　户　　　　　　412　　　　　398", "检查次数　　　次　　　　　　1086　　　　1015", "发现隐患　　　项　　　　　　237　　　　　261", "完成整改　　　项　　　　　　229　　　　　255", "填表人：许文　审核人：赵晓明"},
		{"填报说明", "一、本表由各科室按月汇总，综合业务科审核后报送。", "二、企业户数以工商登记为准，检查次数含联合检查。", "三、整改以复查合格为准，跨月的计入复查当月。", "四、数据如有修正，在下月报表中说明原因。"}},
	"协议书": {{"合作协议书", "甲方：云泽市示范局　乙方：云泽东方商贸有限公司", "为保障办公物资供应，经双方协商一致，订立本协议。", "一、乙方按甲方订单供货，质量符合国家标准。", "二、货款按月结算，凭验收单和发票支付。", "三、任何一方违约的，按合同法有关规定承担责任。"},
		{"协议书（续）", "四、本协议有效期一年，期满双方可以续签。", "五、争议由双方协商解决，协商不成的依法起诉。", "六、本协议一式四份，双方各执两份，自签章之日生效。", "甲方代表签字：　　　　　　乙方代表签字："}},
	"证书":   {{"培训合格证书", "参加本局组织的安全生产业务培训，修完规定课程，", "考试成绩合格，准予结业，特发此证。", "课程包括法律法规、现场检查、文书制作和应急处置。", "　　　　　　　　　　　　　　　　云泽市示范局"}},
	"情况说明": {{"情况说明", "根据工作安排，现将本季度重点工作推进情况说明如下。", "各项任务按计划完成，存在的问题已列出清单逐项整改。", "下一步将加强督促检查，确保年度目标按期完成。", "　　　　　　　　　　　　　　　　云泽市示范局"}},
	"公文": {{"关于印发督查方案的通知", "各科室：", "为做好第四季度市场秩序督查工作，现将督查方案印发", "给你们，请认真组织实施，按时报送工作情况。", "督查采取自查、互查和重点抽查相结合的方式进行。", "　　　　　　　　　　　　　　　　云泽市示范局"},
		{"督查方案", "一、督查内容：市场秩序、安全生产、政策落实三个方面。", "二、督查步骤：自查阶段、互查阶段、重点抽查阶段。", "三、工作要求：加强组织领导，严格工作纪律，注重实效。", "四、结果运用：督查情况纳入年度考核并予以通报。"}},
	"规定":   {{"印章使用管理规定", "第一条　印章由专人保管，保管人须熟悉本规定。", "第二条　用印须经批准，逐次登记，经办人签字。", "第三条　保管人离岗须请假，并办理三方交接。", "第四条　严禁在空白纸张、介绍信、证件上用印。", "第五条　带印废页由监印员销毁并登记。"}},
	"印模":   {{"印模留存", "本页留存印章印模，与实物核对一致，见证人签字存查。", "留存机关：云泽市示范局办公室，存放于印章档案。", "核对内容：名称、字体、直径、边框和五角星位置。"}},
	"清点照片": {{"开柜清点记录", "两人在分管领导监督下开柜，逐枚清点印章并拍照。", "柜门封条完好，印章在位，数量与台账一致。", "照片附后，原件由办公室保存。"}},
	"通话记录": {{"通话记录", "时间：当日 13 时 50 分，办公室主任致电局长。", "内容：市发改委要求当天报送快报两份，请求授权用印。", "答复：同意，由办公室主任审批，回局后补签确认。"}},
	"空白":   {{"　"}},
	"未填表":  {{"介绍信", "兹有　　　　同志等　　人前往你处联系工作，请予接洽。", "此致敬礼，并请给予协助，有关材料由持信人当面提交。", "（有效期　　　天）", "　　　　　　　　　　　　　　年　　月　　日"}},
}

// demoUse is one use and how far it goes.
type demoUse struct {
	login, seal, matter, title, purpose string
	copies                              int64
	paper                               string
	document                            func() string // id; may be nil
	enterprise                          bool
	approver                            string // login; "" by the class of the seal
	spoiled                             int64
	letter                              string // to whom a letter of introduction is
	stops                               string // the step it waits at
	ends                                string // 退办 or 不同意 or 作废
}

// usual are the matters of a department's year, taken in turn.
var usual = []demoUse{
	{login: "yewukeyuan", matter: "报表", title: "重点项目月度进度表", purpose: "报市发改委", copies: 2, paper: "报表"},
	{login: "zhifakeyuan", matter: "证明", title: "关于何涛同志执法资格的证明", purpose: "报市司法局换证", copies: 1, paper: "证明"},
	{login: "qiyekeyuan", matter: "证明", title: "关于云泽东方商贸有限公司经营情况的证明", purpose: "企业参加招投标", copies: 2, paper: "企业证明", enterprise: true},
	{login: "faguikeyuan", seal: "合同专用章", matter: "协议书", title: "办公物资采购框架协议", purpose: "与定点供应商签订", copies: 4, paper: "协议书"},
	{login: "dangan", matter: "介绍信", title: "介绍信：赴市档案馆移交档案", purpose: "移交 2024 年文书档案", copies: 1, paper: "介绍信", letter: "云泽市档案馆"},
	{login: "yewukeyuan", seal: "综合业务科业务章", matter: "其他", title: "行业运行情况说明", purpose: "报市统计局", copies: 3, paper: "情况说明"},
	{login: "wuzi", matter: "其他", title: "政府采购验收单", purpose: "财务报销", copies: 2, paper: "情况说明"},
	{login: "zhifakeyuan", seal: "执法监督科业务章", matter: "其他", title: "联合检查情况通报", purpose: "送有关单位", copies: 5, paper: "情况说明"},
	{login: "wenmi", seal: "党组印章", matter: "其他", title: "党组会议纪要", purpose: "存档并送党组成员", copies: 8, paper: "情况说明"},
	{login: "qiyekeyuan", matter: "介绍信", title: "介绍信：参加省局业务培训", purpose: "参加企业服务业务培训", copies: 1, paper: "介绍信", letter: "省企业服务局"},
	{login: "faguikeyuan", matter: "其他", title: "行政复议答复材料", purpose: "报市司法局", copies: 2, paper: "情况说明"},
	{login: "xinfang", matter: "其他", title: "信访事项办理情况报告", purpose: "报市信访局", copies: 2, paper: "情况说明"},
	{login: "huiwu", seal: "局电子公章", matter: "证书", title: "安全生产培训合格证书", purpose: "发参训人员", copies: 6, paper: "证书"},
}

// chiefs are the leaders in charge, by the department of who applies.
var chiefs = map[string]string{
	"yewukeyuan": "fujuzhang2", "zhifakeyuan": "fujuzhang2", "qiyekeyuan": "fujuzhang2", "faguikeyuan": "fujuzhang1", "dangan": "fujuzhang1", "wuzi": "fujuzhang1",
	"wenmi": "fujuzhang1", "xinfang": "fujuzhang1", "huiwu": "fujuzhang1", "wenshu": "fujuzhang1",
}

// uses are those of the year that were finished, beside the documents of 1-03: about
// three a week.
func (s *sealDemo) uses() {
	for i := range 128 {
		x, day := usual[i%len(usual)], 3+i*18/10
		if x.login == "faguikeyuan" && day >= 198 && day <= 208 {
			continue // in hospital
		}
		x.title = fmt.Sprintf("%s（%s）", x.title, monthOf(s, day))
		switch i {
		case 20, 57, 101:
			x.spoiled = 2
		case 33, 74:
			x.ends = "不同意"
		case 47, 90:
			x.ends = "退办"
		case 62:
			x.ends = "作废"
		}
		s.use(fmt.Sprintf("use %d", i), day, x)
	}
}

func monthOf(s *sealDemo, day int) string { return moment(s.start, day, 9, 0).Format("2006年1月") }

// use plans one use from its application to the line, or to where it stops.
func (s *sealDemo) use(key string, day int, x demoUse) {
	minute := len(s.events) % 50
	plan := func(after, hour int, do func(context.Context) error) { s.at(day+after, hour, minute, do) }
	plan(0, 9, s.apply(key, x))
	keeper := s.keeperOf(x, day+1)
	if x.matter != official {
		if !s.decide(key, x, plan) {
			return
		}
	}
	if x.stops == "press" {
		return
	}
	plan(1, 10, s.pressAll(key, keeper, x.copies, x.spoiled))
	if x.stops == "sign" {
		return
	}
	if keeper != x.login { // who presses for herself signs in the same moment
		plan(1, 11, s.do(key, x.login, "sign", "", nil))
	}
	if x.spoiled > 0 && x.stops != "destroy" {
		plan(1, 16, s.do(key, keeper, "destroy", "", func(context.Context) (any, error) {
			return seal.Destroying{Pages: x.spoiled, Way: "粉碎", Witness: s.ids["wenshu"]}, nil
		}))
	}
}

const official = "公文"

// decide plans the reviews and approvals; false where it ends there.
func (s *sealDemo) decide(key string, x demoUse, plan func(after, hour int, do func(context.Context) error)) bool {
	chief := chiefs[x.login]
	if x.enterprise {
		plan(0, 10, s.do(key, "qiyekezhang", "head", "情况属实，同意出具。", nil))
	}
	switch x.ends {
	case "不同意":
		plan(0, 11, s.do(key, chief, "review", "材料不全，不予用印。", nil, func(a *flow.Act) { a.Action = flow.Reject }))
		return false
	case "作废":
		plan(0, 11, func(ctx context.Context) error { return s.void(ctx, key) })
		return false
	case "退办":
		plan(0, 11, s.do(key, chief, "review", "用途写得不清楚，补充后再报。", nil, func(a *flow.Act) { a.Action, a.To = flow.Return, "apply" }))
		plan(0, 12, s.again(key, x))
		if x.enterprise {
			plan(0, 13, s.do(key, "qiyekezhang", "head", "已补充，同意出具。", nil))
		}
	}
	if x.stops == "review" {
		return false
	}
	plan(0, 14, s.do(key, chief, "review", "已审核，同意。", nil))
	if x.stops == "approve" {
		return false
	}
	if approver := s.approverOf(x); approver != "" {
		plan(0, 16, s.do(key, approver, "approve", "同意用印。", nil))
	}
	return true
}

// approverOf is who approves apart from the review; "" where that was one person.
func (s *sealDemo) approverOf(x demoUse) string {
	switch {
	case x.approver != "":
		return x.approver
	case x.seal == "党组印章":
		return "juzhang"
	case x.seal == "综合业务科业务章":
		return "yewukezhang"
	case x.seal == "执法监督科业务章":
		return "zhifakezhang"
	}
	return ""
}

// keeperOf is who presses on that day: while the keeper was away, the temporary one.
func (s *sealDemo) keeperOf(x demoUse, day int) string {
	switch {
	case x.seal == "合同专用章" && day >= 200 && day < 208:
		return "faguikezhang"
	case x.seal == "合同专用章":
		return "faguikeyuan"
	case x.seal == "综合业务科业务章":
		return "yewukeyuan"
	case x.seal == "执法监督科业务章":
		return "zhifakeyuan"
	case day > 60 && day < 64 || day > 150 && day < 154:
		return "wenmi"
	}
	return "yinzhang"
}

func (s *sealDemo) apply(key string, x demoUse) func(context.Context) error {
	return s.begin(key, x.login, seal.KindUse, s.application(x))
}

func (s *sealDemo) application(x demoUse) func(context.Context) (any, error) {
	return func(ctx context.Context) (any, error) {
		name := x.seal
		if name == "" {
			name = "局公章"
		}
		in := seal.Application{Seal: s.seals[name], Matter: x.matter, Title: x.title, Enterprise: x.enterprise, Purpose: x.purpose, Copies: x.copies,
			Approver: s.ids[x.approver], Places: []seal.Place{{Where: "落款", Times: 1}}}
		if x.document != nil {
			in.Document = x.document()
		}
		if x.letter != "" {
			in.ToUnit, in.Bearer, in.People, in.ValidDays = x.letter, s.name(x.login), 2, 7
		}
		if x.matter == "证书" {
			for _, who := range []string{"张明", "李华", "王芳", "赵强", "孙丽", "周涛"} {
				in.Roster = append(in.Roster, seal.Piece{Name: who, Copies: 1})
			}
		}
		if x.paper == "" {
			return in, nil
		}
		file, err := s.upload(ctx, x.login, x.paper)
		in.Files = []string{file}
		if x.matter == "协议书" && err == nil {
			var opinion string
			opinion, err = s.upload(ctx, x.login, "情况说明")
			in.Legal = []string{opinion}
			in.Places = append(in.Places, seal.Place{Where: "骑缝", Times: 1})
		}
		return in, err
	}
}

// again is the application mended after it came back.
func (s *sealDemo) again(key string, x demoUse) func(context.Context) error {
	x.purpose += "，供年度考核使用"
	return s.do(key, x.login, "apply", "", s.application(x))
}

// pressAll scans the code and presses the copies that there are.
func (s *sealDemo) pressAll(key, keeper string, copies, spoiled int64) func(context.Context) error {
	return s.do(key, keeper, "press", "", func(ctx context.Context) (any, error) {
		type ready struct {
			Code  string `db:"code"`
			Pages int64  `db:"pages"`
		}
		r, err := store.One[ready](ctx, s.a.DB.Read(), `SELECT code, pages FROM seal_rendition WHERE case_id = $1 ORDER BY made_at DESC, id DESC LIMIT 1`, s.cases[key])
		return seal.Pressing{Code: strings.ToLower(r.Code), Sheets: r.Pages, Copies: copies, Spoiled: spoiled, Rest: "以后再盖"}, err
	})
}

func (s *sealDemo) void(ctx context.Context, key string) error {
	v, err := s.a.Engine.See(ctx, s.a.DB.Read(), s.actor("bangongshizhuren"), s.cases[key], "")
	if err != nil {
		return err
	}
	_, err = s.a.Engine.Act(ctx, s.actor("bangongshizhuren"), "void "+key, flow.Act{CaseID: v.Case.ID, ContentVersion: v.Case.ContentVersion, Action: flow.Void, Opinion: "经办人调离，事项不再办理"})
	return err
}

// open are the uses that wait today, some of them late, and those that were refused.
func (s *sealDemo) open(out *outgoingYear) {
	late := func(days int, key string, x demoUse) {
		s.daysAgo(days, 9, 5, s.apply(key, x))
		plan := func(_, hour int, do func(context.Context) error) { s.daysAgo(days, hour, 20, do) }
		if x.matter != official && !s.decide(key, x, plan) {
			return
		}
		if x.stops == "press" {
			return
		}
		plan(0, 16, s.pressAll(key, s.keeperOf(x, 0), x.copies, x.spoiled))
		if x.stops == "destroy" {
			s.daysAgo(days-1, 9, 30, s.do(key, x.login, "sign", "", nil))
		}
	}
	late(6, "late review", demoUse{login: "qiyekeyuan", matter: "其他", title: "企业服务专员聘用情况说明", purpose: "报市人社局", copies: 2, paper: "情况说明", stops: "review"})
	late(1, "review", demoUse{login: "dangan", matter: "介绍信", title: "介绍信：赴市方志办查阅资料", purpose: "查阅地方志资料", copies: 1, paper: "介绍信", letter: "云泽市地方志办公室", stops: "review"})
	late(1, "approve", demoUse{login: "wenmi", seal: "党组印章", matter: "其他", title: "党组理论学习中心组学习计划", purpose: "报市委宣传部", copies: 3, paper: "情况说明", stops: "approve"})
	late(4, "late press", demoUse{login: "zhifakeyuan", matter: "证明", title: "关于执法记录仪使用情况的证明", purpose: "报市公安局", copies: 2, paper: "证明", stops: "press"})
	s.daysAgo(3, 15, 0, s.begin("more", "zhifakeyuan", seal.KindMore, func(context.Context) (any, error) {
		return seal.More{Target: "use/" + s.cases["late press"], Copies: 1, Reason: "市公安局要求多报一份存档"}, nil
	}))
	s.daysAgo(3, 16, 0, s.do("more", "fujuzhang2", "approve", "同意加印。", nil))
	late(1, "press", demoUse{login: "yewukeyuan", matter: "报表", title: "十一月重点项目进度表", purpose: "报市发改委", copies: 2, paper: "报表", stops: "press"})
	late(1, "picture", demoUse{login: "yewukeyuan", matter: official, document: func() string { return out.picture.id }, purpose: "抄送单位增加 5 家", copies: 20, stops: "press"})
	late(2, "sign", demoUse{login: "qiyekeyuan", matter: "证明", title: "关于唐琳同志工作经历的证明", purpose: "报市人社局职称评审", copies: 1, paper: "证明", stops: "sign"})
	late(3, "destroy", demoUse{login: "yewukeyuan", matter: "报表", title: "年度统计报表", purpose: "报市统计局", copies: 4, paper: "报表", spoiled: 2, stops: "destroy"})
	for i, x := range []demoUse{
		{login: "zhifakeyuan", matter: "其他", title: "空白信笺", purpose: "备用", copies: 1, paper: "空白"}, {login: "qiyekeyuan", matter: "介绍信", title: "介绍信", purpose: "联系工作", copies: 1, paper: "未填表", letter: "有关单位"},
		{login: "wenshu", matter: official, document: func() string { return "none" }, purpose: "送各科室", copies: 10}, {login: "faguikeyuan", matter: "其他", title: "备忘录", purpose: "报送", copies: 1, paper: "情况说明", approver: "jijianzuzhang"},
	} {
		for n := range 3 {
			s.at(30+i*17+n*60, 17, i, stopped(s.apply(fmt.Sprintf("refused %d %d", i, n), x)))
		}
	}
	s.daysAgo(1, 17, 0, stopped(s.pressAll("picture", "yinzhang", 20, 0)))
	s.daysAgo(1, 17, 10, s.begin("leave next", "yinzhang", seal.KindLeave, plainly(seal.Leave{From: s.now.AddDate(0, 0, 5).UnixMilli(), To: s.now.AddDate(0, 0, 8).UnixMilli(), Reason: "参加电子印章培训", Suggest: s.ids["wenmi"]})))
}
