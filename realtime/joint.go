package realtime

// joint is the bytes of a batch, made for the first page that wants them.
type joint struct {
	bytes  []byte // nil: not made; not to be kept
	joined []byte // what bytes are made in
}

// of joins the parcels' messages. Those of a single one are its own.
func (j *joint) of(parcels []*parcel, deflates bool) []byte {
	if j.bytes != nil {
		return j.bytes
	}
	if len(parcels) == 1 {
		j.bytes = parcels[0].message(deflates)
		return j.bytes
	}
	j.joined = j.joined[:0]
	for _, p := range parcels {
		j.joined = append(j.joined, p.message(deflates)...)
	}
	j.bytes = j.joined
	return j.bytes
}
