package testkit

import (
	"testing"
	"time"
)

// patience is far more than what is waited for takes, also where four packages
// share two cores: a test that gives up early fails for no fault.
const patience = 2 * time.Minute

// Wait asks again and again until ok says yes: for what workers or another
// process do by the real clock. It fails the test, naming what, after two minutes.
func Wait(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !ok(); time.Sleep(50 * time.Millisecond) { //nolint:forbidigo // waits by the real clock
		if time.Now().After(deadline) { //nolint:forbidigo // as above
			t.Fatalf("%s: not after %s", what, patience)
		}
	}
}
