package org

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/norm"
)

// ruleVersion is the reading of the general rules that these functions follow.
const ruleVersion = "2026-11"

// administratorsApart is G-08: an administrator holds no work post and no second
// administrator's post.
func administratorsApart(post PostInfo, held []string) *norm.Refusal {
	for _, code := range held {
		other, _ := PostByCode(code)
		if (post.Admin || other.Admin) && code != post.Code {
			return &norm.Refusal{
				Clause: "G-08", RuleVersion: ruleVersion,
				Title:  "没有任命：" + post.Name + "与" + other.Name + "不能由同一人担任",
				Detail: "系统管理员、安全保密管理员、安全审计员不兼任业务岗位，也不互相兼任。没有改动。",
				Inputs: map[string]any{"post": post.Code, "held": held},
			}
		}
	}
	return nil
}

// administratorsNotHandedOn is G-08 for proxies: what an administrator may do is
// not handed on, and an administrator takes on no work.
func administratorsNotHandedOn(giverPosts, takerPosts []string) *norm.Refusal {
	for _, posts := range [][]string{giverPosts, takerPosts} {
		if i := slices.IndexFunc(posts, isAdmin); i >= 0 {
			return &norm.Refusal{
				Clause: "G-08", RuleVersion: ruleVersion, Title: "没有授权代理：" + PostNames(posts[i:i+1]) + "不作代理，也不由他人代理",
				Detail: "系统管理员、安全保密管理员、安全审计员与业务岗位分开。没有改动。",
				Inputs: map[string]any{"giver": giverPosts, "taker": takerPosts},
			}
		}
	}
	return nil
}

// administratorsNotStoodInFor is G-08 for the stand-in table.
func administratorsNotStoodInFor(post, by PostInfo) *norm.Refusal {
	if !post.Admin && !by.Admin {
		return nil
	}
	return &norm.Refusal{
		Clause: "G-08", RuleVersion: ruleVersion, Title: "没有加入顶岗表：" + by.Name + "不能顶岗" + post.Name,
		Detail: "系统管理员、安全保密管理员、安全审计员不顶岗，也不由他人顶岗；空缺时另行任命。没有改动。",
		Inputs: map[string]any{"post": post.Code, "by": by.Code},
	}
}

// administratorStays is G-08: each of the three administrators' posts stays held,
// or nobody could appoint, decide as a second, or check any more.
func administratorStays(post, title string) *norm.Refusal {
	return &norm.Refusal{
		Clause: "G-08", RuleVersion: ruleVersion, Title: title + "：没有别的" + PostName(post) + "了",
		Detail:   "三员各至少有一人在任。先任命接任的人，再结束原来的任职。没有改动。",
		Inputs:   map[string]any{"post": post},
		Remedies: []norm.Remedy{{Label: "任命接任的人", Action: "/people"}},
	}
}

// emptied is G-04 for a department that is dissolved: nobody holds a post in it.
func emptied(name string, holders int64) *norm.Refusal {
	if holders == 0 {
		return nil
	}
	return &norm.Refusal{
		Clause: "G-04", RuleVersion: ruleVersion, Title: fmt.Sprintf("没有撤销%s：还有 %d 人在这个科室任职", name, holders),
		Detail: "先结束他们在这个科室的任职，或任命到别的科室。没有改动。", Inputs: map[string]any{"holders": holders},
	}
}

// leftInHand is G-04 for a department that is dissolved: what still waits for it
// falls to somebody by the stand-in table.
func leftInHand(name string, waiting int, taken bool) *norm.Refusal {
	if waiting == 0 || taken {
		return nil
	}
	return &norm.Refusal{
		Clause: "G-04", RuleVersion: ruleVersion, Title: fmt.Sprintf("没有撤销%s：还有 %d 件待办，顶岗表没有写明由谁接办", name, waiting),
		Detail: "在顶岗表里为这个科室的负责人写明顶岗的岗位，待办就转给顶岗的人。没有改动。", Inputs: map[string]any{"waiting": waiting},
		Remedies: []norm.Remedy{{Label: "去写顶岗表", Action: "/standins"}},
	}
}

// OnlyPost is G-04 for what is kept by certain posts.
func OnlyPost(title string, posts ...string) *norm.Refusal {
	return &norm.Refusal{
		Clause: "G-04", RuleVersion: ruleVersion, Title: title + "：由" + PostNames(posts) + "办理",
		Detail: "没有改动任何内容。", Inputs: map[string]any{"posts": posts},
	}
}

// nothingHeld is G-04 for who leaves: nobody would be named for what they still
// hold.
func nothingHeld(personID string, things []HeldThing) *norm.Refusal {
	if len(things) == 0 {
		return nil
	}
	var kinds []string
	for _, t := range things {
		if !slices.Contains(kinds, t.Kind) {
			kinds = append(kinds, t.Kind)
		}
	}
	return &norm.Refusal{
		Clause: "G-04", RuleVersion: ruleVersion, Title: "没有办理离岗：名下还有未交接的事项（" + strings.Join(kinds, "、") + "）",
		Detail:   "先把名下的事项交接给他人。没有改动。",
		Inputs:   map[string]any{"count": len(things), "person": personID},
		Remedies: []norm.Remedy{{Label: "查看名下事项", Action: "/people/" + personID + "/leave"}},
	}
}

// oneLine tells whether a text can be stored as a name: something, on one line,
// at most 60 characters.
func oneLine(text string) bool {
	return strings.TrimSpace(text) != "" && utf8.ValidString(text) && utf8.RuneCountInString(text) <= 60 &&
		!strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// period checks dates and reason of a proxy or an absence.
func period(from, to time.Time, reason string) error {
	if !to.After(from) || from.IsZero() {
		return errs.New(errs.Invalid, "截止须晚于开始")
	}
	if strings.TrimSpace(reason) == "" || !utf8.ValidString(reason) || utf8.RuneCountInString(reason) > 200 {
		return errs.New(errs.Invalid, "写明原因，不超过 200 字")
	}
	return nil
}
