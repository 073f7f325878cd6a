package views

import (
	"testing"

	"parley/chat"
)

func branded(p Page) Page {
	p.Place.Logo = 3
	return p
}

func sampleExpiry() *chat.Expiry {
	e := chat.Expiry{Messages: 1_240, Oldest: at20(8, 0)}
	for i, kind := range []chat.RoomKind{chat.Open, chat.Direct, chat.Open, chat.Private, chat.Open, chat.Open, chat.Open, chat.Open, chat.Direct} {
		e.Rooms = append(e.Rooms, chat.Expired{Room: chat.Room{Name: "room " + id(int64(i)), Kind: kind}, Messages: 100})
	}
	return &e
}

func TestWhatWouldBeErasedIsToldByRoomAndNoConversationByName(t *testing.T) {
	const want = "The oldest is of 20 November 2026. They are in: room 0 (100), room 2 (100), room 3 (100), room 4 (100), room 5 (100), other rooms (200) and conversations (200)."
	if got := expiryReach(ClockIn("UTC"), *sampleExpiry()); got != want {
		t.Errorf("%s", got)
	}
}

func TestARoomSaysHowLongItsMessagesAreKept(t *testing.T) {
	for _, c := range []struct {
		place, room int64
		want        string
	}{{0, 0, ""}, {30, 0, "Messages are kept for 30 days, then erased."}, {30, chat.Forever, ""}, {0, 1, "Messages are kept for one day, then erased."}} {
		if got := keptSentence(chat.Place{KeepDays: c.place}, chat.Room{KeepDays: c.room}); got != c.want {
			t.Errorf("place %d, room %d: %q", c.place, c.room, got)
		}
	}
}
