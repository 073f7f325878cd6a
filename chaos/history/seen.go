package history

import (
	"time"

	"parley/chaos/page"
)

// Screen is what somebody saw at rest.
type Screen struct {
	Who, Room string
	Articles  []page.Article
	Wrongs    []string // what was never to be so, on the way
	// Since is the revision after which a replica was asked what changed; the articles are that. Zero: they are the end of
	// the room's list.
	Since int64
	// Delta says that the articles are what changed after Since.
	Delta bool
}

// Arrival is how long the last message of a phase took to a screen after its acknowledgement or the end of the last fault.
type Arrival struct {
	Who, Phase string
	Took       time.Duration // negative: it did not arrive
	Limit      time.Duration
	Pause      time.Duration // of a page that began anew meanwhile, as it may: that long it may take besides
}

// Revocation is a right to read that was taken away: the act was acknowledged At.
type Revocation struct {
	Who    string
	At     time.Duration
	Until  time.Duration // when it was given back, at the earliest; 0: never
	Within time.Duration // how long what is said may still reach them; 0: 2 s
}

// Heard is a body that reached somebody whose right to read was or will be taken away.
type Heard struct {
	Who, Body string
}

// Held is how much a replica and its kernel kept for a reader who did not read.
type Held struct {
	Who   string
	Bytes int
}

// Sighting is the highest revision of a room at which something was sent or stood on a screen.
type sighting struct {
	rev  int64
	who  string
	text string
}

// rendering is one revision of a message, which everybody must see alike; of a quote, the seq is that of the quoted message.
type rendering struct {
	seq, rev int64
}

// sights is what all readers of one room saw.
type sights struct {
	words      map[rendering]sighting // of messages with words
	quotes     map[rendering]sighting // of quotes with words
	removed    map[int64]int64        // by seq: the lowest revision at which a tombstone was seen
	renderings map[rendering]page.Article
}

func newSights() *sights {
	return &sights{map[rendering]sighting{}, map[rendering]sighting{}, map[int64]int64{}, map[rendering]page.Article{}}
}
