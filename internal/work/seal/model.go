package seal

import "guiju.cn/guiju/internal/clock"

// Classes of seals.
const (
	partySeal      = "党组印章"
	bureauSeal     = "局公章"
	deptSeal       = "部门业务章"
	specialSeal    = "专用章"
	steelSeal      = "钢印"
	nameSeal       = "签名章"
	electronicSeal = "电子印章"
)

// States of seals.
const (
	engraved  = "刻制"
	inUse     = "启用"
	stopped   = "停用"
	lost      = "遗失"
	destroyed = "销毁"
)

// Seal is one seal of the ledger (1-01, Data).
type Seal struct {
	ID         string `db:"id"`
	Name       string `db:"name"`
	Class      string `db:"class"`
	AsClass    string `db:"as_class"` // of a steel or electronic seal: whose rules of approval hold
	DeptID     string `db:"dept_id"`
	OwnerID    string `db:"owner_id"` // of a 签名章: whose name it is
	Place      string `db:"place"`
	Imprint    string `db:"imprint"`  // file id
	Diameter   int64  `db:"diameter"` // 0.1 mm
	State      string `db:"state"`
	Engraver   string `db:"engraver"`
	Paper      string `db:"paper"` // 批准文号
	EnabledOn  string `db:"enabled_on"`
	CertNo     string `db:"cert_no"`
	CertIssuer string `db:"cert_issuer"`
	CertUntil  string `db:"cert_until"`
	DeputyID   string `db:"deputy_id"` // B 角
	CaseID     string `db:"case_id"`
	MadeAt     int64  `db:"made_at"`
}

// Thing is what the seal is called in custody.
func (s Seal) Thing() string { return thing(s.ID) }

func thing(id string) string { return "seal/" + id }

// approvalClass is the class whose clause says who approves.
func (s Seal) approvalClass() string {
	if s.Class == steelSeal || s.Class == electronicSeal {
		return s.AsClass
	}
	return s.Class
}

// Change is content and form of 印章刻制、启用、停用、遗失、销毁, and of entering a
// seal that was in use before (建账).
type Change struct {
	What       string     `name:"what" label:"变动" kind:"choice" options:"建账|刻制|启用|停用|遗失|销毁" rule:"required" width:"full"`
	Seal       string     `name:"seal" label:"印章" kind:"choice" from:"all-seals" apart:"yes" when:"what=启用|停用|遗失|销毁" width:"m"`
	Name       string     `name:"name" label:"印章名称" kind:"text" rule:"required,max=40" width:"m" hint:"与印模一致" when:"what=建账|刻制"`
	Class      string     `name:"class" label:"印章类别" kind:"choice" options:"党组印章|局公章|部门业务章|专用章|钢印|签名章|电子印章" rule:"required" width:"m" when:"what=建账|刻制"`
	AsClass    string     `name:"as_class" label:"按哪类印章审批" kind:"choice" options:"党组印章|局公章|部门业务章|专用章" width:"m" hint:"钢印、电子印章必选" when:"what=建账|刻制"`
	Dept       string     `name:"dept" label:"所属科室" kind:"department" from:"departments" rule:"required" width:"m" when:"what=建账|刻制"`
	Owner      string     `name:"owner" label:"签名章的本人" kind:"person" from:"people" width:"m" hint:"签名章必选" when:"what=建账|刻制"`
	Diameter   int64      `name:"diameter" label:"直径" kind:"number" unit:"0.1 毫米" rule:"min=0,max=900" width:"s" hint:"如 420 即 42 毫米" when:"what=建账|刻制"`
	Place      string     `name:"place" label:"保管地点" kind:"text" rule:"max=60" width:"m" when:"what=建账|刻制|启用"`
	CertNo     string     `name:"cert_no" label:"证书编号" kind:"text" rule:"max=60" width:"m" hint:"电子印章必填" when:"what=建账|刻制"`
	CertIssuer string     `name:"cert_issuer" label:"证书颁发机构" kind:"text" rule:"max=60" width:"m" when:"what=建账|刻制"`
	CertUntil  clock.Date `name:"cert_until" label:"证书有效期至" kind:"date" width:"s" when:"what=建账|刻制"`
	OnDate     clock.Date `name:"on_date" label:"发生日期" kind:"date" rule:"required" width:"s"`
	Paper      string     `name:"paper" label:"批准文号" kind:"text" rule:"max=60" width:"m"`
	Reason     string     `name:"reason" label:"事由" kind:"longtext" rule:"required,max=500" width:"full"`
	Files      []string   `name:"files" label:"依据文件" kind:"files"`
}

// Doing is the form of 办理: what was done about the seal, and before whom.
type Doing struct {
	Engraver  string     `name:"engraver" label:"承办单位" kind:"text" rule:"max=60" width:"m" hint:"刻制单位、公安备案机关或销毁单位"`
	Done      clock.Date `name:"done" label:"办理日期" kind:"date" rule:"required" width:"s"`
	Imprint   []string   `name:"imprint" label:"印模图片" kind:"files" hint:"建账、刻制、停用和销毁时留存印模"`
	Witnesses []string   `name:"witnesses" label:"见证人" kind:"people" from:"people" hint:"选两人；办理人自己除外"`
	Note      string     `name:"note" label:"说明" kind:"text" rule:"max=200" width:"full"`
}

// Naming is content and form of 保管人指定、变更 (1-01-1).
type Naming struct {
	Seal   string `name:"seal" label:"印章" kind:"choice" from:"named-seals" apart:"yes" rule:"required" width:"m"`
	Keeper string `name:"keeper" label:"保管人" kind:"person" from:"people" rule:"required" width:"m"`
	Deputy string `name:"deputy" label:"B 角" kind:"person" from:"people" width:"m" hint:"保管人离岗时优先作临时保管人"`
	Reason string `name:"reason" label:"事由" kind:"text" rule:"required,max=200" width:"full"`
}

// Taking is the form of 接收: the new keeper has the seal and knows the rules.
type Taking struct {
	Confirmed bool   `name:"confirmed" label:"已阅读现行印章使用管理规定" kind:"bool" width:"full"`
	Note      string `name:"note" label:"清点说明" kind:"text" rule:"max=200" width:"full"`
}

// Rules is content and form of a version of 印章使用管理规定 (1-01-2).
type Rules struct {
	Title   string     `name:"title" label:"名称" kind:"text" rule:"required,max=60" width:"m"`
	Version string     `name:"version" label:"版本" kind:"text" rule:"required,max=20" width:"s" hint:"如 2026 年版"`
	From    clock.Date `name:"from" label:"施行日期" kind:"date" rule:"required" width:"s"`
	Summary string     `name:"summary" label:"主要内容" kind:"longtext" rule:"required,max=1000" width:"full"`
	Files   []string   `name:"files" label:"规定全文" kind:"files" rule:"required"`
}

// Reading is content and form of a keeper's confirmation (1-01-2).
type Reading struct {
	Rules     string `name:"rules" label:"规定" kind:"choice" from:"rules" apart:"yes" rule:"required" width:"m"`
	Confirmed bool   `name:"confirmed" label:"我已阅读，照此保管和用印" kind:"bool" width:"full"`
}

// Grant is content and form of the 局长's authorisation of the 办公室主任
// (1-01-5.3), or of its end.
type Grant struct {
	What    string     `name:"what" label:"授权或收回" kind:"choice" options:"授权|收回" rule:"required" width:"full"`
	Seals   []string   `name:"seals" label:"印章" kind:"choices" from:"bureau-seals" apart:"yes" rule:"required" when:"what=授权"`
	Matters []string   `name:"matters" label:"事项" kind:"choices" options:"介绍信|证明|协议书|报表|证书|其他" rule:"required" when:"what=授权"`
	From    clock.Date `name:"from" label:"自" kind:"date" rule:"required" width:"s" when:"what=授权"`
	To      clock.Date `name:"to" label:"至" kind:"date" rule:"required" width:"s" when:"what=授权"`
	Most    int64      `name:"most" label:"每件至多" kind:"number" unit:"份" rule:"required,min=1,max=9999" width:"s" when:"what=授权"`
	Grant   string     `name:"grant" label:"收回哪一件" kind:"choice" from:"grants" apart:"yes" rule:"required" width:"m" when:"what=收回"`
	Reason  string     `name:"reason" label:"事由" kind:"longtext" rule:"required,max=500" width:"full"`
	Files   []string   `name:"files" label:"书面授权扫描件" kind:"files"`
}

// Stock is content and form of 月度盘点.
type Stock struct {
	Month string      `name:"month" label:"月份" kind:"text" rule:"required,max=7" width:"s"`
	Lines []StockLine `name:"lines" label:"逐枚核对" kind:"lines" rule:"required"`
	Note  string      `name:"note" label:"说明" kind:"text" rule:"max=200" width:"full"`
}

// StockLine is one seal of a stock-taking.
type StockLine struct {
	Name      string `name:"name" label:"印章" kind:"text" rule:"required" width:"m"`
	There     string `name:"there" label:"是否在位" kind:"choice" options:"在位|外带|不在位" rule:"required" width:"s"`
	Condition string `name:"condition" label:"状况" kind:"choice" options:"完好|磨损|破损" rule:"required" width:"s"`
	Note      string `name:"note" label:"说明" kind:"text" rule:"max=100" width:"m"`
}

// Frozen is the content of what is issued when a seal has nobody to keep it
// (1-01-4.2); Thaw is the form of what was done about it.
type Frozen struct {
	Seal    string `name:"seal" label:"印章编号" kind:"text" apart:"yes"`
	Name    string `name:"name" label:"印章" kind:"text" width:"m"`
	Why     string `name:"why" label:"原因" kind:"text" width:"full"`
	Waiting int64  `name:"waiting" label:"等待用印" kind:"number" unit:"件" width:"s"`
	Done    string `name:"done" label:"处理" kind:"longtext" width:"full"`
}

// Thaw is what was done about a frozen seal.
type Thaw struct {
	Done string `name:"done" label:"处理结果" kind:"longtext" rule:"required,max=500" width:"full" hint:"如 已指定保管人、已办理突然离岗交接、已停用"`
}
