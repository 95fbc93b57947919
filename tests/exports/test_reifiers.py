import pyoxigraph as ox
import pytest

from tests.exports.graphs import GraphBuilder, make_graph
from tests.exports.readers import read, write

PREFIXES = """
PREFIX ckg: <https://w3id.org/conflict-kg/ontology#> PREFIX plover: <https://w3id.org/conflict-kg/plover#>
PREFIX actor: <https://w3id.org/conflict-kg/id/actor/> PREFIX mention: <https://w3id.org/conflict-kg/id/mention/>
PREFIX relation_mention: <https://w3id.org/conflict-kg/id/relation_mention/> PREFIX article: <https://w3id.org/conflict-kg/id/article/>
PREFIX place: <https://w3id.org/conflict-kg/id/place/> PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX nif:
<http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
"""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.extend(read(make_graph(), "reifiers"))
    return store


@pytest.mark.parametrize(
    "pattern",
    [
        "actor:AZE plover:ASSAULT actor:ARM, actor:x-villagers",
        "<< actor:AZE plover:ASSAULT actor:ARM ~ mention:m-a-1-0 >> ckg:factuality ckg:asserted ; ckg:attributedTo actor:UNO",
        "<< actor:AZE plover:ASSAULT actor:ARM ~ mention:m-a-2-12 >> ckg:confidence 0.75 ; prov:wasDerivedFrom article:a-2",
        "<< actor:TUR plover:AID actor:AZE ~ mention:m-a-3-0 >> ckg:factuality ckg:alleged",
        "actor:ARM plover:CONSULT actor:AZE",  # they met
        "<< actor:TUR ckg:backs actor:AZE ~ relation_mention:r-s-100 >> ckg:factuality ckg:alleged ; ckg:attributedTo actor:UNO",
        "<< actor:ARM ckg:controls place:stepanakert ~ relation_mention:r-s-12 >> ckg:factuality ckg:asserted",
        'actor:x-villagers ckg:holdsOffice "speaker of the village"',
    ],
)
def test_graph_says(store: ox.Store, pattern: str) -> None:
    assert store.query(f"{PREFIXES} ASK {{ {pattern} }}")


@pytest.mark.parametrize(
    "pattern",
    [
        "actor:TUR plover:AID actor:AZE",  # alleged
        "actor:TUR ckg:backs actor:AZE",  # alleged
        "actor:ARM ckg:controls place:stepanakert",  # ended
        "actor:AZE plover:REJECT actor:TUR",  # both denied, not each other
    ],
)
def test_what_is_only_said_is_quoted_and_not_stated(store: ox.Store, pattern: str) -> None:
    assert not store.query(f"{PREFIXES} ASK {{ {pattern} }}")


@pytest.mark.parametrize("factuality", ["alleged", "denied", "future", "conditional", "historical", "disputed"])
def test_no_event_that_is_not_asserted_is_stated(factuality: str) -> None:
    build = GraphBuilder()
    actors = [build.add_actor(code) for code in "AB"]
    event = build.add_event("1", "ASSAULT", actors[:1], actors[1:], factuality=factuality)
    build.add_mention(event, build.add_article("a-1"), 0, "War.", factuality="alleged")
    statements = [quad for quad in read(build.graph, "reifiers") if "plover" in quad.predicate.value]
    assert not statements
    assert b"<< actor:A plover:ASSAULT actor:B ~ mention:m-a-1-0 >> ." in write(build.graph, "reifiers")


def test_an_alliance_holds_both_ways() -> None:
    build = GraphBuilder()
    build.add_relation("allies", "allied_with", build.add_actor("A"), build.add_actor("B"))
    assert len(read(build.graph, "reifiers")) == 2


def test_beside_the_turtle_a_statement_leads_to_its_words(store: ox.Store) -> None:
    both = ox.Store()
    both.extend([*store, *read(make_graph(), "turtle")])
    found = both.query(f"{PREFIXES} SELECT ?text {{ << actor:TUR plover:AID actor:AZE ~ ?m >> ckg:sentence ?s . ?s nif:anchorOf ?text }}")
    assert isinstance(found, ox.QuerySolutions)
    assert [row["text"].value for row in found if row["text"]] == ["Drones came, it is said."]
