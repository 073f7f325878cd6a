package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestTheOperatorStandsAboveAdministrators takes a rank from an administrator, whom no other administrator can touch,
// while the place is served, and lets one in again who has forgotten the password.
func TestTheOperatorStandsAboveAdministrators(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]func(*testing.T) *place{"one process": newPlace, "two replicas": newCluster} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := begin(t)
			parley := p.replicas[0]
			ben := p.person(t, "ben").at(p.replicas[len(p.replicas)-1].URL)
			p.admin.send(t, "/admin/people/ben/role", url.Values{"role": {"administrator"}})
			ben.get(t, "/admin/people")
			if _, err := p.admin.try("/admin/people/ben/role", url.Values{"role": {"member"}}); err == nil {
				t.Error("an administrator took the rank of another")
			}
			for _, wrong := range [][]string{{"role", "nobody", "member"}, {"role", "ben", "king"}, {"link", "nobody"}} {
				if out, err := parley.Command(append([]string{"user"}, wrong...)...); err == nil || strings.Count(err.Error(), "\n") > 1 {
					t.Errorf("%v: %s %v", wrong, out, err)
				}
			}
			if out, err := parley.Command("user", "role", "@Ben", "member"); err != nil {
				t.Fatal(out, err)
			}
			within(t, dropLimitNoBroker, "the rank is gone", func() error {
				if status := ben.status(t, "/admin/people"); status != http.StatusForbidden {
					return fmt.Errorf("%d", status)
				}
				return nil
			})
			out, err := parley.Command("user", "link", "ana")
			_, secret, found := strings.Cut(strings.TrimSpace(out), "/reset/")
			if err != nil || !found {
				t.Fatal(out, err)
			}
			ana := newPerson(t, p.url, "ana")
			ana.send(t, "/reset/"+secret, url.Values{"password": {"eight boats in the harbour"}})
			log := ana.get(t, "/admin/audit")
			for _, want := range []string{"made <b><bdi>Ben</bdi></b> a member of the place", "made a link for a new password of"} {
				if !strings.Contains(strings.Join(strings.Fields(log), " "), want) {
					t.Errorf("the log does not tell: %s", want)
				}
			}
			if n := strings.Count(log, "Whoever runs Parley"); n != 2 {
				t.Errorf("the log names whoever runs Parley %d times", n)
			}
		})
	}
}
