package realtime

// circle is one of the lists that a viewer is in. It knows its place in each, so
// that it leaves a large one as fast as a small one, and a list is eight bytes a viewer.
type circle int

const (
	ofRoom circle = iota
	ofUser
	ofShard
	circles // how many there are
)

// include adds a viewer to its list of that kind.
func (c circle) include(list []*Viewer, v *Viewer) []*Viewer {
	v.places[c] = int32(len(list))
	return append(list, v)
}

// exclude takes a viewer out of its list of that kind; the last one takes its place.
func (c circle) exclude(list []*Viewer, v *Viewer) []*Viewer {
	last := len(list) - 1
	moved := list[last]
	list[v.places[c]] = moved
	moved.places[c] = v.places[c]
	list[last] = nil
	if last == 0 {
		return nil
	}
	return list[:last]
}
