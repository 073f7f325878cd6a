package chat

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// saidAs is a message as it is typed and as it is read.
func saidAs(body, html string) *words { return wordsOf(body, Rendered{HTML: html}) }

// catches says whether a filter catches a plain text.
func catches(t *testing.T, f Filter, text string) bool {
	t.Helper()
	m, err := f.matcher()
	if err != nil {
		t.Fatal(err)
	}
	_, caught := m.match(wordsOfLine(text))
	return caught
}

func TestWordsAreCaughtHoweverTheyAreWritten(t *testing.T) {
	f := Filter{Kind: FilterWords, Pattern: "cheap\nfree likes\nfollow*\nสแปม\n詐欺\nскам\naños\n$$$"}
	for text, want := range map[string]bool{
		"Cheap!": true, "so CHEAP, really": true, "ｃｈｅａｐ": true, "𝐜𝐡𝐞𝐚𝐩": true, "сhеар": true, "ch\u200beap": true, "c\u0336h\u0336e\u0336a\u0336p\u0336": true,
		"free   likes": true, "free\nlikes": true, "followers": true, "FOLLOW": true, "cheap_thing": true, "$$$": true,
		"นี่คือสแปมนะ": true, "これは詐欺です": true, "Это СКАМ, правда": true,
		"cheaper": false, "discheap": false, "unfollow": false, "free of likes": false, "anos": false, "скамья": false, "": false,
	} {
		if got := catches(t, f, text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

func TestMarksBetweenLettersHideNoWord(t *testing.T) {
	m, err := Filter{Kind: FilterWords, Pattern: "cheap"}.matcher()
	if err != nil {
		t.Fatal(err)
	}
	for body, html := range map[string]string{
		"ch**ea**p":                            "<p>ch<strong>ea</strong>p</p>",
		"||cheap||":                            `<p><span class="spoiler">cheap</span></p>`,
		"[here](https://cheap/)":               `<p><a href="https://cheap/">here</a></p>`,
		strings.Repeat("word ", 100) + "cheap": "<p>" + strings.Repeat("word ", 100) + "cheap</p>",
	} {
		if _, caught := m.match(saidAs(body, html)); !caught {
			t.Errorf("%.40q is not caught", body)
		}
	}
	if _, caught := m.match(saidAs("- ch\n- eap", "<ul><li>ch</li><li>eap</li></ul>")); caught {
		t.Error("two lines are one word")
	}
}

func TestWhatNobodySeesHidesNoWord(t *testing.T) {
	f := Filter{Kind: FilterWords, Pattern: "cheap\nที่นี่\nहिंदी"}
	for text, want := range map[string]bool{
		"ch\x01eap": true, "che\x08ap": true, "ch\veap": true, "che\x7fap": true, "ch\u0085eap": true, // no control character is drawn
		"ch\u2065eap": true, "che\ufff0ap": true, "ch\U000e0080eap": true, "\u115fcheap": true, // nor what Unicode ignores
		"c\u0489h\u0489e\u0489a\u0489p": true, "сh\u0483еар": true, "\u0489cheap": true, "ch\u0e31eap": true, "cheap\u064b": true, // marks
		"ᴄʜᴇᴀᴘ": true, "🅲🅷🅴🅰🅿": true, "🅒🅗🅔🅐🅟": true,
		"ที่นี่": true, "हिंदी": true, "ทีนี": false, "हद": false, // where marks belong they count
		"ch\teap": false, "ch\u2028eap": false, "ch\u00a0eap": false,
	} {
		if got := catches(t, f, text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
	typed := "ch&#1;eap"
	if m, err := f.matcher(); err != nil {
		t.Fatal(err)
	} else if _, caught := m.match(saidAs(typed, "<p>ch\x01eap</p>")); !caught {
		t.Errorf("%q is not caught", typed)
	}
}

func TestExpressionsLookAtWhatIsReadAndAtWhatItLooksLike(t *testing.T) {
	f := Filter{Kind: FilterExpressions, Pattern: `(?i)\b(cheap|free) (followers|likes)` + "\n" + `\d{4}-\d{4}` + "\n" + `КУПИ`}
	for text, want := range map[string]bool{
		"CHEAP followers": true, "сhеар likes": true, "free\u200b likes": true, "call 1234-5678": true, "КУПИ": true, "cheap likes": true,
		"cheap and likes": false, "call 123-5678": false, "купи": false,
	} {
		if got := catches(t, f, text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

func TestWhatAnExpressionNeedsNeverHidesAMatch(t *testing.T) {
	for _, line := range []string{`(?i)\b(cheap|free) (followers|likes)`, `(abc)+d?`, `abc(defghi)?`, `abc(?:defghi)*`, `abc|x`, `10{3}1`, `a  b c`, `(?i)kelvins`, `foo.*(bar|bazz)`, `\x{212A}ing`} {
		x, wrong := newExpression(line)
		if wrong != "" {
			t.Fatal(line, wrong)
		}
		for _, text := range []string{"CHEAP likes", "so free followers", "abcabc", "x", "10001", "a  b c", "KELVINS", "\u212aelvins", "kelvinſ", "foo then bazz", "\u212aing"} {
			w := wordsOfLine(text).texts[0]
			if x.MatchString(w.shapes[0].text) && !x.mayMatch(w.skeleton.text) {
				t.Errorf("%q needs %q, and matches %q", line, x.needs, text)
			}
		}
	}
}

func TestABadPatternIsRefusedInWords(t *testing.T) {
	long := strings.Repeat("a", 501)
	for pattern, want := range map[string]string{
		"(cheap":                   "Line 1: a bracket is opened and never closed.",
		"fine\n[a":                 "Line 2: a [ is opened and never closed.",
		"a*":                       "Line 1: it catches the empty text, and so everything.",
		"(?=x)":                    "Line 1: (? begins something that is not known here, such as looking ahead.",
		long:                       "Line 1: it has 501 bytes, and 500 are the most.",
		`(\pL{500}){9}`:            "Line 1: a number in { } is too large, or the first is above the second.",
		`\pL{400}\pL{400}\pL{400}`: "Line 1: it repeats too much; ask for less of a kind.",
		"":                         "Type a regular expression, one a line.",
	} {
		if _, err := (Filter{Kind: FilterExpressions, Pattern: pattern}).matcher(); err == nil || err.Error() != want {
			t.Errorf("%.30q: %v", pattern, err)
		}
	}
}

func TestWordsThatFiltersHaveNoTimeForAreHeld(t *testing.T) {
	lines := strings.TrimSpace(strings.Repeat(`(?:a?b?[ab]){180}c`+"\n", 20))
	var rules []*rule
	for _, f := range []Filter{
		{Kind: FilterExpressions, Pattern: lines, Act: FilterRemove, Name: "Slow"}, {Kind: FilterExpressions, Pattern: lines, Watch: true},
		{Kind: FilterWords, Pattern: "seen", Act: FilterRefuse}, {Kind: FilterWords, Pattern: "unseen", Act: FilterRefuse},
	} {
		m, err := f.matcher()
		if err != nil {
			t.Fatal(err)
		}
		rules = append(rules, &rule{Filter: f, matcher: m})
	}
	w := wordsOfLine("seen " + strings.Repeat("ab", 2_000)).limited()
	w.since = w.since.Add(-time.Hour)
	found := caughtBy(rules, w)
	if len(found) != 2 || !found[0].late || found[0].Act != FilterHold || !strings.Contains(found[0].reason(), "no time") || found[1].late {
		t.Errorf("it is caught by %d: %+v", len(found), found)
	}
	w = wordsOfLine("never").limited()
	w.since = w.since.Add(-time.Hour)
	if found := caughtBy(rules, w); len(found) != 0 {
		t.Errorf("a slow machine has it caught by %d", len(found))
	}
}

func TestFiltersAreNotMatchedForModeratorsOfThePlace(t *testing.T) {
	s := &Service{Deps: Deps{Now: time.Now}}
	s.book.known.Store(&filterPage{looked: time.Now(), rooms: map[int64][]*rule{0: {{Filter: Filter{Kind: FilterMentions}, matcher: mentionMatcher(0)}}}})
	for role, want := range map[Role]int{RoleMember: 1, RoleModerator: 0, RoleAdministrator: 0} {
		looks := 0
		c, err := s.catch(t.Context(), User{ID: 7, Role: role}, 1, func() *words { looks++; return wordsOfLine("x") })
		if err != nil || looks != want || len(c.found) != want {
			t.Errorf("of %s words are looked at %d times, %v", role, looks, err)
		}
	}
}

func TestLinksAreJudgedByTheirHosts(t *testing.T) {
	link := func(host string) *words {
		return saidAs("see "+host, `<p>see <a href="https://`+host+`/x">here</a></p>`)
	}
	deny := Filter{Kind: FilterLinks, Pattern: "https://Grow-Fast.example/x\n*.bad.example", Allow: "fine.bad.example"}
	allow := Filter{Kind: FilterLinks, Allow: "tides.example"}
	for host, want := range map[string][2]bool{
		"grow-fast.example": {true, true}, "www.grow-fast.example": {true, true}, "grow-fаst.example": {true, true}, "a.bad.example": {true, true},
		"fine.bad.example": {false, true}, "tides.example": {false, false}, "www.tides.example": {false, false}, "tidеs.example": {false, true},
		"nottides.example": {false, true}, "grow-fast.example.org": {false, true},
	} {
		for i, f := range []Filter{deny, allow} {
			m, err := f.matcher()
			if err != nil {
				t.Fatal(err)
			}
			if _, caught := m.match(link(host)); caught != want[i] {
				t.Errorf("%s, filter %d: %t", host, i, caught)
			}
		}
	}
	hidden := saidAs("see here", `<p>see <a href="https://grow-fаst.example/x">here</a></p>`)
	if m, err := deny.matcher(); err != nil {
		t.Fatal(err)
	} else if _, caught := m.match(hidden); !caught {
		t.Error("a host that looks like one that is denied is not caught in a link")
	}
	for _, text := range []string{"go to grow-fast.example now", "--grow-fast.example-- now", "-grow-fast.example", "grow-fast.example-."} {
		if !catches(t, deny, text) {
			t.Errorf("a host without a link is not caught: %s", text)
		}
	}
	for field, f := range map[string]Filter{"pattern": {Pattern: "no host"}, "allow": {Allow: "*"}} {
		f.Kind = FilterLinks
		if _, err := f.matcher(); Field(err) != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	for pattern, want := range map[string]string{
		"*":     "Leave this empty, and it catches links to every host but those below.",
		"bad.*": "“bad.*” is no host. Type one a line, such as tides.example.",
	} {
		if _, err := (Filter{Kind: FilterLinks, Pattern: pattern}).matcher(); err == nil || err.Error() != want {
			t.Errorf("%q: %v", pattern, err)
		}
	}
}

func TestAHostIsTheSameHoweverItIsSpelt(t *testing.T) {
	for spelt, want := range map[string]string{
		"https://evil%E3%80%82example/x": "evil.example", "http://evil．example": "evil.example", "EVIL｡Example.": "evil.example",
		"https://xn--mnchen-3ya.example/": "münchen.example", "XN--BCHER-KVA.example": "bücher.example", "https://xn--wgv71a119e.jp": "日本語.jp",
		"xn--80ak6aa92e.com": "аррӏе.com", "https://m%C3%BCnchen.example": "münchen.example", "xn--0.example": "xn--0.example", "xn--tides-.example": "xn--tides-.example",
		"xn--99999999999.example": "xn--99999999999.example", "xn--ü.example": "xn--ü.example", "https://ana@evil.example:8080/": "evil.example",
	} {
		if got := hostOf(spelt); got != want {
			t.Errorf("%s: %q", spelt, got)
		}
	}
	for pattern, host := range map[string]string{"münchen.example": "xn--mnchen-3ya.example", "xn--mnchen-3ya.example": "münchen.example", "evil.example": "evil%E3%80%82example"} {
		m, err := Filter{Kind: FilterLinks, Pattern: pattern}.matcher()
		if err != nil {
			t.Fatal(err)
		}
		if _, caught := m.match(saidAs("[here](https://"+host+")", `<p><a href="https://`+host+`">here</a></p>`)); !caught {
			t.Errorf("%s is not caught as %s", pattern, host)
		}
	}
}

func TestCountsAreCaughtFromTheirNumberOn(t *testing.T) {
	repeats, capitals := Filter{Kind: FilterRepeats, Pattern: "4"}, Filter{Kind: FilterCapitals, Pattern: "70"}
	for text, want := range map[string]bool{
		"so goooood": true, "buy buy buy buy": true, "buy it now buy it now Buy it now, buy it now": false, "buy now buy now buy now buy now": true,
		"!!!!": true, "hm...": false, "-----": false, "good": false, "buy buy buy": false,
	} {
		if got := catches(t, repeats, text); got != want {
			t.Errorf("repeats of %q: %t", text, got)
		}
	}
	for text, want := range map[string]bool{"WHY DOES NOBODY ANSWER": true, "ПОЧЕМУ ВСЕ МОЛЧАТ": true, "OK, LOL": false, "NASA and the ESA met in Rome": false, "何も言わないのですか何も言わない": false} {
		if got := catches(t, capitals, text); got != want {
			t.Errorf("capitals of %q: %t", text, got)
		}
	}
	m, _ := Filter{Kind: FilterMentions, Pattern: "2"}.matcher()
	for n, want := range []bool{false, false, true, true} {
		if _, caught := m.match(wordsOf("", Rendered{Mentions: make([]int64, n)})); caught != want {
			t.Errorf("%d mentions: %t", n, caught)
		}
	}
	for _, bad := range []string{"", "x", "0", "101"} {
		if m, err := (Filter{Kind: FilterCapitals, Pattern: bad}).matcher(); err == nil || m != nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func TestWhatWasCaughtIsFoundInTheTextAsItWasTyped(t *testing.T) {
	for _, c := range []struct {
		kind                             FilterKind
		pattern, text, before, it, after string
	}{
		{FilterWords, "cheap", "só сh\u200bеар, no?", "só ", "сh\u200bеар", ", no?"},
		{FilterExpressions, "likes", "ﬁne ＬＩＫＥＳ and likes!", "ﬁne ＬＩＫＥＳ and ", "likes", "!"},
		{FilterLinks, "bad.example", "to BAD.example now", "to ", "BAD.example", " now"},
		{FilterRepeats, "4", "so gOoOod", "so g", "OoOo", "d"},
	} {
		m, err := Filter{Kind: c.kind, Pattern: c.pattern}.matcher()
		if err != nil {
			t.Fatal(err)
		}
		w := wordsOfLine(c.text)
		w.texts[0] = newWording(c.text, traced)
		at, caught := m.match(w)
		before, it, after := w.excerpt(at)
		if diff := cmp.Diff([]string{c.before, c.it, c.after}, []string{before, it, after}); !caught || diff != "" {
			t.Errorf("%s: %t %s", c.kind, caught, diff)
		}
	}
}

func FuzzAHostIsReadFromAnything(f *testing.F) {
	for _, seed := range []string{"xn--mnchen-3ya.example", "xn--80ak6aa92e.com", "xn--99999999999", "xn--\xff", "xn--" + strings.Repeat("z", 70)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if host := hostOf(line); utf8.ValidString(line) && (!utf8.ValidString(host) || host != strings.ToLower(host)) {
			t.Errorf("%q is %q", line, host)
		}
	})
}

func FuzzLikenessKeepsItsPlaceAndRests(f *testing.F) {
	for _, seed := range []string{"cheap", "сhеар", "ﬁ\u0301 e\u0301\u0336x", "\u1100\u1161\u11a8", "a\u0315\u0300\u05aeb", "नमस्ते", "İstanbul ſs", "  \n x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // the edge refuses it
		}
		plain := newWording(text, untraced)
		followed := newWording(text, traced)
		if plain.skeleton.text != followed.skeleton.text {
			t.Fatalf("followed, %q is %q", plain.skeleton.text, followed.skeleton.text)
		}
		if again := skeletonOf(plain.skeleton.text); strings.TrimSpace(again) != strings.TrimSpace(plain.skeleton.text) && again != skeletonOf(again) {
			t.Fatalf("%q, then %q, never rests", plain.skeleton.text, again)
		}
		last := 0
		for _, at := range followed.skeleton.at {
			if at < last || at > len(text) {
				t.Fatalf("%v leaves %q", followed.skeleton.at, text)
			}
			last = at
		}
		if n := len(followed.skeleton.at); n != len(followed.skeleton.text)+1 {
			t.Fatalf("%d places of %d bytes", n, len(followed.skeleton.text))
		}
	})
}
