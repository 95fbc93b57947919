"""What server and worker say to each other: a length, a JSON header, and after an answer its bytes."""

import json
import struct
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

LENGTH: Final = struct.Struct("!I")


class Outcome(StrEnum):
    """How a job ended in the worker."""

    ANSWERED = "answered"
    REFUSED = "refused"  # wrong, or not allowed
    TOO_LARGE = "too large"
    NOT_ACCEPTABLE = "not acceptable"  # rows where only graph formats would do, or the other way round
    MOVED = "moved"  # the store is not there (any more): the graph was built anew


@dataclass(frozen=True)
class Job:
    """A query to answer, or the whole graph to write where ``query`` is None.

    ``row_format`` and ``graph_format`` are names of :mod:`kg.server.formats`, None where the client takes none of that kind.
    """

    store: str
    base_iri: str
    query: str | None
    row_format: str | None
    graph_format: str | None
    max_rows: int
    max_bytes: int
    seconds: float


@dataclass(frozen=True)
class Reply:
    """What the worker made of a job: ``body`` in ``format``, or a ``message`` that says why not."""

    outcome: Outcome
    message: str = ""
    format: str = ""
    body: bytes = b""


def pack_job(job: Job) -> bytes:
    """A job as bytes."""
    data = json.dumps(asdict(job)).encode("ascii")
    return LENGTH.pack(len(data)) + data


def unpack_job(data: bytes) -> Job:
    """The job of these bytes, which follow the length."""
    return Job(**json.loads(data))


def pack_reply(reply: Reply) -> bytes:
    """The head of a reply as bytes; its body follows."""
    head: dict[str, Any] = {"outcome": reply.outcome, "message": reply.message, "format": reply.format, "size": len(reply.body)}
    data = json.dumps(head).encode("ascii")
    return LENGTH.pack(len(data)) + data


def unpack_reply(data: bytes) -> tuple[Reply, int]:
    """The reply of these bytes, still without its body, and the size of the body."""
    head = json.loads(data)
    size = int(head.pop("size"))
    return Reply(**{**head, "outcome": Outcome(head["outcome"])}), size
