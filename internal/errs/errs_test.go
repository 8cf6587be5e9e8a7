package errs_test

import (
	"errors"
	"fmt"
	"testing"

	"guiju.cn/guiju/internal/errs"
)

var errGone = errs.New(errs.NotFound, "没有找到")

func TestError_KeepsKindAndTextAndHidesTheCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("sql: no rows")
	err := fmt.Errorf("store.One: %w", errGone.With(cause))
	if !errors.Is(err, errGone) || !errors.Is(err, cause) {
		t.Error("it matches neither what it was made from nor its cause")
	}
	if errs.KindOf(err) != errs.NotFound || errs.Public(err) != "没有找到" {
		t.Errorf("%v %q", errs.KindOf(err), errs.Public(err))
	}
	if other := errs.New(errs.NotFound, "别的"); errors.Is(err, other) {
		t.Error("it matches another error of its kind")
	}
	if errs.KindOf(cause) != errs.Internal || errs.Public(cause) == cause.Error() {
		t.Error("a foreign error shows its text")
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	annotate := func(err error) (out error) {
		defer errs.Wrap(&out, "seal.Use(%s)", "x")
		return err
	}
	if annotate(nil) != nil {
		t.Error("nil was annotated")
	}
	if err := annotate(errGone); err.Error() != "seal.Use(x): 没有找到" || !errors.Is(err, errGone) {
		t.Error(err)
	}
}
