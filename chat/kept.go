package chat

import (
	"context"
	"time"
)

// keptAnHour is how often something is kept for those behind one address in an hour: a class that is signed out at once
// loses nothing, and a program that fills the disk fills 2 MB.
const keptAnHour = 100

// MayKeep says whether what somebody typed while signed out may be kept until they have signed in, and counts it.
func (s *Service) MayKeep(ctx context.Context, address string) bool {
	return s.take(ctx, "keep:"+Neighbours(address), keptAnHour, time.Hour) == 0
}
