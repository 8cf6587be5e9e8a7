package org

import (
	"context"
	"time"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/runner"
)

// demoDepartments of the demo bureau, by code.
var demoDepartments = []struct{ code, name string }{
	{"ld", "局领导"}, {"bgs", "办公室"}, {"ywk", "综合业务科"}, {"zfk", "执法监督科"}, {"qyk", "企业服务科"}, {"fgk", "法规科"}, {AdminDepartment, "系统管理"},
}

// demoPeople of the demo bureau: accounts are named after their posts.
var demoPeople = []struct {
	login, name, dept string
	posts             []string
}{
	{"juzhang", "王建华", "ld", []string{"juzhang", "shuji"}}, {"fujuzhang1", "孙立", "ld", []string{"fujuzhang"}},
	{"fujuzhang2", "何国强", "ld", []string{"fujuzhang"}}, {"jijianzuzhang", "邱敏", "ld", []string{"jijianzuzhang"}},
	{"bangongshizhuren", "陈静", "bgs", []string{"bangongshizhuren"}}, {"wenmi", "李倩", "bgs", []string{"wenmi"}},
	{"wenshu", "周敏", "bgs", []string{"wenshu", "zhiban"}}, {"yinzhang", "钱芳", "bgs", []string{"yinzhang"}},
	{"baomi", "吴磊", "bgs", []string{"baomi"}}, {"dangan", "冯雪", "bgs", []string{"dangan"}}, {"cheguan", "蒋涛", "bgs", []string{"cheguan"}},
	{"siji", "王强", "bgs", []string{"siji"}}, {"wuzi", "沈娟", "bgs", []string{"wuzi"}}, {"huiwu", "韩梅", "bgs", []string{"huiwu"}},
	{"xinfang", "郑红", "bgs", []string{"xinfang"}}, {"menwei", "杨德福", "bgs", []string{"menwei"}},
	{"yewukezhang", "赵晓明", "ywk", []string{"kezhang"}}, {"yewukeyuan", "许文", "ywk", []string{"keyuan", "wenjian"}},
	{"zhifakezhang", "马超", "zfk", []string{"kezhang"}}, {"zhifakeyuan", "何涛", "zfk", []string{"keyuan", "wenjian"}},
	{"qiyekezhang", "刘伟", "qyk", []string{"kezhang"}}, {"qiyekeyuan", "唐琳", "qyk", []string{"keyuan", "wenjian"}},
	{"faguikezhang", "黄颖", "fgk", []string{"kezhang"}}, {"faguikeyuan", "罗翔宇", "fgk", []string{"keyuan", "wenjian"}},
	{"xitong", "管一", "gl", []string{"xitong"}}, {"anquan", "管二", "gl", []string{"anquan"}}, {"shenji", "管三", "gl", []string{"shenji"}},
}

// demoCharges: which leader is in charge of which department.
var demoCharges = map[string]string{"bgs": "fujuzhang1", "fgk": "fujuzhang1", "ywk": "fujuzhang2", "zfk": "fujuzhang2", "qyk": "fujuzhang2"}

// Demo makes the departments, people and posts of the demo bureau and gives
// their ids by login and by department code.
func Demo(ctx context.Context, s *Service, from time.Time) (_ map[string]string, err error) {
	defer errs.Wrap(&err, "org.Demo")
	system := runner.Actor{Via: "demo"}
	ids := map[string]string{}
	for _, d := range demoDepartments {
		if ids[d.code], err = s.AddDepartment(ctx, system, "", d.code, d.name); err != nil {
			return nil, err
		}
	}
	for _, p := range demoPeople {
		if ids[p.login], err = s.AddPerson(ctx, system, "", p.login, p.name); err != nil {
			return nil, err
		}
		for _, post := range p.posts {
			if _, err := s.Appoint(ctx, system, "", ids[p.login], post, ids[p.dept], from); err != nil {
				return nil, err
			}
		}
	}
	for _, d := range demoDepartments { // in order, so that each run writes the same
		if leader := demoCharges[d.code]; leader != "" {
			if _, err := s.SetCharge(ctx, system, "", ids[leader], ids[d.code], from); err != nil {
				return nil, err
			}
		}
	}
	for _, row := range []struct{ post, dept, by string }{
		{"wenshu", ids["bgs"], "wenmi"}, {"bangongshizhuren", ids["bgs"], "wenmi"}, {"juzhang", ids["ld"], "fujuzhang"},
	} {
		if _, err := s.SetStandIn(ctx, system, "", row.post, row.dept, row.by, 1); err != nil {
			return nil, err
		}
	}
	return ids, nil
}
