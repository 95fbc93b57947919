"""The ontology's files: made from their sources, readable, and complete for all that the exports write."""

import inspect
import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

import schemas.graph
from exports.ontology import make_example, make_files
from exports.ontology.owl import find_domain, find_range
from exports.ontology.uses import list_uses, shorten
from exports.rdf import generate_triples
from exports.vocabulary import PREFIXES, RDF_TYPE
from kg.version import __version__
from schemas.codebook import load_codebook
from schemas.entity import ActorMention
from schemas.errors import CodebookError
from schemas.event import Event
from schemas.graph import NODE_ATTRIBUTES, OPTIONAL_ATTRIBUTES
from schemas.identifiers import ONTOLOGY_IRI, PLOVER_IRI
from schemas.ontology import load_terms, read_ontology, read_terms
from schemas.record import Record
from schemas.relation import RelationType
from tests.exports.graphs import make_graph
from tests.records import make_record

ROOT = Path(__file__).parents[2]
CKG, PLOVER = rdflib.Namespace(ONTOLOGY_IRI), rdflib.Namespace(PLOVER_IRI)
SH, CAMEO = rdflib.Namespace("http://www.w3.org/ns/shacl#"), rdflib.Namespace("https://w3id.org/conflict-kg/cameo#")
FILES = make_files(__version__)
TERMS = load_terms()


def read(name: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=read_ontology(name), format="turtle")


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return read("conflict.ttl")


@pytest.fixture(scope="module")
def scheme() -> rdflib.Graph:
    return read("plover.ttl")


@pytest.mark.parametrize("name", FILES)
def test_committed_file_is_what_python_m_kg_ontology_makes(name: str) -> None:
    assert (ROOT / name).read_text("utf-8") == FILES[name], "run: python -m kg.ontology"


def test_files_are_made_alike_twice() -> None:
    assert make_files(__version__) == FILES


def test_version_is_that_of_the_software(ontology: rdflib.Graph) -> None:
    assert ontology.value(rdflib.URIRef(ONTOLOGY_IRI.removesuffix("#")), OWL.versionIRI) == rdflib.URIRef(
        f"{ONTOLOGY_IRI.removesuffix('#')}/{__version__}"
    )


def test_optional_attributes_are_those_with_a_question_mark_in_the_contract() -> None:
    source = inspect.getsource(schemas.graph)
    table = source[source.index("NODE_ATTRIBUTES") : source.index("OPTIONAL_ATTRIBUTES")]
    marked: dict[str, set[str]] = {}
    for kind, body in re.findall(r"NodeKind\.(\w+): \{(.*?)\}", table, re.DOTALL):
        many = set(re.findall(r'"(\w+)": \w+,  # \?', body))
        marked[kind.lower()] = many
    # the one kind that is written on one line names its optional attribute instead
    marked["sentence"] = {"lang"}
    assert marked == {kind.value: set(names) for kind, names in OPTIONAL_ATTRIBUTES.items()}
    assert all(names < set(NODE_ATTRIBUTES[kind]) for kind, names in OPTIONAL_ATTRIBUTES.items())


def list_written() -> tuple[set[str], set[str]]:
    """Predicates and classes, as prefixed names, of two graphs that have everything."""
    triples = [triple for graph in (make_example(), make_graph()) for triple in generate_triples(graph)]
    return {shorten(predicate) for _, predicate, _ in triples}, {shorten(value) for _, predicate, value in triples if predicate == RDF_TYPE}


def test_every_property_that_is_written_is_explained() -> None:
    written = {("rdf:type" if name == "a" else name) for name in list_written()[0]} - {"rdf:type"}
    assert written == {name for name, term in TERMS.items() if term.kind in ("property", "relation")}


def test_every_class_that_is_written_is_explained() -> None:
    assert list_written()[1] <= {name for name, term in TERMS.items() if term.kind == "class"}


@pytest.mark.parametrize("name", [name for name in TERMS if name.startswith("ckg:")])
def test_own_term_is_defined_with_label_and_definition_in_each_language(ontology: rdflib.Graph, name: str) -> None:
    node = CKG[name.removeprefix("ckg:")]
    languages = {literal.language for literal in ontology.objects(node, RDFS.label)}
    assert languages == {literal.language for literal in ontology.objects(node, SKOS.definition)} == set(load_codebook().grammars)
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual} & set(ontology.objects(node, RDF.type))
    assert len(kinds) == 1


@pytest.mark.parametrize("name", [name for name, term in TERMS.items() if term.kind in ("property", "relation")])
def test_property_has_domain_and_range(name: str) -> None:
    term = TERMS[name]
    assert find_domain(term)
    assert find_range(term) or name in ("ckg:role", "owl:sameAs", "rdfs:seeAlso")


def test_domains_and_ranges_are_defined_classes() -> None:
    used = {name for use in list_uses() for name in (use.owner, *use.classes)}
    assert used <= {name for name, term in TERMS.items() if term.kind == "class"}


def test_every_outside_term_is_of_a_declared_vocabulary(ontology: rdflib.Graph) -> None:
    namespaces = {*PREFIXES.values(), "http://www.w3.org/2005/11/its/rdf#"}
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        for node in ontology.subjects(RDF.type, kind):
            if isinstance(node, rdflib.URIRef):
                assert any(str(node).startswith(namespace) for namespace in namespaces)


def test_relation_type_is_an_individual_and_a_property(ontology: rdflib.Graph) -> None:
    found = set(ontology.subjects(RDF.type, CKG.RelationType))
    assert len(found) == len(RelationType)
    assert (CKG.holdsOffice, RDF.type, OWL.DatatypeProperty) in ontology and (CKG.memberOf, RDF.type, OWL.ObjectProperty) in ontology
    assert set(ontology.subjects(RDF.type, OWL.SymmetricProperty)) == {CKG.alliedWith, CKG.opposes}


def test_factuality_has_the_words_of_the_codebook(ontology: rdflib.Graph) -> None:
    assert set(ontology.subjects(RDF.type, CKG.Factuality)) == {CKG[name] for name in load_codebook().factualities}
    assert rdflib.Literal("disputed", lang="en") in set(ontology.objects(CKG.disputed, RDFS.label))


def test_scheme_has_every_type_mode_and_context(scheme: rdflib.Graph) -> None:
    codebook = load_codebook()
    for event_type in codebook.types:
        node = PLOVER[event_type.name]
        assert (node, CKG.quadClass, None) in scheme and float(scheme.value(node, CKG.ploverScore)) == event_type.score  # type: ignore[arg-type]
        for mode in event_type.modes.values():
            assert (PLOVER[f"{event_type.name}-{mode.name}"], SKOS.broader, node) in scheme
    assert all((PLOVER[f"context-{name}"], RDF.type, SKOS.Concept) in scheme for name in codebook.contexts)


def test_cameo_code_is_matched_both_ways(scheme: rdflib.Graph) -> None:
    # of several codes each is a part of the term, a single one is much the same
    assert (PLOVER.AID, SKOS.narrowMatch, CAMEO["073"]) in scheme and (CAMEO["073"], SKOS.broadMatch, PLOVER.AID) in scheme
    assert (PLOVER["ASSAULT-torture"], SKOS.closeMatch, CAMEO["1822"]) in scheme and (
        CAMEO["1822"],
        SKOS.closeMatch,
        PLOVER["ASSAULT-torture"],
    ) in scheme


def test_every_shape_has_a_message_and_every_value_a_shape() -> None:
    shapes = read("shapes.ttl")
    for kind in (SH.NodeShape, SH.PropertyShape):
        for node in shapes.subjects(RDF.type, kind):
            assert shapes.value(node, SH.message)
    written, _ = list_written()
    paths = {shorten(f"<{path}>") for path in shapes.objects(None, SH.path)}
    assert written - {"a"} <= paths


def test_context_makes_an_article_with_events_of_a_line_of_extract() -> None:
    record = make_record({"type": "ASSAULT", "actors": ["AZE"], "recipients": ["ARM"], "place": "Ganja", "killed": 3, "factuality": "alleged"})
    document = {**json.loads(read_ontology("context.jsonld")), **json.loads(record.model_dump_json())}
    quads = ox.parse(json.dumps(document).encode(), ox.RdfFormat.JSON_LD)
    found = {(quad.subject.value, quad.predicate.value, quad.object.value) for quad in quads}
    base, ckg, sem = "https://w3id.org/conflict-kg/id", ONTOLOGY_IRI, PREFIXES["sem"]
    event = f"{base}/event/{record.events[0].id}"
    assert {
        (event, PREFIXES["prov"] + "wasDerivedFrom", f"{base}/article/{record.key}"),
        (event, f"{sem}eventType", f"{PLOVER_IRI}ASSAULT"),
        (event, f"{ckg}actor", f"{base}/actor/AZE"),
        (event, f"{sem}hasPlace", f"{base}/place/ganja"),
        (event, f"{ckg}factuality", f"{ckg}alleged"),
        (event, f"{ckg}quadClass", f"{ckg}materialConflict"),
        (event, f"{ckg}killed", "3"),
        (f"{base}/actor/AZE", f"{ckg}code", "AZE"),
    } <= found


def test_context_names_every_field_of_a_record() -> None:
    context = json.loads(read_ontology("context.jsonld"))["@context"]
    assert set(Record.model_fields) <= set(context)
    assert set(Event.model_fields) <= {*context["events"]["@context"], *context}
    assert set(ActorMention.model_fields) <= set(context["entities"]["@context"])


def test_json_schema_demands_every_key() -> None:
    schema = json.loads(read_ontology("record.schema.json"))
    assert set(schema["required"]) == set(Record.model_fields)
    assert schema["$id"] == "https://w3id.org/conflict-kg/record.schema.json"


def test_page_has_an_example_of_every_own_property() -> None:
    page = FILES["docs/ontology.md"]
    for name, term in TERMS.items():
        if term.is_own:
            section = page.split(f"\n### {name}\n")[1].split("\n### ")[0] if term.kind in ("class", "property", "relation") else name
            assert "```turtle" in section or term.kind not in ("property", "relation")


def test_faulty_file_raises_naming_file_and_field(tmp_path: Path) -> None:
    (tmp_path / "terms.toml").write_text('[actor]\nkind = "property"\nlabel.en = "actor"\n', "utf-8")
    with pytest.raises(CodebookError, match=r"ontology file terms.toml, field ckg:actor.label: .*needs en, id"):
        read_terms(tmp_path)
