package org

import (
	"context"
	"embed"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations are the tables of people, departments and duties.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// PersonRow is one person.
type PersonRow struct {
	ID         string `db:"id"`
	Login      string `db:"login"`
	Name       string `db:"name"`
	LeftAt     int64  `db:"left_at"`
	DisabledAt int64  `db:"disabled_at"`
}

// Active tells whether the person still works here and is not disabled.
func (p PersonRow) Active() bool { return p.LeftAt == 0 && p.DisabledAt == 0 }

const (
	selectPerson = `SELECT id, login, name, left_at, COALESCE(disabled_at, 0) AS disabled_at FROM person`
	activeP      = `p.left_at = 0 AND COALESCE(p.disabled_at, 0) = 0`
)

// Department is one department.
type Department struct {
	ID    string `db:"id"`
	Code  string `db:"code"`
	Name  string `db:"name"`
	Ended int64  `db:"ended"`
}

// PersonByID reads a person; store.ErrNotFound without one.
func PersonByID(ctx context.Context, q store.Querier, id string) (PersonRow, error) {
	return store.One[PersonRow](ctx, q, selectPerson+` WHERE id = $1`, id)
}

// PersonByLogin reads a person by log-in name; store.ErrNotFound without one.
func PersonByLogin(ctx context.Context, q store.Querier, login string) (PersonRow, error) {
	return store.One[PersonRow](ctx, q, selectPerson+` WHERE login = $1`, login)
}

// People lists those who work here, disabled ones too, in the order of their
// names' pinyin.
func People(ctx context.Context, q store.Querier) ([]PersonRow, error) {
	return store.All[PersonRow](ctx, q, selectPerson+` WHERE left_at = 0 ORDER BY sort_key, id`)
}

// PersonPost is one current post of a person, for lists of people.
type PersonPost struct {
	PersonID string `db:"person_id"`
	Name     string `db:"name"`
	Login    string `db:"login"`
	Post     string `db:"post"`
	DeptID   string `db:"dept_id"`
	DeptName string `db:"dept_name"`
}

// WorkingPeople lists everyone with a post that is not an administrator's, with
// that post; who holds several stands there several times.
func WorkingPeople(ctx context.Context, q store.Querier, atMillis int64) ([]PersonPost, error) {
	all, err := store.All[PersonPost](ctx, q, `SELECT p.id AS person_id, p.name, p.login, h.post, h.dept_id, d.name AS dept_name
		FROM holding h JOIN person p ON p.id = h.person_id JOIN department d ON d.id = h.dept_id
		WHERE `+activeP+` AND h.from_at <= $1 AND (h.to_at = 0 OR h.to_at > $2) ORDER BY d.sort, p.sort_key, h.id`, atMillis, atMillis)
	if err != nil {
		return nil, err
	}
	working := all[:0]
	for _, p := range all {
		if info, ok := PostByCode(p.Post); ok && !info.Admin {
			working = append(working, p)
		}
	}
	return working, nil
}

// FirstPosts keeps of each person the first of their posts, in the order of the
// list of posts: 局长 before 党组书记.
func FirstPosts(people []PersonPost) []PersonPost {
	at := map[string]int{}
	var once []PersonPost
	for _, p := range people {
		i, known := at[p.PersonID]
		if !known {
			at[p.PersonID] = len(once)
			once = append(once, p)
		} else if rank(p.Post) < rank(once[i].Post) {
			once[i] = p
		}
	}
	return once
}

// Departments lists the departments in their order.
func Departments(ctx context.Context, q store.Querier) ([]Department, error) {
	return store.All[Department](ctx, q, selectDepartment+` WHERE ended = 0 ORDER BY sort, id`)
}

const selectDepartment = `SELECT id, code, name, ended FROM department`

// DepartmentByID reads one, a dissolved one too; store.ErrNotFound without it.
func DepartmentByID(ctx context.Context, q store.Querier, id string) (Department, error) {
	return store.One[Department](ctx, q, selectDepartment+` WHERE id = $1`, id)
}

// DepartmentNames names departments in the order of ids; store.ErrNotFound if
// one is unknown.
func DepartmentNames(ctx context.Context, q store.Querier, ids []string) ([]string, error) {
	return namesIn(ctx, q, `SELECT id, name FROM department WHERE `, ids)
}

// NamesOf names people in the order of ids, those who left too;
// store.ErrNotFound if one is unknown.
func NamesOf(ctx context.Context, q store.Querier, ids []string) ([]string, error) {
	return namesIn(ctx, q, `SELECT id, name FROM person WHERE `, ids)
}

func namesIn(ctx context.Context, q store.Querier, query string, ids []string) ([]string, error) {
	type named struct {
		ID   string `db:"id"`
		Name string `db:"name"`
	}
	b := new(store.Query).Add(query).In("id", ids)
	rows, err := store.All[named](ctx, q, b.SQL(), b.Args()...)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]string, len(rows))
	for _, r := range rows {
		byID[r.ID] = r.Name
	}
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		name, known := byID[id]
		if !known {
			return nil, store.ErrNotFound
		}
		names = append(names, name)
	}
	return names, nil
}

// Leaders lists the bureau's leaders at an instant, in the order of their posts;
// who holds two leaders' posts stands there once, with the first.
func Leaders(ctx context.Context, q store.Querier, at time.Time) ([]PersonPost, error) {
	working, err := WorkingPeople(ctx, q, clock.Millis(at))
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(working, func(a, b PersonPost) int { return rank(a.Post) - rank(b.Post) })
	var leaders []PersonPost
	for _, p := range working {
		info, _ := PostByCode(p.Post)
		if info.Leader && !slices.ContainsFunc(leaders, func(l PersonPost) bool { return l.PersonID == p.PersonID }) {
			leaders = append(leaders, p)
		}
	}
	return leaders, nil
}

// findMost bounds what a search for people gives.
const findMost = 20

// FindPeople finds active people by part of the name, of its pinyin (zhoumin) or
// initials (zm), or of the log-in name; at most 20, none for an empty text.
func FindPeople(ctx context.Context, q store.Querier, text string) ([]PersonRow, error) {
	like := searched(text)
	if like == "" || strings.ContainsRune(text, 0) || !utf8.ValidString(text) {
		return nil, nil
	}
	return store.All[PersonRow](ctx, q, selectPerson+` p WHERE `+activeP+` AND (p.name LIKE $1 ESCAPE '\' OR p.sort_key LIKE $2 ESCAPE '\'
		OR p.login LIKE $3 ESCAPE '\') ORDER BY p.sort_key, p.id LIMIT $4`, like, like, like, int64(findMost))
}

// SortKey is the pinyin of a name, behind which stand its initials for search.
// What is no Chinese character stands for itself: 阿卜杜·买买提.
func SortKey(name string) string {
	args := pinyin.NewArgs()
	args.Fallback = func(r rune, _ pinyin.Args) []string { return []string{strings.ToLower(string(r))} }
	var full, initials strings.Builder
	for _, syllable := range pinyin.LazyPinyin(strings.ToValidUTF8(name, ""), args) {
		first, _ := utf8.DecodeRuneInString(syllable)
		if !unicode.IsLetter(first) && !unicode.IsDigit(first) {
			continue
		}
		full.WriteString(syllable)
		initials.WriteRune(first)
	}
	return full.String() + " " + initials.String()
}
