"""The process that adds articles: reads requests from the standard input, writes a report in JSON for each to the standard output.

Run by :mod:`kg.server.articles` as ``python -m kg.server.adding FOLDER``. It holds the model from its first request until its input ends. A request
is a length and a JSON header, ``{"keep": true, "published": null, "files": [[name, ending, size], ...]}``, and then the bytes of the files.
"""

import contextlib
import itertools
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

from kg.pipeline import extract_inputs, get_model_name
from kg.server.messages import LENGTH
from kg.store import GraphFolder
from schemas.errors import ConflictKgError, StoreError
from schemas.record import Failure, Record

_KEPT_AT_ONCE: Final = 16  # records a transaction
_MAX_FAILURES: Final = 20  # told one by one


def add_articles(files: Sequence[tuple[str, str, bytes]], folder: Path, *, keep: bool, published: str | None) -> dict[str, Any]:
    """Extract the articles that the graph has not yet and, where ``keep``, add them to it; returns the report that the client gets.

    ``files`` are (name, ending, bytes); messages call them by their names, and the ending says how they are read.
    """
    failures: list[Failure] = []
    records: list[Record] = []
    added = 0
    with tempfile.TemporaryDirectory() as inputs, GraphFolder(folder) as graph:
        names: dict[str, str] = {}
        for number, (name, ending, data) in enumerate(files):
            path = Path(inputs) / f"{number}{ending}"  # nothing of a name that came from elsewhere
            path.write_bytes(data)
            names[str(path)] = name
        if keep:
            graph.lock()
        found = extract_inputs(list(names), published=published, known=graph.list_keys(), on_failure=failures.append)
        while lot := list(itertools.islice(found, _KEPT_AT_ONCE)):
            records += lot
            added += graph.add_records(lot, model=get_model_name()) if keep else 0
        if keep:
            graph.refresh()
    return {
        "added": added,
        "failures": [f"{_rename(failure.where, names)}: {failure.what}" for failure in failures[:_MAX_FAILURES]],
        "more_failures": max(0, len(failures) - _MAX_FAILURES),
        "records": [record.model_dump(mode="json", exclude={"fingerprint"}) for record in records],
    }


def _rename(where: str, names: Mapping[str, str]) -> str:
    return next((name + where.removeprefix(path) for path, name in names.items() if where.startswith(path)), where)


def _read(stream: BinaryIO, size: int) -> bytes:
    """So many bytes; raises ConnectionError where there are fewer, so that half an article is never taken for one."""
    data = stream.read(size)
    if len(data) < size:
        raise ConnectionError
    return data


def serve(folder: Path, requests: BinaryIO, reports: BinaryIO) -> None:
    """Answer requests, each with a report; an error is a report of one sentence and a status. Raises ConnectionError where the server is gone."""
    while True:
        (size,) = LENGTH.unpack(_read(requests, LENGTH.size))
        request = json.loads(_read(requests, size))
        files = [(name, ending, _read(requests, size)) for name, ending, size in request["files"]]
        try:
            report = add_articles(files, folder, keep=request["keep"], published=request["published"])
        except ConflictKgError as error:
            report = {"error": str(error), "status": 503 if isinstance(error, StoreError) else 400}
        data = json.dumps(report).encode("ascii")
        reports.write(LENGTH.pack(len(data)) + data)
        reports.flush()


def main() -> None:
    """Take the standard streams and serve."""
    requests, reports = sys.stdin.buffer, os.fdopen(os.dup(1), "wb", buffering=0)  # nothing to flush when the server is gone
    os.dup2(2, 1)  # what a library prints is no report
    with contextlib.suppress(ConnectionError):
        serve(Path(sys.argv[1]), requests, reports)


if __name__ == "__main__":
    main()
