package api

import (
	"fmt"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/evidence"
	"guiju.cn/guiju/internal/org"
)

// inspectors are who reads the evidence of every clause, as on the page.
var inspectors = []string{"juzhang", "shuji", "bangongshizhuren", "jijianzuzhang"}

type clauseEvidence struct {
	ID        string `json:"id"`
	Text      string `json:"text"`
	Enforced  string `json:"enforced"`
	Exercised int64  `json:"exercised"`
	Refused   int64  `json:"refused"`
	Late      int64  `json:"late"`
	Overdue   int64  `json:"overdue"`
	Excepted  int64  `json:"excepted"`
	Unmade    int64  `json:"unmade"`
}

// compliance is what ?from= to ?to= (both days count; by default this year) show
// of every clause and ※ point of a specification.
func (a *API) compliance(c *call) (any, error) {
	if !org.HoldsAny(c.duties, inspectors) {
		return nil, errs.Newf(errs.NotAllowed, "执行证据只对%s开放", org.PostNames(inspectors))
	}
	today := clock.DateOf(a.Engine.Runner().Now())
	from, to := clock.Date(fmt.Sprintf("%d-01-01", today.Year())), today
	if err := c.period(&from, &to); err != nil {
		return nil, err
	}
	list, points, err := evidence.Of(c.Context(), a.Engine, c.q(), c.PathValue("spec"), from, to.AddDays(1))
	if err != nil {
		return nil, err
	}
	clauses := make([]clauseEvidence, len(list))
	for i, e := range list {
		clauses[i] = clauseEvidence{e.ID, e.Text, string(e.Enforced), e.Exercised, e.Refused, e.Late, e.Overdue, e.Excepted, e.Unmade}
	}
	keys := make([]map[string]any, len(points))
	for i, p := range points {
		keys[i] = map[string]any{"id": p.Key.ID, "name": p.Key.Name, "passed": p.Passed, "in_time": p.InTime}
	}
	return map[string]any{"spec": c.PathValue("spec"), "from": from, "to": to, "clauses": clauses, "keys": keys}, nil
}
