// Package app is the one explicit list of what the program is made of: it opens
// the database with every package's migrations, wires services and kinds, runs
// servers and workers, and makes the demo bureau. Only it and cmd read settings.
package app

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"

	"guiju.cn/guiju/internal/account"
	"guiju.cn/guiju/internal/admin"
	"guiju.cn/guiju/internal/api"
	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/backup"
	"guiju.cn/guiju/internal/blob"
	"guiju.cn/guiju/internal/bureau"
	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/desk"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/job"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/pdf"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/search"
	"guiju.cn/guiju/internal/secret"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/work/incoming"
	"guiju.cn/guiju/internal/work/incoming/clearing"
	"guiju.cn/guiju/internal/work/outgoing"
	"guiju.cn/guiju/internal/work/seal"
)

// App is one running node.
type App struct {
	Config   Config
	DB       *store.DB
	Run      *runner.Runner
	Engine   *flow.Engine
	Org      *org.Service
	Account  *account.Service
	Ruling   *ruling.Service
	Calendar *calendar.Service
	Paper    *paper.Service
	Dual     *ruling.Dual
	Bureau   *bureau.Service
	Admin    *admin.Admin
	Modules  module.Set
	Keys     *secret.Keyring
	Blobs    *blob.Store
	Search   *search.Index
	PDF      *pdf.Reader
	Fonts    *font.Set
	Signer   *audit.Signer
	Jobs     *job.Queue
	Web      *web.Web
	API      *api.API
	metrics  *metrics
	log      *slog.Logger
	clk      clock.Clock
	wake     atomic.Pointer[func()]
}

// demoMark is a file in the data folder of a demo bureau.
const demoMark = "DEMO"

// demoBureau is the name of the demo bureau.
const demoBureau = "云泽市示范局"

// Migrations joins those of every package.
func Migrations() ([]store.Migration, error) {
	var all []store.Migration
	for _, each := range []func() ([]store.Migration, error){
		audit.Migrations, store.Migrations, secret.Migrations, job.Migrations, runner.Migrations, org.Migrations, bureau.Migrations, account.Migrations, ruling.Migrations, calendar.Migrations, flow.Migrations, search.Migrations, paper.Migrations, admin.Migrations, incoming.Migrations, outgoing.Migrations, seal.Migrations,
	} {
		m, err := each()
		if err != nil {
			return nil, err
		}
		all = append(all, m...)
	}
	return all, nil
}

// Open opens the data folder, which it makes if it is not there, and wires
// everything. Close it in the end.
func Open(ctx context.Context, c Config, clk clock.Clock, log *slog.Logger) (_ *App, err error) {
	defer errs.Wrap(&err, "app.Open")
	for _, dir := range []string{c.Data, filepath.Join(c.Data, "files"), c.Keys} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
	}
	a := &App{Config: c, log: log, clk: clk}
	migrations, err := Migrations()
	if err != nil {
		return nil, err
	}
	a.DB, err = store.Open(ctx, store.Config{URL: c.DB, Clock: clk, Migrations: migrations, Upgrade: c.Upgrade, Unsynced: c.unsynced, OnFatal: a.fatal, Failpoints: c.Failpoints})
	if err != nil {
		return nil, err
	}
	if err := a.wire(ctx); err != nil {
		return nil, errors.Join(err, a.DB.Close())
	}
	return a, nil
}

func (a *App) wire(ctx context.Context) (err error) {
	catalogue, err := a.catalogue()
	if err != nil {
		return err
	}
	a.Run, err = runner.New(runner.Options{DB: a.DB, Norm: catalogue, Note: a.note(), Refused: flow.TellSecrecyOfficer, Wake: func() {
		if wake := a.wake.Load(); wake != nil {
			(*wake)()
		}
	}})
	if err != nil {
		return err
	}
	a.Org = org.NewService(a.Run, func(ctx context.Context, w *runner.Work, personID string) error {
		return a.Account.RightsChanged(ctx, w, personID)
	})
	if a.Calendar, err = calendar.NewService(a.Run); err != nil {
		return err
	}
	if a.Paper, err = paper.New(a.Run); err != nil {
		return err
	}
	if a.Bureau, err = bureau.New(a.Run); err != nil {
		return err
	}
	a.Ruling, err = ruling.New(ruling.Options{Run: a.Run, Days: a.Calendar.Days, Scan: blob.ScanTexts, Recorded: tellWhoAllowed})
	if err != nil {
		return err
	}
	if a.Keys, err = secret.OpenKeyring(ctx, a.DB, filepath.Join(a.Config.Keys, "data.key")); err != nil {
		return err
	}
	box, err := a.Keys.Box(ctx, secret.General)
	if err != nil {
		return err
	}
	if a.Account, err = account.New(a.Run, box, a.Ruling.Int); err != nil {
		return err
	}
	if a.Signer, err = audit.LoadSigner(filepath.Join(a.Config.Keys, "audit.key")); err != nil {
		return err
	}
	where := a.Config.Blobs
	if where == "" {
		where = filepath.Join(a.Config.Data, "files")
	}
	if a.Blobs, err = blob.Open(ctx, blob.Options{
		Where: where, Key: a.Config.BlobsKey, Secret: a.Config.BlobsSecret, OnFatal: a.fatal, Failpoints: a.Config.Failpoints,
	}); err != nil {
		return err
	}
	a.PDF = pdf.New(pdf.Options{})
	a.Fonts = font.OpenSet(a.Config.Fonts)
	if a.Modules, err = a.modules(); err != nil {
		return err
	}
	if err := a.Modules.Check(catalogue); err != nil {
		return err
	}
	if a.Dual, err = ruling.NewDual(a.Run, box, a.dualKinds()...); err != nil {
		return err
	}
	a.Search = search.New(a.DB)
	a.Engine, err = flow.New(ctx, flow.Options{Runner: a.Run, Kinds: a.Modules.Kinds(), OpinionClause: "1-03-2.1", Days: a.Calendar.Days, Scan: blob.ScanTexts, Excepted: a.Ruling.Covers, Search: a.Search, Ready: bureau.Ready})
	return err
}

// catalogue reads the specifications with the bureau's own wording, if its data
// folder holds any.
func (a *App) catalogue() (*norm.Catalogue, error) {
	own := filepath.Join(a.Config.Data, "norms")
	if _, err := os.Stat(own); errors.Is(err, fs.ErrNotExist) {
		return norm.Load()
	}
	return norm.Load(os.DirFS(own))
}

// modules is the list of specifications that this build serves.
func (a *App) modules() (module.Set, error) {
	in, err := incoming.New(incoming.Deps{Now: a.Run.Now, Days: a.Calendar.Days, Setting: a.Ruling.Int, Exceptions: a.Ruling, Answers: answers{}})
	if err != nil {
		return nil, err
	}
	out, err := outgoing.New(a.outgoing())
	if err != nil {
		return nil, err
	}
	seals, err := a.seals()
	if err != nil {
		return nil, err
	}
	return module.Set{seals, in, out}, nil
}

// seals wires 1-01 to the files, the pages and the exceptions.
func (a *App) seals() (*module.Module, error) {
	look := newLooker(a.PDF, a.Blobs.Read)
	return seal.New(seal.Deps{
		Days: a.Calendar.Days, Setting: a.Ruling.Int, Read: a.DB.Read, Load: a.Blobs.Read, Keep: a.Blobs.Put, Look: look.Look, Pages: look.Pages, Rendition: a.rendition,
		Word: func(ctx context.Context, q store.Querier, id string) (string, error) {
			return a.Ruling.Value(ctx, q, id, clock.DateOf(a.DB.Now()))
		},
		Exceptions: a.Ruling.Of, Overdue: a.Ruling.UnconfirmedOf, Except: a.Ruling.RecordIn, Documents: a.documents(), DocumentKind: outgoing.Kind, MoreAt: moreCopies,
	})
}

// dualKinds are what takes two administrators.
func (a *App) dualKinds() []ruling.DualKind {
	three := []string{"xitong", "anquan", "shenji"}
	return []ruling.DualKind{
		{ID: "words", Name: "清除文字", Asks: three[1:2], Decides: three[2:], NeedsWords: true, Do: func(ctx context.Context, w *runner.Work, d ruling.Decision) error {
			return a.Engine.RedactWords(ctx, w, d.Object, d.Words)
		}},
		{ID: "file", Name: "清除文件", Asks: three[1:2], Decides: three[2:], Do: func(ctx context.Context, w *runner.Work, d ruling.Decision) error {
			hash, err := a.Engine.RedactFile(ctx, w, d.Object)
			if err != nil || hash == "" {
				return err
			}
			return job.Add(ctx, w.Tx, job.Job{Kind: "remove-file", Key: hash, Payload: hash})
		}},
		{ID: "code", Name: "停用动态码", Asks: three[:2], Decides: three, Do: func(ctx context.Context, w *runner.Work, d ruling.Decision) error {
			return a.Account.DropCode(ctx, w, d.Object)
		}},
		{ID: "password", Name: "重置三员密码", Asks: three[:2], Decides: three, Prepare: func(ctx context.Context, d *ruling.Decision) (err error) {
			d.Once, d.Prepared, err = a.Account.PreparePassword(ctx)
			return err
		}, Do: func(ctx context.Context, w *runner.Work, d ruling.Decision) error {
			return a.Account.StorePassword(ctx, w, d.Object, d.Prepared)
		}},
	}
}

// verify checks the running data as it is at one instant, so that work goes on;
// also against checkpoints that were carried off the machine.
func (a *App) verify(ctx context.Context, carried ...audit.Checkpoint) (report *audit.Report, err error) {
	defer errs.Wrap(&err, "app.verify")
	err = a.DB.Snapshot(ctx, func(ctx context.Context, q store.Querier) (err error) {
		report, err = audit.Verify(ctx, backup.Live{DB: a.DB, Q: q, Check: a.Blobs.Verify}, a.Signer.Public(), carried...)
		return err
	})
	return report, err
}

// note stands in every leaf and on every export of a demo bureau.
func (a *App) note() string {
	if a.demo() {
		return "示范数据"
	}
	return ""
}

func (a *App) demo() bool {
	_, err := os.Stat(filepath.Join(a.Config.Data, demoMark))
	return err == nil
}

// faces makes pages and API.
func (a *App) faces() (err error) {
	proxies, err := a.Config.proxies()
	if err != nil {
		return err
	}
	public, err := a.Signer.Public().PEM()
	if err != nil {
		return err
	}
	a.Admin, err = admin.New(admin.Deps{
		Engine: a.Engine, Account: a.Account, Org: a.Org, Ruling: a.Ruling, Dual: a.Dual, Bureau: a.Bureau, Calendar: a.Calendar, Modules: a.Modules, Fonts: a.Fonts,
		Verify: func(ctx context.Context) (*audit.Report, error) { return a.verify(ctx) }, PublicKey: public,
	})
	if err != nil {
		return err
	}
	a.Web, err = web.New(web.Deps{
		Engine: a.Engine, Account: a.Account, Org: a.Org, Ruling: a.Ruling, Modules: a.Modules, Blobs: a.Blobs, PDF: a.PDF, Fonts: a.Fonts, Calendar: a.Calendar, Paper: a.Paper, MissingKind: clearing.MissingKind,
		Propose: map[string]func([]pdf.PageText) map[string]string{incoming.Kind: incoming.Propose},
		Bureau:  a.Bureau.Name, AdminNav: a.Admin.Nav, Demo: a.demo(), TLS: a.Config.TLSCert != "", Proxies: proxies, Log: a.log,
	})
	if err != nil {
		return err
	}
	board, err := desk.New(desk.Deps{Engine: a.Engine, Modules: a.Modules, Ruling: a.Ruling, Fonts: a.Fonts, Note: a.note(), PublicKey: public})
	if err != nil {
		return err
	}
	a.Web.Add(board.Routes()...)
	a.Web.Add(outgoing.NewPages(a.outgoing()).Routes()...)
	a.Web.Add(incoming.Routes()...)
	a.Web.Add(a.Admin.Routes()...)
	changed := a.Web.Changed
	a.wake.Store(&changed)
	a.metrics = newMetrics(a.DB)
	if a.Jobs, err = job.New(a.DB, a.handlers(), a.log); err != nil {
		return err
	}
	a.API, err = api.New(api.Deps{Engine: a.Engine, Account: a.Account, Modules: a.Modules, Store: a.Web.StoreUpload, Ruling: a.Ruling, Fonts: a.Fonts, Bureau: a.Bureau.Name, Version: a.Config.Version, Log: a.log})
	return err
}

// Close ends the child, the workers' database and the file store.
func (a *App) Close() error {
	a.PDF.Close()
	return errors.Join(a.DB.Close(), a.Blobs.Close())
}
