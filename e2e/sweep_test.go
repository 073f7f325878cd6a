package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/internal/testenv"
)

const (
	spamRooms   = 5
	spamPerRoom = 100
	openPages   = 1_000
	asleep      = 50
	// Promised is one second, which bench's TestSweep measures. Here the race detector watches a thousand pages that read each
	// article, on processors that other tests use too. How long it took is in the test's log.
	sweptLimit = 15 * time.Second
)

// watcher is an open page that knows which messages of one person it shows.
type watcher struct {
	url    string
	header http.Header
	author string // how articles name the person

	mu     sync.Mutex // guards socket and left
	socket *testenv.Socket
	left   bool

	shown map[string]bool // by the message's id; of follow alone while that runs
	rev   string          // the last that a frame brought
	count atomic.Int64    // of shown
	words atomic.Int64    // how often a frame brought words of the person
}

// dial opens the page's socket where it stands.
func (w *watcher) dial(t *testing.T) error {
	socket, _, err := testenv.TryDial(t, w.url+"&since="+w.rev, w.header)
	if err == nil {
		w.socket = socket
	}
	return err
}

// follow takes frames until the page is left.
func (w *watcher) follow(t *testing.T) {
	for {
		frame, err := w.socket.TryRead(time.Minute)
		if err == nil {
			w.take(frame)
		} else if !w.again(t) {
			return
		}
	}
}

// again opens the socket anew, as pages do that were too slow for it: a thousand of them share this process. False: the page was left.
func (w *watcher) again(t *testing.T) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.left && w.dial(t) == nil
}

// leave ends follow.
func (w *watcher) leave() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.left = true
	_ = w.socket.Close()
}

func (w *watcher) take(frame string) {
	if strings.Contains(frame, " reset") {
		clear(w.shown)
	}
	if _, after, ok := strings.Cut(frame, ` to="`); ok {
		w.rev, _, _ = strings.Cut(after, `"`)
	}
	for _, rest, more := strings.Cut(frame, "<article "); more; _, rest, more = strings.Cut(rest, "<article ") {
		head, _, _ := strings.Cut(rest, ">")
		if !strings.Contains(head, w.author) {
			continue
		}
		_, id, _ := strings.Cut(head, `id="`)
		id, _, _ = strings.Cut(id, `"`)
		if strings.Contains(head, "data-removed") {
			delete(w.shown, id)
			continue
		}
		w.shown[id] = true
		w.words.Add(1)
	}
	w.count.Store(int64(len(w.shown)))
}

// show waits until all show so many, and is how long it took.
func show(t *testing.T, all []*watcher, n int64, limit time.Duration) time.Duration {
	t.Helper()
	return within(t, limit, fmt.Sprintf("%d pages show %d of the messages", len(all), n), func() error {
		others := 0
		for _, w := range all {
			if w.count.Load() != n {
				others++
			}
		}
		return no(others == 0, "%d pages show another number", others)
	})
}

// audience opens pages of the rooms on both replicas: two thirds are guests', in the public rooms.
func (p *place) audience(t *testing.T, rooms []string, people []*person, author string, n int) []*watcher {
	t.Helper()
	all := make([]*watcher, n)
	for i := range all {
		replica := p.replicas[i%2].URL
		w := &watcher{author: author, shown: map[string]bool{}, rev: "0", header: http.Header{}}
		room := rooms[i%3]
		if i%3 == 0 {
			room = rooms[i/3%spamRooms]
			w.header = http.Header{"Cookie": {"parley=" + people[i%len(people)].cookie(t)}, "Origin": {replica}}
		}
		w.url = replica + "/ws?room=" + room
		all[i] = w
	}
	atOnce(t, all, func(w *watcher) error { return w.dial(t) })
	return all
}

// atOnce does something for all, thirty-two at a time.
func atOnce[T any](t *testing.T, all []T, do func(T) error) {
	t.Helper()
	var running sync.WaitGroup
	turns := make(chan struct{}, 32)
	failed := make(chan error, len(all))
	for _, one := range all {
		turns <- struct{}{}
		running.Go(func() {
			if err := do(one); err != nil {
				failed <- err
			}
			<-turns
		})
	}
	running.Wait()
	close(failed)
	if err := <-failed; err != nil {
		t.Fatal(err)
	}
}

// follow has pages read, and ends them before the test does.
func follow(t *testing.T, all []*watcher) (stop func()) {
	t.Helper()
	var running sync.WaitGroup
	for _, w := range all {
		w.left = false
		running.Go(func() { w.follow(t) })
	}
	stop = sync.OnceFunc(func() {
		for _, w := range all {
			w.leave()
		}
		running.Wait()
	})
	t.Cleanup(stop)
	return stop
}

// spam fills rooms, each with a word of ben's in between.
func spam(t *testing.T, rooms []string, spammer, ben *person) {
	t.Helper()
	atOnce(t, rooms, func(room string) error {
		for i := range spamPerRoom {
			who, form := spammer, url.Values{"body": {fmt.Sprintf("BUY-%d", i)}, "nonce": {fmt.Sprintf("nonce-%s-%d-0123456789", room, i)}}
			if _, err := who.try("/rooms/"+room+"/messages", form); err != nil {
				return err
			}
			if i == spamPerRoom/2 {
				form = url.Values{"body": {"What is that?"}, "nonce": {"nonce-of-ben-" + room + "-0123456789"}}
				if _, err := ben.try("/rooms/"+room+"/messages", form); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func TestASpammerIsBannedAndSweptInOneActAndUndoBringsAllBack(t *testing.T) {
	t.Parallel()
	p := newCluster(t)
	spammer, ben, people := p.person(t, "spammer"), p.person(t, "ben"), []*person{}
	for i := range 8 {
		people = append(people, p.person(t, fmt.Sprint("reader", i)))
	}
	var rooms []string
	for i := range spamRooms {
		form := url.Values{"name": {fmt.Sprint("Square ", i)}, "kind": {"open"}}
		if i < 3 {
			form.Set("public", "on")
		}
		to := p.admin.send(t, "/rooms", form)
		rooms = append(rooms, to[strings.LastIndexByte(to, '/')+1:])
	}
	for _, who := range []*person{p.admin, spammer, ben} {
		who.http.Timeout = patience
	}
	spam(t, rooms, spammer, ben)
	before := make([]string, spamRooms)
	for i, room := range rooms {
		before[i] = withoutRevs(p.stored(t, room))
	}
	var id int64
	if err := p.db.QueryRow(`SELECT id FROM users WHERE handle = 'spammer'`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	author := `data-author="` + strconv.FormatInt(id, 10) + `"`

	sleeping := p.audience(t, rooms, people, author, asleep)
	wake := follow(t, sleeping)
	show(t, sleeping, spamPerRoom, patience)
	wake() // they are asleep now, with all of it on the screen
	open := p.audience(t, rooms, people, author, openPages)
	follow(t, open)
	show(t, open, spamPerRoom, patience)
	mine := people[0].at(p.replicas[1].URL).live(t, rooms[4])
	guest := testenv.Chromium(t, testenv.Viewport(1280, 800))
	begin(t, guest, p.replicas[0].URL+"/rooms/"+rooms[0])
	untilLive(t, guest)

	began := time.Now()
	to := p.admin.send(t, "/people/spammer/sanctions", url.Values{"kind": {"ban"}, "for": {"0"}, "sweep": {"all"}, "reason": {"advertising"}})
	answered := time.Since(began)
	none := fmt.Sprintf("!document.querySelector('#log [%s] .text')", author)
	show(t, open, 0, sweptLimit)
	swept := time.Since(began) - answered
	for _, page := range []*testenv.Page{mine, guest} {
		page.Until(t, none)
	}
	t.Logf("the act took %v; %d pages showed none of %d messages %v after it, two in browsers too after %v",
		answered, openPages, spamRooms*spamPerRoom, swept, time.Since(began)-answered)
	for what, want := range map[string]int{
		`SELECT COUNT(*) FROM removals`: 1, `SELECT COUNT(*) FROM removed_messages`: spamRooms * spamPerRoom,
		`SELECT COUNT(*) FROM audit WHERE act = 'messages_removed'`: 1, `SELECT COUNT(*) FROM messages WHERE body LIKE 'BUY-%'`: 0,
	} {
		var n int
		if err := p.db.QueryRow(what).Scan(&n); err != nil || n != want {
			t.Errorf("%s: %d, want %d, %v", what, n, want, err)
		}
	}

	for _, w := range sleeping {
		w.words.Store(0)
	}
	atOnce(t, sleeping, func(w *watcher) error { return w.dial(t) })
	follow(t, sleeping)
	woke := show(t, sleeping, 0, sweptLimit)
	if slices.ContainsFunc(sleeping, func(w *watcher) bool { return w.words.Load() > 0 }) {
		t.Error("one that wakes is sent what was removed")
	}
	t.Logf("those that slept showed none %v after they woke", woke)

	undo := between(t, p.admin.get(t, to), "/removals/")
	began = time.Now()
	p.admin.send(t, undo, nil)
	show(t, slices.Concat(open, sleeping), spamPerRoom, patience)
	t.Logf("all showed all of it again %v after the undo was asked for", time.Since(began))
	for i, room := range rooms {
		if after := withoutRevs(p.stored(t, room)); after != before[i] {
			t.Errorf("%s is\n%s\nand was\n%s", room, after, before[i])
		}
	}
	mine.Until(t, fmt.Sprintf("document.querySelectorAll('#log [%s] .text').length >= 49", author))
}

// withoutRevs is what is stored, but for the number of the last change of each message.
func withoutRevs(stored string) string {
	lines := strings.Split(stored, "\n")
	for i, line := range lines {
		f := strings.SplitN(line, " ", 4)
		lines[i] = strings.Join([]string{f[0], f[1], f[3]}, " ")
	}
	return strings.Join(lines, "\n")
}
