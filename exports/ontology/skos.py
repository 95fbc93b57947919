"""``plover.ttl``: PLOVER's event types, modes and contexts as SKOS, matched with CAMEO."""

from collections.abc import Iterator
from typing import Final

from exports.ontology.turtle import format_block, format_document, list_texts
from exports.ontology.uses import shorten
from exports.terms import make_decimal
from exports.vocabulary import make_individual, make_plover
from schemas.codebook import EventTerm, EventType, Mode, Term, load_codebook
from schemas.identifiers import PLOVER_IRI

_SCHEME: Final = f"<{PLOVER_IRI.removesuffix('#')}>"
_CONTEXTS: Final = "plover:contexts"
_CAMEO: Final = "<https://w3id.org/conflict-kg/cameo>"
_TITLE: Final = {"en": "PLOVER event types and modes", "id": "Jenis dan modus peristiwa PLOVER"}
_CONTEXT_TITLE: Final = {"en": "PLOVER contexts", "id": "Konteks PLOVER"}
_COMMENT: Final = """PLOVER as SKOS. Made by python -m kg.ontology from schemas/codebook; mend the codebook, not this file.
Scope, scores and codes: PLOVER manual of 2021 and its CAMEO conversion table (Open Event Data Alliance, CC BY-SA 4.0); the wording is our own."""


def format_scheme() -> str:
    """Write the scheme."""
    return format_document(_COMMENT, _generate_blocks())


def _generate_blocks() -> Iterator[str]:
    codebook = load_codebook()
    types = [_name(event_type) for event_type in codebook.types]
    contexts = [_name_context(name) for name in codebook.contexts]
    yield format_block(_SCHEME, _list_scheme(_TITLE, types))
    for event_type in codebook.types:
        yield format_block(_name(event_type), _describe_type(event_type))
        for mode in event_type.modes.values():
            yield format_block(_name(event_type, mode), _describe_mode(event_type, mode))
    yield format_block(_CONTEXTS, _list_scheme(_CONTEXT_TITLE, contexts))
    for context in codebook.contexts.values():
        pairs = [("a", "skos:Concept"), ("skos:topConceptOf", _CONTEXTS), *_list_words(context), ("dcterms:source", f'"{context.source}"')]
        yield format_block(_name_context(context.name), pairs)
    yield format_block(_CAMEO, [("a", "skos:ConceptScheme"), ("dcterms:title", '"CAMEO event codes that PLOVER covers"@en')])
    matches = {code: (_name(kind, mode), term) for kind in codebook.types for mode, term in _list_terms(kind) for code in term.cameo}
    for code, (name, term) in sorted(matches.items()):
        match = "skos:closeMatch" if len(term.cameo) == 1 else "skos:broadMatch"
        yield format_block(f"cameo:{code}", [("a", "skos:Concept"), ("skos:inScheme", _CAMEO), ("skos:notation", f'"{code}"'), (match, name)])


def _list_terms(event_type: EventType) -> list[tuple[Mode | None, EventTerm]]:
    return [(None, event_type), *((mode, mode) for mode in event_type.modes.values())]


def _name(event_type: EventType, mode: Mode | None = None) -> str:
    return shorten(make_plover(f"{event_type.name}-{mode.name}" if mode else event_type.name))


def _name_context(name: str) -> str:
    return f"plover:context-{name}"


def _list_scheme(title: dict[str, str], top: list[str]) -> list[tuple[str, str]]:
    return [("a", "skos:ConceptScheme"), *list_texts("dcterms:title", title), *(("skos:hasTopConcept", name) for name in top)]


def _list_words(term: Term) -> list[tuple[str, str]]:
    return [*list_texts("skos:prefLabel", term.label), *list_texts("skos:definition", term.definition)]


def _describe_type(event_type: EventType) -> list[tuple[str, str]]:
    roles = [(f"{role} ({lang})", text, lang) for role in ("actor", "recipient") for lang, text in getattr(event_type.roles, role).items()]
    return [
        ("a", "skos:Concept"),
        ("a", "sem:EventType"),
        ("skos:topConceptOf", _SCHEME),
        ("skos:notation", f'"{event_type.name}"'),
        *_list_words(event_type),
        ("ckg:quadClass", shorten(make_individual(event_type.quad))),
        *(pair for role, text, lang in roles for pair in list_texts("skos:scopeNote", {lang: f"{role.split(' ')[0]}: {text}"})),
        *_list_codes(event_type),
    ]


def _describe_mode(event_type: EventType, mode: Mode) -> list[tuple[str, str]]:
    return [
        ("a", "skos:Concept"),
        ("skos:inScheme", _SCHEME),
        ("skos:broader", _name(event_type)),
        ("skos:notation", f'"{mode.name}"'),
        *_list_words(mode),
        *(("skos:related", _name_context(context)) for context in mode.contexts),
        *_list_codes(mode),
    ]


def _list_codes(term: EventTerm) -> list[tuple[str, str]]:
    """Score, source, and the CAMEO codes: one code is much the same, several are each a part of it."""
    match = "skos:closeMatch" if len(term.cameo) == 1 else "skos:narrowMatch"
    score = make_decimal(term.score).partition("^^")[0].strip('"')
    return [("ckg:ploverScore", score), ("dcterms:source", f'"{term.source}"'), *((match, f"cameo:{code}") for code in term.cameo)]
