package views

import "parley/chat"

// watching are the filters whose catch stands under the cases: of the room that is shown, unless
// they are cases of one kind.
func (v DeskView) watching() (some []chat.Watching) {
	for _, w := range v.Watching {
		if v.Kind == "" && (v.Room == "" || w.Room.Slug == v.Room) {
			some = append(some, w)
		}
	}
	return some
}

// caught is how much a filter caught, and where it watches.
func caught(w chat.Watching) string {
	text := Number(w.Caught) + " caught in the last day"
	if w.Room.ID != 0 {
		text += ", in " + w.Room.Name
	}
	return text
}
