"""RDF terms as N-Triples writes them: ``<iri>``, ``"text"@en``, ``"3"^^<datatype>``.

Terms are strings from the start: building term objects to serialise them later is what makes RDF libraries slow.
"""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from schemas.errors import ExportError

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_SAFE_ID = re.compile(r"[A-Za-z0-9._~/:-]*")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f-\x9f\ud800-\udfff]*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_DATE_TYPES: Final = {4: "gYear", 7: "gYearMonth", 10: "date"}
# what breaks a line, a parser or an editor; surrogates are no characters at all
_ESCAPES: Final[dict[int, str | None]] = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0xFFFE, 0xFFFF)},
    **{ord(character): "\\" + letter for character, letter in zip('\t\b\n\r\f"\\', 'tbnrf"\\', strict=True)},
    **dict.fromkeys(range(0xD800, 0xE000)),
}


def check_iri(iri: str) -> str:
    """IRI itself; raises :class:`ExportError` where it is not absolute or has characters that no IRI may have."""
    if not _IRI.fullmatch(iri):
        raise ExportError(f"{iri!r} cannot be a base IRI: give an absolute one such as https://example.org/id/")
    return iri


def encode_id(identifier: str) -> str:
    """Node id as the end of an IRI, different for different ids.

    >>> encode_id("event/ev-3f2a"), encode_id("actor/a b#c%")
    ('event/ev-3f2a', 'actor/a%20b%23c%25')
    """
    if _SAFE_ID.fullmatch(identifier):
        return identifier
    return quote(identifier.encode("utf-8", "surrogatepass"), safe="/:")


def make_iri(iri: str) -> str:
    """``<iri>``, of an IRI that is known to be clean."""
    return f"<{iri}>"


def make_text(text: str, lang: str | None = None) -> str:
    """Literal, with its language where that is a tag that RDF allows."""
    # most texts are ready as they are, and these three look through them faster than any pattern
    escaped = text if text.isprintable() and '"' not in text and "\\" not in text else text.translate(_ESCAPES)
    return f'"{escaped}"{_format_tag(lang)}' if lang else f'"{escaped}"'


@lru_cache(maxsize=256)
def _format_tag(lang: str) -> str:
    return f"@{lang.lower()}" if _LANGUAGE.fullmatch(lang) else ""


def make_typed(text: str, datatype: str) -> str:
    """Literal of a datatype, given as a full IRI."""
    return f"{make_text(text)}^^<{datatype}>"


def split_literal(term: str) -> tuple[str, str, str]:
    r"""Quoted text of a literal with its escapes, its language, and the IRI of its datatype; the latter two "" where it has none.

    >>> split_literal('"say \\"no\\""@en')
    ('"say \\"no\\""', 'en', '')
    """
    end = term.rindex('"') + 1
    quoted, rest = term[:end], term[end:]
    return quoted, rest[1:] if rest.startswith("@") else "", rest[3:-1] if rest.startswith("^^") else ""


def make_uri(uri: str) -> str:
    """Address that may be anything a web page had, hence a literal (xsd:anyURI) and no node."""
    return make_typed(uri, f"{_XSD}anyURI")


def make_integer(value: int) -> str:
    """Xsd:integer."""
    return f'"{value:d}"^^<{_XSD}integer>'


def make_index(value: int) -> str:
    """Xsd:nonNegativeInteger, as NIF wants offsets."""
    return f'"{value:d}"^^<{_XSD}nonNegativeInteger>'


@lru_cache(maxsize=4096)
def format_decimal(value: float) -> str:
    """Write a number in plain digits, never with an exponent, as short as reads back the same.

    >>> format_decimal(-10), format_decimal(1e-07)
    ('-10.0', '0.0000001')
    """
    text = repr(float(value) + 0.0)  # + 0.0 turns -0.0, which the cache takes for 0.0, into it
    if "n" in text:
        raise ExportError(f"cannot write the number {text}: leave the attribute out where a value is unknown")
    if "e" not in text:
        return text
    text = format(Decimal(text), "f")
    return text if "." in text else f"{text}.0"


def make_decimal(value: float) -> str:
    """Xsd:decimal."""
    return f'"{format_decimal(value)}"^^<{_XSD}decimal>'


@lru_cache(maxsize=4096)
def make_date(text: str) -> str:
    """ISO 8601 date typed by how exact it is; a plain literal where it is none ("last spring", "2020-02-30").

    >>> make_date("2020-10")
    '"2020-10"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'
    """
    if _DATE.fullmatch(text):
        try:
            date.fromisoformat(text + "-01-01"[len(text) - 4 :])
        except ValueError:
            pass
        else:
            return make_typed(text, _XSD + _DATE_TYPES[len(text)])
    return make_text(text)
