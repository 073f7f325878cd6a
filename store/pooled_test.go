package store_test

import (
	"bytes"
	"encoding/binary"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"parley/internal/testenv"
)

// wiretap stands before a database, as pgbouncer does when it tells a process number of its own.
type wiretap struct {
	server  string // host and port
	pools   bool   // tell another process number
	hasKept atomic.Bool
	over    sync.WaitGroup
}

// tapped is the address of a database through the tap.
func (w *wiretap) tapped(t *testing.T, database string) *url.URL {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close(); w.over.Wait() })
	w.server, u.Host = u.Host, l.Addr().String()
	w.over.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			w.over.Go(func() { w.serve(client) })
		}
	})
	return u
}

func (w *wiretap) serve(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", w.server)
	if err != nil {
		return
	}
	defer server.Close()
	w.over.Go(func() {
		defer server.Close()
		pass(server, client, func(b []byte) {
			if bytes.Contains(b, []byte("stmtcache_")) { // as pgx names what it prepares
				w.hasKept.Store(true)
			}
		})
	})
	pass(client, server, func(b []byte) {
		// BackendKeyData: its letter, its length, the process, a secret.
		if at := bytes.Index(b, []byte{'K', 0, 0, 0, 12}); w.pools && at >= 0 && at+9 <= len(b) {
			binary.BigEndian.PutUint32(b[at+5:], 1)
		}
	})
}

func pass(to, from net.Conn, look func([]byte)) {
	for b := make([]byte, 64<<10); ; {
		n, err := from.Read(b)
		if err != nil {
			return
		}
		look(b[:n])
		if _, err := to.Write(b[:n]); err != nil {
			return
		}
	}
}

func TestStatementsAreKeptUnlessAPoolerStandsBetween(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pools bool
		query string
		kept  bool
	}{
		"PostgreSQL itself": {kept: true},
		"a pooler":          {pools: true},
		"told not to":       {query: "default_query_exec_mode=exec"},
		"told to":           {pools: true, query: "default_query_exec_mode=cache_statement", kept: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &wiretap{pools: c.pools}
			u := w.tapped(t, testenv.Postgres(t))
			u.RawQuery = c.query
			s := open(t, u.String())
			ann := s.user("ann")
			r := s.room("a", ann)
			s.say(r, ann, "one")
			if st := s.standing(r, ann); st.Room.LastSeq != 1 || !st.IsMember() {
				t.Errorf("ann stands at %+v", st)
			}
			if w.hasKept.Load() != c.kept {
				t.Errorf("statements are kept: %t", !c.kept)
			}
		})
	}
}
