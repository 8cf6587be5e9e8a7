package norm

// Refusal is a first-class answer: which clause forbids what was asked, why in
// this case, and how it can be done instead. Rules return one, the runner keeps
// it as evidence, pages and API show it (kernel.md, The runner).
type Refusal struct {
	Clause      string         // id in the catalogue, e.g. "1-02-1.3"
	RuleVersion string         // version of the rule's reading, e.g. "2026-01"
	Title       string         // what did not happen, with the numbers: “没有登记：…”
	Detail      string         // what was and was not saved, and why
	Field       string         // the field at fault, if one is
	Inputs      map[string]any // what the rule looked at; never for 1-04-6
	MayExcept   string         // post that may allow an exception (特事登记), if any
	Remedies    []Remedy
}

// Remedy is one way the thing can be done; the page shows it as a button that
// does it.
type Remedy struct {
	Label   string            `json:"label"`
	Action  string            `json:"action"`            // an action of the case, or a path beginning with "/"
	Prefill map[string]string `json:"prefill,omitempty"` // form values the button fills in
}

func (r *Refusal) Error() string { return r.Clause + ": " + r.Title }
