package app

import (
	"context"
	"strings"
	"time"

	"guiju.cn/guiju/internal/bureau"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/ruling"
)

// demoExceptions are the 特事 of the demo's year: made good in time, late, not
// yet, and one that is overdue, so that its power is suspended.
var demoExceptions = []struct {
	daysAgo                int
	kind, clause, who, how string
	what, evidence         string
	confirmedAfter         int // working days; 0 = never
}{
	{210, "电话或口头批准", "1-02-1.3", "juzhang", "电话", "防汛会商结论须当晚传达，局长在省里开会，电话同意先分送执法监督科", "20:14 通话记录：局长同意先分送，返岗后补批示。", 1},
	{96, "先办后补", "1-02-4.1", "fujuzhang1", "当面", "原件被主办科室带去现场核对，当面同意先办理、次日归还", "科室借走原件的条子，孙立签字。", 5},
	{31, "值班代收", "1-02-1.1", "bangongshizhuren", "短信", "周六晚收到加急电报，值班员代收并电话报告，周一补登记", "22:05 短信：已收到电报一份，先送值班领导。", 1},
	{12, "纸质签字代录", "1-02-1.3", "fujuzhang2", "纸质签字", "副局长在下乡途中在打印件上签了意见，由文书代录", "签有意见的打印件，第 1 页。", 0},
	{0, "电话或口头批准", "1-02-1.2", "fujuzhang1", "电话", "局长和分管领导都在外地，电话同意明天一早送阅", "09:20 通话记录：明早送阅。", 0},
}

// rule adopts the regulation that no bureau works without here.
func (d *demo) rule(ctx context.Context, on clock.Date) error {
	file, _, err := d.a.Web.StoreUpload(ctx, operator, ident.Secret(), bureau.NeededRule+".txt", strings.NewReader("云泽市示范局印章使用管理规定（示范数据）\n第一条 用印凭局领导签发的发文稿或批准意见。\n"))
	if err != nil {
		return err
	}
	return d.a.Bureau.AdoptRule(ctx, operator, "", bureau.Rule{Title: bureau.NeededRule, AdoptedOn: on, FileID: file})
}

// planExceptions puts them into the year.
func (d *demo) planExceptions(now time.Time) {
	for i, x := range demoExceptions {
		var id string
		at := now.Add(-20 * time.Minute)
		if x.daysAgo > 0 {
			at = moment(clock.DateOf(now.AddDate(0, 0, -x.daysAgo)), 0, 10, 5*i)
		}
		d.events = append(d.events, event{at, func(ctx context.Context) (err error) {
			file, err := d.keep(ctx, "wenshu", "凭据.txt", strings.NewReader(x.evidence))
			if err != nil {
				return err
			}
			id, err = d.a.Ruling.Record(ctx, d.actor("wenshu"), ident.Secret(), ruling.Exception{
				Kind: x.kind, Clause: x.clause, What: x.what, AllowedBy: d.ids[x.who], AllowedAt: clock.Millis(at.Add(-40 * time.Minute)), How: x.how, Evidence: file,
			})
			return err
		}})
		if x.confirmedAfter > 0 {
			d.events = append(d.events, event{moment(clock.DateOf(at), x.confirmedAfter, 9, 30), func(ctx context.Context) error {
				return d.a.Ruling.MakeGood(ctx, d.actor(x.who), ident.Secret(), id, "本人确认属实")
			}})
		}
	}
}
