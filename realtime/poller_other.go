//go:build !linux

package realtime

// poller is for systems with epoll; here a goroutine reads from each socket.
type poller struct{}

func (h *Hub) poll() *poller { return nil }

func (p *poller) start(*socket) bool { return false }

func (p *poller) forget(*socket) {}
