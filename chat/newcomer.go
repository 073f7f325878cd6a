package chat

import "context"

// newLinks refuses links in what new accounts write. Its answer judges where the
// author stands: moderators of a room that somebody else made are not limited in it.
// Only words with links cost a reading.
func (s *Service) newLinks(ctx context.Context, u User, r Rendered) (func(Standing) error, error) {
	allowed := func(Standing) error { return nil }
	if !hasLink(r.HTML) {
		return allowed, nil
	}
	isNew, err := s.Store.IsNewcomer(ctx, u)
	if err != nil || !isNew {
		return allowed, err
	}
	return func(st Standing) error {
		if trusted := st.Role().AtLeast(RoleModerator) && st.Room.CreatedBy != u.ID; trusted || st.User.Role.AtLeast(RoleModerator) {
			return nil
		}
		return refuse(Forbidden, "Your account is new: it cannot write links yet. Send your words without the link, or ask somebody to post it.")
	}, nil
}

// mayBegin refuses new accounts a conversation or a room of their own.
func mayBegin(ctx context.Context, q Queries, u User) error {
	if u.Role.AtLeast(RoleModerator) {
		return nil
	}
	isNew, err := q.IsNewcomer(ctx, u)
	if err == nil && isNew {
		err = refuse(Forbidden, "Your account is new: it cannot begin conversations or rooms yet. Others can write to you.")
	}
	return err
}
