package seal

import (
	"fmt"
	"slices"

	"guiju.cn/guiju/internal/norm"
)

// keepsSomething is 1-01-4.1: who asks for leave keeps a seal.
func keepsSomething(kept int) *norm.Refusal {
	if kept > 0 {
		return nil
	}
	return refusal("1-01-4.1", "", "没有请假：你现在没有保管印章", "这个流程只用于印章保管人离岗；一般外出在“我的”里登记。",
		norm.Remedy{Label: "登记外出", Action: "/me"})
}

// leaveEnds is 1-01-4.1: a leave ends after it begins, and not in the past.
func leaveEnds(in Leave, now int64) *norm.Refusal {
	switch {
	case in.To <= in.From:
		return refusal("1-01-4.1", "to", "没有请假：返岗时间须晚于离岗时间", "")
	case in.To <= now:
		return refusal("1-01-4.1", "to", "没有请假：返岗时间已过", "事后补报的，用“报告保管人突然离岗”。")
	}
	return nil
}

// relieved is 1-01-4.2: no leave without a temporary keeper, who is another person
// than the one who leaves and than the one who decides.
func relieved(in Relief, absent, decides string) *norm.Refusal {
	switch in.Temporary {
	case "":
		return refusal("1-01-4.2", "temporary", "没有批准：还没有指定临时保管人", "保管人离岗期间，印章须有临时保管人，并由分管领导监督交接。")
	case absent:
		return refusal("1-01-4.2", "temporary", "没有批准：临时保管人不能是离岗的本人", "")
	case decides:
		return refusal("G-08", "temporary", "没有批准：审批、监交的领导不能自己保管印章", "另选一人。")
	}
	return nil
}

// counted is 1-01-4.2: each of the three signatures is for the same number of
// seals.
func counted(in Handover, kept int) *norm.Refusal {
	if int(in.Count) == kept {
		return nil
	}
	r := refusal("1-01-4.2", "count", fmt.Sprintf("没有交接：应交接 %d 枚，清点 %d 枚", kept, in.Count), "三方清点一致后再签字；缺少印章的，立即报告。",
		norm.Remedy{Label: fmt.Sprintf("清点枚数改为 %d 枚", kept), Action: "approve", Prefill: map[string]string{"count": fmt.Sprint(kept)}})
	r.Inputs = map[string]any{"kept": kept, "counted": in.Count}
	return r
}

// twoOpen is 1-01-4.2: two people open and count, neither of them the absent one.
func twoOpen(in Sudden) *norm.Refusal {
	distinct := slices.Compact(slices.Sorted(slices.Values(in.Openers)))
	switch {
	case slices.Contains(distinct, in.Absent):
		return refusal("1-01-4.2", "openers", "没有报告：离岗的本人不能开柜清点", "")
	case len(distinct) != 2:
		return refusal("1-01-4.2", "openers", fmt.Sprintf("没有报告：开柜清点须两人，选了 %d 人", len(distinct)), "")
	}
	return nil
}

// withPictures is 1-01-4.2: what was found is photographed.
func withPictures(in Opening, kept, photos int) *norm.Refusal {
	switch {
	case photos+len(in.Photos) == 0:
		return refusal("1-01-4.2", "photos", "没有登记：还没有清点照片", "开柜清点须拍照留存。")
	case int(in.Count) != kept:
		return refusal("1-01-4.2", "count", fmt.Sprintf("没有登记：应有 %d 枚，清点 %d 枚", kept, in.Count), "缺少印章的，立即报告分管领导并登记遗失。",
			norm.Remedy{Label: "登记印章遗失", Action: "/start/" + KindChange + "?what=" + lost})
	}
	return nil
}
