package incoming

import "guiju.cn/guiju/internal/clock"

// Document is the content of a case: the incoming document as signed for and
// registered (1-02, Data). A signed-for one has only the fields of Receipt.
type Document struct {
	Source      string     `name:"source" label:"来源" kind:"choice" options:"纸质|公文交换|传真|电报|其他" rule:"required" width:"s"`
	Organ       string     `name:"organ" label:"来文机关" kind:"text" rule:"max=100" width:"m" column:"yes"`
	DocNumber   string     `name:"doc_number" label:"来文字号" kind:"text" rule:"max=60" width:"m" column:"yes"`
	Title       string     `name:"title" label:"标题" kind:"text" rule:"max=200" width:"full" column:"yes"`
	ReceivedOn  clock.Date `name:"received_on" label:"收文日期" kind:"date" width:"s" column:"yes"`
	DocDate     clock.Date `name:"doc_date" label:"成文日期" kind:"date" width:"s"`
	DocKind     string     `name:"doc_kind" label:"公文种类" kind:"choice" options:"决议|决定|命令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|便函|电报|会议通知|方案|其他" width:"s"`
	Class       string     `name:"class" label:"阅件或办件" kind:"choice" options:"办件|阅件" width:"s"`
	Urgency     string     `name:"urgency" label:"紧急程度" kind:"choice" options:"=无|特提|特急|加急|平急" width:"s"`
	Copies      int64      `name:"copies" label:"份数" kind:"number" unit:"份" rule:"required,min=1,max=9999" width:"s"`
	Pages       int64      `name:"pages" label:"页数" kind:"number" unit:"页" rule:"min=0,max=9999" width:"s"`
	Enclosures  int64      `name:"enclosures" label:"附件数" kind:"number" unit:"件" rule:"min=0,max=999" width:"s"`
	Deadline    clock.Date `name:"deadline" label:"办理期限" kind:"date" width:"s"`
	WantsAnswer bool       `name:"wants_answer" label:"要求答复来文机关" kind:"bool"`
	Twin        string     `name:"twin" label:"与已登记文件同号" kind:"choice" options:"=不同号|更正重发|文号重复" width:"m"`
	TwinReason  string     `name:"twin_reason" label:"同号仍单独登记的理由" kind:"text" rule:"max=200" width:"full"`
	Files       []string   `name:"files" label:"文件" kind:"files"`
	SignedBy    string     `name:"signed_by" label:"签收人" kind:"person"`
	SignedAt    int64      `name:"signed_at" label:"签收时间" kind:"time"`
}

// Receipt is the form of 签收: what is on the envelope or the exchange list.
type Receipt struct {
	Source string   `name:"source" label:"来源" kind:"choice" options:"纸质|公文交换|传真|电报|其他" rule:"required" width:"s"`
	Organ  string   `name:"organ" label:"来文机关" kind:"text" rule:"max=100" width:"m"`
	Title  string   `name:"title" label:"标题" kind:"text" rule:"max=200" width:"full" hint:"信封或清单上有就填，登记时可改"`
	Copies int64    `name:"copies" label:"份数" kind:"number" unit:"份" rule:"required,min=1,max=9999" width:"s"`
	Files  []string `name:"files" label:"文件" kind:"files" hint:"带密级标志的文件不能上传。"`
}

// Registration is the form of 登记 (1-02-1.1). What can be read from the
// document's text is proposed; the clerk confirms.
type Registration struct {
	Title       string     `name:"title" label:"标题" kind:"text" rule:"required,max=200" width:"full" hint:"与来文标题一致"`
	Organ       string     `name:"organ" label:"来文机关" kind:"text" rule:"required,max=100" width:"m"`
	DocNumber   string     `name:"doc_number" label:"来文字号" kind:"text" rule:"max=60" width:"m" hint:"如 云政办函〔2026〕87号；没有文号可不填"`
	DocDate     clock.Date `name:"doc_date" label:"成文日期" kind:"date" width:"s"`
	ReceivedOn  clock.Date `name:"received_on" label:"收文日期" kind:"date" rule:"required" width:"s"`
	DocKind     string     `name:"doc_kind" label:"公文种类" kind:"choice" options:"决议|决定|命令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|便函|电报|会议通知|方案|其他" rule:"required" width:"s"`
	Class       string     `name:"class" label:"阅件或办件" kind:"choice" options:"办件|阅件" rule:"required" width:"s"`
	Urgency     string     `name:"urgency" label:"紧急程度" kind:"choice" options:"=无|特提|特急|加急|平急" width:"s"`
	Copies      int64      `name:"copies" label:"份数" kind:"number" unit:"份" rule:"required,min=1,max=9999" width:"s"`
	Pages       int64      `name:"pages" label:"页数" kind:"number" unit:"页" rule:"min=0,max=9999" width:"s"`
	Enclosures  int64      `name:"enclosures" label:"附件数" kind:"number" unit:"件" rule:"min=0,max=999" width:"s"`
	Deadline    clock.Date `name:"deadline" label:"办理期限" kind:"date" width:"s"`
	WantsAnswer bool       `name:"wants_answer" label:"要求答复来文机关" kind:"bool"`
	Twin        string     `name:"twin" label:"与已登记文件同号" kind:"choice" options:"=不同号|更正重发|文号重复" width:"m"`
	TwinReason  string     `name:"twin_reason" label:"同号仍单独登记的理由" kind:"text" rule:"max=200" width:"full" when:"twin=更正重发|文号重复"`
	Files       []string   `name:"files" label:"文件" kind:"files" hint:"带密级标志的文件不能上传。"`
}

// Review is the form of 初审: ours and in order, or sent back with the reason.
type Review struct {
	Verdict string `name:"verdict" label:"初审结论" kind:"choice" options:"受理|退文" rule:"required" width:"s"`
	Reason  string `name:"reason" label:"退文理由" kind:"longtext" rule:"max=500" width:"full" hint:"不属本局办理、行文规则或格式不符等" when:"verdict=退文"`
}

// Proposal is the form of 拟办: who instructs and who should handle it.
type Proposal struct {
	Class     string     `name:"class" label:"阅件或办件" kind:"choice" options:"办件|阅件" rule:"required" width:"s"`
	Auditors  []string   `name:"auditors" label:"送审核的分管领导" kind:"people" from:"leaders" when:"class=办件"`
	Leaders   []string   `name:"leaders" label:"送批示的领导" kind:"people" from:"leaders" ordered:"yes" hint:"依次批示时按所选先后" when:"class=办件"`
	Together  string     `name:"together" label:"批示次序" kind:"choice" options:"依次|同时" rule:"required" width:"s" when:"class=办件"`
	Hosts     []string   `name:"hosts" label:"建议主办科室" kind:"departments" from:"departments" when:"class=办件"`
	Assistors []string   `name:"assistors" label:"建议协办科室" kind:"departments" from:"departments" when:"class=办件"`
	Readers   []string   `name:"readers" label:"传阅人员" kind:"people" from:"people" ordered:"yes" when:"class=阅件"`
	Deadline  clock.Date `name:"deadline" label:"办理期限" kind:"date" width:"s" when:"class=办件"`
}

// Original is the form of 原件收回 (1-02-4.1).
type Original struct {
	Place  string `name:"place" label:"原件存放位置" kind:"text" rule:"required,max=100" width:"m" hint:"如 办公室文件柜 2 号第 3 盒；电子件填“电子文件库”"`
	Copies int64  `name:"copies" label:"收回份数" kind:"number" unit:"份" rule:"required,min=1,max=9999" width:"s"`
}

// Distribution is the form of 分送: who hosts, who assists, and until when.
type Distribution struct {
	Hosts     []string   `name:"hosts" label:"主办科室" kind:"departments" from:"departments"`
	Assistors []string   `name:"assistors" label:"协办科室" kind:"departments" from:"departments"`
	People    []string   `name:"people" label:"承办人员" kind:"people" from:"people"`
	Deadline  clock.Date `name:"deadline" label:"办理期限" kind:"date" width:"s"`
}

// Feedback is the form of 承办反馈 (1-02-R4).
type Feedback struct {
	Result string   `name:"result" label:"承办结果" kind:"longtext" rule:"required,max=2000" width:"full"`
	Answer string   `name:"answer" label:"复文号" kind:"text" rule:"max=60" width:"m" hint:"已答复来文机关的，填我局复文字号"`
	Files  []string `name:"files" label:"附件" kind:"files"`
}

// Closing is the form of 督办办结.
type Closing struct {
	Disposal string `name:"disposal" label:"去向" kind:"choice" options:"待归档|存查|年终清理" rule:"required" width:"s"`
	Answer   string `name:"answer" label:"复文号" kind:"text" rule:"max=60" width:"m" hint:"要求答复的文件必填"`
}

// Keeping is the form of 存查 for a document that was only to be read.
type Keeping struct {
	Place string `name:"place" label:"存放位置" kind:"text" rule:"required,max=100" width:"m"`
}
