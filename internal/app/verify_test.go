package app_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"guiju.cn/guiju/internal/app"
	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

// everyTable fills the evidence tables that the demo's year leaves empty.
func (p *program) everyTable() {
	p.t.Helper()
	ctx, now := p.t.Context(), p.app.DB.Now()
	who := func(login string) runner.Actor {
		return runner.Actor{PersonID: p.id("person", "login", login), Via: "test"}
	}
	_, proxy := p.app.Org.GiveProxy(ctx, who("fujuzhang1"), ident.Secret(), who("fujuzhang2").PersonID, nil, now, now.Add(48*time.Hour), "出差")
	_, absence := p.app.Org.RecordAbsence(ctx, who("wenmi"), ident.Secret(), now, now.Add(24*time.Hour), "培训")
	_, exception := p.app.Ruling.Record(ctx, who("wenshu"), ident.Secret(), ruling.Exception{
		Kind: "电话或口头批准", Clause: "1-02-1.2", What: "节日来文", AllowedBy: who("juzhang").PersonID, AllowedAt: clock.Millis(now), How: "电话", Evidence: p.value(`SELECT id FROM file LIMIT 1`),
	})
	_, dual := p.app.Dual.Ask(ctx, who("anquan"), ident.Secret(), ruling.Decision{Kind: "file", Object: "x", What: "某文件", Reason: "法院裁定"})
	letter, answer := p.open("云统函〔2026〕981号"), p.open("云统函〔2026〕982号")
	_, linked := p.app.Run.Do(ctx, runner.Request{Actor: who("wenshu"), Key: ident.Secret(), Action: "test", CaseID: answer}, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		return runner.Answer{}, errors.Join(flow.AddLink(ctx, w, answer, letter, "答复"),
			org.Entrust(ctx, w, org.Custody{Thing: "seal/1", Name: "局公章", PersonID: who("yinzhang").PersonID, FromAt: clock.Millis(now)}))
	})
	_, circulated := p.app.Engine.Act(ctx, who("wenshu"), ident.Secret(), flow.Act{CaseID: letter, Action: flow.Circulate, Opinion: "请阅", People: []string{who("baomi").PersonID}})
	err := errors.Join(proxy, absence, exception, dual, linked, circulated,
		p.app.Admin.AskVerify(ctx, who("shenji"), ident.Secret()),
		p.app.Calendar.Set(ctx, who("bangongshizhuren"), ident.Secret(), calendar.Day{Date: clock.DateOf(now).AddDays(3), Worked: true, Name: "调休"}),
		p.app.Ruling.Set(ctx, who("anquan"), ident.Secret(), "G.session-idle", "30", clock.DateOf(now), "局务会"))
	if err != nil {
		p.t.Fatal(err)
	}
}

// copied is an export read into memory once, to be changed there.
type copied struct {
	names  []string // entries in order
	bodies map[string][]byte
	tables []store.Table
	rows   map[string][]store.Row
}

func readExport(t *testing.T, path string) *copied {
	t.Helper()
	migrations, err := app.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	c := &copied{bodies: map[string][]byte{}, rows: map[string][]store.Row{}}
	if c.tables, err = store.TablesOf(migrations); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // only read
	zip, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for in := tar.NewReader(zip); ; {
		head, err := in.Next()
		if errors.Is(err, io.EOF) {
			return c
		}
		if err != nil {
			t.Fatal(err)
		}
		if c.bodies[head.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
		c.names = append(c.names, head.Name)
		table := strings.Split(head.Name, "/")
		if table[0] != "tables" {
			continue
		}
		for line := range bytes.Lines(c.bodies[head.Name]) {
			row := store.Row{}
			dec := json.NewDecoder(bytes.NewReader(line))
			dec.UseNumber()
			if err := dec.Decode(&row); err != nil {
				t.Fatal(err)
			}
			c.rows[table[1]] = append(c.rows[table[1]], row)
		}
	}
}

// Tables, Each and File are audit.Source's.
func (c *copied) Tables() []store.Table { return c.tables }

func (c *copied) Each(_ context.Context, table string, each func(store.Row) error) error {
	for _, row := range c.rows[table] {
		if err := each(row); err != nil {
			return err
		}
	}
	return nil
}

func (c *copied) File(_ context.Context, hash string) error {
	if body, ok := c.bodies["files/"+hash]; !ok || testkit.SHA256(string(body)) != hash {
		return errors.New("不对")
	}
	return nil
}

// write makes an export of the entries as they now are.
func (c *copied) write(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "export.tgz")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	zip := gzip.NewWriter(f)
	out := tar.NewWriter(zip)
	for _, name := range c.names {
		err := out.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(c.bodies[name]))})
		if err == nil {
			_, err = out.Write(c.bodies[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(out.Close(), zip.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// changed is another value of the same kind.
func changed(v any) any {
	switch v := v.(type) {
	case json.Number:
		return "7" + v
	case string:
		return v + "改"
	case bool:
		return !v
	}
	return "不再是空的"
}

// From an export and the public key alone, whatever was changed is named: each
// column of each evidence table, rows missing and added, chains, checkpoints.
func TestVerify_OfflineNamesEveryChange_G_03(t *testing.T) {
	t.Parallel()
	for name, db := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testkit.Postgres(t) }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, pub := exported(t, db())
			c.changeColumns(t, pub)
			c.missAndAdd(t, pub)
			c.records(func(what, table, id string) { t.Helper(); c.verify(t, pub).names(t, what, table, id) })
		})
	}
}

// victim is a row of an evidence table that is tampered with.
type victim struct {
	table   string
	row     store.Row
	columns []string
}

func (c *copied) victims(t *testing.T) (all []victim) {
	t.Helper()
	for _, table := range c.tables {
		if table.Class != store.Evidence {
			continue
		}
		rows := c.rows[table.Name]
		if len(rows) == 0 {
			t.Errorf("%s has no row: let the demo or everyTable make one", table.Name)
			continue
		}
		row := rows[len(rows)/2]
		all = append(all, victim{table.Name, row, slices.Sorted(maps.Keys(row))})
	}
	return all
}

// changeColumns changes one column of a row of every table at a time; the finding
// carries the id as it then stands.
func (c *copied) changeColumns(t *testing.T, pub *audit.Public) {
	t.Helper()
	rows := c.victims(t)
	for n := range slices.MaxFunc(rows, func(a, b victim) int { return len(a.columns) - len(b.columns) }).columns {
		was := make([]any, len(rows))
		for i, r := range rows {
			if n < len(r.columns) {
				was[i] = r.row[r.columns[n]]
				r.row[r.columns[n]] = changed(was[i])
			}
		}
		report := c.verify(t, pub)
		for i, r := range rows {
			if n >= len(r.columns) {
				continue
			}
			report.names(t, "changed "+r.columns[n], r.table, r.row["id"].(string))
			r.row[r.columns[n]] = was[i]
		}
	}
}

// missAndAdd takes a row of every table away, then adds one to every table.
func (c *copied) missAndAdd(t *testing.T, pub *audit.Public) {
	t.Helper()
	rows, all, added := c.victims(t), maps.Clone(c.rows), map[string]string{}
	for _, r := range rows {
		c.rows[r.table] = slices.DeleteFunc(slices.Clone(all[r.table]), func(x store.Row) bool { return x["id"] == r.row["id"] })
	}
	report := c.verify(t, pub)
	for _, r := range rows {
		report.names(t, "missing", r.table, r.row["id"].(string))
		more := maps.Clone(r.row)
		added[r.table] = ident.New(clock.System().Now())
		more["id"] = added[r.table]
		c.rows[r.table] = append(slices.Clone(all[r.table]), more)
	}
	report = c.verify(t, pub)
	for _, r := range rows {
		report.names(t, "added", r.table, added[r.table])
	}
	c.rows = all
}

// findings is what verification says.
type findings []audit.Finding

func (c *copied) verify(t *testing.T, pub *audit.Public) findings {
	t.Helper()
	report, err := audit.Verify(t.Context(), c, pub)
	if err != nil {
		t.Fatal(err)
	}
	return report.Findings
}

// names fails unless a row of a table is among them; an empty id is any row.
func (all findings) names(t *testing.T, what, table, id string) {
	t.Helper()
	if !slices.ContainsFunc(all, func(f audit.Finding) bool { return f.Table == table && (id == "" || f.ID == id) }) {
		t.Errorf("%s of %s %s is not named: %v", what, table, id, all)
	}
}

// exported is a bureau's export and its public key; all of it holds.
func exported(t *testing.T, db string) (*copied, *audit.Public) {
	t.Helper()
	p := start(t, db)
	p.everyTable()
	p.sequenced()
	file := filepath.Join(t.TempDir(), "backup.tgz")
	if err := p.app.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	c := readExport(t, file)
	report, err := audit.Verify(t.Context(), c, p.app.Signer.Public())
	if err != nil || !report.OK() {
		t.Fatal(report, err)
	}
	return c, p.app.Signer.Public()
}

// sequenced waits for the workers, who put leaves into the tree each second.
func (p *program) sequenced() {
	p.t.Helper()
	testkit.Wait(p.t, "leaves are sequenced", func() bool { return p.count(`SELECT COUNT(*) FROM audit_leaf WHERE tree_index IS NULL`) == 0 })
}

// carried is the checkpoints beside the keys, once the newest stands there: it is
// written after its commit.
func (p *program) carried() (all []audit.Checkpoint) {
	p.t.Helper()
	testkit.Wait(p.t, "the newest checkpoint is written beside the keys", func() bool {
		var err error
		all, err = app.ReadCheckpoints(filepath.Join(p.app.Config.Keys, "checkpoints.log"))
		return err == nil && len(all) > 0 && all[len(all)-1].Size == p.count(`SELECT MAX(size) FROM audit_checkpoint`)
	})
	return all
}

// A line of which a full disk or a power cut has left a part is written over: with
// the next one behind it, it would read as a forged checkpoint.
func TestCheckpoints_BehindATornLine_G_03(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	letter := map[string]any{"fields": map[string]any{"source": "纸质", "copies": 1}}
	p.must(p.api("wenshu", "POST", "/cases/incoming", letter))
	p.sequenced()
	before := p.carried()
	f, err := os.OpenFile(filepath.Join(p.app.Config.Keys, "checkpoints.log"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteString("2026-11-24T10:00:00.000+08:00 12 ab")
	}
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	p.must(p.api("wenshu", "POST", "/cases/incoming", letter))
	var after []audit.Checkpoint
	testkit.Wait(t, "a checkpoint behind it", func() bool {
		after, err = app.ReadCheckpoints(filepath.Join(p.app.Config.Keys, "checkpoints.log"))
		return err == nil && len(after) > len(before)
	})
	if err := p.app.Verify(t.Context(), io.Discard, after...); err != nil {
		t.Error(err)
	}
}

// records tries the tables of the audit itself.
func (c *copied) records(names func(what, table, id string)) {
	for table, columns := range map[string][]string{
		"audit_leaf": {"chain", "seq", "body", "hash", "at", "tree_index"}, "audit_chain": {"chain", "seq", "hash"}, "audit_checkpoint": {"size", "root", "at", "signature"},
	} {
		rows := c.rows[table]
		row := rows[len(rows)/2]
		for _, column := range columns {
			was := row[column]
			row[column] = changed(was)
			names("changed "+column, table, "")
			row[column] = was
		}
	}
	// The newest one that has a salt (others were erased lawfully): no later leaf speaks
	// of its rows.
	leaf := slices.MaxFunc(c.rows["audit_leaf"], func(a, b store.Row) int { return int(salted(a) - salted(b)) })
	was := leaf["salt"]
	leaf["salt"] = ""
	names("an erased salt", leafRow(leaf), "")
	leaf["salt"] = was

	// The end of a chain cut off, with what told of it set back.
	leaves, chains, cps := c.rows["audit_leaf"], c.rows["audit_chain"], c.rows["audit_checkpoint"]
	last := slices.MaxFunc(leaves, func(a, b store.Row) int { return int(number(a["tree_index"]) - number(b["tree_index"])) })
	c.rows["audit_leaf"] = slices.DeleteFunc(slices.Clone(leaves), func(r store.Row) bool { return r["id"] == last["id"] })
	names("a leaf cut off", "audit_chain", last["chain"].(string))
	c.rows["audit_chain"] = nil
	for _, chain := range chains {
		back := maps.Clone(chain)
		if chain["chain"] == last["chain"] {
			back["seq"] = json.Number(fmt.Sprint(number(chain["seq"]) - 1))
			back["hash"] = prevOf(last)
		}
		c.rows["audit_chain"] = append(c.rows["audit_chain"], back)
	}
	names("a leaf cut off, its chain set back", "audit_leaf", last["tree_index"].(json.Number).String())
	c.rows["audit_leaf"], c.rows["audit_chain"] = leaves, chains[1:]
	names("a chain's end missing", "audit_chain", chains[0]["chain"].(string))
	c.rows["audit_chain"] = chains

	newest := slices.MaxFunc(cps, func(a, b store.Row) int { return int(number(a["size"]) - number(b["size"])) })
	c.rows["audit_checkpoint"] = slices.DeleteFunc(slices.Clone(cps), func(r store.Row) bool { return r["size"] == newest["size"] })
	names("the newest checkpoint missing", "audit_leaf", "")
	c.rows["audit_checkpoint"] = cps
	for i := range cps {
		forged := maps.Clone(cps[i])
		forged["signature"] = cps[(i+1)%len(cps)]["signature"]
		c.rows["audit_checkpoint"] = append(slices.Delete(slices.Clone(cps), i, i+1), forged)
		names("a forged checkpoint", "audit_checkpoint", forged["size"].(json.Number).String())
	}
	c.rows["audit_checkpoint"] = cps
}

// What was cut off together with all that tells of it is found by the checkpoints
// that were carried off the machine, and by nothing else.
func TestVerify_CutOffWithItsCheckpoint_G_03(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	if err := p.app.Backup(t.Context(), filepath.Join(t.TempDir(), "x")); err != nil {
		t.Fatal(err)
	}
	before := p.count(`SELECT MAX(size) FROM audit_checkpoint`)
	p.must(p.api("wenshu", "POST", "/cases/incoming", map[string]any{"fields": map[string]any{"source": "纸质", "copies": 1}}))
	p.sequenced()
	carried := p.carried()
	if err := p.app.Verify(t.Context(), io.Discard, carried...); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "backup.tgz")
	if err := p.app.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	c := readExport(t, file)
	gone := map[string]bool{}
	c.rows["audit_leaf"] = slices.DeleteFunc(c.rows["audit_leaf"], func(leaf store.Row) bool {
		cut := number(leaf["tree_index"]) >= before
		if cut {
			for _, row := range body(leaf).Rows {
				gone[row.ID] = true
			}
			c.rows["audit_chain"] = slices.DeleteFunc(c.rows["audit_chain"], func(r store.Row) bool { return r["chain"] == leaf["chain"] && number(leaf["seq"]) == 1 })
			for _, chain := range c.rows["audit_chain"] {
				if chain["chain"] == leaf["chain"] && number(leaf["seq"]) <= number(chain["seq"]) {
					chain["seq"], chain["hash"] = json.Number(fmt.Sprint(number(leaf["seq"])-1)), body(leaf).Prev
				}
			}
		}
		return cut
	})
	for table, rows := range c.rows {
		c.rows[table] = slices.DeleteFunc(rows, func(r store.Row) bool {
			id, _ := r["id"].(string)
			return gone[id] || table == "audit_checkpoint" && number(r["size"]) > before
		})
	}
	if report, err := audit.Verify(t.Context(), c, p.app.Signer.Public()); err != nil || !report.OK() {
		t.Fatalf("the cut is not clean: %v %v", report, err)
	}
	report, err := audit.Verify(t.Context(), c, p.app.Signer.Public(), carried...)
	if err != nil || report.OK() {
		t.Errorf("the cut is not found: %v", err)
	}
	huge := audit.Checkpoint{Size: 1 << 50, Root: "x", Signature: "x"}
	if report, err := audit.Verify(t.Context(), c, p.app.Signer.Public(), huge); err != nil || report.OK() {
		t.Errorf("a forged one from elsewhere: %v", err)
	}
}

func number(v any) int64 {
	n, _ := v.(json.Number).Int64()
	return n
}

// salted is the place in the tree of a leaf that has its salt; before all others
// without.
func salted(leaf store.Row) int64 {
	if leaf["salt"] == "" {
		return -1
	}
	return number(leaf["tree_index"])
}

func body(leaf store.Row) (out struct {
	Prev string
	Rows []struct {
		T  string `json:"t"`
		ID string `json:"id"`
	}
}) {
	_ = json.Unmarshal([]byte(leaf["body"].(string)), &out) // a test fails soon enough
	return out
}

func prevOf(leaf store.Row) string  { return body(leaf).Prev }
func leafRow(leaf store.Row) string { return body(leaf).Rows[0].T }

// Verifying while people work finds nothing: it looks at one moment.
func TestVerify_WhilePeopleWork_G_03(t *testing.T) {
	t.Parallel()
	for name, db := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testkit.Postgres(t) }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, db())
			p.bearer("wenshu")
			var all sync.WaitGroup
			done := make(chan struct{})
			for i := range 3 {
				all.Go(func() {
					for n := 0; ; n++ {
						select {
						case <-done:
							return
						default:
							if status, answer := p.api("wenshu", "POST", "/cases/incoming", map[string]any{"fields": map[string]any{"source": "纸质", "copies": i + 1, "title": fmt.Sprint("第", n)}}); status >= 300 {
								t.Errorf("%d %v", status, answer)
							}
						}
					}
				})
			}
			for range 5 {
				var said strings.Builder
				if err := p.app.Verify(t.Context(), &said); err != nil {
					t.Errorf("%v %s", err, said.String())
				}
			}
			close(done)
			all.Wait()
		})
	}
}

// What was done to the export as a file: entries changed, missing, added, moved.
func TestVerify_OfflineNamesEntries_G_03(t *testing.T) {
	t.Parallel()
	c, pub := exported(t, "")
	public, err := pub.PEM()
	if err != nil {
		t.Fatal(err)
	}
	keyFile := filepath.Join(t.TempDir(), "public.pem")
	if err := os.WriteFile(keyFile, public, 0o600); err != nil {
		t.Fatal(err)
	}
	verify := func(c copied) (string, error) {
		var said strings.Builder
		err := app.VerifyFile(t.Context(), c.write(t), keyFile, &said)
		return said.String(), err
	}
	if said, err := verify(*c); err != nil {
		t.Fatal(said, err)
	}
	at := slices.IndexFunc(c.names, func(name string) bool { return strings.HasPrefix(name, "files/") })
	file, table := c.names[at], slices.Index(c.names, "tables/task/000001.jsonl")
	for what, try := range map[string]struct {
		change func(c *copied)
		says   string
	}{
		"changed file":    {func(c *copied) { c.bodies[file] = append(slices.Clone(c.bodies[file]), 'x') }, "文件已被改动：file "},
		"missing file":    {func(c *copied) { c.names = slices.Delete(c.names, at, at+1) }, "文件缺失：file "},
		"added file":      {func(c *copied) { c.add(len(c.names), "files/"+testkit.SHA256("多出"), "多出") }, "多出：export files/" + testkit.SHA256("多出")},
		"file twice":      {func(c *copied) { c.add(len(c.names), file, "") }, "多出：export " + file},
		"missing table":   {func(c *copied) { c.names = slices.Delete(c.names, table, table+1) }, "缺失：task "},
		"unknown table":   {func(c *copied) { c.add(at, "tables/wallet/000001.jsonl", "{}\n") }, "多出：export tables/wallet/000001.jsonl"},
		"unknown entry":   {func(c *copied) { c.add(at, "readme.txt", "x") }, "多出：export readme.txt"},
		"rows at the end": {func(c *copied) { c.add(len(c.names), "tables/task/000002.jsonl", "{\"id\":\"x\"}\n") }, "多出：export tables/task/000002.jsonl"},
		"no manifest":     {func(c *copied) { c.names = c.names[1:] }, "多出：export " + c.names[1]},
	} {
		other := copied{names: slices.Clone(c.names), bodies: maps.Clone(c.bodies)}
		try.change(&other)
		if said, err := verify(other); !errors.Is(err, app.ErrFound) || !strings.Contains(said, try.says) {
			t.Errorf("%s is not named: %v %s", what, err, said)
		}
	}
	whole, err := os.ReadFile(c.write(t))
	if err != nil {
		t.Fatal(err)
	}
	for what, data := range map[string][]byte{"cut": whole[:len(whole)/2], "flipped": append(append(slices.Clone(whole[:len(whole)/3]), whole[len(whole)/3]^1), whole[len(whole)/3+1:]...), "other": []byte("text")} {
		path := filepath.Join(t.TempDir(), "x")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := app.VerifyFile(t.Context(), path, keyFile, io.Discard); err == nil {
			t.Errorf("%s passes", what)
		}
	}
}

func (c *copied) add(at int, name, body string) {
	c.names = slices.Insert(c.names, at, name)
	if _, there := c.bodies[name]; !there {
		c.bodies[name] = []byte(body)
	}
}
