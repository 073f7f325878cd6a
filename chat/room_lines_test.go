package chat

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestALineTellsEachChangeOfARoom(t *testing.T) {
	was := Room{ID: 1, Name: "Attic", Topic: "dust", Kind: Private}
	for name, c := range map[string]struct {
		was  Room
		edit func(*Room)
		want []Message
	}{
		"nothing":   {was, func(*Room) {}, nil},
		"name":      {was, func(r *Room) { r.Name = "Loft" }, []Message{{Kind: Renamed, Body: "Loft"}}},
		"topic":     {was, func(r *Room) { r.Topic = "" }, []Message{{Kind: TopicSet}}},
		"opened":    {was, func(r *Room) { r.Kind = Open }, []Message{{Kind: Widened, Body: "open"}}},
		"announced": {was, func(r *Room) { r.Kind = Announcement }, []Message{{Kind: Widened, Body: "announcement"}}},
		"public":    {openRoom, func(r *Room) { r.Public = true }, []Message{{Kind: Widened, Body: "public"}}},
		"narrowed":  {publicRoom, func(r *Room) { r.Public, r.Kind = false, Private }, nil},
		"archived":  {openRoom, func(r *Room) { r.ArchivedAt = now }, []Message{{Kind: Archived}}},
		"in use":    {archivedRoom, func(r *Room) { *r = openRoom }, []Message{{Kind: Unarchived}}},
		"all":       {was, func(r *Room) { *r = Room{ID: 1, Name: "Loft", Topic: "light", Kind: Open, ArchivedAt: now} }, []Message{{Kind: Renamed, Body: "Loft"}, {Kind: TopicSet, Body: "light"}, {Kind: Widened, Body: "open"}, {Kind: Archived}}},
	} {
		is := c.was
		c.edit(&is)
		if diff := cmp.Diff(c.want, roomLines(c.was, is)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestARoomIsOfOneKind(t *testing.T) {
	for _, n := range []NewRoom{{Name: "", Kind: Open}, {Name: "x"}, {Name: "x", Kind: Direct}, {Name: "x", Kind: "secret"}, {Name: "x", Kind: Private, Public: true}} {
		if _, err := n.clean(); KindOf(err) != Invalid {
			t.Errorf("%+v: %v", n, err)
		}
	}
	if n, err := (NewRoom{Name: " The  Den ", Kind: Announcement, Public: true}).clean(); err != nil || n.Name != "The Den" {
		t.Errorf("%+v: %v", n, err)
	}
}
