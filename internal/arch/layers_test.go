package arch

// Levels of design.md, “Folders, and what may import what”, with kernel.md's
// additions. A package stands for everything below it too (web for web/ui),
// unless that has a line of its own.
const (
	ground      = iota // L0
	tools              // L1
	services           // L2
	engine             // L3
	faces              // L4
	business           // L5
	wiring             // L6
	programs           // above all: mains
	scaffolding        // only tests may import it
)

var levels = map[string]int{
	"norms":             ground,
	"internal/errs":     ground,
	"internal/clock":    ground,
	"internal/ident":    ground,
	"internal/norm":     ground,
	"internal/store":    tools,
	"internal/pdf":      tools,
	"internal/sheet":    tools,
	"internal/secret":   tools,
	"internal/blob":     tools,
	"internal/marking":  tools,
	"internal/typeset":  tools,
	"internal/diff":     tools,
	"internal/inspect":  tools,
	"internal/runner":   services,
	"internal/account":  services,
	"internal/bureau":   services,
	"internal/ruling":   services,
	"internal/org":      services,
	"internal/audit":    services,
	"internal/calendar": services,
	"internal/search":   services,
	"internal/backup":   services,
	"internal/form":     engine,
	"internal/flow":     engine,
	"internal/job":      engine,
	"internal/module":   engine,
	"internal/paper":    engine,
	"internal/evidence": engine,
	"internal/web":      faces,
	"internal/api":      faces,
	"internal/work":     business,
	"internal/desk":     business,
	"internal/admin":    business,
	"internal/public":   business,
	"internal/app":      wiring,
	"cmd":               programs,
	"bench":             programs,
	"e2e":               programs,
	"scripts":           programs,
	"internal/testkit":  scaffolding,

	"internal/typeset/typetest": scaffolding,
	"internal/arch":             scaffolding,
}

// siblings are the imports allowed within a level, with the reason. Anything
// else within a level is two packages that want to be one, or an interface that
// the one in need should declare and app should wire.
var siblings = map[string]map[string]string{
	"internal/norm": {
		"norms":          "the catalogue reads the data files that norms embeds",
		"internal/errs":  "a catalogue that does not load is an error like others",
		"internal/clock": "settings and texts are valid from a civil date",
	},
	"internal/clock": {"internal/errs": "a date that cannot be read has a public text"},
	"internal/blob": {
		"internal/marking": "nothing marked is stored (1-04-6)",
		"internal/store":   "one word for a failing disk (ErrFatal) and for what is not there (ErrNotFound)",
	},
	"internal/secret": {"internal/store": "wrapped keys stand in the database"},
	"internal/backup": {"internal/audit": "an export is verified by the one verifier"},
	"internal/api":    {"internal/web": "one mapping of errors to statuses, one export of registers"},
	"internal/runner": {
		"internal/audit": "the leaf is written in the use case's own transaction",
	},
	"internal/account": {
		"internal/runner": "logging in, changing a password are use cases",
		"internal/audit":  "and leave a record",
		"internal/org":    "an account belongs to a person",
	},
	"internal/org": {
		"internal/runner": "changing posts and departments are use cases",
		"internal/audit":  "and leave a record (kernel.md, Layers)",
	},
	"internal/bureau": {
		"internal/runner": "what a bureau says of itself is said in a use case",
		"internal/org":    "and by a post",
	},
	"internal/ruling": {
		"internal/runner":   "changing a setting, granting an exception are use cases",
		"internal/audit":    "and leave a record",
		"internal/org":      "who may change a setting is a post",
		"internal/calendar": "what must be made good counts in working days",
	},
	"internal/calendar": {
		"internal/runner": "changing a holiday is a use case",
		"internal/audit":  "and leaves a record",
		"internal/org":    "a recurring duty falls to a post",
	},
	"internal/search":   {"internal/runner": "the index is written in the use case's transaction"},
	"internal/evidence": {"internal/flow": "the steps done are the evidence"},
	"internal/module": {
		"internal/flow": "a specification is kinds of cases beside its registers",
		"internal/form": "and their filters are fields",
	},
	"internal/paper": {"internal/flow": "who gets a copy is told by a notice"},
	"internal/flow": {
		"internal/form": "a step's fields are a form",
		"internal/job":  "reminders and outbox lines are jobs of the same transaction",
	},
}

// drivers may be imported by internal/store only, and by tests of testkit.
var drivers = []string{
	"modernc.org/sqlite", "github.com/ncruces/go-sqlite3", "github.com/mattn/go-sqlite3",
	"github.com/jackc/pgx", "github.com/lib/pq",
}
