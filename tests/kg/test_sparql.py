"""Queries on a graph: what is refused, what errors say, what comes back."""

import networkx as nx
import pyoxigraph
import pytest

import kg
from kg.sparql import check_query, load_graph, run_query
from schemas.errors import QueryError
from tests.exports.graphs import GraphBuilder


def make_assault() -> nx.MultiDiGraph:
    build = GraphBuilder()
    armenia = build.add_actor("ARM", code="ARM", wikidata="Q399")
    event = build.add_event("ganja", "ASSAULT", [armenia], [build.add_actor("AZE", code="AZE")], day="2020-10-11", killed=10)
    build.link(event, build.add_place("ganja"), "place")
    return build.graph


GRAPH = make_assault()
ELSEWHERE = "<http://localhost:1/>"


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    return load_graph(GRAPH)


def test_select_gives_python_values() -> None:
    rows = list(kg.query(GRAPH, "SELECT ?k (?k / 4 AS ?part) (?k > 9 AS ?many) ?none WHERE { ?e ckg:killed ?k }"))
    assert rows == [{"k": 10, "part": 2.5, "many": True, "none": None}]


def test_ask_gives_one_truth_value() -> None:
    assert list(kg.query(GRAPH, "ASK { ?e ckg:killed 10 }")) == [{"ask": True}]


def test_prefixes_of_vocabularies_and_of_the_data_need_not_be_declared(store: pyoxigraph.Store) -> None:
    assert list(run_query(store, "ASK { ?e sem:eventType plover:ASSAULT ; ckg:actor actor:ARM ; sem:hasPlace place:ganja }").iterate_rows()) == [
        {"ask": True}
    ]


def test_prefixes_of_the_data_follow_its_base() -> None:
    store = load_graph(GRAPH, base_iri="https://example.org/")
    assert list(run_query(store, "ASK { actor:ARM a sem:Actor }", base_iri="https://example.org/").iterate_rows()) == [{"ask": True}]


def test_iris_are_shortened_where_asked(store: pyoxigraph.Store) -> None:
    answer = run_query(store, "SELECT ?a ?same WHERE { ?a ckg:code 'ARM' ; owl:sameAs ?same }")
    assert list(answer.iterate_rows(shorten=True)) == [{"a": "actor:ARM", "same": "wd:Q399"}]


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * WHERE {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }}",
        "SELECT * WHERE { { SELECT * WHERE { service silent ?where { ?s ?p ?o } } } }",
        f"SELECT * WHERE {{ SERVICESILENT{ELSEWHERE}{{ ?s ?p ?o }} }}",
        "PREFIX : <http://localhost:1/> SELECT * WHERE { SERVICE:x{ ?s ?p ?o } }",
        "PREFIX x: <http://localhost:1/> SELECT * WHERE { VALUES ?n {1}SERVICEx:y\\-z # why\n { ?s ?p ?o } }",
        f"SELECT * WHERE {{ SERVICE # a comment {{\n#another\r{ELSEWHERE} {{ ?s ?p ?o }} }}",
    ],
)
def test_service_is_refused_however_it_is_written(text: str) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        check_query(text)


@pytest.mark.parametrize(
    "text",
    [
        # a comment ends at a carriage return, for Oxigraph if not for every parser
        f"SELECT * WHERE {{ # c \r SERVICE {ELSEWHERE} {{ ?s ?p ?o }} \n }}",
        # the first string is a backslash; a parser that puts in escapes beforehand reads on to the next quotation mark
        f"SELECT * WHERE {{ BIND('\\u005C' AS ?x) SERVICE {ELSEWHERE} {{ ?s ?p ?o }} BIND(\"' AS ?y)}} #\" AS ?z) }}",
        # and here what looks like a string is between two escaped quotation marks in names
        f"PREFIX x: <x:> SELECT * WHERE {{ BIND(x:a\\' AS ?a) SERVICE {ELSEWHERE} {{ ?s ?p ?o }} BIND(x:a\\' AS ?b) }}",
    ],
)
def test_service_is_refused_where_it_hides_from_other_parsers(store: pyoxigraph.Store, text: str) -> None:
    with pytest.raises(OSError):  # Oxigraph by itself does go there
        list(store.query(text))
    with pytest.raises(QueryError, match="SERVICE"):
        check_query(text)


def test_the_word_service_is_allowed(store: pyoxigraph.Store) -> None:
    text = 'SELECT ?service ?myservice { ?service rdfs:label ?myservice FILTER(CONTAINS(?myservice, "service, secret")) } # service\n'
    assert list(run_query(store, text).iterate_rows()) == []


@pytest.mark.parametrize("size", [20_000])
@pytest.mark.parametrize("part", ["service", "service#", "service<", "service x", "service silent ", "#", "\\"])
def test_check_takes_no_long_time_on_hostile_text(part: str, size: int) -> None:
    check_query("SELECT * { " + part * (size // len(part)))


@pytest.mark.parametrize("clause", ["FROM <http://example.org/g>", "from named wd:Q1", "FROM#\n<x:y>"])
def test_other_graphs_are_refused(clause: str) -> None:
    with pytest.raises(QueryError, match="FROM names another graph"):
        check_query(f"SELECT ?from {clause} WHERE {{ ?s ?p ?o }}")


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <file:///etc/passwd>",
        "DELETE WHERE { ?s ?p ?o }",
        "# really\nPREFIX a: <x:y> base <x:> INSERT DATA { a:a a:b a:c }",
        "with <x:g> delete { ?s ?p ?o } where { ?s ?p ?o }",
        "DROP ALL",
    ],
)
def test_updates_are_refused(store: pyoxigraph.Store, text: str) -> None:
    with pytest.raises(QueryError, match="is not allowed here, a query only reads"):
        run_query(store, text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?x WHER { ?s ?p ?o }", "line 1, column 11, at 'WHER { "),
        ("SELECT *\nWHERE { ?s ?p ?o ) }", r"line 2, column 18, at '\) }'"),
        ("SELECT * { ?s foo:bar ?o }", "the prefix foo: is not known, declare it with PREFIX foo: <...>"),
        ("PREFIX foo: <x:> SELECT * { ?s foo:bar ?o ; 'a: b' }", "line 1, column 45, at \"'a: b' }\""),
        ("SELECT ?x { ?s ?p ?o } GROUP BY ?s", "name it in GROUP BY"),
        ("", "not a SPARQL query"),
    ],
)
def test_error_says_where_and_what_to_do(store: pyoxigraph.Store, text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        run_query(store, text)
    assert "\n" not in str(caught.value)


def test_construct_is_turtle_with_the_prefixes_that_it_needs(store: pyoxigraph.Store) -> None:
    text = "CONSTRUCT { ?a ckg:recipient ?b ; rdfs:label ?n } WHERE { ?e ckg:actor ?a ; ckg:recipient ?b ; ckg:killed ?n }"
    assert run_query(store, text).serialize("turtle").decode() == (
        "@prefix actor: <https://w3id.org/conflict-kg/id/actor/> .\n"
        "@prefix ckg: <https://w3id.org/conflict-kg/ontology#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "\nactor:ARM\n    rdfs:label 10 ;\n    ckg:recipient actor:AZE .\n"
    )


def test_blank_nodes_and_describe_are_turtle_that_can_be_read(store: pyoxigraph.Store) -> None:
    for text in ("CONSTRUCT { [ rdfs:label ?n ] rdfs:seeAlso [] } WHERE { ?e ckg:killed ?n }", "DESCRIBE actor:ARM"):
        assert list(pyoxigraph.parse(run_query(store, text).serialize("turtle"), pyoxigraph.RdfFormat.TURTLE))


@pytest.mark.parametrize(("format", "start"), [("csv", b"k\r\n10"), ("tsv", b"?k\n10"), ("json", b'{"head"'), ("xml", b"<?xml")])
def test_rows_are_serialized(store: pyoxigraph.Store, format: str, start: bytes) -> None:
    assert run_query(store, "SELECT ?k WHERE { ?e ckg:killed ?k }").serialize(format).startswith(start)


def test_rows_are_no_turtle_and_triples_no_rows(store: pyoxigraph.Store) -> None:
    with pytest.raises(QueryError, match="give rows, not turtle; use --format csv, json"):
        run_query(store, "ASK { ?s ?p ?o }").serialize("turtle")
    with pytest.raises(QueryError, match="give triples, not csv; use --format turtle"):
        run_query(store, "DESCRIBE actor:ARM").serialize("csv")


@pytest.mark.parametrize(
    ("points", "km"),
    [
        (((46.7515, 39.8265), (49.8671, 40.4093)), 272.8),  # Stepanakert to Baku
        (((179.5, 0), (-179.5, 0)), 111.2),  # across the date line
        (((0, 90), (180, -90)), 20_015.1),  # from pole to pole
        (((10, 10), (10, 10)), 0.0),
    ],
)
def test_distance_is_great_circle(points: tuple[tuple[float, float], tuple[float, float]], km: float) -> None:
    build = GraphBuilder()
    for number, (longitude, latitude) in enumerate(points):
        build.add_place(f"p{number}", longitude=longitude, latitude=latitude)
    text = "SELECT (geof:metricDistance(?a, ?b) / 1000 AS ?km) WHERE { place:p0 geo:asWKT ?a . place:p1 geo:asWKT ?b }"
    ((found,),) = (row.values() for row in kg.query(build.graph, text))
    assert found == pytest.approx(km, rel=1e-3)


def test_distance_to_what_is_no_point_is_missing(store: pyoxigraph.Store) -> None:
    text = 'SELECT (geof:metricDistance("POINT(1 x)"^^geo:wktLiteral, "LINESTRING(1 2, 3 4)"^^geo:wktLiteral) AS ?m) WHERE {}'
    assert list(run_query(store, text).iterate_rows()) == [{"m": None}]
