package app

import (
	"context"
	"fmt"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/seal"
)

// found enters the seals, names their keepers and publishes the rules.
func (s *sealDemo) found() {
	for i, x := range demoSeals {
		minute := i * 3
		in := x.change
		in.What, in.OnDate, in.Reason, in.Paper = "建账", clock.Date(fmt.Sprintf("2019-%02d-15", i+1)), "启用新系统，已在用印章建账", "云编办〔2019〕7号"
		s.changed(0, minute, in)
		s.at(1, 9, minute, s.begin("keeper "+in.Name, x.by, seal.KindNaming, func(context.Context) (any, error) {
			return seal.Naming{Seal: s.seals[in.Name], Keeper: s.ids[x.keeper], Deputy: s.ids[x.deputy], Reason: "建账时指定保管人"}, nil
		}))
		s.at(1, 11, minute, s.do("keeper "+in.Name, x.keeper, "take", "", plainly(seal.Taking{})))
	}
	// A new seal that nobody keeps yet: it is frozen.
	made := seal.Change{What: "刻制", Name: "信访专用章", Class: "专用章", Dept: "bgs", Diameter: 380, OnDate: s.start, Reason: "信访工作需要，经市公安局指定单位刻制", Paper: "云信办〔2026〕4号"}
	s.changed(222, 0, made)
	s.changed(228, 0, seal.Change{What: "启用", Name: "信访专用章", OnDate: s.start, Reason: "刻制验收合格，启用", Place: "办公室保险柜 2 号"})
	s.at(1, 14, 0, s.begin("rules", "wenmi", seal.KindRules, func(ctx context.Context) (any, error) {
		text, err := s.upload(ctx, "wenmi", "规定")
		return seal.Rules{Title: "印章使用管理规定", Version: "2025 年修订", From: s.start, Summary: "印章的刻制、保管、审批、用印、登记、交接和销毁。", Files: []string{text}}, err
	}))
	s.at(1, 15, 0, s.do("rules", "fujuzhang1", "review", "同意，呈局长批准。", nil))
	s.at(1, 16, 0, s.do("rules", "juzhang", "publish", "同意发布。", nil))
	s.at(1, 17, 0, s.a.issueRecurring) // asks each keeper to confirm
	for i, keeper := range demoKeepers {
		s.at(2, 9, i, s.readRules(keeper))
	}
	for i, deputy := range []string{"wenmi", "faguikezhang"} {
		s.at(2, 10, i, func(ctx context.Context) error {
			rules, err := s.rules(ctx)
			if err != nil {
				return err
			}
			return s.begin("read "+deputy, deputy, seal.KindReading, plainly(seal.Reading{Rules: rules, Confirmed: true}))(ctx)
		})
	}
}

func (s *sealDemo) rules(ctx context.Context) (string, error) {
	return store.Value[string](ctx, s.a.DB.Read(), `SELECT id FROM seal_rules ORDER BY at DESC LIMIT 1`)
}

// readRules lets a keeper confirm what was issued after the rules were published.
func (s *sealDemo) readRules(keeper string) func(context.Context) error {
	return func(ctx context.Context) error {
		id, err := store.Value[string](ctx, s.a.DB.Read(), `SELECT t.case_id FROM task t JOIN cases c ON c.id = t.case_id
			WHERE c.kind = $1 AND t.state = 'open' AND t.principal = $2`, seal.KindReading, "person:"+s.ids[keeper])
		if err != nil {
			return err
		}
		rules, err := s.rules(ctx)
		if err != nil {
			return err
		}
		s.cases["read "+keeper] = id
		return s.do("read "+keeper, keeper, "read", "", plainly(seal.Reading{Rules: rules, Confirmed: true}))(ctx)
	}
}

// changed walks a change of a seal, with its two witnesses, on the n-th working day.
func (s *sealDemo) changed(n, minute int, in seal.Change) {
	key := in.What + in.Name
	s.at(n, 9, minute, s.begin(key, "wenmi", seal.KindChange, func(context.Context) (any, error) {
		in.Dept = s.ids[in.Dept]
		if in.What != "建账" {
			in.OnDate = clock.DateOf(s.clk.Now())
		}
		if in.Class == "" {
			in.Seal = s.seals[in.Name]
		}
		return in, nil
	}))
	s.at(n, 11, minute, s.do(key, "bangongshizhuren", "review", "同意，呈领导批准。", nil))
	s.at(n, 14, minute, s.do(key, "juzhang", "approve", "同意。", nil))
	s.at(n, 15, minute, s.do(key, "wenmi", "handle", "", func(ctx context.Context) (any, error) {
		print, err := s.upload(ctx, "wenmi", "印模")
		return seal.Doing{Done: clock.DateOf(s.clk.Now()), Imprint: []string{print}, Witnesses: s.all([]string{"huiwu", "wenshu"}), Engraver: "云泽市公安局备案"}, err
	}))
	s.at(n, 16, minute, s.do(key, "huiwu", "witness", "", nil))
	s.at(n, 16, minute+1, s.do(key, "wenshu", "witness", "", nil))
	s.at(n, 16, minute+2, func(ctx context.Context) (err error) {
		s.seals[in.Name], err = store.Value[string](ctx, s.a.DB.Read(), `SELECT id FROM seal WHERE name = $1`, in.Name)
		return err
	})
}

// takeStock lets every keeper and the office do the stock-takings that are open.
func (s *sealDemo) takeStock(ctx context.Context) error {
	type open struct {
		CaseID    string `db:"case_id"`
		Principal string `db:"principal"`
	}
	rows, err := store.All[open](ctx, s.a.DB.Read(), `SELECT t.case_id, t.principal FROM task t JOIN cases c ON c.id = t.case_id
		WHERE c.kind = $1 AND t.state = 'open' AND t.node = 'count' ORDER BY t.id`, seal.KindStock)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if s.now.Sub(s.clk.Now()) < 40*24*time.Hour && r.Principal == "person:"+s.ids["faguikeyuan"] {
			continue // is late this month
		}
		login := ""
		for _, k := range append([]string{"wenmi", "faguikezhang"}, demoKeepers...) {
			if r.Principal == "person:"+s.ids[k] {
				login = k
			}
		}
		key := "stock " + r.CaseID
		s.cases[key] = r.CaseID
		count := func(ctx context.Context) (any, error) {
			v, err := s.a.Engine.See(ctx, s.a.DB.Read(), s.actor(login), r.CaseID, "")
			if err != nil {
				return nil, err
			}
			return v.Content, nil
		}
		if err := s.do(key, login, "count", "", count)(ctx); err != nil {
			return err
		}
		if err := s.do(key, "bangongshizhuren", "check", "", nil)(ctx); err != nil {
			return err
		}
	}
	return nil
}

// absences are two leaves and one sudden illness, each with its three signatures.
func (s *sealDemo) absences() {
	for i, day := range []int{60, 150} {
		key := fmt.Sprintf("leave %d", i)
		from, to := moment(s.start, day+1, 9, 0), moment(s.start, day+4, 9, 0)
		s.at(day, 9, 0, s.begin(key, "yinzhang", seal.KindLeave, plainly(seal.Leave{From: clock.Millis(from), To: clock.Millis(to), Reason: []string{"参加省局业务培训", "年休假"}[i], Suggest: s.ids["wenmi"]})))
		s.at(day, 10, 0, s.do(key, "fujuzhang1", "approve", "同意，请做好交接。", func(context.Context) (any, error) { return seal.Relief{Temporary: s.ids["wenmi"]}, nil }))
		count := s.kept(key)
		s.at(day, 15, 0, s.do(key, "yinzhang", "give", "", count))
		s.at(day, 15, 10, s.do(key, "wenmi", "take", "", count))
		s.at(day, 16, 0, s.do(key, "fujuzhang1", "watch", "", count))
		s.at(day+4, 9, 10, s.do(key, "wenmi", "return", "", count))
		s.at(day+4, 9, 20, s.do(key, "yinzhang", "retake", "", count))
		s.at(day+4, 9, 40, s.do(key, "fujuzhang1", "rewatch", "", count))
	}
	key := "sudden"
	s.at(200, 8, 40, s.begin(key, "wenshu", seal.KindSudden, func(context.Context) (any, error) {
		return seal.Sudden{Absent: s.ids["faguikeyuan"], From: clock.Millis(moment(s.start, 200, 8, 0)), Reason: "突发阑尾炎住院手术，家属电话告知。", Openers: s.all([]string{"wenmi", "huiwu"})}, nil
	}))
	count := s.kept(key)
	s.at(200, 9, 10, s.do(key, "fujuzhang1", "approve", "同意开柜清点。", func(context.Context) (any, error) { return seal.Relief{Temporary: s.ids["faguikezhang"]}, nil }))
	for i, opener := range []string{"wenmi", "huiwu"} {
		s.at(200, 9, 30+i, s.do(key, opener, "open", "", func(ctx context.Context) (any, error) {
			photo, err := s.upload(ctx, opener, "清点照片")
			return seal.Opening{Count: 2, Photos: []string{photo}}, err
		}))
	}
	s.at(200, 9, 40, s.do(key, "faguikezhang", "take", "", count))
	s.at(200, 10, 0, s.do(key, "fujuzhang1", "watch", "", count))
	s.at(200, 11, 0, s.confirm("fujuzhang1"))
	s.at(207, 9, 0, s.do(key, "faguikeyuan", "resign", "", nil))
	s.at(207, 9, 10, s.do(key, "faguikezhang", "return", "", count))
	s.at(207, 9, 20, s.do(key, "faguikeyuan", "retake", "", count))
	s.at(207, 9, 40, s.do(key, "fujuzhang1", "rewatch", "", count))
}

// kept counts the seals of a handover, as those who sign do.
func (s *sealDemo) kept(key string) func(context.Context) (any, error) {
	return func(ctx context.Context) (any, error) {
		n, err := store.Value[int64](ctx, s.a.DB.Read(), `SELECT COUNT(DISTINCT seal_id) FROM seal_handover WHERE case_id = $1`, s.cases[key])
		return seal.Handover{Count: n}, err
	}
}

// confirm makes good what somebody allowed beforehand.
func (s *sealDemo) confirm(login string) func(context.Context) error {
	return func(ctx context.Context) error {
		ids, err := store.Column[string](ctx, s.a.DB.Read(), `SELECT id FROM exception WHERE allowed_by = $1 AND good_at = 0 ORDER BY id`, s.ids[login])
		for _, id := range ids {
			if err := s.a.Ruling.MakeGood(ctx, s.actor(login), ident.Secret(), id, "确认属实"); err != nil {
				return err
			}
		}
		return err
	}
}

// powers are the 局长's authorisations, written and by telephone.
func (s *sealDemo) powers() {
	for i, day := range []int{80, 215} {
		key := fmt.Sprintf("grant %d", i)
		s.at(day, 9, 0, s.begin(key, "wenmi", seal.KindGrant, func(context.Context) (any, error) {
			return seal.Grant{What: "授权", Seals: []string{s.seals["局公章"]}, Matters: []string{"介绍信", "证明", "报表"}, From: clock.DateOf(moment(s.start, day, 9, 0)), To: clock.DateOf(moment(s.start, day+20, 9, 0)), Most: 3, Reason: []string{"局长赴外地考察", "局长参加党校学习"}[i]}, nil
		}))
		s.at(day, 10, 0, s.do(key, "juzhang", "sign", "同意授权。", nil))
		for n := range 3 {
			u := fmt.Sprintf("granted %d %d", i, n)
			x := demoUse{login: "qiyekeyuan", matter: "证明", title: []string{"关于唐琳同志社保缴纳情况的证明", "关于企业培训学时的证明", "关于展位使用情况的证明"}[n], purpose: "报有关单位", copies: 1, paper: "证明", approver: "bangongshizhuren"}
			s.use(u, day+2+4*n, x)
		}
	}
	u := "oral"
	x := demoUse{login: "yewukeyuan", matter: "报表", title: "三季度重点项目进度快报", purpose: "报市发改委", copies: 2, paper: "报表", approver: "bangongshizhuren", stops: "approve"}
	s.use(u, 190, x)
	s.at(190, 15, 0, func(ctx context.Context) error {
		call, err := s.upload(ctx, "bangongshizhuren", "通话记录")
		if err != nil {
			return err
		}
		_, err = s.a.Ruling.Record(ctx, s.actor("bangongshizhuren"), ident.Secret(), ruling.Exception{
			Kind: "电话或口头批准", Clause: "1-01-5.3", CaseID: s.cases[u], What: "市发改委要求当天报送，局长在外地，电话同意", AllowedBy: s.ids["juzhang"], AllowedAt: clock.Millis(moment(s.start, 190, 13, 50)), How: "电话", Copies: 2, Evidence: call,
		})
		return err
	})
	s.at(190, 15, 10, s.do(u, "bangongshizhuren", "approve", "经局长电话同意，批准用印。", nil))
	s.at(190, 16, 30, s.pressAll(u, "yinzhang", 2, 0))
	s.at(190, 16, 40, s.do(u, "yewukeyuan", "sign", "", nil))
	s.at(191, 9, 0, s.confirm("juzhang"))
}

// outside are seals that were taken out; one is still out, and late.
func (s *sealDemo) outside() {
	carry := func(key string, day int, late bool, plan func(hour, minute int, do func(context.Context) error)) {
		out, back := moment(s.start, day, 10, 0), moment(s.start, day, 16, 0)
		if late {
			out, back = s.now.Add(-26*time.Hour), s.now.Add(-20*time.Hour)
		}
		plan(9, 0, s.begin(key, "faguikeyuan", seal.KindCarry, func(ctx context.Context) (any, error) {
			file, err := s.upload(ctx, "faguikeyuan", "协议书")
			return seal.Carry{Seal: s.seals["合同专用章"], Place: "云泽市公共资源交易中心", Reason: "现场签订采购合同", Companion: s.ids["faguikezhang"], OutAt: clock.Millis(out), BackBy: clock.Millis(back),
				Items: []seal.CarryItem{{Title: "物资采购合同", Copies: 4}}, Files: []string{file}}, err
		}))
		plan(9, 20, s.do(key, "fujuzhang1", "review", "已审核，同意外带。", nil)) // and approves: in charge of 法规科
		plan(10, 0, s.do(key, "faguikeyuan", "out", "", nil))
		plan(10, 5, s.do(key, "faguikezhang", "along", "", nil))
		if late {
			return
		}
		plan(15, 40, s.do(key, "faguikeyuan", "back", "", plainly(seal.Back{Items: []seal.BackItem{{Title: "物资采购合同", Copies: 4}}, State: "完好"})))
	}
	for i, day := range []int{45, 130} {
		carry(fmt.Sprintf("carry %d", i), day, false, func(hour, minute int, do func(context.Context) error) { s.at(day, hour, minute, do) })
	}
	carry("carry late", 0, true, func(hour, minute int, do func(context.Context) error) { s.daysAgo(2, hour, minute, do) })
}
