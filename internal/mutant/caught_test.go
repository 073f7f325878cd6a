//go:build mutants

package mutant

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// A mutant that does not build proves as little as one that lives: the test has to run, and to fail.
func TestEveryMutantIsCaught(t *testing.T) {
	for _, r := range table(t) {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			pattern := "^" + strings.ReplaceAll(r.test, "/", "$/^") + "$"
			out, err := exec.Command("go", "test", "-vet=off", "-count=1", "-timeout=60s", "-ldflags=-w",
				"-tags=mutant_"+r.name, "-run="+pattern, "parley/"+r.pkg).CombinedOutput()
			if err == nil || !strings.Contains(string(out), fmt.Sprintf("--- FAIL: %s (", r.test)) {
				t.Errorf("%s of %s does not catch it: %v\n%s", r.test, r.pkg, err, out)
			}
		})
	}
}
