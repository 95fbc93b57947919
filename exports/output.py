"""The last step of every export: text into a stream, and a stream into a file that is whole or not there."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, BinaryIO
from uuid import uuid4

from schemas.errors import ExportError

# pieces (a line, or what is said of a subject) joined before each write: a call for each would cost more than the piece, and what many of them
# make would not stay in the cache (16 to 512 were tried; 64 writes Turtle and N-Triples 2 to 10 percent faster than 512)
_CHUNK = 64


def write_pieces(stream: IO[bytes], pieces: Iterable[str]) -> None:
    """Write pieces of text as UTF-8, a chunk at a time; lone surrogates, which UTF-8 cannot hold, are dropped."""
    iterator = iter(pieces)
    while chunk := list(islice(iterator, _CHUNK)):
        stream.write("".join(chunk).encode("utf-8", "ignore"))


@contextmanager
def open_target(path: Path) -> Iterator[BinaryIO]:
    """Stream whose content becomes the file ``path`` when the block ends well; otherwise what was there before stays.

    A device or pipe (``/dev/stdout``) is written to as it is, never replaced. Raises :class:`ExportError` where nothing can be written.
    """
    target = path.resolve()  # a link stays a link, and the file that it names is replaced
    try:
        if target.is_dir():
            raise ExportError(f"cannot write {path}: it is a folder; name a file in it")
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                yield stream
            return
        if not target.parent.is_dir():
            raise ExportError(f"cannot write {path}: the folder {target.parent} does not exist; create it first")
        temporary = target.with_name(f".export-{uuid4().hex}.tmp")
        try:
            with temporary.open("xb") as stream:
                yield stream
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror or error}") from error
