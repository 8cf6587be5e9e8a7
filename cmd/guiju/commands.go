package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"guiju.cn/guiju/internal/app"
	"guiju.cn/guiju/internal/clock"
)

// opened is a command that works on the opened program.
func opened(use func(ctx context.Context, a *app.App, o *options, out io.Writer) error) func(context.Context, *options, io.Writer) error {
	return func(ctx context.Context, o *options, out io.Writer) error {
		return with(ctx, o, func(a *app.App) error { return use(ctx, a, o, out) })
	}
}

// say prints what was done after it was done.
func say(out io.Writer, err error, text string, args ...any) error {
	if err == nil {
		_, err = fmt.Fprintf(out, text+"\n", args...)
	}
	return err
}

// commands is the one list of subcommands.
func commands() []command {
	return []command{
		{name: "demo", makes: true, help: "在空目录里生成示范单位，打印账号和密码", run: demo},
		{name: "init", makes: true, help: "建立一个新单位：名称、三员、科室人员\n没有写的在终端里问；其余用 xitong 登录，在“启用准备”里做。", run: opened(initialise), flags: initFlags},
		{name: "serve", makes: true, help: "运行\n磁盘或数据库出错时以退出码 3 停止；下次启动先核验最近的留痕。", run: serve,
			flags: func(set *flag.FlagSet, o *options) { o.ServeFlags(set) }},
		{name: "migrate", makes: true, help: "升级数据库结构\n先停下运行中的程序。SQLite 在升级前自动另存一份（guiju.before-步骤号），guiju serve 也会升级；PostgreSQL 先用 pg_dump 备份，只在这里升级。中断后再次运行，从断处继续。",
			run: func(ctx context.Context, o *options, out io.Writer) error {
				o.Upgrade = true
				return say(out, with(ctx, o, func(*app.App) error { return nil }), "数据库结构已是最新")
			}},
		{name: "backup", args: []string{"备份文件"}, help: "备份到一个文件，运行中也可以\n包括全部记录和附件，不包括密钥目录。", run: opened(func(ctx context.Context, a *app.App, o *options, out io.Writer) error {
			return say(out, a.Backup(ctx, o.args[0]), "已备份到 %s", o.args[0])
		})},
		{name: "restore", makes: true, args: []string{"备份文件"}, help: "从备份恢复到空目录或空数据库，两种数据库、两种附件存放处之间都可以", run: opened(func(ctx context.Context, a *app.App, o *options, out io.Writer) error {
			return say(out, a.Restore(ctx, o.args[0]), "已恢复自 %s", o.args[0])
		})},
		{name: "typeset", makes: true, args: []string{"文件"}, help: "按 GB/T 9704-2012 排版一份 .md、.txt 或 .docx，并逐项检查版式\n输出 .pdf、.ofd 或 .docx，由 -o 的结尾决定；-check 只检查别处排好的 .docx 或 .pdf。不需要数据目录。",
			run: func(ctx context.Context, o *options, out io.Writer) error {
				if o.check {
					return app.CheckLayout(ctx, o.args[0], out)
				}
				return app.Typeset(o.Config, o.args[0], o.target, out)
			},
			flags: func(set *flag.FlagSet, o *options) {
				set.StringVar(&o.target, "o", "out.pdf", "输出文件")
				set.BoolVar(&o.check, "check", false, "只检查版式，不排版")
			}},
		{name: "reindex", help: "重建检索索引等可由留痕推算的数据，运行中也可以", run: opened(func(ctx context.Context, a *app.App, _ *options, out io.Writer) error { return a.Reindex(ctx, out) })},
		{name: "verify", args: []string{"备份文件…"}, help: "核验运行中的数据，或只凭公钥核验一个备份文件\n发现问题时逐条列出，退出码 1。", run: verify,
			flags: func(set *flag.FlagSet, o *options) {
				set.StringVar(&o.carried, "checkpoints", "", "另行保存的检查点（密钥目录里 checkpoints.log 的副本）；有它才看得出最新的记录连同检查点一起被截去")
				set.StringVar(&o.public, "public-key", "", "核验公钥文件（核验备份文件时需要，由 guiju key 输出）")
			}},
		{name: "key", help: "输出核验用的公钥", run: opened(func(_ context.Context, a *app.App, _ *options, out io.Writer) error {
			text, err := a.Signer.Public().PEM()
			return say(out, err, "%s", strings.TrimSpace(string(text)))
		})},
		{name: "import", args: []string{"表", "文件.xlsx"}, help: "导入表格；可以导入的表：people（科室、人员、岗位）\n逐行指出错误，有错误就一行也不导入。登记表由办理自动写入，不能导入。", run: opened(importTable),
			flags: func(set *flag.FlagSet, o *options) { set.BoolVar(&o.check, "check", false, "只检查，不导入") }},
		{name: "export", args: []string{"登记表", "文件"}, help: "导出登记表，例如 guiju export 1-02-F1 收文.xlsx\n文件以 .xlsx、.pdf 或 .json 结尾。", run: opened(export),
			flags: func(set *flag.FlagSet, o *options) {
				set.StringVar(&o.from, "from", "", "起始日期，如 2026-01-01")
				set.StringVar(&o.to, "to", "", "截止日期")
			}},
		{name: "token make", args: []string{"登录名", "名称"}, help: "为一个人生成接口令牌，只显示一次", run: opened(func(ctx context.Context, a *app.App, o *options, out io.Writer) error {
			secret, err := a.MakeToken(ctx, o.args[0], o.args[1], o.scope, o.days)
			return say(out, err, "%s", secret)
		}), flags: func(set *flag.FlagSet, o *options) {
			set.StringVar(&o.scope, "scope", "read", "read 只读，write 读写")
			set.IntVar(&o.days, "days", 90, "有效天数，不超过 366")
		}},
		{name: "token list", args: []string{"登录名"}, help: "列出一个人的令牌：编号、名称、权限、到期", run: opened(func(ctx context.Context, a *app.App, o *options, out io.Writer) error {
			return a.Tokens(ctx, o.args[0], out)
		})},
		{name: "token end", args: []string{"登录名", "编号"}, help: "停用一个令牌", run: opened(func(ctx context.Context, a *app.App, o *options, out io.Writer) error {
			return say(out, a.EndToken(ctx, o.args[0], o.args[1]), "已停用")
		})},
		{name: "user list", help: "列出账号：登录名、姓名、状态", run: opened(func(ctx context.Context, a *app.App, _ *options, out io.Writer) error { return a.Users(ctx, out) })},
		{name: "user disable", args: []string{"登录名"}, help: "停用账号\n会话和令牌立即失效，岗位由顶岗的人办理。", run: opened(func(ctx context.Context, a *app.App, o *options, out io.Writer) error {
			return say(out, a.Disable(ctx, o.args[0], true), "已停用 %s", o.args[0])
		})},
		{name: "user enable", args: []string{"登录名"}, help: "恢复停用的账号", run: opened(func(ctx context.Context, a *app.App, o *options, out io.Writer) error {
			return say(out, a.Disable(ctx, o.args[0], false), "已恢复 %s", o.args[0])
		})},
		{name: "user reset", args: []string{"登录名"}, help: "重设密码，打印首次密码\n会话和令牌立即失效；首次登录须修改。", run: opened(func(ctx context.Context, a *app.App, o *options, out io.Writer) error {
			password, err := a.ResetPassword(ctx, o.args[0])
			return say(out, err, "%s　首次密码：%s", o.args[0], password)
		})},
		{name: "version", makes: true, help: "版本", run: func(_ context.Context, _ *options, out io.Writer) error { return say(out, nil, "%s", version) }},
	}
}

func demo(ctx context.Context, o *options, out io.Writer) error {
	if _, err := app.Demo(ctx, o.Config, clock.System().Now(), logger()); err != nil {
		return err
	}
	return say(out, nil, "示范单位已生成。\n%s", app.DemoText)
}

// serve upgrades a database of one file, which nobody else serves; the nodes of a
// PostgreSQL are upgraded together, by guiju migrate.
func serve(ctx context.Context, o *options, out io.Writer) error {
	o.Upgrade = !o.Postgres()
	return with(ctx, o, func(a *app.App) error {
		if text := a.DemoAccounts(); text != "" {
			if err := say(out, nil, "%s", text); err != nil {
				return err
			}
		}
		return a.Serve(ctx, out)
	})
}

func initFlags(set *flag.FlagSet, o *options) {
	set.StringVar(&o.plan, "file", "", "计划文件（toml），无人值守时用")
	set.StringVar(&o.bureau, "bureau", "", "单位全称")
	set.StringVar(&o.people, "people", "", "科室人员表（xlsx）")
	set.StringVar(&o.passwords, "passwords", "", "首次密码写到这个文件，不显示")
	for post, name := range map[string]string{"xitong": "系统管理员", "anquan": "安全保密管理员", "shenji": "安全审计员"} {
		o.names[post] = set.String(post, "", name+"姓名")
	}
}

// initialise makes a new bureau of a plan file, flags, and what is asked at the
// terminal.
func initialise(ctx context.Context, a *app.App, o *options, out io.Writer) (err error) {
	var plan app.Plan
	if o.plan != "" {
		if plan, err = app.ReadPlan(o.plan); err != nil {
			return err
		}
	}
	plan.Fill(o.bureau, o.people, o.names)
	if o.plan == "" && terminal(os.Stdin) {
		if err := plan.Ask(os.Stdin, out); err != nil {
			return err
		}
	}
	if o.passwords == "" {
		return begin(ctx, a, plan, out, out)
	}
	// The file is there before anything is made whose passwords would be lost without it.
	f, err := os.OpenFile(o.passwords, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = errors.Join(begin(ctx, a, plan, out, f), f.Close())
	if info, no := os.Stat(o.passwords); no == nil && info.Size() == 0 { // nothing was made
		err = errors.Join(err, os.Remove(o.passwords))
	}
	return err
}

// begin makes the bureau and says what was made; first passwords go to secrets.
func begin(ctx context.Context, a *app.App, plan app.Plan, out, secrets io.Writer) error {
	begun, err := a.Init(ctx, plan)
	if begun == nil {
		return err
	}
	return errors.Join(err, begun.Tell(out, secrets))
}

// terminal tells whether somebody can be asked.
func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func verify(ctx context.Context, o *options, out io.Writer) error {
	carried, err := app.ReadCheckpoints(o.carried)
	if err != nil {
		return err
	}
	if len(o.args) == 1 {
		return app.VerifyFile(ctx, o.args[0], o.public, out, carried...)
	}
	return with(ctx, o, func(a *app.App) error { return a.Verify(ctx, out, carried...) })
}

func importTable(ctx context.Context, a *app.App, o *options, out io.Writer) (err error) {
	f, err := os.Open(o.args[1])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return a.Import(ctx, o.args[0], f, o.check, out)
}

// export writes a new file, never over another.
func export(ctx context.Context, a *app.App, o *options, out io.Writer) (err error) {
	form, path := o.args[0], o.args[1]
	format := strings.TrimPrefix(filepath.Ext(path), ".")
	if format != "xlsx" && format != "pdf" && format != "json" {
		return errors.New("文件须以 .xlsx、.pdf 或 .json 结尾")
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = errors.Join(a.Export(ctx, form, format, url.Values{"from": {o.from}, "to": {o.to}}, f), f.Close())
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return say(out, nil, "已导出到 %s", path)
}
