"""The process that adds articles: reads them as JSON Lines from the standard input, prints a report in JSON.

Run by :mod:`kg.server.articles` as ``python -m kg.server.adding FOLDER yes|no``, the latter for whether to keep what is found.
"""

import itertools
import json
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from kg.pipeline import extract_inputs, get_model_name
from kg.store import GraphFolder
from schemas.errors import ConflictKgError, StoreError
from schemas.record import Failure, Record

_KEPT_AT_ONCE: Final = 16  # records a transaction
_MAX_FAILURES: Final = 20  # told one by one


def add_articles(data: bytes, folder: Path, *, keep: bool) -> dict[str, Any]:
    """Extract the articles that the graph has not yet and, where ``keep``, add them to it; returns the report that the client gets."""
    failures: list[Failure] = []
    records: list[Record] = []
    added = 0
    # a file, because its ending says what it is: of bytes without a name, a broken line would be taken for an article's text
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as lines, GraphFolder(folder) as graph:
        lines.write(data)
        lines.flush()
        if keep:
            graph.lock()
        found = extract_inputs([lines.name], known=graph.list_keys(), on_failure=failures.append)
        while lot := list(itertools.islice(found, _KEPT_AT_ONCE)):
            records += lot
            added += graph.add_records(lot, model=get_model_name()) if keep else 0
        if keep:
            graph.refresh()
    return {
        "added": added,
        "failures": [f"{failure.where.replace(lines.name, 'article', 1)}: {failure.what}" for failure in failures[:_MAX_FAILURES]],
        "more_failures": max(0, len(failures) - _MAX_FAILURES),
        "records": [record.model_dump(mode="json", exclude={"fingerprint"}) for record in records],
    }


def main() -> None:
    """Do it, and print the report; an error is a report of one sentence and a status."""
    folder, keep = Path(sys.argv[1]), sys.argv[2] == "yes"
    try:
        report = add_articles(sys.stdin.buffer.read(), folder, keep=keep)
    except ConflictKgError as error:
        report = {"error": str(error), "status": 503 if isinstance(error, StoreError) else 400}
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main()
