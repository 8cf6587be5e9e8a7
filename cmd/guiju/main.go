// Command guiju is the whole program: one static binary that serves a bureau.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"guiju.cn/guiju/internal/app"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/pdf"
)

// version is set by the build.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "guiju:", said(err))
		os.Exit(app.ExitCode(err))
	}
}

// said is what the operator reads of an error: its cause as well, unless the
// command was asked for something that cannot be.
func said(err error) string {
	switch errs.KindOf(err) {
	case errs.Invalid, errs.NotFound, errs.NotAllowed, errs.TooLarge:
		return errs.Public(err)
	default:
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		for cause, text := range map[error]string{fs.ErrNotExist: "没有文件 ", fs.ErrExist: "文件已存在：", fs.ErrPermission: "没有权限："} {
			if errors.Is(path.Err, cause) {
				return text + path.Path
			}
		}
	}
	return err.Error()
}

// command is one subcommand: what it is called and takes, and what it does with
// the opened program. The line of help is all the operator reads of it.
type command struct {
	name  string
	args  []string // what stands behind it, in order; one that ends with … may be missing
	help  string
	flags func(set *flag.FlagSet, o *options)
	makes bool // may begin a bureau; the others need one that is there
	run   func(ctx context.Context, o *options, out io.Writer) error
}

// options are a command's settings and arguments.
type options struct {
	app.Config
	args      []string
	plan      string // init: a file, or by flags
	bureau    string
	people    string
	names     map[string]*string // of the administrators, by post
	passwords string             // file for first passwords
	public    string
	carried   string
	scope     string
	target    string
	days      int
	check     bool
	from      string
	to        string
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) > 0 && args[0] == "pdf-child" { // the program's own child, not for people
		return pdf.ChildMain(os.Stdin, os.Stdout)
	}
	all := commands()
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		return usage(out, all)
	}
	name, rest := args[0], args[1:]
	if len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
		if _, ok := find(all, name+" "+rest[0]); ok { // user list, token make …
			name, rest = name+" "+rest[0], rest[1:]
		}
	}
	c, ok := find(all, name)
	if !ok {
		return errors.Join(fmt.Errorf("没有命令 %q", name), usage(out, all))
	}
	o := &options{Config: app.Config{Version: version}, names: map[string]*string{}}
	set := flag.NewFlagSet(name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	o.Flags(set)
	if c.flags != nil {
		c.flags(set, o)
	}
	err := o.parse(set, rest)
	if errors.Is(err, flag.ErrHelp) {
		return c.usage(out, set)
	}
	if err == nil {
		err = c.takes(len(o.args))
	}
	if err != nil {
		return fmt.Errorf("%w；用 guiju %s -h 查看用法", err, name)
	}
	if err := o.Fill(set); err != nil {
		return err
	}
	if _, err := os.Stat(o.DB); c.needs(o) && errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("这里没有数据：%s 不在；用 -data 写明数据目录", o.DB)
	}
	return c.run(ctx, o, out)
}

func find(all []command, name string) (command, bool) {
	for _, c := range all {
		if c.name == name {
			return c, true
		}
	}
	return command{}, false
}

// parse takes flags before, between and behind the arguments.
func (o *options) parse(set *flag.FlagSet, args []string) error {
	for {
		if err := set.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return err
			}
			return errors.New(wrongFlag(err.Error()))
		}
		if args = set.Args(); len(args) == 0 {
			return nil
		}
		o.args, args = append(o.args, args[0]), args[1:]
	}
}

// needs tells whether the command works on a bureau that must be there already.
func (c command) needs(o *options) bool {
	return !c.makes && !o.Postgres() && (c.name != "verify" || len(o.args) == 0)
}

// wrongFlag words what package flag says.
func wrongFlag(text string) string {
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: "); ok {
		return "没有选项 " + name
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: "); ok {
		return "选项 " + name + " 缺少值"
	}
	return "选项的值不对：" + text
}

func (c command) takes(n int) error {
	least := 0
	for _, a := range c.args {
		if !strings.HasSuffix(a, "…") {
			least++
		}
	}
	if n < least {
		return fmt.Errorf("缺少%s", c.args[n])
	}
	if n > len(c.args) {
		return errors.New("多出参数")
	}
	return nil
}

func usage(out io.Writer, all []command) error {
	text := "规矩：机关办公系统\n\n用法：guiju <命令> [选项]\n\n"
	for _, c := range all {
		first, _, _ := strings.Cut(c.help, "\n")
		text += fmt.Sprintf("  %-13s %s\n", c.name, first)
	}
	text += "\n每个命令用 -h 查看用法。设置的先后：选项、GUIJU_* 环境变量、数据目录里的 guiju.toml。\n"
	_, err := io.WriteString(out, text)
	return err
}

func (c command) usage(out io.Writer, set *flag.FlagSet) error {
	text := "用法：guiju " + strings.Join(append([]string{c.name}, c.args...), " ") + " [选项]\n\n" + c.help + "\n\n选项：\n"
	set.VisitAll(func(f *flag.Flag) {
		text += "  -" + f.Name + "\n        " + f.Usage
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" {
			text += "（默认 " + f.DefValue + "）"
		}
		text += "\n"
	})
	_, err := io.WriteString(out, text)
	return err
}

func logger() *slog.Logger { return slog.New(slog.NewTextHandler(os.Stderr, nil)) }

// with opens the program for one command and closes it again.
func with(ctx context.Context, o *options, use func(a *app.App) error) error {
	a, err := app.Open(ctx, o.Config, clock.System(), logger())
	if err != nil {
		return err
	}
	return errors.Join(use(a), a.Close())
}
