package realtime

import (
	"runtime"
	"testing"
)

// Queues that are long for when they are needed hold nothing while they are empty.
func TestWhatWaitsForNothingIsSmall(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	h := NewHub(HubConfig{Broker: NewMemory()})
	NewAnnouncer(h, Render{})
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 256<<10 {
		t.Errorf("a hub without viewers and its announcer take %d bytes", took)
	}
}
