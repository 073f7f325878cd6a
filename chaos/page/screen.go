package page

import (
	"fmt"
	"slices"
)

// What live.js keeps of a list that grows at the bottom.
const (
	mostArticles = 300
	keptArticles = 250
)

// Screen is an open page of a room whose reader stays at the newest message. It does what live.js does with the same
// frames: the tests of this package hold the one against the other.
type Screen struct {
	// Saw is told of each article with words in it, and of the revision of the room at which it was sent or still stood
	// there. It may be nil.
	Saw func(a Article, rev int64)

	room, epoch string
	rev         int64 // the cursor
	ahead       int64 // the highest revision that a frame spoke of
	first, last int64 // seqs of the window
	older       bool  // a link to older messages stands above the list
	lacks       bool
	list        []Article
	wrongs      []string
}

// Open shows a page that was just loaded.
func Open(d Document, saw func(Article, int64)) *Screen {
	s := &Screen{Saw: saw, room: d.Room, epoch: d.Epoch, rev: d.Rev, older: d.Older, list: slices.Clone(d.Articles)}
	if n := len(s.list); n > 0 {
		s.first, s.last = s.list[0].Seq, s.list[n-1].Seq
	}
	s.tell(d.Articles, d.Rev)
	s.check("load")
	return s
}

// Rev is the cursor: every change up to it is on the screen.
func (s *Screen) Rev() int64 { return s.rev }

// Epoch is the one that Rev counts in.
func (s *Screen) Epoch() string { return s.epoch }

// Lacks says that a frame was not the next one: the page asks what changed since Rev, and gives the answer to [Screen.Answer].
func (s *Screen) Lacks() bool { return s.lacks }

// Articles are the messages on the screen, from top to bottom.
func (s *Screen) Articles() []Article { return s.list }

// Wrongs are what must never be so on any page, whatever comes: a list that is not sorted or has a hole, a message twice,
// a cursor that goes back.
func (s *Screen) Wrongs() []string { return s.wrongs }

// Ingest takes what came down the socket, and says whether it held a frame of this room.
func (s *Screen) Ingest(text string) bool {
	ours := false
	for _, f := range Frames(text) {
		if f.Room == s.room {
			s.take(f)
			ours = true
		}
	}
	s.cap()
	return ours
}

// Answer takes the answer to what was asked because the page lacked something. It still does, if the answer did not
// reach what a frame spoke of.
func (s *Screen) Answer(text string) bool {
	if !s.Ingest(text) {
		return false
	}
	s.lacks = s.rev < s.ahead
	return true
}

// Rest tells Saw what stands on the screen now.
func (s *Screen) Rest() { s.tell(s.list, s.rev) }

func (s *Screen) take(f Frame) {
	s.tell(f.Articles, f.To)
	same, before := f.Epoch == s.epoch, s.rev
	switch {
	case same && f.To <= s.rev:
		return
	case f.Reset:
		s.replaceAll(f, same)
	case !same:
		s.lacks = true
		return
	case f.From > s.rev:
		s.ahead, s.lacks = max(s.ahead, f.To), true
		return
	default:
		for _, a := range f.Articles {
			s.upsert(a)
		}
		s.rev = max(s.rev, f.To)
	}
	if same && s.rev < before {
		s.wrongs = append(s.wrongs, fmt.Sprintf("the cursor went from %d to %d", before, s.rev))
	}
	s.check(fmt.Sprintf("(%d,%d]", f.From, f.To))
}

func (s *Screen) replaceAll(f Frame, same bool) {
	s.tell(s.list, s.rev)
	if !same {
		s.epoch, s.rev, s.ahead = f.Epoch, 0, 0
	}
	s.first, s.last, s.list, s.older = 0, 0, nil, false
	for _, a := range f.Articles {
		s.place(a)
	}
	s.older = s.first > 1
	s.rev = max(s.rev, f.To)
}

func (s *Screen) upsert(a Article) {
	i := slices.IndexFunc(s.list, func(old Article) bool { return old.ID == a.ID })
	switch {
	case i >= 0 && s.list[i].Rev < a.Rev:
		s.tell(s.list[i:i+1], s.rev)
		s.list[i] = a
	case i >= 0, a.Seq < s.first && s.older:
	default:
		s.place(a)
	}
}

// place puts a new message behind the last one whose seq is lower.
func (s *Screen) place(a Article) {
	i := len(s.list)
	for i > 0 && s.list[i-1].Seq >= a.Seq {
		i--
	}
	s.list = slices.Insert(s.list, i, a)
	if s.first == 0 {
		s.first = a.Seq
	}
	s.first, s.last = min(s.first, a.Seq), max(s.last, a.Seq)
}

// cap lets go of the oldest messages of a list that has grown long.
func (s *Screen) cap() {
	if len(s.list) <= mostArticles {
		return
	}
	gone := len(s.list) - keptArticles
	s.tell(s.list[:gone], s.rev)
	s.list = slices.Clone(s.list[gone:])
	s.first, s.older = s.list[0].Seq, true
}

func (s *Screen) tell(articles []Article, rev int64) {
	if s.Saw == nil {
		return
	}
	for _, a := range articles {
		s.Saw(a, rev)
	}
}

// check looks at the list after a frame: the cursor says that nothing is missing, and seqs are dense.
func (s *Screen) check(after string) {
	for i := 1; i < len(s.list); i++ {
		if above, below := s.list[i-1].Seq, s.list[i].Seq; below != above+1 {
			s.wrongs = append(s.wrongs, fmt.Sprintf("after %s message %d stands below %d", after, below, above))
		}
	}
}
