package incoming

import "guiju.cn/guiju/internal/clock"

// Proposal is the form of 拟办: who instructs and who should handle it, or who
// reads it.
type Proposal struct {
	Class         string     `name:"class" label:"阅件或办件" kind:"choice" options:"办件|阅件" rule:"required" width:"s"`
	Route         string     `name:"route" label:"办理方式" kind:"choice" options:"=先送领导批示|先分办=先分办、同步送阅" width:"m" when:"class=办件" hint:"先分办只限局长书面列明的类别"`
	Auditors      []string   `name:"auditors" label:"送审核的分管领导" kind:"people" from:"leaders" ordered:"yes" when:"class=办件"`
	AuditTogether string     `name:"audit_together" label:"审核次序" kind:"choice" options:"依次|同时" width:"s" when:"class=办件"`
	Leaders       []string   `name:"leaders" label:"送批示的领导" kind:"people" from:"leaders" ordered:"yes" hint:"依次批示时按所选先后；先分办的，同步送这些领导阅" when:"class=办件"`
	Together      string     `name:"together" label:"批示次序" kind:"choice" options:"依次|同时" rule:"required" width:"s" when:"class=办件"`
	Hosts         []string   `name:"hosts" label:"建议主办科室" kind:"departments" from:"departments" when:"class=办件"`
	Assistors     []string   `name:"assistors" label:"建议协办科室" kind:"departments" from:"departments" when:"class=办件"`
	Readers       []string   `name:"readers" label:"传阅人员" kind:"people" from:"people" ordered:"yes" when:"class=阅件"`
	ReadOrder     string     `name:"read_order" label:"传阅次序" kind:"choice" options:"依次|同时" width:"s" when:"class=阅件" hint:"依次传阅时外出的先跳过，回来补阅"`
	Purpose       string     `name:"purpose" label:"传阅目的" kind:"text" rule:"max=100" width:"m" when:"class=阅件"`
	Folder        string     `name:"folder" label:"传阅夹编号" kind:"text" rule:"max=20" width:"s" when:"class=阅件"`
	ReadBy        clock.Date `name:"read_by" label:"阅毕期限" kind:"date" width:"s" when:"class=阅件"`
	Deadline      clock.Date `name:"deadline" label:"办理期限" kind:"date" width:"s" when:"class=办件"`
}

// Gathering is the form of 归集批示: what holds where instructions differ (1-02-R1).
type Gathering struct {
	Verdict string `name:"verdict" label:"各位领导的批示" kind:"choice" options:"一致=意思一致，照办|请示=不一致，请示局长" rule:"required" width:"m"`
	Note    string `name:"note" label:"说明" kind:"longtext" rule:"max=500" width:"full" hint:"不一致的，写明分歧在哪里"`
}

// Original is the form of 原件收回 (1-02-4.1).
type Original struct {
	Place  string `name:"place" label:"原件存放位置" kind:"text" rule:"required,max=100" width:"m" hint:"如 办公室文件柜 2 号第 3 盒；电子件填“电子文件库”"`
	Copies int64  `name:"copies" label:"收回份数" kind:"number" unit:"份" rule:"required,min=1,max=9999" width:"s"`
}

// Distribution is the form of 分送: who hosts, who assists, and until when; who gets
// a copy of the instruction (1-02-4.2); or with which document it is handled as one.
type Distribution struct {
	Hosts     []string   `name:"hosts" label:"主办科室" kind:"departments" from:"departments"`
	Assistors []string   `name:"assistors" label:"协办科室" kind:"departments" from:"departments"`
	People    []string   `name:"people" label:"承办人员" kind:"people" from:"people"`
	Deadline  clock.Date `name:"deadline" label:"办理期限" kind:"date" width:"s"`
	CopyTo    []string   `name:"copy_to" label:"批示另送阅" kind:"people" from:"people"`
	Medium    string     `name:"medium" label:"批示复印件" kind:"choice" options:"纸质|电子" width:"s" hint:"纸质的逐份编号、贴码、到期收回"`
	Back      clock.Date `name:"back_by" label:"复印件交回期限" kind:"date" width:"s" when:"medium=纸质"`
	With      string     `name:"with" label:"并案" kind:"choice" from:"in hand" width:"m" hint:"与一件正在承办的文件合并办理"`
}

// Feedback is the form of 承办反馈 (1-02-R4).
type Feedback struct {
	Result string   `name:"result" label:"承办结果" kind:"longtext" rule:"required,max=2000" width:"full"`
	Answer string   `name:"answer" label:"复文号" kind:"text" rule:"max=60" width:"m" hint:"已答复来文机关的，填我局复文字号"`
	Files  []string `name:"files" label:"附件" kind:"files"`
}

// Answering is the form of 答复: the number under which the sender was answered.
type Answering struct {
	Answer string     `name:"answer" label:"复文号" kind:"text" rule:"required,max=60" width:"m" hint:"我局答复来文机关的发文字号"`
	SentOn clock.Date `name:"sent_on" label:"答复日期" kind:"date" rule:"required" width:"s"`
}

// Closing is the form of 督办办结, and of a document that was handled with another.
type Closing struct {
	Disposal string `name:"disposal" label:"去向" kind:"choice" options:"待归档|存查|年终清理" rule:"required" width:"s"`
	Answer   string `name:"answer" label:"复文号" kind:"text" rule:"max=60" width:"m" hint:"要求答复的文件必填"`
}

// Keeping is the form of 存查 for a document that was only to be read.
type Keeping struct {
	Place string `name:"place" label:"存放位置" kind:"text" rule:"required,max=100" width:"m"`
}
