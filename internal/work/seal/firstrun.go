package seal

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"guiju.cn/guiju/internal/bureau"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// Found is a seal that a new bureau has in use, with who keeps it: entered before real
// work begins, as it was named on paper. Afterwards seals change by the flow.
type Found struct {
	Name      string     `name:"name" label:"印章名称" kind:"text" rule:"required,max=40" width:"m" hint:"与印模一致"`
	Class     string     `name:"class" label:"印章类别" kind:"choice" options:"党组印章|局公章|部门业务章|专用章" rule:"required" width:"m"`
	Dept      string     `name:"dept" label:"所属科室" kind:"department" from:"departments" rule:"required" width:"m"`
	Keeper    string     `name:"keeper" label:"保管人" kind:"person" from:"people" rule:"required" width:"m"`
	Deputy    string     `name:"deputy" label:"B 角" kind:"person" from:"people" width:"m"`
	Diameter  int64      `name:"diameter" label:"直径" kind:"number" unit:"0.1 毫米" rule:"min=0,max=900" width:"s" hint:"如 420 即 42 毫米"`
	Place     string     `name:"place" label:"保管地点" kind:"text" rule:"max=60" width:"m"`
	EnabledOn clock.Date `name:"enabled_on" label:"启用日期" kind:"date" rule:"required" width:"s"`
	Paper     string     `name:"paper" label:"指定保管人的依据" kind:"text" rule:"required,max=60" width:"m" hint:"文号，或印章登记簿第几页"`
}

// firstRun asks a new bureau for its seals and who keeps them.
func (d Deps) firstRun() module.FirstRun {
	return module.FirstRun{
		ID: "seals", Title: "印章和保管人", Asks: "在用的印章和现在的保管人，照印章登记簿登记；启用以后的变动走流程", Optional: true,
		Fields: form.Must[Found]().Fields(), Columns: []string{"印章", "类别", "科室", "保管人", "依据"},
		Missing: missingSeals, Entered: enteredSeals,
		Enter: func(ctx context.Context, run *runner.Runner, actor runner.Actor, key string, values url.Values) error {
			in, issues := form.Must[Found]().Decode(values)
			if len(issues) > 0 {
				return errs.New(errs.Invalid, issues[0].Message)
			}
			return Enter(ctx, run, actor, key, in)
		},
	}
}

// Enter registers a seal that was in use before the program was, with its keeper:
// until the bureau opens (1-01-R3).
func Enter(ctx context.Context, run *runner.Runner, actor runner.Actor, key string, in Found) (err error) {
	defer errs.Wrap(&err, "seal.Enter(%s)", in.Name)
	_, err = run.Do(ctx, runner.Request{Actor: actor, Key: key, Action: "seal.found", Chain: "seal"}, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		if err := mayEnter(ctx, w, in); err != nil {
			return runner.Answer{}, err
		}
		id := w.NewID()
		if err := w.Insert(ctx, "seal", store.Row{
			"id": id, "name": in.Name, "class": in.Class, "as_class": "", "dept_id": in.Dept, "owner_id": "", "place": in.Place, "imprint": "",
			"diameter": in.Diameter, "state": inUse, "engraver": "", "paper": in.Paper, "enabled_on": string(in.EnabledOn),
			"cert_no": "", "cert_issuer": "", "cert_until": "", "deputy_id": in.Deputy, "case_id": "", "made_at": w.Millis(),
		}); err != nil {
			return runner.Answer{}, err
		}
		if err := w.Insert(ctx, "seal_event", store.Row{
			"id": w.NewID(), "seal_id": id, "case_id": "", "what": "建账", "on_date": string(in.EnabledOn), "paper": in.Paper,
			"witnesses": "", "note": "启用本系统以前在用", "by_id": actor.PersonID, "at": w.Millis(),
		}); err != nil {
			return runner.Answer{}, err
		}
		return runner.Answer{Message: "已登记"}, org.Entrust(ctx, w, org.Custody{Thing: thing(id), Name: in.Name, PersonID: in.Keeper, FromAt: w.Millis()})
	})
	return err
}

// mayEnter are the rules: by the 系统管理员 or the operator, before the bureau opens,
// each name once, keeper and deputy two people.
func mayEnter(ctx context.Context, w *runner.Work, in Found) error {
	if actor := w.Request.Actor.PersonID; actor != "" {
		duties, err := org.Duties(ctx, w.Tx, actor, w.Now())
		if err != nil {
			return err
		}
		if r := org.Demand(duties, org.Maintain, org.OfPeople, "没有登记"); r != nil {
			return r
		}
	}
	opened, err := bureau.Opened(ctx, w.Tx)
	if err != nil {
		return err
	}
	if opened {
		return refusal("1-01-R3", "name", "没有登记：本局已经启用", "启用以后，印章和保管人的变动由“登记印章变动”“指定保管人”办理。")
	}
	twins, err := store.Value[int64](ctx, w.Tx, `SELECT COUNT(*) FROM seal WHERE name = $1`, in.Name)
	if err != nil {
		return err
	}
	if r := oneName(in.Name, twins); r != nil {
		return r
	}
	if in.Deputy == in.Keeper {
		return refusal("1-01-1.1", "deputy", "没有登记：保管人和 B 角须是两个人", "")
	}
	return nil
}

func missingSeals(ctx context.Context, q store.Querier) ([]string, error) {
	seals, err := allSeals(ctx, q)
	if err != nil || len(seals) > 0 {
		return nil, err
	}
	return []string{"还没有登记在用的印章"}, nil
}

func enteredSeals(ctx context.Context, q store.Querier) ([][]string, error) {
	lines, err := ledgerLines(ctx, q, "")
	var rows [][]string
	for _, s := range lines {
		rows = append(rows, []string{s.Name, s.Class, s.Dept, strings.Join(s.Keepers, "、"), s.Paper})
	}
	return rows, err
}

func letterNumber(year int, n int64) string { return fmt.Sprintf("介〔%d〕%d号", year, n) }

// series are the numbers that a bureau has used on paper this year.
func series() []module.Series {
	return []module.Series{{Name: "用印", Title: "用印登记号", Format: numberText}, {Name: "介绍信", Title: "介绍信编号", Format: letterNumber}}
}
