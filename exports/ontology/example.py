"""A small graph of invented countries that has every kind of node, edge and attribute: what the examples on the ontology's page are taken from."""

from typing import Any, Final

import networkx as nx

from schemas.graph import EdgeKind, NodeKind
from schemas.relation import RelationType

_COUNTS: Final = {"report_count": 2, "independent_count": 1, "mention_count": 2, "confidence": 0.9}
_SAYS: Final = "Norland's army shelled Estwick, Sudmark said. Norland denied it."
# what holds in the example: type -> subject, object (None for the office)
_RELATIONS: Final = {
    RelationType.HOLDS_OFFICE: ("actor/XNL.ada-berg", None),
    RelationType.REPRESENTS: ("actor/XNL.ada-berg", "actor/XNL"),
    RelationType.MEMBER_OF: ("actor/XNL", "actor/NORTHPACT"),
    RelationType.PART_OF: ("actor/XSM.CHARTER", "actor/XSM"),
    RelationType.LOCATED_IN: ("place/estwick", "place/midvale"),
    RelationType.CONTROLS: ("actor/XSM", "place/estwick"),
    RelationType.CLAIMS_TERRITORY: ("actor/XNL", "place/midvale"),
    RelationType.ALLIED_WITH: ("actor/XNL", "actor/XOS"),
    RelationType.BACKS: ("actor/XOS", "actor/XNL"),
    RelationType.OPPOSES: ("actor/XNL", "actor/XSM"),
}


def make_example() -> nx.MultiDiGraph:
    """Make the graph."""
    graph = nx.MultiDiGraph(software_version="1.0", model="5f2a90c1")
    _add_sources(graph)
    _add_parties(graph)
    _add_events(graph)
    for number, (relation_type, (subject, target)) in enumerate(_RELATIONS.items()):
        _add_relation(graph, f"re-{number}", relation_type, subject, target)
    # ended: it keeps its node and has no plain triple
    _add_relation(graph, "re-ended", RelationType.MEMBER_OF, "actor/XOS", "actor/NORTHPACT")
    graph.add_node("relation/re-ended", valid_until="2031-05")
    return graph


def _add(graph: nx.MultiDiGraph, node: str, kind: NodeKind, **attributes: Any) -> None:
    graph.add_node(node, kind=kind.value, **attributes)


def _link(graph: nx.MultiDiGraph, source: str, target: str, kind: EdgeKind, text: str | None = None) -> None:
    words = {} if text is None else {"text": text, "start_char": _SAYS.index(text), "end_char": _SAYS.index(text) + len(text)}
    graph.add_edge(source, target, key=kind.value, kind=kind.value, **words)


def _add_sources(graph: nx.MultiDiGraph) -> None:
    article: dict[str, Any] = {"lang": "en", "published_on": "2031-05-07", "title": "Shells on Estwick", "publisher": "The Courier"}
    _add(graph, "article/a-1", NodeKind.ARTICLE, article_id="news-1", url="https://courier.example/1", **article)
    _add(graph, "article/a-2", NodeKind.ARTICLE, article_id="news-2", url="https://gazette.example/2", **{**article, "publisher": "The Gazette"})
    _link(graph, "article/a-2", "article/a-1", EdgeKind.COPY_OF)
    cut = _SAYS.index(" Norland denied") + 1
    for start, end in ((0, cut - 1), (cut, len(_SAYS))):
        sentence = f"sentence/a-1.{start}"
        _add(graph, sentence, NodeKind.SENTENCE, text=_SAYS[start:end], start_char=start, end_char=end, lang="en")
        _link(graph, sentence, "article/a-1", EdgeKind.IN_ARTICLE)


def _add_parties(graph: nx.MultiDiGraph) -> None:
    for code, name, name_id in (("XNL", "Norland", "Norlandia"), ("XSM", "Sudmark", "Sudmark"), ("XOS", "Ostia", "Ostia")):
        _add(graph, f"actor/{code}", NodeKind.ACTOR, name=name, name_id=name_id, actor_kind="state", code=code, country=code, wikidata="Q1")
    _add(
        graph,
        "actor/NORTHPACT",
        NodeKind.ACTOR,
        name="Northern Pact",
        name_id="Pakta Utara",
        actor_kind="organization",
        code="NORTHPACT",
        sector="IGO",
    )
    _add(graph, "actor/XSM.CHARTER", NodeKind.ACTOR, name="Charter", name_id="Piagam", actor_kind="group", code="XSM", country="XSM", sector="PTY")
    _add(graph, "actor/XNL.ada-berg", NodeKind.ACTOR, name="Ada Berg", actor_kind="person", code="XNL", country="XNL", sector="GOV")
    point = {"latitude": 10.5, "longitude": 20.25, "geonames": "1", "wikidata": "Q2", "country": "XSM"}
    _add(graph, "place/estwick", NodeKind.PLACE, name="Estwick", name_id="Estwick", place_precision="city", **point)
    _add(graph, "place/midvale", NodeKind.PLACE, name="Midvale", name_id="Midvale", place_precision="region", country="XSM")


def _add_events(graph: nx.MultiDiGraph) -> None:
    date = {"date": "2031-05-06", "date_precision": "day", "first_date": "2031-05-06", "last_date": "2031-05-06"}
    harm = {"killed": 3, "killed_low": 2, "killed_high": 4, "injured": 7, "injured_low": 7, "injured_high": 9}
    hostile = {"event_type": "ASSAULT", "quad": "material conflict", "plover_score": -9.0, "factuality": "disputed"}
    names = {"name": "Norland is said, despite denials, to shell Estwick", "name_id": "Norlandia disebut, meski dibantah, menembaki Estwick"}
    _add(graph, "event/ev-1", NodeKind.EVENT, mode="heavy-weapons", **names, **hostile, **date, **harm, **_COUNTS)
    for node, event_type, name, name_id in (
        ("event/ev-2", "ACCUSE", "Sudmark accuses Norland", "Sudmark menuduh Norlandia"),
        ("event/ev-3", "REJECT", "Norland rejects", "Norlandia menolak"),
    ):
        verbal = {"quad": "verbal conflict", "plover_score": -4.0, "factuality": "asserted", **_COUNTS}
        _add(graph, node, NodeKind.EVENT, name=name, name_id=name_id, event_type=event_type, **verbal)
        _link(graph, node, "event/ev-1", EdgeKind.ALLEGES if event_type == "ACCUSE" else EdgeKind.DENIES)
    for event, actor, recipient in (("ev-1", "XNL", "XSM"), ("ev-2", "XSM", "XNL"), ("ev-3", "XNL", "XSM")):
        _link(graph, f"event/{event}", f"actor/{actor}", EdgeKind.ACTOR)
        _link(graph, f"event/{event}", f"actor/{recipient}", EdgeKind.RECIPIENT)
    _link(graph, "event/ev-1", "place/estwick", EdgeKind.PLACE)
    for number, (event_type, trigger, factuality) in enumerate(
        (("ASSAULT", "shelled", "alleged"), ("ACCUSE", "said", "asserted"), ("REJECT", "denied", "asserted")), start=1
    ):
        mention, start = f"mention/m-{number}", _SAYS.index(trigger)
        words = {"trigger": trigger, "start_char": start, "end_char": start + len(trigger), "factuality": factuality, "confidence": 0.9}
        _add(graph, mention, NodeKind.MENTION, event_type=event_type, **words)
        _link(graph, f"event/ev-{number}", mention, EdgeKind.DENOTED_BY)
        _link(graph, mention, f"sentence/a-1.{0 if number < 3 else _SAYS.index(' Norland denied') + 1}", EdgeKind.IN_SENTENCE)
    graph.add_node("mention/m-1", mode="heavy-weapons", date="2031-05-06")
    _link(graph, "mention/m-1", "actor/XNL", EdgeKind.ACTOR, "Norland's army")
    _link(graph, "mention/m-1", "place/estwick", EdgeKind.PLACE, "Estwick")
    _link(graph, "mention/m-1", "actor/XSM", EdgeKind.ATTRIBUTED_TO, "Sudmark")


def _add_relation(graph: nx.MultiDiGraph, name: str, relation_type: RelationType, subject: str, target: str | None) -> None:
    relation, mention = f"relation/{name}", f"relation_mention/{name}"
    shared = {"relation_type": relation_type.value, "factuality": "asserted"}
    days = {"first_date": "2031-05-06", "last_date": "2031-05-07"}
    other = graph.nodes[target]["name"] if target else "prime minister"
    label = f"{graph.nodes[subject]['name']} {relation_type.value.replace('_', ' ')} {other}"
    _add(graph, relation, NodeKind.RELATION, name=label, name_id=label, valid_from="2029", **shared, **days, **_COUNTS)
    _add(graph, mention, NodeKind.RELATION_MENTION, text="Norland's army", start_char=0, end_char=14, confidence=0.8, **shared)
    for source in (relation, mention):
        words = "Norland" if source == mention else None
        _link(graph, source, subject, EdgeKind.SUBJECT, words)
        if target:
            _link(graph, source, target, EdgeKind.OBJECT, words)
    if target is None:
        graph.add_node(relation, office=other)
    _link(graph, relation, mention, EdgeKind.DENOTED_BY)
    _link(graph, mention, "sentence/a-1.0", EdgeKind.IN_SENTENCE)
