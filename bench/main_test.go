//go:build bench

package bench

import (
	"flag"
	"os"
	"testing"

	"parley/internal/testenv"
)

// What a run can be told, after -args.
var (
	rounds   int // that each figure is the median of
	everyone int // viewers of TestManyReplicas; 0: it does not run
)

// TestMain runs the tests, or is the bare server or the viewers that they start beside the program.
func TestMain(m *testing.M) {
	switch file := os.Getenv(nakedEnv); file {
	case "":
	case "sockets":
		naked()
		return
	case "viewers":
		viewers()
		return
	default:
		nakedPage(file)
		return
	}
	flag.IntVar(&rounds, "rounds", 7, "rounds of each figure")
	flag.IntVar(&everyone, "viewers", 0, "run TestManyReplicas, with so many viewers on six replicas")
	flag.Parse()
	if everyone == 0 {
		flag.Set("test.skip", "^TestManyReplicas$") // it takes minutes and 5 GB, and is ./task bench VIEWERS=100000
	}
	testenv.Main(m)
	printTable()
}
