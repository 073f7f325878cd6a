package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

func from(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func TestEveryWrongValueStopsTheStartWithOneLine(t *testing.T) {
	for name, values := range map[string][]string{
		"PARLEY_ADDR":                {"8080", "localhost", "localhost:", "localhost:http", "localhost:65536", ":-1"},
		"PORT":                       {"http", "65536", "80 80"},
		"DATABASE_URL":               {"mysql://localhost/x", "postgres://", "parley.db", "postgres://a b"},
		"REDIS_URL":                  {"localhost:6379", "redis://", "http://localhost", "memcached://x"},
		"PARLEY_BASE_URL":            {"chat.example.org", "ftp://chat.example.org", "https://", "https://:443", "https://chat.example.org/chat", "https://chat.example.org?x=1", "https://chat.example.org#x", "https://ana:secret@chat.example.org"},
		"PARLEY_TRUSTED_PROXIES":     {"proxy", "10.0.0.0/33", "10.0.0.1,", "10.0.0"},
		"PARLEY_LOG":                 {"xml", "JSON"},
		"PARLEY_METRICS_ADDR":        {"9090", "localhost:x"},
		"PARLEY_POST_RATE":           {"-1", "fast", "NaN", "Inf", "1e9"},
		"PARLEY_SOCKETS_PER_ADDRESS": {"-1", "many", "1.5"},
		"PARLEY_SOCKETS_PER_ACCOUNT": {"-1", "many", "1.5"},
		"PARLEY_SOCKETS":             {"-1", "many", "1.5"},
		"PARLEY_SIGN_IN_RATE":        {"-1", "many", "1.5"},
		"PARLEY_SIGN_UP_RATE":        {"-1", "many", "1.5"},
	} {
		for _, v := range values {
			err := run(context.Background(), nil, from(map[string]string{name: v}), new(bytes.Buffer))
			switch {
			case err == nil:
				t.Errorf("%s=%q is taken", name, v)
			case !strings.HasPrefix(err.Error(), name+": ") || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "secret"):
				t.Errorf("%s=%q: %s", name, v, err)
			}
		}
	}
}

func TestRightValuesAreTaken(t *testing.T) {
	c, err := readConfig(from(map[string]string{
		"PORT": " 9000 ", "DATABASE_URL": "postgres://parley@db/parley", "REDIS_URL": "redis+sentinel://a:1,b:2/main", "PARLEY_BASE_URL": "HTTPS://Chat.Example.org/",
		"PARLEY_TRUSTED_PROXIES": "10.0.0.0/8, 192.168.1.1, fd00::/8", "PARLEY_LOG": "json", "PARLEY_POST_RATE": "0.5", "PARLEY_SIGN_IN_RATE": "0",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != ":9000" || c.BaseURL.String() != "https://chat.example.org" || len(c.TrustedProxies) != 3 || !c.LogJSON || c.PostRate != 0.5 || c.SignInRate != 0 {
		t.Errorf("%+v", c)
	}
	if c, err := readConfig(from(map[string]string{"PORT": "9000", "PARLEY_ADDR": "localhost:1"})); err != nil || c.Addr != "localhost:1" {
		t.Errorf("PARLEY_ADDR does not go before PORT: %q %v", c.Addr, err)
	}
}

func TestNothingHasToBeSet(t *testing.T) {
	c, err := readConfig(from(nil))
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "localhost:8080" || c.Data != "data" || c.BaseURL != nil || c.SocketsPerAccount != 10 || c.SocketsPerAddress != 100 || c.SignInRate != 5 || c.PostBurst != 10 || c.PostRate != 1 || len(c.TrustedProxies) != 2 {
		t.Errorf("%+v", c)
	}
}

func TestHelpListsEveryCommandAndVariable(t *testing.T) {
	var out bytes.Buffer
	if err := run(context.Background(), []string{"help"}, from(nil), &out); err != nil {
		t.Fatal(err)
	}
	names := []string{"PORT", "parley user sessions N", "parley help"}
	for _, s := range settings {
		names = append(names, s.name)
	}
	for _, c := range commands() {
		names = append(names, "parley "+c.name)
	}
	for _, name := range names {
		if !strings.Contains(out.String(), name) {
			t.Errorf("help does not tell of %s:\n%s", name, out.String())
		}
	}
}

func TestAnUnknownCommandSaysWhereTheListIs(t *testing.T) {
	for _, args := range [][]string{{"sevre"}, {"user"}, {"user", "sessions", "none"}, {"user", "sessions", "0"}} {
		if err := run(context.Background(), args, from(nil), new(bytes.Buffer)); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: %v", args, err)
		}
	}
}

func TestWhereItListensIsToldAsPeopleTypeIt(t *testing.T) {
	for addr, want := range map[string]string{":8080": "http://localhost:8080", "0.0.0.0:80": "http://localhost:80", "[::1]:8080": "http://[::1]:8080", "chat.local:8080": "http://chat.local:8080"} {
		if got := publicURL(Config{Addr: addr}, addr); got != want {
			t.Errorf("%s is told as %s", addr, got)
		}
	}
	c, err := readConfig(from(map[string]string{"PARLEY_BASE_URL": "https://chat.example.org"}))
	if got := publicURL(c, c.Addr); err != nil || got != "https://chat.example.org" {
		t.Errorf("with a base URL it is told as %s, %v", got, err)
	}
}
