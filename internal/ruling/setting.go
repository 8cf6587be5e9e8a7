package ruling

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// Value gives a setting as it is in force at a date: the bureau's newest value
// from that date or before, else the catalogue's default.
func (s *Service) Value(ctx context.Context, q store.Querier, id string, at clock.Date) (string, error) {
	setting, ok := s.Run.Norm().Setting(id)
	if !ok {
		return "", errs.Newf(errs.NotFound, "没有设置 %s", id)
	}
	values, err := store.Column[string](ctx, q, `SELECT value FROM setting_value WHERE setting = $1 AND from_date <= $2
		ORDER BY from_date DESC, set_at DESC, id DESC LIMIT 1`, id, string(at))
	if err != nil || len(values) == 0 {
		return setting.Default, err
	}
	return values[0], nil
}

// Int is Value of a setting that is a whole number.
func (s *Service) Int(ctx context.Context, q store.Querier, id string) (int, error) {
	text, err := s.Value(ctx, q, id, clock.DateOf(s.Run.Now()))
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(text)
}

// SetValue is one value that a bureau has given a setting.
type SetValue struct {
	Setting  string     `db:"setting"`
	Value    string     `db:"value"`
	FromDate clock.Date `db:"from_date"`
	SetBy    string     `db:"set_by"`
	Reason   string     `db:"reason"`
	SetAt    int64      `db:"set_at"`
}

const setColumns = `setting, value, from_date, set_by, reason, set_at`

// Standing is a setting with what holds of it at a date.
type Standing struct {
	norm.Setting
	Value string
	Set   *SetValue // who has set it; nil: the default
	Next  *SetValue // what it becomes later; nil: nothing is set
}

// Standings lists every setting as it stands at a date, in the catalogue's order.
func (s *Service) Standings(ctx context.Context, q store.Querier, at clock.Date) (_ []Standing, err error) {
	defer errs.Wrap(&err, "ruling.Standings")
	set, err := store.All[SetValue](ctx, q, `SELECT `+setColumns+` FROM setting_value ORDER BY from_date, set_at, id`)
	if err != nil {
		return nil, err
	}
	var all []Standing
	for _, setting := range s.Run.Norm().Settings() {
		st := Standing{Setting: setting, Value: setting.Default}
		for i, v := range set {
			switch {
			case v.Setting != setting.ID:
			case v.FromDate <= at:
				st.Value, st.Set = v.Value, &set[i]
			case st.Next == nil || st.Next.FromDate == v.FromDate:
				st.Next = &set[i]
			}
		}
		all = append(all, st)
	}
	return all, nil
}

// History lists every value of a setting, newest first; the default is not in it.
func (s *Service) History(ctx context.Context, q store.Querier, id string) ([]SetValue, error) {
	return store.All[SetValue](ctx, q, `SELECT `+setColumns+` FROM setting_value WHERE setting = $1 ORDER BY from_date DESC, set_at DESC, id DESC`, id)
}

// ByRelation is what a setting of posts may name beside posts: the leader in
// charge of the department concerned.
const ByRelation = "分管领导"

// PostChoices are the names that a setting of posts may have.
func PostChoices() []string {
	names := []string{ByRelation}
	for _, p := range org.Posts() {
		if !p.Admin {
			names = append(names, p.Name)
		}
	}
	return names
}

// Set gives a setting a value from a date on; what was decided under the old
// value stays as it was. Who sets it is the post that the catalogue names (G-04).
func (s *Service) Set(ctx context.Context, actor runner.Actor, key, id, value string, from clock.Date, reason string) (err error) {
	defer errs.Wrap(&err, "ruling.Set(%s)", id)
	setting, ok := s.Run.Norm().Setting(id)
	if !ok {
		return store.ErrNotFound
	}
	value, reason = strings.TrimSpace(value), strings.TrimSpace(reason)
	req := runner.Request{Actor: actor, Key: key, Action: "ruling.set", Chain: chain}
	_, err = s.Run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		if err := decides(ctx, w, setting.Decider()); err != nil {
			return runner.Answer{}, err
		}
		if wrong := setting.Wrong(value); wrong != "" {
			return runner.Answer{}, errs.New(errs.Invalid, wrong)
		}
		if setting.Holds() == norm.PostName && !slices.Contains(PostChoices(), value) {
			return runner.Answer{}, errs.Newf(errs.Invalid, "没有岗位“%s”", value)
		}
		if _, err := clock.ParseDate(string(from)); err != nil || reason == "" || utf8.RuneCountInString(reason) > 200 {
			return runner.Answer{}, errs.New(errs.Invalid, "填写生效日期和理由，理由不超过 200 字").With(err)
		}
		if from < clock.DateOf(w.Now()) {
			return runner.Answer{}, errs.New(errs.Invalid, "生效日期不能早于今天，已办的事按当时的设置")
		}
		if err := s.clean(reason); err != nil {
			return runner.Answer{}, err
		}
		return runner.Answer{Message: "已设置"}, w.Insert(ctx, "setting_value", store.Row{
			"id": w.NewID(), "setting": id, "value": value, "from_date": string(from), "set_by": actor.PersonID, "reason": reason, "set_at": w.Millis(),
		})
	})
	return err
}
