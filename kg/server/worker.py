"""The process that holds the store and answers one query at a time; the server kills it when a query takes too long.

Run by :mod:`kg.server.pool` as ``python -m kg.server.worker MEGABYTES``; jobs come in on the standard input, replies go out on the standard output.
An answer goes out when it is whole: one that would be too large is no answer at all.
"""

import contextlib
import csv
import io
import itertools
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

import pyoxigraph

from kg.server.formats import RDF_FORMATS
from kg.server.messages import LENGTH, Job, Outcome, Reply, pack_reply, unpack_job
from kg.server.sandbox import forbid_network, limit_memory, return_memory
from kg.sparql import RESULT_FORMATS, list_query_prefixes, run_query
from schemas.errors import QueryError

READY: Final = b"!"
_GRACE_SECONDS: Final = 2  # beyond the limit: the server kills first, this is for a worker whose server is gone


class _TooLargeError(Exception):
    """An answer has more rows or bytes than allowed."""


class _BoundedBuffer(io.BytesIO):
    """Bytes, up to a number of them."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__()
        self._room = max_bytes

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        self._room -= len(data)
        if self._room < 0:
            raise _TooLargeError
        return super().write(data)


class _Stores:
    """The store in use; another one is opened when the graph was built anew."""

    def __init__(self) -> None:
        self._path = ""
        self._store: pyoxigraph.Store | None = None

    def open(self, path: str) -> pyoxigraph.Store:
        """Open a store, or return it where it is open; raises OSError or RuntimeError where it is not there, or not whole."""
        if self._store is None or self._path != path:
            self._store = None  # closed before the other is opened
            if not Path(path).is_dir():
                raise FileNotFoundError(path)
            self._store, self._path = pyoxigraph.Store.read_only(path), path
        return self._store


def answer_job(job: Job, store: pyoxigraph.Store) -> Reply:
    """Answer one job, within its limits of rows and bytes."""
    buffer = _BoundedBuffer(job.max_bytes)
    try:
        if job.query is None:
            return _write_graph(iter(store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())), job, buffer)
        result = run_query(store, job.query, base_iri=job.base_iri).result
        if isinstance(result, pyoxigraph.QueryTriples):
            return _write_graph(iter(result), job, buffer)
        if job.row_format is None:
            message = "SELECT and ASK give rows; accept application/sparql-results+json or +xml, text/csv or text/tab-separated-values"
            return Reply(Outcome.NOT_ACCEPTABLE, message)
        result.serialize(buffer, RESULT_FORMATS[job.row_format])
        if _count_rows(buffer.getvalue(), job.row_format, job.max_rows) > job.max_rows:
            raise _TooLargeError
    except _TooLargeError:
        limits = f"{job.max_rows:,} rows or triples and {job.max_bytes / 1e6:,.0f} MB"
        return Reply(Outcome.TOO_LARGE, f"the answer is larger than {limits}, and no part of it is sent; use LIMIT and OFFSET, or kg export")
    except (QueryError, ValueError, OSError, RuntimeError) as error:
        if not Path(job.store).is_dir():  # files that it had not opened yet went with it
            return Reply(Outcome.MOVED, "the graph was built anew")
        return Reply(Outcome.REFUSED, str(error))
    return Reply(Outcome.ANSWERED, format=job.row_format, body=buffer.getvalue())


def _write_graph(found: Iterator[pyoxigraph.Triple | pyoxigraph.Quad], job: Job, buffer: _BoundedBuffer) -> Reply:
    if job.graph_format is None:
        message = "the answer is a graph; accept text/turtle, application/n-triples, application/ld+json or application/rdf+xml"
        return Reply(Outcome.NOT_ACCEPTABLE, message)
    triples = {item.triple if isinstance(item, pyoxigraph.Quad) else item for item in itertools.islice(found, job.max_rows + 1)}
    if next(found, None) is not None or len(triples) > job.max_rows:
        raise _TooLargeError
    # sorted: the same bytes each time, and Oxigraph's Turtle groups only what stands together
    pyoxigraph.serialize(sorted(triples, key=str), buffer, RDF_FORMATS[job.graph_format], prefixes=list_query_prefixes(job.base_iri))
    return Reply(Outcome.ANSWERED, format=job.graph_format, body=buffer.getvalue())


def _count_rows(body: bytes, format: str, max_rows: int) -> int:
    """How many rows there are; where a quick count that is never too low stays within the limit, that count."""
    if format == "xml":
        return body.count(b"<result>")  # in values, < is written &lt;
    if format == "tsv":
        return max(body.count(b"\n") - 1, 0)  # in values, a line's end is written \n
    at_most = body.count(b"{" if format == "json" else b"\n")
    if at_most <= max_rows:
        return at_most
    if format == "csv":
        return sum(1 for _ in csv.reader(io.StringIO(body.decode("utf-8"), newline=""))) - 1
    solutions = pyoxigraph.parse_query_results(body, format=pyoxigraph.QueryResultsFormat.JSON)
    return sum(1 for _ in solutions) if isinstance(solutions, pyoxigraph.QuerySolutions) else 1


def serve(jobs: BinaryIO, replies: BinaryIO) -> None:
    """Answer jobs until there are no more."""
    stores = _Stores()
    replies.write(READY)
    replies.flush()
    while len(length := jobs.read(LENGTH.size)) == LENGTH.size:
        job = unpack_job(jobs.read(*LENGTH.unpack(length)))
        _set_alarm(job.seconds + _GRACE_SECONDS)
        try:
            store = stores.open(job.store)
        except (OSError, RuntimeError) as error:  # Oxigraph's word for a folder of which files are missing is RuntimeError
            reply = Reply(Outcome.MOVED, f"the store cannot be opened ({type(error).__name__})")
        else:
            reply = answer_job(job, store)
        _set_alarm(0)
        replies.write(pack_reply(reply))
        replies.write(reply.body)
        replies.flush()
        del reply
        return_memory()


def _set_alarm(seconds: float) -> None:
    """Let the kernel end this process after so long, whatever it is doing; 0: not any more."""
    if hasattr(signal, "setitimer"):  # not on Windows
        signal.setitimer(signal.ITIMER_REAL, seconds)


def main() -> None:
    """Take the standard streams, give up what is not needed, and serve."""
    jobs, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("r+b") as nothing:  # what a library prints must not get between the replies
        os.dup2(nothing.fileno(), 0)
        os.dup2(nothing.fileno(), 1)
    forbid_network()
    limit_memory(int(sys.argv[1]))
    with contextlib.suppress(BrokenPipeError):  # the server is gone
        serve(jobs, replies)


if __name__ == "__main__":
    main()
