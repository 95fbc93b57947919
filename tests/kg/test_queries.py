"""The named queries: what each answers on a small war made by hand, and how their parameters are put in."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from exports.vocabulary import ATTRIBUTES, COMBINED, EDGES, PREFIXES, WORD_ROLES, make_individual
from kg.cli import app
from kg.queries import NamedQuery, get_query, list_queries, make_document
from kg.sparql import Value, load_graph, run_named_query
from schemas.codebook import load_codebook
from schemas.errors import QueryError
from schemas.judgement import Factuality
from schemas.relation import RelationType
from tests.exports.graphs import GraphBuilder

NAMES = [query.name for query in list_queries()]


class War(GraphBuilder):
    """Two states at war, a third between them, their officials, rebels and papers."""

    def __init__(self) -> None:
        super().__init__()
        for code in ("ARM", "AZE", "RUS"):
            self.add_actor(code, name=code.title(), code=code, country=code, sector="GOV")
        self.add_actor("ARM.leader", name="The Leader", actor_kind="person", code="ARM", country="ARM", sector="GOV")
        self.add_actor("ARM.REB", name="rebels", actor_kind="unnamed", code="ARM", country="ARM", sector="REB")
        self.add_actor("a-1.both", name="both sides", actor_kind="unnamed")
        self.papers = [self.add_article(f"a-{n}", publisher=f"Paper {n}", published_on=f"2020-10-0{n}", lang="en") for n in (1, 2, 3)]

    def tell(self, slug: str, event_type: str, actors: str, recipients: str = "", day: str | None = "2020-10-01", **facts: Any) -> str:
        """Add an event of actors and recipients, ids with blanks between them, told as a fact unless said otherwise."""
        term = load_codebook().get_type(event_type)
        sides = [[f"actor/{slug}" for slug in group.split()] for group in (actors, recipients)]
        event = self.add_event(slug, "AID", *sides, day=day, **facts)
        self.graph.add_node(event, event_type=event_type, quad=term.quad, plover_score=term.score)
        return event

    def mention(self, event: str, paper: int, start: int = 0, *, by: str | None = None, **facts: Any) -> str:
        mention = self.add_mention(event, self.papers[paper - 1], start, f"words {start}", **facts)
        if by:
            self.link(mention, f"actor/{by}", "attributed_to")
        return mention

    def ask(self, query: str, /, **parameters: str) -> list[tuple[Value, ...]]:
        rows = run_named_query(load_graph(self.graph), query, parameters).iterate_rows(shorten=True)
        return [tuple(row.values()) for row in rows]


@pytest.fixture
def war() -> War:
    return War()


def test_active_actors_counts_officials_with_their_state_and_each_event_once(war: War) -> None:
    war.tell("a", "ACCUSE", "ARM ARM.leader", "AZE", "2020-10-01")
    war.tell("b", "AID", "ARM.leader", "RUS", day=None)
    war.tell("c", "ASSAULT", "ARM.REB", "ARM", "2020-10-05")
    war.tell("d", "ASSAULT", "AZE", "ARM", factuality="alleged")
    war.tell("e", "ASSAULT", "a-1.both")
    assert war.ask("active-actors") == [
        ("ARM", 2, 1, 0.5, "2020-10-01", "2020-10-05"),
        ("ARM.REB", 1, 0, 1.0, "2020-10-05", "2020-10-05"),
        ("AZE", 0, 1, None, "2020-10-01", "2020-10-01"),
        ("RUS", 0, 1, None, None, None),
    ]
    assert [row[0] for row in war.ask("active-actors", since="2020-10-05")] == ["ARM.REB", "ARM"]


def test_actor_timeline_is_in_order_and_tells_the_role(war: War) -> None:
    war.tell("b", "ASSAULT", "AZE", "ARM", "2020-10-03", factuality="alleged", report_count=2)
    war.tell("a", "ACCUSE", "ARM.leader", "AZE", "2020-10-01")
    war.tell("c", "ACCUSE", "RUS", "AZE")
    rows = [("2020-10-01", "acts", "event a", "asserted", 1, "event:ev-a"), ("2020-10-03", "is target", "event b", "alleged", 2, "event:ev-b")]
    assert war.ask("actor-timeline", actor="ARM") == rows
    assert war.ask("actor-timeline", actor="ARM", type="ASSAULT") == rows[1:]


def test_office_holders_have_what_they_represent_and_their_terms(war: War) -> None:
    office = {"office": "prime minister", "valid_from": "2018-05", "first_date": "2020-10-01", "last_date": "2020-10-31"}
    war.add_relation("1", "holds_office", "actor/ARM.leader", None, **office)
    war.add_relation("2", "holds_office", "actor/ARM.leader", None, office="editor", valid_until="2015")
    war.add_relation("3", "represents", "actor/ARM.leader", "actor/ARM")
    minister = ("The Leader", "prime minister", "Arm", "2018-05", None, "2020-10-01", "2020-10-31", "asserted", 1)
    editor = ("The Leader", "editor", "Arm", None, "2015", None, None, "asserted", 1)
    assert war.ask("office-holders", name="leader") == [editor, minister]
    assert war.ask("office-holders", on="2020-01-01") == [minister]
    assert war.ask("office-holders", on="2015-06") == [editor]
    assert war.ask("office-holders", name="nobody") == []


def test_relations_are_told_with_their_certainty(war: War) -> None:
    war.add_relation("1", "controls", "actor/AZE", war.add_place("town"), valid_from="2020-11", report_count=3)
    war.add_relation("2", "backs", "actor/RUS", "actor/ARM", factuality="disputed")
    controls = ("Aze", "controls", "Town", "2020-11", None, "asserted", 3, "relation:re-1")
    backs = ("Rus", "backs", "Arm", None, None, "disputed", 1, "relation:re-2")
    assert war.ask("relations") == [controls, backs]
    assert war.ask("relations", type="backs") == [backs]
    assert war.ask("relations", name="tow") == [controls]


def test_accusations_have_accusers_deniers_and_witnesses(war: War) -> None:
    aid = war.tell("aid", "AID", "RUS", "ARM", factuality="disputed")
    war.mention(aid, 1, by="AZE", factuality="alleged")
    war.mention(aid, 2, by="RUS", factuality="denied")
    war.mention(aid, 3, by="ARM.REB")
    war.mention(aid, 3, 100, factuality="alleged")
    war.link(war.tell("charge", "ACCUSE", "ARM.leader", "RUS"), aid, "alleges")
    war.link(war.tell("no", "REJECT", "ARM"), aid, "denies")
    war.mention(war.tell("fact", "ASSAULT", "AZE"), 1, 200)
    assert war.ask("accusations") == [("2020-10-01", "event aid", "Aze, The Leader", "Arm, Rus", "rebels", "event:ev-aid")]
    assert war.ask("accusations", type="ASSAULT") == []


def test_accusation_by_nobody_in_particular_is_one_too(war: War) -> None:
    war.mention(war.tell("aid", "AID", "RUS", "ARM", None, factuality="alleged"), 1, factuality="alleged")
    assert war.ask("accusations") == [(None, "event aid", "", "", "", "event:ev-aid")]


def test_accusers_count_acts_and_not_reports(war: War) -> None:
    aid = war.tell("aid", "AID", "RUS", "ARM", "2020-10-02", factuality="alleged")
    for paper in (1, 2):
        war.mention(aid, paper, by="AZE", factuality="alleged")
    war.link(war.tell("charge", "ACCUSE", "AZE", "RUS"), aid, "alleges")
    war.tell("vague", "ACCUSE", "ARM.leader", "AZE", day=None)
    assert war.ask("accusers") == [("ARM", "AZE", "ACCUSE", 1, None, None), ("AZE", "RUS", "AID", 1, "2020-10-02", "2020-10-02")]
    assert [row[0] for row in war.ask("accusers", accused="RUS")] == ["AZE"]


def test_disputed_events_count_the_stances(war: War) -> None:
    event = war.tell("a", "ASSAULT", "AZE", factuality="disputed", report_count=2)
    for start, factuality in enumerate(("asserted", "alleged", "denied", "denied")):
        war.mention(event, 1, start, factuality=factuality)
    war.mention(war.tell("b", "ASSAULT", "AZE"), 2)
    assert war.ask("disputed") == [("2020-10-01", "event a", 2, 1, 1, 2, "event:ev-a")]


def test_disagreements_are_by_publisher_on_stance_or_numbers(war: War) -> None:
    stance = war.tell("a", "AID", "RUS", factuality="disputed", report_count=2)
    war.mention(stance, 1, factuality="denied")
    war.mention(stance, 2)
    numbers = war.tell("b", "ASSAULT", "AZE", "ARM", "2020-10-02", report_count=2, killed=3, killed_low=2, killed_high=3)
    agreed = war.tell("c", "ASSAULT", "AZE", "ARM", "2020-10-03", report_count=2, killed=3, killed_low=3, killed_high=3)
    for start, event in enumerate((numbers, agreed), start=1):
        war.mention(event, 1, 100 * start)
        war.mention(event, 3, 100 * start)
    assert war.ask("disagreements") == [
        ("2020-10-01", "event a", "Paper 1", "denied", 1, None, None, "event:ev-a"),
        ("2020-10-01", "event a", "Paper 2", "asserted", 1, None, None, "event:ev-a"),
        ("2020-10-02", "event b", "Paper 1", "asserted", 1, "2-3", None, "event:ev-b"),
        ("2020-10-02", "event b", "Paper 3", "asserted", 1, "2-3", None, "event:ev-b"),
    ]


def test_dyads_keep_rebels_apart_from_their_state(war: War) -> None:
    war.tell("a", "ACCUSE", "ARM ARM.leader", "AZE")
    war.tell("b", "ASSAULT", "ARM.REB", "ARM")
    war.tell("c", "ASSAULT", "AZE", "ARM", factuality="denied")
    war.tell("d", "CONSULT", "ARM", "ARM.leader")
    assert war.ask("dyads") == [("ARM", "AZE", "ACCUSE", 1, -3.0), ("ARM.REB", "ARM", "ASSAULT", 1, -9.0)]
    assert war.ask("dyads", actor="ARM", recipient="AZE", type="ACCUSE", since="2020", until="2020-10") == [("ARM", "AZE", "ACCUSE", 1, -3.0)]


def test_dyads_by_month_count_each_class(war: War) -> None:
    for number, (event_type, day) in enumerate(
        [("ACCUSE", "2020-09-30"), ("ASSAULT", "2020-10-01"), ("AID", "2020-10-31"), ("CONSULT", "2020-10-02")]
    ):
        war.tell(str(number), event_type, "ARM", "AZE", day)
    assert [row[:7] for row in war.ask("dyads-by-month")] == [("ARM", "AZE", "2020-09", 0, 0, 1, 0), ("ARM", "AZE", "2020-10", 1, 1, 0, 1)]
    assert [row[2] for row in war.ask("dyads-by-month", until="2020-09")] == ["2020-09"]


def test_escalation_goes_from_words_to_force(war: War) -> None:
    war.tell("a", "ACCUSE", "ARM", "AZE", "2020-09-01")
    war.tell("b", "THREATEN", "ARM.leader", "AZE", "2020-09-10")
    war.tell("c", "ASSAULT", "ARM", "AZE", "2020-10-01")
    war.tell("d", "ACCUSE", "ARM", "AZE", "2020-11-01")
    war.tell("e", "ASSAULT", "AZE", "ARM", "2020-10-01")  # no word before the blow
    war.tell("f", "ACCUSE", "AZE", "ARM", "2020-10-02")
    war.tell("g", "ACCUSE", "RUS", "ARM", "2020-10-02")  # no blow
    assert war.ask("escalation") == [("ARM", "AZE", "2020-09-01", "2020-09-10", None, "2020-10-01", 30, 2)]


def test_reciprocity_is_one_row_a_pair(war: War) -> None:
    war.tell("a", "ACCUSE", "AZE", "ARM")
    war.tell("b", "ASSAULT", "ARM", "AZE")
    war.tell("c", "AID", "ARM.leader", "AZE")
    war.tell("d", "AID", "RUS", "ARM")
    assert war.ask("reciprocity") == [("ARM", "AZE", 2, 1, 1, 1, 0.5, -3.0), ("ARM", "RUS", 0, 1, 0, 0, None, 10.0)]
    assert [row[:2] for row in war.ask("reciprocity", actor="RUS")] == [("ARM", "RUS")]


def test_mediators_talk_to_both_sides(war: War) -> None:
    war.add_actor("FRA", code="FRA", country="FRA", sector="GOV")
    war.tell("war", "ASSAULT", "AZE", "ARM")
    war.tell("talks", "CONSULT", "RUS ARM AZE")
    war.tell("call", "CONSULT", "ARM.leader", "RUS")
    war.tell("visit", "CONSULT", "FRA", "ARM")  # to one side only
    assert war.ask("mediators") == [("RUS", "ARM", "AZE", 2, 1, 1)]
    assert war.ask("mediators", side="FRA") == []


def test_backers_are_direct_or_through_a_third(war: War) -> None:
    war.tell("a", "AID", "RUS", "ARM")
    war.tell("b", "SUPPORT", "RUS", "ARM.leader")
    war.tell("c", "AID", "AZE", "ARM", factuality="alleged")
    war.add_relation("1", "backs", "actor/ARM", "actor/ARM.REB")
    war.add_relation("2", "backs", "actor/AZE", "actor/RUS", factuality="alleged")
    direct = [("RUS", None, "ARM", 2), ("ARM", None, "ARM.REB", 1)]
    assert war.ask("backers") == [*direct, ("RUS", "ARM", "ARM.REB", 1)]
    assert war.ask("backers", backed="ARM.REB") == [direct[1], ("RUS", "ARM", "ARM.REB", 1)]
    assert war.ask("backers", since="2021") == [direct[1]]


def test_requests_have_their_answers_within_the_days(war: War) -> None:
    war.tell("ask", "REQUEST", "ARM", "RUS", "2020-10-01")
    war.tell("no", "REJECT", "RUS", "ARM.leader", "2020-10-03")
    war.tell("help", "AID", "RUS", "ARM", "2020-10-20")
    war.tell("before", "AID", "RUS", "ARM", "2020-09-20")
    war.tell("unheard", "REQUEST", "ARM", "AZE", "2020-10-02")
    refused = ("2020-10-01", "ARM", "RUS", "event ask", "2020-10-03", "refuses", "event no", "event:ev-ask")
    helped = ("2020-10-01", "ARM", "RUS", "event ask", "2020-10-20", "helps", "event help", "event:ev-ask")
    unheard = ("2020-10-02", "ARM", "AZE", "event unheard", None, None, None, "event:ev-unheard")
    assert war.ask("requests") == [refused, helped, unheard]
    assert war.ask("requests", days="7", asked="RUS") == [refused]


def test_announced_events_came_or_did_not(war: War) -> None:
    for slug, event_type, factuality in (("plan", "AID", "future"), ("threat", "ASSAULT", "conditional")):
        war.mention(war.tell(slug, event_type, "RUS", "ARM", None, factuality=factuality), 2, len(slug), factuality=factuality)
    war.tell("early", "AID", "RUS", "ARM", "2020-10-01")
    war.tell("done", "AID", "RUS", "ARM.leader", "2020-10-09")
    war.tell("again", "AID", "RUS", "ARM", "2020-11-09")
    came = ("2020-10-02", "RUS", "ARM", "event plan", "future", "2020-10-09", "event:ev-plan")
    assert war.ask("announced") == [came, ("2020-10-02", "RUS", "ARM", "event threat", "conditional", None, "event:ev-threat")]
    assert war.ask("announced", type="AID", actor="RUS", until="2020-10-02") == [came]


def test_events_by_month(war: War) -> None:
    war.tell("a", "ACCUSE", "ARM", day="2020-10-01", report_count=2)
    war.tell("b", "ACCUSE", "AZE", day="2020-10-31")
    war.tell("c", "AID", "RUS", day="2020-11-01")
    war.tell("d", "AID", "RUS", day="2020-11-01", factuality="future")
    assert war.ask("events-by-month") == [("2020-10", "ACCUSE", 2, 3, -3.0), ("2020-11", "AID", 1, 1, 10.0)]


def test_evidence_is_of_one_event(war: War) -> None:
    event = war.tell("a", "AID", "RUS")
    war.mention(event, 2)
    war.mention(event, 1, 100, by="ARM", factuality="denied")
    war.mention(war.tell("a2", "AID", "RUS"), 3)
    rows = [("2020-10-01", "Paper 1", "denied", "Arm", "words 100", None), ("2020-10-02", "Paper 2", "asserted", None, "words 0", None)]
    for id_ in ("ev-a", "event/ev-a", "event:ev-a", "https://w3id.org/conflict-kg/id/event/ev-a"):
        assert war.ask("evidence", id=id_) == rows


def test_timeline_of_a_month_includes_its_last_day(war: War) -> None:
    for day in ("2020-09-30", "2020-10-31", "2020-11-01"):
        war.tell(day, "AID", "RUS", day=day)
    war.tell("undated", "AID", "RUS", day=None)
    assert [row[0] for row in war.ask("timeline", since="2020-10", until="2020-10")] == ["2020-10-31"]


def test_casualties_are_of_facts_by_place_with_their_ranges(war: War) -> None:
    town = war.add_place("town")
    for slug, facts in {
        "a": {"killed": 3, "killed_low": 2, "killed_high": 5},
        "b": {"killed": 1, "injured": 4},
        "c": {"injured": 1, "day": None},
        "d": {"killed": 9, "factuality": "denied"},
    }.items():
        war.link(war.tell(slug, "ASSAULT", "AZE", **facts), town, "place")
    war.tell("e", "ASSAULT", "AZE", killed=1, day="2020-11-01")
    assert war.ask("casualties") == [("Town", 4, 3, 6, 5, 5, 5, 3), ("no place named", 1, 1, 1, 0, 0, 0, 1)]
    assert war.ask("casualties-by-month") == [(None, 0, 0, 0, 1, 1, 1, 1), ("2020-10", 4, 3, 6, 4, 4, 4, 2), ("2020-11", 1, 1, 1, 0, 0, 0, 1)]
    assert war.ask("casualties", until="2020-10") == [("Town", 4, 3, 6, 4, 4, 4, 2)]


def test_near_gives_events_by_distance(war: War) -> None:
    places = {"city": (40.0, 46.0, "city"), "north": (41.0, 46.0, "region"), "far": (50.0, 46.0, "city"), "land": (40.0, 46.1, "country")}
    for slug, (latitude, longitude, precision) in places.items():
        place = war.add_place(slug, latitude=latitude, longitude=longitude, place_precision=precision)
        war.link(war.tell(slug, "ASSAULT", "AZE"), place, "place")
    city = (0.0, "City", "city", "2020-10-01", "event city", "asserted", "event:ev-city")
    north = (111.2, "North", "region", "2020-10-01", "event north", "asserted", "event:ev-north")
    assert war.ask("near", lat="40", lon="46.0", km="111.3") == [city, north]
    assert war.ask("near", lat="40", lon="46.0") == [city]


def test_sources_tell_own_words_from_others(war: War) -> None:
    event = war.tell("a", "AID", "RUS")
    for start, factuality in enumerate(("asserted", "alleged", "denied", "denied")):
        war.mention(event, 1, start, factuality=factuality)
    war.mention(event, 2)
    war.link("article/a-2", "article/a-1", "copy_of")
    assert war.ask("sources") == [("Paper 1", "en", 1, 0, 1, 1, 2), ("Paper 2", "en", 1, 1, 1, 0, 0)]
    assert [row[0] for row in war.ask("sources", since="2020-10-02")] == ["Paper 2"]


def test_wire_copies_name_the_carriers(war: War) -> None:
    war.add_article("a-4")
    for number in (3, 2, 4):
        war.link(f"article/a-{number}", "article/a-1", "copy_of")
    assert war.ask("wire-copies") == [("2020-10-01", "Paper 1", None, 3, "Paper 2, Paper 3, file-a-4", "article:a-1")]
    assert war.ask("wire-copies", by="Paper 2") == []


def test_every_query_has_a_test() -> None:
    source = Path(__file__).read_text("utf-8")
    assert [name for name in NAMES if f'war.ask("{name}"' not in source] == []


@pytest.mark.parametrize("name", NAMES)
def test_limit_holds_and_an_empty_graph_has_no_rows(name: str) -> None:
    query = get_query(name)
    assert run_named_query(load_graph(GraphBuilder().graph), name, {**query.examples, "limit": "1"}).variables
    assert query.fill({**query.examples, "limit": "7"}).endswith("\nLIMIT 7\n")
    assert query.fill(query.examples).endswith(f"\nLIMIT {query.limit}\n")


@pytest.mark.parametrize("name", NAMES)
def test_queries_use_only_terms_that_our_rdf_has(name: str) -> None:
    terms = [term for kind in ATTRIBUTES.values() for term, _ in kind.values()] + [term for edge in EDGES.values() for term in edge]
    terms += [make_individual(word) for word in (*Factuality, *RelationType, "disputed", *{kind.quad for kind in load_codebook().types})]
    known = {term.removeprefix(f"<{PREFIXES['ckg']}").rstrip(">") for term in terms} | {"Relation", "EventMention", "mode"}
    assert COMBINED
    assert WORD_ROLES
    used = set(re.findall(r"\bckg:(\w+)", get_query(name).body))
    assert used - known == set()
    assert set(re.findall(r"\bplover:(\w+)", get_query(name).body)) <= {kind.name for kind in load_codebook().types}


HOSTILE = [
    '" || true || "',
    'x" } SERVICE <x:> { ?s ?p ?o } #',
    "'''",
    '"""',
    "a\\",
    "a\nLIMIT 1",
    "}\r}",
    "# parameters\n",
    "# include side ?a ?b\n",
    "\\1 \\g<0>",
    "ü😀\x00",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_text_is_a_value_and_never_query_text(war: War, value: str) -> None:
    war.add_actor("odd", name=value, actor_kind="person")
    war.tell("a", "AID", "odd", "ARM")
    war.tell("b", "AID", "RUS", "ARM")
    assert [row[0] for row in war.ask("dyads", actor=value)] == [value]


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("nonsense", {}, "no query is called 'nonsense'; there are accusations, accusers"),
        ("accusations", {"kind": "AID"}, "takes no parameter kind; it takes type, since, until, limit"),
        ("evidence", {}, r"query evidence needs more, for example -p id=ev-\.\.\. \(id of the event"),
        ("evidence", {"id": "ev-1> ?p ?o . <x:"}, "id cannot be .* the id of an event"),
        ("dyads", {"type": "aid"}, "type cannot be 'aid'; it is an event type: ACCUSE, AGREE"),
        ("relations", {"type": "loves"}, "it is a relation type: holds_office"),
        ("timeline", {"since": "2020-13"}, "it is a date: YYYY, YYYY-MM or YYYY-MM-DD"),
        ("near", {"lat": "40", "lon": "46) }"}, "it is a number such as 39.8"),
        ("near", {"lat": "40", "lon": "46", "km": "٣"}, "it is a number"),
        ("dyads", {"limit": "0"}, "it is a whole number from 1"),
        ("dyads", {"limit": "1 OFFSET 2"}, "it is a whole number from 1"),
    ],
)
def test_wrong_call_says_what_is_allowed(name: str, parameters: dict[str, str], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        get_query(name).fill(parameters)


def test_empty_value_is_none() -> None:
    assert get_query("dyads").fill({"actor": "", "limit": ""}) == get_query("dyads").fill({})


def test_ids_follow_the_base_of_the_data() -> None:
    assert "{ <https://example.org/event/ev-1> }" in get_query("evidence").fill({"id": "event:ev-1"}, base_iri="https://example.org/")


@pytest.mark.parametrize("query", list_queries(), ids=lambda query: query.name)
def test_head_explains_the_query_in_two_languages(query: NamedQuery) -> None:
    assert query.title != query.title_id
    assert query.explanation.endswith(".")
    text = (files("kg") / "queries" / f"{query.name}.rq").read_text("utf-8")
    for name in set(query.parameters) - {"limit"}:
        assert re.search(rf"\?{name}\b", query.body), name
    assert text.count("# parameter ") == len(query.parameters) - 1


def test_page_of_the_documentation_is_made_from_the_heads() -> None:
    page = Path("docs/queries.md").read_text("utf-8")
    assert page == make_document(list_queries()), "make it again: kg query --list --format markdown > docs/queries.md"


def test_list_shows_groups_and_describe_shows_the_query() -> None:
    listed = CliRunner().invoke(app, ["query", "--list"]).output
    assert re.search(r"\nclaims\n  accusations +What was alleged, by whom", listed)
    described = CliRunner().invoke(app, ["query", "--describe", "requests"]).output
    assert "Permintaan dan jawabannya" in described
    assert "-p days=COUNT" in described
    assert "?asked" in described
