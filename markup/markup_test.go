package markup

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const rel = ` rel="nofollow noopener ugc"`

// rendering is a text and what becomes of it.
type rendering struct{ name, body, want string }

func check(t *testing.T, cases []rendering) {
	t.Helper()
	r := New()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := strings.TrimSpace(r.Render(c.body, cast).HTML)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("Render(%q) (-want +got):\n%s", c.body, diff)
			}
		})
	}
}

func TestPeopleWriteMarkdown(t *testing.T) {
	check(t, []rendering{
		{"a new line is a new line", "a\nb", "<p>a<br>\nb</p>"},
		{"words are stressed, struck and quoted as code", "**a** _b_ ~~c~~ `d`",
			"<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>"},
		{"a list may begin at any number", "3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>"},
		{"a quote goes on over lazy lines", "> a\nb", "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>"},
		{"the first heading is an h2 whatever its level", "### a", "<h2>a</h2>"},
		{"a heading below the first is an h3", "# a\n###### b", "<h2>a</h2>\n<h3>b</h3>"},
		{"dashes below a line part it from the next", "a\n---\nb", "<p>a</p>\n<hr>\n<p>b</p>"},
		{"HTML is text", "<b onclick=x>hi</b>", "<p>&lt;b onclick=x&gt;hi&lt;/b&gt;</p>"},
		{"a block of HTML is text", "<script>\nalert(1)\n</script>",
			"<p>&lt;script&gt;<br>\nalert(1)<br>\n&lt;/script&gt;</p>"},
		{"an entity is the character and never a tag", "&lt;b&#62;", "<p>&lt;b&gt;</p>"},
		{"a reference definition is text", "[a]: /x\n[a]", "<p>[a]: /x<br>\n[a]</p>"},
		{"a mark alone is shown as typed", "#", "<p>#</p>"},
		{"marks alone keep their lines", "#\n#", "<p>#<br>\n#</p>"},
		{"a line of stars alone is shown as typed", "* * *", "<p>* * *</p>"},
		{"an empty heading is left out", "# \nb", "<p>b</p>"},
	})
}

func TestSpoilersHideWhatStandsBetweenTwoBars(t *testing.T) {
	hidden := func(s string) string { return `<span class="spoiler" tabindex="0">` + s + `</span>` }
	check(t, []rendering{
		{"words", "||the *end*||", "<p>" + hidden("the <em>end</em>") + "</p>"},
		{"several lines", "||a\nb||", "<p>" + hidden("a<br>\nb") + "</p>"},
		{"an address", "||http://a.b||", "<p>" + hidden(`<a href="http://a.b"`+rel+`>http://a.b</a>`) + "</p>"},
		{"an or between spaces hides nothing", "a || b || c", "<p>a || b || c</p>"},
		{"one bar hides nothing", "|a|", "<p>|a|</p>"},
		{"three bars hide nothing", "|||a|||", "<p>|||a|||</p>"},
		{"bars within code hide nothing", "`||a||`", "<p><code>||a||</code></p>"},
	})
}

func TestPlainIsOneLine(t *testing.T) {
	r := New()
	for _, c := range []struct{ name, body, want string }{
		{"lines and blocks are joined by spaces", "# a\n\n- b\n- c\nd", "a b c d"},
		{"marks are left out", "**a**b `c` [d](http://e.f)", "ab c d"},
		{"characters stand for themselves", "a < b & \"c\"", `a < b & "c"`},
		{"a spoiler is not given away", "it was ||the **butler**\nor|| not", "it was … not"},
		{"a person is named", "hi @ana", "hi @Ana <b>"},
		{"a mark alone is kept", "#", "#"},
		{"a text of 140 runes is whole", strings.Repeat("é", 140), strings.Repeat("é", 140)},
		{"a longer one ends in dots", strings.Repeat("é", 141), strings.Repeat("é", 139) + "…"},
		{"a joined emoji is not cut in half", strings.Repeat("a", 137) + "👩‍👩‍👧bc", strings.Repeat("a", 137) + "…"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, r.Render(c.body, cast).Plain); diff != "" {
				t.Errorf("Plain of %q (-want +got):\n%s", c.body, diff)
			}
		})
	}
}

func TestOneToThreeEmojiAreBig(t *testing.T) {
	r := New()
	for _, c := range []struct {
		name, body string
		want       bool
	}{
		{"one", "🎉", true},
		{"three with spaces", " 🎉 ✅ 🚀\n", true},
		{"a family is one", "👩‍👩‍👧🎉🎉", true},
		{"a skin tone belongs to its hand", "👋🏽👋🏽👋🏽", true},
		{"a flag is two letters", "🇩🇪🇸🇮🇫🇷", true},
		{"a region's flag is spelled in tags", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", true},
		{"a keycap", "1️⃣", true},
		{"a sign shown as a picture", "❤️", true},
		{"a sign shown as text is none", "❤", false},
		{"four", "🎉🎉🎉🎉", false},
		{"with a word", "🎉 yes", false},
		{"half a flag", "🇩", false},
		{"a digit", "1", false},
		{"nothing", "", false},
		{"a joiner that joins nothing", "👩‍", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Contains(r.Render(c.body, nil).HTML, `<p class="big">`); got != c.want {
				t.Errorf("Big of %q = %v, want %v", c.body, got, c.want)
			}
		})
	}
}

// patient lets a test's code be coloured however busy the machine is.
func patient(t *testing.T) {
	was := colourTime
	colourTime = time.Minute
	t.Cleanup(func() { colourTime = was })
}

func TestManyMayRenderAtOnce(t *testing.T) {
	patient(t)
	r := New()
	body := "**a** @ana ||b||\n```rust\nlet c = 1;\n```"
	want := New().Render(body, cast)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if diff := cmp.Diff(want, r.Render(body, cast)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	all.Wait()
}
