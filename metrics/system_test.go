package metrics

import (
	"bufio"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
)

// valueOf is the value of a family of one sample.
func valueOf(f *dto.MetricFamily) float64 {
	if f == nil || len(f.Metric) != 1 {
		return -1
	}
	return f.Metric[0].GetGauge().GetValue() + f.Metric[0].GetCounter().GetValue()
}

func TestTheRuntimesNumbersHaveTheNamesThatDashboardsKnow(t *testing.T) {
	families := read(t, NewRegistry())
	for _, n := range goNumbers {
		if f := families[n.name]; f == nil || strings.ToLower(f.GetType().String()) != n.kind {
			t.Errorf("%s is not read as a %s: %v", n.name, n.kind, f)
		}
	}
	if got := valueOf(families["go_sched_gomaxprocs_threads"]); got != float64(runtime.GOMAXPROCS(0)) {
		t.Errorf("go_sched_gomaxprocs_threads is %v", got)
	}
	if got := families["go_info"].Metric[0].Label[0].GetValue(); got != runtime.Version() {
		t.Errorf("the version is %q", got)
	}
	if heap, inUse := valueOf(families["go_memstats_heap_sys_bytes"]), valueOf(families["go_memstats_heap_inuse_bytes"]); inUse <= 0 || heap < inUse {
		t.Errorf("of %v bytes of heap %v are in use", heap, inUse)
	}
}

func TestPausesOfCollectionsAreASummary(t *testing.T) {
	runtime.GC()
	s := read(t, NewRegistry())["go_gc_duration_seconds"].Metric[0].Summary
	if s.GetSampleCount() == 0 || len(s.Quantile) != 5 || s.Quantile[4].GetQuantile() != 1 || s.Quantile[4].GetValue() <= 0 {
		t.Errorf("Prometheus reads %v", s)
	}
}

func TestTheProcessIsToldOfAsTheSystemSeesIt(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		if got := len(read(t, NewRegistry())); got != len(goNumbers)+4 {
			t.Errorf("there are %d families on a system without /proc", got)
		}
		return
	}
	families := read(t, NewRegistry())
	within := func(name string, least, most float64) {
		t.Helper()
		if got := valueOf(families[name]); got < least || got > most {
			t.Errorf("%s is %v, not within %v and %v", name, got, least, most)
		}
	}
	rss := residentKilobytes(t) * 1024
	within("process_resident_memory_bytes", rss/2, rss*2)
	within("process_virtual_memory_bytes", rss/2, 1<<47)
	within("process_cpu_seconds_total", 0, 600)
	within("process_open_fds", 3, 1000)
	within("process_max_fds", 64, 1<<31)
	within("process_virtual_memory_max_bytes", 1<<30, 1<<64)
	within("process_start_time_seconds", float64(time.Now().Unix()-60), float64(time.Now().Unix()+1))
	within("process_network_receive_bytes_total", 0, 1<<63)
	within("process_network_transmit_bytes_total", 0, 1<<63)
}

// residentKilobytes is what the system says in another file.
func residentKilobytes(t *testing.T) (kilobytes float64) {
	t.Helper()
	f, err := os.Open("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); fields[0] == "VmRSS:" {
			return parsed(fields[1])
		}
	}
	t.Fatal("no VmRSS")
	return 0
}
