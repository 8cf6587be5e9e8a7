package outgoing

import "guiju.cn/guiju/internal/clock"

// Extra is content and form of 加印: more copies than were signed for.
type Extra struct {
	Document string `name:"document" label:"加印哪一件" kind:"choice" from:"issued" rule:"required" width:"full" column:"yes"`
	Copies   int64  `name:"copies" label:"加印份数" kind:"number" unit:"份" rule:"required,min=1,max=9999" width:"s" column:"yes"`
	Reason   string `name:"reason" label:"理由" kind:"longtext" rule:"required,max=300" width:"full"`
}

// The matters of Afterwards.
const (
	resend  = "补发"
	correct = "更正"
	revoke  = "撤销"
	repeal  = "废止"
)

// Afterwards is content and form of what is done with a document that was issued.
type Afterwards struct {
	Document string     `name:"document" label:"哪一件公文" kind:"choice" from:"issued" rule:"required" width:"full" column:"yes"`
	Matter   string     `name:"matter" label:"办什么" kind:"choice" options:"补发|更正|撤销|废止" rule:"required" width:"s" column:"yes"`
	Items    []Sending  `name:"items" label:"补发给谁" kind:"lines" when:"matter=补发"`
	Text     string     `name:"text" label:"更正内容" kind:"longtext" rule:"required,max=2000" width:"full" when:"matter=更正" hint:"原文是什么，更正为什么"`
	From     clock.Date `name:"from" label:"失效日期" kind:"date" rule:"required" width:"s" when:"matter=废止" hint:"废止的从这一天起失效；撤销的自始没有效力"`
	Reason   string     `name:"reason" label:"理由" kind:"longtext" rule:"required,max=500" width:"full"`
}

// Told is the form of 办理 of what was decided: how those who have the document were
// told.
type Told struct {
	How string `name:"how" label:"怎样通知收文机关" kind:"longtext" rule:"required,max=500" width:"full" hint:"逐一写明发给了谁、什么方式；补发的写明发出情况"`
}

// Reserve is content and form of 预留文号.
type Reserve struct {
	Series string `name:"series" label:"机关代字" kind:"choice" from:"series" rule:"required" width:"m" column:"yes"`
	Reason string `name:"reason" label:"理由" kind:"longtext" rule:"required,max=300" width:"full" column:"yes"`
}

// Outcome is the form that ends a reservation.
type Outcome struct {
	Used   string `name:"used" label:"结果" kind:"choice" options:"已经用了|不用了，作废" rule:"required" width:"s"`
	Reason string `name:"reason" label:"作废理由" kind:"text" rule:"required,max=200" width:"full" when:"used=不用了，作废"`
}

// KindRow is content and form of a change to the table of kinds.
type KindRow struct {
	Name   string     `name:"name" label:"文种" kind:"text" rule:"required,max=20" width:"s" column:"yes"`
	Format string     `name:"format" label:"格式" kind:"choice" options:"文件|信函|命令|纪要|简报|签报" rule:"required" width:"s"`
	Series string     `name:"series" label:"通常的机关代字" kind:"choice" from:"series" width:"m" hint:"签报不编号，不选"`
	Signer string     `name:"signer" label:"签发" kind:"choice" options:"主要负责人|局领导|分管领导审批" rule:"required" width:"m" hint:"主要负责人：只能本人签发，不能委托"`
	Seal   bool       `name:"seal" label:"要用印" kind:"bool"`
	Upward bool       `name:"upward" label:"上行文，标注签发人" kind:"bool"`
	Ended  bool       `name:"ended" label:"不再使用" kind:"bool"`
	From   clock.Date `name:"from" label:"生效日期" kind:"date" rule:"required" width:"s" column:"yes"`
	Reason string     `name:"reason" label:"依据和理由" kind:"text" rule:"required,max=200" width:"full"`
}

// SeriesRow is content and form of a change to the table of organ codes.
type SeriesRow struct {
	Name   string     `name:"name" label:"名称" kind:"text" rule:"required,max=20" width:"s" column:"yes" hint:"如 局文件、局函"`
	Code   string     `name:"code" label:"机关代字" kind:"text" rule:"required,max=20" width:"s" column:"yes" hint:"如 云示发"`
	Style  string     `name:"style" label:"编号方式" kind:"choice" options:"机关代字〔年份〕序号号|第几号，连年编排|第几期，每年重新编排" rule:"required" width:"m"`
	Organ  string     `name:"organ" label:"发文机关" kind:"text" rule:"required,max=60" width:"m" hint:"全称或者规范化简称；{局}代表本局名称"`
	Mark   string     `name:"mark" label:"发文机关标志" kind:"text" rule:"max=60" width:"m" hint:"不填时是发文机关加“文件”；纪要、简报写全称"`
	Head   string     `name:"head" label:"主要负责人" kind:"choice" options:"juzhang=局长|shuji=党组书记" rule:"required" width:"s"`
	Ended  bool       `name:"ended" label:"不再使用" kind:"bool"`
	From   clock.Date `name:"from" label:"生效日期" kind:"date" rule:"required" width:"s" column:"yes"`
	Reason string     `name:"reason" label:"依据和理由" kind:"text" rule:"required,max=200" width:"full"`
}
