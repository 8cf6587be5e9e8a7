package flow

// What kinds and modules show on shared pages, as plain values: the faces draw
// them, the API gives them as they are.

// Fact is one labelled value.
type Fact struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Column is one column of a register or table.
type Column struct {
	Title   string
	Weight  int // width on paper relative to the others
	Right   bool
	Wide    bool // the title column: only it wraps
	Compact bool // not on screen, only on paper and in exports
}

// Table is a table of a page or report; a row's Link is the page behind it.
type Table struct {
	Title, Note string
	Columns     []Column
	Rows        []TableRow
	Totals      []string
}

// TableRow is one row of a Table. Tone is "r" for what is not in order, "a" for
// what is due.
type TableRow struct {
	Cells []string
	Link  string
	Tone  string
}

// Panel is what a kind shows of its own on the page of a case.
type Panel struct {
	Title string
	Facts []Fact
	Table *Table
	Pages []string // addresses of pictures, one a page, A4
	Links []Way    // what else can be done with it
}

// Way is a link to a page or file.
type Way struct{ Label, Href string }

// Check compares, line by line, what was approved with what is asked now, for the
// person whose step it is.
type Check struct {
	Title       string
	Left, Right string // heads of the two columns
	Rows        []CheckRow
}

// CheckRow is one line of a Check; Result says it in words: 相符, 多 5 份.
type CheckRow struct {
	Item   string `json:"item"`
	Left   string `json:"left"`
	Right  string `json:"right"`
	Result string `json:"result"`
	OK     bool   `json:"ok"`
}
