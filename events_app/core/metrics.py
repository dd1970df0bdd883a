"""What the service counts about itself, in Prometheus' words.

Each process counts for itself and says which one it is: with several workers a scrape sees one of them, so let the
collector scrape each process, or read rates from the access log. Nothing here names a person.
"""

import os

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

REGISTRY = CollectorRegistry()

REQUESTS = Counter("convoca_requests", "Answers of this process", ("handler", "status"), registry=REGISTRY)
DURATION = Histogram(
    "convoca_request_seconds",
    "Seconds until the answer was complete, in this process",
    ("handler",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
JOBS = Counter("convoca_jobs", "Jobs finished by this process", ("kind", "outcome"), registry=REGISTRY)
SCANS = Counter("convoca_scans", "Scans answered by this process", ("verdict",), registry=REGISTRY)
STREAMS = Gauge("convoca_streams", "Live pages open on this process", registry=REGISTRY)
PROCESS = Gauge("convoca_process", "Which process these numbers are of", ("pid",), registry=REGISTRY)
ProcessCollector(registry=REGISTRY)


def request_done(handler: str, status: int, seconds: float) -> None:
    """Counts one answer; `handler` is the route's name, never the path, which may hold a secret."""
    REQUESTS.labels(handler, str(status)).inc()
    DURATION.labels(handler).observe(seconds)


def scrape() -> tuple[bytes, str]:
    """The numbers of this process and their content type."""
    PROCESS.clear()
    PROCESS.labels(str(os.getpid())).set(1)
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
