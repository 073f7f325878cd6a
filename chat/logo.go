package chat

import (
	"context"
)

// SetLogo gives the place a picture, already decoded, cut and encoded anew; nil goes back to Parley's mark.
func (s *Service) SetLogo(ctx context.Context, a Actor, image []byte) error {
	defer s.place.drop(struct{}{})
	return s.administer(ctx, a, nil, func(tx Tx) error {
		if err := tx.SetLogo(ctx, image); err != nil {
			return err
		}
		e := s.entry(a, "place_changed", 0, 0)
		e.Detail = `{"changed":["picture"]}`
		return tx.AddAudit(ctx, e)
	})
}

// Logo reads the picture of the place and its revision; NotFound when it has none.
func (s *Service) Logo(ctx context.Context) (image []byte, rev int64, err error) {
	return s.Store.Logo(ctx)
}
