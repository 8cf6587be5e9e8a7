package ui

import (
	"net/url"

	g "maragu.dev/gomponents"

	"guiju.cn/guiju/internal/form"
)

// The example pages: one bureau on one morning. The gallery shows them, the
// other tests read them.

func sampleShell(current string) *Shell {
	item := func(key, label, addr string, mark Icon, n int, hot bool, press string) NavItem {
		return NavItem{Key: key, Label: label, Href: addr, Icon: mark, Count: n, Hot: hot, Press: press, Current: label == current}
	}
	plain := func(label, addr string, mark Icon) NavItem { return item("", label, addr, mark, 0, false, "") }
	return &Shell{
		Bureau: "云泽市示范局", System: "综合办公系统", Mark: "云", Demo: true,
		Person: "周敏", Posts: "文书 · 印章管理员", Me: "/me",
		SearchHref: "/search", NewHref: "/start", Reminders: 3, RemindHref: "/reminders",
		TextSizeAction: "/me/size", LogoutAction: "/logout", Hidden: []KV{{"csrf", "t0ken"}}, Back: "/todo.html",
		LoginHref: "/login.html", Events: "/events", Poll: "/counts",
		Nav: []NavGroup{
			{"我的工作", []NavItem{item("todo", "待办", "/todo.html", IconInbox, 8, true, "g d"), item("", "已办", "/done", IconDone, 0, false, "g y"),
				item("mine", "我发起", "/mine", IconSend, 4, false, "g w"), item("circ", "传阅", "/circ", IconCirculate, 5, false, "g c"), item("", "日程", "/diary", IconCalendar, 0, false, "g r")}},
			{"业务办理", []NavItem{plain("收文", "/in", IconIncoming), plain("发文", "/out", IconOutgoing), plain("印章", "/register.html", IconSeal), plain("会务", "/meet", IconMeeting),
				plain("公务接待", "/rec", IconReception), plain("车辆", "/car", IconCar), plain("物资资产", "/goods", IconAssets), plain("信访", "/pet", IconPetition), plain("保密", "/sec", IconSecrecy),
				plain("档案", "/arc", IconArchive), plain("内保安全", "/safe", IconSafety)}},
			{"监督", []NavItem{plain("督办台", "/watch", IconWatch), plain("统计通报", "/board.html", IconChart), plain("工作规范", "/norms.html", IconNorm)}},
		},
		Tabs: []NavItem{item("todo", "待办", "/todo.html", IconInbox, 8, true, ""), item("circ", "传阅", "/circ", IconCirculate, 5, false, ""), plain("新建", "/start.html", IconPlus),
			{Label: "登记表", Href: "/register.html", Icon: IconTable, Current: current == "印章"}, plain("我的", "/me", IconUser)},
	}
}

func sampleSearch() SearchPage {
	mark := func(before, found, after string) []Piece {
		return []Piece{{Text: before}, {Text: found, Mark: true}, {Text: after}}
	}
	hit := Hit{
		Kind: "收文", Href: "/case.html", Number: "云政办函〔2026〕87 号", Note: "办理中 · 2026-11-20", Tag: Tag{"特急", Red}, Why: "意见（王建华）",
		Title: mark("关于报送冬季安全生产专项", "督查", "情况的通知"), Snippet: mark("…请综合执法科牵头，于月底前完成第四季度", "督查", "，情况报局务会。"),
	}
	return SearchPage{
		Query: "督查", Action: "/search", Summary: "“督查”找到 1 件", Hits: []Hit{hit},
		Filters: []Filter{{Kind: FilterSelect, Label: "业务", Name: "kind", Options: Choose("", "全部", "incoming", "收文")}, {Kind: FilterRange, Label: "发起日期", Name: "from", Name2: "to"}},
		Groups: []SearchGroup{
			{"工作规范", Link{Label: "全部 12 条", Href: "/norms?q=督查"}, []SearchItem{{"1-02-2.1", "/clause.html", mark("超期的由办公室", "督查", "，并予通报。")}}},
			{"人员", Link{}, []SearchItem{{"周敏", "", []Piece{{Text: "办公室 文书"}}}}},
		},
	}
}

func sampleTodo(bulk bool) TodoList {
	row := func(kind, title, number, step string, key bool, due string, tone Tone, note string, notes ...string) TodoRow {
		return TodoRow{ID: number, Kind: kind, Title: title, Href: "/case.html", Number: number, Step: step, Key: key, Notes: notes, Due: due, DueTone: tone, DueNote: note, Verb: "办理"}
	}
	urgent := row("收文", "关于做好岁末年初值班值守工作的通知", "云政办发电〔2026〕41 号", "分送承办", false, "今天 12:00", Amber, "还有 2 小时 40 分", "局长已批示")
	urgent.Tag = Tag{"特急", Red}
	urgent.Unread = true
	at := row("用印", "关于印发《2026 年第四季度市场秩序督查方案》的通知", "用印〔2026〕128 号", "核验用印", true, "今天 17:30", Amber, "局公章 · 20 份", "综合科 赵晓明 · 11-23 16:20 到我")
	at.Selected = true
	t := TodoList{
		Title: "待办", Fact: "11 月 24 日 星期二 · 你有 8 件事项等待办理", Actions: []Link{{Label: "批量签收", Href: "/bulk.html", Icon: IconDone}},
		Tabs:    []Tab{{"待办", "/todo.html", "8", true}, {"已办", "/done", "", false}, {"我发起", "/mine", "4", false}, {"传阅", "/circ", "5 未读", false}, {"草稿", "/draft", "1", false}},
		Counts:  []CountFilter{{1, "已超期", "?due=over", Red, false}, {3, "今天到期", "?due=today", Amber, false}, {4, "本周到期", "?due=week", Plain, false}, {2, "被催办", "?urged=1", Plain, false}},
		Grouped: []Link{{Label: "按时限", Href: "?by=due", Current: true}, {Label: "按业务", Href: "?by=kind"}},
		Kinds:   &SelectFilter{Action: "/todo.html", Name: "kind", Label: "业务", Options: Choose("", "全部业务", "in", "收文", "seal", "印章")}, Total: "8 件",
		Groups: []TodoGroup{
			{"已超期", Red, "1 件", []TodoRow{row("收文", "关于报送冬季安全生产专项督查情况的通知", "云政办函〔2026〕87 号", "督办办结", true, "超期 1 个工作日", Red, "应于 11-23 17:30", "综合执法科尚未反馈", "已催办 1 次")}},
			{"今天到期", Plain, "3 件", []TodoRow{urgent, at, row("会务", "11 月 27 日局务会：会议通知与回执", "会〔2026〕36 号", "通知与回执", false, "今天 17:30", Amber, "会前 3 天", "应到 14 人，3 人未回执")}},
			{"本周到期", Plain, "4 件", []TodoRow{
				row("收文", "市财政局关于编制 2027 年度部门预算的通知", "云财预〔2026〕112 号", "登记", true, "11-25 周三", Plain, "送领导签阅时限", "公文交换系统下载"),
				row("用印", "介绍信：综合执法科 2 人赴邻市协查", "用印〔2026〕129 号", "核验用印", true, "11-26 周四", Plain, "局公章 · 1 份", "凭据：副局长 孙立 批准意见"),
				row("发文", "关于报送 2026 年度档案工作总结的报告", "局办报〔2026〕第 19 号（待编）", "编号登记", false, "11-26 周四", Plain, "上行文", "局长已签发"),
				row("用印", "销毁带印废页 2 页（用印〔2026〕125 号）", "用印〔2026〕130 号", "废页销毁登记", false, "11-27 周五", Plain, "登记后方可办结", "监印人 周敏")}},
		},
		Rail: []RailBox{
			{Title: "今日日程", More: Link{Label: "周历", Href: "/diary"}, Items: []RailItem{{Time: "09:30", Title: "党组理论学习", Href: "/d/1", Note: "三楼会议室 · 会务保障"}, {Time: "14:00", Title: "公务用车 云A·0Q186 出车", Href: "/d/2", Note: "驾驶员 王强 · 赴东山镇"}, {Time: "16:00", Title: "市局督查组到访", Href: "/d/3", Note: "一般业务接待 · 陪餐 2 人"}}},
			{Title: "传阅未读", Note: "5", More: Link{Label: "全部", Href: "/circ"}, Items: []RailItem{{Title: "局领导关于第 87 号来文的批示", Href: "/c/1", Note: "办公室 · 昨天 17:05"}, {Title: "第三季度车辆运行情况通报", Href: "/c/2", Note: "车辆管理员 · 11-20"}, {Title: "印章使用管理规定（2026 年修订）", Href: "/c/3", Note: "须确认已读，否则不能用印", Tone: Red}}},
			{Title: "我发起的在办", Note: "4", More: Link{Label: "全部", Href: "/mine"}, Items: []RailItem{{Title: "12 月办公用品采购计划", Href: "/m/1", Note: "轮到 分管领导 孙立 · 第 3 步 / 共 6 步", Done: 2, Of: 6}, {Title: "离岗请假与印章交接（12-01 至 12-03）", Href: "/m/2", Note: "轮到 分管领导 孙立 · 第 1 步 / 共 3 步", Done: 0, Of: 3}}},
		},
	}
	if bulk {
		t.Bulk = &Bulk{Action: "/bulk", Hidden: []KV{{"csrf", "t0ken"}}, Name: "task", Verbs: []Verb{{"签收", "verb", "receive"}, {"标为已读", "verb", "read"}}}
	}
	return t
}

func sampleCase(refused bool) Case {
	values := url.Values{"copies": {"20"}, "waste": {"0"}, "how": {"sign"}}
	c := Case{
		Title: "关于印发《2026 年第四季度市场秩序督查方案》的通知 · 用印", State: Tag{"办理中", Blue},
		Facts:   []Fact{{Label: "编号", Value: "用印〔2026〕128 号"}, {Value: "第 3 步，共 5 步", Href: "#flow", After: "，轮到 周敏（印章管理员）"}, {Label: "到手", Value: "2 小时"}, {Label: "应于", Value: "今天 17:30", After: "前办结", Tone: Amber}},
		Actions: []Link{{Label: "打印审批单", Href: "/print", Icon: IconPrint}}, Prev: "/case.html?p", Next: "/case.html?n",
		Check: &Check{Title: "核对：批准的内容与要盖的文件", Left: "签发稿（局办发〔2026〕43 号）", Right: "本次用印", Rows: []CheckRow{
			{"份数", "印数 15 份", "申请 20 份", "多 5 份", false}, {"批准人", "副局长 孙立，11-23 10:12 签发", "局公章，须局长或副局长批准（1-01-5.2）", "相符", true},
			{"文件", "定稿 PDF，6 页", "与定稿逐字节一致，6 页", "相符", true}, {"空白页", "—", "逐页检查，无空白页", "相符", true}}},
		Fill: &FormView{Fields: []form.Field{
			{Name: "copies", Label: "实际用印份数", Kind: form.Number, Required: true, Unit: "份", Hint: "按实际盖的份数填"}, {Name: "waste", Label: "带印废页数", Kind: form.Number, Hint: "没有填 0", Required: true},
			{Name: "how", Label: "用印方式", Kind: form.Choice, Hint: "可在登记表中查询", Options: Choose("sign", "落款章", "seam", "落款章并骑缝章")}}, Values: values},
		Record: []Record{{Title: "用印申请", Note: "11-23 16:20 由 赵晓明 提出", Rows: []Pair{{Label: "申请科室", Value: "综合科"}, {Label: "经办人", Value: "赵晓明（科员）"}, {Label: "印章", Value: "云泽市示范局（局公章）"}, {Label: "申请份数", Value: "20 份"}, {Label: "用途", Value: "印发各科室、直属单位，抄送市政府办公室", Wide: true}},
			Files: []File{{ID: "f1", Name: "第四季度市场秩序督查方案（定稿）.pdf", Note: "6 页 · 412 KB", Href: "/f/1", Read: "/reading.html"}}}},
		Flow: Flow{Note: "第 3 步，共 5 步", Chart: "/chart.html", Steps: sampleSteps()}, Opinion: sampleOpinions(),
		Related: []Link{{Label: "发文 局办发〔2026〕43 号", Href: "/out/43", Icon: IconOutgoing}},
		History: []Change{{"周敏", "11-24 09:12", "打开"}, {"孙立", "11-23 10:12", "签发"}},
		Act:     sampleAct(),
	}
	if refused {
		c.Fill.Issues = []form.Issue{{Field: "copies", Message: "用印份数不能多于 15 份"}}
		c.Refusal = &Refusal{Title: "没有用印：申请 20 份，超过签发稿印数 15 份", Detail: "这份文件的签发稿（局办发〔2026〕43 号）核定印数为 15 份，用印份数不能多于印数。这次操作没有写入登记表；你填写的意见已保留。",
			Clause: "工作规范 1-01-6.1", ClauseHref: "/clause.html", ClauseText: "公文用印以局领导签发的发文稿为凭。", Reading: "用印份数不多于签发稿印数", MayExcept: "局长", ExceptHref: "/except",
			Remedies: []Remedy{{Label: "把用印份数改为 15 份", Field: "copies", Value: "15"}, {Label: "退办综合科，补办增印签发", Action: "/return", Hidden: []KV{{"csrf", "t0ken"}}}}}
	}
	return c
}

func sampleSteps() []Step {
	return []Step{{Done, false, "经办人申请", "综合科 赵晓明", "11-23 16:20"}, {Done, true, "审批", "凭签发稿（副局长 孙立），不再另批", ""}, {Now, true, "核验用印", "轮到 周敏（印章管理员）", "今天 17:30 前"}, {Ahead, false, "经办人签字", "赵晓明", ""}, {Ahead, false, "登记", "自动写入印章使用登记表", ""}}
}

func sampleOpinions() []Opinion {
	return []Opinion{{Who: "赵晓明", Role: "综合科 · 申请", Time: "11-23 16:20", Text: "抄送单位增加 5 家，申请加印，请予用印。"}, {Who: "孙立", Role: "副局长 · 签发", Time: "11-23 10:12", Text: "同意印发，印 15 份。"}, {Who: "陈静", Role: "办公室主任 · 核稿", Time: "11-22 15:40", Text: "已核，文种、格式符合要求。"}}
}

func samplePeople() []form.Option {
	return Choose("p1", "陈静（办公室）", "p2", "赵晓明（综合科）", "p3", "孙立（局领导）", "p4", "王建华（局领导）", "p5", "李倩（办公室）", "p6", "吴磊（法规科）", "p7", "何涛（监管一科）", "p8", "马超（综合执法科）", "p9", "郑红（信访室）", "p10", "钱芳（档案室）", "p11", "王强（车队）", "p12", "刘伟（监管一科）", "p13", "冯雪（财务科）", "p14", "许明（监管二科）")
}

func sampleAct() *Act {
	panel := func(key, label string, mark Icon, lead string, fields ...form.Field) Panel {
		return Panel{Key: key, Label: label, Icon: mark, Lead: lead, Form: FormView{Action: "/act/" + key, Hidden: []KV{{"csrf", "t0ken"}}, Fields: fields, Options: map[string][]form.Option{"people": samplePeople()}}}
	}
	person := form.Field{Name: "person", Label: "转给", Kind: form.Person, Required: true, OptionsFrom: "people", Width: "full"}
	why := form.Field{Name: "reason", Label: "理由", Kind: form.Text, Required: true, Width: "full"}
	void := panel("void", "作废", IconClose, "", why)
	void.Danger, void.Writes = true, []string{"用印〔2026〕128 号标为已作废，号不再使用", "登记表保留此行并划线", "告知 赵晓明、陈静"}
	return &Act{Title: "办理", Action: "/act", Hidden: []KV{{"csrf", "t0ken"}, {"key", "01J"}, {"task_version", "3"}, {"content_version", "2"}},
		Opinion: &OpinionBox{Label: "我的意见", Name: "opinion", Value: "经核对与签发稿一致，同意用印。", Required: true, Phrases: []string{"经核对，同意用印。", "份数与印数不符。"}},
		Verbs:   []Verb{{"核验用印", "verb", "press"}},
		Return:  &ReturnPanel{Action: "/return", Hidden: []KV{{"csrf", "t0ken"}}, StepName: "to", Steps: Choose("apply", "经办人申请（赵晓明）", "approve", "审批（孙立）"), StraightName: "straight", ReasonName: "reason"},
		More: []Panel{panel("transfer", "转办", IconSend, "这一步由对方办理，意见由对方写。", person, why), panel("add", "加签", IconPlus, "请人先提意见，再回到你这里。", form.Field{Name: "people", Label: "请谁", Kind: form.People, Required: true, OptionsFrom: "people"}),
			panel("circulate", "传阅", IconCirculate, "对方看过即可，不影响办理。", form.Field{Name: "readers", Label: "传给", Kind: form.People, Required: true, OptionsFrom: "people"}), panel("urge", "催办", IconBell, "提醒正在办的人。", why), panel("suspend", "挂起", IconWatch, "停止计时，恢复后接着算。", why), void}}
}

func sampleRegister() RegisterView {
	line := func(no, date, title, seal, n, waste, dep, who, boss, basis, basisHref string) Row {
		return Row{Cells: []Cell{{Text: "〔2026〕" + no + " 号"}, {Text: date}, {Text: title, Href: "/case.html"}, {Text: seal}, {Text: n}, {Text: waste}, {Text: dep}, {Text: who, Mark: true, Says: "已签字"}, {Text: boss}, {Text: basis, Href: basisHref}}}
	}
	void := line("121", "2026-11-17", "（已作废）关于报送信访工作情况的报告", "局公章", "—", "—", "信访室", "郑红", "—", "作废：标题有误", "")
	void.Void, void.Cells[7].Mark = true, false
	return RegisterView{
		Title: "印章使用登记表", FormID: "1-01-F1", Source: "由用印办理自动登记，不能手工修改；更正须作废后重办",
		Actions: []Link{{Label: "导出 Excel", Href: "/x.xlsx", Icon: IconDownload}, {Label: "打印登记表", Href: "/x.pdf", Icon: IconPrint}},
		Tabs:    []Tab{{"办理中", "/seal", "3", false}, {"登记表", "/register.html", "", true}, {"台账", "/seals", "", false}, {"通报", "/sealrep", "", false}},
		Action:  "/register.html", Reset: "/register.html", Used: 2,
		Filters: []Filter{{Kind: FilterRange, Label: "用印日期", Name: "from", Value: "2026-10-01", Name2: "to", Value2: "2026-11-24"}, {Kind: FilterSelect, Label: "印章", Name: "seal", Options: Choose("", "全部印章", "1", "局公章")}, {Kind: FilterSelect, Label: "申请科室", Name: "dep", Options: Choose("", "全部科室")}, {Kind: FilterSelect, Label: "凭据", Name: "basis", Options: Choose("", "全部凭据")}, {Label: "关键词", Name: "q", Hint: "文件名称、登记号、经办人"}},
		Chips:   []Chip{{"日期 2026-10-01 至 2026-11-24", "?a"}, {"状态 含作废", "?b"}}, Save: &Link{Label: "存为常用筛选", Href: "/save", Icon: IconBookmark},
		Table: Table{Caption: "印章使用登记表，2026-10-01 至 2026-11-24，共 58 条",
			Columns: []Column{{Label: "登记号", Sort: "descending", SortHref: "?s=no"}, {Label: "用印日期", SortHref: "?s=date"}, {Label: "文件名称（内容）", Title: true}, {Label: "印章", SortHref: "?s=seal"}, {Label: "份数", Right: true, LabelM: true}, {Label: "废页", Right: true, HideM: true}, {Label: "申请科室", SortHref: "?s=dep"}, {Label: "经办人签字", HideM: true}, {Label: "批准领导", HideM: true}, {Label: "凭据", HideM: true}},
			Rows:    []Row{line("127", "2026-11-23", "关于调整局安全生产委员会成员的通知", "局公章", "15", "0", "办公室", "李倩", "孙立 副局长", "局办发〔2026〕42 号", "/b"), line("126", "2026-11-20", "介绍信：参加省局业务培训（3 人）", "局公章", "1", "0", "法规科", "吴磊", "孙立 副局长", "批准意见", ""), line("125", "2026-11-20", "2026 年第三季度统计报表", "局公章", "4", "2", "综合科", "赵晓明", "王建华 局长", "批准意见", ""), line("124", "2026-11-19", "党组会议纪要〔2026〕第 21 期", "党组印章", "8", "0", "办公室", "周敏", "王建华 党组书记", "批准意见", ""), line("123", "2026-11-18", "关于云泽东方商贸有限公司经营情况的证明", "局公章", "2", "0", "监管一科", "何涛", "刘伟 科长签署 · 孙立", "批准意见", ""), line("122", "2026-11-18", "物资采购框架协议书", "局公章", "4", "0", "办公室", "李倩", "王建华 局长", "批准意见", ""), void, line("120", "2026-11-16", "关于开展冬季市场秩序检查的通知", "局公章", "22", "0", "综合执法科", "马超", "孙立 副局长", "局办发〔2026〕41 号", "/b"), line("119", "2026-11-13", "行政执法证件年审名册", "局公章", "3", "0", "法规科", "吴磊", "陈静 主任（局长授权）", "授权〔2026〕3 号", "/b"), line("118", "2026-11-12", "政府采购验收单", "业务专用章", "2", "0", "办公室", "李倩", "陈静 办公室主任", "批准意见", ""), line("117", "2026-11-12", "关于印发《保密工作自查方案》的通知", "局公章", "12", "0", "办公室", "周敏", "王建华 局长", "局办发〔2026〕40 号", "/b"), line("116", "2026-11-11", "介绍信：赴市档案馆移交档案", "局公章", "1", "0", "办公室", "钱芳", "孙立 副局长", "批准意见", "")},
			Foot:    []Cell{{Text: "本页合计（不含作废）"}, {}, {}, {}, {Text: "74"}, {Text: "2"}, {}, {}, {}, {}}},
		Pager: &Pager{Summary: "第 1–12 条，共 58 条", Totals: "全部合计 份数 386 · 废页 9", Next: "?p=2", Pages: []Link{{Label: "1", Href: "?p=1", Current: true}, {Label: "2", Href: "?p=2"}, {Label: "3", Href: "?p=3"}, {Label: "4", Href: "?p=4"}}, Size: &SelectFilter{Action: "/register.html", Name: "size", Label: "每页条数", Value: "12", Options: Choose("12", "12", "20", "20", "50", "50")}},
		Print: PrintHead{Unit: "单位：云泽市示范局　印章：局公章等全部", Period: "期间：2026-10-01 ～ 2026-11-24", By: "打印：周敏　2026-11-24 09:20", Sign: []string{"监印人：", "办公室主任："}},
	}
}

// sampleForm has every kind of field.
func sampleForm(wrong bool) FormPage {
	f := FormView{
		Action: "/in", Submit: "登记", More: []Verb{{"存草稿", "verb", "draft"}}, Cancel: "/todo.html", Saved: "草稿已保存 09:20", Upload: "/upload", Accept: ".pdf,.docx,.jpg", FileTip: "PDF、DOCX 或 JPG，最多 10 份，每份不超过 50 MB",
		Hidden: []KV{{"csrf", "t0ken"}, {"key", "01J"}}, Lookup: map[string]string{"parent": "/lookup"},
		Files:   map[string]File{"b1": {Name: "来文扫描件.pdf", Note: "4 页 · 1.2 MB", Href: "/f/b1"}},
		Options: map[string][]form.Option{"people": samplePeople(), "departments": Choose("d1", "办公室", "d2", "综合科", "d3", "法规科", "d4", "财务科"), "case": nil},
		Groups:  []FormGroup{{"来文", "照来文抄录；日期、文号怎样写都认得", []string{"title", "number", "sender", "date", "urgency", "secret", "pages", "fee"}}, {"分送", "", []string{"handler", "lead", "readers", "due", "parent", "reply", "kinds", "note"}}, {"附件与清单", "", []string{"files", "items", "signature"}}},
		Fields: []form.Field{{Name: "title", Label: "标题", Kind: form.Text, Required: true, Width: "full"}, {Name: "number", Label: "来文字号", Kind: form.Text, Hint: "如 云政办函〔2026〕87 号"}, {Name: "sender", Label: "来文单位", Kind: form.Text, Required: true}, {Name: "date", Label: "收文日期", Kind: form.DateKind, Required: true}, {Name: "urgency", Label: "缓急", Kind: form.Choice, Required: true, Options: Choose("0", "平件", "1", "加急", "2", "特急")}, {Name: "secret", Label: "不涉密，已核对", Kind: form.Bool, Required: true}, {Name: "pages", Label: "份数", Kind: form.Number, Unit: "份", Required: true}, {Name: "fee", Label: "邮资", Kind: form.Money},
			{Name: "handler", Label: "承办科室", Kind: form.Department, Required: true, OptionsFrom: "departments"}, {Name: "lead", Label: "批示领导", Kind: form.Person, Required: true, OptionsFrom: "people"}, {Name: "readers", Label: "传阅", Kind: form.People, OptionsFrom: "people"}, {Name: "due", Label: "办结时限", Kind: form.TimeKind, Hint: "如 2026-11-27 17:30"}, {Name: "parent", Label: "相关事项", Kind: form.CaseLink, Hint: "输入标题或编号查找"}, {Name: "reply", Label: "须回复来文单位", Kind: form.Bool}, {Name: "kinds", Label: "涉及事项", Kind: form.Choices, Options: Choose("a", "安全", "b", "财务", "c", "人事")}, {Name: "note", Label: "拟办意见", Kind: form.LongText},
			{Name: "files", Label: "来文扫描件", Kind: form.Files, Required: true}, {Name: "items", Label: "随文物品", Kind: form.Lines, Lines: []form.Field{{Name: "name", Label: "品名", Kind: form.Text, Required: true}, {Name: "count", Label: "数量", Kind: form.Number, Required: true}, {Name: "price", Label: "金额", Kind: form.Money}, {Name: "kind", Label: "类别", Kind: form.Choice, Required: true, Options: Choose("a", "书籍", "b", "光盘")}}}, {Name: "signature", Label: "交接人签名", Kind: form.Signature}},
		Values: url.Values{"title": {"关于报送冬季安全生产专项督查情况的通知"}, "date": {"2026-11-24"}, "urgency": {"1"}, "files": {"b1"}, "items.0.name": {"安全手册"}, "items.0.count": {"3"}, "secret": {"no", "yes"}, "lead": {"p4"}},
	}
	if wrong {
		f.Issues = []form.Issue{{Field: "sender", Message: "填写来文单位"}, {Field: "lead", Message: "选择批示领导"}, {Field: "items.0.kind", Message: "第 1 行：选择类别"}}
	}
	return FormPage{Title: "收文登记", Lead: "1-02 · 登记后自动编号并送办公室主任拟办", Form: f, Side: []g.Node{box("登记之后", nil, FlowList(sampleSteps()[:3]))}}
}

func sampleEditor() Editor {
	return Editor{
		Title: "起草公文", Lead: "边写边排版", Body: "body", Note: "note_text", Preview: "/preview", Import: "import", Pictures: "/files/", Saved: "草稿已保存 09:20", Cancel: "/todo.html",
		Notice: []string{"第 3 段的自动编号写成了“一、”"}, Verbs: []Verb{{Label: "送校对"}, {Label: "存草稿", Name: "keep", Value: "1"}}, Pages: []PageImage{{"/page.svg", 794, 1123, ""}},
		Groups: []FormGroup{{Title: "文头", Fields: []string{"title"}}}, Folded: []FormGroup{{Title: "版记", Fields: []string{"copies"}}},
		Form: FormView{
			Action: "/edit", Upload: "/upload", Hidden: []KV{{"csrf", "t0ken"}}, Issues: []form.Issue{{Field: "copies", Message: "填写印数"}},
			Fields: []form.Field{{Name: "title", Label: "标题", Kind: form.LongText, Required: true}, {Name: "body", Label: "正文和附件", Kind: form.LongText, Required: true}, {Name: "copies", Label: "印数", Kind: form.Number, Required: true}},
			Values: url.Values{"title": {"关于规范印章使用的通知"}, "body": {"一、严格审批"}},
		},
	}
}
