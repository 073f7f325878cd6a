package metrics

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// process tells what the system knows of the program. It reads /proc: where there is none, it tells nothing.
type process struct{ began time.Time }

// ticks are those of a second in /proc, on every architecture of Linux that Go knows.
const ticks = 100

func newProcess() process { return process{time.Now()} }

func (p process) write(t *text) {
	stat := fieldsOfStat()
	if len(stat) < 22 {
		return
	}
	t.one(header{"process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds."}, (parsed(stat[11])+parsed(stat[12]))/ticks)
	t.one(header{"process_virtual_memory_bytes", "gauge", "Virtual memory size in bytes."}, parsed(stat[20]))
	t.one(header{"process_resident_memory_bytes", "gauge", "Resident memory size in bytes."}, parsed(stat[21])*float64(os.Getpagesize()))
	t.one(header{"process_start_time_seconds", "gauge", "Start time of the process since unix epoch in seconds."}, float64(p.began.UnixMilli())/1e3)
	open, _ := os.ReadDir("/proc/self/fd")
	t.one(header{"process_open_fds", "gauge", "Number of open file descriptors."}, float64(len(open)))
	t.one(header{"process_max_fds", "gauge", "Maximum number of open file descriptors."}, limit("Max open files"))
	t.one(header{"process_virtual_memory_max_bytes", "gauge", "Maximum amount of virtual memory available in bytes."}, limit("Max address space"))
	in, out := octets()
	t.one(header{"process_network_receive_bytes_total", "counter", "Number of bytes received by the process over the network."}, in)
	t.one(header{"process_network_transmit_bytes_total", "counter", "Number of bytes sent by the process over the network."}, out)
}

// fieldsOfStat are those of /proc/self/stat behind the program's name: the first is number 3 of proc(5).
func fieldsOfStat() []string {
	line, _ := os.ReadFile("/proc/self/stat")
	return strings.Fields(string(line[strings.LastIndexByte(string(line), ')')+1:]))
}

// limit is the soft one of /proc/self/limits; what is not limited is the most that a number holds.
func limit(name string) float64 {
	all, _ := os.ReadFile("/proc/self/limits")
	_, after, _ := strings.Cut(string(all), name)
	soft, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	if soft == "unlimited" {
		return 1<<64 - 1
	}
	return parsed(soft)
}

// octets are the bytes that came and went in the process's network namespace.
func octets() (in, out float64) {
	all, _ := os.ReadFile("/proc/self/net/netstat")
	var pairs [][]string // a line of names, and below it one of values
	for line := range strings.Lines(string(all)) {
		if fields := strings.Fields(line); len(fields) > 0 && fields[0] == "IpExt:" {
			pairs = append(pairs, fields)
		}
	}
	if len(pairs) != 2 || len(pairs[0]) != len(pairs[1]) {
		return 0, 0
	}
	return under(pairs, "InOctets"), under(pairs, "OutOctets")
}

// under is the value that stands below a name.
func under(pairs [][]string, name string) float64 {
	if i := slices.Index(pairs[0], name); i >= 0 {
		return parsed(pairs[1][i])
	}
	return 0
}

// parsed is 0 for what is no number.
func parsed(s string) float64 {
	v, _ := strconv.ParseFloat(s, 64)
	return v
}
