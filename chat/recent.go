package chat

import "context"

type recentKey struct{}

// Recent lets what is read under a context of sessions and accounts be up to a
// second old, so that a page needs no query for each. It is for requests that
// change nothing, and for posts, whose transaction looks again ([Posting].Session).
func Recent(ctx context.Context) context.Context {
	return context.WithValue(ctx, recentKey{}, new(Recollection))
}

// Recollection is the session that a request under [Recent] was given from memory:
// written back, it must not take the place of a newer one.
type Recollection struct {
	Hash string // of its token; empty: it was read
	Data []byte
}

// RecollectionOf is where a request's is noted; nil without [Recent].
func RecollectionOf(ctx context.Context) *Recollection {
	r, _ := ctx.Value(recentKey{}).(*Recollection)
	return r
}

// IsRecentEnough says whether a context came from [Recent]: without it, all is read anew.
func IsRecentEnough(ctx context.Context) bool { return ctx.Value(recentKey{}) != nil }
