package paper

import (
	"fmt"

	"guiju.cn/guiju/internal/clock"
)

// Act is what happens to a copy.
type Act string

// The acts.
const (
	Made      Act = "made"
	Given     Act = "given"     // to a person, or to a department's keeping
	Taken     Act = "taken"     // back by who keeps track of it
	Placed    Act = "placed"    // laid elsewhere by who has it
	Received  Act = "received"  // its holder has it, and has read it
	Missed    Act = "missed"    // it is not where it should be
	Found     Act = "found"     // it is back
	SentOut   Act = "sent-out"  // it has left the bureau, or this record, for good
	Destroyed Act = "destroyed" // by an approved destruction
	Struck    Act = "struck"    // it was registered by mistake
)

// Words are the acts as people read them.
var Words = map[Act]string{
	Made: "制作登记", Given: "交给", Taken: "收回", Placed: "放置", Received: "签阅", Missed: "报缺失", Found: "找回", SentOut: "移出", Destroyed: "销毁", Struck: "注销",
}

// State is whether a copy is there.
type State string

// The states.
const (
	Here    State = "在册"
	Missing State = "缺失"
	Left    State = "已移出"
	Gone    State = "已销毁"
	Void    State = "已注销"
)

// next is the state after an act; false where the act is not possible.
func next(s State, a Act) (State, bool) {
	switch {
	case s == Here:
		to, ok := map[Act]State{Given: Here, Taken: Here, Placed: Here, Received: Here, Missed: Missing, SentOut: Left, Destroyed: Gone, Struck: Void}[a]
		return to, ok
	case s == Missing && a == Found:
		return Here, true
	case s == "" && a == Made:
		return Here, true
	}
	return s, false
}

// Spot is where a copy is: with a person, or kept by a department at a place.
type Spot struct {
	HolderID string `db:"holder_id"` // "" where a department keeps it
	DeptID   string `db:"dept_id"`
	Place    string `db:"place"`
}

// Move is one line of a copy's chain.
type Move struct {
	ID         string     `db:"id"`
	CopyID     string     `db:"copy_id"`
	Seq        int64      `db:"seq"`
	Act        Act        `db:"act"`
	FromHolder string     `db:"from_holder"`
	FromDept   string     `db:"from_dept"`
	ToHolder   string     `db:"to_holder"`
	ToDept     string     `db:"to_dept"`
	Place      string     `db:"place"`
	Words      string     `db:"words"`
	Due        clock.Date `db:"due"`
	ByID       string     `db:"by_id"`
	CaseID     string     `db:"case_id"`
	At         int64      `db:"at"`
}

// Follow walks a chain from the first line and tells where it leaves the copy; it
// fails where a line does not continue the one before.
func Follow(chain []Move) (State, Spot, error) {
	state, at := State(""), Spot{}
	for i, m := range chain {
		if m.Seq != int64(i)+1 {
			return state, at, fmt.Errorf("line %d of the chain is numbered %d", i+1, m.Seq)
		}
		if i > 0 && (m.FromHolder != at.HolderID || m.FromDept != at.DeptID) {
			return state, at, fmt.Errorf("line %d does not begin where the copy was", m.Seq)
		}
		var ok bool
		if state, ok = next(state, m.Act); !ok {
			return state, at, fmt.Errorf("line %d: %s is not possible here", m.Seq, m.Act)
		}
		at = Spot{m.ToHolder, m.ToDept, m.Place}
	}
	return state, at, nil
}
