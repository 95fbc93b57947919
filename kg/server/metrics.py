"""Counters and gauges in the text format of Prometheus."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

_BUCKETS: Final = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)  # seconds
_HELP: Final[Mapping[str, tuple[str, str]]] = {
    "kg_http_requests_total": ("counter", "Requests by path and status."),
    "kg_queries_total": ("counter", "Queries by how they ended."),
    "kg_query_seconds": ("histogram", "Time from a query's arrival to its answer, waiting included."),
    "kg_articles_added_total": ("counter", "Articles added through the server."),
    "kg_workers_busy": ("gauge", "Workers that answer a query, by lane."),
    "kg_queries_waiting": ("gauge", "Queries that wait for a worker."),
    "kg_workers_started_total": ("counter", "Worker processes started; each that was killed is replaced."),
}
Labels = tuple[tuple[str, str], ...]


class Metrics:
    """What the server counts; gauges are read when they are asked for."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, Labels]] = Counter()
        self._seconds: Counter[float] = Counter()
        self._total_seconds = 0.0
        self._gauges: dict[tuple[str, Labels], Callable[[], int]] = {}

    def count(self, name: str, amount: int = 1, **labels: str) -> None:
        """Add to a counter."""
        self._counts[name, tuple(sorted(labels.items()))] += amount

    def observe_query(self, seconds: float) -> None:
        """Note how long a query took."""
        self._total_seconds += seconds
        self._seconds[next((bucket for bucket in _BUCKETS if seconds <= bucket), float("inf"))] += 1

    def add_gauge(self, name: str, read: Callable[[], int], **labels: str) -> None:
        """Show what ``read`` returns."""
        self._gauges[name, tuple(sorted(labels.items()))] = read

    def render(self) -> str:
        """All of it, in Prometheus's text format."""
        samples: dict[str, list[str]] = {name: [] for name in _HELP}
        for (name, labels), value in sorted(self._counts.items()):
            samples[name].append(f"{name}{_format_labels(labels)} {value}")
        for (name, labels), read in sorted(self._gauges.items(), key=lambda gauge: gauge[0]):
            samples[name].append(f"{name}{_format_labels(labels)} {read()}")
        samples["kg_query_seconds"] = self._render_histogram()
        lines = []
        for name, (kind, explanation) in _HELP.items():
            lines += [f"# HELP {name} {explanation}", f"# TYPE {name} {kind}", *samples[name]]
        return "\n".join(lines) + "\n"

    def _render_histogram(self) -> list[str]:
        lines, total = [], 0
        for bucket in (*_BUCKETS, float("inf")):
            total += self._seconds[bucket]
            lines.append(f'kg_query_seconds_bucket{{le="{"+Inf" if bucket == float("inf") else bucket}"}} {total}')
        return [*lines, f"kg_query_seconds_sum {self._total_seconds:.6f}", f"kg_query_seconds_count {total}"]


def _format_labels(labels: Labels) -> str:
    # values come from this program's own lists, none needs escaping
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels) + "}" if labels else ""
