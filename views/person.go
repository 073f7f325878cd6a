package views

import "parley/chat"

// placeTag names the rank of somebody who has one.
func placeTag(u chat.User) string {
	switch u.Role {
	case chat.RoleAdministrator, chat.RoleModerator:
		return labelOf(placeRoles, string(u.Role))
	}
	return ""
}

// localTime is the hour where a person is: "10:52 on Friday, in Stockholm".
func localTime(p Page, v PersonView) string {
	zone := v.User.TimeZone
	if zone == "" {
		zone = p.Place.TimeZone
	}
	if zone == "" {
		zone = "UTC"
	}
	return ClockIn(zone).Time(v.Now) + ", " + zoneLabel(zone)
}
