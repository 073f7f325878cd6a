package chat

import (
	"fmt"
	"strings"
	"time"
)

// The bounds of filters.
const (
	maxFilters    = 50     // in use, of a room or of the whole place
	maxInUse      = 2_000  // in use, of all rooms and the whole place together
	maxPattern    = 16_000 // bytes of all lines together
	maxExpression = 500    // bytes of one regular expression
	maxLines      = 200    // words or hosts of one filter
	maxRules      = 20     // regular expressions of one filter
	maxSteps      = 20_000 // of the expressions of all filters of a room, or of the whole place
	minMuteFor    = time.Minute
	maxMuteFor    = 30 * 24 * time.Hour
)

// FilterForm is a filter as somebody describes it.
type FilterForm struct {
	Name    string
	Kind    FilterKind
	Pattern string
	Allow   string
	Act     FilterAct
	Answer  string
	Exempt  Exemption
	MuteFor time.Duration
	Watch   bool
}

// clean checks all but the pattern.
func (f FilterForm) clean() (FilterForm, error) {
	var err error
	if f.Name, err = cleanLine("name", f.Name, "Give the filter a name. Whoever it catches reads it.", maxName); err != nil {
		return f, err
	}
	if f.Answer, err = cleanLine("answer", f.Answer, "", maxReason); err != nil {
		return f, err
	}
	switch {
	case actWeights[f.Act] == 0:
		return f, invalid("act", "Choose what happens to what it catches.")
	case f.Exempt != ExemptStaff && f.Exempt != ExemptOld && f.Exempt != ExemptMembers:
		return f, invalid("exempt", "Choose whom it leaves alone.")
	case f.Act != FilterMute:
		f.MuteFor = 0
	case f.MuteFor < minMuteFor || f.MuteFor > maxMuteFor:
		return f, invalid("mute_for", "Choose for how long: a rule never mutes for good.")
	}
	if f.Act != FilterRefuse {
		f.Answer = ""
	}
	return f, nil
}

// filter is the filter that a form describes; with an error it catches what could be made out.
func (f FilterForm) filter() (Filter, matcher, error) {
	x := Filter{Name: f.Name, Kind: f.Kind, Pattern: linesOf(f.Pattern), Act: f.Act, Answer: f.Answer, Exempt: f.Exempt, MuteFor: f.MuteFor, Watch: f.Watch}
	if f.Kind == FilterLinks {
		x.Allow = linesOf(f.Allow)
	}
	if len(f.Pattern)+len(f.Allow) > maxPattern {
		return x, nil, invalid("pattern", fmt.Sprintf("This is too long: %d bytes are the most. Make two filters of it.", maxPattern))
	}
	m, err := x.matcher()
	return x, m, err
}

// linesOf drops empty lines and the spaces around the others.
func linesOf(text string) string {
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return strings.Join(all, "\n")
}
