package chat

import "context"

// Taken is why a filter took away what its author alone is told of: its reason. Empty: no filter
// did, it is back, or st is another's.
func (s *Service) Taken(ctx context.Context, st Standing, m Message) (string, error) {
	if !m.Removed() || m.RemovedBy != 0 || m.Author.ID != st.User.ID {
		return "", nil
	}
	r, err := s.Store.RuleRemoval(ctx, m.ID)
	switch {
	case IsNotFound(err):
		return "", nil
	case err != nil || r.FilterID == 0: // reports hide messages too
		return "", err
	}
	return r.Reason, nil
}
