"""Metrics: requests, worker lanes, the release in service and the process itself, in Prometheus' text format on an address of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from kb.errors import BadInput
from kb.store import LaneState, Limit
from webui.service import Service
from webui.watching import Exchange

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)


class Metrics:
    """What was counted since the server started. ``connections`` tells how many are open, once there is a server."""

    def __init__(self, service: Service) -> None:
        self.connections: Callable[[], int] = lambda: 0
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "aml_http_requests", "Requests answered, by route, method and status.", ("route", "method", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "aml_http_request_seconds",
            "Time to the last byte handed over.",
            ("route",),
            buckets=_BOUNDS,
            registry=self.registry,
        )
        self._bytes = Counter("aml_http_response_bytes", "Bytes of the bodies of answers.", registry=self.registry)
        self.registry.register(_State(service, self))
        ProcessCollector(registry=self.registry)

    def told(self, exchange: Exchange) -> None:
        """Count a request. Addresses without a page count as one route, so that nobody can make up more."""
        route = exchange.route or "none"
        method = exchange.method if exchange.method in _METHODS else "other"
        self._requests.labels(route, method, str(exchange.status)).inc()
        self._seconds.labels(route).observe(exchange.seconds)
        self._bytes.inc(exchange.size)

    def serve(self, host: str, port: int) -> Callable[[], None]:
        """Serve ``/metrics`` on an address; the result ends that. It answers also when every thread of the pages is taken."""
        try:
            server, thread = start_http_server(port, host, self.registry)
        except OSError as fault:
            what = f"metrics cannot be served on {host}:{port} ({fault.strerror or fault})"
            raise BadInput(what, "AML_EVIDENCE_METRICS", "choose another port or host") from None

        def end() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return end


class _State(Collector):
    """What is looked up when it is asked for."""

    def __init__(self, service: Service, metrics: Metrics) -> None:
        self._service, self._metrics = service, metrics

    def collect(self) -> Iterator[Metric]:
        """The state of connections, threads, release and lanes."""
        yield _gauge("aml_http_connections", "Connections that are open.", self._metrics.connections())
        yield _gauge("aml_threads", "Threads of this process.", threading.active_count())
        opened = self._service.in_service()
        release = GaugeMetricFamily("aml_release_info", "The release in service.", labels=("version",))
        if opened:
            release.add_metric((opened.base.release.version,), 1)
            yield _gauge("aml_release_since_seconds", "When it was put in service, in seconds since 1970.", opened.since)
        yield release
        yield from _of_lanes(opened.base.store.lanes() if opened else {})


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value)


_LANE: dict[str, tuple[str, Callable[[LaneState], int]]] = {
    "aml_workers": ("Query workers that a lane may have.", lambda state: state.workers),
    "aml_workers_alive": ("Query workers that live.", lambda state: state.alive),
    "aml_queries_running": ("Queries that are answered now.", lambda state: state.busy),
    "aml_queries_waiting": ("Queries that wait for a worker.", lambda state: state.waiting),
}


def _of_lanes(lanes: Mapping[str, LaneState]) -> Iterator[Metric]:
    for name, (meaning, read) in _LANE.items():
        gauge = GaugeMetricFamily(name, meaning, labels=("lane",))
        for lane, state in lanes.items():
            gauge.add_metric((lane,), read(state))
        yield gauge
    started = CounterMetricFamily("aml_workers_started", "Query workers started for this release.", labels=("lane",))
    stopped = CounterMetricFamily("aml_queries_stopped", "Queries of this release that a limit ended.", labels=("lane", "limit"))
    for lane, state in lanes.items():
        started.add_metric((lane,), state.started)
        for limit in Limit:
            stopped.add_metric((lane, str(limit)), state.stopped.get(limit, 0))
    yield started
    yield stopped
