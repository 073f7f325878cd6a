package testenv

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// site serves one page under a strict policy; a request to /set sets a cookie first.
func site(t *testing.T, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/favicon.ico":
			w.WriteHeader(http.StatusNoContent)
			return
		case "/app.js":
			w.Header().Set("Content-Type", "text/javascript")
			fmt.Fprint(w, `document.body.dataset.scripts = "on"`)
			return
		case "/set":
			http.SetCookie(w, &http.Cookie{Name: "who", Value: "ana"})
		}
		w.Header().Set("Content-Security-Policy", "default-src 'self'; require-trusted-types-for 'script'")
		fmt.Fprintf(w, "<!doctype html><title>Site</title><body>%s<p id=cookie>%s</p><script src=/app.js></script>", body, r.Header.Get("Cookie"))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestPagesHaveCookiesOfTheirOwnAndTabsShareThem(t *testing.T) {
	t.Parallel()
	url := site(t, "")
	ana, ben := Chromium(t), Chromium(t)
	ana.Do(t, chromedp.Navigate(url+"/set"))
	tab := ana.Tab(t)
	for page, want := range map[*Page]string{ben: "", tab: "who=ana"} {
		page.Do(t, chromedp.Navigate(url))
		if got := Eval[string](t, page, "document.querySelector('#cookie').textContent"); got != want {
			t.Errorf("the cookie is %q, want %q", got, want)
		}
	}
}

func TestPageWithoutProblems(t *testing.T) {
	t.Parallel()
	page := Chromium(t, Viewport(360, 800))
	page.Do(t, chromedp.Navigate(site(t, "")))
	page.Until(t, "document.body.dataset.scripts == 'on'")
	if got := Eval[int](t, page, "window.innerWidth"); got != 360 {
		t.Errorf("the page is %d wide", got)
	}
	page.WantNoProblems(t)
}

func TestPageTellsItsProblems(t *testing.T) {
	t.Parallel()
	page := Chromium(t)
	page.Do(t, chromedp.Navigate(site(t, `<script>alert(1)</script><img src="http://192.0.2.1/x.png">`)))
	Eval[int](t, page, `console.error("no", "luck"); setTimeout(() => { throw new Error("thrown") }); 1`)
	Eval[int](t, page, `setTimeout(() => { document.body.innerHTML = "<b>"; }); 1`)
	Eval[bool](t, page, `fetch("/nowhere", {method: "BREW"}).then(() => new Promise(r => setTimeout(() => r(true))))`)
	got := strings.Join(page.Problems(), "\n")
	for _, want := range []string{"no luck", "Error: thrown", "inline script", "192.0.2.1/x.png", "TrustedHTML"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestPageWithScriptsOff(t *testing.T) {
	t.Parallel()
	page := Chromium(t, ScriptsOff)
	page.Do(t, chromedp.Navigate(site(t, "<noscript><p id=plain>plain</p></noscript>")))
	if got := Eval[string](t, page, "document.querySelector('#plain').textContent"); got != "plain" {
		t.Errorf("got %q from noscript", got)
	}
	if Eval[bool](t, page, "'scripts' in document.body.dataset") {
		t.Error("a script ran")
	}
}
