package handlers_test

import (
	"encoding/csv"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"parley/chat"
)

// entries are the sentences of a page of the log, newest first.
func (a answer) entries(t *testing.T) (all []string) {
	t.Helper()
	a.doc(t).Find(".acts-log > li").Each(func(_ int, li *goquery.Selection) {
		all = append(all, strings.Join(strings.Fields(li.Find("p").First().Text()), " "))
	})
	return all
}

func mustRead(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the log reads\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTheLogTellsWhatWasDoneInWholeSentences(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	ana.decides(t, "kip", "kind", "mute", "for", "24h", "room", "lounge")
	ana.decides(t, "kip", "kind", "ban", "for", "0", "sweep", "all")
	ana.post("/removals/1/undo").want(t, 303)
	ana.post("/sanctions/2/lift", "reason", "a mistake").want(t, 303)
	kip.post("/rooms/lounge/messages/1/remove").want(t, 303)
	ana.post("/rooms/lounge/controls", "slow", "30", "slow_for", "0", "lock", "1h").want(t, 303)
	ana.post("/admin/settings", "welcome", "Come in").want(t, 303)
	s.guest().post("/sign-in", "login", "kip", "password", "guess").want(t, 422)
	page := ana.get("/admin/audit").want(t, 200)
	mustRead(t, page.entries(t),
		"A sign-in as Kip was refused",
		"ana changed the welcome of the place",
		"ana set slow mode of 30 seconds, a lock in lounge",
		"Kip removed their own message in lounge",
		"ana lifted the ban of Kip, everywhere",
		"ana brought back a message of Kip",
		"ana banned Kip for good, everywhere",
		"ana removed a message of Kip",
		"ana muted Kip for 1 day in lounge",
		"ana made Kip an owner in lounge",
		"ana made the room lounge",
		"ana set the place up")
	tags := page.doc(t).Find(".acts-log .tag").Text()
	if tags != "LiftedUndone" {
		t.Errorf("the states are %q", tags)
	}
	if got := page.doc(t).Find(`form[action="/sanctions/1/lift"] button`).Length(); got != 1 {
		t.Errorf("%d ways to lift the mute", got)
	}
	if got := page.doc(t).Find(`.acts-log form`).Length(); got != 1 {
		t.Errorf("%d acts can be taken back, want the mute alone", got)
	}
	mustHold(t, page.body, "advertising", "a mistake", "Append only")
	kip.post("/sanctions/1/appeal", "body", "it was a quote").want(t, 303)
	mustHold(t, ana.get("/admin/audit").body, "Appealed")
}

func TestLiftingFromTheLogComesBackToIt(t *testing.T) {
	t.Parallel()
	s, ana, _ := kipsLounge(t)
	ana.decides(t, "kip", "kind", "mute", "for", "24h", "room", "lounge")
	to := ana.with("Referer", s.URL+"/admin/audit?act=muted").post("/sanctions/1/lift").want(t, 303).location()
	if to != "/admin/audit?act=muted" {
		t.Errorf("it leads to %s", to)
	}
	mustHold(t, ana.get(to).want(t, 200).body, "Lifted")
}

func TestModeratorsReadOfTheirRoomsAlone(t *testing.T) {
	t.Parallel()
	s, ana, kip := kipsLounge(t)
	bo := s.somebody("bo", chat.RoleMember)
	s.room("attic", chat.Private, false, bo)
	nour := s.somebody("nour", chat.RoleModerator)
	ana.decides(t, "bo", "kind", "mute", "for", "1h")
	nour.with("X-Forwarded-For", "203.0.113.9").post("/people/bo/sanctions", "room", "lounge", "kind", "warn", "reason", "shouting").want(t, 303)
	bo.get("/").want(t, 303)
	if got := strings.Join(kip.get("/admin/audit").want(t, 200).entries(t), "\n"); !strings.Contains(got, "Nour warned Bo in lounge") ||
		strings.Contains(got, "attic") || strings.Contains(got, "everywhere") || strings.Contains(got, "place") {
		t.Errorf("a room's owner reads\n%s", got)
	}
	if got := strings.Join(nour.get("/admin/audit").want(t, 200).entries(t), "\n"); !strings.Contains(got, "ana muted Bo for 1 hour, everywhere") ||
		strings.Contains(got, "attic") || strings.Contains(got, "set the place up") {
		t.Errorf("a moderator of the place reads\n%s", got)
	}
	if d := nour.get("/admin/audit").doc(t); d.Find(`form[action="/sanctions/1/lift"]`).Length() != 0 || d.Find(`form[action="/sanctions/2/lift"]`).Length() != 1 {
		t.Error("a moderator is offered what they may not take back, or not what they may")
	}
	nour.get("/admin/audit?room=attic").want(t, 404)
	nour.get("/admin/audit.csv?room=attic").want(t, 404)
	mustNotHold(t, nour.get("/admin/audit.csv").want(t, 200).body, "203.0.113.9", "127.0.0.1", "set_up")
	mustHold(t, ana.get("/admin/audit.csv").want(t, 200).body, "127.0.0.1", "set_up")
	ana.get("/admin/audit?room=attic").want(t, 200)
	ana.get("/admin/audit?room=nowhere").want(t, 404)
	ana.decides(t, "nour", "kind", "mute", "for", "1h")
	nour.get("/admin/audit").want(t, 403)
}

func TestTheLogIsSearched(t *testing.T) {
	t.Parallel()
	s, ana, _ := kipsLounge(t)
	s.somebody("bo", chat.RoleMember)
	ana.decides(t, "kip", "kind", "mute", "for", "1h", "room", "lounge")
	ana.post("/people/bo/sanctions", "kind", "warn", "reason", "Language, again").want(t, 303)
	today := time.Now().UTC().Format(time.DateOnly)
	for query, want := range map[string]string{
		"who=@Bo":                             "ana warned Bo, everywhere",
		"act=muted":                           "ana muted Kip for 1 hour in lounge",
		"q=language":                          "ana warned Bo, everywhere",
		"act=muted&room=lounge&from=" + today: "ana muted Kip for 1 hour in lounge",
		"who=nobody":                          "",
		"to=2020-01-01":                       "",
	} {
		got := ana.get("/admin/audit?"+query).want(t, 200)
		if strings.Join(got.entries(t), "\n") != want {
			t.Errorf("%s: %q, want %q", query, got.entries(t), want)
		}
		if want == "" {
			mustHold(t, got.body, "Nothing matches")
		}
	}
	ana.get("/admin/audit?from=yesterday").want(t, 422)
	ana.get("/admin/audit.csv?from=yesterday").want(t, 422)
	if got := ana.get("/admin/audit?q="+url.QueryEscape(`"><b>`)).want(t, 200); got.doc(t).Find(`input[name="q"]`).AttrOr("value", "") != `"><b>` {
		t.Error("what was searched for is not in its field")
	}
}

func TestALongLogIsReadPageByPageAndExportedWhole(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	s.somebody("kip", chat.RoleMember)
	for i := range 60 {
		ana.post("/people/kip/sanctions", "kind", "warn", "reason", fmt.Sprintf("=warning %d", i)).want(t, 303)
	}
	seen, to := map[string]bool{}, "/admin/audit?act=warned"
	for page := 0; to != "" && page < 5; page++ {
		d := ana.get(to).want(t, 200).doc(t)
		d.Find(".acts-log .why").Each(func(_ int, why *goquery.Selection) { seen[strings.TrimSpace(why.Text())] = true })
		if n := d.Find(".acts-log > li").Length(); page == 0 && n != 50 {
			t.Errorf("a page holds %d entries", n)
		}
		to = d.Find(`.page a.btn:contains("Earlier")`).AttrOr("href", "")
	}
	if len(seen) != 60 {
		t.Errorf("%d of 60 entries were seen", len(seen))
	}
	file := ana.get("/admin/audit.csv?act=warned").want(t, 200)
	lines, err := csv.NewReader(strings.NewReader(file.body)).ReadAll()
	if err != nil || len(lines) != 61 {
		t.Fatalf("the file has %d lines: %v", len(lines), err)
	}
	if got := lines[1]; got[2] != "warned" || got[3] != "ana warned Kip, everywhere" || got[7] != "kip" || got[9] != "'=warning 59" {
		t.Errorf("a line is %q", got)
	}
	if !strings.Contains(file.body, "\r\n") || file.Header.Get("Content-Disposition") != `attachment; filename="audit.csv"` ||
		!strings.HasPrefix(file.Header.Get("Content-Type"), "text/csv") {
		t.Errorf("it is sent as %v", file.Header)
	}
}
