package admin

import (
	"context"
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/bureau"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

// step is one thing that a new bureau does before real work begins.
type step struct {
	id, title, note string
	who             string // post; "" = the 系统管理员
	optional        bool
	href            string // page where it is entered, if that is not the step's own
	missing         func(ctx context.Context, q store.Querier, s *setupFacts) ([]string, error)
	draw            func(c *web.Call, failed *web.Failed, s *setupFacts) (ui.TablePart, error)
	save            func(c *web.Call) (*web.Failed, error)
}

// setupFacts is what the steps look at, read once.
type setupFacts struct {
	year        int
	said        bureau.Facts
	posts       []org.DatedPost
	departments []org.Department
	charges     []org.DatedCharge
	standins    []org.StandIn
	rules       []bureau.Rule
	starts      map[string]bureau.Start
}

func (a *Admin) readFacts(ctx context.Context, q store.Querier) (_ *setupFacts, err error) {
	defer errs.Wrap(&err, "admin.readFacts")
	now := a.Engine.Runner().Now()
	s := &setupFacts{year: clock.DateOf(now).Year()}
	if s.said, err = bureau.Read(ctx, q, s.year); err != nil {
		return nil, err
	}
	if s.posts, err = org.DatedPosts(ctx, q, org.PostsAsked{At: clock.Millis(now)}); err != nil {
		return nil, err
	}
	if s.departments, err = org.Departments(ctx, q); err != nil {
		return nil, err
	}
	if s.charges, err = org.DatedCharges(ctx, q, "", clock.Millis(now)); err != nil {
		return nil, err
	}
	if s.standins, err = org.StandIns(ctx, q); err != nil {
		return nil, err
	}
	if s.rules, err = bureau.Rules(ctx, q); err != nil {
		return nil, err
	}
	s.starts, err = bureau.Starts(ctx, q, s.year)
	return s, err
}

func (s *setupFacts) holders(post string) []string {
	var names []string
	for _, p := range s.posts {
		if p.Post == post {
			names = append(names, p.Person)
		}
	}
	return names
}

// neededPosts are those without which hardly anything can be done.
var neededPosts = []string{"juzhang", "bangongshizhuren", "wenmi", "wenshu", "yinzhang", "baomi"}

// steps is the first run in order; what the specifications ask stands before the
// last.
func (a *Admin) steps() []step {
	all := []step{
		{id: "name", title: "单位名称", note: "显示在每一页和每一份打印件上", missing: missingName, draw: a.drawName, save: a.saveName},
		{id: "admins", title: "三员", note: "三个人，不兼业务岗位，也不互相兼", missing: missingAdmins, draw: a.drawAdmins, save: a.saveAdmins},
		{id: "people", title: "科室和人员", note: "从 Excel 导入，或逐个增加", missing: missingPeople, draw: a.drawPeople},
		{id: "posts", title: "岗位", note: "没有人任的岗位，轮到它的事就没有人办", missing: missingPosts, draw: a.drawPosts},
		{id: "charges", title: "分管", note: "每个科室由哪位局领导分管", missing: missingCharges, draw: a.drawCharges, save: a.saveCharges},
		{id: "standins", title: "顶岗表", note: "岗位空缺、人员外出时由谁接办", missing: missingStandIns, draw: a.drawStandIns, save: a.saveStandIns},
		{id: "numbers", title: "今年已用的编号", note: "接着纸质登记簿往下编，不重、不跳（G-02）", missing: a.missingNumbers, draw: a.drawNumbers, save: a.saveNumbers},
		{id: "rules", title: "规章", note: "本局印发的规章，至少有" + bureau.NeededRule, missing: missingRules, draw: a.drawRules, save: a.saveRule},
		{id: "holidays", title: "放假安排", note: "期限按工作日算，先核对今年的放假和调休", missing: missingHolidays, draw: a.drawHolidays, save: a.saveHolidays},
		{id: "secrecy", title: "涉密声明", note: "本系统不存储、处理国家秘密（1-04-6）", who: "anquan", missing: missingSecrecy, draw: a.drawSecrecy, save: a.saveSecrecy},
	}
	for _, f := range a.Modules.FirstRun() {
		ask := f.Missing
		one := step{id: "m-" + f.ID, title: f.Title, note: f.Asks, optional: f.Optional, href: f.Href, missing: func(ctx context.Context, q store.Querier, _ *setupFacts) ([]string, error) { return ask(ctx, q) }}
		if len(f.Fields) > 0 {
			one.draw = func(c *web.Call, failed *web.Failed, _ *setupFacts) (ui.TablePart, error) {
				return a.drawAsked(c, failed, f)
			}
			one.save = func(c *web.Call) (*web.Failed, error) { return a.saveAsked(c, f) }
		}
		all = append(all, one)
	}
	return all
}

func missingName(_ context.Context, _ store.Querier, s *setupFacts) ([]string, error) {
	if s.said.Name.At == 0 {
		return []string{"单位名称"}, nil
	}
	return nil, nil
}

// administrators are the posts of the three.
var administrators = []string{"xitong", "anquan", "shenji"}

func missingAdmins(_ context.Context, _ store.Querier, s *setupFacts) ([]string, error) {
	var lines []string
	for _, post := range administrators {
		names := s.holders(post)
		switch {
		case len(names) == 0:
			lines = append(lines, "还没有"+org.PostName(post))
		case names[0] == post || names[0] == org.PostName(post):
			lines = append(lines, org.PostName(post)+"还没有写真实姓名")
		}
	}
	return lines, nil
}

func missingPeople(_ context.Context, _ store.Querier, s *setupFacts) ([]string, error) {
	var lines []string
	works := false
	for _, d := range s.departments {
		in, heads := 0, 0
		for _, p := range s.posts {
			if info, _ := org.PostByCode(p.Post); p.DeptID == d.ID && !info.Admin {
				in++
				if info.Heads || info.Leader {
					heads++
				}
			}
		}
		works = works || in > 0
		if in > 0 && heads == 0 {
			lines = append(lines, d.Name+"还没有负责人")
		}
	}
	if !works {
		return []string{"还没有科室和人员"}, nil
	}
	return lines, nil
}

func missingPosts(_ context.Context, _ store.Querier, s *setupFacts) ([]string, error) {
	var lines []string
	for _, post := range neededPosts {
		if len(s.holders(post)) == 0 {
			lines = append(lines, "还没有人任"+org.PostName(post))
		}
	}
	return lines, nil
}

// uncharged are the departments without a leader in charge.
func (s *setupFacts) uncharged() []org.Department {
	var list []org.Department
	for _, d := range s.departments {
		led := !needsLeader(s.posts, d.ID)
		for _, c := range s.charges {
			led = led || c.DeptID == d.ID
		}
		if !led {
			list = append(list, d)
		}
	}
	return list
}

func missingCharges(_ context.Context, _ store.Querier, s *setupFacts) ([]string, error) {
	var lines []string
	for _, d := range s.uncharged() {
		lines = append(lines, d.Name+"还没有分管领导")
	}
	if len(s.departments) < 2 && len(lines) == 0 {
		return []string{"先建科室和人员"}, nil
	}
	return lines, nil
}

func missingStandIns(_ context.Context, _ store.Querier, s *setupFacts) ([]string, error) {
	if len(s.standins) == 0 {
		return []string{"顶岗表是空的"}, nil
	}
	return nil, nil
}

func (a *Admin) missingNumbers(_ context.Context, _ store.Querier, s *setupFacts) ([]string, error) {
	var lines []string
	if opened := s.said.Opened.At; opened != 0 && clock.DateOf(clock.FromMillis(opened)).Year() < s.year {
		return nil, nil // a new year begins with number 1
	}
	for _, x := range a.Modules.Series() {
		if _, said := s.starts[x.Name]; !said {
			lines = append(lines, x.Title+"还没有写明用到第几号（没有用过的写 0）")
		}
	}
	return lines, nil
}

func missingRules(_ context.Context, _ store.Querier, s *setupFacts) ([]string, error) {
	for _, r := range s.rules {
		if strings.Contains(r.Title, bureau.NeededRule) {
			return nil, nil
		}
	}
	return []string{bureau.NeededRule}, nil
}

func missingHolidays(_ context.Context, _ store.Querier, s *setupFacts) ([]string, error) {
	if s.said.Holidays.At == 0 {
		return []string{fmt.Sprintf("%d 年的放假安排还没有核对", s.year)}, nil
	}
	return nil, nil
}

func missingSecrecy(_ context.Context, _ store.Querier, s *setupFacts) ([]string, error) {
	if s.said.NoSecrets.At == 0 {
		return []string{"安全保密管理员还没有声明"}, nil
	}
	return nil, nil
}

// checked is a step with what is missing of it.
type checked struct {
	step
	lines []string
}

// check looks at every step.
func (a *Admin) check(ctx context.Context, q store.Querier) (_ []checked, _ *setupFacts, err error) {
	defer errs.Wrap(&err, "admin.check")
	facts, err := a.readFacts(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	var all []checked
	for _, s := range a.steps() {
		lines, err := s.missing(ctx, q, facts)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, checked{s, lines})
	}
	return all, facts, nil
}

// Missing names the steps of the first run that real work waits for.
func (a *Admin) Missing(ctx context.Context, q store.Querier) ([]string, error) {
	all, _, err := a.check(ctx, q)
	var titles []string
	for _, s := range all {
		if len(s.lines) > 0 && !s.optional {
			titles = append(titles, s.title)
		}
	}
	return titles, err
}
