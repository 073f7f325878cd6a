package views

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"parley/chat"
)

// names says whether a field, which may be sent more than once and hold several handles, names this one.
func (f Form) names(field, handle string) bool { return slices.Contains(f.handles(field), handle) }

func (f Form) handles(field string) []string {
	return strings.FieldsFunc(strings.Join(f.Values[field], " "), func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
}

// typedHandles are the handles that are typed and not ticked.
func typedHandles(f Form, suggestions []chat.Person) string {
	var typed []string
	for _, h := range f.handles("people") {
		if !slices.ContainsFunc(suggestions, func(p chat.Person) bool { return p.Handle == h }) {
			typed = append(typed, h)
		}
	}
	return strings.Join(typed, " ")
}

// with is the form with another text in one field.
func (f Form) with(field, text string) Form {
	values := maps.Clone(f.Values)
	if values == nil {
		values = url.Values{}
	}
	values.Set(field, text)
	return Form{Values: values, Err: f.Err}
}
