package org

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// Change is one thing that an import does.
type Change struct{ What, Text string } // 新增人员; zhangsan 张三

// Importing says how a book is applied.
type Importing struct {
	From time.Time // posts and charges hold from then on
	// Ends ends the posts of the people named, and the stand-ins of the posts
	// named, that are not in the book. Who is not named at all stays untouched.
	Ends bool
}

// errTried rolls a trial back.
var errTried = errors.New("tried")

// TryImport tells what ApplyImport would change, and what it would refuse, line
// by line. It does it all and rolls back, so that the answer is the very one.
func (s *Service) TryImport(ctx context.Context, actor runner.Actor, p Preview, how Importing) (_ []Change, _ []RowError, err error) {
	defer errs.Wrap(&err, "org.TryImport")
	in := &importer{s: s, how: how, trial: true}
	_, err = s.do(ctx, actor, ident.Secret(), "try-import", func(ctx context.Context, w *runner.Work) (string, error) {
		if err := in.run(ctx, w, p); err != nil {
			return "", err
		}
		return "", errTried
	})
	if errors.Is(err, errTried) {
		err = nil
	}
	return in.changes, in.wrong, err
}

// ApplyImport writes a preview without errors: all of it or nothing. It gives
// the ids of the people who are new, by log-in name; the same key gives the same.
func (s *Service) ApplyImport(ctx context.Context, actor runner.Actor, key string, p Preview, how Importing) (_ map[string]string, err error) {
	defer errs.Wrap(&err, "org.ApplyImport")
	if len(p.Errors) > 0 {
		return nil, errs.New(errs.Invalid, "表里还有错误，改好后再导入")
	}
	text, err := s.do(ctx, actor, key, "import", func(ctx context.Context, w *runner.Work) (string, error) {
		in := &importer{s: s, how: how}
		if err := in.run(ctx, w, p); err != nil {
			return "", err
		}
		text, err := json.Marshal(in.fresh)
		return string(text), err
	})
	if err != nil {
		return nil, err
	}
	fresh := map[string]string{}
	return fresh, json.Unmarshal([]byte(text), &fresh)
}

// importer applies one book inside a transaction.
type importer struct {
	s       *Service
	how     Importing
	trial   bool
	fresh   map[string]string // log-in name → id of who is new
	people  map[string]string // all who are named
	depts   map[string]string // code → id
	changes []Change
	wrong   []RowError
}

func (in *importer) run(ctx context.Context, w *runner.Work, p Preview) error {
	in.fresh, in.people, in.depts = map[string]string{}, map[string]string{}, map[string]string{}
	for _, row := range p.Rows {
		if err := in.line(PeopleSheet, row.Line, in.named(ctx, w, row)); err != nil {
			return err
		}
	}
	if in.how.Ends {
		if err := in.endPosts(ctx, w, p.Rows); err != nil {
			return err
		}
	}
	for _, row := range p.Rows {
		if err := in.line(PeopleSheet, row.Line, in.appoint(ctx, w, row)); err != nil {
			return err
		}
	}
	for _, c := range p.Charges {
		if err := in.line(ChargeSheet, c.Line, in.charge(ctx, w, c)); err != nil {
			return err
		}
	}
	return in.standIns(ctx, w, p.StandIns)
}

// line keeps what is wrong with a line where this is a trial; otherwise it stops
// the import, a refusal as it is.
func (in *importer) line(sheet string, n int, err error) error {
	r, refused := errors.AsType[*norm.Refusal](err)
	switch {
	case err == nil:
		return nil
	case in.trial && refused:
		in.wrong = append(in.wrong, RowError{Sheet: sheet, Row: n, Message: r.Title + "（" + r.Clause + "）"})
		return nil
	case in.trial && errs.KindOf(err) == errs.Invalid:
		in.wrong = append(in.wrong, RowError{Sheet: sheet, Row: n, Message: errs.Public(err)})
		return nil
	case !refused && errs.KindOf(err) == errs.Invalid:
		return errs.Newf(errs.Invalid, "%s第 %d 行：%s", sheet, n, errs.Public(err))
	}
	return err
}

func (in *importer) did(what, format string, args ...any) {
	in.changes = append(in.changes, Change{what, fmt.Sprintf(format, args...)})
}

// named makes sure of the department and the person of a line.
func (in *importer) named(ctx context.Context, w *runner.Work, row ImportRow) error {
	if in.depts[row.DeptCode] == "" {
		id, err := in.department(ctx, w, row)
		if err != nil {
			return err
		}
		in.depts[row.DeptCode] = id
	}
	if in.people[row.Login] != "" {
		return nil
	}
	people, err := store.All[PersonRow](ctx, w.Tx, selectPerson+` WHERE login = $1`, row.Login)
	if err != nil {
		return err
	}
	if len(people) == 0 {
		id, err := addPerson(ctx, w, row.Login, row.Name)
		if err != nil {
			return err
		}
		in.fresh[row.Login], in.people[row.Login] = id, id
		in.did("新增人员", "%s %s", row.Login, row.Name)
		return nil
	}
	p := people[0]
	if p.LeftAt != 0 {
		return errs.Newf(errs.Invalid, "登录名 %s 是 %s 的，已离岗；换一个登录名", row.Login, p.Name)
	}
	in.people[row.Login] = p.ID
	if p.Name == row.Name {
		return nil
	}
	in.did("改姓名", "%s：%s 改为 %s", row.Login, p.Name, row.Name)
	return changePerson(ctx, w, p.ID, row.Login, row.Name)
}

func (in *importer) department(ctx context.Context, w *runner.Work, row ImportRow) (string, error) {
	d, err := departmentByCode(ctx, w, row.DeptCode)
	if errors.Is(err, store.ErrNotFound) {
		in.did("新增科室", "%s %s", row.DeptCode, row.Dept)
		return addDepartment(ctx, w, row.DeptCode, row.Dept)
	}
	if err != nil {
		return "", err
	}
	if d.Ended != 0 {
		return "", errs.Newf(errs.Invalid, "科室代码 %s 是%s的，已撤销；换一个代码", d.Code, d.Name)
	}
	if d.Name != row.Dept {
		in.did("科室改名", "%s：%s 改为 %s", d.Code, d.Name, row.Dept)
		err = renameDepartment(ctx, w, d.ID, row.Dept)
	}
	return d.ID, err
}

func departmentByCode(ctx context.Context, w *runner.Work, code string) (Department, error) {
	return store.One[Department](ctx, w.Tx, selectDepartment+` WHERE code = $1`, code)
}

// endPosts ends the posts of the people named that are not in the book.
func (in *importer) endPosts(ctx context.Context, w *runner.Work, rows []ImportRow) error {
	for _, login := range slices.Sorted(maps.Keys(in.people)) {
		held, err := DatedPosts(ctx, w.Tx, PostsAsked{At: w.Millis(), PersonID: []string{in.people[login]}})
		if err != nil {
			return err
		}
		for _, h := range held {
			i := slices.IndexFunc(rows, func(r ImportRow) bool { return r.Login == login })
			if slices.ContainsFunc(rows, func(r ImportRow) bool {
				return r.Login == login && postByName(r.Post) == h.Post && in.depts[r.DeptCode] == h.DeptID
			}) || i < 0 {
				continue
			}
			if err := in.line(PeopleSheet, rows[i].Line, in.endPost(ctx, w, h)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (in *importer) endPost(ctx context.Context, w *runner.Work, h DatedPost) error {
	if err := endsHolding(ctx, w, h.ID); err != nil {
		return err
	}
	in.did("结束任职", "%s：%s %s", h.Person, h.Dept, h.PostName())
	if _, err := endDated(ctx, w, "holding", h.ID, in.how.From); err != nil {
		return err
	}
	return in.s.tell(ctx, w, h.PersonID)
}

func (in *importer) appoint(ctx context.Context, w *runner.Work, row ImportRow) error {
	person, dept := in.people[row.Login], in.depts[row.DeptCode]
	if person == "" || dept == "" {
		return nil // told at the line that names them
	}
	_, changed, err := in.s.appoint(ctx, w, person, postByName(row.Post), dept, in.how.From)
	if err == nil && changed {
		in.did("任命", "%s：%s %s", row.Name, row.Dept, row.Post)
	}
	return err
}

func (in *importer) charge(ctx context.Context, w *runner.Work, c ImportCharge) error {
	d, err := departmentByCode(ctx, w, c.DeptCode)
	if errors.Is(err, store.ErrNotFound) {
		return errs.Newf(errs.Invalid, "没有科室代码 %s", c.DeptCode)
	}
	if err != nil {
		return err
	}
	p, err := PersonByLogin(ctx, w.Tx, c.Login)
	if errors.Is(err, store.ErrNotFound) {
		return errs.Newf(errs.Invalid, "没有登录名 %s", c.Login)
	}
	if err != nil {
		return err
	}
	_, changed, err := setCharge(ctx, w, p.ID, d.ID, in.how.From)
	if err == nil && changed {
		in.did("分管", "%s 分管%s", p.Name, d.Name)
	}
	return err
}

// standIns adds the rows of the table; with Ends, those of the same posts that
// are not in the book go, and the order is the book's.
func (in *importer) standIns(ctx context.Context, w *runner.Work, rows []ImportStandIn) error {
	have, err := StandIns(ctx, w.Tx)
	if err != nil {
		return err
	}
	kept, places := map[string]bool{}, map[string]int64{}
	for _, row := range rows {
		if err := in.line(StandInSheet, row.Line, in.standIn(ctx, w, row, have, kept, places)); err != nil {
			return err
		}
	}
	for _, s := range have {
		if !in.how.Ends || places[s.Post+"@"+s.DeptID] == 0 || kept[s.ID] {
			continue
		}
		in.did("移出顶岗表", "%s%s：%s", s.Dept, PostName(s.Post), PostName(s.ByPost))
		if err := w.Update(ctx, "standin", s.ID, store.Row{"ended": w.Millis()}, store.Row{"ended": int64(0)}); err != nil {
			return err
		}
	}
	return nil
}

func (in *importer) standIn(ctx context.Context, w *runner.Work, row ImportStandIn, have []StandIn, kept map[string]bool, places map[string]int64) error {
	d, err := departmentByCode(ctx, w, row.DeptCode)
	if errors.Is(err, store.ErrNotFound) {
		return errs.Newf(errs.Invalid, "没有科室代码 %s", row.DeptCode)
	}
	if err != nil {
		return err
	}
	post, by := postByName(row.Post), postByName(row.ByPost)
	places[post+"@"+d.ID]++
	place := places[post+"@"+d.ID]
	i := slices.IndexFunc(have, func(s StandIn) bool { return s.Post == post && s.DeptID == d.ID && s.ByPost == by })
	if i >= 0 {
		kept[have[i].ID] = true
		if !in.how.Ends || have[i].Rank == place {
			return nil
		}
	} else {
		in.did("加入顶岗表", "%s%s：%s", d.Name, row.Post, row.ByPost)
	}
	if !in.how.Ends {
		return appendStandIn(ctx, w, StandIn{Post: post, DeptID: d.ID, ByPost: by})
	}
	_, err = setStandIn(ctx, w, StandIn{Post: post, DeptID: d.ID, ByPost: by, Rank: place})
	return err
}
