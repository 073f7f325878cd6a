package handlers

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestASessionThatIsKnownIsDecodedIntoAMapOfItsOwn(t *testing.T) {
	var c sessionCodec
	deadline := time.Now().UTC().Truncate(time.Second)
	b, err := c.Encode(deadline, map[string]any{"user": int64(7), "sid": "s"})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		at, values, err := c.Decode(b)
		if diff := cmp.Diff(values, map[string]any{"user": int64(7), "sid": "s"}); err != nil || diff != "" || !at.Equal(deadline) {
			t.Fatalf("%v, %v %s", err, at, diff)
		}
		values["user"] = int64(1) // as a request does that signs somebody in
		delete(values, "sid")
	}
	if n := testing.AllocsPerRun(100, func() { _, _, _ = c.Decode(b) }); n > 3 {
		t.Errorf("%v allocations for a session that is known", n)
	}
	long, _ := c.Encode(deadline, map[string]any{"draft-body": strings.Repeat("words ", 600)})
	if _, _, err := c.Decode(long); err != nil || len(c.decoded) != 1 {
		t.Errorf("%d sessions are kept, %v", len(c.decoded), err)
	}
}
