"""Turtle by hand, for files that people read: every term is a prefixed name, blank nodes stand inside what they describe."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from exports.rdf import generate_prologue
from exports.terms import make_text
from exports.vocabulary import PREFIXES

Pairs: TypeAlias = Iterable[tuple[str, str]]  # predicate, object

PREFIXES_USED: Final[Mapping[str, str]] = {
    **PREFIXES,
    "cameo": "https://w3id.org/conflict-kg/cameo#",
    "itsrdf": "http://www.w3.org/2005/11/its/rdf#",
    "sh": "http://www.w3.org/ns/shacl#",
    "shape": "https://w3id.org/conflict-kg/shapes#",
    "vann": "http://purl.org/vocab/vann/",
}


def format_document(comment: str, blocks: Iterable[str]) -> str:
    """A file: comment lines, the prefixes that the blocks use, the blocks."""
    body = "".join(blocks)
    names = set(re.findall(r"(?<![\w\"])([a-z]+):", body))
    prologue = "".join(generate_prologue({prefix: iri for prefix, iri in sorted(PREFIXES_USED.items()) if prefix in names}))
    return "".join(f"# {line}\n" for line in comment.splitlines()) + prologue + body


def format_block(subject: str, pairs: Pairs) -> str:
    """What is said of a subject, predicates in the order given."""
    grouped: dict[str, list[str]] = {}
    for predicate, value in pairs:
        grouped.setdefault(predicate, []).append(value)
    lines = (f"    {predicate} {', '.join(values)}" for predicate, values in grouped.items())
    return f"\n{subject}\n" + " ;\n".join(lines) + " .\n"


def format_node(pairs: Pairs) -> str:
    """A blank node."""
    return "[ " + " ; ".join(f"{predicate} {value}" for predicate, value in pairs) + " ]"


def format_list(values: Iterable[str]) -> str:
    """A list."""
    return "( " + " ".join(values) + " )"


def list_texts(predicate: str, texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """A text in each language."""
    return [(predicate, make_text(text, lang)) for lang, text in sorted(texts.items())]
