package views

import "parley/chat"

// offered are the emoji that one click puts under a message.
var offered = []string{"👍", "💙", "😂", "👏", "⛵"}

// maxNamed is how many people one button names, so that a message with thousands
// of reactions stays small. The last that came are the likeliest to look.
const maxNamed = 200

func named(by []int64) []int64 { return by[max(0, len(by)-maxNamed):] }

func reactionsURL(m chat.Message) string { return ActionsURL(m) + "/reactions" }
