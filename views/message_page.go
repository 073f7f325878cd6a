package views

import (
	"github.com/a-h/templ"

	"parley/chat"
)

func (v MessageView) room() chat.Room { return v.Standing.Room }

func messagePage(p Page, v MessageView) Page {
	if p.Title == "" {
		p.Title = "Message of " + v.Message.Author.Name
	}
	return onRoom(p, v.room())
}

// alone is a message without the block that it goes on.
func alone(m chat.Message) chat.Message {
	m.Cont = false
	return m
}

// removal is the form that was sent, unless it was a report, which has a reason of its own.
func (v MessageView) removal() Form {
	if v.Form.Values.Has("detail") {
		return Form{}
	}
	return v.Form
}

// words is the field of a message's text, with its source.
func (v MessageView) words() textField {
	return textField{
		Name: "body", ID: "words", Label: "What it should say", Value: v.Message.Body,
		Hint:  "Everybody sees that it was edited. Markdown works.",
		Attrs: templ.Attributes{"maxlength": id(chat.MaxBody), "required": true, "rows": "4"},
	}
}
