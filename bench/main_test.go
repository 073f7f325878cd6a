//go:build bench

package bench

import (
	"os"
	"testing"

	"parley/internal/testenv"
)

// TestMain runs the tests, or is the bare server that they start beside the program.
func TestMain(m *testing.M) {
	if os.Getenv(nakedEnv) != "" {
		naked()
		return
	}
	testenv.Main(m)
}
