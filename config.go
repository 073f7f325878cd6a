package main

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Config is everything that can be set, each by a variable of the environment.
type Config struct {
	Addr           string // PARLEY_ADDR, or PORT: where to listen
	Data           string // PARLEY_DATA: folder of the SQLite database
	DatabaseURL    string // DATABASE_URL: postgres://…; empty: SQLite in Data
	RedisURL       string // REDIS_URL; empty: this process is the only one
	BaseURL        *url.URL
	TrustedProxies []netip.Prefix
	LogJSON        bool
	MetricsAddr    string

	PostRate          float64 // messages a second of one account; 0: no limit
	PostBurst         int
	SocketsPerAddress int
	SocketsPerAccount int
	SocketsTotal      int
	SignInRate        int // tries in 15 minutes of one account from one address; 0: no limit
	SignUpRate        int // accounts an hour from one address; 0: no limit
}

// databaseFile is where SQLite keeps the place.
func (c Config) databaseFile() string { return filepath.Join(c.Data, "parley.db") }

// setting is one variable: what `parley help` says of it, and how it is read.
type setting struct {
	name, otherwise, help string
	set                   func(c *Config, value string) error
}

var settings = []setting{
	{"PARLEY_ADDR", "localhost:8080", "where to listen; PORT=8080 is short for :8080", func(c *Config, v string) error { return setAddr(&c.Addr, v) }},
	{"PARLEY_DATA", "./data", "folder of the database when DATABASE_URL is not set", func(c *Config, v string) error { c.Data = filepath.Clean(v); return nil }},
	{"DATABASE_URL", "", "postgres://user:password@host/name: PostgreSQL in place of SQLite", setDatabase},
	{"REDIS_URL", "", "redis://, rediss://, redis+cluster:// or redis+sentinel://: lets several replicas share the rooms", setRedis},
	{"PARLEY_BASE_URL", "", "https://chat.example.org: the address people use; without it only this machine may", setBaseURL},
	{"PARLEY_TRUSTED_PROXIES", "127.0.0.0/8,::1/128", "networks whose X-Forwarded-* headers are believed", setProxies},
	{"PARLEY_LOG", "text", "text or json", setLog},
	{"PARLEY_METRICS_ADDR", "", "a listener of its own for /metrics; without it /metrics answers this machine only", func(c *Config, v string) error { return setAddr(&c.MetricsAddr, v) }},
	{"PARLEY_POST_RATE", "1", "messages a second of one account in the long run, ten at once; 0: no limit", func(c *Config, v string) error { return setRate(&c.PostRate, v) }},
	{"PARLEY_SOCKETS_PER_ADDRESS", "100", "open pages of one address; 0: no limit", func(c *Config, v string) error { return setCount(&c.SocketsPerAddress, v) }},
	{"PARLEY_SOCKETS_PER_ACCOUNT", "10", "open pages of one account; 0: no limit", func(c *Config, v string) error { return setCount(&c.SocketsPerAccount, v) }},
	{"PARLEY_SOCKETS", "100000", "open pages in all; 0: no limit", func(c *Config, v string) error { return setCount(&c.SocketsTotal, v) }},
	{"PARLEY_SIGN_IN_RATE", "5", "tries in 15 minutes for an account and address, ten times as many for an address; 0: no limit", func(c *Config, v string) error { return setCount(&c.SignInRate, v) }},
	{"PARLEY_SIGN_UP_RATE", "10", "accounts an hour made from one address; 0: no limit", func(c *Config, v string) error { return setCount(&c.SignUpRate, v) }},
}

// readConfig reads the environment. A wrong value is one clear line.
func readConfig(getenv func(string) string) (Config, error) {
	c := Config{PostBurst: 10}
	for _, s := range settings {
		v := strings.TrimSpace(getenv(s.name))
		if v == "" {
			v = s.otherwise
		}
		if err := s.set(&c, v); err != nil {
			return c, fmt.Errorf("%s: %w", s.name, err)
		}
	}
	if port := strings.TrimSpace(getenv("PORT")); port != "" && strings.TrimSpace(getenv("PARLEY_ADDR")) == "" {
		if err := setAddr(&c.Addr, ":"+port); err != nil {
			return c, fmt.Errorf("PORT: %w", err)
		}
	}
	return c, nil
}

func setAddr(to *string, v string) error {
	if *to = v; v == "" {
		return nil
	}
	_, port, err := net.SplitHostPort(v)
	if err != nil {
		return fmt.Errorf("%q is not an address like localhost:8080 or :8080", v)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("%q has no port between 0 and 65535", v)
	}
	return nil
}

func setDatabase(c *Config, v string) error {
	if c.DatabaseURL = v; v == "" {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") || u.Host == "" {
		return fmt.Errorf("give it as postgres://user:password@host:5432/name")
	}
	return nil
}

func setRedis(c *Config, v string) error {
	if c.RedisURL = v; v == "" {
		return nil
	}
	scheme, rest, ok := strings.Cut(v, "://")
	switch scheme {
	case "redis", "rediss", "redis+cluster", "redis+sentinel":
		if ok && rest != "" {
			return nil
		}
	}
	return fmt.Errorf("give it as redis://host:6379/0, rediss://…, redis+cluster://host:6379,… or redis+sentinel://host:26379,…/name")
}

func setBaseURL(c *Config, v string) error {
	if v == "" {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" {
		return fmt.Errorf("give it as https://chat.example.org")
	}
	if strings.Trim(u.Path, "/") != "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("give it as https://chat.example.org: scheme and host alone")
	}
	c.BaseURL = &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host)}
	return nil
}

func setProxies(c *Config, v string) error {
	for field := range strings.SplitSeq(v, ",") {
		field = strings.TrimSpace(field)
		p, err := netip.ParsePrefix(field)
		if err != nil {
			a, err := netip.ParseAddr(field)
			if err != nil {
				return fmt.Errorf("%q is neither an address nor a network like 10.0.0.0/8", field)
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		c.TrustedProxies = append(c.TrustedProxies, p)
	}
	return nil
}

func setLog(c *Config, v string) error {
	c.LogJSON = v == "json"
	if v != "json" && v != "text" {
		return fmt.Errorf("%q is neither text nor json", v)
	}
	return nil
}

func setRate(to *float64, v string) error {
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || !(n >= 0 && n <= 1e6) { // NaN is neither
		return fmt.Errorf("%q is not a number of messages a second", v)
	}
	*to = n
	return nil
}

func setCount(to *int, v string) error {
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 {
		return fmt.Errorf("%q is not a whole number", v)
	}
	*to = n
	return nil
}

// environment is where Config comes from in the program itself.
var environment = os.Getenv
