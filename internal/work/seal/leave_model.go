package seal

// Leave is content and form of a keeper's leave (1-01-4.1).
type Leave struct {
	From    int64  `name:"from" label:"离岗自" kind:"time" rule:"required" width:"s" hint:"如 2026-11-25 09:00"`
	To      int64  `name:"to" label:"返岗" kind:"time" rule:"required" width:"s"`
	Reason  string `name:"reason" label:"事由" kind:"text" rule:"required,max=200" width:"full" hint:"出差、休假、培训等"`
	Suggest string `name:"suggest" label:"建议的临时保管人" kind:"person" from:"people" width:"m"`
}

// Sudden is content and form of a keeper who cannot be reached (1-01-4.2).
type Sudden struct {
	Absent  string   `name:"absent" label:"突然离岗的保管人" kind:"person" from:"keepers" rule:"required" width:"m"`
	From    int64    `name:"from" label:"离岗自" kind:"time" rule:"required" width:"s"`
	Reason  string   `name:"reason" label:"情况" kind:"longtext" rule:"required,max=500" width:"full" hint:"因病、失去联系等，写明怎样联系过"`
	Openers []string `name:"openers" label:"开柜清点人" kind:"people" from:"people" hint:"选两人"`
}

// Relief is the form of the leader's decision: who keeps the seals meanwhile
// (1-01-4.2).
type Relief struct {
	Temporary string `name:"temporary" label:"临时保管人" kind:"person" from:"people" width:"m" hint:"没有指定的不能批准"`
}

// Handover is the form of each of the three signatures of a handover.
type Handover struct {
	Count int64  `name:"count" label:"清点枚数" kind:"number" unit:"枚" rule:"required,min=1,max=99" width:"s"`
	Note  string `name:"note" label:"说明" kind:"text" rule:"max=200" width:"full"`
}

// Opening is the form of 开柜清点: two people count and take pictures.
type Opening struct {
	Count  int64    `name:"count" label:"清点枚数" kind:"number" unit:"枚" rule:"required,min=1,max=99" width:"s"`
	Photos []string `name:"photos" label:"清点照片" kind:"files" hint:"柜门、印章和印面各拍一张"`
	Note   string   `name:"note" label:"说明" kind:"text" rule:"max=200" width:"full"`
}
