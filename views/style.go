package views

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/a-h/templ"

	"parley/chat"
)

// defaultHue is the accent that app.css has of its own.
const defaultHue = 168

// readerStyle is what a page adds to the fragments that are the same for all:
// whose messages are one's own and which name the reader. It is unlayered, so it
// beats every layer of app.css.
const readerStyle = `[data-author="%[1]d"]>.acts>.if-own{display:grid}` +
	`[data-author="%[1]d"]>.by>.name{color:var(--accent)}` +
	`[data-mentions~="%[1]d"],[data-mentions~="%[1]d"]:hover{background:var(--accent-wash);border-inline-start:3px solid var(--accent);padding-inline-start:calc(var(--gut) - 3px)}` +
	`[data-by~="%[1]d"]>.mine,[data-mentions~="%[1]d"]>.by>.mine{display:inline}` +
	`[data-by~="%[1]d"]{background:var(--accent-wash);color:var(--accent-2);box-shadow:inset 0 0 0 1px var(--accent)}` +
	`.typing [data-author="%[1]d"]{display:none}.typing :has(+[data-author="%[1]d"]:last-child)::after{content:none}`

// AccentStyle is the rule of a place's own accent colour; empty where it keeps
// Parley's. Pages of guests carry no nonce: their policy allows it by its hash.
func AccentStyle(p chat.Place) string {
	if p.AccentHue == 0 || p.AccentHue == defaultHue {
		return ""
	}
	return fmt.Sprintf(":root{--accent-h:%d}", p.AccentHue)
}

// pageStyle is the page's one style element: the accent and the reader. templ
// does not fill in style elements; all rules are made of numbers alone.
func pageStyle(p Page, own string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		rules := AccentStyle(p.Place)
		if p.Actor.SignedIn() {
			rules += fmt.Sprintf(readerStyle, p.Actor.User.ID)
		}
		return style(rules+own).Render(ctx, w)
	})
}

// style is a style element with the nonce of the answer it is in.
func style(rules string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if rules == "" {
			return nil
		}
		open := "<style>"
		if nonce := templ.GetNonce(ctx); nonce != "" {
			open = `<style nonce="` + templ.EscapeString(nonce) + `">`
		}
		if _, err := io.WriteString(w, open); err != nil {
			return err
		}
		if err := partEnds().Render(ctx, w); err != nil { // what follows has no nonce
			return err
		}
		_, err := io.WriteString(w, strings.TrimSpace(rules)+"</style>")
		return err
	})
}
