package chat

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// flushEvery is how long read marks are gathered before one statement writes them all.
const flushEvery = 2 * time.Second

type markKey struct{ userID, roomID int64 }

// readMarks gathers how far people have read, so that no request waits for it.
type readMarks struct {
	mu    sync.Mutex // guards marks
	marks map[markKey]int64
}

func newReadMarks() *readMarks { return &readMarks{marks: map[markKey]int64{}} }

func (r *readMarks) put(k markKey, seq int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.marks[k] = max(r.marks[k], seq)
}

func (r *readMarks) get(k markKey) int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.marks[k]
}

// all copies what is gathered. It stays visible until forget.
func (r *readMarks) all() map[markKey]int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.marks)
}

// forget drops what was written, unless it moved on meanwhile.
func (r *readMarks) forget(written map[markKey]int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for k, seq := range written {
		if r.marks[k] == seq {
			delete(r.marks, k)
		}
	}
}

// overlay puts marks that are not written yet into listings.
func (r *readMarks) overlay(userID int64, rooms []RoomListing) {
	for i := range rooms {
		l := &rooms[i]
		seq := r.get(markKey{userID, l.ID})
		if seq > l.Member.LastReadSeq {
			l.Member.LastReadSeq = seq
			if seq >= l.LastSeq {
				l.Mentions = 0
			}
		}
	}
}

func (r *readMarks) overlayStanding(st *Standing) {
	seq := r.get(markKey{st.User.ID, st.Room.ID})
	st.Member.LastReadSeq = max(st.Member.LastReadSeq, seq)
}

// MarkRead notes that the actor has read a room up to seq. Whoever is not a member has no mark.
func (s *Service) MarkRead(st Standing, seq int64) {
	seq = min(seq, st.Room.LastSeq)
	if !st.IsMember() || seq <= st.Member.LastReadSeq {
		return
	}
	s.reads.put(markKey{st.User.ID, st.Room.ID}, seq)
	s.Tell(Event{Kind: RoomRead, Room: st.Room, Users: []int64{st.User.ID}, Seq: seq})
}

// FlushReads writes what was gathered. What cannot be written is kept for the next time.
func (s *Service) FlushReads(ctx context.Context) error {
	gathered := s.reads.all()
	if len(gathered) == 0 {
		return nil
	}
	marks := make([]ReadMark, 0, len(gathered))
	for k, seq := range gathered {
		marks = append(marks, ReadMark{k.userID, k.roomID, seq})
	}
	slices.SortFunc(marks, func(a, b ReadMark) int { return int(a.UserID - b.UserID) })
	err := s.Store.Tx(ctx, Scope{}, func(tx Tx) error { return tx.MarkRead(ctx, marks) })
	if err != nil {
		return fmt.Errorf("chat: write read marks: %w", err)
	}
	s.reads.forget(gathered)
	return nil
}

// Run ends what ends by itself, and writes read marks, until ctx ends; then it
// writes what is left. failed hears of errors.
func (s *Service) Run(ctx context.Context, failed func(error)) {
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { s.runTerms(ctx) })
	wg.Go(func() { s.runErasing(ctx) })
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			if err := s.FlushReads(last); err != nil {
				failed(err)
			}
			return
		case <-tick.C:
			if err := s.FlushReads(ctx); err != nil {
				failed(err)
			}
		}
	}
}
