package e2e

import (
	"math/rand/v2"
	"testing"
	"time"

	"parley/internal/testenv"
)

// crowdSize is how many people post at once, so that most commits are of many messages.
const crowdSize = 64

// aMoment lets a random part of a second of work pass before a fault: whatever is under way then is what is tested.
func aMoment() { <-time.After(50*time.Millisecond + rand.N(600*time.Millisecond)) }

func TestAKilledServerKeepsWhatItAcknowledgedOfASharedCommit(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	hall := p.room(t, "Hall", "open")
	c := p.gather(t, hall, crowdSize)
	for range 5 {
		c.untilAcknowledged(t, 1)
		aMoment()
		if err := p.replicas[0].Kill(); err != nil {
			t.Fatal(err)
		}
		p.wantKept(t, hall, c.acknowledged()) // as the crash left it
		if err := p.replicas[0].Start(); err != nil {
			t.Fatal(err)
		}
	}
	c.untilAcknowledged(t, crowdSize)
	c.dismiss(t)
	t.Logf("%d messages were acknowledged over 5 crashes", len(c.acknowledged()))
	p.wantKept(t, hall, c.acknowledged())
}

func TestADatabaseThatCrashesKeepsWhatWasAcknowledgedOfASharedCommit(t *testing.T) {
	t.Parallel()
	server := testenv.StartPostgres(t)
	database := server.Database(t)
	replica := testenv.StartParley(t, append([]string{"DATABASE_URL=" + database}, noLimits...)...)
	p := &place{url: replica.URL, replicas: []*testenv.Parley{replica}}
	p.open(t, "pgx", database)
	p.setUp(t)
	hall := p.room(t, "Hall", "open")
	c := p.gather(t, hall, crowdSize)
	for n := range 4 {
		c.untilAcknowledged(t, 1)
		aMoment()
		if err := server.Stop(); err != nil {
			t.Fatal(err)
		}
		if n%2 == 1 { // and the program with it
			if err := replica.Kill(); err != nil {
				t.Fatal(err)
			}
		}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		if n%2 == 1 {
			if err := replica.Start(); err != nil {
				t.Fatal(err)
			}
		}
	}
	c.untilAcknowledged(t, crowdSize)
	c.dismiss(t)
	t.Logf("%d messages were acknowledged over 4 crashes", len(c.acknowledged()))
	p.wantKept(t, hall, c.acknowledged())
}
