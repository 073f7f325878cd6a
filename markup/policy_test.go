package markup

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The writer makes none of these today; the policy is there for the day when it does.
func TestThePolicyDropsWhatIsNotOnItsList(t *testing.T) {
	policy := newPolicy()
	for _, c := range []struct{ name, html, want string }{
		{"scripts", `a<script>b</script>`, `a`},
		{"styles", `a<style>b</style>`, `a`},
		{"pictures", `<img src="https://b.c" onerror="d">`, ``},
		{"forms", `<form action="/x"><button>b</button></form>`, `b`},
		{"handlers, ids and styles", `<p onclick="a" id="b" style="c" title="d">e</p>`, `<p>e</p>`},
		{"attributes of htmx and data", `<p hx-get="/a" data-hx-get="/b" data-author="7">c</p>`, `<p>c</p>`},
		{"classes of the page", `<span class="btn primary">a</span><i class="k s">b</i>`, `<span>a</span><i>b</i>`},
		{"scripts as addresses", `<a href="javascript:a">b</a>`, `b`},
		{"pages of this place but people", `<a href="/rooms/a">b</a><a href="/people/ana">c</a>`, `b<a href="/people/ana">c</a>`},
		{"ways up from people", `<a href="/people/../admin">b</a>`, `b`},
		{"addresses without a scheme", `<a href="//b.c">d</a>`, `d`},
		{"another rel", `<a href="https://b.c" rel="opener">d</a>`, `<a href="https://b.c">d</a>`},
		{"another tabindex", `<pre tabindex="7">a</pre>`, `<pre>a</pre>`},
		{"words put into a label", `<pre aria-label="Press here">a</pre>`, `<pre>a</pre>`},
		{"comments", `a<!-- b -->`, `a`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, policy.Sanitize(c.html)); diff != "" {
				t.Errorf("Sanitize(%q) (-want +got):\n%s", c.html, diff)
			}
		})
	}
}

// A mention is written by the caller's word; an address that the policy refuses shows that it was asked.
func TestEveryTextGoesThroughThePolicy(t *testing.T) {
	got := New().Render("@a", map[string]Mention{"a": {Handle: "..", Name: "a"}}).HTML
	if got != "<p><a class=\"mention\">@a</a></p>\n" {
		t.Errorf("a mention that leads elsewhere became %s", got)
	}
}
