package chaos

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"parley/internal/testenv"
)

// link is a connection between two parts of the place that can be delayed, cut and swallowed.
type link struct {
	addr  string
	proxy *toxiproxy.Proxy
}

// newLink is a link to an address, that ends with the test.
func newLink(t *testing.T, name, to string) *link {
	t.Helper()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	addr := fmt.Sprintf("127.0.0.1:%d", testenv.FreePort(t))
	l := &link{addr, toxiproxy.NewProxy(server, name, addr, to)}
	if err := l.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.proxy.Stop)
	return l
}

// toxic is something that is wrong with a link, both ways, in the words of toxiproxy.
type toxic struct{ kind, attributes string }

var (
	slow      = toxic{"latency", `{"latency": 250, "jitter": 200}`}
	slower    = toxic{"latency", `{"latency": 30, "jitter": 20}`} // to a database, which is asked many times for one answer
	blackHole = toxic{"timeout", `{"timeout": 0}`}
	resets    = toxic{"reset_peer", `{"timeout": 5}`}
)

var directions = []string{"upstream", "downstream"}

func (l *link) spoil(x toxic) error {
	for _, direction := range directions {
		words := fmt.Sprintf(`{"name": %q, "type": %q, "stream": %[1]q, "attributes": %[3]s}`, direction, x.kind, x.attributes)
		if _, err := l.proxy.Toxics.AddToxicJson(strings.NewReader(words)); err != nil {
			return fmt.Errorf("spoil %s: %w", l.proxy.Name, err)
		}
	}
	return nil
}

func (l *link) mend() error {
	for _, direction := range directions {
		if err := l.proxy.Toxics.RemoveToxic(context.Background(), direction); err != nil {
			return fmt.Errorf("mend %s: %w", l.proxy.Name, err)
		}
	}
	return nil
}
