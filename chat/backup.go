package chat

import "context"

// Backup lets an administrator who gives their password again (field "current") take everything
// that the place knows away in a file. make makes it; what was made is noted before it goes out.
func (s *Service) Backup(ctx context.Context, a Actor, password string, make func() error) error {
	if !a.IsAdmin() {
		return errAdmin
	}
	if err := s.confirm(ctx, a, password); err != nil {
		return err
	}
	if err := make(); err != nil {
		return err
	}
	return s.administer(ctx, a, nil, func(tx Tx) error { return tx.AddAudit(ctx, s.entry(a, "backup_made", 0, 0)) })
}
