"""What a reader finds, before it is an article; and the names under which sources keep it."""

import datetime
import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Draft:
    """The fields of an article as a source has them: nothing checked, dates as written; None where the source has none.

    ``where`` names the file and row. ``is_row`` where the source is a table: what its columns say then goes before what the caller says for all.
    """

    where: str
    text: str | None
    id: str | None = None
    lang: str | None = None
    published: str | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    context: str | None = None
    is_row: bool = False


@functools.cache
def get_column_names() -> Mapping[str, Sequence[str]]:
    """Field of an article -> names of columns that hold it, preferred first."""
    return tomllib.loads((files("kg.reading") / "columns.toml").read_text("utf-8"))


@functools.lru_cache(maxsize=256)
def match_columns(columns: tuple[str, ...]) -> Mapping[str, str]:
    """Field of an article -> the column that holds it. Where there is no text but a headline, the headline is the text.

    >>> match_columns(("Judul", "tanggal", "Tautan"))
    {'title': 'Judul', 'published': 'tanggal', 'url': 'Tautan', 'text': 'Judul'}
    """
    given = {column.strip().casefold().replace(" ", "_").replace("-", "_"): column for column in reversed(columns)}
    found = {}
    for field, names in get_column_names().items():
        if name := next((name for name in names if name in given), None):
            found[field] = given[name]
    if "text" not in found and "title" in found:
        found["text"] = found["title"]
    return found


def make_draft(row: Mapping[str, Any], where: str, *, is_row: bool = True) -> Draft:
    """The draft of a row, whatever its columns are called."""
    fields = {field: _to_text(row.get(column)) for field, column in match_columns(tuple(row)).items()}
    return Draft(where=where, text=fields.pop("text", None), is_row=is_row, **fields)


def describe_text_names() -> str:
    """The accepted names of the text column, for messages."""
    names = get_column_names()
    return f"{', '.join(names['text'])}, or for headlines {', '.join(names['title'])}"


def _to_text(value: Any) -> str | None:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
