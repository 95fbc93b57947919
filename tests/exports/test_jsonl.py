import json
from io import BytesIO
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.formats import write_graph
from schemas.errors import ExportError
from tests.exports.graphs import HOSTILE_TEXTS, graphs, make_graph, shuffle_graph

BASE = "https://w3id.org/conflict-kg/id/"


def write(graph: nx.MultiDiGraph, **options: Any) -> bytes:
    stream = BytesIO()
    write_graph(graph, stream, "jsonl", **options)
    return stream.getvalue()


def read(graph: nx.MultiDiGraph, **options: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in write(graph, **options).split(b"\n")[:-1]]


def get_event(name: str) -> dict[str, Any]:
    (event,) = (event for event in read(make_graph()) if event["id"] == f"ev-{name}")
    return event


def test_an_event_is_told_in_full() -> None:
    event = get_event("shelling")
    mentions = event.pop("mentions")
    (azerbaijan,), (armenia, villagers) = event.pop("actors"), event.pop("recipients")
    assert event == {
        "kind": "event",
        "id": "ev-shelling",
        "iri": f"{BASE}event/ev-shelling",
        "label": "event shelling",
        "label_id": "peristiwa shelling",
        "type": "ASSAULT",
        "mode": "heavy-weapons",
        "quad": "material conflict",
        "score": -9.0,
        "place": {
            "id": f"{BASE}place/stepanakert",
            "name": "Stepanakert",
            "lat": 39.8153,
            "lon": 46.752,
            "precision": "city",
            "country": "AZE",
        },
        "date": "2020-10-04",
        "date_precision": "day",
        "first_date": "2020-10-04",
        "last_date": "2020-10-04",
        "factuality": "asserted",
        "report_count": 2,
        "independent_count": 1,
        "mention_count": 1,
        "casualties": {"killed": 3, "killed_low": 2, "killed_high": 3, "injured": 0, "injured_low": 0, "injured_high": 7},
        "confidence": 0.9,
        "denies": [],
        "alleges": [],
    }
    assert armenia == {
        "id": f"{BASE}actor/ARM",
        "name": "Armenia",
        "kind": "state",
        "code": "ARM",
        "country": "ARM",
        "sector": "GOV",
        "wikidata": "Q399",
    }
    assert (azerbaijan["name"], villagers["name"], villagers["code"]) == ("Azerbaijan", "villagers", None)
    assert [mention["article"]["key"] for mention in mentions] == ["a-1", "a-2"]


def test_a_mention_has_its_sentence_article_and_speaker() -> None:
    first, second = get_event("shelling")["mentions"]
    speaker = first.pop("attribution")
    assert first == {
        "trigger": "Shells",
        "start": 0,
        "end": 6,
        "factuality": "asserted",
        "confidence": 0.75,
        "sentence": {"text": "Shells fell on the town.", "start": 0, "end": 24},
        "article": {
            "id": "file-a-1",
            "key": "a-1",
            "published": "2020-10-05",
            "publisher": "The Paper",
            "url": "https://example.org/?a=1&b",
            "copy_of": None,
        },
    }
    assert second["article"]["copy_of"] == "a-1"
    assert (speaker["text"], speaker["start"], speaker["id"], speaker["code"]) == ("the UN", 60, f"{BASE}actor/UNO", "UNO")
    assert second["attribution"] is None


def test_denials_and_charges_point_to_the_event() -> None:
    assert get_event("denial")["denies"] == ["ev-supply"]
    assert get_event("charge")["alleges"] == ["ev-supply"]


def test_what_is_not_known_is_null_and_never_missing() -> None:
    event, other = get_event("supply"), get_event("shelling")
    assert (event["place"], event["date"], event["mode"], set(event["casualties"].values())) == (None, None, None, {None})
    assert event.keys() == other.keys()


def test_events_come_by_date_then_id_and_those_without_last() -> None:
    dates = [(event["date"], event["id"]) for event in read(make_graph()) if event["kind"] == "event"]
    assert dates == [
        ("2020-10", "ev-talks"),
        ("2020-10-04", "ev-shelling"),
        ("2020-10-05", "ev-charge"),
        ("2020-10-05", "ev-denial"),
        (None, "ev-supply"),
    ]


def test_relations_come_after_the_events_and_are_told_in_full() -> None:
    lines = read(make_graph())
    assert [line["kind"] for line in lines] == ["event"] * 5 + ["relation"] * 3
    backs, controls, office = lines[5:]
    (mention,) = backs.pop("mentions")
    assert (backs.pop("subject")["name"], backs.pop("object")["code"]) == ("Turkey", "AZE")
    assert backs == {
        "kind": "relation",
        "id": "re-backs",
        "iri": f"{BASE}relation/re-backs",
        "label": "relation backs",
        "label_id": "hubungan backs",
        "type": "backs",
        "office": None,
        "valid_from": "2020-09",
        "valid_until": None,
        "first_date": "2020-10-05",
        "last_date": "2020-10-07",
        "factuality": "alleged",
        "report_count": 1,
        "independent_count": 1,
        "mention_count": 1,
        "confidence": 0.8,
    }
    assert (mention["text"], mention["attribution"]["code"], mention["article"]["key"]) == ("Ankara stands by Baku", "UNO", "a-1")
    assert (controls["object"]["name"], controls["object"]["lat"]) == ("Stepanakert", 39.8153)
    assert (office["object"], office["office"]) == (None, "speaker of the village")


def test_base_iri_names_the_data() -> None:
    assert read(make_graph(), base_iri="urn:x:")[0]["iri"] == "urn:x:event/ev-talks"


@settings(max_examples=25, deadline=None)
@given(graphs(), st.integers(0, 9))
def test_any_graph_gives_the_same_bytes_whatever_its_order(graph: nx.MultiDiGraph, seed: int) -> None:
    assert write(graph) == write(shuffle_graph(graph, seed))
    assert len(read(graph)) == sum(attributes["kind"] == "event" for _, attributes in graph.nodes(data=True))


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_any_text_survives_but_lone_surrogates(text: str) -> None:
    graph = make_graph()
    graph.add_node("event/ev-talks", name=text)
    assert read(graph)[0]["label"] == text.encode("utf-8", "ignore").decode()


@pytest.mark.parametrize("score", [float("nan"), float("inf"), object()])
def test_a_value_that_json_cannot_hold_is_refused(score: object) -> None:
    graph = make_graph()
    graph.add_node("event/ev-talks", plover_score=score)
    with pytest.raises(ExportError, match="event/ev-talks"):
        write(graph)
