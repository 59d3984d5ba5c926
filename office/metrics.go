package office

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"onset/app/flow"
)

// What is counted, per production. Labels are the starts of ids.
var (
	labels        = []string{"production"}
	metricWaiting = prometheus.NewDesc("onset_clips_waiting", "Files of clips that have arrived and are not read back yet.", labels, nil)
	metricPeers   = prometheus.NewDesc("onset_devices", "Other devices that stand.", labels, nil)
	metricMet     = prometheus.NewDesc("onset_devices_connected", "Other devices that are connected.", labels, nil)
	metricFaults  = prometheus.NewDesc("onset_carry_faults", "Files and folders that were set aside.", labels, nil)
	metricOpen    = prometheus.NewDesc("onset_productions", "Productions that are open.", nil, nil)
	metricBroken  = prometheus.NewDesc("onset_productions_broken", "Productions that could not be opened.", nil, nil)
)

// metrics answers /metrics for Prometheus.
func (s *Service) metrics() http.Handler {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), counts{s})
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(reg, promhttp.HandlerOpts{}))
	return mux
}

// counts looks at the service whenever somebody asks.
type counts struct{ s *Service }

// Describe names what is counted.
func (counts) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{metricWaiting, metricPeers, metricMet, metricFaults, metricOpen, metricBroken} {
		to <- d
	}
}

// Collect counts.
func (c counts) Collect(to chan<- prometheus.Metric) {
	tell := func(d *prometheus.Desc, n int, of ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n), of...)
	}
	c.s.mu.Lock()
	rooms := append([]*room(nil), c.s.rooms...)
	broken := len(c.s.faults)
	c.s.mu.Unlock()
	tell(metricOpen, len(rooms))
	tell(metricBroken, broken)
	for _, r := range rooms {
		id := short(r.kit.ProductionID())
		tell(metricWaiting, r.clips.waiting(), id)
		carrier := r.kit.Carrier()
		if carrier == nil {
			continue
		}
		st := carrier.Status()
		tell(metricPeers, len(st.Peers), id)
		tell(metricMet, connected(st.Peers), id)
		tell(metricFaults, len(st.Faults), id)
	}
}

func connected(peers []flow.CarryPeer) (n int) {
	for _, p := range peers {
		if p.Connected {
			n++
		}
	}
	return n
}
