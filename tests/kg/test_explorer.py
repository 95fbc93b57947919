"""What the explorer's pages are made of; the pages themselves are tested in a browser (test_explorer_*.py)."""

from datetime import date

import pytest

pytest.importorskip("nicegui", reason="the explorer needs nicegui: pip install 'conflict-kg[serve]'")

from kg.graph.build import build_graph
from kg.language import find_language
from kg.server.explorer.bins import choose_bins
from kg.server.explorer.map import cluster
from kg.server.explorer.network import NetworkSearch, arrange, make_picture
from kg.server.explorer.pieces import Mark, mark_sentence
from kg.server.explorer.search import EventSearch
from kg.server.explorer.snapshot import Snapshot
from kg.server.explorer.texts import list_texts, load_texts
from kg.server.explorer.window import list_spans
from tests.browser import EVIL, make_records


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return Snapshot(build_graph(make_records(), facts={}), "https://example.org/id/")


def list_types(snapshot: Snapshot, **search: str) -> list[str]:
    return sorted(event.attributes["event_type"] for event in EventSearch(**search).find(snapshot))


@pytest.mark.parametrize(
    ("search", "types"),
    [
        ({"q": "armenia drone"}, ["ASSAULT"]),
        ({"q": "<SCRIPT>"}, ["ASSAULT"]),
        ({"quad": "verbal cooperation"}, ["CONSULT"]),
        ({"since": "2020-10-12", "until": "2020-10"}, ["ASSAULT", "CONSULT"]),
        ({"actor": "actor/ARM"}, ["ASSAULT", "ASSAULT", "CONSULT"]),
        ({"source": "actor/ARM", "target": "actor/AZE"}, ["ASSAULT", "ASSAULT"]),
        ({"place": "place/barda"}, ["ASSAULT"]),
        ({"source": "actor/RUS", "target": "actor/ARM"}, ["CONSULT"]),
        ({"source": "actor/AZE", "target": "actor/ARM"}, []),
        ({"factuality": "asserted", "type": "AID"}, []),
        ({"since": "yesterday"}, []),
    ],
)
def test_search_finds_events(snapshot: Snapshot, search: dict[str, str], types: list[str]) -> None:
    assert list_types(snapshot, **search) == types


def test_search_survives_its_way_through_an_address() -> None:
    search = EventSearch(q="a&b=c", source="actor/ARM", quad="verbal conflict")
    assert EventSearch.parse(dict(pair.split("=") for pair in search.encode().replace("+", " ").split("&"))).quad == "verbal conflict"
    assert EventSearch.parse({"q": " x ", "unknown": "1"}) == EventSearch(q="x")


def test_alleged_event_draws_no_link_unless_asked_for(snapshot: Snapshot) -> None:
    asserted = make_picture(snapshot, NetworkSearch())
    assert {(link.source, link.target) for link in asserted.links} == {("actor/ARM", "actor/AZE"), ("actor/ARM", "actor/RUS")}
    assert ("actor/TUR", "actor/AZE") in {(link.source, link.target) for link in make_picture(snapshot, NetworkSearch(factuality="any")).links}


def test_actor_search_keeps_the_events_of_that_actor(snapshot: Snapshot) -> None:
    picture = make_picture(snapshot, NetworkSearch(actor="russ"))
    assert set(picture.counts) == {"actor/ARM", "actor/RUS"}


def test_type_outside_the_quad_class_draws_nothing(snapshot: Snapshot) -> None:
    assert make_picture(snapshot, NetworkSearch(type="ASSAULT", quad="verbal cooperation")).links == ()


def test_overlapping_marks_show_the_shorter_one() -> None:
    found = mark_sentence("Armenian forces fired", [Mark("actor", 0, 15), Mark("trigger", 9, 15)], {"actor": "a", "trigger": "t"})
    assert found == '<mark class="actor" title="a">Armenian </mark><mark class="trigger" title="t, a">forces</mark> fired'


def test_text_of_a_sentence_is_escaped_inside_and_outside_of_marks() -> None:
    assert "<script" not in mark_sentence(EVIL, [Mark("trigger", 0, 6), Mark("actor", 10, 30)], {"actor": '">', "trigger": "t"})


def test_near_places_are_one_circle_until_one_zooms_in() -> None:
    points = [("place/a", 40.0, 46.0, frozenset({"x"})), ("place/b", 40.3, 46.3, frozenset({"y", "z"}))]
    (spot,) = cluster(points, 3)
    assert (spot.places[0], len(spot.events)) == ("place/b", 3)
    assert len(cluster(points, 12)) == 2


@pytest.mark.parametrize("lang", list_texts())
def test_each_language_says_all_that_the_others_say(lang: str) -> None:
    tables = {code: find_language(code).get_table("explorer") for code in list_texts()}
    for key, text in tables[lang].items():
        fields = {part.split("}")[0] for part in text.split("{")[1:]}
        for other in tables.values():
            assert {part.split("}")[0] for part in other[key].split("{")[1:]} == fields


def test_larger_network_is_cut_to_its_strongest_part_and_says_so(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.server.explorer.network.MOST_LINKS", 1)
    picture = make_picture(snapshot, NetworkSearch())
    assert [(link.source, link.target, link.weight) for link in picture.links] == [("actor/ARM", "actor/AZE", 2)]
    assert (picture.all_links, picture.all_actors, set(picture.counts)) == (2, 3, {"actor/ARM", "actor/AZE"})


def test_network_is_arranged_in_the_unit_square(snapshot: Snapshot) -> None:
    positions = arrange(make_picture(snapshot, NetworkSearch(factuality="any")).links)
    assert len(set(positions.values())) == 4
    assert all(0 <= place <= 1 for spot in positions.values() for place in spot)


def test_window_steps_over_weeks_in_which_nothing_happened(snapshot: Snapshot) -> None:
    weeks = ["2020-10-05", "2020-10-19", "2020-10-26", "2020-11-02"]
    assert [first for first, _ in list_spans(snapshot.events)] == weeks
    assert list_spans(snapshot.events)[0] == ("2020-10-05", "2020-10-11")
    assert list_spans([]) == []


@pytest.mark.parametrize(("last", "unit"), [("2020-12-31", "weeks"), ("2027-01-01", "months"), ("2060-01-01", "years")])
def test_bins_are_as_fine_as_there_is_room(last: str, unit: str) -> None:
    found, bins = choose_bins([date(2020, 1, 1), date.fromisoformat(last)])
    assert (found, bins == sorted(set(bins))) == (unit, True)


def test_numbers_are_written_as_the_language_does() -> None:
    assert load_texts("en").get_count("found", 12345) == "12,345 events"
    assert load_texts("id").get_count("found", 12345) == "12.345 peristiwa"
    assert load_texts("en").get_count("found", 1) == "1 event"
