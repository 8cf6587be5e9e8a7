package ui

// Icon is the name of an icon of the sprite. assets/build.mjs reads the names
// from this file and puts exactly these into the sprite.
type Icon string

// The icons.
const (
	IconInbox     Icon = "inbox"         // 待办
	IconDone      Icon = "checks"        // 已办
	IconSend      Icon = "send"          // 我发起
	IconCirculate Icon = "mail-opened"   // 传阅
	IconCalendar  Icon = "calendar"      // 日程
	IconIncoming  Icon = "file-import"   // 收文
	IconOutgoing  Icon = "file-export"   // 发文
	IconSeal      Icon = "rubber-stamp"  // 印章
	IconMeeting   Icon = "users-group"   // 会务
	IconReception Icon = "coffee"        // 公务接待
	IconCar       Icon = "car"           // 车辆
	IconAssets    Icon = "package"       // 物资资产
	IconPetition  Icon = "message-2"     // 信访
	IconSecrecy   Icon = "shield-lock"   // 保密
	IconArchive   Icon = "archive"       // 档案
	IconSafety    Icon = "shield-check"  // 内保安全
	IconWatch     Icon = "alarm"         // 督办台
	IconChart     Icon = "chart-bar"     // 统计通报
	IconNorm      Icon = "book-2"        // 工作规范
	IconPeople    Icon = "users"         // 用户与岗位
	IconPolicy    Icon = "lock"          // 安全策略
	IconAudit     Icon = "list-check"    // 审计
	IconSettings  Icon = "settings"      // 设置
	IconBackup    Icon = "database"      // 备份
	IconTrash     Icon = "trash"         // 销毁, remove
	IconSearch    Icon = "search"        // search
	IconPlus      Icon = "plus"          // new
	IconBell      Icon = "bell"          // reminders
	IconTextSize  Icon = "text-size"     // 字号
	IconPrint     Icon = "printer"       // print
	IconRefused   Icon = "circle-x"      // refusal
	IconCheck     Icon = "check"         // done
	IconDown      Icon = "chevron-down"  // more
	IconLeft      Icon = "chevron-left"  // previous
	IconRight     Icon = "chevron-right" // next
	IconDownload  Icon = "download"      // export, original
	IconFilter    Icon = "filter"        // filters
	IconBookmark  Icon = "bookmark"      // saved filter
	IconSortDown  Icon = "sort-descending"
	IconSortUp    Icon = "sort-ascending"
	IconSort      Icon = "arrows-sort"
	IconFile      Icon = "file-text"
	IconTable     Icon = "table"
	IconUser      Icon = "user"
	IconClose     Icon = "x"
	IconUpload    Icon = "upload"
	IconAlert     Icon = "alert-triangle"
	IconInfo      Icon = "info-circle"
	IconLogout    Icon = "logout"
	IconZoomIn    Icon = "zoom-in"
	IconZoomOut   Icon = "zoom-out"
	IconFlow      Icon = "sitemap"
	IconPen       Icon = "writing"
	IconKeyboard  Icon = "keyboard"
	IconBuilding  Icon = "building"  // 科室
	IconRocket    Icon = "rocket"    // 启用准备
	IconKey       Icon = "key"       // 登录安全
	IconTie       Icon = "hierarchy" // 分管
	IconStandIn   Icon = "replace"   // 顶岗表
)
