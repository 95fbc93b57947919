"""From whatever was given to articles, one at a time: the first step of the way of an article."""

import itertools
import re
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from kg.identification import find_language_code, identify_language
from kg.reading.drafts import Draft
from kg.reading.inputs import Source, find_sources
from kg.reading.publication import find_published, is_month_first, parse_published
from kg.reading.streams import MAX_TEXT_CHARS, check_binary, open_stream, repair_text
from schemas.errors import InputError
from schemas.identifiers import get_article_key
from schemas.record import Failure
from schemas.text import Article

_PEEKED_ROWS: Final = 200  # of a table, read ahead to see in which order its dates are written
_PEEKED_CHARS: Final = 4_000_000
_BAD_BYTES = "{count} articles had bytes that are not UTF-8 (the first: {first}), which were guessed or replaced; convert the file to UTF-8"
_BAD_DATES = "{count} dates of publication were not understood (the first: {first}), so these articles are undated; write them as YYYY-MM-DD"


def read_articles(
    inputs: Iterable[str | Path],
    *,
    lang: str | None = None,
    published: str | None = None,
    on_failure: Callable[[Failure], None],
    stdin: BinaryIO | None = None,
) -> Iterator[Article]:
    """Read all articles of files, folders, globs and, for "-", the standard input (``stdin`` where it is not the process's).

    ``lang`` and ``published`` hold for all articles, but what a table says of a row goes before them. Else the language is identified, and the
    date taken from the file's metadata or from what the text says. ``on_failure`` is called for each input that could not be used, and once a file
    for what was guessed; the rest is read. Raises InputError for a ``published`` that is no date.
    """
    options = _Options(lang=lang, published=_check_published(published))
    for given in inputs:
        for source in find_sources(given):
            # a failure is handed on outside of all handlers here: what the caller raises is the caller's
            for item in [source] if isinstance(source, Failure) else _read_source(source, options, stdin or sys.stdin.buffer):
                if isinstance(item, Failure):
                    on_failure(item)
                else:
                    yield item


def make_article(
    text: str,
    *,
    id: str | None = None,
    lang: str | None = None,
    published: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    context: str = "",
    source: str | None = None,
) -> Article:
    """An article from its text and what is known about it; language and date are found in the text where they are not given.

    Raises InputError where the text is empty, too long or no text, or ``published`` no date.
    """
    if not text.strip():
        raise InputError("the text is empty")
    if len(text) > MAX_TEXT_CHARS:
        raise InputError(f"the text has more than {MAX_TEXT_CHARS:,} characters; split it into articles")
    check_binary(text[:65536].encode("utf-8", "replace"))
    published = _check_published(published) or find_published(text)
    key = get_article_key(text, published, url)
    lang = lang or identify_language(text)
    return Article(
        id=id or key, key=key, text=text, lang=lang, published=published, title=title, publisher=publisher, url=url, context=context, source=source
    )


@dataclass(frozen=True)
class _Options:
    lang: str | None
    published: str | None


class _Remarks:
    """What was guessed in a source: counted, and told once."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def add(self, message: str, first: str) -> None:
        self._counts[message] += 1
        self._first.setdefault(message, first)

    def list_failures(self, where: str) -> Iterator[Failure]:
        for message, count in self._counts.items():
            what = message.format(count=count, first=self._first[message])
            yield Failure(where=where, what=what.replace("1 articles had", "1 article had", 1) if count == 1 else what)


def _read_source(source: Source, options: _Options, stdin: BinaryIO) -> Iterator[Article | Failure]:
    drafts = _read_drafts(source, stdin)
    ahead: list[Draft | Failure] = []
    room = _PEEKED_CHARS
    while room > 0 and len(ahead) < _PEEKED_ROWS and (item := next(drafts, None)):
        ahead.append(item)
        room -= len(item.text or "") if isinstance(item, Draft) else 0
    if not ahead:
        yield Failure(where=source.name, what="is empty: there is no article in it")
    month_first = is_month_first([item.published for item in ahead if isinstance(item, Draft) and item.is_row and item.published])
    remarks = _Remarks()
    for item in itertools.chain(ahead, drafts):
        yield item if isinstance(item, Failure) else _convert(item, options, remarks, month_first=month_first)
    yield from remarks.list_failures(source.name)


def _read_drafts(source: Source, stdin: BinaryIO) -> Iterator[Draft | Failure]:
    """What the reader finds; whatever ends it early is a failure of the source, and what was read before stays."""
    try:
        with open_stream(source.path, stdin, is_gzip=source.is_gzip) as stream:
            yield from source.reader(stream, source.name)
    except InputError as error:
        yield Failure(where=source.name, what=str(error))
    except (EOFError, zlib.error) as error:
        yield Failure(where=source.name, what=f"is damaged: {error}; what stood before was read")
    except OSError as error:
        yield Failure(where=source.name, what=f"cannot be read: {error.strerror or error}")


def _convert(draft: Draft, options: _Options, remarks: _Remarks, *, month_first: bool) -> Article | Failure:
    if draft.text is None:
        return Failure(where=draft.where, what="there is no text in it")
    text, is_repaired = repair_text(draft.text)
    if is_repaired:
        remarks.add(_BAD_BYTES, draft.where)
    stated = parse_published(draft.published, month_first=month_first) if draft.published and draft.published.strip() else None
    if draft.published and draft.published.strip() and not stated:
        remarks.add(_BAD_DATES, f"{_clean(draft.published[:60])!r} in {draft.where}")
    code = find_language_code(draft.lang)
    lang, published = (code or options.lang, stated or options.published) if draft.is_row else (options.lang or code, options.published or stated)
    try:
        return make_article(
            text,
            id=_clean(draft.id),
            lang=lang,
            published=published,
            title=_clean(draft.title),
            publisher=_clean(draft.publisher),
            url=_clean(draft.url),
            context=repair_text(draft.context or "")[0],
            source=draft.where,
        )
    except InputError as error:
        return Failure(where=draft.where, what=str(error))


def _clean(value: str | None) -> str | None:
    """A short field on one line, None where it is blank."""
    return re.sub(r"\s+", " ", repair_text(value)[0]).strip() or None if value else None


def _check_published(published: str | None) -> str | None:
    if published is None or not published.strip():
        return None
    if not (date := parse_published(published)):
        raise InputError(f"the date of publication {published!r} is not understood; write it as YYYY-MM-DD, YYYY-MM or YYYY")
    return date
