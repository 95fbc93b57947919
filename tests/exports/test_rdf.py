from io import BytesIO
from itertools import groupby
from operator import itemgetter

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.formats import write_graph
from exports.ontology import make_example
from exports.rdf import generate_triples
from exports.vocabulary import ATTRIBUTES, COMBINED, RDF_TYPE
from schemas.errors import ExportError
from schemas.graph import NODE_ATTRIBUTES
from tests.exports.graphs import HOSTILE_TEXTS, GraphBuilder, graphs, make_graph, shuffle_graph

BASE = "https://w3id.org/conflict-kg/id/"
PREFIXES = """
PREFIX ckg: <https://w3id.org/conflict-kg/ontology#> PREFIX plover: <https://w3id.org/conflict-kg/plover#>
PREFIX sem: <http://semanticweb.cs.vu.nl/2009/11/sem/> PREFIX gaf: <http://groundedannotationframework.org/gaf#>
PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX time: <http://www.w3.org/2006/time#> PREFIX schema: <https://schema.org/> PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX geo: <http://www.opengis.net/ont/geosparql#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX event: <https://w3id.org/conflict-kg/id/event/> PREFIX actor: <https://w3id.org/conflict-kg/id/actor/>
PREFIX mention: <https://w3id.org/conflict-kg/id/mention/> PREFIX article: <https://w3id.org/conflict-kg/id/article/>
PREFIX relation: <https://w3id.org/conflict-kg/id/relation/> PREFIX relation_mention: <https://w3id.org/conflict-kg/id/relation_mention/>
PREFIX sentence: <https://w3id.org/conflict-kg/id/sentence/> PREFIX place: <https://w3id.org/conflict-kg/id/place/>
"""


def write(graph: nx.MultiDiGraph, name: str) -> bytes:
    stream = BytesIO()
    write_graph(graph, stream, name)
    return stream.getvalue()


def read_oxigraph(data: bytes, name: str) -> set[ox.Quad]:
    return set(ox.parse(data, ox.RdfFormat.TURTLE if name == "turtle" else ox.RdfFormat.N_TRIPLES))


def read_rdflib(data: bytes, name: str) -> set[tuple[rdflib.term.Node, ...]]:
    return set(rdflib.Graph().parse(data=data, format="turtle" if name == "turtle" else "nt"))


def list_objects(quads: set[ox.Quad], predicate: str) -> set[str]:
    return {quad.object.value for quad in quads if isinstance(quad.object, ox.Literal) and quad.predicate.value.endswith(predicate)}


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.extend(read_oxigraph(write(make_graph(), "turtle"), "turtle"))
    return store


@pytest.fixture(scope="module")
def relations() -> ox.Store:
    store = ox.Store()
    store.extend(read_oxigraph(write(make_example(), "turtle"), "turtle"))
    return store


@pytest.mark.parametrize(
    "pattern",
    [
        "event:ev-shelling a sem:Event ; sem:eventType plover:ASSAULT ; ckg:mode plover:ASSAULT-heavy-weapons",
        "event:ev-shelling ckg:actor actor:AZE ; ckg:recipient actor:ARM, actor:x-villagers ; sem:hasPlace place:stepanakert",
        "event:ev-shelling sem:hasActor actor:AZE, actor:ARM",
        'event:ev-talks sem:hasBeginTimeStamp "2020-10-01"^^xsd:date ; sem:hasEndTimeStamp "2020-10-31"^^xsd:date',
        'event:ev-talks ckg:date "2020-10"^^xsd:gYearMonth ; ckg:timePrecision time:unitMonth',
        'event:ev-shelling ckg:date "2020-10-04"^^xsd:date ; ckg:timePrecision time:unitDay',
        "event:ev-shelling ckg:factuality ckg:asserted ; ckg:quadClass ckg:materialConflict ; ckg:ploverScore -9.0",
        "event:ev-shelling ckg:reportCount 2 ; ckg:mentionCount 1 ; ckg:killed 3 ; ckg:injured 0 ; ckg:confidence 0.9",
        'event:ev-shelling rdfs:label "event shelling"@en, "peristiwa shelling"@id',
        "event:ev-denial ckg:denies event:ev-supply . event:ev-charge ckg:alleges event:ev-supply",
        "event:ev-shelling gaf:denotedBy mention:m-a-1-0, mention:m-a-2-12",
        'mention:m-a-1-0 a ckg:EventMention ; nif:anchorOf "Shells" ; nif:beginIndex "0"^^xsd:nonNegativeInteger',
        "mention:m-a-1-0 nif:referenceContext article:a-1 ; prov:wasDerivedFrom article:a-1 ; ckg:sentence sentence:a-1.0",
        "mention:m-a-1-0 ckg:attributedTo actor:UNO ; ckg:confidence 0.75 ; ckg:eventType plover:ASSAULT",
        "mention:m-a-3-0 ckg:factuality ckg:alleged . event:ev-supply ckg:factuality ckg:alleged",
        'mention:m-a-1-0 prov:wasGeneratedBy ?run . ?run a prov:Activity ; prov:wasAssociatedWith [ schema:softwareVersion "0.1.0" ]',
        'mention:m-a-1-0 ckg:argument ?words . ?words a ckg:ArgumentMention ; ckg:role ckg:actor ; nif:anchorOf "Baku" ; ckg:refersTo actor:AZE',
        'sentence:a-1.0 a nif:Sentence ; nif:anchorOf "Shells fell on the town."@en ; nif:referenceContext article:a-1',
        'article:a-1 a schema:NewsArticle, nif:Context ; schema:headline "Shells" ; schema:datePublished "2020-10-05"^^xsd:date',
        'article:a-1 schema:publisher "The Paper" ; schema:inLanguage "en" ; schema:url "https://example.org/?a=1&b"^^xsd:anyURI',
        'article:a-2 dcterms:identifier "file-a-2" ; schema:datePublished "2020-10"^^xsd:gYearMonth',
        'actor:TUR a sem:Actor, schema:Country ; skos:prefLabel "Turkey"@en, "Turki"@id ; ckg:code "TUR" ; ckg:country "TUR"',
        'actor:ARM ckg:sector "GOV" ; owl:sameAs <http://www.wikidata.org/entity/Q399> . actor:UNO a schema:Organization',
        'place:stepanakert a sem:Place ; geo:asWKT "POINT(46.752 39.8153)"^^geo:wktLiteral ; ckg:placePrecision "city"',
        "place:stepanakert rdfs:seeAlso <https://sws.geonames.org/586523/> ; owl:sameAs <http://www.wikidata.org/entity/Q104475>",
    ],
)
def test_graph_says(store: ox.Store, pattern: str) -> None:
    query = f"PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {PREFIXES} ASK {{ {pattern} }}"
    assert store.query(query)


def test_an_unnamed_actor_is_no_country_organization_or_person(store: ox.Store) -> None:
    types = store.query(PREFIXES + "SELECT ?type { actor:x-villagers a ?type }")
    assert isinstance(types, ox.QuerySolutions)
    assert [row["type"].value for row in types if row["type"]] == ["http://semanticweb.cs.vu.nl/2009/11/sem/Actor"]


def test_no_triple_joins_two_actors_and_no_node_is_blank(store: ox.Store) -> None:
    assert not store.query(PREFIXES + "ASK { ?one a sem:Actor . ?other a sem:Actor . ?one ?does ?other }")
    assert not store.query("ASK { ?subject ?predicate ?object FILTER(isBlank(?subject) || isBlank(?object)) }")


@pytest.mark.parametrize(
    "pattern",
    [
        'relation:re-0 a ckg:Relation ; ckg:relationType ckg:holdsOffice ; ckg:office "prime minister" ; ckg:subject actor:XNL.ada-berg',
        "relation:re-7 ckg:subject actor:XNL ; ckg:object actor:XOS ; ckg:factuality ckg:asserted ; ckg:independentCount 1",
        'relation:re-2 ckg:validFrom "2029"^^xsd:gYear ; ckg:observedFrom "2031-05-06"^^xsd:date ; gaf:denotedBy relation_mention:re-2',
        'relation:re-ended ckg:validUntil "2031-05"^^xsd:gYearMonth',
        'relation_mention:re-2 a ckg:RelationMention ; nif:beginIndex "0"^^xsd:nonNegativeInteger ; ckg:sentence sentence:a-1.0',
        "relation_mention:re-2 ckg:argument ?words . ?words a ckg:ArgumentMention ; ckg:role ckg:object ; ckg:refersTo actor:NORTHPACT",
        "actor:XNL ckg:memberOf actor:NORTHPACT . place:estwick ckg:locatedIn place:midvale",
        'actor:XNL.ada-berg ckg:holdsOffice "prime minister"',
        "actor:XNL ckg:alliedWith actor:XOS . actor:XOS ckg:alliedWith actor:XNL",
        "event:ev-1 ckg:killedLow 2 ; ckg:killed 3 ; ckg:killedHigh 4 ; ckg:injuredLow 7 ; ckg:injured 7 ; ckg:injuredHigh 9",
        "article:a-2 ckg:copyOf article:a-1",
    ],
)
def test_relation_says(relations: ox.Store, pattern: str) -> None:
    assert relations.query(f"{PREFIXES} ASK {{ {pattern} }}")


def test_relation_that_has_ended_is_no_plain_triple(relations: ox.Store) -> None:
    assert not relations.query(f"{PREFIXES} ASK {{ actor:XOS ckg:memberOf ?any }}")


@pytest.mark.parametrize("factuality", ["alleged", "denied", "future", "conditional", "historical", "disputed"])
def test_relation_that_is_not_asserted_is_no_plain_triple(factuality: str) -> None:
    graph = make_example()
    graph.add_node("relation/re-2", factuality=factuality)
    assert not any(predicate.endswith("#memberOf>") for _, predicate, _ in generate_triples(graph))


def test_words_of_a_role_are_numbered_as_they_stand_in_the_text(store: ox.Store) -> None:
    query = PREFIXES + "SELECT ?words ?text { ?words ckg:role ckg:recipient ; nif:anchorOf ?text } ORDER BY ?words"
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    rows = [(row["words"].value, row["text"].value) for row in found if row["words"] and row["text"]]
    assert rows == [(f"{BASE}mention/m-a-1-0.recipient.1", "villagers"), (f"{BASE}mention/m-a-1-0.recipient.2", "Yerevan")]


def test_every_attribute_of_the_contract_has_a_place_in_rdf() -> None:
    for kind, attributes in NODE_ATTRIBUTES.items():
        assert {"kind", *ATTRIBUTES[kind], *COMBINED.get(kind, ())} == set(attributes)


def test_turtle_is_readable() -> None:
    lines = write(make_graph(), "turtle").decode().splitlines()
    start = lines.index("event:ev-charge")
    assert lines[start - 1] == ""
    assert lines[start : start + 4] == [
        "event:ev-charge",
        "    a sem:Event ;",
        "    gaf:denotedBy mention:m-a-1-200 ;",
        "    sem:eventType plover:ACCUSE ;",
    ]
    assert "    ckg:reportCount 1 ." in lines


def test_subjects_come_sorted_and_each_once() -> None:
    subjects = [subject.strip("<>") for subject, _, _ in generate_triples(make_graph())]
    blocks = [subject for number, subject in enumerate(subjects) if not number or subjects[number - 1] != subject]
    assert blocks == sorted(set(subjects))


@settings(max_examples=25, deadline=None)
@given(graphs())
def test_what_is_said_of_a_subject_comes_sorted_and_once(graph: nx.MultiDiGraph) -> None:
    for _, found in groupby(generate_triples(graph), key=itemgetter(0)):
        pairs = [(predicate != RDF_TYPE, predicate, value) for _, predicate, value in found]
        types = [pair for pair in pairs if not pair[0]]
        assert pairs == [*types, *sorted(set(pairs) - set(types))]


def test_more_words_than_fingers_come_sorted() -> None:
    build = GraphBuilder()
    actor = build.add_actor("ARM")
    mention = build.add_mention(build.add_event("one", "AID", [actor], []), build.add_article("a-1"), 0, "Aid came.")
    for number in range(12):
        build.link(mention, actor, "actor", text=f"they{number}", start_char=number, end_char=number + 1)
    arguments = [value for _, predicate, value in generate_triples(build.graph) if predicate.endswith("#argument>")]
    assert len(arguments) == 12
    assert arguments == sorted(arguments)
    turtle, ntriples = write(build.graph, "turtle"), write(build.graph, "ntriples")
    assert read_oxigraph(turtle, "turtle") == read_oxigraph(ntriples, "ntriples")


@pytest.mark.parametrize("name", ["turtle", "ntriples"])
def test_order_of_insertion_does_not_change_a_byte(name: str) -> None:
    graph = make_graph()
    assert {write(shuffle_graph(graph, seed), name) for seed in range(5)} == {write(graph, name)}


@settings(max_examples=25, deadline=None)
@given(graphs(), st.integers(0, 9))
def test_any_graph_is_the_same_in_turtle_and_ntriples_for_both_readers(graph: nx.MultiDiGraph, seed: int) -> None:
    turtle, ntriples = write(graph, "turtle"), write(shuffle_graph(graph, seed), "ntriples")
    quads = read_oxigraph(ntriples, "ntriples")
    assert read_oxigraph(turtle, "turtle") == quads
    triples = read_rdflib(ntriples, "ntriples")
    assert read_rdflib(turtle, "turtle") == triples
    assert len(triples) == len(quads) == len(ntriples.splitlines())


@pytest.mark.parametrize("name", ["turtle", "ntriples"])
@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_any_text_survives_but_lone_surrogates(text: str, name: str) -> None:
    graph = make_graph()
    graph.add_node("sentence/a-1.0", text=text)
    expected = text.encode("utf-8", "ignore").decode()
    data = write(graph, name)
    assert expected in list_objects(read_oxigraph(data, name), "anchorOf")
    assert rdflib.Literal(expected, lang="en") in {triple[2] for triple in read_rdflib(data, name)}


def test_any_id_becomes_a_valid_iri_of_its_own() -> None:
    build = GraphBuilder()
    slugs = ["a b", "a%20b", "a#b", "<a>", 'a"b', "å", "\ud800", "a.", ".", "-a", "a;b", "a\nb", ""]
    for slug in slugs:
        build.add_actor(slug)
    quads = read_oxigraph(write(build.graph, "turtle"), "turtle")
    subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode) and "/actor/" in quad.subject.value}
    assert len(subjects) == len(slugs)
    assert not any("#" in subject for subject in subjects)


def test_base_iri_names_the_data() -> None:
    triples = list(generate_triples(make_graph(), base_iri="urn:x:"))
    assert {subject[:7] for subject, _, _ in triples} == {"<urn:x:"}


@pytest.mark.parametrize("base_iri", ["", "no-scheme/", "http://with space/", "http://x/>"])
def test_a_wrong_base_iri_is_refused(base_iri: str) -> None:
    with pytest.raises(ExportError, match="base IRI"):
        list(generate_triples(make_graph(), base_iri=base_iri))


def test_a_date_that_is_none_stays_a_plain_text() -> None:
    graph = make_graph()
    graph.add_node("article/a-1", published_on="2020-02-30")
    assert '"2020-02-30"' in [value for _, _, value in generate_triples(graph)]


@pytest.mark.parametrize(
    ("attributes", "message"),
    [({"kind": "planet"}, "allowed are actor"), ({"name": None}, "actor/ARM"), ({"name": 3}, "actor/ARM")],
)
def test_a_node_that_breaks_the_contract_is_named(attributes: dict[str, object], message: str) -> None:
    graph = make_graph()
    graph.add_node("actor/ARM", **attributes)
    with pytest.raises(ExportError, match=message):
        list(generate_triples(graph))


def test_an_edge_that_the_contract_does_not_know_is_refused() -> None:
    graph = make_graph()
    graph.add_edge("actor/ARM", "actor/AZE", kind="actor")
    with pytest.raises(ExportError, match="kind actor has no edges of kind actor"):
        list(generate_triples(graph))


def test_a_number_that_is_none_is_refused() -> None:
    graph = make_graph()
    graph.add_node("event/ev-talks", confidence=float("nan"))
    with pytest.raises(ExportError, match="nan"):
        list(generate_triples(graph))
