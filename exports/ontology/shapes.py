"""``shapes.ttl``: what a graph must look like, in SHACL, with messages for people who have never heard of it."""

from collections.abc import Iterator
from typing import Final

from exports.ontology.turtle import format_block, format_document, format_list, format_node
from exports.ontology.uses import Use, get_class, list_uses
from exports.terms import make_text
from schemas.graph import NodeKind
from schemas.ontology import OntologyTerm, load_terms

_COMMENT: Final = """Shapes that every export conforms to. Made by python -m kg.ontology from schemas/graph.py and exports/vocabulary.py;
mend those, not this file. Check a file with: kg validate FILE"""
# a property by which a node gives away what it is meant to be, even where its type is missing
_SIGNS: Final = {
    "sem:Event": "sem:eventType",
    "ckg:EventMention": "ckg:eventType",
    "ckg:Relation": "ckg:subject",
    "ckg:ArgumentMention": "ckg:refersTo",
    "sem:Actor": "ckg:actorKind",
}
_OF: Final = {
    "xsd:string": "a plain text",
    "rdf:langString": 'a text with its language, such as "..."@en',
    "xsd:integer": "a whole number",
    "xsd:nonNegativeInteger": "a whole number, 0 or more, typed xsd:nonNegativeInteger",
    "xsd:decimal": "a decimal number",
    "xsd:anyURI": "an address, typed xsd:anyURI",
    "geo:wktLiteral": "a point, typed geo:wktLiteral",
    "xsd:date": "a day (2020-10-31, xsd:date)",
    "xsd:gYearMonth": "a month (2020-10, xsd:gYearMonth)",
    "xsd:gYear": "a year (2020, xsd:gYear)",
}
_OFTEN: Final = {
    (0, 1): "may have {} once",
    (1, 1): "needs {} exactly once",
    (0, None): "may have {} any number of times",
    (1, None): "needs {} at least once",
    (1, 2): "needs {} once or twice",
    (2, 2): "needs {} twice",
}
# the ends of an interval are days, however exact the date is
_DAYS: Final = frozenset({"sem:hasBeginTimeStamp", "sem:hasEndTimeStamp", "ckg:observedFrom", "ckg:observedUntil"})


def format_shapes() -> str:
    """Write the shapes."""
    return format_document(_COMMENT, _generate_blocks())


def _generate_blocks() -> Iterator[str]:
    terms = load_terms()
    owners = dict.fromkeys([*(get_class(kind) for kind in NodeKind), *(use.owner for use in list_uses())])
    for owner in owners:
        uses = [use for use in list_uses() if use.owner == owner]
        names = [_name_shape(owner, use) for use in uses]
        kind = terms[owner].label["en"]
        targets = [("sh:targetClass", owner), *([("sh:targetSubjectsOf", _SIGNS[owner])] if owner in _SIGNS else [])]
        typed = format_node(
            [
                ("sh:path", "rdf:type"),
                ("sh:hasValue", owner),
                ("sh:message", make_text(f"This looks like {_add_article(kind)} and is not said to be one; add: a {owner}", "en")),
            ]
        )
        pairs = [
            ("a", "sh:NodeShape"),
            *targets,
            ("rdfs:label", make_text(kind, "en")),
            ("sh:nodeKind", "sh:IRI"),
            ("sh:message", make_text(f"{_capitalize(_add_article(kind))} breaks one of the rules for it; give it an IRI if it has none", "en")),
            *([("sh:property", typed)] if owner in _SIGNS else []),
            *(("sh:property", name) for name in names),
        ]
        if owner == "ckg:Relation":
            pairs.append(("sh:or", _format_alternative("ckg:object", "ckg:office")))
        yield format_block(f"shape:{_get_local(owner)}", pairs)
        for name, use in zip(names, uses, strict=True):
            yield format_block(name, _describe(use, terms[use.property]))


def _describe(use: Use, term: OntologyTerm) -> list[tuple[str, str]]:
    pairs = [("a", "sh:PropertyShape"), ("sh:path", use.property), ("sh:name", make_text(term.label["en"], "en"))]
    datatypes = ("xsd:date",) if use.property in _DAYS else use.datatypes
    if use.at_least:
        pairs.append(("sh:minCount", str(use.at_least)))
    if use.at_most is not None:
        pairs.append(("sh:maxCount", str(use.at_most)))
    if len(datatypes) == 1:
        pairs.append(("sh:datatype", datatypes[0]))
    elif datatypes:
        pairs.append(("sh:or", format_list(format_node([("sh:datatype", name)]) for name in datatypes)))
    else:
        pairs.append(("sh:nodeKind", "sh:IRI"))
    if datatypes == ("rdf:langString",):
        pairs += [("sh:languageIn", '( "en" "id" )'), ("sh:uniqueLang", "true")]
    if use.values:
        pairs.append(("sh:in", format_list(use.values)))
    elif len(use.classes) == 1:
        pairs.append(("sh:class", use.classes[0]))
    elif use.classes:
        pairs.append(("sh:or", format_list(format_node([("sh:class", name)]) for name in use.classes)))
    pairs += _limit(term, use)
    return [*pairs, ("sh:message", make_text(_explain(use, term, datatypes), "en"))]


def _limit(term: OntologyTerm, use: Use) -> list[tuple[str, str]]:
    pairs = []
    if term.values:
        pairs.append(("sh:in", format_list(f'"{value}"' for value in term.values)))
    if term.pattern and _is_patterned(use):
        pairs.append(("sh:pattern", make_text(term.pattern)))
    if term.minimum is not None:
        pairs.append(("sh:minInclusive", str(term.minimum)))
    if term.maximum is not None:
        pairs.append(("sh:maxInclusive", str(term.maximum)))
    if term.at_most:
        pairs.append(("sh:lessThanOrEquals", term.at_most))
    return pairs


def _is_patterned(use: Use) -> bool:
    return not use.classes and not use.values


def _explain(use: Use, term: OntologyTerm, datatypes: tuple[str, ...]) -> str:
    """Say in one sentence what the property must be like; it is shown for whatever is wrong with it."""
    terms = load_terms()
    often = _OFTEN[use.at_least, use.at_most].format(f'"{term.label["en"]}" ({use.property})')
    if datatypes:
        what = " or ".join(_OF[name] for name in datatypes)
        what += ", in each language once (en, id)" if datatypes == ("rdf:langString",) else ""
    elif use.values:
        shown = ", ".join(use.values[:16]) + (f" ... ({len(use.values)} in all)" if len(use.values) > 16 else "")
        what = f"one of {shown}"
    elif use.classes:
        what = " or ".join(f"{_add_article(terms[name].label['en'])} ({name}) that the data describe" for name in use.classes)
    else:
        what = "an IRI"
    rules = [
        f"one of {', '.join(term.values)}" if term.values else "",
        f"matching {term.pattern}" if term.pattern and _is_patterned(use) else "",
        f"{term.minimum} or more" if term.minimum is not None and term.maximum is None else "",
        f"from {term.minimum} to {term.maximum}" if term.maximum is not None else "",
        f"not above its {terms[term.at_most].label['en']}" if term.at_most else "",
    ]
    whose = _capitalize(_add_article(terms[use.owner].label["en"]))
    return f"{whose} {often}: {', '.join([what, *filter(None, rules)])}."


def _format_alternative(*names: str) -> str:
    return format_list(format_node([("sh:path", name), ("sh:minCount", "1")]) for name in names)


def _name_shape(owner: str, use: Use) -> str:
    return f"shape:{_get_local(owner)}-{use.property.replace(':', '.')}"


def _get_local(name: str) -> str:
    return name.partition(":")[2]


def _add_article(noun: str) -> str:
    return f"an {noun}" if noun[0].lower() in "aeio" else f"a {noun}"


def _capitalize(text: str) -> str:
    return text[0].upper() + text[1:]
