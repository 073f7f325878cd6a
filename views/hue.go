package views

import (
	"fmt"
	"strconv"

	"parley/chat"
)

// hueOf is the hue that a place shows.
func hueOf(p chat.Place) int64 {
	if p.AccentHue == 0 {
		return defaultHue
	}
	return p.AccentHue
}

// A swatch is one stripe of the strip of hues.
type swatch struct{ X, Fill string }

// strip is all hues from 0 to 360 in stripes of five, as bright as the accent.
func strip() []swatch {
	all := make([]swatch, 72)
	for i := range all {
		all[i] = swatch{strconv.Itoa(i), fmt.Sprintf("oklch(.62 .11 %d)", 5*i)}
	}
	return all
}
