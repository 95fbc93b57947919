"""Graphs for the tests of the exporters: a small war told by three papers, and whatever Hypothesis comes up with."""

import random
from typing import Any

import networkx as nx
from hypothesis import strategies as st

# event type -> (quad class, score), a few of the codebook's
TYPES = {
    "ASSAULT": ("material conflict", -9.0),
    "REJECT": ("verbal conflict", -4.0),
    "ACCUSE": ("verbal conflict", -2.0),
    "CONSULT": ("verbal cooperation", 1.0),
    "AID": ("material cooperation", 7.0),
}
HOSTILE_TEXTS = (
    'He said "no", \\ and \\" and """',
    "tab\t line\n return\r form\f null\x00 bell\x07 escape\x1b next\x85 delete\x7f",
    "separators \u2028 \u2029 \ufeff non-characters \ufffe \uffff",
    "lone \ud800 surrogates \udfff",
    "سلام עליכם \u202eright to left\u202c",
    "<script>alert('&amp;')</script> ]]> <!-- -->",
    "😀 𝔊 é e\u0301",
    "x" * 10_000,
    "",
)


class GraphBuilder:
    """Adds the nodes and edges of the graph contract, with defaults for what a test does not care about."""

    def __init__(self) -> None:
        self.graph = nx.MultiDiGraph()

    def add_actor(self, slug: str, **attributes: Any) -> str:
        return self._add(f"actor/{slug}", "actor", {"name": slug.title(), "actor_kind": "state", **attributes})

    def add_place(self, slug: str, **attributes: Any) -> str:
        return self._add(f"place/{slug}", "place", {"name": slug.title(), **attributes})

    def add_article(self, key: str, **attributes: Any) -> str:
        return self._add(f"article/{key}", "article", {"article_id": f"file-{key}", **attributes})

    def add_event(self, slug: str, event_type: str, actors: list[str], recipients: list[str], *, day: str | None = None, **attributes: Any) -> str:
        quad, score = TYPES[event_type]
        dates = {"date": day, "date_precision": "day", "first_date": day, "last_date": day} if day else {}
        defaults: dict[str, Any] = {"name": f"event {slug}", "name_id": f"peristiwa {slug}", "event_type": event_type, "quad": quad}
        defaults |= {"plover_score": score, "factuality": "asserted", "report_count": 1, "mention_count": 1, "confidence": 0.9}
        event = self._add(f"event/ev-{slug}", "event", {**defaults, **dates, **attributes})
        for kind, group in (("actor", actors), ("recipient", recipients)):
            for actor in group:
                self.link(event, actor, kind)
        return event

    def add_mention(self, event: str, article: str, start: int, text: str, **attributes: Any) -> str:
        """Add a mention of the event, alone in a sentence ``text`` of the article that begins at ``start``."""
        key = article.removeprefix("article/")
        sentence = self._add(f"sentence/{key}.{start}", "sentence", {"text": text, "start_char": start, "end_char": start + len(text)})
        defaults = {"trigger": text.split(" ")[0], "start_char": start, "end_char": start + len(text.split(" ")[0]), "confidence": 0.75}
        event_type = self.graph.nodes[event]["event_type"]
        attributes = {**defaults, "event_type": event_type, "factuality": "asserted", **attributes}
        mention = self._add(f"mention/m-{key}-{start}", "mention", attributes)
        self.link(event, mention, "denoted_by")
        self.link(mention, sentence, "in_sentence")
        self.link(sentence, article, "in_article")
        return mention

    def add_relation(self, slug: str, relation_type: str, subject: str, target: str | None, **attributes: Any) -> str:
        defaults: dict[str, Any] = {"name": f"relation {slug}", "name_id": f"hubungan {slug}", "relation_type": relation_type}
        defaults |= {"factuality": "asserted", "report_count": 1, "independent_count": 1, "mention_count": 1, "confidence": 0.8}
        relation = self._add(f"relation/re-{slug}", "relation", {**defaults, **attributes})
        self.link(relation, subject, "subject")
        if target:
            self.link(relation, target, "object")
        return relation

    def add_relation_mention(self, relation: str, sentence: str, start: int, text: str, **attributes: Any) -> str:
        """Add a mention of the relation in a sentence that is there already."""
        place = {"text": text, "start_char": start, "end_char": start + len(text)}
        defaults = {"relation_type": self.graph.nodes[relation]["relation_type"], "factuality": "asserted", "confidence": 0.7}
        mention = self._add(f"relation_mention/r-{relation[-1]}-{start}", "relation_mention", {**place, **defaults, **attributes})
        self.link(relation, mention, "denoted_by")
        self.link(mention, sentence, "in_sentence")
        return mention

    def link(self, source: str, target: str, kind: str, **attributes: Any) -> None:
        number = sum(key.startswith(kind) for key in self.graph.get_edge_data(source, target, default={}))
        self.graph.add_edge(source, target, key=f"{kind}{number or ''}", kind=kind, **attributes)

    def _add(self, node: str, kind: str, attributes: dict[str, Any]) -> str:
        self.graph.add_node(node, kind=kind, **attributes)
        return node


def make_graph() -> nx.MultiDiGraph:
    """Make a graph that has every kind of node, edge and attribute at least once."""
    build = _build_events()
    _add_relations(build)
    return build.graph


def _add_relations(build: GraphBuilder) -> None:
    """Add who backs whom, as one denies, who controls the town, and who holds an office."""
    backs = build.add_relation(
        "backs", "backs", "actor/TUR", "actor/AZE", factuality="alleged", valid_from="2020-09", first_date="2020-10-05", last_date="2020-10-07"
    )
    controls = build.add_relation("controls", "controls", "actor/ARM", "place/stepanakert", valid_until="2020-11-09")
    build.add_relation("office", "holds_office", "actor/x-villagers", None, office="speaker of the village")
    first = build.add_relation_mention(backs, "sentence/a-1.100", 100, "Ankara stands by Baku", factuality="alleged")
    build.link(first, "actor/TUR", "subject", text="Ankara", start_char=100, end_char=106)
    build.link(first, "actor/AZE", "object", text="Baku", start_char=117, end_char=121)
    build.link(first, "actor/UNO", "attributed_to", text="the UN", start_char=60, end_char=66)
    second = build.add_relation_mention(controls, "sentence/a-2.12", 12, "Kota itu")
    build.link(second, "place/stepanakert", "object", text="Kota itu", start_char=12, end_char=20)
    build.link("article/a-2", "article/a-1", "copy_of")


def _build_events() -> GraphBuilder:
    build = GraphBuilder()
    build.graph.graph.update(software_version="0.1.0", model="5f2a90c1")
    armenia = build.add_actor("ARM", name="Armenia", code="ARM", country="ARM", sector="GOV", wikidata="Q399")
    azerbaijan = build.add_actor("AZE", name="Azerbaijan", name_id="Azerbaijan", code="AZE", country="AZE", wikidata="Q227")
    turkey = build.add_actor("TUR", name="Turkey", name_id="Turki", code="TUR", country="TUR")
    council = build.add_actor("UNO", name="United Nations", actor_kind="organization", code="UNO")
    villagers = build.add_actor("x-villagers", name="villagers", actor_kind="unnamed")
    stepanakert = build.add_place(
        "stepanakert", name="Stepanakert", name_id="Stepanakert", latitude=39.8153, longitude=46.752, place_precision="city", country="AZE"
    )
    build.graph.add_node(stepanakert, geonames="586523", wikidata="Q104475")
    papers = [
        build.add_article("a-1", lang="en", published_on="2020-10-05", title="Shells", publisher="The Paper", url="https://example.org/?a=1&b"),
        build.add_article("a-2", lang="id", published_on="2020-10"),
        build.add_article("a-3"),
    ]
    shelling = build.add_event(
        "shelling",
        "ASSAULT",
        [azerbaijan],
        [armenia, villagers],
        day="2020-10-04",
        mode="heavy-weapons",
        report_count=2,
        killed=3,
        injured=0,
        independent_count=1,
        killed_low=2,
        killed_high=3,
        injured_low=0,
        injured_high=7,
    )
    build.link(shelling, stepanakert, "place")
    denial = build.add_event("denial", "REJECT", [azerbaijan, turkey], [], day="2020-10-05")
    supply = build.add_event("supply", "AID", [turkey], [azerbaijan], factuality="alleged")
    charge = build.add_event("charge", "ACCUSE", [armenia], [turkey], day="2020-10-05")
    talks = build.add_event("talks", "CONSULT", [armenia, azerbaijan], [], date="2020-10", date_precision="month")
    build.graph.add_node(talks, first_date="2020-10-01", last_date="2020-10-31")
    build.link(denial, supply, "denies")
    build.link(charge, supply, "alleges")
    first = build.add_mention(shelling, papers[0], 0, "Shells fell on the town.", mode="heavy-weapons", date="2020-10-04")
    build.graph.add_node("sentence/a-1.0", lang="en")
    build.link(first, azerbaijan, "actor", text="Baku", start_char=30, end_char=34)
    build.link(first, armenia, "recipient", text="Yerevan", start_char=50, end_char=57)
    build.link(first, villagers, "recipient", text="villagers", start_char=40, end_char=49)
    build.link(first, stepanakert, "place", text="the town", start_char=15, end_char=23)
    build.link(first, council, "attributed_to", text="the UN", start_char=60, end_char=66)
    build.add_mention(shelling, papers[1], 12, "Kota itu digempur.")
    build.add_mention(supply, papers[2], 0, "Drones came, it is said.", factuality="alleged")
    for number, event in enumerate((denial, charge, talks)):
        build.add_mention(event, papers[0], 100 * (number + 1), "Words were spoken.")
    return build


def shuffle_graph(graph: nx.MultiDiGraph, seed: int) -> nx.MultiDiGraph:
    """Build the same graph again, its nodes, edges and attributes added in another order."""
    order = random.Random(seed)

    def shuffle(items: Any) -> list[Any]:
        found = list(items)
        order.shuffle(found)
        return found

    copy = nx.MultiDiGraph(**graph.graph)
    for node, attributes in shuffle(graph.nodes(data=True)):
        copy.add_node(node, **dict(shuffle(attributes.items())))
    for source, target, key, attributes in shuffle(graph.edges(keys=True, data=True)):
        copy.add_edge(source, target, key=key, **dict(shuffle(attributes.items())))
    return copy


_texts = st.one_of(st.text(st.characters(codec=None), max_size=20), st.sampled_from(HOSTILE_TEXTS))
_days = st.dates().map(str)


@st.composite
def graphs(draw: st.DrawFn) -> nx.MultiDiGraph:
    """Graphs with any texts, ids, numbers and dates that the contract allows."""
    build = GraphBuilder()
    ids = st.lists(_texts, min_size=2, max_size=4, unique=True)
    kinds = st.sampled_from(["state", "organization", "group", "person", "unnamed"])
    actors = [build.add_actor(slug, name=draw(_texts), actor_kind=draw(kinds), wikidata=draw(_texts)) for slug in draw(ids)]
    degrees = st.floats(-90, 90)
    places = [build.add_place(slug, name=draw(_texts), latitude=draw(degrees), longitude=draw(degrees)) for slug in draw(ids)]
    article = build.add_article("a-1", lang=draw(_texts), title=draw(_texts), url=draw(_texts), published_on=draw(_texts | _days))
    groups = st.lists(st.sampled_from(actors), max_size=3)
    for number in range(draw(st.integers(0, 4))):
        first, last = sorted(draw(st.tuples(_days, _days)))
        dates = draw(st.sampled_from([{}, {"first_date": first, "last_date": last, "date": first}]))
        event_type = draw(st.sampled_from(sorted(TYPES)))
        event = build.add_event(str(number), event_type, draw(groups), draw(groups), name=draw(_texts), **dates)
        score = draw(st.floats(-10, 10))
        build.graph.add_node(event, plover_score=score, factuality=draw(st.sampled_from(["asserted", "denied", "disputed"])))
        build.link(event, draw(st.sampled_from(places)), "place")
        mention = build.add_mention(event, article, 100 * number, draw(_texts), confidence=draw(st.floats(0, 1)))
        for role in draw(st.lists(st.sampled_from(["actor", "recipient", "attributed_to"]), max_size=3)):
            build.link(mention, draw(st.sampled_from(actors)), role, text=draw(_texts), start_char=draw(st.integers(0, 99)), end_char=100)
    return build.graph
