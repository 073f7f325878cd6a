package views

import "parley/chat"

func membersURL(r chat.Room) string { return RoomURL(r.Slug) + "/members" }

// fields are those whose refusal stands beside them. A change that widens is asked about instead.
func (v RoomSettingsView) fields(p Page) []string {
	shown := []string{chat.Widening}
	if !v.Widens && v.Standing.MayManage() == nil {
		shown = append(shown, "name", "topic", "kind", "keep_days", chat.Expiring)
	}
	if !v.Widens && v.Standing.MayManage() == nil && mayOpen(p, v.Standing.Room) {
		shown = append(shown, "public")
	}
	return shown
}

func (v MembersView) fields() []string {
	if v.MayAdd {
		return []string{"handle"}
	}
	return nil
}

// addHint says what it means to add somebody to a room.
func addHint(r chat.Room) string {
	switch r.Kind {
	case chat.Private:
		return "By handle. Whoever is added can read everything that was said before."
	case chat.Direct:
		return "By handle. A new conversation is opened with them; this one stays as it is."
	}
	return "By handle. They can also join by themselves."
}

func whoReads(r chat.Room) string {
	switch {
	case r.Public:
		return "Anyone, without an account"
	case r.Kind == chat.Private:
		return "Its members alone"
	case r.Kind == chat.Direct:
		return "Those it was opened for"
	}
	return "Everyone with an account"
}

func leavingHint(r chat.Room) string {
	if r.Kind == chat.Private {
		return "You can come back when somebody adds you again."
	}
	return "You can come back at any time."
}

// wideningFact says who will be able to read how much.
func wideningFact(v RoomSettingsView) string {
	switch {
	case v.Messages == 0 && v.Form.Value("public") != "":
		return "Anyone on the internet will be able to read what is said in this room."
	case v.Messages == 0:
		return "Everyone with an account will be able to read what is said in this room."
	case v.Form.Value("public") != "":
		return Count(v.Messages,
			"Anyone on the internet will be able to read the one message in this room.",
			"Anyone on the internet will be able to read all %s messages in this room.")
	}
	return Count(v.Messages,
		"Everyone with an account will be able to read the one message in this room.",
		"Everyone with an account will be able to read all %s messages in this room.")
}

func wideningReason(v RoomSettingsView) string {
	switch {
	case v.Messages == 0:
		return "Nothing has been said in it so far. The room will say that it was opened, and by whom."
	case v.Standing.Room.Kind == chat.Private:
		return "People wrote them for the members alone. The room will say that it was opened, and by whom."
	}
	return "People wrote them for those with an account. The room will say that it was opened, and by whom."
}
