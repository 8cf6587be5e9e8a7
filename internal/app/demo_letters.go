package app

// demoLetter is one incoming document of the demo bureau and how far it went.
type demoLetter struct {
	DaysAgo  int
	Source   string
	Organ    string
	Number   string
	Title    string
	Kind     string
	Class    string
	Urgency  string
	Pages    int64
	Wants    bool // asks for an answer
	Opinion  string
	Hosts    []string // department codes: ywk zfk qyk fgk bgs
	Assists  []string
	Readers  []string // logins
	Result   string
	Replied  bool   // by an outgoing document
	StopsAt  string // node id where it waits today; "" = closed
	Returned bool   // went back once on its way
}

// demoLetters are the kinds of letters that reach a city bureau in a year.
var demoLetters = []demoLetter{
	{DaysAgo: 330, Source: "公文交换", Organ: "云泽市人民政府办公室", Number: "云政办发〔2025〕61号", Title: "关于做好2026年元旦春节期间有关工作的通知", Kind: "通知", Class: "办件", Pages: 6, Opinion: "拟请办公室牵头落实，各科室配合。", Hosts: []string{"bgs"}, Assists: []string{"ywk", "zfk"}, Result: "已安排节日值班和安全检查，无异常情况。"},
	{DaysAgo: 318, Source: "纸质", Organ: "云泽市财政局", Number: "云财预〔2026〕3号", Title: "关于批复2026年部门预算的通知", Kind: "通知", Class: "办件", Pages: 12, Opinion: "拟请局长阅示，办公室按批复执行。", Hosts: []string{"bgs"}, Result: "预算批复已分解到各科室。"},
	{DaysAgo: 301, Source: "公文交换", Organ: "云泽市档案局", Number: "云档函〔2026〕5号", Title: "关于开展机关档案工作年度检查的函", Kind: "函", Class: "办件", Pages: 3, Wants: true, Opinion: "拟请办公室自查并函复。", Hosts: []string{"bgs"}, Result: "自查已完成，自查报告随复函报送。", Replied: true},
	{DaysAgo: 287, Source: "公文交换", Organ: "中共云泽市委办公室", Number: "云办发〔2026〕8号", Title: "关于进一步精简会议和文件的若干措施", Kind: "通知", Class: "阅件", Pages: 8, Opinion: "拟请局领导和各科室负责人传阅。", Readers: []string{"juzhang", "fujuzhang1", "fujuzhang2", "yewukezhang"}},
	{DaysAgo: 266, Source: "电报", Organ: "云泽市应急管理局", Number: "云应急电〔2026〕11号", Title: "关于做好强降雨防范应对工作的紧急通知", Kind: "电报", Class: "办件", Urgency: "特急", Pages: 2, Opinion: "拟请执法监督科立即部署企业排查。", Hosts: []string{"zfk"}, Assists: []string{"qyk"}, Result: "已排查重点企业 36 家，整改隐患 4 处。"},
	{DaysAgo: 240, Source: "纸质", Organ: "云泽市市场监督管理局", Number: "云市监函〔2026〕27号", Title: "关于商请联合开展计量专项检查的函", Kind: "函", Class: "办件", Pages: 4, Wants: true, Opinion: "拟请执法监督科办理并函复。", Hosts: []string{"zfk"}, Assists: []string{"fgk"}, Result: "同意联合检查，已派 2 人参加。", Replied: true, Returned: true},
	{DaysAgo: 215, Source: "公文交换", Organ: "云泽市人力资源和社会保障局", Number: "云人社发〔2026〕14号", Title: "关于组织参加公务员网络培训的通知", Kind: "通知", Class: "阅件", Pages: 5, Opinion: "拟传阅后存查。", Readers: []string{"fujuzhang1", "yewukezhang", "zhifakezhang", "qiyekezhang", "faguikezhang"}},
	{DaysAgo: 190, Source: "公文交换", Organ: "云泽市人民政府", Number: "云政发〔2026〕12号", Title: "关于印发优化营商环境三年行动方案的通知", Kind: "通知", Class: "办件", Pages: 18, Opinion: "拟请企业服务科牵头分解任务。", Hosts: []string{"qyk"}, Assists: []string{"ywk", "fgk"}, Result: "任务分解为 23 项，责任科室和时限已明确。"},
	{DaysAgo: 164, Source: "其他", Organ: "云泽东方商贸有限公司", Number: "", Title: "关于请求协调物流通道问题的来函", Kind: "便函", Class: "办件", Pages: 2, Wants: true, Opinion: "拟请企业服务科了解情况后答复。", Hosts: []string{"qyk"}, Result: "已协调交通部门开通临时通道，企业表示满意。", Replied: true},
	{DaysAgo: 139, Source: "公文交换", Organ: "云泽市统计局", Number: "云统函〔2026〕33号", Title: "关于报送上半年行业运行情况的函", Kind: "函", Class: "办件", Urgency: "加急", Pages: 3, Wants: true, Opinion: "拟请综合业务科按时报送。", Hosts: []string{"ywk"}, Result: "上半年行业运行情况已报送。", Replied: true},
	{DaysAgo: 112, Source: "纸质", Organ: "云泽市司法局", Number: "云司通〔2026〕19号", Title: "关于开展规范性文件清理工作的通知", Kind: "通知", Class: "办件", Pages: 7, Opinion: "拟请法规科牵头清理。", Hosts: []string{"fgk"}, Assists: []string{"ywk", "zfk", "qyk"}, Result: "共清理 14 件，拟废止 2 件、修改 3 件。"},
	{DaysAgo: 88, Source: "公文交换", Organ: "中共云泽市纪律检查委员会", Number: "云纪发〔2026〕6号", Title: "关于中秋国庆期间加强作风建设的通知", Kind: "通知", Class: "阅件", Pages: 4, Opinion: "拟请局领导班子成员和各科室负责人传阅。", Readers: []string{"juzhang", "fujuzhang1", "fujuzhang2", "jijianzuzhang", "yewukezhang", "zhifakezhang"}},
	{DaysAgo: 63, Source: "公文交换", Organ: "云泽市人民政府办公室", Number: "云政办函〔2026〕71号", Title: "关于征求数据共享管理办法意见的函", Kind: "函", Class: "办件", Pages: 9, Wants: true, Opinion: "拟请法规科汇总各科室意见后函复。", Hosts: []string{"fgk"}, Assists: []string{"ywk"}, Result: "汇总意见 5 条，已函复。", Replied: true},
	{DaysAgo: 37, Source: "公文交换", Organ: "云泽市发展和改革委员会", Number: "云发改〔2026〕58号", Title: "关于做好2027年重点项目申报工作的通知", Kind: "通知", Class: "办件", Pages: 10, Opinion: "拟请综合业务科组织申报。", Hosts: []string{"ywk"}, Result: "已申报重点项目 3 个。"},
	{DaysAgo: 16, Source: "公文交换", Organ: "云泽市人民政府办公室", Number: "云政办函〔2026〕87号", Title: "关于报送冬季安全生产专项督查情况的通知", Kind: "通知", Class: "办件", Pages: 5, Wants: true, Opinion: "拟请执法监督科牵头，按期报送。", Hosts: []string{"zfk"}, Assists: []string{"qyk"}, StopsAt: "handle"},
	{DaysAgo: 9, Source: "纸质", Organ: "云泽市机关事务管理局", Number: "云机管〔2026〕44号", Title: "关于开展节能降耗检查的通知", Kind: "通知", Class: "办件", Pages: 4, Opinion: "拟请办公室落实。", Hosts: []string{"bgs"}, StopsAt: "supervise"},
	{DaysAgo: 6, Source: "公文交换", Organ: "云泽市财政局", Number: "云财预〔2026〕112号", Title: "关于编制2027年度部门预算的通知", Kind: "通知", Class: "办件", Pages: 16, Opinion: "拟请局长批示，办公室牵头编制。", Hosts: []string{"bgs"}, Assists: []string{"ywk", "zfk", "qyk", "fgk"}, StopsAt: "distribute"},
	{DaysAgo: 5, Source: "公文交换", Organ: "中共云泽市委宣传部", Number: "云宣通〔2026〕23号", Title: "关于组织学习宣传活动的通知", Kind: "通知", Class: "阅件", Pages: 3, Opinion: "拟传阅后存查。", Readers: []string{"juzhang", "fujuzhang1", "fujuzhang2", "yewukezhang", "qiyekezhang"}, StopsAt: "circulate"},
	{DaysAgo: 2, Source: "公文交换", Organ: "云泽市生态环境局", Number: "云环函〔2026〕90号", Title: "关于商请提供重点排污企业名录的函", Kind: "函", Class: "办件", Pages: 3, Wants: true, Opinion: "拟请分管领导审核后报局长批示。", Hosts: []string{"zfk"}, StopsAt: "instruct"},
	{DaysAgo: 1, Source: "电报", Organ: "云泽市人民政府办公室", Number: "云政办发电〔2026〕41号", Title: "关于做好岁末年初值班值守工作的通知", Kind: "电报", Class: "办件", Urgency: "特急", Pages: 2, Opinion: "拟请办公室安排值班。", Hosts: []string{"bgs"}, StopsAt: "instruct"},
	{DaysAgo: 1, Source: "公文交换", Organ: "云泽市数据局", Number: "云数函〔2026〕12号", Title: "关于召开政务数据共享工作推进会的函", Kind: "会议通知", Class: "办件", Pages: 2, Opinion: "", StopsAt: "propose"},
	{DaysAgo: 0, Source: "公文交换", Organ: "云泽市商务局", Number: "", Title: "关于年货节活动安排的便函", Kind: "便函", Class: "办件", Pages: 1, StopsAt: "register"},
	{DaysAgo: 0, Source: "纸质", Organ: "云泽市总工会", Number: "", Title: "关于走访慰问困难职工的函", Kind: "函", Class: "办件", Pages: 2, StopsAt: "register"},
}
