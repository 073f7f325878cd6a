//go:build bench

package bench

import (
	"testing"
	"time"
)

// TestIdleViewer tells what a signed-in viewer costs that nothing happens for, as the program is: no collection is
// forced, and the heartbeats go on.
func TestIdleViewer(t *testing.T) {
	const viewers = 5000
	p := newPlace(t, viewers)
	before := residentOf(t, p.PID())
	gather(t, p.URL, "/ws?room=lounge&since=-1", viewers, func(i int) string { return "Cookie: " + p.people[i].cookie + "\r\n" })
	r := row{what: "idle viewer, signed in", unit: " KB", goal: "≤ 6"}
	for range rounds {
		<-time.After(5 * time.Second)
		r.got = append(r.got, float64(residentOf(t, p.PID())-before)/viewers/1000)
	}
	r.print(t)
}
