package bureau

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations are the tables of what a bureau says of itself.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// Unnamed stands for the name of a bureau that has not said it.
const Unnamed = "新建单位"

// The facts. Holidays are told by year.
const (
	nameFact     = "name"
	openedFact   = "opened"
	noSecrets    = "unclassified"
	holidayFacts = "holidays/"
)

// Service keeps the statements. Use New.
type Service struct {
	run  *runner.Runner
	last atomic.Pointer[string] // the name as last read, should the database be away
}

// New needs a runner.
func New(run *runner.Runner) (*Service, error) {
	if run == nil {
		return nil, errors.New("bureau: no runner")
	}
	return &Service{run: run}, nil
}

// Said is one statement.
type Said struct {
	Value string `db:"value"`
	By    string `db:"said_by"` // person id; "" = the command line
	At    int64  `db:"said_at"`
}

// said reads the newest statement of a fact; store.ErrNotFound without one.
func said(ctx context.Context, q store.Querier, fact string) (Said, error) {
	return store.One[Said](ctx, q, `SELECT value, said_by, said_at FROM bureau_fact WHERE fact = $1 ORDER BY said_at DESC, id DESC LIMIT 1`, fact)
}

// Name is the bureau's name, read anew each time, so that every node and page
// shows the same.
func (s *Service) Name(ctx context.Context) string {
	now, err := said(ctx, s.run.DB().Read(), nameFact)
	if err == nil {
		s.last.Store(&now.Value)
		return now.Value
	}
	if last := s.last.Load(); last != nil && !errors.Is(err, store.ErrNotFound) {
		return *last
	}
	return Unnamed
}

// say runs a statement of somebody with one of the posts, or of the program.
func (s *Service) say(ctx context.Context, actor runner.Actor, key, action string, posts []string, write func(ctx context.Context, w *runner.Work) error) (err error) {
	defer errs.Wrap(&err, "bureau.%s", action)
	req := runner.Request{Actor: actor, Key: key, Action: "bureau." + action, Chain: "bureau"}
	_, err = s.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		if err := holds(ctx, w, posts); err != nil {
			return runner.Answer{}, err
		}
		return runner.Answer{Message: "已保存"}, write(ctx, w)
	})
	return err
}

// holds demands an own post (G-04).
func holds(ctx context.Context, w *runner.Work, posts []string) error {
	if w.Request.Actor.PersonID == "" {
		return nil
	}
	duties, err := org.Duties(ctx, w.Tx, w.Request.Actor.PersonID, w.Now())
	if err != nil {
		return err
	}
	if org.Holds(duties, posts...) {
		return nil
	}
	return org.OnlyPost("没有保存", posts...)
}

func tell(ctx context.Context, w *runner.Work, fact, value string) error {
	return w.Insert(ctx, "bureau_fact", store.Row{
		"id": w.NewID(), "fact": fact, "value": value, "said_by": w.Request.Actor.PersonID, "said_at": w.Millis(),
	})
}

// Rename gives the bureau its name.
func (s *Service) Rename(ctx context.Context, actor runner.Actor, key, name string) error {
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > 40 || !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
		return errs.New(errs.Invalid, "填写单位名称，不超过 40 字")
	}
	return s.say(ctx, actor, key, "rename", []string{"xitong"}, func(ctx context.Context, w *runner.Work) error {
		return tell(ctx, w, nameFact, name)
	})
}

// Declare says that this installation holds and will hold no state secrets
// (1-04-6): the 安全保密管理员 answers for it.
func (s *Service) Declare(ctx context.Context, actor runner.Actor, key string) error {
	return s.say(ctx, actor, key, "declare", []string{"anquan"}, func(ctx context.Context, w *runner.Work) error {
		return tell(ctx, w, noSecrets, "本系统安装在非涉密网络上，不存储、处理、传输国家秘密")
	})
}

// CheckHolidays says that the holidays of a year have been looked at.
func (s *Service) CheckHolidays(ctx context.Context, actor runner.Actor, key string, year int) error {
	return s.say(ctx, actor, key, "holidays", []string{"xitong"}, func(ctx context.Context, w *runner.Work) error {
		return tell(ctx, w, fmt.Sprint(holidayFacts, year), "已核对")
	})
}

// Open begins real work: once, when nothing needed is missing. missing is asked
// inside the transaction.
func (s *Service) Open(ctx context.Context, actor runner.Actor, key string, missing func(ctx context.Context, q store.Querier) ([]string, error)) error {
	return s.say(ctx, actor, key, "open", []string{"xitong"}, func(ctx context.Context, w *runner.Work) error {
		if _, err := said(ctx, w.Tx, openedFact); err == nil || !errors.Is(err, store.ErrNotFound) {
			return err // opened already
		}
		lines, err := missing(ctx, w.Tx)
		if err != nil {
			return err
		}
		if len(lines) > 0 {
			return errs.Newf(errs.Invalid, "没有启用：还缺 %d 项（%s）", len(lines), strings.Join(lines, "、"))
		}
		return tell(ctx, w, openedFact, "正式启用")
	})
}

// Facts is what has been said, as the pages of the first run show it.
type Facts struct {
	Name, Opened, NoSecrets, Holidays Said // At 0: not said
}

// Read gives the facts; the holidays are those of a year.
func Read(ctx context.Context, q store.Querier, year int) (f Facts, err error) {
	defer errs.Wrap(&err, "bureau.Read")
	for fact, to := range map[string]*Said{nameFact: &f.Name, openedFact: &f.Opened, noSecrets: &f.NoSecrets, fmt.Sprint(holidayFacts, year): &f.Holidays} {
		now, err := said(ctx, q, fact)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return f, err
		}
		*to = now
	}
	return f, nil
}

// Opened tells whether real work has begun.
func Opened(ctx context.Context, q store.Querier) (bool, error) {
	_, err := said(ctx, q, openedFact)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Ready says why nothing can begin yet; nil once the bureau is opened.
func Ready(ctx context.Context, q store.Querier) error {
	opened, err := Opened(ctx, q)
	if err == nil && !opened {
		return errs.New(errs.NotAllowed, "没有发起：本局还没有正式启用，系统管理员做完启用准备以后就可以办理")
	}
	return err
}

// year is the civil year of a transaction.
func year(w *runner.Work) int { return clock.DateOf(w.Now()).Year() }
