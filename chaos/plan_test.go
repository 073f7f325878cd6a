package chaos

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// fault is something that breaks at a time and is whole again later.
type fault struct {
	at     time.Duration // since the beginning of its window
	kind   string
	target int // which replica
	length time.Duration
}

func (f fault) String() string {
	return fmt.Sprintf("%v %s %d for %v", f.at, f.kind, f.target, f.length)
}

// kind is what can break: for how long, and what nothing else is done to meanwhile. A link is not spoilt while what stands
// at its end is frozen, for the link would wait for it.
type kind struct {
	kind        string
	least, most time.Duration
	needs       func(target int) []string
}

var kinds = []kind{
	{"replica killed", 0, time.Second, ofReplica},
	{"replica frozen", 500 * time.Millisecond, 3500 * time.Millisecond, ofFrozenReplica},
	{"replica restarted gracefully", 0, 100 * time.Millisecond, ofReplica},
	{"redis killed", 0, 3 * time.Second, func(int) []string { return []string{"redis"} }},
	{"redis frozen", 500 * time.Millisecond, 2500 * time.Millisecond, ofRedis},
	{"postgres crashed", 0, time.Second, func(int) []string { return []string{"postgres"} }},
	{"redis link slow", time.Second, 2500 * time.Millisecond, ofRedisLink},
	{"redis link black hole", time.Second, 2500 * time.Millisecond, ofRedisLink},
	{"redis link reset", 200 * time.Millisecond, time.Second, ofRedisLink},
	{"postgres link a little slow", time.Second, 2500 * time.Millisecond, ofPostgresLink},
	{"postgres link black hole", 500 * time.Millisecond, 2500 * time.Millisecond, ofPostgresLink},
	{"postgres link reset", 200 * time.Millisecond, time.Second, ofPostgresLink},
	{"front slow", time.Second, 2 * time.Second, ofFront},
	{"front black hole", 500 * time.Millisecond, 2 * time.Second, ofFront},
	{"front reset", 100 * time.Millisecond, 500 * time.Millisecond, ofFront},
}

func ofReplica(i int) []string      { return []string{fmt.Sprint("replica ", i)} }
func ofRedisLink(i int) []string    { return []string{fmt.Sprint("redis link ", i)} }
func ofPostgresLink(i int) []string { return []string{fmt.Sprint("postgres link ", i)} }
func ofFront(int) []string          { return []string{"front"} }

func ofFrozenReplica(i int) []string {
	return slices.Concat(ofReplica(i), ofRedisLink(i), ofPostgresLink(i))
}

func ofRedis(int) []string {
	needs := []string{"redis"}
	for i := range replicas {
		needs = append(needs, ofRedisLink(i)...)
	}
	return needs
}

// mending is how long after its end a fault may still keep what it needs.
const mending = 2 * time.Second

// envelopesLost is the kind that the protocol is there for: each window begins with it.
const envelopesLost = "redis link black hole"

// plan is the schedule of a window: a fault about once a second, of each kind one before any comes again.
func plan(d *dice, window time.Duration) (faults []fault) {
	busy := map[string]time.Duration{} // what is needed until when
	deck := []int{slices.IndexFunc(kinds, func(k kind) bool { return k.kind == envelopesLost })}
	for at := time.Duration(0); at < window; at += 600*time.Millisecond + time.Duration(d.Int64N(int64(800*time.Millisecond))) {
		if len(deck) == 0 {
			deck = d.Perm(len(kinds))
		}
		k, target := kinds[deck[0]], d.IntN(replicas)
		deck = deck[1:]
		length := k.least + time.Duration(d.Int64N(int64(k.most-k.least)))
		if needed(busy, k.needs(target), at, at+length+mending) {
			faults = append(faults, fault{at, k.kind, target, length})
		}
	}
	return faults
}

// needed keeps what a fault needs, unless another has it.
func needed(busy map[string]time.Duration, needs []string, from, to time.Duration) bool {
	for _, n := range needs {
		if busy[n] > from {
			return false
		}
	}
	for _, n := range needs {
		busy[n] = to
	}
	return true
}

func TestASeedIsAlwaysTheSameSchedule(t *testing.T) {
	one, again, other := plan(newDice(7, 1), time.Minute), plan(newDice(7, 1), time.Minute), plan(newDice(8, 1), time.Minute)
	if !slices.Equal(one, again) {
		t.Errorf("the same seed is\n%v\nand\n%v", one, again)
	}
	if slices.Equal(one, other) {
		t.Error("two seeds are one schedule")
	}
}

func TestASchedulePlansAllKindsAndNothingAtOnceThatNeedsTheSame(t *testing.T) {
	seen := map[string]bool{}
	busy := map[string]time.Duration{}
	faults := plan(newDice(1, 1), 10*time.Minute)
	for _, f := range faults {
		seen[f.kind] = true
		for _, k := range kinds {
			if k.kind == f.kind && !needed(busy, k.needs(f.target), f.at, f.at+f.length) {
				t.Errorf("%v comes while something else has what it needs", f)
			}
		}
	}
	if len(seen) != len(kinds) {
		t.Errorf("of %d kinds there are %v", len(kinds), seen)
	}
	if n := len(faults); n < 300 {
		t.Errorf("%d faults in ten minutes", n)
	}
}
