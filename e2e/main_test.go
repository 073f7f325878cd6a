package e2e

import (
	"fmt"
	"testing"
	"time"

	"parley/internal/testenv"
)

func TestMain(m *testing.M) { testenv.Main(m) }

// patience is how long something may take that has no promise of its own, on a machine that is busy.
const patience = time.Minute

// within asks every few milliseconds whether it is so, and fails t when it still is not after the limit. It tells how long it took.
func within(t *testing.T, limit time.Duration, what string, isSo func() error) time.Duration {
	t.Helper()
	began := time.Now()
	for {
		err := isSo()
		took := time.Since(began)
		if err == nil {
			return took
		}
		if took > limit {
			t.Fatalf("%s: not after %v: %v", what, limit, err)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// no makes an error of a false answer.
func no(yes bool, format string, args ...any) error {
	if yes {
		return nil
	}
	return fmt.Errorf(format, args...)
}
