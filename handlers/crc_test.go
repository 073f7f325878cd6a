package handlers

import (
	"crypto/rand"
	"hash/crc32"
	"testing"
)

func TestTheChecksumOfAWholeFollowsFromThoseOfItsPieces(t *testing.T) {
	for _, n := range []int{0, 1, 2, 7, 255, 256, 12_345, 65_536, 1_000_001} {
		for _, m := range []int{0, 1, 3, 4_096, 77_777} {
			first, second := make([]byte, m), make([]byte, n)
			rand.Read(first)
			rand.Read(second)
			want := crc32.ChecksumIEEE(append(first, second...))
			if got := joined(crc32.ChecksumIEEE(first[:m]), crc32.ChecksumIEEE(second), shiftOf(n)); got != want {
				t.Errorf("%d and %d bytes: %08x, want %08x", m, n, got, want)
			}
		}
	}
}
