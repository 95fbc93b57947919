"""Readers of tables: JSON Lines, JSON, CSV, TSV, Parquet. A row is an article; memory does not grow with their number."""

import contextlib
import csv
import importlib
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from kg.reading.drafts import Draft, describe_text_names, make_draft, match_columns
from kg.reading.streams import MAX_LINE_CHARS, open_text, read_lines
from schemas.errors import InputError
from schemas.record import Failure

_MAX_JSON_CHARS: Final = 64_000_000  # of a .json file, which has to be parsed whole
_TOO_LONG: Final = f"the row is longer than {MAX_LINE_CHARS // 1_000_000} million characters; split its text into articles"


def read_json_lines(stream: io.BufferedReader, name: str) -> Iterator[Draft | Failure]:
    """One JSON object a line; a broken line is a failure and the others are kept."""
    for number, line in read_lines(stream):
        where = f"{name}:{number}"
        if line is None:
            yield Failure(where=where, what=_TOO_LONG)
        elif line.strip():
            yield _parse_row(line, where)


def read_json(stream: io.BufferedReader, name: str) -> Iterator[Draft | Failure]:
    """An article, a list of articles, or an object that has such a list under any name; and JSON Lines that are called .json."""
    text = open_text(stream)
    try:
        first = text.readline(MAX_LINE_CHARS)
        rest = text.read(_MAX_JSON_CHARS + 1)
    finally:
        text.detach()
    if len(rest) > _MAX_JSON_CHARS:
        raise InputError(
            f"is longer than {_MAX_JSON_CHARS // 1_000_000} million characters; convert it to JSON Lines (jq -c '.[]'), which is read row by row"
        )
    if rest.strip() and isinstance(_find_value(first), dict):
        for number, line in enumerate(io.StringIO(first + rest), 1):
            if line.strip():
                yield _parse_row(line, f"{name}:{number}")
        return
    try:
        value = json.loads(first + rest) if (first + rest).strip() else []
    except (ValueError, RecursionError) as error:
        raise InputError(f"is not JSON: {error}") from error
    rows = value if isinstance(value, list) else [value]
    if isinstance(value, dict) and "text" not in match_columns(tuple(value)):
        rows = next((inner for inner in value.values() if isinstance(inner, list) and inner and isinstance(inner[0], dict)), rows)
    for number, row in enumerate(rows, 1):
        yield _make_row(row, f"{name}:{number}")


def read_csv(stream: io.BufferedReader, name: str) -> Iterator[Draft | Failure]:
    """Rows under a header; the header tells whether commas, semicolons, tabs or bars divide them. Row 1 is the header."""
    lines = _CsvLines(read_lines(stream))
    header_line = next(lines, "")
    delimiter = max(",;\t|", key=header_line.count)
    header = next(csv.reader([header_line], delimiter=delimiter), [])
    columns = tuple(column.strip() for column in header)
    if header and "text" not in match_columns(columns):
        found = ", ".join(columns)[:300]
        raise InputError(f"has no column with the text: found {found}; name it one of {describe_text_names()}")
    # the limit is the process's: raised, never lowered, and still bounded
    csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE_CHARS))
    rows = csv.reader(lines, delimiter=delimiter)
    number = 1
    while True:
        number += 1
        where = f"{name}:{number}"
        lines.start_row()
        try:
            row = next(rows)
        except StopIteration:
            return
        except _LongLineError:
            yield Failure(where=where, what=_TOO_LONG)
            continue
        except csv.Error as error:
            yield Failure(where=where, what=f"the row is not CSV: {error}")
            continue
        if len(row) > len(columns) and any(map(str.strip, row[len(columns) :])):
            yield Failure(
                where=where, what=f"the row has {len(row)} fields, the header {len(columns)}; put quotes around a field that has {delimiter!r} in it"
            )
        elif any(map(str.strip, row)):
            yield make_draft(dict(zip(columns, row, strict=False)), where)


def read_parquet(stream: io.BufferedReader, name: str) -> Iterator[Draft | Failure]:
    """Rows of a Parquet file, in batches; needs pyarrow."""
    parquet = import_extra("pyarrow.parquet", "parquet")
    if not stream.seekable():
        raise InputError("is Parquet, which cannot be read from a pipe; give the file's name")
    try:
        file = parquet.ParquetFile(stream)
        columns = match_columns(tuple(file.schema_arrow.names))
        if "text" not in columns:
            raise InputError(f"has no column with the text: found {', '.join(file.schema_arrow.names)[:300]}; name it one of {describe_text_names()}")
        number = 0
        for batch in file.iter_batches(batch_size=64, columns=sorted(set(columns.values()))):
            for row in batch.to_pylist():
                number += 1
                yield make_draft(row, f"{name}:{number}")
    except ValueError as error:  # pyarrow's ArrowInvalid
        raise InputError(f"is not Parquet, or damaged: {error}") from error


def import_extra(module: str, extra: str) -> Any:
    """An optional library; raises InputError that says which extra of this package brings it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise InputError(f"needs {module.partition('.')[0]}, which is not installed: pip install 'conflict-kg[{extra}]'") from error


class _LongLineError(Exception):
    """A CSV row that is too long to be held."""


class _CsvLines:
    """Lines for the csv module, which asks for more of them while a quote is open: a quote that is never closed would take the whole file."""

    def __init__(self, lines: Iterator[tuple[int, str | None]]) -> None:
        self._lines = lines
        self._row_chars = 0

    def start_row(self) -> None:
        self._row_chars = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        _, line = next(self._lines)
        if line is None:
            raise _LongLineError
        self._row_chars += len(line)
        if self._row_chars > MAX_LINE_CHARS:
            raise InputError(
                f"has a row of more than {MAX_LINE_CHARS // 1_000_000} million characters (a quote never closed?); the rest was not read"
            )
        return line


def _find_value(text: str) -> Any:
    with contextlib.suppress(ValueError, RecursionError):
        return json.loads(text)
    return None


def _parse_row(line: str, where: str) -> Draft | Failure:
    try:
        return _make_row(json.loads(line), where)
    except (ValueError, RecursionError) as error:
        return Failure(where=where, what=f"the line is not JSON: {error}")


def _make_row(row: Any, where: str) -> Draft | Failure:
    if not isinstance(row, Mapping):
        return Failure(where=where, what=f"expected a JSON object with the fields of an article, found {type(row).__name__}")
    if "text" not in match_columns(tuple(row)):
        return Failure(where=where, what=f"has no text: found {', '.join(row)[:300] or 'no field'}; name it one of {describe_text_names()}")
    return make_draft(row, where)
