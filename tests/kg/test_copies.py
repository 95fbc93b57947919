"""Wire copies are told from independent reports."""

import itertools

import pytest

from kg.graph.build import build_graph
from kg.graph.copies import find_copies, get_share, make_fingerprint
from schemas.graph import EdgeKind
from schemas.record import Record
from tests.records import make_record

WIRE = """Two rockets fell on the market of Barda on Wednesday morning and killed at least twenty-one people, the prosecutor's office said.
Doctors at the hospital counted some seventy wounded, several of them children who had been on their way to school with their mothers.
Residents spoke of a row of cars that burned out and of windows that broke three streets away from where the first rocket came down.
The government in Baku held Armenia responsible, while the ministry of defence in Yerevan called the charge groundless and a lie.
Both sides had agreed to a truce on Sunday, the third within a month, which lasted for less than an hour before shelling went on.
"""
OWN = """At least twenty-one people died on Wednesday when the town of Barda came under rocket fire, officials in Azerbaijan reported.
The rockets struck close to a market at an hour when it was crowded. About seventy people were taken to hospitals in the region.
Yerevan rejects the accusation that its forces fired them, and says that cities in Karabakh had been shelled all through the night.
"""
LINES = WIRE.splitlines()


def make(text: str, published: str | None = "2020-10-28") -> Record:
    return make_record(text=text, published=published).model_copy(update={"fingerprint": make_fingerprint(text)})


@pytest.mark.parametrize(
    "edited",
    [
        "HEADLINE OF OUR OWN: DEATH IN BARDA\n" + WIRE,
        "\n".join(LINES[:-1]),
        "\n".join([*LINES[:2], "The mayor asked people to give blood.", *LINES[2:]]),
        WIRE.replace("killed at least", "left dead at least").replace("came down", "hit"),
        WIRE.upper(),
    ],
    ids=["headline changed", "last paragraph cut", "sentence added", "words changed", "capitals"],
)
def test_edited_copy_is_recognised(edited: str) -> None:
    first, copy = make(WIRE), make(edited, published="2020-10-29")
    assert find_copies([copy, first]) == {copy.key: first.key}


def test_independent_report_of_the_same_event_is_no_copy() -> None:
    assert find_copies([make(WIRE), make(OWN)]) == {}


def test_short_texts_are_not_judged() -> None:
    assert get_share(make_fingerprint("He did not say more."), make_fingerprint("He did not say more.")) == 0


def test_copy_of_a_copy_is_a_copy_of_the_first() -> None:
    first, second = make(WIRE, "2020-10-28"), make("\n".join(LINES[:-1]), "2020-10-29")
    third = make("\n".join(LINES[:-2]), "2020-10-30")
    for order in itertools.permutations([first, second, third]):
        assert find_copies(order) == {second.key: first.key, third.key: first.key}


def test_undated_article_comes_last() -> None:
    dated, undated = make(WIRE), make(WIRE + "More soon.", published=None)
    assert find_copies([undated, dated]) == {undated.key: dated.key}


def test_graph_counts_copies_apart() -> None:
    strike = {"type": "ASSAULT", "recipients": ["AZE"], "place": "Barda", "date": "2020-10-28"}
    records = [make_record(strike, text=text).model_copy(update={"fingerprint": make_fingerprint(text)}) for text in (WIRE, WIRE + "(AP)", OWN)]
    graph = build_graph(records)
    (event,) = (data for _, data in graph.nodes(data=True) if data["kind"] == "event")
    assert (event["report_count"], event["independent_count"]) == (3, 2)
    assert sum(kind == EdgeKind.COPY_OF for _, _, kind in graph.edges(data="kind")) == 1


def test_copy_printed_days_later_tells_the_same_event() -> None:
    undated = {"type": "ASSAULT", "recipients": ["AZE"], "sentence": "Rockets struck Barda."}
    days = [("2020-10-28", WIRE), ("2020-11-04", WIRE + "(AP)"), ("2020-11-04", OWN)]
    records = [make_record(undated, text=text, published=day).model_copy(update={"fingerprint": make_fingerprint(text)}) for day, text in days]
    events = [data for _, data in build_graph(records).nodes(data=True) if data["kind"] == "event"]
    assert sorted(event["report_count"] for event in events) == [1, 2]
