"""Queries on a graph."""

import pytest

import kg
from kg.graph.build import build_graph
from kg.sparql import get_query, list_queries, load_graph, run_named_query, run_query
from schemas.errors import QueryError
from tests.records import make_record

RECORDS = [
    make_record(
        {"type": "AID", "actors": ["TUR"], "recipients": ["AZE"], "factuality": "alleged", "attribution": "ARM", "date": "2020-10-01"},
        {"type": "AID", "actors": ["TUR"], "recipients": ["AZE"], "factuality": "denied", "attribution": "TUR", "date": "2020-10-01"},
        {"type": "ASSAULT", "actors": ["ARM"], "recipients": ["AZE"], "place": "Ganja", "killed": 10, "date": "2020-10-11"},
        {"type": "REQUEST", "mode": "assist", "actors": ["ARM"], "recipients": ["RUS"], "date": "2020-10-31"},
    )
]
GRAPH = build_graph(RECORDS)
EXPECTED = {
    "accusations": ("alleged_by", "Armenia"),
    "casualties": ("killed", 10),
    "disputed": ("reports", 1),
    "dyads": ("type", "ASSAULT"),
    "evidence": ("sure", "asserted"),
    "requests": ("what", "Armenia asks Russia for help"),
    "sources": ("denied", 1),
    "timeline": ("begin", "2020-10-01"),
}


def test_select_gives_python_values() -> None:
    rows = list(kg.query(GRAPH, "SELECT ?k WHERE { ?e ckg:killed ?k }"))
    assert rows == [{"k": 10}]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_named_query_answers(name: str) -> None:
    store = load_graph(GRAPH)
    parameters = {"id": RECORDS[0].events[2].id} if name == "evidence" else {}
    rows = list(run_named_query(store, name, parameters).iterate_rows())
    column, value = EXPECTED[name]
    assert value in [row[column] for row in rows]


def test_every_named_query_has_an_expectation() -> None:
    assert {query.name for query in list_queries()} == set(EXPECTED)


def test_denier_stands_beside_accuser() -> None:
    (row,) = run_named_query(load_graph(GRAPH), "accusations", {"event_type": "AID"}).iterate_rows()
    assert (row["alleged_by"], row["denied_by"], row["confirmed_by"]) == ("Armenia", "Turkey", None)


def test_parameter_is_a_value_and_never_query_text() -> None:
    rows = run_named_query(load_graph(GRAPH), "dyads", {"actor": '" || true || "'}).iterate_rows()
    assert list(rows) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * WHERE { { SELECT * WHERE { SERVICE SILENT ?where { ?s ?p ?o } } } }", "SERVICE"),
        ("SELECT * WHERE { ?s ?p", "not a SPARQL query"),
        ("DELETE WHERE { ?s ?p ?o }", "not a SPARQL query"),
        ("LOAD <file:///etc/passwd>", "not a SPARQL query"),
    ],
)
def test_query_that_is_wrong_or_reaches_out_is_refused(text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        run_query(load_graph(GRAPH), text)


def test_construct_is_turtle_and_select_is_not() -> None:
    store = load_graph(GRAPH)
    construct = "CONSTRUCT { ?a ckg:recipient ?b } WHERE { ?e ckg:actor ?a ; ckg:recipient ?b }"
    assert b"ckg:recipient" in run_query(store, construct).serialize("turtle")
    with pytest.raises(QueryError, match="rows"):
        run_query(store, "ASK { ?s ?p ?o }").serialize("turtle")


def test_unknown_name_and_parameter_list_what_there_is() -> None:
    with pytest.raises(QueryError, match="timeline"):
        get_query("nonsense")
    with pytest.raises(QueryError, match="event_type"):
        run_named_query(load_graph(GRAPH), "accusations", {"kind": "AID"})
