package app

// outTheme is what a department of the demo bureau writes again and again: {月}, {季}
// and {年} are those of the day.
type outTheme struct {
	Dept, By  string // code of the department, login of the drafter
	Kind      string
	Title, To string
	CC        string
	Opening   string
	Points    []string // heads with their text, divided by ‖
	Ending    string
	Important bool
}

// outThemes are written about in turn.
var outThemes = []outTheme{
	{Dept: "bgs", By: "huiwu", Kind: "通知", Title: "关于召开{月}局务会议的通知", To: "各科室", Opening: "经研究，定于近期召开局务会议，现将有关事项通知如下。", Points: []string{"会议内容‖听取各科室上月工作情况，研究部署本月重点工作。", "参加人员‖局领导班子成员，各科室负责人。", "有关要求‖汇报材料于会前一个工作日报办公室，因故不能参加的提前请假。"}},
	{Dept: "ywk", By: "yewukeyuan", Kind: "报告", Title: "关于{季}行业运行情况的报告", To: "云泽市人民政府", Opening: "现将本季度行业运行情况报告如下。", Points: []string{"总体情况‖行业运行总体平稳，主要指标保持增长，重点企业生产经营正常。", "主要问题‖部分小微企业订单不足，物流成本有所上升。", "下一步工作‖加强运行监测，做好企业服务，推动政策落到实处。"}},
	{Dept: "zfk", By: "zhifakeyuan", Kind: "通知", Title: "关于开展{季}执法检查的通知", To: "各县区主管部门", CC: "云泽市司法局", Opening: "为规范市场秩序，现就开展本季度执法检查有关事项通知如下。", Points: []string{"检查范围‖辖区内从事相关业务的企业和个体工商户。", "检查内容‖重点检查资质条件、经营行为和安全管理情况。", "工作要求‖检查情况于季度末书面报送执法监督科，重大问题及时报告。"}},
	{Dept: "qyk", By: "qiyekeyuan", Kind: "函", Title: "关于商请提供{月}重点企业用工情况的函", To: "云泽市人力资源和社会保障局", Opening: "为做好企业服务工作，现商请贵局提供重点企业用工情况，具体事项函告如下。", Points: []string{"提供内容‖重点企业招工需求、在岗人数和社会保险参保情况。", "提供方式‖请以电子表格方式提供，并附简要说明。"}, Ending: "专此函达，请予支持。"},
	{Dept: "bgs", By: "wenmi", Kind: "纪要", Title: "{月}局长办公会议纪要", Opening: "王建华同志主持召开局长办公会议，研究近期重点工作。现将会议议定事项纪要如下。", Points: []string{"关于重点项目推进‖会议听取了综合业务科的汇报，同意所提意见，由综合业务科按计划推进。", "关于预算执行‖会议要求各科室加快预算执行进度，办公室每月通报一次。"}, Ending: "出席：王建华、孙立、何国强、邱敏\n列席：陈静、赵晓明、马超"},
	{Dept: "bgs", By: "wenmi", Kind: "简报", Title: "{月}政务服务情况", Opening: "各科室围绕中心工作狠抓落实，现将本月政务服务情况通报如下。", Points: []string{"办件情况‖窗口受理事项按时办结，群众评价良好。", "主要做法‖推行一次告知，减少申请材料，方便企业和群众办事。"}},
	{Dept: "fgk", By: "faguikeyuan", Kind: "函", Title: "关于征求行政执法裁量基准意见的函", To: "云泽市司法局", Opening: "我局起草了行政执法裁量基准，现送贵局征求意见，有关事项函告如下。", Points: []string{"征求意见的内容‖裁量基准的适用范围、裁量阶次和裁量因素。", "反馈方式‖请以书面方式反馈，没有意见的也请告知。"}},
	{Dept: "qyk", By: "qiyekeyuan", Kind: "信息", Title: "我市{月}重点项目开工情况", Opening: "本月重点项目建设进展顺利，有关情况如下。", Points: []string{"开工情况‖新开工重点项目进展符合计划，投资完成情况良好。", "服务措施‖建立专人联系制度，帮助企业办理前期手续。"}},
	{Dept: "zfk", By: "zhifakeyuan", Kind: "函", Title: "关于商请参加{月}联合检查的函", To: "云泽市市场监督管理局、云泽市交通运输局", Opening: "为形成监管合力，拟开展联合检查，现商请贵单位参加，有关事项函告如下。", Points: []string{"检查时间‖具体时间由双方商定。", "人员安排‖请贵单位确定一名联络员和两名检查人员。"}},
	{Dept: "bgs", By: "wuzi", Kind: "签报", Title: "关于{月}办公用品采购的签报", To: "局领导", Opening: "根据各科室报送的需求，拟采购一批办公用品，所需经费在年度预算内列支。", Points: nil, Ending: "妥否，请批示。"},
	{Dept: "ywk", By: "yewukeyuan", Kind: "通知", Title: "关于报送{月}重点工作进展情况的通知", To: "各科室", Opening: "为及时掌握工作进展，现就报送有关情况通知如下。", Points: []string{"报送内容‖年度重点任务完成情况、存在问题和下一步打算。", "报送时间‖每月最后一个工作日以前报综合业务科。"}},
	{Dept: "fgk", By: "faguikeyuan", Kind: "批复", Title: "关于同意调整{季}行政处罚权限的批复", To: "云泽市河东县主管局", Opening: "你局请示收悉。经研究，现批复如下。", Points: []string{"同意调整‖原则同意你局对部分行政处罚权限作出调整。", "有关要求‖依法公开调整后的权限，做好衔接工作。"}, Ending: "此复。"},
	{Dept: "bgs", By: "wenmi", Kind: "请示", Title: "关于申请解决{年}档案库房设备经费的请示", To: "云泽市人民政府", Opening: "我局档案库房容量不足，保管条件不符合有关要求，需要添置密集架和温湿度调控设备。所需经费在部门预算中难以解决，拟申请专项经费。", Ending: "妥否，请批示。"},
	{Dept: "ywk", By: "yewukeyuan", Kind: "意见", Title: "关于加强{年}行业信用监管的意见", To: "各县区主管部门", Opening: "为完善行业信用监管机制，现提出以下意见。", Points: []string{"总体要求‖坚持依法依规、分级分类，提高监管效能。", "主要任务‖建立信用档案，开展信用评价，实施差别化监管。", "组织实施‖各县区主管部门要明确专人负责，定期报送进展情况。"}},
	{Dept: "zfk", By: "zhifakeyuan", Kind: "通报", Title: "关于{季}执法检查情况的通报", To: "各县区主管部门", Opening: "本季度执法检查已经结束，现将有关情况通报如下。", Points: []string{"基本情况‖各地按照要求开展检查，多数企业管理规范。", "存在问题‖个别企业台账不全，安全管理制度不落实。", "整改要求‖对发现的问题逐项整改，整改情况及时报送。"}},
	{Dept: "qyk", By: "qiyekeyuan", Kind: "证明", Title: "关于云泽东方商贸有限公司{季}情况的证明", To: "云泽市商务局", Opening: "云泽东方商贸有限公司系我局联系服务的企业，依法开展经营活动，本季度没有行政处罚记录。", Ending: "特此证明。"},
	{Dept: "bgs", By: "huiwu", Kind: "通知", Title: "关于做好{月}值班工作的通知", To: "各科室", Opening: "为做好值班工作，现将有关事项通知如下。", Points: []string{"值班安排‖值班人员按照值班表到岗，不得擅自换班。", "工作要求‖遇有突发事件按规定报告，并做好记录。"}},
	{Dept: "fgk", By: "faguikezhang", Kind: "决定", Title: "关于表扬{年}依法行政先进科室的决定", To: "各科室", Opening: "为鼓励先进，经研究，决定对法规科、执法监督科予以表扬。", Points: []string{"表扬事项‖两个科室认真落实依法行政要求，成绩突出。", "有关要求‖受到表扬的科室要再接再厉，其他科室要向先进学习。"}, Important: true},
	{Dept: "zfk", By: "zhifakeyuan", Kind: "通告", Title: "关于{季}集中整治期间有关事项的通告", Opening: "为维护市场秩序，现就集中整治期间有关事项通告如下。", Points: []string{"整治范围‖全市范围内从事相关业务的经营者。", "举报方式‖欢迎社会各界监督，举报内容经查证属实的依法处理。"}, Ending: "特此通告。"},
	{Dept: "ywk", By: "yewukeyuan", Kind: "公告", Title: "关于{年}行业标准目录的公告", Opening: "现将本年度行业标准目录予以公布，请有关单位遵照执行。", Ending: "特此公告。"},
	{Dept: "bgs", By: "dangan", Kind: "内部呈批件", Title: "关于{季}档案移交工作的呈批件", To: "局领导", Opening: "按照档案管理规定，拟组织各科室移交上年度归档文件，由办公室统一接收。", Ending: "当否，请批示。"},
}

// demoRare are kinds that come once a year.
var demoRare = []outTheme{
	{Dept: "fgk", By: "faguikeyuan", Kind: "命令（令）", Title: "云泽市示范局行业管理办法", Opening: "《云泽市示范局行业管理办法》已经局务会议审议通过，现予公布，自公布之日起施行。"},
	{Dept: "bgs", By: "wenmi", Kind: "决议", Title: "关于通过年度工作要点的决议", Opening: "局党组会议听取并审议了年度工作要点。会议认为，工作要点符合实际，同意予以通过。", Important: true},
	{Dept: "ywk", By: "yewukeyuan", Kind: "公报", Title: "上年度行业发展统计公报", Opening: "上年度全市行业保持平稳发展，现将有关统计情况公布如下。", Points: []string{"综合‖全行业经营主体稳步增加，结构进一步优化。", "效益‖规模以上企业营业收入和利润保持增长。"}},
}
