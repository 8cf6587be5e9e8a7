package flow

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// Validate checks a kind when the program starts: every name is registered,
// every node is reached, every node reaches an end.
func (k *Kind) Validate() error {
	var all []error
	for _, d := range append([]*Definition{k.Def}, k.Old...) {
		if err := k.validate(d); err != nil {
			all = append(all, fmt.Errorf("flow %s version %d: %w", d.Kind, d.Version, err))
		}
	}
	return errors.Join(all...)
}

func (k *Kind) validate(d *Definition) error {
	if len(d.Nodes) == 0 || d.Kind != k.ID {
		return errors.New("no nodes, or another kind's")
	}
	seen := map[string]bool{}
	var all []error
	for _, n := range d.Nodes {
		if seen[n.ID] {
			all = append(all, fmt.Errorf("node %s twice", n.ID))
		}
		seen[n.ID] = true
		all = append(all, k.validateNode(d, n))
	}
	if n := d.Start(); k.Steps[n.ID] != nil && !n.NoWithdraw && k.FormAt(d, n) == nil { // its step would find no fields
		all = append(all, fmt.Errorf("node %s: what is taken back cannot be handed in again", n.ID))
	}
	reached := d.reaches(d.Start().ID)
	for _, n := range d.Nodes[1:] {
		if !reached[n.ID] {
			all = append(all, fmt.Errorf("node %s is never reached", n.ID))
		}
	}
	return errors.Join(all...)
}

func (k *Kind) validateNode(d *Definition, n Node) error {
	var all []error
	if n.Who != Planned && k.Who[n.Who] == nil {
		all = append(all, fmt.Errorf("node %s: no principal %q", n.ID, n.Who))
	}
	if n.Due != "" && k.Dues[n.Due] == nil {
		all = append(all, fmt.Errorf("node %s: no due %q", n.ID, n.Due))
	}
	if n.Name == "" || n.Verb == "" {
		all = append(all, fmt.Errorf("node %s: no name or verb", n.ID))
	}
	for i, e := range n.Next {
		if _, ok := d.Node(e.To); !ok {
			all = append(all, fmt.Errorf("node %s: no node %q", n.ID, e.To))
		}
		if e.When != "" && k.When[e.When] == nil {
			all = append(all, fmt.Errorf("node %s: no predicate %q", n.ID, e.When))
		}
		if last := i == len(n.Next)-1; n.Split == First && last && e.When != "" {
			all = append(all, fmt.Errorf("node %s: its last edge must always hold", n.ID))
		}
	}
	if len(n.Next) > 0 && !d.ends(n.ID) {
		all = append(all, fmt.Errorf("node %s: no way to an end", n.ID))
	}
	return errors.Join(all...)
}

func (d *Definition) ends(id string) bool {
	for to := range d.reaches(id) {
		if n, _ := d.Node(to); len(n.Next) == 0 {
			return true
		}
	}
	return false
}

// canonicalNode is what of a node the hash covers: all that decides the way a
// case goes.
type canonicalNode struct {
	ID, Name, Verb, Key, Who, Mode, Due, Split, Result string
	Join                                               bool
	Next                                               []Edge
}

// canonical is the definition as JSON: all that decides the way a case goes.
func (d *Definition) canonical() []byte {
	nodes := make([]canonicalNode, len(d.Nodes))
	for i, n := range d.Nodes {
		nodes[i] = canonicalNode{n.ID, n.Name, n.Verb, n.Key, n.Who, string(n.Mode), n.Due, string(n.Split), n.Result, n.Join, n.Next}
	}
	text, err := json.Marshal(struct {
		Kind    string
		Version int
		Nodes   []canonicalNode
	}{d.Kind, d.Version, nodes})
	if err != nil {
		panic(err) // plain strings always marshal
	}
	return text
}

// Hash is the SHA-256 of the definition in canonical form; a case keeps the one
// it was started with.
func (d *Definition) Hash() string {
	sum := sha256.Sum256(d.canonical())
	return hex.EncodeToString(sum[:])
}
