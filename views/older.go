package views

import (
	"github.com/a-h/templ"

	"parley/chat"
)

// olderFirst tells live.js where the list begins now; nothing where the page is empty.
func olderFirst(w chat.Window) templ.Attributes {
	if len(w.Messages) == 0 {
		return nil
	}
	return templ.Attributes{"data-first": id(firstSeq(w.Messages))}
}
