package realtime

// maxBatch is how many bytes go out in one write; a larger parcel goes alone.
const maxBatch = 32 << 10

// batch is what goes to many sockets in one write: parcels that follow each other.
type batch struct {
	parcels []*parcel
	first   *Frame // of those with a number
	last    *Frame
	open    bool // the gate is: frames may go

	plain, deflated joint // the bytes of all parcels, for pages that take compressed messages and for those that do not
}

// bytes are what goes out to a page, not to be kept.
func (b *batch) bytes(deflates bool) []byte {
	if deflates {
		return b.deflated.of(b.parcels, true)
	}
	return b.plain.of(b.parcels, false)
}

// begin makes a batch of one parcel.
func (b *batch) begin(p *parcel, open bool) {
	clear(b.parcels)
	b.parcels = append(b.parcels[:0], p)
	b.first, b.last, b.open = p.frame, p.frame, open
	b.plain.bytes, b.deflated.bytes = nil, nil
}

// fill makes a batch of as many parcels as go in one write, and says how many.
func (b *batch) fill(parcels []*parcel, open bool) int {
	b.begin(parcels[0], open)
	n, size := 1, len(parcels[0].wire)
	for _, p := range parcels[1:] {
		if size += len(p.wire); size > maxBatch || !b.follows(p.frame) {
			break
		}
		b.add(p)
		n++
	}
	return n
}

// follows says whether a frame goes on where the batch ends.
func (b *batch) follows(f *Frame) bool {
	return f == nil || b.last == nil && !f.Reset ||
		b.last != nil && !f.Reset && f.Epoch == b.last.Epoch && f.From == b.last.To && f.To > f.From
}

func (b *batch) add(p *parcel) {
	b.parcels = append(b.parcels, p)
	if p.frame == nil {
		return
	}
	if b.first == nil {
		b.first = p.frame
	}
	b.last = p.frame
}

// suits says whether a page at sent of an epoch may have the batch as it is:
// nothing twice, and nothing over a gap.
func (b *batch) suits(epoch string, sent int64) bool {
	f := b.first
	switch {
	case f == nil:
		return true
	case !b.open:
		return false
	case f.Reset:
		return f.Epoch != epoch || f.To > sent
	}
	return f.Epoch == epoch && f.From <= sent && f.To > sent
}

// offer gives a socket what has come, at once when nothing stands before it;
// else it waits its turn. v's shard alone calls it.
func (v *Viewer) offer(b *batch) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.ending != nil || v.left {
		return
	}
	var now []byte
	atOnce := !v.busy && !v.lagging && len(v.queue) == 0 && b.suits(v.epoch, v.sent)
	if atOnce {
		now = b.bytes(v.wire.deflates) // before the socket is held: it may have to compress
	}
	if !atOnce || !v.wire.claim() {
		for _, p := range b.parcels {
			v.enqueue(p)
		}
		v.rouse()
		return
	}
	if b.last != nil {
		v.epoch, v.sent, v.meta = b.last.Epoch, b.last.To, b.last.Meta
	}
	if !v.wire.try(now) {
		v.rouse() // to write the rest when there is room for it
	}
}
