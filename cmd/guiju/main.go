// Command guiju is the whole program: one static binary that serves a bureau.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"guiju.cn/guiju/internal/app"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/pdf"
)

// version is set by the build.
var version = "dev"

const usage = `规矩：机关办公系统

用法：guiju <命令> [选项]

  demo      在空目录里生成示范单位
  init      建立一个新单位：名称、三员、科室人员；其余登录后在“启用准备”里做
  serve     运行
  migrate   升级数据库结构
  backup    备份到一个文件（运行中也可以）
  restore   从备份恢复到空目录
  verify    核验：运行中的数据，或一个备份文件加公钥
  key       输出核验用的公钥
  version   版本

每个命令用 -h 查看选项。
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "guiju:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 {
		_, err := fmt.Fprint(out, usage)
		return err
	}
	commands := map[string]func(ctx context.Context, args []string, out io.Writer) error{
		"demo": demo, "init": initialise, "serve": serve, "migrate": migrate, "backup": backup, "restore": restore, "verify": verify, "key": key,
		"version": func(_ context.Context, _ []string, out io.Writer) error {
			_, err := fmt.Fprintln(out, version)
			return err
		},
		"pdf-child": func(context.Context, []string, io.Writer) error { return pdf.ChildMain(os.Stdin, os.Stdout) },
	}
	command, ok := commands[args[0]]
	if !ok {
		_, err := fmt.Fprint(out, usage)
		return errors.Join(fmt.Errorf("没有命令 %q", args[0]), err)
	}
	return command(ctx, args[1:], out)
}

// settings reads the flags of a command, then the environment and guiju.toml.
func settings(name string, args []string, more func(*flag.FlagSet, *app.Config)) (app.Config, []string, error) {
	c := app.Config{Version: version}
	set := flag.NewFlagSet(name, flag.ContinueOnError)
	c.Flags(set)
	if more != nil {
		more(set, &c)
	}
	if err := set.Parse(args); err != nil {
		return c, nil, err
	}
	return c, set.Args(), c.Fill(set)
}

func logger() *slog.Logger { return slog.New(slog.NewTextHandler(os.Stderr, nil)) }

func demo(ctx context.Context, args []string, out io.Writer) error {
	c, _, err := settings("demo", args, nil)
	if err != nil {
		return err
	}
	if _, err := app.Demo(ctx, c, clock.System().Now(), logger()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, "示范单位已生成。\n"+app.DemoText)
	return err
}

func serve(ctx context.Context, args []string, out io.Writer) error {
	c, _, err := settings("serve", args, func(set *flag.FlagSet, c *app.Config) { c.ServeFlags(set) })
	if err != nil {
		return err
	}
	return with(ctx, c, func(a *app.App) error {
		if accounts := a.DemoAccounts(); accounts != "" {
			if _, err := fmt.Fprintln(out, accounts); err != nil {
				return err
			}
		}
		return a.Serve(ctx, out)
	})
}

// with opens the program for one command and closes it again.
func with(ctx context.Context, c app.Config, use func(a *app.App) error) error {
	a, err := app.Open(ctx, c, clock.System(), logger())
	if err != nil {
		return err
	}
	return errors.Join(use(a), a.Close())
}

// initialise makes a new bureau of a plan file, flags, and what is asked at the
// terminal.
func initialise(ctx context.Context, args []string, out io.Writer) error {
	file, name, people, passwords := "", "", "", ""
	names := map[string]*string{"xitong": new(string), "anquan": new(string), "shenji": new(string)}
	c, _, err := settings("init", args, func(set *flag.FlagSet, _ *app.Config) {
		set.StringVar(&file, "file", "", "计划文件（toml），无人值守时用")
		set.StringVar(&name, "bureau", "", "单位全称")
		set.StringVar(names["xitong"], "xitong", "", "系统管理员姓名")
		set.StringVar(names["anquan"], "anquan", "", "安全保密管理员姓名")
		set.StringVar(names["shenji"], "shenji", "", "安全审计员姓名")
		set.StringVar(&people, "people", "", "科室人员表（xlsx）")
		set.StringVar(&passwords, "passwords", "", "首次密码写到这个文件，不显示")
	})
	if err != nil {
		return err
	}
	plan := app.Plan{Administrators: map[string]string{}}
	if file != "" {
		if plan, err = app.ReadPlan(file); err != nil {
			return err
		}
	}
	plan.Fill(name, people, names)
	if terminal(os.Stdin) && file == "" {
		if err := plan.Ask(os.Stdin, out); err != nil {
			return err
		}
	}
	return with(ctx, c, func(a *app.App) error {
		begun, err := a.Init(ctx, plan)
		if begun == nil {
			return err
		}
		return errors.Join(err, tell(out, passwords, begun))
	})
}

// terminal tells whether somebody can be asked.
func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// tell says what was made; first passwords go to a file where one is named.
func tell(out io.Writer, passwords string, begun *app.Begun) (err error) {
	to := out
	if passwords != "" {
		f, err := os.OpenFile(passwords, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		to = f
	}
	return begun.Tell(out, to)
}

func migrate(ctx context.Context, args []string, out io.Writer) error {
	c, _, err := settings("migrate", args, nil)
	if err != nil {
		return err
	}
	return with(ctx, c, func(*app.App) error { _, err := fmt.Fprintln(out, "数据库结构已是最新"); return err })
}

// one is the single file name that a command takes.
func one(rest []string) (string, error) {
	if len(rest) != 1 {
		return "", errors.New("需要一个文件名")
	}
	return rest[0], nil
}

func backup(ctx context.Context, args []string, out io.Writer) error {
	c, rest, err := settings("backup", args, nil)
	if err != nil {
		return err
	}
	path, err := one(rest)
	if err != nil {
		return err
	}
	return with(ctx, c, func(a *app.App) error {
		if err := a.Backup(ctx, path); err != nil {
			return err
		}
		_, err := fmt.Fprintln(out, "已备份到", path)
		return err
	})
}

func restore(ctx context.Context, args []string, out io.Writer) error {
	c, rest, err := settings("restore", args, nil)
	if err != nil {
		return err
	}
	path, err := one(rest)
	if err != nil {
		return err
	}
	return with(ctx, c, func(a *app.App) error {
		if err := a.Restore(ctx, path); err != nil {
			return err
		}
		_, err := fmt.Fprintln(out, "已恢复自", path)
		return err
	})
}

func verify(ctx context.Context, args []string, out io.Writer) error {
	public := ""
	c, rest, err := settings("verify", args, func(set *flag.FlagSet, _ *app.Config) {
		set.StringVar(&public, "public-key", "", "核验公钥文件（离线核验备份时需要）")
	})
	if err != nil {
		return err
	}
	if len(rest) == 1 {
		return app.VerifyFile(ctx, rest[0], public, out)
	}
	return with(ctx, c, func(a *app.App) error { return a.Verify(ctx, out) })
}

func key(ctx context.Context, args []string, out io.Writer) error {
	c, _, err := settings("key", args, nil)
	if err != nil {
		return err
	}
	return with(ctx, c, func(a *app.App) error {
		text, err := a.Signer.Public().PEM()
		if err != nil {
			return err
		}
		_, err = out.Write(text)
		return err
	})
}
