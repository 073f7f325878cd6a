package chat

import (
	"net/url"
	"slices"
	"strings"
)

// dots are what browsers take for the dots of a host.
var dots = strings.NewReplacer("。", ".", "．", ".", "｡", ".")

// hostOf is the host that a line names, in its own letters; empty when it names none.
func hostOf(line string) string {
	line = strings.TrimPrefix(line, "*.")
	if !strings.Contains(line, "://") {
		line = "https://" + line
	}
	u, err := url.Parse(line)
	if err != nil || strings.ContainsAny(u.Hostname(), " %") {
		return ""
	}
	labels := strings.Split(strings.Trim(dots.Replace(strings.ToLower(u.Hostname())), "."), ".")
	for i, label := range labels {
		if coded, ok := strings.CutPrefix(label, "xn--"); ok {
			if plain, ok := fromPunycode(coded); ok {
				labels[i] = strings.ToLower(plain)
			}
		}
	}
	return strings.Join(labels, ".")
}

// maxCoded is how long the Punycode in a part of a host can be.
const maxCoded = 59

// fromPunycode reads the letters of a part of a host that are written in ASCII (RFC 3492); not ok when they are none.
func fromPunycode(coded string) (string, bool) {
	const first, last = 0x80, 0x10ffff
	if len(coded) > maxCoded {
		return "", false
	}
	basic := max(0, strings.LastIndexByte(coded, '-'))
	letters := []rune(coded[:basic])
	digits := strings.TrimPrefix(coded[basic:], "-")
	n, i, bias := int64(first), int64(0), int64(72)
	for digits != "" {
		was, weight := i, int64(1)
		for k := int64(36); ; k += 36 {
			if digits == "" || weight > last*maxCoded {
				return "", false
			}
			digit := int64(strings.IndexByte("abcdefghijklmnopqrstuvwxyz0123456789", digits[0]))
			if digits = digits[1:]; digit < 0 {
				return "", false
			}
			i += digit * weight
			t := min(max(k-bias, 1), 26)
			if digit < t {
				break
			}
			weight *= 36 - t
		}
		places := int64(len(letters) + 1)
		bias = adaptedBias(i-was, places, was == 0)
		n, i = n+i/places, i%places
		if n > last {
			return "", false
		}
		letters = slices.Insert(letters, int(i), rune(n))
		i++
	}
	return string(letters), n > first || i > 0
}

// adaptedBias is how long the next number of a Punycode is expected to be.
func adaptedBias(delta, places int64, first bool) int64 {
	if delta /= 2; first {
		delta /= 350
	}
	delta += delta / places
	k := int64(0)
	for ; delta > 455; k += 36 {
		delta /= 35
	}
	return k + 36*delta/(delta+38)
}
