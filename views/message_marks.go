package views

import (
	"github.com/a-h/templ"

	"parley/chat"
)

// messageMarks are the attributes that only some messages have.
func messageMarks(m chat.Message) templ.Attributer {
	a := attributes{}
	if m.Root != 0 {
		a = a.with("data-root", id(m.Root))
	}
	switch {
	case m.Removed():
		a = a.with("data-removed", true)
	case m.Edited():
		a = a.with("data-edited", true)
	}
	if len(m.Mentions) > 0 && !m.Removed() {
		a = a.with("data-mentions", ids(m.Mentions))
	}
	return templ.OrderedAttributes(a)
}
