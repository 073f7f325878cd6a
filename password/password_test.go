package password_test

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"testing"

	"parley/chat"
	"parley/password"
)

func TestAPasswordGoesWithItsOwnHashOnly(t *testing.T) {
	h := password.New()
	hash, err := h.Hash(t.Context(), "a boat in the fog")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("cost is %s", hash)
	}
	for pass, want := range map[string]bool{"a boat in the fog": true, "a boat in the fog ": false, "": false} {
		if ok, err := h.Check(t.Context(), pass, hash); err != nil || ok != want {
			t.Errorf("%q: got %v, %v", pass, ok, err)
		}
	}
}

func TestAHashThatCannotBeReadIsNoPassword(t *testing.T) {
	h := password.New()
	for _, hash := range []string{
		"", "x", "$argon2id$v=19$m=19456,t=2,p=1$AAAA$",
		"$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	} {
		if ok, err := h.Check(t.Context(), "", hash); err != nil || ok {
			t.Errorf("%q: got %v, %v", hash, ok, err)
		}
	}
}

func TestWhoeverCannotWaitIsToldToComeBack(t *testing.T) {
	h := password.New()
	ctx, cancel := context.WithCancel(t.Context())
	var busy sync.WaitGroup
	for range runtime.GOMAXPROCS(0) * 4 {
		busy.Go(func() { _, _ = h.Hash(t.Context(), "keeps a processor busy") })
	}
	cancel()
	refused := 0
	for range 50 {
		if _, err := h.Hash(ctx, "comes too late"); chat.KindOf(err) == chat.Unavailable {
			refused++
		}
	}
	busy.Wait()
	if refused == 0 {
		t.Error("nobody was refused while all processors were busy")
	}
}
