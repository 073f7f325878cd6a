package chaos

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"parley/internal/testenv"
)

// settings are what a run can be told; docs/CHAOS.md says how.
var settings struct {
	faults  time.Duration // how long faults go on at least; 0: no test that needs faults runs
	posters int           // how many people talk
	posts   int           // how many posts are acknowledged at least
	count   int           // how many faults there are at least
	seed    uint64        // of the schedule; 0: another each time
	tags    string        // build tags of the program under test
	before  bool          // begin with the release before, and upgrade
	pages   int           // real browsers that look on
	dead    bool          // Redis is dead in every quiet tail, not only in every second
}

func TestMain(m *testing.M) {
	flag.DurationVar(&settings.faults, "faults", 0, "run the tests under faults, and go on for that long")
	flag.IntVar(&settings.posters, "posters", 32, "people who talk")
	flag.IntVar(&settings.posts, "posts", 0, "go on until so many posts are acknowledged")
	flag.IntVar(&settings.count, "count-faults", 0, "go on until there were so many faults")
	flag.Uint64Var(&settings.seed, "seed", 0, "replay the schedule of this seed")
	flag.StringVar(&settings.tags, "program-tags", "", "build tags of the program under test, separated by commas")
	flag.BoolVar(&settings.before, "release-before", true, "begin with the release before, and upgrade while people talk")
	flag.IntVar(&settings.pages, "pages", 2, "real pages in a browser that look on")
	flag.BoolVar(&settings.dead, "dead", false, "Redis is dead in every quiet tail")
	flag.Parse()
	if settings.faults == 0 {
		flag.Set("test.skip", "^TestUnderFaults") // they take a minute, and are ./task chaos
	}
	testenv.Main(m)
}

// releaseBefore is the commit that the file release-before names.
func releaseBefore(t *testing.T) string {
	t.Helper()
	commit, err := os.ReadFile("release-before")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(commit))
}
