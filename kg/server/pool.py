"""Worker processes that answer queries, and that a query cannot outlive.

A library in this process could not be stopped; a process can. There are two lanes. A query starts in the quick one, which has few workers; when it
has had a second of the processor it moves, with its worker, to the slow lane at low priority, and a fresh worker takes the place. So a quick query
waits for quick queries only, however many slow ones are sent. By the clock, a quick query would be a slow one whenever the machine is busy, and
would stay one at the end of the queue. A worker of the slow lane is not used again: its priority cannot be raised.
"""

import asyncio
import contextlib
import os
import sys
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Final, Self

from kg.server.children import read_processor_seconds, start_module
from kg.server.messages import LENGTH, Job, Reply, pack_job, unpack_reply
from kg.server.metrics import Metrics
from kg.server.settings import ServerSettings

_START_SECONDS: Final = 120  # for a worker to start on a machine that is busy with other things
_LOWER_PRIORITY: Final = 10  # steps below that of the server
_LOOK_SECONDS: Final = 0.05  # between two looks at what a query has used, at least


class PoolError(Exception):
    """A query was not answered; the message is for the client."""


class BusyError(PoolError):
    """Too many queries at once; ask again in ``retry_seconds``."""

    def __init__(self, message: str, *, retry_seconds: int) -> None:
        super().__init__(message)
        self.retry_seconds = retry_seconds


class TimeLimitError(PoolError):
    """A query ran out of time and was stopped."""


class WorkerDiedError(PoolError):
    """A query cost its worker its life: it wanted more memory, or nested deeper, than a worker can."""


@dataclass
class _Lanes:
    quick: int = 0
    slow: int = 0
    waiting: int = 0


class _Worker:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._process, self._input, self._output = process, process.stdin, process.stdout

    @classmethod
    async def start(cls, settings: ServerSettings) -> Self:
        worker = cls(await start_module("kg.server.worker", str(settings.memory_limit_mb)))
        try:
            async with asyncio.timeout(_START_SECONDS):
                await worker._output.readexactly(1)
        except BaseException as error:
            await worker.end()
            if isinstance(error, asyncio.IncompleteReadError | TimeoutError):
                raise WorkerDiedError("the process that answers queries does not start; see whether the machine has memory left") from error
            raise
        return worker

    async def ask(self, job: Job) -> Reply:
        """Raises WorkerDiedError where the process ends before it has answered."""
        try:
            self._input.write(pack_job(job))
            await self._input.drain()
            (length,) = LENGTH.unpack(await self._output.readexactly(LENGTH.size))
            reply, size = unpack_reply(await self._output.readexactly(length))
            return replace(reply, body=await self._output.readexactly(size))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            message = "the query needs more memory, or nests deeper, than one query may, and was stopped; ask for less at once"
            raise WorkerDiedError(message) from error

    def read_processor_seconds(self) -> float:
        """Seconds of the processor that it has had; where the system does not tell (it is not Linux), seconds on the clock."""
        if sys.platform != "linux":
            return time.monotonic()
        try:
            return read_processor_seconds(self._process.pid)
        except OSError:  # it has just ended
            return 0.0

    def lower_priority(self) -> None:
        with contextlib.suppress(OSError, AttributeError):  # it has just ended; not on Windows
            os.setpriority(os.PRIO_PROCESS, self._process.pid, os.getpriority(os.PRIO_PROCESS, 0) + _LOWER_PRIORITY)

    async def end(self) -> None:
        """Kill the process, whatever it is doing, and wait until nothing of it is left."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        self._input.close()
        await self._output.read()


class WorkerPool:
    """The workers of a server; :meth:`start` it and :meth:`stop` it."""

    def __init__(self, settings: ServerSettings, metrics: Metrics) -> None:
        self._settings, self._metrics = settings, metrics
        self._turns = asyncio.Semaphore(settings.workers)
        self._n_ready = settings.workers + 1  # one to spare, so that nobody waits for the start of the one that takes a moved one's place
        self._idle: deque[_Worker] = deque()
        self._starting: set[asyncio.Task[None]] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._lanes = _Lanes()
        metrics.add_gauge("kg_workers_busy", lambda: self._lanes.quick, lane="quick")
        metrics.add_gauge("kg_workers_busy", lambda: self._lanes.slow, lane="slow")
        metrics.add_gauge("kg_queries_waiting", lambda: self._lanes.waiting)

    async def start(self) -> None:
        """Start the workers of the quick lane and one to spare; raises WorkerDiedError where they don't."""
        self._idle += await asyncio.gather(*(self._start_worker() for _ in range(self._n_ready)))

    async def stop(self) -> None:
        """End all workers that are idle or starting, and wait for those that are ending; a busy one ends with its query."""
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        while self._idle:
            self._end(self._idle.pop())
        await asyncio.gather(*self._ending)

    async def answer(self, job: Job) -> Reply:
        """Answer a job within the limits; raises a PoolError that says why not. A caller that is cancelled ends its query."""
        settings, began = self._settings, time.monotonic()
        async with self._take_turn() as turn, self._borrow() as borrowed:
            until, used_before = time.monotonic() + settings.time_limit_seconds, borrowed.worker.read_processor_seconds()
            task = asyncio.ensure_future(borrowed.worker.ask(job))
            try:
                while not task.done() and not turn.is_slow and (left := until - time.monotonic()) > 0:
                    rest = settings.quick_seconds - (borrowed.worker.read_processor_seconds() - used_before)
                    if rest > 0:
                        await asyncio.wait({task}, timeout=min(max(rest, _LOOK_SECONDS), left))
                    else:
                        self._move_to_slow_lane(turn, borrowed)
                if not task.done():
                    await asyncio.wait({task}, timeout=max(until - time.monotonic(), 0))
                if not task.done():
                    message = f"the query took longer than {settings.time_limit_seconds:g} s and was stopped; ask for less at once"
                    raise TimeLimitError(message)
                reply = task.result()
            finally:
                task.cancel()
            borrowed.is_sound = not turn.is_slow
            self._metrics.observe_query(time.monotonic() - began)
            return reply

    @contextlib.asynccontextmanager
    async def _take_turn(self) -> AsyncIterator["_Turn"]:
        """Wait for a place in the quick lane, as long as the queue is not too long."""
        settings, lanes = self._settings, self._lanes
        if lanes.waiting >= settings.max_waiting:
            raise BusyError(f"{lanes.waiting} queries are waiting already; ask again in a few seconds", retry_seconds=5)
        lanes.waiting += 1
        try:
            async with asyncio.timeout(settings.max_wait_seconds):
                await self._turns.acquire()
        except TimeoutError as error:
            raise BusyError(f"no worker was free in {settings.max_wait_seconds:g} s; ask again in a few seconds", retry_seconds=10) from error
        finally:
            lanes.waiting -= 1
        turn = _Turn()
        lanes.quick += 1
        try:
            yield turn
        finally:
            if turn.is_slow:
                lanes.slow -= 1
            else:
                lanes.quick -= 1
                self._turns.release()

    @contextlib.asynccontextmanager
    async def _borrow(self) -> AsyncIterator["_Borrowed"]:
        """Take a worker; one that is not sound afterwards is killed, and another started."""
        while not self._idle and self._starting:
            await asyncio.wait(self._starting, return_when=asyncio.FIRST_COMPLETED)
        # in turns, so that the spare one has the store open when it is needed
        borrowed = _Borrowed(self._idle.popleft() if self._idle else await self._start_worker())
        try:
            yield borrowed
        finally:
            if borrowed.is_sound:
                self._keep(borrowed.worker)
            else:
                self._end(borrowed.worker)
                if not borrowed.is_replaced:
                    self._replace_worker()

    def _keep(self, worker: _Worker) -> None:
        if len(self._idle) < self._n_ready:
            self._idle.append(worker)
        else:
            self._end(worker)

    def _end(self, worker: _Worker) -> None:
        task = asyncio.ensure_future(worker.end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def _move_to_slow_lane(self, turn: "_Turn", borrowed: "_Borrowed") -> None:
        lanes = self._lanes
        if lanes.slow >= self._settings.slow_workers:
            message = f"the query is slow, and {lanes.slow} slow queries run already; ask again later, or ask for less at once"
            raise BusyError(message, retry_seconds=int(self._settings.time_limit_seconds) + 1)
        turn.is_slow, borrowed.is_replaced = True, True
        lanes.slow += 1
        lanes.quick -= 1
        borrowed.worker.lower_priority()
        self._replace_worker()
        self._turns.release()

    def _replace_worker(self) -> None:
        async def start() -> None:
            with contextlib.suppress(WorkerDiedError):  # the next query tries again, and says so
                self._keep(await self._start_worker())

        task = asyncio.ensure_future(start())
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _start_worker(self) -> _Worker:
        worker = await _Worker.start(self._settings)
        self._metrics.count("kg_workers_started_total")
        return worker


@dataclass
class _Turn:
    is_slow: bool = False


@dataclass
class _Borrowed:
    worker: _Worker
    is_sound: bool = False
    is_replaced: bool = False
