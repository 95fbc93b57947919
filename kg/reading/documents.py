"""Readers of files that are one article, and of feeds and web archives."""

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from kg.reading.drafts import Draft, make_draft, match_columns
from kg.reading.rows import import_extra, read_json, read_json_lines
from kg.reading.streams import MAX_DOCUMENT_BYTES, check_binary, read_document
from kg.text import strip_markup
from schemas.errors import InputError
from schemas.record import Failure

_FRONT_MATTER: Final = re.compile(r"---[ \t]*\r?\n(?P<lines>(?:[^\n]*\n){1,60}?)---[ \t]*(?:\r?\n|$)")
_KEY_VALUE: Final = re.compile(r"([A-Za-z][\w -]{0,40}):[ \t]*(.*)")
_CHARSET: Final = re.compile(rb"<meta[^>]{1,200}charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_FEED_FIELDS: Final = {  # local name of an element of RSS 0.9 to 2.0, RDF or Atom -> field of the draft, in order of preference
    "text": ("encoded", "content", "description", "summary"),
    "id": ("guid", "id"),
    "published": ("pubDate", "published", "date", "issued", "updated"),
    "title": ("title",),
    "url": ("link",),
    "publisher": ("source",),
    "lang": ("language",),
}


def read_text(stream: io.BufferedReader, name: str) -> Iterator[Draft | Failure]:
    """A plain or Markdown text, as it came; lines "key: value" between two lines "---" at its head are its fields, and not part of it."""
    yield _split_front_matter(read_document(stream), name)


def read_html(stream: io.BufferedReader, name: str) -> Iterator[Draft | Failure]:
    """The article of a web page, with the page's metadata."""
    page = stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(page) > MAX_DOCUMENT_BYTES:
        raise InputError(f"is larger than {MAX_DOCUMENT_BYTES // 1_000_000} MB, too large for one page")
    if page.strip():
        yield _parse_html(page, name)


def read_feed(stream: io.BufferedReader, name: str) -> Iterator[Draft | Failure]:
    """The items of an RSS feed or entries of an Atom feed: the title, a blank line, and what the feed gives of the text."""
    from lxml import etree

    # a feed is somebody else's: no entity is expanded, no file or address opened, no element held that was read
    options: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "remove_comments": True}
    number = 0
    try:
        for _, element in etree.iterparse(stream, events=("end",), tag=("{*}item", "{*}entry"), **options):
            number += 1
            yield _parse_item(element, f"{name}:{number}")
            element.clear()
            while (previous := element.getprevious()) is not None:
                element.getparent().remove(previous)
    except etree.XMLSyntaxError as error:
        raise InputError(f"is not well-formed XML: {error.msg or 'it is empty'}; what stood before was read") from error
    if not number:
        raise InputError("has no RSS item and no Atom entry; of XML only feeds are read")


def read_warc(stream: io.BufferedReader, name: str) -> Iterator[Draft | Failure]:
    """The pages of a web archive; needs fastwarc. What is not a page with an article is passed over, as most of an archive is not."""
    warc = import_extra("fastwarc.warc", "warc")
    for record in warc.ArchiveIterator(stream, record_types=warc.WarcRecordType.response, parse_http=True):
        if record.http_content_type not in ("text/html", "application/xhtml+xml"):
            continue
        url = record.headers.get("WARC-Target-URI")
        page = record.reader.read(MAX_DOCUMENT_BYTES + 1)
        where = f"{name}:{url}"
        if len(page) > MAX_DOCUMENT_BYTES:
            yield Failure(where=where, what="the page is too large for one article")
        elif isinstance(draft := _parse_html(page, where, url=url), Draft):
            yield draft


def read_unknown(stream: io.BufferedReader, name: str) -> Iterator[Draft | Failure]:
    """The standard input, or a file without an ending: JSON Lines, JSON or HTML where it begins so, else a plain text."""
    head = stream.peek(65536)[:65536].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{") and re.match(rb"\{\s*\"", head):
        yield from read_json_lines(stream, name) if b"}\n{" in head.replace(b"\r", b"") or b"\n" not in head.strip() else read_json(stream, name)
    elif re.match(rb"\[\s*\{", head):
        yield from read_json(stream, name)
    elif re.match(rb"<(?:!doctype html|html)\b", head, re.IGNORECASE):
        yield from read_html(stream, name)
    else:
        yield from read_text(stream, name)


def _split_front_matter(document: str, name: str) -> Draft:
    fields: dict[str, str] = {}
    match = _FRONT_MATTER.match(document)
    if match:
        lines = [line.strip() for line in match["lines"].splitlines()]
        pairs = [_KEY_VALUE.fullmatch(line) for line in lines if line and not line.startswith(("#", "- "))]
        fields = {pair[1]: pair[2].strip().strip("\"'") for pair in pairs if pair}
        if len(fields) < len(pairs) or not match_columns(tuple(fields)):
            fields, match = {}, None  # a rule above the text, not front matter
    known = {key: value for key, value in fields.items() if key not in _get_text_columns(fields)}
    return make_draft({**known, "text": document[match.end() :] if match else document}, name, is_row=False)


def _get_text_columns(fields: dict[str, str]) -> set[str]:
    columns = match_columns(tuple(fields))
    return {column for field, column in columns.items() if field == "text" and column != columns.get("title")}


def _parse_html(page: bytes, where: str, url: str | None = None) -> Draft | Failure:
    import trafilatura
    from trafilatura.settings import Document

    try:
        check_binary(page[:65536])
        # the extensive search for a date takes any number in the page for one
        dates = {"extensive_search": False, "original_date": True}
        found = trafilatura.bare_extraction(
            _decode_html(page), url=url, with_metadata=True, include_comments=False, include_tables=False, date_extraction_params=dates
        )
    except InputError as error:
        return Failure(where=where, what=str(error))
    except Exception as error:  # a page that its parser cannot stand must not end the run
        return Failure(where=where, what=f"the page cannot be parsed ({type(error).__name__}: {error}); save its text as .txt")
    if not isinstance(found, Document) or not found.text:
        return Failure(where=where, what="no article was found in the page; save its text as .txt")
    return Draft(where=where, text=found.text, published=found.date, title=found.title, publisher=found.sitename, url=found.url or url)


def _decode_html(page: bytes) -> str:
    """By byte order mark or UTF-8 if it is that, else as the page says itself; what it does not say is left to the repair of all texts."""
    try:
        return page.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    charset = _CHARSET.search(page[:4096])
    try:
        if page.startswith((b"\xff\xfe", b"\xfe\xff")):
            return page.decode("utf-16", "replace")
        if charset and charset[1].lower() not in (b"utf-8", b"utf8"):
            return page.decode(charset[1].decode("ascii"), "replace")
    except LookupError:
        pass
    return page.decode("utf-8", "surrogateescape")


def _parse_item(item: Any, where: str) -> Draft:
    contents: dict[str, str] = {}
    for child in item:
        local = str(child.tag).rpartition("}")[2]
        content = "".join(child.itertext()).strip() or (child.get("href") if child.get("rel", "alternate") == "alternate" else None)
        if content:
            contents.setdefault(local, content)
    fields = {field: next((contents[name] for name in names if name in contents), None) for field, names in _FEED_FIELDS.items()}
    title, body = (strip_markup(fields[field] or "") for field in ("title", "text"))
    text = f"{title}\n\n{body}" if title and body and not body.startswith(title) else body or title
    return Draft(where=where, is_row=True, **{**fields, "title": title or None, "text": text})
