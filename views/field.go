package views

import (
	"slices"

	"github.com/a-h/templ"
)

// textField describes a field that somebody types into.
type textField struct {
	Name  string
	ID    string // of its element; empty: its name
	Label string
	Type  string // of the input; empty: text
	Value string // what stands there before anything is typed
	Hint  string // what would be right; empty: it goes without saying
	Attrs templ.Attributes
}

func (in textField) id() string {
	if in.ID != "" {
		return in.ID
	}
	return in.Name
}

func (in textField) kind() string {
	if in.Type != "" {
		return in.Type
	}
	return "text"
}

// shown is the text in the field: what was typed, for passwords never.
func (in textField) shown(f Form) string {
	if in.Type == "password" {
		return ""
	}
	return f.Or(in.Name, in.Value)
}

// option is one answer to a question.
type option struct{ Value, Label, Hint string }

// about ties a field to the words beneath it.
func about(f Form, name, id, hint string) templ.Attributes {
	if f.Error(name) != "" {
		return templ.Attributes{"aria-invalid": "true", "aria-describedby": id + "-e", "autofocus": true}
	}
	if hint != "" {
		return templ.Attributes{"aria-describedby": id + "-h"}
	}
	return nil
}

// refused ties a group of answers to the reason it was refused.
func refused(f Form, name, id string) templ.Attributes {
	if f.Error(name) == "" {
		return nil
	}
	return templ.Attributes{"aria-describedby": id + "-e"}
}

// otherError is the reason of a refusal that is about none of these fields.
func (f Form) otherError(fields []string) string {
	if f.Err == nil || slices.Contains(fields, f.Err.Field) {
		return ""
	}
	return f.Err.Message
}

// Attributes of fields that several forms have.
var (
	handleAttrs = templ.Attributes{
		"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "required": true, "maxlength": "32",
	}
	emailAttrs    = templ.Attributes{"autocomplete": "email", "maxlength": "254"}
	passwordAttrs = templ.Attributes{"autocomplete": "new-password", "required": true, "minlength": "10"}
	nameAttrs     = templ.Attributes{"autocomplete": "name", "dir": "auto", "maxlength": "60"}
)
