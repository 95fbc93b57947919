"""``conflict.ttl``: the ontology in OWL 2."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from exports.ontology.turtle import format_block, format_document, format_list, format_node, list_texts
from exports.ontology.uses import DATES, list_uses, shorten
from exports.vocabulary import SYMMETRIC, make_individual
from schemas.codebook import load_codebook
from schemas.identifiers import ONTOLOGY_IRI
from schemas.ontology import OntologyTerm, load_terms

_IRI: Final = ONTOLOGY_IRI.removesuffix("#")
_TITLE: Final = {"en": "conflict-kg: who did what to whom, according to whom", "id": "conflict-kg: siapa berbuat apa terhadap siapa, menurut siapa"}
_ABOUT: Final = {
    "en": "Events, relations and their mentions in news, for graphs of conflict and cooperation. It builds on SEM, GAF, NIF and PROV.",
    "id": "Peristiwa, hubungan, dan penyebutannya dalam berita, untuk graf konflik dan kerja sama. Dibangun di atas SEM, GAF, NIF, dan PROV.",
}


def format_ontology(version: str) -> str:
    """Write the ontology; ``version`` is that of the software."""
    return format_document(f"{_TITLE['en']}. Made by python -m kg.ontology; mend its sources, not this file.", _generate_blocks(version))


def find_domain(term: OntologyTerm) -> tuple[str, ...]:
    """Classes of nodes that have a property."""
    return term.domain or tuple(dict.fromkeys(use.owner for use in list_uses() if use.property == term.name))


def find_range(term: OntologyTerm) -> tuple[str, ...]:
    """Classes or datatypes of what a property takes; none where that is any node."""
    found = (name for use in list_uses() if use.property == term.name for name in (*use.datatypes, *use.classes))
    return term.range or tuple(dict.fromkeys(found))


def is_literal(term: OntologyTerm) -> bool:
    """Whether a property takes literals."""
    return any(name.startswith(("xsd:", "rdf:langString", "geo:wkt")) for name in find_range(term))


def list_individuals() -> list[OntologyTerm]:
    """Factualities, in the words of the codebook, as terms of the ontology."""
    found = ((shorten(make_individual(name)), term) for name, term in load_codebook().factualities.items())
    return [OntologyTerm(name=name, kind="Factuality", label=term.label, definition=term.definition) for name, term in found]


def _generate_blocks(version: str) -> Iterator[str]:
    yield format_block(
        f"<{_IRI}>",
        [
            ("a", "owl:Ontology"),
            ("owl:versionIRI", f"<{_IRI}/{version}>"),
            ("owl:versionInfo", f'"{version}"'),
            *list_texts("dcterms:title", _TITLE),
            *list_texts("dcterms:description", _ABOUT),
            ("dcterms:license", "<https://www.apache.org/licenses/LICENSE-2.0>"),
            ("vann:preferredNamespacePrefix", '"ckg"'),
            ("vann:preferredNamespaceUri", f'"{ONTOLOGY_IRI}"'),
        ],
    )
    terms = load_terms()
    own = [*(term for term in terms.values() if term.is_own), *list_individuals()]
    symmetric = {shorten(make_individual(name)) for name in SYMMETRIC}
    for term in own:
        yield format_block(term.name, _describe(term, is_symmetric=term.name in symmetric))
    yield "\n# Terms of other vocabularies that are written or built on; their definitions are with them.\n"
    for name, kind in sorted(_list_outside(terms, own).items()):
        yield format_block(name, [("a", kind)])


def _describe(term: OntologyTerm, *, is_symmetric: bool) -> list[tuple[str, str]]:
    if term.kind == "class":
        return [("a", "owl:Class"), *(("rdfs:subClassOf", name) for name in term.above), *_list_words(term)]
    if term.kind not in ("property", "relation"):
        return [("a", "owl:NamedIndividual"), ("a", f"ckg:{term.kind}"), *_list_words(term)]
    pairs = [("a", _get_property_kind(term))]
    if term.kind == "relation":
        pairs.append(("a", "ckg:RelationType"))
    if is_symmetric:
        pairs.append(("a", "owl:SymmetricProperty"))
    pairs += [("rdfs:subPropertyOf", name) for name in term.above]
    if domain := find_domain(term):
        pairs.append(("rdfs:domain", _join(domain)))
    if found := find_range(term):
        pairs.append(("rdfs:range", "rdfs:Literal" if found == DATES else _join(found)))
    if term.pattern:
        pairs.append(("skos:scopeNote", f'"{_escape(f"Values match {term.pattern}")}"@en'))
    if term.values:
        pairs.append(("skos:scopeNote", f'"One of: {", ".join(term.values)}"@en'))
    return [*pairs, *_list_words(term)]


def _list_words(term: OntologyTerm) -> list[tuple[str, str]]:
    texts = [*list_texts("rdfs:label", term.label), *list_texts("skos:definition", term.definition)]
    return [*texts, ("rdfs:isDefinedBy", f"<{_IRI}>")]


def _get_property_kind(term: OntologyTerm) -> str:
    return "owl:DatatypeProperty" if is_literal(term) else "owl:ObjectProperty"


def _join(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    kind = "rdfs:Datatype" if names[0].startswith(("xsd:", "rdf:")) else "owl:Class"
    return format_node([("a", kind), ("owl:unionOf", format_list(names))])


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _list_outside(terms: Mapping[str, OntologyTerm], own: Sequence[OntologyTerm]) -> dict[str, str]:
    """Kind of each outside term: what a class or a property of the ontology stands under, and what the exports write."""
    found: dict[str, str] = {}
    for term in (*own, *terms.values()):
        kind = "owl:Class" if term.kind == "class" else _get_property_kind(term)
        for name in (term.name, *term.above):
            if not name.startswith(("ckg:", "rdfs:", "owl:")):  # words of OWL itself are not declared
                found.setdefault(name, kind)
    return found
