package seal

// Matters that a seal is used for.
const (
	official     = "公文"
	introduction = "介绍信"
	certificate  = "证明"
	agreement    = "协议书"
	credential   = "证书"
)

// Application is the form of a request for a seal (1-01-6).
type Application struct {
	Seal       string   `name:"seal" label:"印章" kind:"choice" from:"seals" rule:"required" width:"m"`
	Matter     string   `name:"matter" label:"用印事项" kind:"choice" options:"公文|介绍信|证明|协议书|报表|证书|其他" rule:"required" width:"m"`
	Document   string   `name:"document" label:"签发稿" kind:"choice" from:"documents" rule:"required" width:"full" hint:"公文凭已签发的发文稿用印，不再另行审批" when:"matter=公文"`
	Title      string   `name:"title" label:"文件名称（内容）" kind:"text" rule:"required,max=200" width:"full" when:"matter=介绍信|证明|协议书|报表|证书|其他"`
	Enterprise bool     `name:"enterprise" label:"对企业出具的证明" kind:"bool" width:"full" when:"matter=证明"`
	Purpose    string   `name:"purpose" label:"用途" kind:"text" rule:"required,max=200" width:"full" hint:"报送单位和事由"`
	Copies     int64    `name:"copies" label:"份数" kind:"number" unit:"份" rule:"required,min=1,max=9999" width:"s"`
	Approver   string   `name:"approver" label:"报批领导" kind:"person" from:"approvers" width:"m" hint:"不选的，按印章类别和分管关系" when:"matter=介绍信|证明|协议书|报表|证书|其他"`
	ToUnit     string   `name:"to_unit" label:"前往单位" kind:"text" rule:"required,max=60" width:"m" when:"matter=介绍信"`
	Bearer     string   `name:"bearer" label:"持信人" kind:"text" rule:"required,max=60" width:"m" when:"matter=介绍信"`
	People     int64    `name:"people" label:"人数" kind:"number" unit:"人" rule:"required,min=1,max=99" width:"s" when:"matter=介绍信"`
	ValidDays  int64    `name:"valid_days" label:"有效期" kind:"number" unit:"天" rule:"required,min=1,max=90" width:"s" when:"matter=介绍信"`
	Places     []Place  `name:"places" label:"每份用印处" kind:"lines" rule:"required"`
	Roster     []Piece  `name:"roster" label:"名册" kind:"lines" when:"matter=证书"`
	Files      []string `name:"files" label:"要用印的文件" kind:"files" hint:"PDF 或图片；Word 文件另存为 PDF。空白页、没有填好的表不能用印" when:"matter=介绍信|证明|协议书|报表|证书|其他"`
	Backs      string   `name:"backs" label:"此页不盖的空白页" kind:"text" rule:"max=60" width:"m" hint:"双面纸的空白背面，如 2、4"`
	Alarm      string   `name:"alarm" label:"检查误报的说明" kind:"text" rule:"max=200" width:"full" hint:"系统指出的页确有内容的，说明后由保管人复核"`
	Legal      []string `name:"legal" label:"合法性审查意见" kind:"files" when:"matter=协议书"`
	Papers     []string `name:"papers" label:"依据材料" kind:"files"`
}

// Place is where, and how often, each copy is sealed (1-01-3).
type Place struct {
	Where string `name:"where" label:"用印处" kind:"choice" options:"落款|骑缝|更正|年月|其他" rule:"required" width:"s"`
	Times int64  `name:"times" label:"每份" kind:"number" unit:"处" rule:"required,min=1,max=99" width:"s"`
}

// Piece is one line of a roster: a certificate for somebody.
type Piece struct {
	Name   string `name:"name" label:"姓名（对象）" kind:"text" rule:"required,max=60" width:"m"`
	Number string `name:"number" label:"证书编号" kind:"text" rule:"max=40" width:"m"`
	Copies int64  `name:"copies" label:"份数" kind:"number" unit:"份" rule:"required,min=1,max=99" width:"s"`
}

// Use is the content of a case: the application as it is approved. Approvals are
// bound to it by its hash, and it holds those of the files.
type Use struct {
	Seal       string   `name:"seal" label:"印章编号" kind:"text" apart:"yes"`
	SealName   string   `name:"seal_name" label:"印章" kind:"text" width:"m" column:"yes"`
	Matter     string   `name:"matter" label:"用印事项" kind:"text" width:"s" column:"yes"`
	Document   string   `name:"document" label:"签发稿编号" kind:"text" apart:"yes"`
	DocNumber  string   `name:"doc_number" label:"发文字号" kind:"text" width:"m"`
	Title      string   `name:"title" label:"文件名称（内容）" kind:"text" width:"full" column:"yes"`
	Enterprise bool     `name:"enterprise" label:"对企业出具的证明" kind:"bool"`
	Purpose    string   `name:"purpose" label:"用途" kind:"text" width:"full"`
	Copies     int64    `name:"copies" label:"份数" kind:"number" unit:"份" width:"s"`
	Pages      int64    `name:"pages" label:"每份页数" kind:"number" unit:"页" width:"s"`
	Approver   string   `name:"approver" label:"报批领导" kind:"person" width:"m"`
	LetterNo   string   `name:"letter_no" label:"介绍信编号" kind:"text" width:"m"`
	ToUnit     string   `name:"to_unit" label:"前往单位" kind:"text" width:"m"`
	Bearer     string   `name:"bearer" label:"持信人" kind:"text" width:"m"`
	People     int64    `name:"people" label:"人数" kind:"number" unit:"人" width:"s"`
	ValidDays  int64    `name:"valid_days" label:"有效期" kind:"number" unit:"天" width:"s"`
	Places     []Place  `name:"places" label:"每份用印处" kind:"lines"`
	Roster     []Piece  `name:"roster" label:"名册" kind:"lines"`
	Files      []string `name:"files" label:"要用印的文件" kind:"files"`
	Digest     string   `name:"digest" label:"文件指纹" kind:"longtext" apart:"yes"`
	Backs      string   `name:"backs" label:"此页不盖的空白页" kind:"text" width:"m"`
	Alarm      string   `name:"alarm" label:"检查误报的说明" kind:"text" width:"full"`
	Findings   string   `name:"findings" label:"检查提示" kind:"longtext" width:"full"`
	Legal      []string `name:"legal" label:"合法性审查意见" kind:"files"`
	Papers     []string `name:"papers" label:"依据材料" kind:"files"`
}

// Checking is the form of 复核误报: a second person has looked at the pages.
type Checking struct {
	Looked string `name:"looked" label:"看到的内容" kind:"text" rule:"required,max=200" width:"full" hint:"逐页写明指出的页上实际有什么"`
}

// Pressing is the form of 核验用印 (1-01-R3): what lies on the table is scanned or
// typed, counted and pressed.
type Pressing struct {
	Code    string `name:"code" label:"用印件上的码" kind:"text" rule:"required,max=40" width:"m" scan:"yes" hint:"扫任意一页，或输入页脚的码"`
	Sheets  int64  `name:"sheets" label:"清点页数" kind:"number" unit:"页" rule:"required,min=1,max=999" width:"s" hint:"一份的页数"`
	Copies  int64  `name:"copies" label:"实际用印份数" kind:"number" unit:"份" rule:"min=0,max=9999" width:"s" hint:"不能多于批准的份数"`
	Spoiled int64  `name:"spoiled" label:"带印废页数" kind:"number" unit:"页" rule:"min=0,max=999" width:"s" hint:"没有的不填"`
	Rest    string `name:"rest" label:"余下的份数" kind:"choice" options:"以后再盖|不再盖" width:"s" hint:"没有盖完的"`
	Sign    string `name:"sign" label:"经办人签字" kind:"signature" width:"full" hint:"在场的在此手写；不在场的由本人在待办中签"`
}

// Destroying is the form of 废页销毁 (1-01-6.5).
type Destroying struct {
	Pages   int64  `name:"pages" label:"销毁页数" kind:"number" unit:"页" rule:"required,min=1,max=999" width:"s"`
	Way     string `name:"way" label:"销毁方式" kind:"choice" options:"粉碎|焚烧|化浆" rule:"required" width:"m"`
	Witness string `name:"witness" label:"见证人" kind:"person" from:"people" width:"m" hint:"与销毁人不是同一人"`
}

// Scanning is the form of 盖后成品扫描.
type Scanning struct {
	Files []string `name:"files" label:"盖后扫描件" kind:"files" rule:"required" hint:"一份完整的成品，PDF 或图片，页序与用印件一致"`
	Alarm string   `name:"alarm" label:"比对误报的说明" kind:"text" rule:"max=200" width:"full" hint:"系统比对有误的，说明后由保管人复核"`
}

// More is content and form of 加印: more copies than were signed for (1-01-6.1).
type More struct {
	Target string   `name:"target" label:"加印哪一件" kind:"choice" from:"raisable" apart:"yes" rule:"required" width:"full"`
	Copies int64    `name:"copies" label:"加印份数" kind:"number" unit:"份" rule:"required,min=1,max=9999" width:"s"`
	Reason string   `name:"reason" label:"事由" kind:"longtext" rule:"required,max=500" width:"full"`
	Files  []string `name:"files" label:"依据材料" kind:"files"`
}

// Carry is content and form of 印章外带: a seal that is taken out by two people.
type Carry struct {
	Seal      string      `name:"seal" label:"印章" kind:"choice" from:"seals" apart:"yes" rule:"required" width:"m"`
	Place     string      `name:"place" label:"带往地点" kind:"text" rule:"required,max=60" width:"m"`
	Reason    string      `name:"reason" label:"外带事由" kind:"longtext" rule:"required,max=500" width:"full"`
	Companion string      `name:"companion" label:"同行人" kind:"person" from:"people" rule:"required" width:"m"`
	OutAt     int64       `name:"out_at" label:"带出时间" kind:"time" rule:"required" width:"s"`
	BackBy    int64       `name:"back_by" label:"带回时间" kind:"time" rule:"required" width:"s"`
	Approver  string      `name:"approver" label:"报批领导" kind:"person" from:"approvers" width:"m"`
	Items     []CarryItem `name:"items" label:"外出用印的文件" kind:"lines" rule:"required"`
	Files     []string    `name:"files" label:"要用印的文件" kind:"files" hint:"PDF 或图片；外出也不能在空白页上用印"`
}

// CarryItem is one document that is sealed outside.
type CarryItem struct {
	Title  string `name:"title" label:"文件名称" kind:"text" rule:"required,max=100" width:"l"`
	Copies int64  `name:"copies" label:"份数" kind:"number" unit:"份" rule:"required,min=1,max=999" width:"s"`
}

// Back is the form of 带回: what was sealed outside.
type Back struct {
	Items   []BackItem `name:"items" label:"外出用印情况" kind:"lines" rule:"required"`
	Spoiled int64      `name:"spoiled" label:"带印废页数" kind:"number" unit:"页" rule:"min=0,max=999" width:"s"`
	State   string     `name:"state" label:"印章状况" kind:"choice" options:"完好|磨损|破损" rule:"required" width:"m"`
}

// BackItem is how many copies of a document were sealed outside.
type BackItem struct {
	Title  string `name:"title" label:"文件名称" kind:"text" rule:"required,max=100" width:"l"`
	Copies int64  `name:"copies" label:"用印份数" kind:"number" unit:"份" rule:"min=0,max=999" width:"s"`
}
