package chaos

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"

	"parley/chaos/history"
	"parley/chaos/page"
)

// reader is whoever looks on.
type reader interface {
	// where tells the reader's name and room.
	where() (name, room string)
	// since is when what is open was opened; zero: nothing is.
	since() time.Time
	// shows says whether all that the room holds has arrived.
	shows(history.Room) bool
	// renewal is how long what is open now stays as it is before it is loaded again: a page without scripts does that when
	// something was removed.
	renewal() time.Duration
	// visit has the person come back to the page, which dials at once.
	visit()
	// seen is what is on the screen.
	seen() history.Screen
}

// streamer is a reader without scripts, on the endless page. It comes again three seconds after the page ended, as the
// page tells browsers, and a moment after it broke, as people do.
type streamer struct {
	run    *run
	name   string
	room   string
	who    *account
	dice   *dice
	stream page.Stream
	hear   func(body string)

	mu     sync.Mutex // guards opened
	opened time.Time
}

const comesAgain = 3 * time.Second

// endless has no limit on how long an answer takes.
var endless = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

func (s *streamer) watch(ctx context.Context) {
	for ctx.Err() == nil {
		err := s.load(ctx)
		s.open(time.Time{})
		s.run.reconnects.Add(1)
		wait := comesAgain
		if err != nil {
			wait = s.dice.between(200*time.Millisecond, time.Second)
		}
		rest(ctx, wait)
	}
}

// load opens the page and follows it to its end.
func (s *streamer) load(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	base := s.run.place.somewhere(s.dice)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/rooms/"+s.room+"/stream", nil)
	if err != nil {
		return err
	}
	r.Header = s.who.header(base)
	res, err := endless.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return io.ErrUnexpectedEOF
	}
	dead := time.AfterFunc(silence, cancel) // the page says that the connection is lost, and somebody loads it again
	defer dead.Stop()
	s.open(time.Now())
	return s.stream.Read(&beating{res.Body, dead, s.who.ear.stream()}, s.came)
}

// beating puts off the time of death whenever something comes.
type beating struct {
	io.Reader
	dead *time.Timer
	ear  *eavesdropper
}

func (b *beating) Read(to []byte) (int, error) {
	n, err := b.Reader.Read(to)
	b.ear.hear(to[:n])
	b.dead.Reset(silence)
	return n, err
}

func (s *streamer) came() {
	s.run.deliveries.Add(1)
	if s.hear == nil {
		return
	}
	for _, a := range s.stream.Articles() {
		s.hear(a.Text)
	}
}

func (s *streamer) open(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened = at
}

// where implements reader.
func (s *streamer) where() (name, room string) { return s.name, s.room }

// since implements reader.
func (s *streamer) since() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stream.Ended() {
		return time.Time{}
	}
	return s.opened
}

// shows implements reader: the page has no cursor, so that its list is compared.
func (s *streamer) shows(r history.Room) bool { return s.seen().Equals(r) }

// renewal implements reader.
func (s *streamer) renewal() time.Duration {
	if s.stream.Ended() {
		return comesAgain
	}
	return 0
}

// visit implements reader.
func (s *streamer) visit() {}

// seen implements reader.
func (s *streamer) seen() history.Screen {
	articles := s.stream.Articles()
	for _, a := range articles {
		s.run.history.Saw(s.name, s.room, a, a.Rev)
	}
	return history.Screen{Who: s.name, Room: s.room, Articles: articles, Wrongs: s.stream.Wrongs()}
}
