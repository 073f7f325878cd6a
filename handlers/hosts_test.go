package handlers_test

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"parley/handlers"
)

// ask sends a GET under another host name.
func ask(t *testing.T, s *site, path, host string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	res, err := s.guest().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, res)
}

func baseURL(text string) func(*handlers.Config) {
	return func(c *handlers.Config) { c.BaseURL, _ = url.Parse(text) }
}

func TestWithoutABaseURLOnlyNamesOfThisMachineAreServed(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{config: func(c *handlers.Config) { c.Metrics = http.NotFoundHandler() }})
	s.setUp()
	for _, host := range []string{"localhost", "localhost:1", "127.0.0.1:8080", "[::1]:99", "[::1]", "LOCALHOST:80"} {
		ask(t, s, "/sign-in", host).want(t, 200)
	}
	for _, host := range []string{"evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "10.0.0.1"} {
		a := ask(t, s, "/sign-in", host).want(t, 421)
		if !strings.Contains(a.body, "PARLEY_BASE_URL") {
			t.Errorf("the refusal of %s does not say what to set", host)
		}
		ask(t, s, "/static/app.css", host).want(t, 421)
		ask(t, s, "/nothing", host).want(t, 421)
		ask(t, s, "/livez", host).want(t, 200)
		ask(t, s, "/readyz", host).want(t, 200)
	}
}

func TestABaseURLIsTheOnlyNameAndMakesCookiesSecure(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{config: baseURL("https://chat.example.org")})
	s.setUp()
	for host, code := range map[string]int{"chat.example.org": 200, "CHAT.example.org": 200, "chat.example.org:443": 200, "chat.example.org:8443": 421, "localhost": 421} {
		ask(t, s, "/sign-in", host).want(t, code)
	}
	r, _ := http.NewRequestWithContext(t.Context(), "POST", s.URL+"/sign-in", strings.NewReader("login=ana&password=a+lamp+in+the+fog"))
	r.Host = "chat.example.org"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := s.guest().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	a := read(t, res).want(t, 303)
	c := a.Header.Get("Set-Cookie")
	for _, part := range []string{"__Host-", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(c, part) {
			t.Errorf("the cookie %q is not %s", c, part)
		}
	}
	if strings.Contains(c, "Domain") || a.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("cookie %q, header %v", c, a.Header)
	}
}

func TestMetricsAnswerThisMachineAloneAndNoForeignName(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{config: func(c *handlers.Config) {
		baseURL("https://chat.example.org")(c)
		c.Metrics = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) })
	}})
	for host, code := range map[string]int{"localhost:8080": 200, "chat.example.org": 200, "rebound.example": 404} {
		ask(t, s, "/metrics", host).want(t, code)
	}
	for _, name := range []string{"X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "Via"} {
		s.guest().with(name, "x").get("/metrics").want(t, 404)
	}
}

func TestOnlyTrustedProxiesSayWhereARequestComesFrom(t *testing.T) {
	t.Parallel()
	for proxies, want := range map[string]string{"127.0.0.0/8": "203.0.113.9", "10.0.0.0/8": "127.0.0.1", "127.0.0.0/8 203.0.113.0/24": "198.51.100.7"} {
		s := newSite(t, options{config: func(c *handlers.Config) {
			for p := range strings.FieldsSeq(proxies) {
				c.TrustedProxies = append(c.TrustedProxies, netip.MustParsePrefix(p))
			}
		}})
		s.setUp()
		s.guest().with("X-Forwarded-For", "198.51.100.7, 203.0.113.9").post("/sign-in", "login", "ana", "password", "a lamp in the fog").want(t, 303)
		if !strings.Contains(s.log.String(), "address="+want+"\n") {
			t.Errorf("behind %s the address is not %s:\n%s", proxies, want, s.log)
		}
	}
}
