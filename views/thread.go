package views

import "parley/chat"

func (v ThreadView) room() chat.Room { return v.Standing.Room }

func (v ThreadView) frame() frame {
	return (&RoomView{Standing: v.Standing}).frame(true)
}

func threadPage(p Page, v ThreadView) Page {
	if p.Title == "" {
		p.Title = "Thread in " + calledBy(p, v.room())
	}
	return onRoom(p, v.room())
}

// composer answers the thread's first message.
func (v ThreadView) composer(p Page) ComposerView {
	c := v.Composer
	c.Room, c.Name, c.Thread = v.room(), calledBy(p, v.room()), v.Root
	return c
}

// skips says whether answers are missing above the one at i: a long thread shows its last ones.
func (v ThreadView) skips(i int) bool {
	ms := v.Window.Messages
	return i == 1 && !v.Window.AtStart && ms[0].Replies > int64(len(ms)-1)
}

// rootOf is the first message of the thread that a message is in, or could begin.
func rootOf(m chat.Message) int64 {
	if m.Root != 0 {
		return m.Root
	}
	return m.Seq
}

// apart shows a message's figure and name where it does not follow, in this list,
// the message whose block it goes on in the room.
func apart(m chat.Message, i int, ms []chat.Message) chat.Message {
	if i == 0 || ms[i-1].Seq != m.Seq-1 {
		m.Cont = false
	}
	return m
}
