package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/stdlib"

	"guiju.cn/guiju/internal/errs"
)

const channel = "guiju_committed"

// Announce tells the other nodes of a cluster that something was committed. One
// node on SQLite has nobody to tell.
func (db *DB) Announce(ctx context.Context) error {
	if !db.Postgres() {
		return nil
	}
	_, err := db.write.ExecContext(ctx, "NOTIFY "+channel)
	return db.translate(err)
}

// Listen calls heard for each announcement, its own included, until ctx ends or
// the connection is lost; on SQLite it waits for ctx. Announcements may be lost
// with a connection: who listens also polls.
func (db *DB) Listen(ctx context.Context, heard func()) (err error) {
	defer errs.Wrap(&err, "store.Listen")
	if !db.Postgres() {
		<-ctx.Done()
		return nil
	}
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return db.translate(err)
	}
	err = conn.Raw(func(driver any) error {
		pg, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("not a connection of pgx: %T", driver)
		}
		if _, err := pg.Conn().Exec(ctx, "LISTEN "+channel); err != nil {
			return err
		}
		for {
			if _, err := pg.Conn().WaitForNotification(ctx); err != nil {
				return err
			}
			heard()
		}
	})
	if ctx.Err() != nil {
		err = nil
	}
	// Waiting was broken off: the connection is of no more use.
	return errors.Join(err, ignoreClosed(conn.Close()))
}

func ignoreClosed(err error) error {
	if errors.Is(err, sql.ErrConnDone) {
		return nil
	}
	return err
}
