"""From the text of a query to its answer: which store is in use, who answers, what may go wrong."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.server.messages import Job, Outcome, Reply
from kg.server.metrics import Metrics
from kg.server.pool import PoolError, WorkerPool
from kg.server.settings import ServerSettings
from kg.store import GraphFolder
from schemas.errors import StoreError

# A graph that is built anew between the look at the pointer and the opening of the store is looked for again, after so many seconds; articles that
# are added one by one build it anew several times a second
_PAUSES: Final = (0, 0.02, 0.05, 0.1, 0.2, 0.4)


@dataclass(frozen=True)
class _Served:
    stamp: tuple[int, int]  # of the pointer file: the store is looked for anew when it changes
    store: str
    base_iri: str


class GraphService:
    """A graph in a folder that can be asked; the server's routes and the explorer's pages use the same one.

    A graph that is built anew meanwhile is found by the next query.
    """

    def __init__(self, folder: Path, settings: ServerSettings, metrics: Metrics) -> None:
        self.folder, self.settings, self.metrics = folder, settings, metrics
        self._pool = WorkerPool(settings, metrics)
        self._served: _Served | None = None

    async def start(self) -> None:
        """Find the graph and start the workers; raises StoreError where there is no graph."""
        await asyncio.to_thread(self._refresh)
        await self.locate()
        await self._pool.start()

    async def stop(self) -> None:
        """End the workers."""
        await self._pool.stop()

    def _refresh(self) -> None:
        with GraphFolder(self.folder) as folder:
            folder.open_rdf()  # while another process writes, the graph before is served until the new one is there

    async def locate(self) -> tuple[str, str]:
        """Path of the store in use and the base of its IRIs; raises StoreError where it is not there."""
        pointer = self.folder / "current"
        try:
            status = pointer.stat()
            stamp = (status.st_mtime_ns, status.st_ino)
            if self._served is None or self._served.stamp != stamp:
                name = str(json.loads(pointer.read_text("utf-8"))["rdf"])
                self._served = _Served(stamp, str(self.folder / name), await asyncio.to_thread(self._read_base_iri))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"the graph in {self.folder.name} cannot be read; build it anew with kg build") from error
        return self._served.store, self._served.base_iri

    def _read_base_iri(self) -> str:
        with GraphFolder(self.folder) as folder:
            return folder.get_base_iri()

    async def answer(self, query: str | None, *, rows: str | None = "json", graph: str | None = "turtle") -> Reply:
        """Answer a query in the format ``rows`` (SELECT, ASK) or ``graph`` (CONSTRUCT, DESCRIBE), names of :mod:`kg.server.formats`.

        ``query`` None: the whole graph. A reply has the whole answer, or says why there is none. Raises PoolError where there was no time, room or
        memory, StoreError where the graph cannot be read. Nothing here blocks the loop; cancelling the task ends the query.
        """
        limits = self.settings
        reply = None
        try:
            for pause in _PAUSES:
                if pause:
                    await asyncio.sleep(pause)
                store, base_iri = await self.locate()
                job = Job(
                    store=store,
                    base_iri=base_iri,
                    query=query,
                    row_format=rows,
                    graph_format=graph,
                    max_rows=limits.max_rows,
                    max_bytes=limits.max_answer_bytes,
                    seconds=limits.time_limit_seconds,
                )
                reply = await self._pool.answer(job)
                if reply.outcome is not Outcome.MOVED:
                    self.metrics.count("kg_queries_total", outcome=reply.outcome.replace(" ", "_"))
                    return reply
                self._served = None
        except PoolError as error:
            self.metrics.count("kg_queries_total", outcome=type(error).__name__)
            raise
        raise StoreError(f"the graph in {self.folder.name} cannot be opened; build it anew with kg build")
