package norm

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/clock"
)

// Setting is a value that a bureau may change from a date on; here its default.
type Setting struct {
	ID         string     `toml:"id"`
	Clause     string     `toml:"clause"`
	Name       string     `toml:"name"`
	Default    string     `toml:"default"` // a whole number unless Unit says otherwise
	Unit       string     `toml:"unit"`    // 工作日, 小时, …; 是否 and 岗位 are not numbers
	Min        int        `toml:"min"`     // of a number
	Max        int        `toml:"max"`     // of a number; 0 = no limit
	Decides    string     `toml:"decides"` // post that sets it; "" = the 局长
	Meaning    string     `toml:"meaning"`
	ValidFrom  clock.Date `toml:"valid_from"`
	Unverified bool       `toml:"unverified"` // 〔待核〕: local usage, for the bureau to confirm
	Confirms   bool       `toml:"confirms"`   // within which an exception from Clause is made good (G-09)
}

// SettingType is what a setting holds.
type SettingType string

// The types of settings.
const (
	Number   SettingType = "数字"
	YesNo    SettingType = "是否"
	PostName SettingType = "岗位" // the name of a post, or 分管领导
)

// Holds is the setting's type, said by its unit.
func (s Setting) Holds() SettingType {
	switch s.Unit {
	case "是否":
		return YesNo
	case "岗位":
		return PostName
	}
	return Number
}

// Decider is the post that sets it.
func (s Setting) Decider() string {
	if s.Decides == "" {
		return "juzhang"
	}
	return s.Decides
}

// Limits says for people what it may be: 1 至 5 工作日, 不少于 1 次, 是或否.
func (s Setting) Limits() string {
	switch {
	case s.Holds() == YesNo:
		return "是或否"
	case s.Holds() == PostName:
		return "岗位名称"
	case s.Max == 0:
		return fmt.Sprintf("不少于 %d %s", s.Min, s.Unit)
	}
	return fmt.Sprintf("%d 至 %d %s", s.Min, s.Max, s.Unit)
}

// Wrong says why a text cannot be the setting's value; "" if it can. Whether a
// post exists is for who knows the posts.
func (s Setting) Wrong(value string) string {
	switch s.Holds() {
	case YesNo:
		if !slices.Contains([]string{"是", "否"}, value) {
			return s.Name + "只能是“是”或“否”"
		}
		return ""
	case PostName:
		if strings.TrimSpace(value) == "" {
			return "选择" + s.Name
		}
		return ""
	case Number:
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < s.Min || s.Max != 0 && n > s.Max {
		return fmt.Sprintf("%s须为整数，%s", s.Name, s.Limits())
	}
	return ""
}
