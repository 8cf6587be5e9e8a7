package outgoing

import "guiju.cn/guiju/internal/clock"

// Document is the content of a case and the form of 拟稿: what people write. What the
// program adds (number, date, signer) is no part of a version, so that opinions are
// bound to what was written.
type Document struct {
	Kind           string   `name:"doc_kind" label:"文种" kind:"choice" from:"kinds" rule:"required" width:"s" column:"yes"`
	Series         string   `name:"series" label:"发文机关代字" kind:"choice" from:"series" width:"m"`
	Urgency        string   `name:"urgency" label:"紧急程度" kind:"choice" options:"=无|特急|加急" width:"s"`
	Title          string   `name:"title" label:"标题" kind:"longtext" rule:"required,max=200" width:"full" hint:"可以换行指定在哪里断行" column:"yes"`
	To             string   `name:"to" label:"主送机关" kind:"text" rule:"max=500" width:"full" hint:"几个机关用顿号隔开；不写末尾的冒号"`
	Body           string   `name:"body" label:"正文和附件" kind:"longtext" rule:"required,max=100000" width:"full" apart:"yes"`
	CC             string   `name:"cc" label:"抄送机关" kind:"text" rule:"max=500" width:"full"`
	Note           string   `name:"note" label:"附注" kind:"text" rule:"max=100" width:"full" hint:"请示注明联系人和电话，如 联系人：张三，电话：0300-1234567"`
	Copies         int64    `name:"copies" label:"印数" kind:"number" unit:"份" rule:"required,min=1,max=9999" width:"s"`
	Disclosure     string   `name:"disclosure" label:"公开属性" kind:"choice" options:"主动公开|依申请公开|不予公开" rule:"required" width:"s"`
	Withheld       string   `name:"withheld" label:"不公开理由" kind:"text" rule:"required,max=200" width:"full" when:"disclosure=不予公开"`
	Normative      string   `name:"normative" label:"规范性文件" kind:"choice" options:"否|是" rule:"required" width:"s"`
	Legality       string   `name:"legality" label:"合法性审核意见" kind:"text" rule:"max=300" width:"full" when:"normative=是" hint:"审核机构、日期和结论"`
	LegalityFiles  []string `name:"legality_files" label:"合法性审核意见书" kind:"files" when:"normative=是"`
	Fairness       string   `name:"fairness" label:"公平竞争审查" kind:"choice" options:"不涉及|已审查" rule:"required" width:"s"`
	FairnessResult string   `name:"fairness_result" label:"公平竞争审查结论" kind:"text" rule:"required,max=300" width:"full" when:"fairness=已审查"`
	Important      bool     `name:"important" label:"重要公文，由主要负责人签发" kind:"bool" width:"full"`
	Countersign    []string `name:"countersign" label:"会签科室" kind:"departments" from:"departments"`
	Outside        string   `name:"outside" label:"会签外单位" kind:"text" rule:"max=200" width:"full" hint:"没有本系统账号的，打印会签单，签好后扫描附上"`
	Joint          string   `name:"joint" label:"联合发文机关" kind:"text" rule:"max=200" width:"full" hint:"主办机关是本局，其他机关用顿号隔开"`
	Answers        string   `name:"answers" label:"答复的来文" kind:"text" rule:"max=100" width:"m" hint:"来文字号"`
	Files          []string `name:"files" label:"参考材料" kind:"files" hint:"依据的文件、会议材料等，不随文印发"`
}

// Proofreading is the form of 校对 (1-03-4.1).
type Proofreading struct {
	Kept string `name:"kept" label:"保留不改的理由" kind:"longtext" rule:"max=1000" width:"full" hint:"校对提示有不改的，写明为什么；全部改好的不填"`
}

// Checking is the form of 核稿 (1-03-4.2).
type Checking struct {
	Manners  bool `name:"manners" label:"符合行文规则，确需行文" kind:"bool" width:"full"`
	Policy   bool `name:"policy" label:"内容符合法律法规和政策，与有关规定衔接" kind:"bool" width:"full"`
	Form     bool `name:"layout" label:"文种、格式正确，文字、数字、引文准确" kind:"bool" width:"full"`
	Consults bool `name:"consults" label:"涉及其他科室、单位的已经会签或者列入会签" kind:"bool" width:"full"`
}

// Routing is the form of 办公室主任审核: with whom the draft is countersigned, who
// reviews it and who signs.
type Routing struct {
	Countersign []string `name:"countersign" label:"会签科室" kind:"departments" from:"departments"`
	Outside     string   `name:"outside" label:"会签外单位" kind:"text" rule:"max=200" width:"full"`
	Reviewers   []string `name:"reviewers" label:"另请审核的局领导" kind:"people" from:"leaders" ordered:"yes" hint:"分管领导一定审核，不用再选"`
	Signer      string   `name:"signer" label:"签发人" kind:"choice" options:"head=主要负责人|charge=分管领导" rule:"required" width:"s"`
}

// Outsiders is the form of 会签（外单位）: signed outside on paper.
type Outsiders struct {
	Result string   `name:"result" label:"会签结果" kind:"longtext" rule:"required,max=1000" width:"full" hint:"会签单位、签字人、日期和意见"`
	Scan   []string `name:"scan" label:"会签单扫描件" kind:"files" rule:"required"`
}

// Numbering is the form of 编号.
type Numbering struct {
	Way      string     `name:"way" label:"文号" kind:"choice" options:"新取|用预留号|补编以前年度" rule:"required" width:"s"`
	Reserved string     `name:"reserved" label:"预留的文号" kind:"choice" from:"reserved" rule:"required" width:"m" when:"way=用预留号"`
	Year     int64      `name:"year" label:"文号年份" kind:"number" unit:"年" rule:"required,min=2000,max=2100" width:"s" when:"way=补编以前年度"`
	Reason   string     `name:"reason" label:"理由" kind:"text" rule:"required,max=200" width:"full" when:"way=用预留号|补编以前年度"`
	Date     clock.Date `name:"date" label:"成文日期" kind:"date" rule:"required" width:"s" hint:"签发的日期；会议通过的写会议日期"`
}

// The verdicts of 格式复检.
const (
	final       = "定稿"
	slip        = "有文字差错，改正"
	substantial = "要实质修改，报原签发人复审"
)

// Rechecking is the form of 格式复检.
type Rechecking struct {
	Verdict string `name:"verdict" label:"复检结论" kind:"choice" options:"定稿|有文字差错，改正|要实质修改，报原签发人复审" rule:"required" width:"full"`
	What    string `name:"what" label:"要改什么" kind:"longtext" rule:"required,max=500" width:"full" when:"verdict=有文字差错，改正|要实质修改，报原签发人复审"`
}

// Printing is the form of 印制.
type Printing struct {
	Copies int64      `name:"copies" label:"印制份数" kind:"number" unit:"份" rule:"required,min=1,max=9999" width:"s"`
	On     clock.Date `name:"on" label:"印制日期" kind:"date" rule:"required" width:"s"`
	Place  string     `name:"place" label:"印制处所" kind:"text" rule:"max=60" width:"m" hint:"文印室、定点印刷单位等"`
}

// Sealing is the form of 用印: what the register of seals says, confirmed.
type Sealing struct {
	Copies int64  `name:"copies" label:"用印份数" kind:"number" unit:"份" rule:"required,min=1,max=9999" width:"s"`
	Line   string `name:"line" label:"用印登记号" kind:"text" rule:"max=60" width:"m" hint:"取自印章使用登记表"`
}

// Sending is one line of the distribution list.
type Sending struct {
	Organ  string `name:"organ" label:"发往机关" kind:"text" rule:"required,max=100"`
	Way    string `name:"way" label:"方式" kind:"choice" options:"交换|邮寄|自取|内部" rule:"required"`
	Copies int64  `name:"copies" label:"份数" kind:"number" rule:"required,min=1,max=9999"`
	Note   string `name:"note" label:"邮件号、备注" kind:"text" rule:"max=100"`
}

// Dispatch is the form of 分发.
type Dispatch struct {
	Items []Sending `name:"items" label:"分发单" kind:"lines" rule:"required"`
}

// Receipts is the form of 签收, which ends the document's way.
type Receipts struct {
	Missing string `name:"missing" label:"没有回执的说明" kind:"text" rule:"max=300" width:"full" hint:"都已签收的不填"`
}

// Filing is the form of 存档 of what has no number.
type Filing struct {
	Place string `name:"place" label:"存放位置" kind:"text" rule:"required,max=100" width:"m"`
}
