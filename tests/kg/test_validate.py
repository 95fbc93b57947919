"""What conforms to the shapes and what does not, and how ``kg validate`` says so."""

import gzip
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

import networkx as nx
import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from hypothesis import given, settings
from typer.testing import CliRunner

from exports.formats import write_graph
from exports.ontology import make_example
from exports.vocabulary import PREFIXES
from kg.cli import app
from kg.graph.build import build_graph
from kg.shacl import Shapes
from kg.validation import validate_file, validate_store
from schemas.errors import CodebookError, InputError
from schemas.ontology import SHAPES, read_ontology
from tests.exports.graphs import graphs
from tests.records import make_record

Oracle: TypeAlias = Callable[[ox.Store], set[tuple[str, str | None]]]  # nodes with the property that is wrong
HEADS = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
HEADS += "".join(
    f"PREFIX {kind}: <https://w3id.org/conflict-kg/id/{kind}/>\n" for kind in ("event", "actor", "place", "relation", "mention", "article")
)
RUNNER = CliRunner()


def write(graph: nx.MultiDiGraph, name: str = "turtle") -> bytes:
    stream = BytesIO()
    write_graph(graph, stream, name)
    return stream.getvalue()


def load(data: bytes, format: ox.RdfFormat = ox.RdfFormat.TURTLE) -> ox.Store:
    store = ox.Store()
    store.load(data, format)
    return store


@pytest.fixture(scope="module")
def turtle() -> bytes:
    return write(make_example())


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    """What pyshacl finds: nodes with the property that is wrong."""
    shapes = rdflib.Graph().parse(data=read_ontology(SHAPES), format="turtle")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")

    def find(store: ox.Store) -> set[tuple[str, str | None]]:
        data = rdflib.Graph().parse(data=store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()), format="nt")
        # Oxigraph keeps all whole numbers as xsd:integer
        for subject, predicate, value in list(data):
            if str(predicate).endswith(("beginIndex", "endIndex")) and isinstance(value, rdflib.Literal) and str(value.datatype).endswith("#integer"):
                data.remove((subject, predicate, value))
                data.add((subject, predicate, rdflib.Literal(str(value), datatype=rdflib.XSD.nonNegativeInteger)))
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
        found = set()
        for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
            path = report.value(result, sh.resultPath)
            found.add((str(report.value(result, sh.focusNode)), str(path) if path else None))
        return found

    return find


def find_ours(store: ox.Store) -> set[tuple[str, str | None]]:
    run = Shapes(read_ontology(SHAPES)).validate(store)
    return {(wrong.node.value, wrong.path.value if wrong.path else None) for wrong in run}


def test_example_conforms_for_both_validators(turtle: bytes, oracle: Oracle) -> None:
    store = load(turtle)
    report = validate_store(store)
    assert report.findings == [] and report.conforms and report.checked > 30
    assert oracle(store) == set()


def test_graph_of_records_conforms(oracle: Oracle) -> None:
    attack = {
        "type": "ASSAULT",
        "actors": ["AZE"],
        "recipients": ["ARM"],
        "place": "Ganja",
        "killed": 3,
        "date": "2020-10-11",
        "date_precision": "day",
    }
    records = [
        make_record(attack),
        make_record({**attack, "killed": 4}, {"type": "CONSULT", "mode": "visit", "actors": ["FRA", "RUS"]}, text="u", lang="id"),
    ]
    store = load(write(build_graph(records, facts={"model": "m"})))
    assert [*validate_store(store).findings] == []
    assert oracle(store) == set()


def set_value(of: str, value: str) -> str:
    return f"DELETE {{ {of} ?old }} INSERT {{ {of} {value} }} WHERE {{ {of} ?old }}"


# what is done to the example -> the property that is then wrong (None: the node itself), and words of the message
MUTATIONS = {
    "missing label": ("DELETE WHERE { event:ev-1 rdfs:label ?label }", "rdfs:label", "readable sentence"),
    "label without language": ('INSERT DATA { event:ev-1 rdfs:label "Norland" }', "rdfs:label", "text with its language"),
    "label in a third language": ('INSERT DATA { event:ev-1 rdfs:label "Norland"@fr }', "rdfs:label", "in each language once"),
    "two labels in English": ('INSERT DATA { actor:XNL skos:prefLabel "Norway"@en }', "skos:prefLabel", "in each language once"),
    "two types": ("INSERT DATA { event:ev-1 sem:eventType plover:AID }", "sem:eventType", "exactly once: one of plover:AGREE"),
    "unknown type": (
        set_value("event:ev-1 sem:eventType", "plover:QUARREL"),
        "sem:eventType",
        "plover:AGREE",
    ),
    "unknown mode": ("INSERT DATA { event:ev-2 ckg:mode plover:ACCUSE-loudly }", "ckg:mode", "one of plover:CONSULT-visit"),
    "day that does not exist": ('INSERT DATA { event:ev-2 ckg:date "2020-02-30"^^xsd:date }', "ckg:date", "a day (2020-10-31, xsd:date) or a month"),
    "date as a plain text": ('INSERT DATA { event:ev-2 ckg:date "last spring" }', "ckg:date", "a day (2020-10-31, xsd:date) or a month"),
    "last day before the first": (
        set_value("?e sem:hasEndTimeStamp", '"1999-01-01"^^xsd:date'),
        "sem:hasBeginTimeStamp",
        "not above its last day",
    ),
    "offset before the article": (
        set_value("mention:m-1 nif:beginIndex", '"-1"^^xsd:nonNegativeInteger'),
        "nif:beginIndex",
        "0 or more",
    ),
    "end before the beginning": (
        set_value("mention:m-1 nif:endIndex", '"1"^^xsd:nonNegativeInteger'),
        "nif:beginIndex",
        "not above its end",
    ),
    "confidence of 3": (
        set_value("event:ev-1 ckg:confidence", "3.0"),
        "ckg:confidence",
        "from 0 to 1",
    ),
    "half a casualty": ("INSERT DATA { event:ev-2 ckg:killed 0.5 }", "ckg:killed", "a whole number"),
    "low above best": (
        set_value("event:ev-1 ckg:killedLow", "9"),
        "ckg:killedLow",
        "not above its killed",
    ),
    "more independent reports than reports": (
        set_value("event:ev-1 ckg:independentCount", "5"),
        "ckg:independentCount",
        "not above its report count",
    ),
    "unknown factuality": (
        set_value("event:ev-1 ckg:factuality", "ckg:sure"),
        "ckg:factuality",
        "ckg:asserted",
    ),
    "actor that nothing describes": ("INSERT DATA { event:ev-1 ckg:actor actor:XXX }", "ckg:actor", "that the data describe"),
    "place as an actor": ("INSERT DATA { event:ev-1 ckg:actor place:estwick }", "ckg:actor", "an actor (sem:Actor)"),
    "actor as a text": ('INSERT DATA { event:ev-1 ckg:actor "Norland" }', "ckg:actor", "an actor (sem:Actor)"),
    "event without its class": ("DELETE DATA { event:ev-1 a sem:Event }", "rdf:type", "add: a sem:Event"),
    "event that nobody tells": ("DELETE WHERE { event:ev-2 gaf:denotedBy ?m }", "gaf:denotedBy", "at least once"),
    "country in words": ('INSERT DATA { actor:NORTHPACT ckg:country "Norland" }', "ckg:country", "matching ^[A-Z]{3,4}$"),
    "kind of actor that is none": ('INSERT DATA { actor:XNL ckg:actorKind "planet" }', "ckg:actorKind", "one of state"),
    "same as a web page": ("INSERT DATA { actor:NORTHPACT owl:sameAs <https://example.org/> }", "owl:sameAs", "wikidata"),
    "relation to nothing": ("DELETE WHERE { relation:re-2 ckg:object ?o }", None, "A relation breaks one of the rules"),
    "relation of no type": ("DELETE WHERE { relation:re-2 ckg:relationType ?t }", "ckg:relationType", "exactly once: one of ckg:holdsOffice"),
    "year as a number": (
        set_value("relation:re-2 ckg:validFrom", "2029"),
        "ckg:validFrom",
        "a year (2020, xsd:gYear)",
    ),
    "blank event": ("INSERT DATA { [] a sem:Event }", None, "give it an IRI"),
}


def mutate(turtle: bytes, update: str) -> ox.Store:
    store = load(turtle)
    before = set(store)
    store.update(HEADS + update)
    assert set(store) != before
    return store


@pytest.mark.parametrize("name", MUTATIONS)
def test_broken_graph_is_found_out_as_pyshacl_finds_it_out(turtle: bytes, oracle: Oracle, name: str) -> None:
    update, path, words = MUTATIONS[name]
    store = mutate(turtle, update)
    ours = find_ours(store)
    if name != "blank event":  # blank nodes have other names there
        assert ours == oracle(store)
    prefix, _, local = (path or "").partition(":")
    iri = f"{PREFIXES[prefix]}{local}" if path else None
    findings = [finding for finding in validate_store(store).findings if finding.property == iri]
    assert findings and any(words in finding.message for finding in findings)


@settings(max_examples=5, deadline=None)
@given(graphs())
def test_any_graph_is_judged_as_pyshacl_judges_it(graph: nx.MultiDiGraph) -> None:
    store = load(write(graph, "ntriples"), ox.RdfFormat.N_TRIPLES)
    shapes = rdflib.Graph().parse(data=read_ontology(SHAPES), format="turtle")
    data = rdflib.Graph().parse(data=write(graph, "ntriples"), format="nt")
    conforms, _, _ = pyshacl.validate(data, shacl_graph=shapes)
    assert conforms == (find_ours(store) == set())


def test_mistyped_property_and_class_are_named_with_the_nearest(turtle: bytes) -> None:
    report = validate_store(mutate(turtle, "INSERT DATA { event:ev-1 ckg:recipent actor:XNL ; a ckg:Zzz }"))
    assert [finding.message for finding in report.findings] == [
        "the ontology has no property ckg:recipent; did you mean ckg:recipient?",
        "the ontology has no class ckg:Zzz; the terms are in docs/ontology.md",
    ]


def test_rdf_of_something_else_is_no_success() -> None:
    report = validate_store(load(b"<urn:a> <urn:b> <urn:c> ."))
    assert not report.conforms and "nothing in it" in report.findings[0].message


def test_property_of_a_shape_that_is_not_known_is_refused() -> None:
    with pytest.raises(CodebookError, match="sh:closed, which is not known here"):
        Shapes("@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> a sh:NodeShape ; sh:targetClass <urn:c> ; sh:closed true .")


@pytest.mark.parametrize(
    ("format", "ending"), [*{"turtle": "ttl", "ntriples": "nt", "nquads": "nq", "trig": "trig", "jsonld": "jsonld", "rdfxml": "rdf"}.items()]
)
def test_every_rdf_format_is_read_and_conforms(tmp_path: Path, format: str, ending: str) -> None:
    path = tmp_path / f"graph.{ending}"
    path.write_bytes(write(make_example(), format))
    assert validate_file(path).findings == []


def test_packed_file_is_read(tmp_path: Path, turtle: bytes) -> None:
    path = tmp_path / "graph.ttl.gz"
    path.write_bytes(gzip.compress(turtle))
    assert validate_file(path).conforms


def test_syntax_error_says_the_line(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text("<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> .\n", "utf-8")
    (finding,) = validate_file(path).findings
    assert finding.where == "graph.ttl line 2" and finding.message.startswith("not Turtle")


def test_records_are_checked_line_by_line(tmp_path: Path) -> None:
    good = make_record({"type": "AID", "actors": ["TUR"]}).model_dump()
    bad = json.loads(json.dumps(good))
    bad["events"][0]["confidence"] = 3
    del bad["events"][0]["trigger"]
    path = tmp_path / "records.jsonl"
    path.write_text("\n".join([json.dumps(good), "", json.dumps(bad), "{"]), "utf-8")
    report = validate_file(path)
    found = [(finding.where, finding.property, finding.value) for finding in report.findings]
    assert found == [("line 3", "events.0.trigger", None), ("line 3", "events.0.confidence", "3"), ("line 4", None, None)]
    assert report.checked == 3


def test_faulty_codebook_file_is_named_with_its_field(tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "schemas" / "codebook"
    for path in source.glob("*.toml"):
        text = path.read_text("utf-8")
        (tmp_path / path.name).write_text(text.replace('"material cooperation"', '"friendly"') if path.name == "aid.toml" else text, "utf-8")
    (finding,) = validate_file(tmp_path / "aid.toml").findings
    assert finding.message.startswith("codebook file aid.toml, field quad: ")
    assert validate_file(source / "aid.toml").conforms


@pytest.mark.parametrize(("name", "message"), [("missing.ttl", "no file"), ("picture.png", "cannot tell what")])
def test_file_that_cannot_be_checked_is_an_error(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "picture.png").write_bytes(b"")
    with pytest.raises(InputError, match=message):
        validate_file(tmp_path / name)


def test_command_prints_where_and_what_and_exits_with_1(tmp_path: Path, turtle: bytes) -> None:
    path = tmp_path / "graph.ttl"
    path.write_bytes(turtle.replace(b"ckg:killed 3", b'ckg:killed "three"'))
    done = RUNNER.invoke(app, ["validate", str(path)])
    assert done.exit_code == 1
    assert "event/ev-1" in done.stdout and "ckg:killed" in done.stdout and "three" in done.stdout
    found = json.loads(RUNNER.invoke(app, ["validate", str(path), "--format", "json"]).stdout)
    assert not found[0]["conforms"] and found[0]["findings"][0]["where"] == "https://w3id.org/conflict-kg/id/event/ev-1"
    path.write_bytes(turtle)
    assert RUNNER.invoke(app, ["validate", str(path)]).exit_code == 0


def test_wrong_call_exits_with_2() -> None:
    assert RUNNER.invoke(app, ["validate", "--format", "xml"]).exit_code == 2
