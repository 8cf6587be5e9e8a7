package supervising

import "guiju.cn/guiju/internal/clock"

// Item is the content of a supervision item: what, who, until when.
type Item struct {
	What     string     `name:"what" label:"督办事项" kind:"text" rule:"required,max=120" width:"full" hint:"一事一项，写清要做成什么"`
	Source   string     `name:"source" label:"来源" kind:"text" rule:"max=100" width:"m" hint:"收文号、会议等"`
	LeaderID string     `name:"leader" label:"批示领导" kind:"person" from:"leaders" rule:"required" width:"s"`
	Words    string     `name:"words" label:"批示要求" kind:"longtext" rule:"required,max=500" width:"full"`
	Host     string     `name:"host" label:"承办科室" kind:"department" from:"departments" rule:"required" width:"s"`
	Assist   []string   `name:"assist" label:"配合科室" kind:"departments" from:"departments"`
	Until    clock.Date `name:"until" label:"完成时限" kind:"date" rule:"required" width:"s"`
}

// Progress is the form of 承办: what was done, that it is done, or more time asked.
type Progress struct {
	Sort  string     `name:"sort" label:"报送" kind:"choice" options:"进展=报进展|办结=已办结，请确认|延期=申请延期" rule:"required" width:"m"`
	Text  string     `name:"text" label:"情况" kind:"longtext" rule:"required,max=1000" width:"full" hint:"申请延期的，写明理由"`
	Until clock.Date `name:"until" label:"延期至" kind:"date" rule:"required" width:"s" when:"sort=延期"`
	Files []string   `name:"files" label:"附件" kind:"files"`
}

// Extending is the form of 审批延期.
type Extending struct {
	Until clock.Date `name:"until" label:"同意延期至" kind:"date" rule:"required" width:"s"`
}

// Line is one item in a bulletin.
type Line struct {
	Number   string     `name:"number" label:"督办编号" kind:"text"`
	What     string     `name:"what" label:"督办事项" kind:"text"`
	Dept     string     `name:"dept" label:"承办科室" kind:"text"`
	Until    clock.Date `name:"until" label:"完成时限" kind:"date"`
	State    string     `name:"state" label:"状态" kind:"text"`
	Progress string     `name:"progress" label:"最新进展" kind:"text" rule:"max=1000"`
}

// Bulletin is the content of a weekly bulletin, drafted from the ledger.
type Bulletin struct {
	From    clock.Date `name:"from" label:"起" kind:"date"`
	To      clock.Date `name:"to" label:"止" kind:"date"`
	Text    string     `name:"text" label:"通报" kind:"longtext" rule:"max=4000" width:"full"`
	Readers []string   `name:"readers" label:"印发范围" kind:"people"`
	Lines   []Line     `name:"lines" label:"督办事项" kind:"lines"`
}

// Confirming is the form of 核定: the text as it goes out, and to whom.
type Confirming struct {
	Text    string   `name:"text" label:"通报" kind:"longtext" rule:"required,max=4000" width:"full"`
	Readers []string `name:"readers" label:"印发范围" kind:"people" from:"people" rule:"required"`
}
