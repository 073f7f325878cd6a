package chat

import "context"

type recentKey struct{}

// Recent lets what is read under a context of sessions and accounts be up to a
// second old, so that a page needs no query for each. It is for requests that
// change nothing, and for posts, whose transaction looks again ([Posting].Session).
func Recent(ctx context.Context) context.Context {
	return context.WithValue(ctx, recentKey{}, true)
}

// IsRecentEnough says whether a context came from [Recent]: without it, all is read anew.
func IsRecentEnough(ctx context.Context) bool { return ctx.Value(recentKey{}) != nil }
