package handlers

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

func TestPartsThatAreKeptAreBoundedAndFoundByTheirWholeText(t *testing.T) {
	var p parts
	text := func(i int) []byte { return []byte(strings.Repeat("the same words ", 40) + fmt.Sprint(i)) }
	first := p.find(text(0))
	if p.find(text(0)) != first || p.find(text(1)) == first {
		t.Error("a part is compressed again, or taken for another")
	}
	for i := range 2 * maxParts {
		p.find(text(i))
	}
	var b bytes.Buffer
	p.gzip(&b, bytes.Repeat([]byte("long "), maxPart), 0)
	p.gzip(&b, []byte("nonce"), 0)
	if n := len(p.kept); n > maxParts {
		t.Errorf("%d parts are kept", n)
	}
	for kept := range p.kept {
		if len(kept) > maxPart || len(kept) <= storedPart {
			t.Errorf("a part of %d bytes is kept", len(kept))
		}
	}
}
