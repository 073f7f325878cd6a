package handlers_test

import (
	"crypto/rand"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"parley/chat"
	"parley/internal/testenv"
)

// filter makes a filter on a word, in a room or (empty) everywhere.
func (p *person) filter(t *testing.T, room, name, pattern string, more ...string) {
	t.Helper()
	at := "/admin/filters"
	if room != "" {
		at = "/rooms/" + room + "/filters"
	}
	fields := append([]string{"name", name, "pattern", pattern}, more...)
	for field, value := range map[string]string{"kind": "words", "act": "hold", "mute_for": "1h", "do": "save"} {
		if !strings.Contains(" "+strings.Join(more, " "), " "+field+" ") {
			fields = append(fields, field, value)
		}
	}
	p.post(at, fields...).want(t, 303)
}

// filtered is a lounge in which cy reads and bo is about to write; ana moderates.
func filtered(t *testing.T) (s *site, ana, bo, cy *person) {
	t.Helper()
	return filteredAt(t, time.Now)
}

// filteredAt is filtered where it is as late as now says.
func filteredAt(t *testing.T, now func() time.Time) (s *site, ana, bo, cy *person) {
	t.Helper()
	s = newSite(t, options{now: now})
	ana, bo, cy = s.setUp(), s.somebody("bo", chat.RoleMember), s.somebody("cy", chat.RoleMember)
	ana.say("lounge", "the first")
	return s, ana, bo, cy
}

// unseen checks that nobody reads a word but who may.
func unseen(t *testing.T, s *site, reader *person, word string) {
	t.Helper()
	for _, path := range everywhere {
		mustNotHold(t, reader.get(path).body, word)
		mustNotHold(t, s.guest().get(path).body, word)
	}
}

func TestAFilterHoldsWithItsNameAsTheReason(t *testing.T) {
	t.Parallel()
	s, ana, bo, cy := filtered(t)
	live := testenv.Dial(t, s.URL+"/ws?room=lounge&since=1", cy.handshake())
	ana.filter(t, "", "Advertising", "cheap")
	nonce := rand.Text()
	if to := bo.send("lounge", "ch**ea**p followers", nonce).want(t, 303).location(); to != "/rooms/lounge#h-1" {
		t.Errorf("it stands at %s", to)
	}
	bo.send("lounge", "ch**ea**p followers", nonce).want(t, 303)
	mustHold(t, bo.get("/rooms/lounge").body, "Caught by the filter “Advertising”.")
	mustHold(t, ana.get("/desk/hold-1").want(t, 200).body, "Advertising")
	unseen(t, s, cy, "followers")
	mustHold(t, ana.get("/admin/audit?act=filter_held").body, "A filter held a message of", "Advertising")
	mustHold(t, ana.get("/admin/filters").body, "Advertising", "caught one")
	ana.post("/desk/hold-1", "do", "publish").want(t, 303)
	mustHold(t, cy.get("/rooms/lounge").body, "followers")
	mustHold(t, live.ReadUntil(t, "followers"), `data-seq="2"`)
}

func TestAFilterRefusesWithItsOwnTextAndTheWordsAreKept(t *testing.T) {
	t.Parallel()
	s, ana, bo, cy := filtered(t)
	ana.filter(t, "", "Advertising", "cheap", "act", "refuse", "answer", "The market is in another room.")
	refused := bo.htmx().send("lounge", "cheap followers", rand.Text()).want(t, 422)
	mustHold(t, refused.body, "The market is in another room.")
	if refused.text(t) != "cheap followers" {
		t.Error("the words are lost")
	}
	if got := bo.send("lounge", "cheap followers", rand.Text()).want(t, 422).text(t); got != "cheap followers" {
		t.Errorf("without scripts the words are %q", got)
	}
	unseen(t, s, cy, "followers")
	mustHold(t, ana.get("/admin/audit?act=filter_refused").body, "A filter refused words of", "Advertising")
	page := ana.get("/admin/filters/1").want(t, 200).body
	mustHold(t, page, "It has caught 2 messages", "refused")
	mustNotHold(t, page, "followers")
}

func TestWhatAFilterRemovesIsNeverShownAndCanBeBroughtBack(t *testing.T) {
	t.Parallel()
	s, ana, bo, cy := filtered(t)
	cy.post("/rooms/lounge/join").want(t, 303)
	live := testenv.Dial(t, s.URL+"/ws?room=lounge&since=1", cy.handshake())
	ana.filter(t, "", "Advertising", "cheap", "act", "remove")
	nonce := rand.Text()
	first := bo.send("lounge", "cheap followers @cy", nonce, "reply_to", "1").want(t, 303)
	if again := bo.send("lounge", "cheap followers @cy", nonce, "reply_to", "1").want(t, 303); again.location() != first.location() {
		t.Errorf("a retry stands at %s, not at %s", again.location(), first.location())
	}
	ana.say("lounge", "afterwards")
	readWithout(t, live, "afterwards", "followers")
	unseen(t, s, cy, "followers")
	mustHold(t, ana.get("/admin/audit?act=messages_removed").body, "A rule", "Caught by the filter “Advertising”.")
	ana.post("/removals/1/undo").want(t, 303)
	mustHold(t, cy.get("/rooms/lounge").doc(t).Find(`article[data-seq="2"]`).Text(), "followers")
	mustHold(t, cy.get("/mentions").body, "followers")
	mustHold(t, live.ReadUntil(t, "followers"), `data-seq="2"`)
}

func TestAFilterMutesForATimeAndCanBeAppealedAgainst(t *testing.T) {
	t.Parallel()
	s, ana, bo, cy := filtered(t)
	ana.filter(t, "", "Advertising", "cheap", "act", "mute", "mute_for", "24h")
	bo.send("lounge", "cheap followers", rand.Text()).want(t, 303)
	bo.send("lounge", "anything", rand.Text()).want(t, 403)
	mustHold(t, bo.get("/rooms/lounge").body, "You are muted", "Caught by the filter “Advertising”.")
	unseen(t, s, cy, "followers")
	mustHold(t, ana.get("/admin/audit?act=muted").body, "A rule", "for 1 day")
	bo.post("/sanctions/1/appeal", "body", "It was a quote").want(t, 303)
	ana.post("/sanctions/1/lift", "reason", "a quote").want(t, 303)
	ana.post("/desk/hold-1", "do", "publish").want(t, 303)
	mustHold(t, cy.get("/rooms/lounge").body, "followers")
	bo.say("lounge", "thank you")
	ana.post("/admin/filters", "name", "For ever", "kind", "words", "pattern", "x", "act", "mute", "mute_for", "0", "do", "save").want(t, 422)
}

func TestAFilterThatOnlyWatchesNotesAndDoesNothing(t *testing.T) {
	t.Parallel()
	_, ana, bo, cy := filtered(t)
	ana.filter(t, "", "Advertising", "cheap", "act", "mute", "do", "watch")
	bo.say("lounge", "cheap followers")
	bo.post("/rooms/lounge/messages/2/edit", "body", "cheap likes").want(t, 303)
	mustHold(t, cy.get("/rooms/lounge").body, "cheap likes")
	mustHold(t, ana.get("/admin/filters/1").body, "It has caught 2 messages", "would have been caught", "/rooms/lounge/2")
	if got := ana.subjects(t); len(got) != 0 {
		t.Errorf("the desk has %v", got)
	}
}

func TestFiltersSpareWhomTheyShall(t *testing.T) {
	t.Parallel()
	s, ana, bo, cy := filtered(t)
	vera := s.somebody("vera", chat.RoleModerator)
	own := s.room("own", chat.Open, false, bo, cy)
	ana.filter(t, "", "Place", "cheap", "act", "refuse")
	bo.filter(t, own, "Own", "dear", "act", "refuse")
	ana.filter(t, "lounge", "Members", "fair", "act", "refuse", "exempt", "members")
	ana.filter(t, "lounge", "New ones", "good", "act", "refuse", "exempt", "old")
	for _, c := range []struct {
		who        *person
		room, body string
		want       int
	}{
		{ana, "lounge", "cheap", 303}, {vera, "lounge", "cheap", 303}, {bo, "lounge", "cheap", 422},
		{bo, own, "cheap", 422}, {bo, own, "dear", 303}, {cy, own, "dear", 422}, {cy, "lounge", "dear", 303},
		{s.somebody("di", chat.RoleMember), "lounge", "fair", 303}, {bo, "lounge", "good", 303},
	} {
		c.who.send(c.room, c.body, rand.Text()).want(t, c.want)
	}
	bo.post("/rooms/lounge/leave").want(t, 303)
	bo.send("lounge", "fair", rand.Text()).want(t, 422)
	ana.post("/admin/settings", "name", "Tidewater", "sign_up", "open", "new_posts", "9").want(t, 303)
	bo.send("lounge", "good", rand.Text()).want(t, 422)
}

func TestInAConversationAFilterCanOnlyRefuse(t *testing.T) {
	t.Parallel()
	_, ana, bo, _ := filtered(t)
	direct := strings.TrimPrefix(bo.post("/direct", "people", "cy").want(t, 303).location(), "/rooms/")
	ana.filter(t, "", "Advertising", "cheap", "act", "mute")
	bo.send(direct, "cheap followers", rand.Text()).want(t, 422)
	bo.say(direct, "hello")
	mustHold(t, ana.get("/admin/filters/1").body, "in a conversation")
}

func TestAHeldOrRefusedEditLeavesTheOldWords(t *testing.T) {
	t.Parallel()
	s, ana, bo, cy := filtered(t)
	ana.filter(t, "", "Removes", "cheap", "act", "remove")
	ana.filter(t, "", "Refuses", "dear", "act", "refuse")
	bo.say("lounge", "the old words")
	bo.post("/rooms/lounge/messages/2/edit", "body", "cheap followers").want(t, 303)
	bo.post("/rooms/lounge/messages/2/edit", "body", "dear followers").want(t, 422)
	mustHold(t, cy.get("/rooms/lounge").body, "the old words")
	unseen(t, s, cy, "followers")
	ana.post("/desk/hold-1", "do", "publish").want(t, 303)
	mustHold(t, cy.get("/rooms/lounge").body, "cheap followers")
}

// spoken are the doors through which words come, with the words in them, and what
// is answered when a filter refuses them.
var spoken = map[string][]string{
	"/rooms":                        {"name", "cheap cellar", "kind", "open"},
	"/rooms/lounge/messages":        {"body", "cheap", "nonce", "0123456789abcdef"},
	"/rooms/lounge/messages/1/edit": {"body", "cheap words"},
	"/rooms/lounge/settings":        {"name", "lounge", "topic", "Cheap followers", "kind", "open"},
	"/settings":                     {"name", "Cheap Bo"},
}

// wordless are the doors of speech that take no words.
var wordless = map[string]bool{
	"/direct": true, "/rooms/lounge/archive": true, "/rooms/lounge/unarchive": true, "/rooms/lounge/members": true, "/rooms/lounge/messages/1/reactions": true,
	"/rooms/lounge/retention": true,
}

func TestFilteredWordsComeInThroughNoDoor(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, bo := s.setUp(), s.somebody("bo", chat.RoleMember)
	own := s.room("own", chat.Open, false, bo, ana)
	ana.say("lounge", "the first")
	bo.say(own, "hello")
	ana.filter(t, "", "Advertising", "cheap", "act", "refuse", "answer", "Not here.")
	for path := range speech {
		fields, words := spoken[path]
		if words == wordless[path] {
			t.Errorf("nothing says whether words come in through POST %s", path)
		}
		if words {
			mustHold(t, bo.post(strings.ReplaceAll(path, "lounge", own), fields...).want(t, 422).body, "Not here.")
		}
	}
	mustHold(t, bo.post("/settings", "name", "Bo", "bio", "I sell cheap things").want(t, 422).body, "Not here.")
	mustHold(t, s.guest().post("/sign-up", "handle", "new", "name", "Cheap", "password", "a lamp in the fog").want(t, 422).body, "Not here.")
	bo.send(own, "cheap", rand.Text(), "reply_to", "1").want(t, 422)
	bo.htmx().send(own, "cheap", rand.Text()).want(t, 422)
	bo.with("Accept", "application/json").send(own, "cheap", rand.Text()).want(t, 422)
	unseen(t, s, ana, "heap")
}

func TestAChangedFilterHoldsAtOnceAndAnEndedOneNoMore(t *testing.T) {
	t.Parallel()
	_, ana, bo, _ := filtered(t)
	ana.filter(t, "lounge", "Advertising", "cheap", "act", "refuse")
	bo.send("lounge", "cheap", rand.Text()).want(t, 422)
	ana.post("/rooms/lounge/filters/1", "name", "Advertising", "kind", "words", "pattern", "dear", "act", "refuse", "do", "save").want(t, 303)
	bo.send("lounge", "cheap", rand.Text()).want(t, 303)
	bo.send("lounge", "dear", rand.Text()).want(t, 422)
	ana.post("/rooms/lounge/filters/1", "do", "end").want(t, 303)
	bo.send("lounge", "dear", rand.Text()).want(t, 303)
	ana.get("/rooms/lounge/filters/1").want(t, 404)
	ana.get("/admin/filters/1").want(t, 404)
	mustHold(t, ana.get("/admin/audit").body, "made a filter that refuses it in lounge", "changed a filter", "ended a filter in lounge")
}

func TestAFilterThatIsChangedUnderAnotherKindStaysWhatItIs(t *testing.T) {
	t.Parallel()
	_, ana, bo, _ := filtered(t)
	ana.filter(t, "", "Advertising", "ch[e]ap", "kind", "expressions", "act", "refuse")
	change := func(pattern string) answer {
		return ana.post("/admin/filters/1", "name", "Advertising", "kind", "words", "pattern", pattern, "act", "refuse", "do", "save")
	}
	mustHold(t, change("(cheap").want(t, 422).body, "a bracket is opened and never closed")
	bo.send("lounge", "cheap", rand.Text()).want(t, 422)
	change("d[e]ar").want(t, 303)
	bo.send("lounge", "dear", rand.Text()).want(t, 422)
}

func TestAFloodIsStoppedBeforeItsWordsAreLookedAt(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{floods: limited(2)})
	ana := s.setUp()
	var looks atomic.Int64
	render := s.chat.Render
	s.chat.Render = func(body string, named map[string]chat.Person) chat.Rendered {
		looks.Add(1)
		return render(body, named)
	}
	nonce := rand.Text()
	ana.send("lounge", "one", nonce).want(t, 303)
	ana.send("lounge", "two", rand.Text()).want(t, 303)
	before := looks.Load()
	ana.send("lounge", "three", rand.Text()).want(t, 429)
	ana.send("lounge", "one", nonce).want(t, 303)
	if n := looks.Load() - before; before == 0 || n != 0 {
		t.Errorf("words are looked at %d times past the limit, %d before it", n, before)
	}
}

func TestExpressionsOfOnePlaceHaveABound(t *testing.T) {
	t.Parallel()
	s, ana, bo, _ := filtered(t)
	own := s.room("own", chat.Open, false, bo)
	large := strings.TrimSuffix(strings.Repeat(`x[ab]{900}`+"\n", 20), "\n")
	save := func(path, pattern string) answer {
		return bo.post(path, "name", "Large", "kind", "expressions", "pattern", pattern, "act", "hold", "do", "save")
	}
	list, first := "/rooms/"+own+"/filters", "/rooms/"+own+"/filters/1"
	save(list, large).want(t, 303)
	refused := save(list, large).want(t, 422)
	mustHold(t, refused.body, "The expressions of all filters here", "20000 are the most", "x[ab]{900}")
	save(first, large).want(t, 303)
	save(list, "small").want(t, 303)
	ana.filter(t, "", "Elsewhere", large, "kind", "expressions")
	save(first, "small").want(t, 303)
	save(list, large).want(t, 303)
}

// leadsTo is the place on the page that a button or a form leads to, and whether it is on this page.
func (a answer) leadsTo(t *testing.T, selector string) (at string, there bool) {
	t.Helper()
	d := a.doc(t)
	n := d.Find(selector)
	_, at, _ = strings.Cut(n.AttrOr("formaction", n.AttrOr("action", "")), "#")
	return at, at != "" && d.Find("#"+at).Length() == 1
}

func TestARehearsalShowsWhatWouldHaveBeenCaughtAndChangesNothing(t *testing.T) {
	t.Parallel()
	s, ana, bo, cy := filtered(t)
	for range 12 {
		bo.say("lounge", "so **cheap**, these followers")
	}
	bo.say("lounge", "nothing of the kind")
	ana.say("lounge", "cheap, says the moderator")
	ana.post("/removals", "room", "lounge", "seq", "13", "reason", "spam").want(t, 303)
	cellar := s.room("cellar", chat.Private, false, bo, cy)
	cy.say(cellar, "cheap secrets")
	form := []string{"name", "Advertising", "kind", "expressions", "pattern", "(cheap\n(?i)CHEAP", "act", "hold"}
	page := ana.post("/admin/filters", append(form, "do", "rehearse")...).want(t, 422)
	mustHold(t, page.body, "Line 1: a bracket is opened and never closed. The other lines were rehearsed alone.", "Would be caught</dt>", "12 <small", "was removed", "10 more")
	mustNotHold(t, page.body, "secrets")
	if n := page.doc(t).Find(".hit mark").Length(); n != 10 {
		t.Errorf("%d hits are shown", n)
	}
	mustHold(t, page.doc(t).Find(".hit .text").First().Text(), "so")
	if _, there := page.leadsTo(t, `button[value="rehearse"]`); there {
		t.Error("who has a line to mend is led past it")
	}
	form[5] = "cheap"
	page = ana.post("/admin/filters", append(form, "do", "rehearse")...).want(t, 200)
	if at, there := page.leadsTo(t, `button[value="rehearse"]`); !there {
		t.Errorf("a rehearsal leads to %q, which is not there", at)
	}
	more := ana.post("/admin/filters", append(form, "do", "rehearse-20")...).want(t, 200)
	if n := more.doc(t).Find(".hit mark").Length(); n != 12 || strings.Contains(more.body, "10 more") {
		t.Errorf("%d hits are shown", n)
	}
	if at, _ := page.leadsTo(t, `button[value="rehearse-20"]`); more.doc(t).Find(".hit").Eq(10).AttrOr("id", "") != at {
		t.Errorf("more of it leads to %q, not to what is new", at)
	}
	mustHold(t, ana.get("/admin/filters").body, "No filters yet")
	if got := ana.subjects(t); len(got) != 0 {
		t.Errorf("the desk has %v", got)
	}
}

func TestARehearsalOverTenThousandMessagesTakesLessThanASecond(t *testing.T) {
	today := time.Now()
	s, ana, bo, _ := filteredAt(t, func() time.Time { return today }) // a busy machine would run out of time
	s.fill(t, bo, 10_000, strings.Repeat("a", 100)+"!")
	began := processorTime(t)
	page := ana.rehearse("(a+)+$").want(t, 200)
	took := processorTime(t) - began
	mustHold(t, page.body, "In the last 10,000 messages", "of 10,000")
	if took > hindrance*time.Second {
		t.Errorf("it takes %v", took)
	}
}

func TestARehearsalThatTakesTooLongStopsAndSaysHowFarItCame(t *testing.T) {
	t.Parallel()
	var slow atomic.Int64
	began := time.Now()
	s, ana, bo, _ := filteredAt(t, func() time.Time { return began.Add(time.Duration(slow.Add(int64(10 * time.Millisecond)))) })
	s.fill(t, bo, 300, "cheap")
	page := ana.rehearse("cheap").want(t, 200).body
	mustHold(t, page, "no further, it takes too long")
	mustNotHold(t, page, "300 messages")
}

// rehearse asks what an expression would have caught in the place.
func (p *person) rehearse(pattern string) answer {
	return p.post("/admin/filters", "name", "Tried", "kind", "expressions", "pattern", pattern, "act", "hold", "do", "rehearse")
}

// processorTime is how long this process has been worked on: what else the machine does is not in it.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// fill says the same in the lounge many times.
func (s *site) fill(t *testing.T, by *person, n int, body string) {
	t.Helper()
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			for range n / 100 {
				if _, err := s.chat.Post(t.Context(), by.actor(), "lounge", chat.Draft{Body: body, Nonce: rand.Text()}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestAFilterHoldsOnAnotherReplicaWithinASecond(t *testing.T) {
	t.Parallel()
	s, ana, bo, _ := filtered(t)
	var later atomic.Int64 // than it is
	deps := s.chat.Deps
	deps.Store, deps.Now = s.elsewhere(), func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	other := chat.New(deps)
	say := func() error {
		_, err := other.Post(t.Context(), bo.actor(), "lounge", chat.Draft{Body: "cheap", Nonce: rand.Text()})
		return err
	}
	if err := say(); err != nil {
		t.Fatal(err)
	}
	ana.filter(t, "", "Advertising", "cheap", "act", "refuse")
	later.Store(int64(time.Second))
	if err := say(); chat.KindOf(err) != chat.Invalid {
		t.Errorf("a second later it answers %v", err)
	}
}
