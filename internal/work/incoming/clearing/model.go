package clearing

import "guiju.cn/guiju/internal/clock"

// SortDepartment are the papers that a department keeps for itself.
const SortDepartment = "科室文件"

// Line is one paper on a department's list.
type Line struct {
	Code     string `name:"code" label:"编码" kind:"text" rule:"required,max=20" width:"s"`
	Title    string `name:"title" label:"文件" kind:"text" rule:"max=240" width:"l"`
	Decision string `name:"decision" label:"去向" kind:"choice" options:"交回|留用" rule:"required" width:"s"`
	Reason   string `name:"reason" label:"留用理由" kind:"text" rule:"max=60" width:"m"`
}

// Handback is the content of a department's yearly clearing (文件清退单).
type Handback struct {
	Year  int64  `name:"year" label:"年度" kind:"number" width:"s"`
	Dept  string `name:"dept" label:"科室" kind:"department" width:"s"`
	Lines []Line `name:"lines" label:"文件" kind:"lines" apart:"yes"`
}

// Listing is the form of the first step: what goes back and what is still needed.
type Listing struct {
	Lines []Line `name:"lines" label:"文件" kind:"lines"`
	None  bool   `name:"none" label:"本科室没有需要清退的纸质文件" kind:"bool" width:"full"`
}

// Got is one paper as the office counts it.
type Got struct {
	Code  string `name:"code" label:"编码" kind:"text" rule:"required,max=20" width:"s"`
	Title string `name:"title" label:"文件" kind:"text" rule:"max=240" width:"l"`
	Got   string `name:"got" label:"签收" kind:"choice" options:"收到|未交" rule:"required" width:"s"`
}

// Receiving is the form of 签收: which papers came, and where they lie.
type Receiving struct {
	Place string `name:"place" label:"存放位置" kind:"text" rule:"required,max=100" width:"m"`
	Lines []Got  `name:"lines" label:"交回的文件" kind:"lines"`
}

// Destruction is the content of a destruction: which papers, and why.
type Destruction struct {
	Copies []string `name:"copies" label:"拟销毁的文件" kind:"choices" from:"destroyable" rule:"required" apart:"yes" hint:"只列办公室收存、没有归档和存查价值的"`
	Reason string   `name:"reason" label:"销毁理由" kind:"longtext" rule:"required,max=500" width:"full"`
}

// Appraising is the form of 鉴别.
type Appraising struct {
	Opinion string `name:"appraisal" label:"鉴别意见" kind:"longtext" rule:"required,max=500" width:"full" hint:"逐份看过，说明为什么没有归档和存查价值"`
}

// Destroying is the form of 销毁: where, how, and who witnesses.
type Destroying struct {
	Place   string `name:"place" label:"销毁地点" kind:"text" rule:"required,max=60" width:"m"`
	Way     string `name:"way" label:"销毁方式" kind:"choice" options:"碎纸机粉碎|送指定单位销毁|化浆" rule:"required" width:"m"`
	Witness string `name:"witness" label:"监销人" kind:"person" from:"people" rule:"required" width:"s"`
	Counted int64  `name:"counted" label:"实际销毁份数" kind:"number" unit:"份" rule:"required,min=1,max=9999" width:"s"`
}

// Report is the content of a missing copy's case: what is missing, since when, and
// who had it.
type Report struct {
	Code   string     `name:"code" label:"文件编码" kind:"text" rule:"required,max=20" width:"s" hint:"扫码，或打入码下面的字"`
	Found  clock.Date `name:"found_on" label:"发现日期" kind:"date" rule:"required" width:"s"`
	How    string     `name:"how" label:"经过" kind:"longtext" rule:"required,max=1000" width:"full"`
	What   string     `name:"what" label:"缺失的文件" kind:"text" rule:"max=300" width:"full" hidden:"yes"`
	CopyID string     `name:"copy" label:"文件" kind:"text" hidden:"yes" apart:"yes"`
	Holder string     `name:"holder" label:"当事人（保管人）" kind:"person" hidden:"yes"`
	Head   string     `name:"head" label:"科室主要负责人" kind:"person" hidden:"yes"`
	Dept   string     `name:"dept" label:"科室" kind:"department" hidden:"yes"`
}

// Settling is the form of 办公室处理.
type Settling struct {
	Outcome string `name:"outcome" label:"结果" kind:"choice" options:"已找回|确认缺失" rule:"required" width:"s"`
	Place   string `name:"place" label:"存放位置" kind:"text" rule:"required,max=100" width:"m" when:"outcome=已找回"`
	Words   string `name:"words" label:"处理情况" kind:"longtext" rule:"required,max=1000" width:"full" hint:"查找经过、影响、补救和追究"`
}
