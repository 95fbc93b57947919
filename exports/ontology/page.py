"""``docs/ontology.md``: every term with what it means, where it stands, and an example, for people who read no Turtle files."""

from collections.abc import Iterable, Iterator
from typing import Final

from exports.ontology.owl import find_domain, find_range, list_individuals
from exports.ontology.uses import list_uses, shorten
from exports.rdf import Triple
from exports.terms import split_literal
from exports.vocabulary import RDF_TYPE
from schemas.codebook import EventType, load_codebook
from schemas.identifiers import ONTOLOGY_IRI, PLOVER_IRI
from schemas.ontology import OntologyTerm, load_terms

_HEAD: Final = f"""# The ontology

Made by `python -m kg.ontology` from `schemas/ontology/*.toml`, the codebook and the graph contract; mend those, not this page.

`ckg:` is `<{ONTOLOGY_IRI}>`, `plover:` is `<{PLOVER_IRI}>`. The files are in `schemas/ontology/`: `conflict.ttl` (OWL), `plover.ttl` (SKOS),
`shapes.ttl` (SHACL, which `kg validate` checks), `context.jsonld` and `record.schema.json` (for the lines of `kg extract`). Examples are in Turtle.
"""
_ABOUT_RELATIONS: Final = """\
Each is an individual (value of `ckg:relationType`) and a property. The property stands as a plain triple only where the relation is asserted and
not known to have ended; relations that hold both ways are written both ways.
"""


def format_page(triples: Iterable[Triple]) -> str:
    """Write the page; ``triples`` of a graph are where the examples are taken from."""
    examples = _find_examples(triples)
    for term in (*list_individuals(), *load_terms().values()):
        if term.kind not in ("class", "property", "relation"):
            examples.setdefault(f"ckg:{term.kind}", f"{term.name} a ckg:{term.kind} .")
    examples.setdefault("ckg:RelationType", f"{next(term.name for term in load_terms().values() if term.kind == 'relation')} a ckg:RelationType .")
    return "\n".join(_generate_sections(examples)).rstrip() + "\n"


def _generate_sections(examples: dict[str, str]) -> Iterator[str]:
    terms = load_terms()
    own = [term for term in terms.values() if term.is_own]
    yield _HEAD
    yield "## Classes\n"
    for term in own:
        if term.kind == "class":
            yield from _describe(term, examples)
    for title, kind in (("Properties", "property"), ("Relation types", "relation")):
        yield f"## {title}\n"
        if kind == "relation":
            yield _ABOUT_RELATIONS
        for term in own:
            if term.kind == kind:
                yield from _describe(term, examples)
    yield "## Values\n"
    for kind in ("QuadClass", "Factuality"):
        yield f"| `ckg:{kind}` | in English | dalam bahasa Indonesia | |\n| --- | --- | --- | --- |"
        for term in (*own, *list_individuals()):
            if term.kind == kind:
                yield f"| `{term.name}` | {term.label['en']} | {term.label['id']} | {term.definition['en']} |"
        yield ""
    yield "## Event types and modes\n"
    for event_type in load_codebook().types:
        yield from _describe_type(event_type)
    yield "## Terms of other vocabularies\n"
    yield "| term | where | what it is used for | example |\n| --- | --- | --- | --- |"
    for term in terms.values():
        if not term.is_own:
            example = examples.get(term.name, "").replace("\n", " ").replace("|", "\\|")
            yield f"| `{term.name}` | {_list_names(find_domain(term))} | {term.definition['en']} | {f'`{example}`' if example else ''} |"


def _describe(term: OntologyTerm, examples: dict[str, str]) -> Iterator[str]:
    yield f"### {term.name}\n"
    yield f"*{term.label['en']}* / *{term.label['id']}*. {term.definition['en']} {_limit(term)}".rstrip() + "\n"
    rows = [("under", _list_names(term.above))]
    if term.kind != "class":
        rows += [("domain", _list_names(find_domain(term))), ("range", _list_names(find_range(term)) or "a node that is described elsewhere")]
        rows.append(("how often", _count(term)))
    for name, value in rows:
        if value:
            yield f"- {name}: {value}"
    if example := examples.get(term.name):
        yield ("\n" if rows[0][1] or len(rows) > 1 else "") + f"```turtle\n{example}\n```"
    yield ""


def _limit(term: OntologyTerm) -> str:
    parts = [
        f"One of {', '.join(term.values)}." if term.values else "",
        f"Matches `{term.pattern}`." if term.pattern else "",
        f"At least {term.minimum}." if term.minimum is not None and term.maximum is None else "",
        f"From {term.minimum} to {term.maximum}." if term.maximum is not None else "",
        f"Not above `{term.at_most}`." if term.at_most else "",
    ]
    return " ".join(filter(None, parts))


def _count(term: OntologyTerm) -> str:
    found: dict[str, list[str]] = {}
    for use in list_uses():
        if use.property == term.name:
            often = f"{use.at_least} to {use.at_most}" if use.at_least != use.at_most else str(use.at_least)
            often = f"{use.at_least} or more" if use.at_most is None else often
            found.setdefault(often, []).append(use.owner)
    if len(found) == 1:
        return next(iter(found))
    return "; ".join(f"{often} at {_list_names(owners)}" for often, owners in found.items())


def _list_names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _describe_type(event_type: EventType) -> Iterator[str]:
    yield f"### plover:{event_type.name}\n"
    yield f"*{event_type.label['en']}* / *{event_type.label['id']}*, {event_type.quad}, score {event_type.score}. {event_type.definition['en']}\n"
    yield f"- actor: {event_type.roles.actor['en']}\n- recipient: {event_type.roles.recipient['en']}"
    yield f"- CAMEO: {', '.join(event_type.cameo) or 'none of its own'}\n"
    if event_type.modes:
        yield "| mode | in English | dalam bahasa Indonesia | score | | CAMEO |\n| --- | --- | --- | --- | --- | --- |"
        for mode in event_type.modes.values():
            name, codes = f"plover:{event_type.name}-{mode.name}", ", ".join(mode.cameo)
            yield f"| `{name}` | {mode.label['en']} | {mode.label['id']} | {mode.score} | {mode.definition['en']} | {codes} |"
        yield ""


def _find_examples(triples: Iterable[Triple]) -> dict[str, str]:
    """Example of each class and property: the first triple that has it, the shortest of the first few."""
    found: dict[str, list[str]] = {}
    for subject, predicate, value in triples:
        name = shorten(value) if predicate == RDF_TYPE else shorten(predicate)
        examples = found.setdefault(name, [])
        if len(examples) < 3:
            verb = "a" if predicate == RDF_TYPE else shorten(predicate)
            examples.append(f"{_shorten_data(subject)} {verb} {_shorten_data(value)} .")
    return {name: min(examples, key=lambda example: (len(example), example)) for name, examples in found.items()}


def _shorten_data(term: str) -> str:
    if term[0] != "<":
        quoted, lang, datatype = split_literal(term)
        return f"{quoted}@{lang}" if lang else shorten(term) if datatype else quoted
    folder, _, name = term[1:-1].removeprefix("https://w3id.org/conflict-kg/id/").partition("/")
    return f"{folder}:{name}" if term.startswith("<https://w3id.org/conflict-kg/id/") else shorten(term)
