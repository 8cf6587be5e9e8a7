package font

import (
	"strings"

	"guiju.cn/guiju/internal/typeset/page"
)

// Roles are all roles, in the order of GB/T 9704.
var Roles = []page.Role{page.Fang, page.Kai, page.Hei, page.BiaoSong, page.Song}

// family is a font that may fill a role, by any of its names.
type family struct {
	names string // separated by |
	free  bool   // not the one the standard's users mean: a stand-in
	// foreign: its digits and Latin do not suit official text; those of 宋体 do.
	foreign bool
}

// families are the fonts that may fill a role, best first. Names differ by the
// version of Windows and of the maker: spaces, hyphens, underscores and case are
// not compared.
func families(role page.Role) []family {
	switch role {
	case page.Fang:
		return []family{
			{names: "仿宋_GB2312|FangSong_GB2312|FS_GB2312"},
			{names: "仿宋|FangSong|SimFang"},
			{names: "方正仿宋_GBK|FZFangSong-Z02|方正仿宋简体|FZFangSong-Z02S|FZFSK|FZFSJW"},
			{names: "华文仿宋|STFangsong"},
			{names: "朱雀仿宋|Zhuque Fangsong|Zhuque Fangsong (technical preview)", free: true},
			{names: "FandolFang|FandolFang R|FandolFang-Regular", free: true, foreign: true},
		}
	case page.Kai:
		return []family{
			{names: "楷体_GB2312|KaiTi_GB2312|KT_GB2312"},
			{names: "楷体|KaiTi|SimKai"},
			{names: "方正楷体_GBK|FZKai-Z03|方正楷体简体|FZKai-Z03S|FZKTK|FZKTJW"},
			{names: "华文楷体|STKaiti"},
			{names: "霞鹜文楷|LXGW WenKai|LXGWWenKai-Regular|霞鹜文楷 GB|LXGW WenKai GB", free: true},
			{names: "FandolKai|FandolKai R|FandolKai-Regular", free: true, foreign: true},
			{names: "AR PL UKai CN|AR PL KaitiM GB|文鼎PL中楷|文鼎PL简中楷", free: true},
		}
	case page.Hei:
		return []family{
			{names: "黑体|SimHei"},
			{names: "方正黑体_GBK|FZHei-B01|方正黑体简体|FZHei-B01S|FZHTK|FZHTJW"},
			{names: "华文黑体|STHeiti"},
			{names: "Noto Sans SC Medium|思源黑体 Medium|Source Han Sans SC Medium|Noto Sans CJK SC Medium", free: true},
			{names: "Noto Sans SC|思源黑体|Source Han Sans SC|Noto Sans CJK SC", free: true},
			{names: "文泉驿正黑|WenQuanYi Zen Hei|文泉驿微米黑|WenQuanYi Micro Hei", free: true},
			{names: "FandolHei|FandolHei R|FandolHei-Regular", free: true},
		}
	case page.BiaoSong:
		return []family{
			{names: "方正小标宋_GBK|FZXiaoBiaoSong-B05|FZXBSK--GBK1-0"},
			{names: "方正小标宋简体|FZXiaoBiaoSong-B05S|FZXBSJW--GB1-0|方正小标宋"},
			{names: "华文中宋|STZhongsong"},
			{names: "Noto Serif SC Black|思源宋体 Heavy|Source Han Serif SC Heavy|Noto Serif CJK SC Black", free: true},
			{names: "Noto Serif SC Bold|思源宋体 Bold|Source Han Serif SC Bold|Noto Serif CJK SC Bold", free: true},
			{names: "FandolSong-Bold|FandolSong B|FandolSong Bold", free: true},
		}
	default:
		return []family{
			{names: "宋体|SimSun"},
			{names: "新宋体|NSimSun"},
			{names: "方正书宋_GBK|FZShuSong-Z01|方正书宋简体|FZShuSong-Z01S|FZSSK|FZSSJW"},
			{names: "华文宋体|STSong"},
			{names: "Noto Serif SC|思源宋体|Source Han Serif SC|Noto Serif CJK SC", free: true},
			{names: "FandolSong|FandolSong R|FandolSong-Regular", free: true},
			{names: "宋体-ExtB|SimSun-ExtB|宋体-方正超大字符集|SimSun (Founder Extended)"},
			{names: "SimSun-ExtG|BabelStone Han|遍黑体|Plangothic P1|Plangothic P2", free: true},
		}
	}
}

var plain = strings.NewReplacer(" ", "", "-", "", "_", "")

// normal is a name as it is compared.
func normal(name string) string { return plain.Replace(strings.ToLower(name)) }

func (f family) has(label string) bool {
	for name := range strings.SplitSeq(f.names, "|") {
		if normal(name) == label {
			return true
		}
	}
	return false
}
