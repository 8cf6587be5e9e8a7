package ui

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"guiju.cn/guiju/internal/web/static"
)

// The gallery is for looking: go test ./internal/web/ui -run Gallery -gallery 127.0.0.1:8899 -timeout 0
var galleryAddr = flag.String("gallery", "", "serve the example pages on this address until interrupted")

// gallery gives every example page by its file name.
func gallery() map[string]Page {
	page := func(title, nav string, body g.Node, crumbs ...Link) Page {
		return Page{Title: title, Shell: sampleShell(nav), Body: body, Crumbs: crumbs}
	}
	caseOf := func(c Case) Page {
		p := page(c.Title, "印章", CasePage(c), Link{Label: "待办", Href: "/todo.html"}, Link{Label: "印章", Href: "/register.html"}, Link{Label: "用印〔2026〕128 号"})
		p.Act = true
		return p
	}
	open := sampleCase(false)
	open.Act.Open = ReturnKey
	open.Act.Return.Issues = map[string]string{"reason": "填写退办理由"}
	more := sampleCase(false)
	more.Act.Open = "void"
	idle := sampleCase(false)
	idle.Act, idle.Fill = &Act{Turn: "轮到 赵晓明（经办人）签字。你已在 11-24 09:30 办理。", More: sampleAct().More[3:4]}, nil
	done := page("收文登记", "收文", FormPageNode(sampleForm(false)))
	done.Flash = []Flash{{Text: "已登记，收文〔2026〕311 号；送 陈静（办公室主任）拟办，今天 17:30 前", Links: []Link{{Label: "打印处理单", Href: "/p"}}}}
	todoEmpty := TodoList{Title: "待办", Fact: "11 月 24 日 星期二", Tabs: []Tab{{"待办", "/todo.html", "", true}, {"已办", "/done", "", false}}, Empty: &Empty{Title: "没有待办事项。今天已办 6 件。", Actions: []Link{{Label: "看已办", Href: "/done"}}}}
	none := sampleRegister()
	none.Table.Rows, none.Table.Empty, none.Pager = nil, &Empty{Title: "没有符合筛选的登记", Lead: "筛选：日期 2026-10-01 至 2026-11-24，状态 含作废", Actions: []Link{{Label: "清除筛选", Href: "/register.html"}}}, nil
	clause := Clause{ID: "1-01-6.1", Text: "公文用印以局领导签发的发文稿为凭。", Href: "/clause.html", Kinds: []string{"硬性阻断", "台账留痕"}, System: "用印份数不多于签发稿印数；文件须与定稿一致", Built: true, Key: true}
	later := Clause{ID: "1-01-6.4", Text: "带印废页由监印人当场销毁并登记。", Href: "/clause.html", Kinds: []string{"台账留痕"}, Derived: true}
	holding := Table{Caption: "印章", Columns: []Column{{Label: "编号"}, {Label: "名称", Title: true}, {Label: "领用", LabelM: true}}, Rows: []Row{{Cells: Cells("印-01", "局公章", "2024-03-01")}, {Cells: Cells("印-04", "业务专用章", "2025-06-10"), Tone: Amber}}}
	bare := func(title string, body g.Node) Page {
		return Page{Title: title, Bureau: "云泽市示范局综合办公系统", Body: body}
	}
	image := "/page.svg"
	return map[string]Page{
		"todo": page("待办", "待办", Todo(sampleTodo(false))), "bulk": page("待办", "待办", Todo(sampleTodo(true))), "todo-empty": page("待办", "待办", Todo(todoEmpty)),
		"case": caseOf(sampleCase(true)), "case-return": caseOf(open), "case-more": caseOf(more), "case-idle": caseOf(idle),
		"register": page("印章使用登记表", "印章", Register(sampleRegister()), Link{Label: "印章", Href: "/seal"}, Link{Label: "印章使用登记表"}), "register-none": page("印章使用登记表", "印章", Register(none)),
		"form": done, "form-wrong": page("收文登记", "收文", FormPageNode(sampleForm(true))),
		"login":    bare("登录", LoginPage(Login{Bureau: "云泽市示范局", System: "综合办公系统", Action: "/login", Hidden: []KV{{"csrf", "t0ken"}}, DemoPassword: "shifan-2026", Demo: []DemoAccount{{"zhoumin", "周敏", "文书 · 印章管理员"}, {"chenjing", "陈静", "办公室主任"}, {"sunli", "孙立", "副局长"}, {"wangjianhua", "王建华", "局长"}}})),
		"login-no": bare("登录", LoginPage(Login{Bureau: "云泽市示范局", System: "综合办公系统", Action: "/login", Name: "zhoumin", Message: "账号或密码不对。还可以试 3 次，之后停用 15 分钟。"})),
		"403":      page("没有打开", "", MessagePage(Forbidden("信访登记表", "信访专员、办公室主任", "系统管理员"))), "404": page("没有找到", "", MessagePage(NotFound("/search"))),
		"409": page("没有办理", "", MessagePage(Stale([]Change{{"孙立（副局长）", "09:31", "签发"}}, "/case.html", []Pair{{Label: "我的意见", Value: "同意。", Wide: true}}))), "500": bare("故障", MessagePage(Fault("01JD8Z", []Pair{{Label: "意见", Value: "同意"}}))),
		"norms":       page("工作规范", "工作规范", NormListPage(NormList{Title: "工作规范", Lead: "11 份规范，系统按条执行并留下依据", Search: "/norms", Specs: []NormSpec{{ID: "1-01", Name: "印章管理工作规范", Href: "/spec.html", Clauses: 42, Keys: 6, Built: 38}, {ID: "1-02", Name: "收文办理工作规范", Href: "/spec.html", Clauses: 35, Keys: 4, Built: 30, Note: "含督办"}}})),
		"spec":        page("印章管理工作规范", "工作规范", SpecPage(Spec{ID: "1-01", Name: "印章管理工作规范", Basis: "依据《国务院关于国家行政机关和企业事业单位社会团体印章管理的规定》", Current: "现行有效。", Clauses: []Clause{clause, later}, Parts: []TablePart{{Title: "记录表", Table: Table{Caption: "记录表", Columns: []Column{{Label: "编号"}, {Label: "名称", Title: true}}, Rows: []Row{{Cells: Cells("1-01-F1", "印章使用登记表")}}}}}})),
		"clause":      page("工作规范 1-01-6.1", "工作规范", ClausePage(ClauseView{Clause: clause, Spec: Link{Label: "印章管理工作规范", Href: "/spec.html"}, Reading: []Pair{{Label: "规则版本", Value: "2026-01"}, {Label: "可批特事", Value: "局长"}}, Next: Link{Label: "1-01-6.2", Href: "/clause.html"}})),
		"search":      page("搜索", "", Search(sampleSearch())),
		"norm-search": page("条款搜索", "工作规范", NormSearchPage(NormSearch{Query: "废页", Action: "/norms", Summary: "1 条", Clauses: []Clause{later}})),
		"person":      page("周敏", "", HoldingsPage(Holdings{Person: "周敏", Line: "办公室 · 文书、印章管理员", Open: 2, Sections: []Holding{{Label: "印章", Note: "交接须三人签字", Table: holding}, {Label: "文件"}}})),
		"tables":      page("印章台账", "印章", Tables(TablePage{Title: "印章台账", Lead: "在用 4 枚", Notice: "停用的印章另列。", Parts: []TablePart{{Title: "在用", Note: "4 枚", Table: holding}, {Title: "停用", Table: Table{Empty: &Empty{Title: "没有停用的印章"}}}}})),
		"editor":      page("起草公文", "发文", EditorPage(sampleEditor())),
		"compare":     page("花脸稿", "发文", ComparePage(Compare{Title: "花脸稿：第 1 版与第 2 版", Lead: "关于规范印章使用的通知", Parts: []ComparePart{{Title: "正文和附件", Pieces: []ComparePiece{{Text: "现就"}, {Text: "有关", Gone: true}, {Text: "下列", Come: true}, {Text: "事项通知如下。"}}}}})),
		"confirm":     page("作废", "印章", ConfirmPage(ConfirmPageSample())), "start": page("新建事项", "", Start(StartPage{[]StartGroup{{"印章", IconSeal, []StartItem{{"用印申请", "/seal/new", "凭签发稿或批准意见", ""}, {"印章交接", "", "", "由印章管理员发起"}}}}})),
		"board": page("统计通报", "统计通报", BoardPage(Board{Title: "统计通报", Lead: "2026 年第四季度", Figures: []Figure{{"收文", "311", "比上季 +12", "/in", Plain}, {"超期", "2", "", "/over", Red}}, Bars: []BarBox{{"各科室办结", "件", 40, []Bar{{"办公室", "40", "/a", 40, Plain}, {"综合科", "12", "", 12, Amber}}}}})),
		"chart": page("流程图", "印章", ChartPage(Chart{Title: "用印流程", Lead: "第 3 步，共 5 步", Back: Link{Label: "回到事项", Href: "/case.html"}, Steps: sampleSteps(), SVG: h.SVG(g.Attr("viewBox", "0 0 600 120"), h.Width("600"), h.Height("120"), h.Role("img"), h.Aria("label", "用印流程图"), g.El("rect", g.Attr("x", "10"), g.Attr("y", "30"), h.Width("140"), h.Height("50"), g.Attr("fill", "#eef4fb"), g.Attr("stroke", "#1c559f")))})),
		"setup": page("启用准备", "", Tables(TablePage{Title: "启用准备", Lead: "还缺 1 项", Top: g.Group{Steps("步骤", []Link{{Label: "单位名称", Href: "/setup.html", Current: true}, {Label: "三员", Href: "/setup.html"}}), ChecklistBox(Checklist{Title: "清单", Note: "可以随时离开", Items: []CheckItem{
			{Title: "单位名称", Href: "/setup.html", Note: "显示在每一页", State: CheckDone}, {Title: "涉密声明", Href: "/setup.html", Who: "安全保密管理员", State: CheckMissing, Missing: []string{"还没有声明"}}, {Title: "车辆", Href: "/setup.html", State: CheckOptional}}})},
			Parts: []TablePart{{Title: "顶岗表", Table: Table{Caption: "顶岗表", Columns: []Column{{Label: "岗位", Title: true}, {Label: "操作"}}, Rows: []Row{{Cells: []Cell{{Text: "文书", Note: "办公室"}, {Acts: []RowAct{{Label: "上移", About: "文书", Action: "/act", Hidden: []KV{{"csrf", "t0ken"}}}, {Label: "移出", About: "文书", Action: "/act", Danger: true, Hidden: []KV{{"csrf", "t0ken"}}}}}}}}},
				Below: Fold("加入顶岗表", false, Form(FormView{ID: "x", Action: "/in", Hidden: []KV{{"csrf", "t0ken"}}, Submit: "加入", Fields: sampleForm(false).Form.Fields[:1]}))}, {Title: "说明", Below: Said("", []string{"一段文字。"}, LinkButton(Link{Label: "去看", Href: "/setup.html"}, true))}}})),
		"secrets": page("已导入", "", SecretsPage(Secrets{Title: "已导入", Lead: "首次登录须修改", Rows: []Pair{{Label: "办公室 周敏 zhoumin", Value: "Gj-abcdefghijklmn"}}, Actions: []Link{{Label: "回到人员列表", Href: "/tables.html"}}})),
		"approve": page("特事登记", "", ApprovePage(Approve{Title: "特事登记：1-02-1.2", Lead: "待补办", Notice: "权限暂停使用", Record: Record{Title: "登记内容", Rows: []Pair{{Label: "事由", Value: "电话同意", Wide: true}}, Files: []File{{ID: "f", Name: "通话.png", Href: "/f/1"}}}, Button: &RowAct{Label: "确认属实", Action: "/act", Hidden: []KV{{"csrf", "t0ken"}}}, Below: []g.Node{Boxed(Padded(h.P(g.Text("另一段"))))}})),
		"tiles":   page("全部", "", g.Group{Tiles("全部", "", []StartGroup{{"管理", IconSettings, []StartItem{{"用户与岗位", "/tables.html", "", ""}}}}), Narrow(Titled("二", h.P(g.Text("字"))))}),
		"reading": page("阅读", "收文", ReadingPage(Reading{Title: "第四季度市场秩序督查方案（定稿）", Line: "6 页 · 412 KB", Actions: []Link{{Label: "下载原件", Href: "/f/1", Icon: IconDownload}}, Back: Link{Label: "回到事项", Href: "/case.html", Icon: IconLeft}, Opinion: sampleOpinions(), Pages: []PageImage{{image, 794, 1123, "云泽市示范局\n关于印发方案的通知"}, {image, 794, 1123, ""}}})),
	}
}

func ConfirmPageSample() Confirm {
	return Confirm{Title: "作废 用印〔2026〕121 号", Lead: "标题有误，须重办", Writes: []string{"登记表第 121 行划线保留，注明理由", "121 号不再使用"}, Rows: []Pair{{Label: "文件", Value: "关于报送信访工作情况的报告", Wide: true}}, Form: FormView{Action: "/void", Hidden: []KV{{"csrf", "t0ken"}}, Submit: "作废", Cancel: "/case.html", Fields: sampleForm(false).Form.Fields[:1]}}
}

func rendered(t testing.TB, p Page) string {
	t.Helper()
	var out bytes.Buffer
	if err := p.Render(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestGallery(t *testing.T) {
	pages := gallery()
	for name, p := range pages {
		if text := rendered(t, p); !strings.Contains(text, "<h1") {
			t.Errorf("%s has no h1", name)
		}
	}
	if *galleryAddr == "" {
		return
	}
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, static.Handler())
	for name, p := range pages {
		text := rendered(t, p)
		mux.HandleFunc("GET /"+name+".html", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:")
			_, _ = w.Write([]byte(text))
		})
	}
	mux.HandleFunc("POST /act", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = w.Write([]byte(rendered(t, pages["case"])))
	})
	mux.HandleFunc("POST /return", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/todo.html", http.StatusSeeOther) })
	mux.HandleFunc("POST /in", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write([]byte(rendered(t, pages["500"])))
	})
	mux.HandleFunc("POST /upload", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"id":"b9","name":"新传的.pdf"}`))
	})
	mux.HandleFunc("GET /lookup", func(w http.ResponseWriter, _ *http.Request) {
		_ = ComboOptions(Choose("c1", "用印〔2026〕128 号")).Render(w)
	})
	mux.HandleFunc("GET /events", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = w.Write([]byte("data: {\"todo\":9,\"circ\":0}\n\n"))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("GET /page.svg", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/svg+xml")
		_, _ = w.Write([]byte(`<svg xmlns="http://www.w3.org/2000/svg" width="794" height="1123"><rect width="794" height="1123" fill="#fff"/><text x="260" y="200" font-size="40" fill="#c00">云泽市示范局</text></svg>`))
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		for _, name := range slices.Sorted(maps.Keys(pages)) {
			_, _ = fmt.Fprintf(w, "/%s.html\n", name)
		}
	})
	server := &http.Server{Addr: *galleryAddr, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	t.Log(server.ListenAndServe())
}
