package history

import (
	"fmt"
	"math"
	"time"

	"github.com/anishathalye/porcupine"
)

// linearizeLimit is how long the search for an order may take.
const linearizeLimit = 2 * time.Minute

// linearizable is I9: what people did to each message, and found of it, can be put into one order in which every act took
// effect at once, between its call and its answer.
func linearizable(h *History, _ []Room) (wrong []string) {
	byMessage := map[string][]porcupine.Operation{}
	for _, a := range h.acts {
		if a.Kind == React {
			continue // leaves the words as they are
		}
		byMessage[a.Nonce] = append(byMessage[a.Nonce], operationOf(a))
	}
	for _, r := range h.reads {
		byMessage[r.Nonce] = append(byMessage[r.Nonce], porcupine.Operation{Input: r, Call: int64(r.Called), Return: int64(r.Answered)})
	}
	deadline := time.Now().Add(linearizeLimit)
	for nonce, ops := range byMessage {
		if len(ops) == 1 {
			continue // alone, an act is in order
		}
		switch porcupine.CheckOperationsTimeout(register, ops, max(time.Millisecond, time.Until(deadline))) {
		case porcupine.Illegal:
			wrong = append(wrong, fmt.Sprintf("no order explains what was done to %s: %s", nonce, told(ops)))
		case porcupine.Unknown:
			return append(wrong, fmt.Sprintf("whether an order exists could not be found out in %v", linearizeLimit))
		}
	}
	return wrong
}

// operationOf is an act as porcupine takes it. One whose outcome is unknown may take effect at any later time, or never:
// which is the same as at the very end.
func operationOf(a Act) porcupine.Operation {
	op := porcupine.Operation{Input: a, Call: int64(a.Called), Return: int64(a.Answered)}
	if a.Outcome == Unknown {
		op.Return = math.MaxInt64
	}
	return op
}

// value is one message, as a register.
type value struct {
	exists, removed bool
	body            string
}

var register = porcupine.Model{
	Init: func() any { return value{} },
	Step: func(state, input, _ any) (bool, any) {
		switch in := input.(type) {
		case Read:
			return read(state.(value), in), state
		case Act:
			return act(state.(value), in)
		}
		return false, state
	},
}

func read(v value, r Read) bool {
	return r.Exists == v.exists && r.Removed == v.removed && (v.removed || r.Body == v.body)
}

func act(v value, a Act) (bool, any) {
	may := v.exists && !v.removed
	switch {
	case a.Outcome == Refused:
		return a.Kind == Edit && !may, v // an edit of what is gone, and nothing else, is refused
	case a.Kind == Post && v.exists:
		return true, v // a retry
	case a.Kind == Post:
		return true, value{exists: true, body: a.Body}
	case a.Kind == Edit && may:
		return true, value{exists: true, body: a.Body}
	case a.Kind == Remove && v.exists:
		return true, value{exists: true, removed: true}
	}
	return a.Outcome == Unknown, v // what could not be done was not acknowledged
}

func told(ops []porcupine.Operation) (words string) {
	for _, op := range ops {
		switch in := op.Input.(type) {
		case Read:
			words += fmt.Sprintf("\n\t[%v, %v] read exists=%v removed=%v %.60q", in.Called, in.Answered, in.Exists, in.Removed, in.Body)
		case Act:
			words += fmt.Sprintf("\n\t[%v, %v] %s outcome=%d %.60q", in.Called, in.Answered, in.Kind, in.Outcome, in.Body)
		}
	}
	return words
}
