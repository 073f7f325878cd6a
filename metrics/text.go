package metrics

import (
	"strconv"
	"strings"
)

// text is Prometheus' text format as it is written: a head for each name, and a line for each sample.
type text struct{ b []byte }

// header is what stands above the samples of one name.
type header struct{ name, kind, help string }

// label is a name that this program chose, and a value that may come from anywhere.
type label struct{ name, value string }

// escaped writes what may not stand between the quotes of a label.
var escaped = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)

func (t *text) head(h header) {
	t.b = append(t.b, "# HELP "+h.name+" "+h.help+"\n# TYPE "+h.name+" "+h.kind+"\n"...)
}

func (t *text) sample(name string, labels []label, value float64) {
	t.b = append(t.b, name...)
	for i, l := range labels {
		t.b = append(t.b, "{,"[min(i, 1)])
		t.b = append(t.b, l.name+`="`+escaped.Replace(l.value)+`"`...)
	}
	if len(labels) > 0 {
		t.b = append(t.b, '}')
	}
	t.b = append(append(t.b, ' '), number(value)...)
	t.b = append(t.b, '\n')
}

// one writes a name that has one sample.
func (t *text) one(h header, value float64) {
	t.head(h)
	t.sample(h.name, nil, value)
}

// number is a value as Prometheus writes it: +Inf, 0.005, 1.5e+09.
func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
