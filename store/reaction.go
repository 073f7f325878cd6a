package store

import (
	"context"
	"fmt"
	"strings"

	"parley/chat"
)

// SaveReactions writes the reactions and the rev of m.
func (t *tx) SaveReactions(_ context.Context, m chat.Message) error {
	return t.exec("save reactions", `UPDATE messages SET reactions = $2, rev = $3 WHERE id = $1`,
		m.ID, joinReactions(m.Reactions), m.Rev)
}

// reactions reads what joinReactions wrote.
type reactions struct{ to *[]chat.Reaction }

func (r reactions) Scan(v any) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("reactions are %T, not text", v)
	}
	*r.to = nil
	for line := range strings.Lines(text) {
		emoji, who, ok := strings.Cut(line, " ")
		if !ok {
			return fmt.Errorf("reactions hold %q", line)
		}
		one := chat.Reaction{Emoji: emoji}
		if err := (ids{&one.By}).Scan(who); err != nil {
			return err
		}
		*r.to = append(*r.to, one)
	}
	return nil
}

// joinReactions is a line for each: the emoji, then the ids of people.
func joinReactions(all []chat.Reaction) string {
	var b strings.Builder
	for _, r := range all {
		fmt.Fprintf(&b, "%s %s\n", r.Emoji, joinIDs(r.By))
	}
	return b.String()
}
