package realtime

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// parseRedisURL reads a URL into options. net/url does not know lists of
// hosts, so these are taken out first.
func parseRedisURL(s string) (*redis.UniversalOptions, error) {
	scheme, rest, found := strings.Cut(s, "://")
	kind, ok := redisSchemes[scheme]
	if !found || !ok {
		return nil, fmt.Errorf("it begins with %q, not with redis://, rediss://, redis+cluster:// or redis+sentinel://", scheme)
	}
	rest, query, _ := strings.Cut(rest, "?")
	at := strings.LastIndex(rest, "@") + 1
	hosts, path, _ := strings.Cut(rest[at:], "/")
	if kind == single {
		return singleOptions(s)
	}
	if query != "" {
		return nil, errors.New("a list of hosts takes no options after a question mark")
	}
	o := &redis.UniversalOptions{Addrs: strings.Split(hosts, ","), IsClusterMode: kind == cluster}
	for _, addr := range o.Addrs {
		if host, port, err := net.SplitHostPort(addr); err != nil || host == "" || port == "" {
			return nil, fmt.Errorf("%q is not host:port", addr)
		}
	}
	if err := fillPath(o, kind, path); err != nil {
		return nil, err
	}
	if err := fillUser(o, rest[:at]); err != nil {
		return nil, err
	}
	if strings.HasPrefix(scheme, "rediss") {
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	return bounded(o), nil
}

type redisKind int

const (
	single redisKind = iota
	cluster
	sentinel
)

var redisSchemes = map[string]redisKind{"redis": single, "rediss": single,
	"redis+cluster": cluster, "rediss+cluster": cluster, "redis+sentinel": sentinel, "rediss+sentinel": sentinel}

func singleOptions(s string) (*redis.UniversalOptions, error) {
	o, err := redis.ParseURL(s)
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err // without the URL, which holds the password
	}
	if err != nil {
		return nil, err
	}
	return bounded(&redis.UniversalOptions{Addrs: []string{o.Addr}, DB: o.DB, Username: o.Username, Password: o.Password, TLSConfig: o.TLSConfig}), nil
}

func fillPath(o *redis.UniversalOptions, kind redisKind, path string) error {
	path = strings.Trim(path, "/")
	switch {
	case kind == sentinel && path == "":
		return errors.New("the master's name is missing: redis+sentinel://host:port/name")
	case kind == cluster && path != "":
		return errors.New("a cluster has no database numbers: nothing may follow the hosts")
	}
	o.MasterName = path
	return nil
}

// fillUser reads user:password@.
func fillUser(o *redis.UniversalOptions, userinfo string) error {
	if userinfo == "" {
		return nil
	}
	u, err := url.Parse("redis://" + userinfo + "host")
	if err != nil {
		return errors.New("the user or password holds characters that must be percent-encoded")
	}
	o.Username = u.User.Username()
	o.Password, _ = u.User.Password()
	return nil
}

// bounded makes failures quick: whoever waits has other things to do, and tries again.
func bounded(o *redis.UniversalOptions) *redis.UniversalOptions {
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = redisLimit, redisLimit, redisLimit, redisLimit
	o.ContextTimeoutEnabled = true
	o.MaxRetries, o.DialerRetries = -1, 1
	o.Protocol, o.DisableIdentity = 2, true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return o
}
