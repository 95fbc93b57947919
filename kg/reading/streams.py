"""Bytes to text with bounds: what is opened, how it is decoded, how much of it is ever in memory."""

import codecs
import gzip
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from schemas.errors import InputError

MAX_TEXT_CHARS: Final = 2_000_000
"""A longer text is no article (the Bible has 4 million characters), and one article is held in memory whole."""
MAX_DOCUMENT_BYTES: Final = 8_000_000
"""Of a file that is one article: as many bytes as the longest text can have."""
MAX_LINE_CHARS: Final = 16_000_000
"""Of one row: the longest text with every character written as an escape, and the other fields."""
_MAX_SKIPPED_CHARS: Final = 1_000_000_000  # a "line" of more is a bomb
_HEAD_BYTES: Final = 65536
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS: Final = bytes({*range(32), 127} - set(b"\t\n\r\f\v\x1b"))
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NOT_ASCII: Final = re.compile("[^\x00-\x7f\ud800-\udfff]")


@contextmanager
def open_stream(path: Path | None, stdin: BinaryIO | None, *, is_gzip: bool) -> Iterator[io.BufferedReader]:
    """A file, or the standard input where ``path`` is None (which stays open), unpacked."""
    if path is None:
        assert stdin is not None
        source: Any = stdin  # any object that reads bytes, as tests give one
        buffered = io.BufferedReader(source, _HEAD_BYTES)
        try:
            yield buffered
        finally:
            buffered.detach()
        return
    with path.open("rb") as raw:
        stream: Any = gzip.GzipFile(fileobj=raw) if is_gzip else raw
        with io.BufferedReader(stream, _HEAD_BYTES) as buffered:
            yield buffered


def open_text(stream: io.BufferedReader) -> io.TextIOWrapper:
    """Decode a stream as it is read: by its byte order mark, else as UTF-8; bytes that are none become lone surrogates (:func:`repair_text`).

    Line ends stay as they are. Raises InputError for binary data.
    """
    head = stream.peek(_HEAD_BYTES)
    encoding = "utf-8"
    for mark, name in _BOMS:
        if head.startswith(mark):
            encoding = f"{name}-sig" if name == "utf-8" else name
            break
    else:
        check_binary(head[:_HEAD_BYTES])
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")


def read_document(stream: io.BufferedReader) -> str:
    """The whole text of a file that is one article."""
    text = open_text(stream)
    try:
        document = text.read(MAX_DOCUMENT_BYTES + 1)
    finally:
        text.detach()
    if len(document) > MAX_DOCUMENT_BYTES:
        raise InputError(f"is larger than {MAX_DOCUMENT_BYTES // 1_000_000} MB, too large for one article; split it into articles, one a file or row")
    return document


def read_lines(stream: io.BufferedReader) -> Iterator[tuple[int, str | None]]:
    """Number (from 1) and text of each line, with its end; None for one of more than ``MAX_LINE_CHARS``, which is passed over."""
    text = open_text(stream)
    try:
        number = 0
        while line := text.readline(MAX_LINE_CHARS):
            number += 1
            if len(line) < MAX_LINE_CHARS or line.endswith(("\n", "\r")):
                yield number, line
            else:
                _skip_line(text)
                yield number, None
    finally:
        if not stream.closed:  # a reader that is given up half-way is cleared away after its file
            text.detach()


def _skip_line(text: io.TextIOWrapper) -> None:
    skipped = 0
    while (part := text.readline(1 << 20)) and not part.endswith(("\n", "\r")):
        skipped += len(part)
        if skipped > _MAX_SKIPPED_CHARS:
            raise InputError("has a line of more than a billion characters; the rest of the file was not read")


def check_binary(head: bytes) -> None:
    """Raise InputError if these bytes are no text in an encoding that is read."""
    if b"\0" in head:
        raise InputError("is not text: it has NUL bytes; convert it to UTF-8 text first")
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) / 10:
        raise InputError("is not text: more than a tenth of it are control characters; convert it to UTF-8 text first")


def repair_text(text: str) -> tuple[str, bool]:
    """The text without lone surrogates, and whether it had any.

    They stand for bytes that are not UTF-8. A text that is ASCII besides is read as Windows-1252, the usual encoding of old pages in both
    languages; in one that has other UTF-8 characters they are damage, and become U+FFFD.
    """
    if not _SURROGATE.search(text):
        return text, False
    if not _NOT_ASCII.search(text):
        try:
            return text.encode("utf-8", "surrogateescape").decode("cp1252", "replace"), True
        except UnicodeEncodeError:  # half a pair written as an escape in JSON: no byte
            pass
    return _SURROGATE.sub("\ufffd", text), True
