"""Numbers for Prometheus."""

from collections.abc import Iterator, Mapping

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from webapp.queries.operations import health

bp = Blueprint("metrics", __name__)


@bp.get("/metrics")
def show() -> Response:
    """Return queues, workers and delays. Cheap: no recipients are counted."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_CurrentNumbers())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _CurrentNumbers(Collector):
    """Collects the numbers at the time of the request."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        machinery = health.machinery()
        yield _labelled(
            "campaigns_queue_jobs", "Jobs that wait in a queue", "queue", health.queue_lengths()
        )
        yield _labelled(
            "campaigns_recipients",
            "Recipients of active campaigns",
            "status",
            health.active_recipients(),
        )
        yield GaugeMetricFamily("campaigns_workers", "Workers at work", machinery.workers)
        yield GaugeMetricFamily(
            "campaigns_scheduler_up", "Whether a scheduler is alive", machinery.is_scheduler_alive
        )
        yield GaugeMetricFamily(
            "campaigns_webhook_events_waiting",
            "Webhook bodies that are not understood yet",
            health.waiting_events(),
        )
        if machinery.last_tick_at:
            yield GaugeMetricFamily(
                "campaigns_last_tick_timestamp_seconds",
                "When the job that cuts batches was enqueued last",
                machinery.last_tick_at.timestamp(),
            )


def _labelled(
    name: str, description: str, label: str, values: Mapping[str, int]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, description, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
