package org

import (
	"context"
	"slices"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// StandIn is a row of the stand-in table (顶岗表): by which post a post of a
// department is stood in for, the lowest rank first.
type StandIn struct {
	ID     string `db:"id"`
	Post   string `db:"post"`
	DeptID string `db:"dept_id"`
	Dept   string `db:"dept"`
	ByPost string `db:"by_post"`
	Rank   int64  `db:"rank"`
}

// StandIns lists the table: by department, in the order of posts and ranks.
func StandIns(ctx context.Context, q store.Querier) ([]StandIn, error) {
	all, err := store.All[StandIn](ctx, q, `SELECT s.id, s.post, s.dept_id, d.name AS dept, s.by_post, s.rank
		FROM standin s JOIN department d ON d.id = s.dept_id WHERE s.ended = 0 ORDER BY d.sort, d.id, s.rank, s.id`)
	places := map[string]int{}
	for i, s := range all {
		if _, seen := places[s.DeptID]; !seen {
			places[s.DeptID] = i
		}
	}
	slices.SortStableFunc(all, func(a, b StandIn) int {
		if d := places[a.DeptID] - places[b.DeptID]; d != 0 {
			return d
		}
		return rank(a.Post) - rank(b.Post)
	})
	return all, err
}

// SetStandIn says which post stands in for a post of a department, in the order
// of rank; what is in the table already gets the new rank. A leader's post may be
// stood in for by the same post: its other holders.
func (s *Service) SetStandIn(ctx context.Context, actor runner.Actor, key, post, deptID, byPost string, rank int64) (string, error) {
	return s.do(ctx, actor, key, "set-standin", func(ctx context.Context, w *runner.Work) (string, error) {
		return setStandIn(ctx, w, StandIn{Post: post, DeptID: deptID, ByPost: byPost, Rank: rank})
	})
}

// AddStandIns adds rows in the order given, each behind those that its post has
// already: all of them or none.
func (s *Service) AddStandIns(ctx context.Context, actor runner.Actor, key string, rows []StandIn) error {
	_, err := s.do(ctx, actor, key, "add-standins", func(ctx context.Context, w *runner.Work) (string, error) {
		for _, row := range rows {
			if err := appendStandIn(ctx, w, row); err != nil {
				return "", err
			}
		}
		return "", nil
	})
	return err
}

// appendStandIn adds a row behind the others of its post; one that is in the
// table stays where it is.
func appendStandIn(ctx context.Context, w *runner.Work, row StandIn) error {
	type present struct {
		Rank int64 `db:"rank"`
		Same int64 `db:"same"`
	}
	p, err := store.One[present](ctx, w.Tx, `SELECT COALESCE(MAX(rank), 0) AS rank, COUNT(CASE WHEN by_post = $1 THEN 1 END) AS same
		FROM standin WHERE post = $2 AND dept_id = $3 AND ended = 0`, row.ByPost, row.Post, row.DeptID)
	if err != nil || p.Same > 0 {
		return err
	}
	row.Rank = p.Rank + 1
	_, err = setStandIn(ctx, w, row)
	return err
}

func setStandIn(ctx context.Context, w *runner.Work, row StandIn) (string, error) {
	info, known := PostByCode(row.Post)
	by, byKnown := PostByCode(row.ByPost)
	if !known || !byKnown || row.Post == row.ByPost && !info.Leader {
		return "", errs.New(errs.Invalid, "选择岗位和另一个顶岗岗位")
	}
	if err := refusal(administratorsNotStoodInFor(info, by)); err != nil {
		return "", err
	}
	if _, err := store.Value[string](ctx, w.Tx, `SELECT name FROM department WHERE id = $1`, row.DeptID); err != nil {
		return "", err
	}
	same, err := store.Column[string](ctx, w.Tx, `SELECT id FROM standin
		WHERE post = $1 AND dept_id = $2 AND by_post = $3 AND ended = 0 ORDER BY id LIMIT 1`, row.Post, row.DeptID, row.ByPost)
	if err != nil {
		return "", err
	}
	if len(same) > 0 {
		return same[0], w.Update(ctx, "standin", same[0], store.Row{"rank": row.Rank}, nil)
	}
	id := w.NewID()
	return id, w.Insert(ctx, "standin", store.Row{"id": id, "post": row.Post, "dept_id": row.DeptID, "by_post": row.ByPost, "rank": row.Rank, "ended": int64(0)})
}

// MoveStandIn moves a row one place up or down among those of its post.
func (s *Service) MoveStandIn(ctx context.Context, actor runner.Actor, key, standInID string, up bool) error {
	_, err := s.do(ctx, actor, key, "move-standin", func(ctx context.Context, w *runner.Work) (string, error) {
		row, err := store.One[StandIn](ctx, w.Tx, `SELECT id, post, dept_id, '' AS dept, by_post, rank FROM standin WHERE id = $1 AND ended = 0`, standInID)
		if err != nil {
			return "", err
		}
		ids, err := store.Column[string](ctx, w.Tx, `SELECT id FROM standin WHERE post = $1 AND dept_id = $2 AND ended = 0 ORDER BY rank, id`, row.Post, row.DeptID)
		if err != nil {
			return "", err
		}
		if ids, err = moved(ids, standInID, up); err != nil {
			return "", err
		}
		for i, id := range ids {
			if err := place(ctx, w, "standin", "rank", id, int64(i+1)); err != nil {
				return "", err
			}
		}
		return standInID, nil
	})
	return err
}

// EndStandIn takes a row out of the stand-in table.
func (s *Service) EndStandIn(ctx context.Context, actor runner.Actor, key, standInID string) error {
	_, err := s.do(ctx, actor, key, "end-standin", func(ctx context.Context, w *runner.Work) (string, error) {
		return standInID, w.Update(ctx, "standin", standInID, store.Row{"ended": w.Millis()}, store.Row{"ended": int64(0)})
	})
	return err
}

// usualStandIns are who usually stands in: deputies, then upward. A seal is
// handed over, never stood in for; the discipline inspector answers alone.
var usualStandIns = map[string][]string{
	"juzhang": {"fujuzhang"}, "shuji": {"juzhang", "fujuzhang"}, "fujuzhang": {"fujuzhang", "juzhang"},
	"bangongshizhuren": {"wenmi"}, "wenmi": {"bangongshizhuren"}, "wenshu": {"wenmi"}, "baomi": {"bangongshizhuren"}, "dangan": {"wenshu"},
	"cheguan": {"wuzi", "bangongshizhuren"}, "wuzi": {"bangongshizhuren"}, "huiwu": {"wenmi"}, "xinfang": {"wenmi"}, "menwei": {"zhiban"},
	"zhiban": {"wenshu"}, "kezhang": {"keyuan"}, "wenjian": {"keyuan"},
}

// ProposeStandIns gives rows for every post that is held and not in the table
// yet: only posts by which somebody else can indeed stand in.
func ProposeStandIns(posts []DatedPost, have []StandIn) []StandIn {
	var rows []StandIn
	done := map[string]bool{}
	for _, p := range posts {
		key := p.Post + "@" + p.DeptID
		if done[key] || slices.ContainsFunc(have, func(s StandIn) bool { return s.Post == p.Post && s.DeptID == p.DeptID }) {
			continue
		}
		done[key] = true
		for _, by := range usualStandIns[p.Post] {
			if standsIn(posts, p, by) {
				rows = append(rows, StandIn{Post: p.Post, DeptID: p.DeptID, Dept: p.Dept, ByPost: by, Rank: int64(len(rows) + 1)})
			}
		}
	}
	return rows
}

// standsIn tells whether somebody who is not its only holder holds the post by.
func standsIn(posts []DatedPost, p DatedPost, by string) bool {
	info, _ := PostByCode(by)
	return slices.ContainsFunc(posts, func(x DatedPost) bool {
		return x.Post == by && (!info.PerDept || x.DeptID == p.DeptID) && x.PersonID != p.PersonID
	})
}
