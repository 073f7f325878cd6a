//go:build bench

package bench

import (
	"os"
	"testing"

	"parley/internal/testenv"
)

// TestMain runs the tests, or is the bare server that they start beside the program.
func TestMain(m *testing.M) {
	switch file := os.Getenv(nakedEnv); file {
	case "":
	case "sockets":
		naked()
		return
	default:
		nakedPage(file)
		return
	}
	testenv.Main(m)
}
