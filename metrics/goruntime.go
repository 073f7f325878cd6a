package metrics

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"time"
)

// goNumbers are numbers of the Go runtime: under which name they are told, and what is added up for it. Names are those
// that dashboards for Go programs know.
var goNumbers = []struct {
	header
	of string // names of runtime/metrics
}{
	{header{"go_goroutines", "gauge", "Number of goroutines that currently exist."}, "/sched/goroutines:goroutines"},
	{header{"go_gc_gogc_percent", "gauge", "Heap size target percentage configured by the user, otherwise 100."}, "/gc/gogc:percent"},
	{header{"go_gc_gomemlimit_bytes", "gauge", "Go runtime memory limit configured by the user, otherwise math.MaxInt64."}, "/gc/gomemlimit:bytes"},
	{header{"go_sched_gomaxprocs_threads", "gauge", "The current runtime.GOMAXPROCS setting."}, "/sched/gomaxprocs:threads"},
	{header{"go_memstats_alloc_bytes", "gauge", "Number of bytes allocated in heap and currently in use."}, "/memory/classes/heap/objects:bytes"},
	{header{"go_memstats_alloc_bytes_total", "counter", "Total number of bytes allocated in heap until now, even if released already."}, "/gc/heap/allocs:bytes"},
	{header{"go_memstats_sys_bytes", "gauge", "Number of bytes obtained from system."}, "/memory/classes/total:bytes"},
	{header{"go_memstats_mallocs_total", "counter", "Total number of heap objects allocated, both live and gc-ed."}, "/gc/heap/allocs:objects /gc/heap/tiny/allocs:objects"},
	{header{"go_memstats_frees_total", "counter", "Total number of heap objects frees."}, "/gc/heap/frees:objects /gc/heap/tiny/allocs:objects"},
	{header{"go_memstats_heap_alloc_bytes", "gauge", "Number of heap bytes allocated and currently in use, same as go_memstats_alloc_bytes."}, "/memory/classes/heap/objects:bytes"},
	{header{"go_memstats_heap_sys_bytes", "gauge", "Number of heap bytes obtained from system."},
		"/memory/classes/heap/objects:bytes /memory/classes/heap/unused:bytes /memory/classes/heap/released:bytes /memory/classes/heap/free:bytes"},
	{header{"go_memstats_heap_idle_bytes", "gauge", "Number of heap bytes waiting to be used."}, "/memory/classes/heap/released:bytes /memory/classes/heap/free:bytes"},
	{header{"go_memstats_heap_inuse_bytes", "gauge", "Number of heap bytes that are in use."}, "/memory/classes/heap/objects:bytes /memory/classes/heap/unused:bytes"},
	{header{"go_memstats_heap_released_bytes", "gauge", "Number of heap bytes released to OS."}, "/memory/classes/heap/released:bytes"},
	{header{"go_memstats_heap_objects", "gauge", "Number of currently allocated objects."}, "/gc/heap/objects:objects"},
	{header{"go_memstats_stack_inuse_bytes", "gauge", "Number of bytes obtained from system for stack allocator in non-CGO environments."}, "/memory/classes/heap/stacks:bytes"},
	{header{"go_memstats_stack_sys_bytes", "gauge", "Number of bytes obtained from system for stack allocator."}, "/memory/classes/heap/stacks:bytes /memory/classes/os-stacks:bytes"},
	{header{"go_memstats_mspan_inuse_bytes", "gauge", "Number of bytes in use by mspan structures."}, "/memory/classes/metadata/mspan/inuse:bytes"},
	{header{"go_memstats_mspan_sys_bytes", "gauge", "Number of bytes used for mspan structures obtained from system."}, "/memory/classes/metadata/mspan/inuse:bytes /memory/classes/metadata/mspan/free:bytes"},
	{header{"go_memstats_mcache_inuse_bytes", "gauge", "Number of bytes in use by mcache structures."}, "/memory/classes/metadata/mcache/inuse:bytes"},
	{header{"go_memstats_mcache_sys_bytes", "gauge", "Number of bytes used for mcache structures obtained from system."}, "/memory/classes/metadata/mcache/inuse:bytes /memory/classes/metadata/mcache/free:bytes"},
	{header{"go_memstats_buck_hash_sys_bytes", "gauge", "Number of bytes used by the profiling bucket hash table."}, "/memory/classes/profiling/buckets:bytes"},
	{header{"go_memstats_gc_sys_bytes", "gauge", "Number of bytes used for garbage collection system metadata."}, "/memory/classes/metadata/other:bytes"},
	{header{"go_memstats_other_sys_bytes", "gauge", "Number of bytes used for other system allocations."}, "/memory/classes/other:bytes"},
	{header{"go_memstats_next_gc_bytes", "gauge", "Number of heap bytes when next garbage collection will take place."}, "/gc/heap/goal:bytes"},
}

// goRuntime tells how the Go runtime does, without stopping it.
type goRuntime struct{}

func newGoRuntime() goRuntime { return goRuntime{} }

func (goRuntime) write(t *text) {
	for _, n := range goNumbers {
		t.one(n.header, sumOf(n.of))
	}
	threads, _ := runtime.ThreadCreateProfile(nil)
	t.one(header{"go_threads", "gauge", "Number of OS threads created."}, float64(threads))
	info := header{"go_info", "gauge", "Information about the Go environment."}
	t.head(info)
	t.sample(info.name, []label{{"version", runtime.Version()}}, 1)
	writePauses(t)
}

// sumOf adds up whole numbers of runtime/metrics.
func sumOf(names string) (sum float64) {
	var s [1]metrics.Sample
	for name := range strings.FieldsSeq(names) {
		s[0].Name = name
		metrics.Read(s[:])
		sum += float64(s[0].Value.Uint64())
	}
	return sum
}

// writePauses tells how long collections of garbage stopped the program: the least, the quartiles and the most.
func writePauses(t *text) {
	stats := debug.GCStats{PauseQuantiles: make([]time.Duration, 5)}
	debug.ReadGCStats(&stats)
	h := header{"go_gc_duration_seconds", "summary", "A summary of the wall-time pause (stop-the-world) duration in garbage collection cycles."}
	t.head(h)
	for i, pause := range stats.PauseQuantiles {
		t.sample(h.name, []label{{"quantile", number(float64(i) / 4)}}, pause.Seconds())
	}
	t.sample(h.name+"_sum", nil, stats.PauseTotal.Seconds())
	t.sample(h.name+"_count", nil, float64(stats.NumGC))
	t.one(header{"go_memstats_last_gc_time_seconds", "gauge", "Number of seconds since 1970 of last garbage collection."}, float64(stats.LastGC.UnixNano())/1e9)
}
