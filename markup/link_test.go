package markup

import "testing"

func TestLinksLeadToFullAddresses(t *testing.T) {
	a := func(href, label string) string { return `<a href="` + href + `"` + rel + `>` + label + `</a>` }
	check(t, []rendering{
		{"a link in words", "[a](https://b.c)", "<p>" + a("https://b.c", "a") + "</p>"},
		{"its title is left out", `[a](https://b.c "d")`, "<p>" + a("https://b.c", "a") + "</p>"},
		{"a mailbox", "me@b.c", "<p>" + a("mailto:me@b.c", "me@b.c") + "</p>"},
		{"a bare address ends before the full stop", "(see https://b.c/d?e=1&f.)",
			"<p>(see " + a("https://b.c/d?e=1&amp;f", "https://b.c/d?e=1&amp;f") + ".)</p>"},
		{"a host without dots", "http://localhost:8080/x",
			"<p>" + a("http://localhost:8080/x", "http://localhost:8080/x") + "</p>"},
		{"letters of any script", "https://b.c/Käse", "<p>" + a("https://b.c/K%C3%A4se", "https://b.c/Käse") + "</p>"},
		{"CJK punctuation ends an address", "https://b.c/d。", "<p>" + a("https://b.c/d", "https://b.c/d") + "。</p>"},
		{"an address in brackets", "[https://b.c]", "<p>[" + a("https://b.c", "https://b.c") + "]</p>"},
		{"a link without words shows its address", "[](https://b.c)", "<p>" + a("https://b.c", "https://b.c") + "</p>"},
		{"a picture is a link", "![cat](https://b.c/d.png)", "<p>" + a("https://b.c/d.png", "cat") + "</p>"},
		{"a picture within a link is its words", "[![cat](https://b.c)](https://d.e)", "<p>" + a("https://d.e", "cat") + "</p>"},
		{"an address as a label is words", "[https://b.c](https://d.e)", "<p>" + a("https://d.e", "https://b.c") + "</p>"},
		{"the scheme may be in capitals", "[a](HTTPS://b.c)", "<p>" + a("https://b.c", "a") + "</p>"},
	})
}

func TestWhatMayNotBeALinkIsText(t *testing.T) {
	check(t, []rendering{
		{"a script", "[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"},
		{"a script that looks like an address", "[a](javascript://b.c/%0aalert(1))", "<p>[a](javascript://b.c/%0aalert(1))</p>"},
		{"a script behind an entity", "[a](java&#115;cript:b)", "<p>[a](java&amp;#115;cript:b)</p>"},
		{"a script in pointed brackets", "<javascript:alert(1)>", "<p>&lt;javascript:alert(1)&gt;</p>"},
		{"a picture from a script", "![*a*](javascript:b)", "<p>![<em>a</em>](javascript:b)</p>"},
		{"data", "[a](data:text/html,b)", "<p>[a](data:text/html,b)</p>"},
		{"a page of this place", "[a](/people/ana)", "<p>[a](/people/ana)</p>"},
		{"an address without a scheme", "[a](//evil.example)", "<p>[a](//evil.example)</p>"},
		{"an address without a host", "[a](https:evil.example)", "<p>[a](https:evil.example)</p>"},
		{"a call in a sentence", "f[0](x)", "<p>f[0](x)</p>"},
		{"another scheme", "<ftp://a.b>", "<p>&lt;ftp://a.b&gt;</p>"},
	})
}
