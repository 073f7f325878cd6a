package views

import (
	"github.com/a-h/templ"

	"parley/chat"
)

// back leads to the message it is about, the room, or the person.
func (v ModerateView) back() templ.SafeURL { return templ.SafeURL(v.backTo()) }

func (v ModerateView) backTo() string {
	switch room := v.Standing.Room.Slug; {
	case room != "" && v.Message != 0:
		return RoomURL(room) + "/messages/" + id(v.Message)
	case room != "":
		return RoomURL(room)
	}
	return PersonURL(v.User.Handle)
}

func (v ModerateView) where() string {
	if v.Standing.Room.ID == 0 {
		return "In the whole place"
	}
	return "In " + v.Standing.Room.Name
}

// holds says where a decision holds.
func (v ModerateView) holds() string {
	if v.Standing.Room.ID == 0 {
		return "This holds in the whole place."
	}
	return "This holds in " + v.Standing.Room.Name + "."
}

// reachesFurther says whether the moderator of a room also moderates the place.
func (v ModerateView) reachesFurther() bool {
	return v.Standing.Room.ID != 0 && v.Standing.User.Role.AtLeast(chat.RoleModerator)
}

// kinds are what can be decided; out of the whole place nobody is kicked.
func (v ModerateView) kinds() []option {
	all := []option{{Value: "warn", Label: "Warn"}, {Value: "mute", Label: "Mute"}}
	if v.Standing.Room.ID != 0 {
		all = append(all, option{Value: "kick", Label: "Kick"})
	}
	return append(all, option{Value: "ban", Label: "Ban"})
}

func sanctionIcon(k chat.SanctionKind) string {
	return map[chat.SanctionKind]string{chat.Warn: "shield-alert", chat.Mute: "volume-x", chat.Kick: "user", chat.Ban: "ban"}[k]
}

// verdict is the form of a decision, swept that of a removal alone, as they were sent.
func (v ModerateView) verdict() Form {
	if v.Form.Values.Has("span") {
		return Form{}
	}
	return v.Form
}

func (v ModerateView) swept() Form {
	if v.Form.Values.Has("span") {
		return v.Form
	}
	return Form{}
}

// places are where messages can be removed: in the room, and everywhere by those who moderate the place.
func (v ModerateView) places() []option {
	everywhere := option{Value: "", Label: "In every room"}
	switch room := v.Standing.Room; {
	case room.ID == 0:
		return []option{everywhere}
	case v.reachesFurther():
		return []option{{Value: room.Slug, Label: "In " + room.Name}, everywhere}
	default:
		return []option{{Value: room.Slug, Label: "In " + room.Name}}
	}
}
