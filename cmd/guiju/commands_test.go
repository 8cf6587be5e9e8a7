package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/xuri/excelize/v2"

	"guiju.cn/guiju/internal/app"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
	"guiju.cn/guiju/internal/typeset/font"
	layout "guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/pdf"
)

// says runs a command, which must end with a code and print a text.
func (b *bureau) says(code int, want string, args ...string) string {
	b.Helper()
	text, got := b.run(args...)
	if got != code || !strings.Contains(text, want) {
		b.Errorf("guiju %v: exit code %d, want %d and %q:\n%s", args, got, code, want, text)
	}
	return text
}

func TestCommands_EachSaysHowItIsUsed(t *testing.T) {
	t.Parallel()
	b := in(t, t.TempDir(), "")
	all := b.must("help")
	han := regexp.MustCompile(`\p{Han}`)
	for _, c := range commands() {
		if !strings.Contains(all, "  "+c.name+" ") {
			t.Errorf("%s is not in the list", c.name)
		}
		text, code := output(t, b.command(c.name, "-h"))
		if code != 0 || !strings.HasPrefix(text, "用法：guiju "+c.name) {
			t.Errorf("%s -h: %d %s", c.name, code, text)
		}
		for line := range strings.Lines(text) {
			if !strings.HasPrefix(line, "  -") && strings.TrimSpace(line) != "" && !han.MatchString(line) {
				t.Errorf("%s -h says %q", c.name, line)
			}
		}
		if len(c.args) > 0 && !strings.HasSuffix(c.args[0], "…") {
			text, code := output(t, b.command(c.name))
			if code != 1 || !strings.Contains(text, "缺少"+c.args[0]) {
				t.Errorf("%s without arguments: %d %s", c.name, code, text)
			}
		}
	}
	b.says(1, "没有命令 \"fly\"", "fly")
	b.says(1, "没有选项 -colour", "verify", "-colour")
	b.says(1, "缺少值", "verify", "-public-key")
	b.says(1, "选项的值不对", "token make", "-days", "many")
	for _, args := range [][]string{{"verify"}, {"user list"}, {"backup", "x"}, {"key"}} {
		b.says(1, "这里没有数据", args...)
	}
	if entries, err := os.ReadDir(b.dir); err != nil || len(entries) > 0 {
		t.Errorf("a command that failed left %v, %v", entries, err)
	}
}

// table is an .xlsx of rows.
func table(t *testing.T, rows ...[]string) string {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		for j, cell := range row {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err == nil {
				err = f.SetCellStr("Sheet1", at, cell)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "人员.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// A new bureau by commands alone: init, people, accounts, tokens, registers.
func TestCommands_ANewBureau(t *testing.T) {
	t.Parallel()
	for name, db := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testkit.Postgres(t) }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := in(t, t.TempDir(), db())
			b.says(0, "xitong　首次密码：", "init", "-bureau", "云泽市某局")
			b.says(0, "已是最新", "migrate")
			b.people()
			b.accounts()
			for _, path := range []string{"收文.xlsx", "收文.json", "收文.pdf"} {
				path = filepath.Join(b.dir, path)
				b.says(0, "已导出到", "export", "1-02-F1", path, "-from", "2026-01-01")
				b.says(1, "文件已存在", "export", "1-02-F1", path)
			}
			b.says(1, "可以导出的：1-01-F1 印章使用登记表", "export", "9-99-F9", filepath.Join(b.dir, "x.json"))
			b.says(1, "结尾", "export", "1-02-F1", "x.doc")
			b.says(1, "须为日期", "export", "1-02-F1", filepath.Join(b.dir, "x.json"), "-from", "昨天的昨天")
			b.says(0, "问题 0 处", "verify")
			b.evidence()
		})
	}
}

// The first passwords are told once: nothing is made where they cannot be written,
// and where the plan breaks off half-way those that were made are told.
func TestInit_NoFirstPasswordIsLost_G_08(t *testing.T) {
	t.Parallel()
	b := in(t, t.TempDir(), "")
	taken, secrets, plan := filepath.Join(b.dir, "taken"), filepath.Join(b.dir, "secrets"), filepath.Join(b.dir, "plan.toml")
	for path, text := range map[string]string{taken: "x", plan: "bureau = \"云泽市某局\"\n[[seals]]\nname = \"局公章\"\ndept = \"nowhere\"\nkeeper = \"nobody\"\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b.says(1, "文件已存在", "init", "-file", plan, "-passwords", taken)
	b.says(1, "写明单位名称", "init", "-passwords", secrets)
	b.says(1, "印章 局公章 的科室", "init", "-file", plan, "-passwords", secrets)
	text, err := os.ReadFile(secrets)
	if err != nil || strings.Count(string(text), "首次密码：") != 3 {
		t.Errorf("%v: %s", err, text)
	}
	b.says(1, "这里已经建过单位", "init", "-file", plan)
}

func (b *bureau) people() {
	b.Helper()
	head := org.ImportColumns
	wrong := table(b.T, head, []string{"bgs", "办公室", "wenshu", "文小书", "文书"}, []string{"bgs", "办公室", "x", "某人", "大将军"})
	text := b.says(1, "没有导入：有 1 处要改", "import", "people", wrong)
	if !strings.Contains(text, "第 3 行 岗位：没有岗位“大将军”") {
		b.Error(text)
	}
	right := table(b.T, head, []string{"bgs", "办公室", "wenshu", "文小书", "文书"}, []string{"bgs", "办公室", "zhuren", "任主", "办公室主任"})
	b.says(0, "2 行，2 人，1 个科室", "import", "people", right, "-check")
	if text := b.must("user list"); strings.Contains(text, "wenshu") {
		b.Errorf("a check imported: %s", text)
	}
	b.says(0, "wenshu　首次密码：", "import", "people", right)
	b.says(0, "wenshu\t文小书\t在用", "user list")
	b.says(1, "收文登记表由办理自动写入，不能导入；可以导入的表：people", "import", "1-02-F1", right)
	b.says(1, "没有表 cars", "import", "cars", right)
}

func (b *bureau) accounts() {
	b.Helper()
	n := b.serve()
	defer n.stop()
	ask := func(token string) int {
		n.tokens.Store("it", token)
		status, _, err := n.call("it", http.MethodGet, "/tasks", "", nil)
		if err != nil {
			b.Fatal(err)
		}
		return status
	}
	make := func() string { return strings.TrimSpace(b.must("token make", "wenshu", "对接", "-days", "7")) }
	token := make()
	if status := ask(token); status != http.StatusOK {
		b.Errorf("the token: %d", status)
	}
	if status, answer, err := n.call("it", http.MethodPost, "/cases/incoming", "k", letter("云统函〔2026〕1号")); err != nil || status != http.StatusForbidden {
		b.Errorf("a token to read wrote: %d %v %v", status, answer, err)
	}
	id, _, _ := strings.Cut(b.says(0, "对接\tread", "token list", "wenshu"), "\t")
	b.says(0, "已停用", "token end", "wenshu", id)
	b.says(1, "没有令牌", "token end", "wenshu", id)
	if status := ask(token); status != http.StatusUnauthorized {
		b.Errorf("an ended token: %d", status)
	}
	b.says(1, "没有账号 nobody", "token make", "nobody", "x")
	b.says(1, "有效期不超过一年", "token make", "wenshu", "x", "-days", "900")

	token = make()
	b.says(0, "已停用 wenshu", "user disable", "wenshu")
	b.says(0, "wenshu\t文小书\t已停用", "user list")
	if status := ask(token); status != http.StatusUnauthorized {
		b.Errorf("a disabled account's token: %d", status)
	}
	b.says(0, "已恢复 wenshu", "user enable", "wenshu")
	_, password, _ := strings.Cut(strings.TrimSpace(b.says(0, "首次密码：", "user reset", "wenshu")), "首次密码：")
	status, answer, err := n.call("", http.MethodPost, "/session", "", map[string]string{"login": "wenshu", "password": password})
	if err != nil || status != http.StatusForbidden || !strings.Contains(answer["title"].(string), "首次登录") {
		b.Errorf("the first password: %d %v %v", status, answer, err)
	}
}

// database opens the bureau's own, beside whatever serves it.
func (b *bureau) database() *store.DB {
	b.Helper()
	url := filepath.Join(b.dir, "data", "guiju.db")
	if i := len(b.flags) - 2; b.flags[i] == "--db" {
		url = b.flags[i+1]
	}
	migrations, err := app.Migrations()
	if err != nil {
		b.Fatal(err)
	}
	db, err := store.Open(context.WithoutCancel(b.Context()), store.Config{URL: url, Clock: clock.System(), Migrations: migrations})
	if err != nil {
		b.Fatal(err)
	}
	return db
}

// evidence says that commands did it, and by nobody's account.
func (b *bureau) evidence() {
	b.Helper()
	db := b.database()
	defer func() { _ = db.Close() }()
	for _, action := range []string{"account.set-password", "account.token-made", "account.token-ended", "org.import", "org.disable", "org.enable"} {
		bodies, err := store.Column[string](b.Context(), db.Read(), `SELECT body FROM audit_leaf WHERE body LIKE $1`, `%"action":"`+action+`"%`)
		if err != nil || len(bodies) == 0 {
			b.Errorf("%s left nothing: %v", action, err)
		}
		for _, text := range bodies {
			var leaf struct{ Via, Actor string }
			if err := json.Unmarshal([]byte(text), &leaf); err != nil || leaf.Via != "command" || leaf.Actor != "" {
				b.Errorf("%s: %+v %v", action, leaf, err)
			}
		}
	}
	if named, err := store.Column[string](b.Context(), db.Read(), `SELECT event FROM account_event WHERE by_id <> '' AND event NOT IN ('login', 'logout')`); err != nil || len(named) != 0 {
		b.Errorf("events that name somebody: %v, %v", named, err)
	}
}

// Backup, restore into another place, verify on and off the machine.
func TestCommands_BackupRestoreVerify(t *testing.T) {
	t.Parallel()
	b := found(t, "")
	file, public := filepath.Join(b.dir, "备份.tgz"), filepath.Join(b.dir, "公钥.pem")
	b.says(0, "已备份到", "backup", file)
	b.says(1, "没有文件", "restore", filepath.Join(b.dir, "没有"))
	if err := os.WriteFile(public, []byte(b.says(0, "BEGIN PUBLIC KEY", "key")), 0o600); err != nil {
		t.Fatal(err)
	}
	b.says(1, "需要 -public-key", "verify", file)
	empty := in(t, t.TempDir(), "")
	empty.says(0, "问题 0 处", "verify", file, "-public-key", public)
	other := in(t, t.TempDir(), testkit.Postgres(t))
	if text, code := other.run("restore", file); code != 1 || !strings.Contains(text, "密钥") {
		t.Errorf("without its keys: %d %s", code, text)
	}
	if err := os.CopyFS(other.dir+"/old", os.DirFS(b.dir+"/keys")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"data.key", "audit.key"} {
		if err := os.Rename(other.dir+"/old/"+name, other.dir+"/keys/"+name); err != nil {
			t.Fatal(err)
		}
	}
	other.says(0, "问题 0 处", "verify")
	other.says(1, "not empty", "restore", file)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if text, code := empty.run("verify", file, "-public-key", public); code != 1 {
		t.Errorf("a flipped bit: %d %s", code, text)
	}
}

// Settings: flags before the environment before guiju.toml; keys of the bucket
// never by flag.
func TestCommands_WhereSettingsComeFrom(t *testing.T) {
	t.Parallel()
	b := found(t, "")
	set := func(env []string, args ...string) (string, int) {
		cmd := b.command(args...)
		cmd.Env = append(os.Environ(), env...)
		return output(t, cmd)
	}
	toml := filepath.Join(b.dir, "data", "guiju.toml")
	if err := os.WriteFile(toml, []byte("# 附件\nblobs = \"/nowhere/toml\"\nblobs-key = \"k\"\nblobs-secret = \"s\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, code := set(nil, "verify"); code == 0 || !strings.Contains(text, "/nowhere/toml") {
		t.Errorf("guiju.toml: %s", text)
	}
	if text, code := set([]string{"GUIJU_BLOBS=/nowhere/env"}, "verify"); code == 0 || !strings.Contains(text, "/nowhere/env") {
		t.Errorf("the environment: %s", text)
	}
	if text, code := set([]string{"GUIJU_BLOBS=/nowhere/env"}, "verify", "-blobs", b.dir+"/data/files"); code != 0 {
		t.Errorf("the flag: %s", text)
	}
	b.says(1, "没有选项 -blobs-secret", "verify", "-blobs-secret", "s")
	b.says(1, "不写在地址里", "verify", "-blobs", "s3://key:secret@127.0.0.1:1/files")
}

const notice = `云泽市示例局文件
云示发〔2026〕3号

关于做好值班工作的通知

局属各单位：
　　为做好值班工作，现通知如下。
　　一、严格值班制度
　　各单位要落实领导带班。

　　　　　　　　云泽市示例局
　　　　　　　　2026年11月20日
`

func TestTypeset_TextAsEveryFormatAndChecked(t *testing.T) {
	t.Parallel()
	b := in(t, t.TempDir(), "")
	set := func(code int, want, source, target string, more ...string) string {
		t.Helper()
		return b.says(code, want, append([]string{"typeset", "-o", filepath.Join(b.dir, target)}, append(more, filepath.Join(b.dir, source))...)...)
	}
	if err := os.WriteFile(filepath.Join(b.dir, "通知.md"), []byte(notice), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, start := range map[string]string{"a.pdf": "%PDF-", "a.ofd": "PK", "a.docx": "PK"} {
		set(0, "已排 1 页", "通知.md", name)
		if data, err := os.ReadFile(filepath.Join(b.dir, name)); err != nil || !bytes.HasPrefix(data, []byte(start)) {
			t.Errorf("%s: %.8q, %v", name, data, err)
		}
	}
	set(0, "不合格 0 项", "a.docx", "", "-check")
	set(0, "不合格 0 项", "a.pdf", "", "-check")
	b.small("small.pdf")
	set(0, "应为 3 号（16 磅）", "small.pdf", "", "-check")
	set(0, "已排 1 页", "a.docx", "again.pdf")
	set(1, "须以 .pdf、.ofd 或 .docx 结尾", "通知.md", "a.odt")
	set(1, "不能就是原文件", "a.docx", "a.docx")
	set(1, "文稿须是 .md、.txt 或 .docx", "a.pdf", "again.docx")
	set(1, "没有文件", "不在.md", "a.pdf")
}

// Checking writes nothing: a file of the name that -o has by default is checked as
// any other, and what has no layout of its own is not found to be without faults.
func TestTypeset_CheckNeedsALayoutAndNoTarget(t *testing.T) {
	t.Parallel()
	b := in(t, t.TempDir(), "")
	b.small("out.pdf")
	cmd := b.command("typeset", "-check", "out.pdf")
	cmd.Dir = b.dir
	if said, code := output(t, cmd); code != 0 || !strings.Contains(said, "应为 3 号（16 磅）") {
		t.Errorf("exit code %d: %s", code, said)
	}
	for _, name := range []string{"通知.md", "通知.txt", "a.ofd", "通知"} {
		source := filepath.Join(b.dir, name)
		if err := os.WriteFile(source, []byte(notice), 0o600); err != nil {
			t.Fatal(err)
		}
		b.says(1, "没有检查：只能检查 .docx 和 .pdf 的版式", "typeset", "-check", source)
	}
}

// small writes a letter whose body is set too small.
func (b *bureau) small(name string) {
	b.Helper()
	fonts := font.OpenSet("../../fonts")
	sheet := layout.Page{Width: 210, Height: 297}
	for i, words := range []string{"云泽市示例局文件", "云示发〔2026〕3号", "关于做好值班工作的通知", "局属各单位：", "为做好值班工作，现通知如下。各单位要落实领导带班。"} {
		line, _, err := layout.Write(fonts, layout.Text{Role: layout.Fang, Size: 12, Y: 40 + float64(i)*9}, 28, words)
		if err != nil {
			b.Fatal(err)
		}
		sheet.Marks = append(sheet.Marks, line)
	}
	var out bytes.Buffer
	if err := pdf.Write(&out, fonts, pdf.Info{}, layout.All([]layout.Page{sheet})); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.dir, name), out.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
}

// shared/goals.md: ten pages under 150 MB, everything the process holds.
func TestTypeset_TenPagesInLittleMemory(t *testing.T) {
	t.Parallel()
	b := in(t, t.TempDir(), "")
	source := filepath.Join(b.dir, "长文.md")
	text := strings.Replace(notice, "各单位要", strings.Repeat("各单位要强化值班值守，严格执行领导带班制度，遇有重要情况及时报告。\n　　", 160)+"各单位要", 1)
	if err := os.WriteFile(source, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := b.command("typeset", "-o", filepath.Join(b.dir, "a.pdf"), source)
	said, code := output(t, cmd)
	pages := 0
	if _, err := fmt.Sscanf(said[strings.Index(said, "已排"):], "已排 %d 页", &pages); err != nil || code != 0 || pages < 10 {
		t.Fatalf("%d pages, exit code %d: %s", pages, code, said)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok || usage.Maxrss == 0 || usage.Maxrss > 150<<10 {
		t.Errorf("ten pages took %d KB", usage.Maxrss)
	}
}
