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
	Twin        string     `name:"twin" label:"与已登记文件同号" kind:"choice" options:"=不同号|归并=归并到已登记的一件|更正重发|文号重复" width:"m"`
	TwinReason  string     `name:"twin_reason" label:"同号仍单独登记的理由" kind:"text" rule:"max=200" width:"full"`
	Files       []string   `name:"files" label:"文件" kind:"files"`
	SignedBy    string     `name:"signed_by" label:"签收人" kind:"person"`
	SignedAt    int64      `name:"signed_at" label:"签收时间" kind:"time"`
	How         string     `name:"how" label:"签收方式" kind:"choice" options:"=正常签收|值班代收"`
	ReportedTo  string     `name:"reported_to" label:"电话报告" kind:"person"`
	ReportedAt  int64      `name:"reported_at" label:"报告时间" kind:"time"`
	Told        string     `name:"told" label:"电话指示" kind:"longtext"`
}

// Receipt is the form of 签收: what is on the envelope or the exchange list.
type Receipt struct {
	Source     string   `name:"source" label:"来源" kind:"choice" options:"纸质|公文交换|传真|电报|其他" rule:"required" width:"s"`
	Organ      string   `name:"organ" label:"来文机关" kind:"text" rule:"max=100" width:"m"`
	DocNumber  string   `name:"doc_number" label:"来文字号" kind:"text" rule:"max=60" width:"m"`
	Title      string   `name:"title" label:"标题" kind:"text" rule:"max=200" width:"full" hint:"信封或清单上有就填，登记时可改"`
	Urgency    string   `name:"urgency" label:"紧急程度" kind:"choice" options:"=无|特提|特急|加急|平急" width:"s"`
	Copies     int64    `name:"copies" label:"份数" kind:"number" unit:"份" rule:"required,min=1,max=9999" width:"s"`
	Files      []string `name:"files" label:"文件" kind:"files" hint:"带密级标志的文件不能上传"`
	How        string   `name:"how" label:"签收方式" kind:"choice" options:"=正常签收|值班代收" width:"s"`
	ReportedTo string   `name:"reported_to" label:"已电话报告" kind:"person" from:"leaders" rule:"required" width:"s" when:"how=值班代收"`
	ReportedAt int64    `name:"reported_at" label:"报告时间" kind:"time" rule:"required" width:"s" when:"how=值班代收"`
	Told       string   `name:"told" label:"电话指示" kind:"longtext" rule:"required,max=500" width:"full" when:"how=值班代收"`
	Proof      []string `name:"proof" label:"通话记录或截图" kind:"files" rule:"required" when:"how=值班代收"`
	Listed     string   `name:"listed" label:"交换清单中的一件" kind:"text" hidden:"yes"`
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
	Twin        string     `name:"twin" label:"与已登记文件同号" kind:"choice" options:"=不同号|归并=归并到已登记的一件|更正重发|文号重复" width:"m"`
	TwinReason  string     `name:"twin_reason" label:"同号仍单独登记的理由" kind:"text" rule:"max=200" width:"full" when:"twin=更正重发|文号重复"`
	Files       []string   `name:"files" label:"文件" kind:"files" hint:"带密级标志的文件不能上传"`
}

// Correcting is the form of 更正: what of a registration can be mended (G-03).
type Correcting struct {
	Title       string     `name:"title" label:"标题" kind:"text" rule:"required,max=200" width:"full"`
	Organ       string     `name:"organ" label:"来文机关" kind:"text" rule:"required,max=100" width:"full"`
	DocNumber   string     `name:"doc_number" label:"来文字号" kind:"text" rule:"max=60" width:"full"`
	DocDate     clock.Date `name:"doc_date" label:"成文日期" kind:"date" width:"s"`
	ReceivedOn  clock.Date `name:"received_on" label:"收文日期" kind:"date" rule:"required" width:"s"`
	DocKind     string     `name:"doc_kind" label:"公文种类" kind:"choice" options:"决议|决定|命令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|便函|电报|会议通知|方案|其他" rule:"required" width:"s"`
	Urgency     string     `name:"urgency" label:"紧急程度" kind:"choice" options:"=无|特提|特急|加急|平急" width:"s"`
	Copies      int64      `name:"copies" label:"份数" kind:"number" unit:"份" rule:"required,min=1,max=9999" width:"s"`
	Pages       int64      `name:"pages" label:"页数" kind:"number" unit:"页" rule:"min=0,max=9999" width:"s"`
	Enclosures  int64      `name:"enclosures" label:"附件数" kind:"number" unit:"件" rule:"min=0,max=999" width:"s"`
	Deadline    clock.Date `name:"deadline" label:"办理期限" kind:"date" width:"s"`
	WantsAnswer bool       `name:"wants_answer" label:"要求答复来文机关" kind:"bool"`
	Twin        string     `name:"twin" label:"与已登记文件同号" kind:"choice" options:"=不同号|更正重发|文号重复" width:"full"`
	TwinReason  string     `name:"twin_reason" label:"同号仍单独登记的理由" kind:"text" rule:"max=200" width:"full" when:"twin=更正重发|文号重复"`
}

// Review is the form of 初审: ours and in order, or sent back with the reason.
type Review struct {
	Verdict string `name:"verdict" label:"初审结论" kind:"choice" options:"受理|退文" rule:"required" width:"s"`
	Reason  string `name:"reason" label:"退文理由" kind:"longtext" rule:"max=500" width:"full" hint:"不属本局办理、行文规则或格式不符等" when:"verdict=退文"`
}

// SendingBack is the form of 退文寄出: how and when it left, and who takes it.
type SendingBack struct {
	Way    string     `name:"way" label:"退文方式" kind:"choice" options:"公文交换|机要|邮寄|专人送达" rule:"required" width:"s"`
	SentOn clock.Date `name:"sent_on" label:"退出日期" kind:"date" rule:"required" width:"s"`
	Taken  string     `name:"taken" label:"接收人或单号" kind:"text" rule:"max=60" width:"m"`
}
