package clock

// How people read an instant of the database, in Shanghai; "" for none.

// Day is 2026-11-24.
func Day(ms int64) string { return shown(ms, "2006-01-02") }

// Minute is 2026-11-24 15:04.
func Minute(ms int64) string { return shown(ms, "2006-01-02 15:04") }

// Second is 2026-11-24 15:04:05, as the record and its checkpoints are told.
func Second(ms int64) string { return shown(ms, "2006-01-02 15:04:05") }

// Short is 11-24 15:04, where the year goes without saying.
func Short(ms int64) string { return shown(ms, "01-02 15:04") }

func shown(ms int64, layout string) string {
	if ms == 0 {
		return ""
	}
	return FromMillis(ms).Format(layout)
}
