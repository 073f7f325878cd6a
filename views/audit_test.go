package views

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"parley/chat"
)

// sentenceOf tells an entry of Ana about Mara in the lounge, with a change.
func sentenceOf(act, detail string, change func(*chat.AuditRecord)) string {
	e := entry(1, act, detail)
	if change != nil {
		change(&e)
	}
	return strings.NewReplacer(" Kovač", "", " Lindqvist", "").Replace(Sentence(e))
}

func TestEntriesAreWholeSentences(t *testing.T) {
	own := func(e *chat.AuditRecord) { e.UserID, e.Whom = e.ActorID, e.Actor }
	place := func(e *chat.AuditRecord) { e.RoomID, e.Room = 0, chat.Room{} }
	rule := func(e *chat.AuditRecord) { e.ActorID, e.Actor = 0, chat.Standing{} }
	mute := func(e *chat.AuditRecord) { e.Sanction = decision(chat.Mute) }
	for want, got := range map[string]string{
		"Ana muted Mara for 1 hour in lounge":                sentenceOf("muted", `{"until":"2026-11-20T10:00:00Z"}`, nil),
		"Ana muted Mara for good, everywhere":                sentenceOf("muted", "", place),
		"A rule muted Mara for 1 hour in lounge":             sentenceOf("muted", `{"until":"2026-11-20T10:00:00Z"}`, rule),
		"Ana lifted the mute of Mara in lounge":              sentenceOf("sanction_lifted", "", mute),
		"Ana removed 4 messages of Mara in lounge":           sentenceOf("messages_removed", `{"messages":4}`, nil),
		"Ana removed their own message in lounge":            sentenceOf("messages_removed", `{"messages":1}`, own),
		"Ana removed 3 messages of several people in lounge": sentenceOf("messages_removed", `{"messages":3}`, func(e *chat.AuditRecord) { e.UserID = 0 }),
		"Ana removed their own message in a conversation":    sentenceOf("messages_removed", `{"messages":1}`, func(e *chat.AuditRecord) { own(e); e.Room.Kind = chat.Direct }),
		"Ana made Mara an administrator of the place":        sentenceOf("role_changed", `{"role":"administrator"}`, place),
		"Ana made Mara an owner in lounge":                   sentenceOf("role_changed", `{"role":"owner"}`, nil),
		"Ana changed the name, the topic of lounge":          sentenceOf("room_changed", `{"changed":["name","topic"]}`, nil),
		"Ana set no rules for who may write in lounge":       sentenceOf("room_controls", `{"slow":0}`, nil),
		"Ana set slow mode of 30 seconds, a lock in lounge":  sentenceOf("room_controls", `{"slow":30,"locked":true}`, nil),
		"A sign-in to no account of this place was refused":  sentenceOf("sign_in_refused", "", func(e *chat.AuditRecord) { rule(e); e.UserID = 0 }),
		"Ana: hold approved, Mara in lounge":                 sentenceOf("hold_approved", "not JSON", nil),
		"somebody who is gone: raid began":                   sentenceOf("raid_began", "", func(e *chat.AuditRecord) { place(e); e.UserID = 0; e.Actor = chat.Standing{} }),
	} {
		if got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}

func TestEveryActThatIsKnownIsToldWithoutGaps(t *testing.T) {
	for act, a := range auditActs {
		got := sentenceOf(act, "", nil)
		if a.icon == "" || a.label == "" || strings.ContainsAny(got, "{}") || strings.Contains(got, "  ") || len(got) < 12 {
			t.Errorf("%s: %q", act, got)
		}
	}
}

// noted finds in the rules under which words they write entries into the log.
var noted = regexp.MustCompile(`(?:s\.entry\([^"]*|auditSignIn\([^"]*|act :?= |act = [^"]*, |: )"([a-z]+_[a-z_]+|warned|muted|kicked|banned|appealed)"`)

func TestEveryActThatTheRulesNoteIsKnown(t *testing.T) {
	files, err := filepath.Glob("../chat/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "AddAudit") || strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, match := range noted.FindAllStringSubmatch(string(text), -1) {
			found[match[1]] = true
			if auditActs[match[1]].tells == "" {
				t.Errorf("%s notes %q, which the log does not know to tell", file, match[1])
			}
		}
	}
	if len(found) < 20 {
		t.Errorf("only %d acts were found in the rules", len(found))
	}
}

func TestNamesStandOutAndNothingElseDoes(t *testing.T) {
	d := parsed(t, rendered(t, samplePages()["audit"]))
	li := d.Find("#e-9")
	if got := strings.Join(strings.Fields(li.Find("p").First().Text()), " "); got != "Ana Kovač muted Mara Lindqvist for 1 hour in lounge" {
		t.Errorf("the page says %q", got)
	}
	if got := li.Find("p b").Text(); got != "Ana KovačMara Lindqvist" {
		t.Errorf("in bold stands %q", got)
	}
	has(t, d, `#e-9 form[action="/sanctions/4/lift"] .tag.warn`, 1)
	has(t, d, `#e-8 form`, 0)
	has(t, d, `select[name="act"] option[selected][value="hold_approved"]`, 1)
	has(t, d, `a[href="/admin/audit?act=hold_approved&before=7"]`, 1)
	has(t, d, `a[href="/admin/audit.csv?act=hold_approved"]`, 1)
}

func TestDaysAreThoseOfThePlace(t *testing.T) {
	v := AuditView{}
	for _, hour := range []int{23, 22, 1} {
		e := entry(int64(hour), "warned", "")
		e.At = time.Date(2026, 11, 20, hour, 30, 0, 0, time.UTC)
		v.Entries = append(v.Entries, e)
	}
	if got := v.days(ClockIn("Europe/Stockholm")); len(got) != 2 || len(got[0].Entries) != 1 {
		t.Errorf("in Stockholm there are %d days, the first with %d entries", len(got), len(got[0].Entries))
	}
	if got := v.days(ClockIn("UTC")); len(got) != 1 {
		t.Errorf("in Greenwich there are %d days", len(got))
	}
}
