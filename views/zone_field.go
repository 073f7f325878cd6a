package views

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// zoneList holds at least one zone of every country, by its IANA name (zone.tab of the time zone database).
//
//go:embed zones.txt
var zoneList string

// A zoneArea is a part of the world and its zones.
type zoneArea struct {
	Name  string
	Zones []string
}

var zoneAreas = sync.OnceValue(func() []zoneArea {
	areas := []zoneArea{{Name: "World", Zones: []string{"UTC"}}}
	for _, zone := range strings.Fields(zoneList) {
		name, _, _ := strings.Cut(zone, "/")
		if areas[len(areas)-1].Name != name {
			areas = append(areas, zoneArea{Name: name})
		}
		last := &areas[len(areas)-1]
		last.Zones = append(last.Zones, zone)
	}
	return areas
})

// zoneListed says whether a zone can be chosen from the list, or there is none to choose.
func zoneListed(zone string) bool {
	return zone == "" || slices.ContainsFunc(zoneAreas(), func(a zoneArea) bool { return slices.Contains(a.Zones, zone) })
}

// zoneLabel is what people call a zone: "Argentina, Buenos Aires".
func zoneLabel(zone string) string {
	_, place, found := strings.Cut(zone, "/")
	if !found {
		return zone
	}
	return strings.NewReplacer("_", " ", "/", ", ").Replace(place)
}
