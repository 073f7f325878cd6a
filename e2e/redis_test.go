package e2e

import (
	"testing"
	"time"
)

// Promised is the interval of healing, a quarter of a second; the rest is for a busy machine.
const (
	healLimit = 3 * time.Second
	backLimit = 3 * time.Second
)

func (p *place) redisStops(t *testing.T) {
	hana := p.person(t, "hana")
	one, two := p.admin.at(p.replicas[0].URL).live(t, "lounge"), hana.at(p.replicas[1].URL).live(t, "lounge")
	if err := p.redis.Stop(); err != nil {
		t.Fatal(err)
	}
	say(t, one, "is anybody there")
	t.Log("without Redis, first:", shownWithin(t, healLimit, "is anybody there", two))
	hana.at(p.replicas[1].URL).post(t, "lounge", "all of us")
	t.Log("without Redis, then:", shownWithin(t, healLimit, "all of us", one))
	p.revoke(t, "ines", dropLimitNoBroker)
	if err := p.redis.Start(); err != nil {
		t.Fatal(err)
	}
	p.wantBroker(t)
	say(t, two, "it is back")
	t.Log("with Redis again:", shownWithin(t, backLimit, "it is back", one))
	p.wantSame(t, "lounge", one, two)
	one.WantNoProblems(t)
	two.WantNoProblems(t)
}

// wantBroker waits until a presence passes between the replicas again, which nothing but Redis carries.
func (p *place) wantBroker(t *testing.T) {
	t.Helper()
	jon := p.person(t, "jon")
	one := p.admin.at(p.replicas[0].URL).live(t, "lounge")
	began := time.Now()
	jon.at(p.replicas[1].URL).live(t, "lounge")
	one.Until(t, "document.querySelector('#here').innerText.includes('Jon')")
	t.Log("who is here is known again after", time.Since(began))
}
