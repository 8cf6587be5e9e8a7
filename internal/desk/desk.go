package desk

import (
	"errors"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/web"
)

// Deps is what the desk reads from.
type Deps struct {
	Engine  *flow.Engine
	Modules module.Set
	Ruling  *ruling.Service
	Fonts   *font.Set
	Note    string // stands on every export, e.g. 示范数据
	// PublicKey is the key by which checkpoints are verified, as PEM.
	PublicKey []byte
}

// Desk is the pages. Use New.
type Desk struct{ Deps }

// New fails on a missing dependency.
func New(d Deps) (*Desk, error) {
	if d.Engine == nil || d.Ruling == nil {
		return nil, errors.New("desk: a dependency is missing")
	}
	return &Desk{d}, nil
}

// inspectors may read the evidence of every clause: the heads of the bureau and
// of its office, the discipline inspector, and the auditor.
const inspectors = "juzhang,shuji,bangongshizhuren,jijianzuzhang,shenji"

// Routes are the desk's pages.
func (d *Desk) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/desk", Policy: web.Staff, Handle: d.board},
		{Method: "GET", Path: "/inspection", Policy: inspectors, Handle: d.inspection},
		{Method: "GET", Path: "/inspection/{spec}", Policy: inspectors, Handle: d.evidence},
		{Method: "GET", Path: "/inspection/{spec}/pack", Policy: inspectors, Handle: d.pack},
	}
}
