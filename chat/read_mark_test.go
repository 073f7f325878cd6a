package chat

import "testing"

func TestAReadMarkMovesForwardOnly(t *testing.T) {
	marks, k := newReadMarks(), markKey{1, 2}
	for _, seq := range []int64{3, 5, 4} {
		marks.put(k, seq)
	}
	if got := marks.get(k); got != 5 {
		t.Errorf("the mark is at %d", got)
	}
}

func TestAMarkThatMovesWhileItIsWrittenIsKept(t *testing.T) {
	marks, k := newReadMarks(), markKey{1, 2}
	marks.put(k, 3)
	gathered := marks.all()
	marks.put(k, 4)
	marks.forget(gathered)
	if got := marks.get(k); got != 4 {
		t.Errorf("the mark is at %d", got)
	}
	marks.forget(marks.all())
	if got := marks.get(k); got != 0 {
		t.Errorf("after it was written it stays at %d", got)
	}
}

func TestMarksThatAreNotWrittenYetCount(t *testing.T) {
	marks := newReadMarks()
	marks.put(markKey{1, 2}, 5)
	marks.put(markKey{1, 3}, 5)
	marks.put(markKey{9, 4}, 5)
	listing := func(id, last, read, mentions int64) RoomListing {
		return RoomListing{Room: Room{ID: id, LastSeq: last}, Member: Member{Role: RoleMember, LastReadSeq: read}, Mentions: mentions}
	}
	rooms := []RoomListing{listing(2, 5, 1, 2), listing(3, 8, 1, 2), listing(4, 8, 1, 2), listing(2, 5, 6, 1)}
	marks.overlay(1, rooms)
	for i, want := range [][2]int64{{0, 0}, {3, 2}, {7, 2}, {0, 1}} {
		if got := [2]int64{rooms[i].Unread(), rooms[i].Mentions}; got != want {
			t.Errorf("listing %d: unread and mentions %v, want %v", i, got, want)
		}
	}
}

func TestMarkReadTellsOnceAndNeverBeyondTheEnd(t *testing.T) {
	var told []Event
	s := New(Deps{Tell: func(e Event) { told = append(told, e) }})
	st := Standing{Room: Room{ID: 2, LastSeq: 5}, User: User{ID: 1}, Member: Member{Role: RoleMember, LastReadSeq: 3}}
	for _, seq := range []int64{2, 3, -1, 99} {
		s.MarkRead(st, seq)
	}
	if len(told) != 1 || told[0].Seq != 5 || told[0].Kind != RoomRead {
		t.Errorf("%+v", told)
	}
	st.Member.Role = ""
	s.MarkRead(st, 5)
	if len(told) != 1 {
		t.Error("who is not in the room has a mark")
	}
}
