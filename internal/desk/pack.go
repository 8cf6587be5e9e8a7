package desk

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"strings"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
)

// sampled is how many cases of each kind the pack shows in full.
const sampled = 5

// pack is the inspection material of one specification and period: evidence,
// key points, every register, refusals, exceptions, a sample of cases in full,
// and what is needed to verify the whole (F24).
func (d *Desk) pack(c *web.Call) error {
	from, to, err := c.Period()
	if err != nil {
		return err
	}
	spec, ok := d.Engine.Runner().Norm().Spec(c.PathValue("spec"))
	if !ok {
		return store.ErrNotFound
	}
	clauses, points, err := d.tables(c, spec.ID, from, to)
	if err != nil {
		return err
	}
	parts := []made{clauses, points}
	for _, m := range d.Modules {
		if m.Spec != spec.ID {
			continue
		}
		for _, r := range m.Registers {
			rows, err := r.Rows(c.Context(), c.Q(), r.Whole(map[string]string{"from": string(from), "to": string(to.AddDays(-1))}, web.ExportMost))
			if err != nil {
				return err
			}
			parts = append(parts, made{r, rows})
		}
		sample, err := d.sample(c.Context(), c.Q(), m, from, to)
		if err != nil {
			return err
		}
		parts = append(parts, sample)
	}
	refusals, err := d.refusals(c.Context(), c.Q(), spec.ID, from, to)
	if err != nil {
		return err
	}
	exceptions, err := d.exceptions(c.Context(), c.Q(), spec.ID, from, to)
	if err != nil {
		return err
	}
	data, err := d.zip(c, spec.ID+" "+spec.Name, from, to, append(parts, refusals, exceptions))
	if err != nil {
		return err
	}
	return c.Download("application/zip", fmt.Sprintf("迎检材料 %s %s.zip", spec.ID, spec.Name), data)
}

// zip writes each table as XLSX and PDF, and the page that says what is there.
func (d *Desk) zip(c *web.Call, name string, from, to clock.Date, parts []made) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	var said strings.Builder
	bureau := c.Bureau()
	fmt.Fprintf(&said, "%s 迎检材料\r\n单位：%s\r\n期间：%s\r\n生成：%s %s\r\n%s\r\n\r\n", name, bureau, periodText(from, to), c.Who().Name, c.Now().In(clock.Shanghai).Format("2006-01-02 15:04"), d.Note)
	for i, p := range parts {
		for _, format := range []string{"xlsx", "pdf"} {
			data, _, err := web.Export(web.ExportAsk{Register: p.reg, Rows: p.rows, Filter: map[string]string{"from": string(from), "to": string(to.AddDays(-1))}, Format: format,
				Bureau: bureau, By: c.Who().Name, At: c.Now(), Note: d.Note, Fonts: d.Fonts})
			if err != nil {
				return nil, err
			}
			if err := put(w, fmt.Sprintf("%02d %s.%s", i+1, p.reg.Title, format), c.Now(), data); err != nil {
				return nil, err
			}
		}
		fmt.Fprintf(&said, "%02d %s\r\n", i+1, p.contents())
	}
	if err := d.proof(c.Context(), c.Q(), &said); err != nil {
		return nil, err
	}
	if err := put(w, "00 说明.txt", c.Now(), []byte("\ufeff"+said.String())); err != nil {
		return nil, err
	}
	if err := put(w, "核验公钥.pem", c.Now(), d.PublicKey); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// contents says how much of a table is there.
func (m made) contents() string {
	text := fmt.Sprintf("%s：%d 行", m.reg.Title, len(m.rows.Rows))
	if m.rows.Count > int64(len(m.rows.Rows)) {
		text += fmt.Sprintf("，共 %d 行；其余的把期间分短后另行生成", m.rows.Count)
	}
	return text
}

func put(w *zip.Writer, name string, at time.Time, data []byte) error {
	f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return err
}

// proof says by which checkpoint all of it can be verified.
func (d *Desk) proof(ctx context.Context, q store.Querier, out io.Writer) error {
	type checkpoint struct {
		Size int64  `db:"size"`
		Root string `db:"root"`
		At   int64  `db:"at"`
	}
	last, err := store.All[checkpoint](ctx, q, `SELECT size, root, at FROM audit_checkpoint ORDER BY size DESC LIMIT 1`)
	if err != nil {
		return err
	}
	for _, cp := range last {
		_, err = fmt.Fprintf(out, "\r\n核验：留痕 %d 条，树根 %s，%s 签名。由备份文件和核验公钥离线核验：guiju verify 备份文件 -public-key 核验公钥.pem\r\n", cp.Size, cp.Root, clock.Second(cp.At))
	}
	return err
}

// sample shows some cases of a module in full, drawn by the period: the same
// pack shows the same cases, and nobody chooses them.
func (d *Desk) sample(ctx context.Context, q store.Querier, m *module.Module, from, to clock.Date) (made, error) {
	out := made{reg: module.Register{ID: m.Spec, Title: m.Name + "抽样办理记录", Columns: []flow.Column{
		{Title: "编号", Weight: 16}, {Title: "标题", Weight: 32, Wide: true}, {Title: "环节", Weight: 10}, {Title: "办理", Weight: 8}, {Title: "办理人", Weight: 16}, {Title: "意见", Weight: 30}, {Title: "时间", Weight: 16},
	}}}
	b := new(store.Query).Add(`SELECT id FROM cases WHERE created_at >= ? AND created_at < ? AND `, clock.Millis(from.Time(0, 0)), clock.Millis(to.Time(0, 0))).In("kind", flow.KindIDs(m.Kinds))
	b.Add(` ORDER BY id`)
	ids, err := store.Column[string](ctx, q, b.SQL(), b.Args()...)
	if err != nil {
		return out, err
	}
	seed := fnv.New64a()
	_, _ = seed.Write([]byte(from + to))                                                                                        // a hash takes everything
	rand.New(rand.NewPCG(seed.Sum64(), uint64(len(ids)))).Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] }) //nolint:gosec // G404: a draw that can be repeated
	type line struct {
		Number  string      `db:"number"`
		Title   string      `db:"title"`
		Node    string      `db:"node_name"`
		Action  flow.Action `db:"action"`
		Name    string      `db:"person_name"`
		Post    string      `db:"post"`
		Opinion string      `db:"opinion"`
		At      int64       `db:"at"`
	}
	list := new(store.Query).Add(`SELECT c.number, c.title, h.node_name, h.action, h.person_name, h.post, h.opinion, h.at FROM history h JOIN cases c ON c.id = h.case_id WHERE `).
		In("c.id", ids[:min(len(ids), sampled)]).Add(` ORDER BY c.id, h.seq`)
	lines, err := store.All[line](ctx, q, list.SQL(), list.Args()...)
	for _, l := range lines {
		out.rows.Rows = append(out.rows.Rows, module.Row{Cells: []string{l.Number, l.Title, l.Node, flow.Words[l.Action], strings.TrimSpace(l.Post + " " + l.Name), l.Opinion, clock.Minute(l.At)}})
	}
	return out, err
}

func (d *Desk) refusals(ctx context.Context, q store.Querier, spec string, from, to clock.Date) (made, error) {
	out := made{reg: module.Register{ID: spec, Title: "拒绝记录", Columns: []flow.Column{
		{Title: "时间", Weight: 16}, {Title: "条款", Weight: 11}, {Title: "没有办成的事", Weight: 50, Wide: true}, {Title: "人员", Weight: 10}, {Title: "次数", Weight: 6, Right: true},
	}}}
	type row struct {
		At     int64  `db:"at"`
		Clause string `db:"clause"`
		Title  string `db:"title"`
		Name   string `db:"name"`
		Times  int64  `db:"times"`
	}
	rows, err := store.All[row](ctx, q, `SELECT r.at, r.clause, r.title, COALESCE(p.name, '') AS name, r.times FROM refusal r LEFT JOIN person p ON p.id = r.actor_id
		WHERE r.clause LIKE $1 AND r.at >= $2 AND r.at < $3 ORDER BY r.at`, spec+"-%", clock.Millis(from.Time(0, 0)), clock.Millis(to.Time(0, 0)))
	for _, r := range rows {
		out.rows.Rows = append(out.rows.Rows, module.Row{Cells: []string{clock.Minute(r.At), r.Clause, r.Title, r.Name, count(r.Times)}})
	}
	return out, err
}

func (d *Desk) exceptions(ctx context.Context, q store.Querier, spec string, from, to clock.Date) (made, error) {
	out := made{reg: module.Register{ID: spec, Title: "特事登记", Columns: []flow.Column{
		{Title: "登记时间", Weight: 16}, {Title: "类别", Weight: 14}, {Title: "条款", Weight: 11}, {Title: "事由", Weight: 40, Wide: true}, {Title: "批准", Weight: 10}, {Title: "批准方式", Weight: 20}, {Title: "补办", Weight: 16},
	}}}
	list, err := d.Ruling.InPeriod(ctx, q, from, to)
	if err != nil {
		return out, err
	}
	for _, e := range list {
		if !strings.HasPrefix(e.Clause, spec+"-") {
			continue
		}
		good := "未补办，期限 " + clock.Minute(e.DueAt)
		if e.GoodAt > 0 {
			good = clock.Minute(e.GoodAt)
		}
		name, err := store.Value[string](ctx, q, `SELECT name FROM person WHERE id = $1`, e.AllowedBy)
		if err != nil {
			return out, err
		}
		out.rows.Rows = append(out.rows.Rows, module.Row{Cells: []string{clock.Minute(e.RecordedAt), e.Kind, e.Clause, e.What, name, e.How, good}})
	}
	return out, nil
}
