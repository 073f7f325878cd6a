package views

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

// luminance is the relative luminance (WCAG 2.2) of a colour in OKLCH, cut to what sRGB holds.
func luminance(l, c, h float64) float64 {
	a, b := c*math.Cos(h*math.Pi/180), c*math.Sin(h*math.Pi/180)
	x := math.Pow(l+.3963377774*a+.2158037573*b, 3)
	y := math.Pow(l-.1055613458*a-.0638541728*b, 3)
	z := math.Pow(l-.0894841775*a-1.2914855480*b, 3)
	within := func(v float64) float64 { return min(1, max(0, v)) }
	red := within(4.0767416621*x - 3.3077115913*y + .2309699292*z)
	green := within(-1.2684380046*x + 2.6097574011*y - .3413193965*z)
	blue := within(-.0041960863*x - .7034186147*y + 1.7076147010*z)
	return .2126*red + .7152*green + .0722*blue
}

func contrast(a, b float64) float64 { return (max(a, b) + .05) / (min(a, b) + .05) }

func TestEveryHueOfAPlaceCanBeReadInLightAndDark(t *testing.T) {
	css, err := os.ReadFile("../static/app.css")
	if err != nil {
		t.Fatal(err)
	}
	var chroma, lightL, darkL float64
	for line := range strings.Lines(string(css)) {
		line = strings.TrimSpace(line)
		_, _ = fmt.Sscanf(line, "--accent-c: %f;", &chroma)
		_, _ = fmt.Sscanf(line, "--accent: light-dark(oklch(%f var(--accent-c) var(--accent-h)), oklch(%f", &lightL, &darkL)
	}
	if chroma == 0 || lightL == 0 || darkL == 0 {
		t.Fatal("app.css says the accent in other words")
	}
	light, dark := luminance(.964, .006, 84), luminance(.206, .005, 72) // --shade and --paper
	for hue := range 361 {
		onLight, onDark := contrast(luminance(lightL, chroma, float64(hue)), light), contrast(luminance(darkL, chroma, float64(hue)), dark)
		label := contrast(luminance(lightL, chroma, float64(hue)), luminance(.99, .01, float64(hue)))
		if onLight < 4.5 || onDark < 4.5 || label < 4.5 {
			t.Errorf("hue %d: %.2f on light, %.2f on dark, %.2f on the button", hue, onLight, onDark, label)
		}
	}
}
