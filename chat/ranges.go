package chat

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// maxRanges is how many range bans can stand at once.
const maxRanges = 10_000

// ranges are the networks that nobody comes in from, made once a change: whom a
// request comes from is found without the database.
type ranges struct {
	rev      int64
	networks map[netip.Prefix][]RangeBan
	four     []int // the lengths of the IPv4 networks
	six      []int
	pardoned map[Pardon]bool
}

// Pardon says that a range ban does not bind a person.
type Pardon struct{ RangeID, UserID int64 }

// newRanges compiles the bans that stand.
func newRanges(rev int64, bans []RangeBan, pardons []Pardon) *ranges {
	t := &ranges{rev: rev, networks: map[netip.Prefix][]RangeBan{}, pardoned: map[Pardon]bool{}}
	for _, b := range bans {
		lengths := &t.six
		if b.Network.Addr().Is4() {
			lengths = &t.four
		}
		if !slices.Contains(*lengths, b.Network.Bits()) {
			*lengths = append(*lengths, b.Network.Bits())
		}
		t.networks[b.Network] = append(t.networks[b.Network], b)
	}
	for _, p := range pardons {
		t.pardoned[p] = true
	}
	return t
}

// find is the ban that meets a person (0: a guest) at an address, the strictest of
// several; nil when none does.
func (t *ranges) find(at netip.Addr, userID int64, now time.Time) (met *RangeBan) {
	at = at.Unmap().WithZone("")
	lengths := t.six
	if at.Is4() {
		lengths = t.four
	}
	for _, bits := range lengths {
		network, err := at.Prefix(bits)
		if err != nil {
			continue
		}
		for _, b := range t.networks[network] {
			if b.InForce(now) && !t.pardoned[Pardon{b.ID, userID}] && (met == nil || b.stricter(*met)) {
				met = &b
			}
		}
	}
	return met
}

// stricter orders bans: those that close reading first, then those that stand longer.
func (b RangeBan) stricter(than RangeBan) bool {
	if b.Reading != than.Reading {
		return b.Reading
	}
	return b.Until.After(than.Until)
}

// rangeTable is what this replica knows of the range bans.
type rangeTable struct {
	mu    sync.Mutex // held while it is read anew
	known atomic.Pointer[ranges]
}

// refreshRanges reads the range bans anew if they have changed.
func (s *Service) refreshRanges(ctx context.Context) error {
	s.ranges.mu.Lock()
	defer s.ranges.mu.Unlock()
	rev, err := s.Store.RangeRev(ctx)
	if err != nil {
		return err
	}
	if t := s.ranges.known.Load(); t != nil && t.rev == rev {
		return nil
	}
	bans, err := s.Store.RangesInForce(ctx, s.Now(), maxRanges)
	if err != nil {
		return err
	}
	pardons, err := s.Store.Pardons(ctx, s.Now(), maxRanges)
	if err != nil {
		return err
	}
	s.ranges.known.Store(newRanges(rev, bans, pardons))
	return nil
}

// rangeOf is the range ban that meets somebody (the zero user: a guest) at an address;
// nil when none does. It never meets moderators and administrators of the place.
func (s *Service) rangeOf(ctx context.Context, address string, u User) (*RangeBan, error) {
	if u.State == Active && u.Role.AtLeast(RoleModerator) {
		return nil, nil
	}
	t := s.ranges.known.Load()
	if t == nil { // the first request of this replica
		if err := s.refreshRanges(ctx); err != nil {
			return nil, err
		}
		t = s.ranges.known.Load()
	}
	if len(t.networks) == 0 {
		return nil, nil
	}
	at, err := netip.ParseAddr(address)
	if err != nil { // nobody knows where it is from
		return nil, nil
	}
	return t.find(at, u.ID, s.Now()), nil
}

// JudgeNetwork refuses to let a page stay open that somebody opens from a banned
// network. What was banned until now counts, on whichever replica.
func (s *Service) JudgeNetwork(ctx context.Context, a Actor) error {
	_, err := s.asked.read("", func() (struct{}, error) { // all who come back at once share one reading that begins after they asked
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), guestLimit)
		defer cancel()
		return struct{}{}, s.refreshRanges(ctx)
	})
	if err != nil {
		return err
	}
	b, err := s.rangeOf(ctx, a.Address, a.User)
	if err != nil || b == nil || !a.SignedIn() && !b.Reading {
		return err
	}
	return b.Refusal(s.Now())
}
