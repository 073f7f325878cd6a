package markup

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var cast = map[string]Mention{
	"ana":      {ID: 1, Handle: "ana", Name: "Ana <b>"},
	"kip_1999": {ID: 2, Handle: "kip_1999", Name: "kip"},
	"øre":      {ID: 3, Handle: "øre", Name: "Øre"},
	Everyone:   {},
}

func TestMentionsNamePeople(t *testing.T) {
	const ana = `<a class="mention" href="/people/ana">@Ana &lt;b&gt;</a>`
	check(t, []rendering{
		{"by handle in any case", "hi @Ana!", "<p>hi " + ana + "!</p>"},
		{"without the full stop after it", "@ana.", "<p>" + ana + ".</p>"},
		{"within stress", "**@kip_1999**", `<p><strong><a class="mention" href="/people/kip_1999">@kip</a></strong></p>`},
		{"within brackets", "[cc @ana]", "<p>[cc " + ana + "]</p>"},
		{"in any script", "@øre", `<p><a class="mention" href="/people/%C3%B8re">@Øre</a></p>`},
		{"all in the room", "@room", `<p><span class="mention">@room</span></p>`},
		{"but nobody unknown", "@Nobody", "<p>@Nobody</p>"},
		{"but not within code", "`@ana`", "<p><code>@ana</code></p>"},
		{"but not within a link", "[@ana](http://b.c)", `<p><a href="http://b.c"` + rel + `>@ana</a></p>`},
		{"but not within a word", "a@ana", "<p>a@ana</p>"},
		{"but not behind another @", "@@ana", "<p>@@ana</p>"},
		{"but not in a path", "b/@ana", "<p>b/@ana</p>"},
		{"but not in an address of elsewhere", "@ana@b.c", "<p>@ana@b.c</p>"},
		{"but not behind a backslash", `\@ana`, "<p>@ana</p>"},
		{"but not as part of a longer handle", "@anabel", "<p>@anabel</p>"},
	})
}

func TestTheRoomIsNotNamedUnlessTheAuthorMay(t *testing.T) {
	if got := New().Render("@room", nil).HTML; got != "<p>@room</p>\n" {
		t.Errorf("@room without leave became %s", got)
	}
}

func TestATextNamesAtMostFiftyPeople(t *testing.T) {
	html := New().Render(strings.Repeat("@ana ", 60), cast).HTML
	if got := strings.Count(html, `class="mention"`); got != maxMentions {
		t.Errorf("%d mentions, want %d", got, maxMentions)
	}
}

func TestHandlesAreThoseThatRenderMayLink(t *testing.T) {
	var many, first []string
	for i := range 60 {
		many = append(many, fmt.Sprintf("@u%d", i))
		first = append(first, fmt.Sprintf("u%d", i))
	}
	for _, c := range []struct {
		name, body string
		want       []string
	}{
		{"none", "hello", nil},
		{"each once, in order and lower case", "@Kip @ana @kip", []string{"kip", "ana"}},
		{"the room among them", "@room and @ana", []string{"room", "ana"}},
		{"none of code", "`@a`\n\n    @b\n\n```\n@c\n```", nil},
		{"none of links and mailboxes", "[@a](http://b.c) d@e.f https://b.c/@g @h@i", nil},
		{"those within quotes, lists and spoilers", "> @a\n\n- @b ||@c||", []string{"a", "b", "c"}},
		{"none that is too long to be one", "@" + strings.Repeat("a", 65), nil},
		{"the first fifty", strings.Join(many, " "), first[:50]},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, New().Handles(c.body)); diff != "" {
				t.Errorf("Handles(%q) (-want +got):\n%s", c.body, diff)
			}
		})
	}
}
