"""Relations of all records to nodes of the graph: one for all mentions of a type between the same two.

A relation holds over time, so mentions of any date are one, in either language: "Prime Minister" and "PM" are one office of one person. What is
told as planned or possible stays apart from what holds or held. Where the latest report tells it as history ("the former president"), it is over.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.extraction.relations import get_office_key, get_office_name
from kg.gazetteer.places import load_places
from kg.graph.copies import find_source
from kg.graph.dates import find_interval
from kg.graph.judgement import choose_date, choose_most_frequent, judge_event
from kg.graph.nodes import Graph, add_actor, add_place, add_sentence, add_words, get_name, get_node, keep_values
from kg.language import find_language
from kg.linking.places import PLACE_IRI
from schemas.entity import ActorMention, PlaceMention
from schemas.graph import EdgeKind, NodeKind
from schemas.identifiers import get_digest
from schemas.judgement import Factuality
from schemas.record import Record
from schemas.relation import Relation, RelationType

MUTUAL: Final = frozenset({RelationType.ALLIED_WITH, RelationType.OPPOSES})  # who is named first says nothing
_POSSIBLE: Final = frozenset({Factuality.FUTURE, Factuality.CONDITIONAL})


@dataclass(frozen=True, slots=True)
class _Told:
    """A relation, where it is told, and the nodes of both its ends (None: an office)."""

    record: Record
    relation: Relation
    subject: str
    target: str | None

    @property
    def order(self) -> tuple[str, str, int, int, str]:
        return (self.record.published or "9999", self.record.key, self.relation.subject.start, self.relation.object.start, self.relation.type)


def add_relations(graph: Graph, records: Iterable[Record], copies: Mapping[str, str]) -> None:
    """Add the relations of records whose articles are in the graph; each record once, in whatever order.

    ``copies``: near-duplicates, as :func:`kg.graph.copies.find_copies` gives them.
    """
    groups: dict[tuple[str, ...], list[_Told]] = defaultdict(list)
    told = [_Told(record, relation, *_find_ends(relation)) for record in records for relation in record.relations]
    for mention in sorted(told, key=lambda mention: mention.order):
        if mention.subject != mention.target:
            groups[_get_key(mention)].append(mention)
    for group in groups.values():
        _add_relation(graph, group, copies)


def _find_ends(relation: Relation) -> tuple[str, str | None]:
    return get_node(relation.subject.id), get_node(relation.object.id) if relation.object.id else None


def _get_key(mention: _Told) -> tuple[str, ...]:
    relation = mention.relation
    realm = "possible" if relation.factuality in _POSSIBLE else "actual"
    target = mention.target or get_office_key(relation.object.text)
    ends = sorted((mention.subject, target)) if relation.type in MUTUAL else (mention.subject, target)
    return (relation.type, realm, *ends)


def _add_end(graph: Graph, mention: ActorMention) -> str:
    if not (mention.id or "").startswith(PLACE_IRI):
        return add_actor(graph, mention)
    known = load_places().entries.get((mention.id or "").removeprefix(PLACE_IRI))
    place = PlaceMention(
        text=mention.text,
        start=mention.start,
        end=mention.end,
        id=mention.id,
        name=mention.name,
        lat=known.lat if known else None,
        lon=known.lon if known else None,
        precision=known.precision if known else None,
        country=mention.code,
    )
    return add_place(graph, place)


def _add_relation(graph: Graph, group: Sequence[_Told], copies: Mapping[str, str]) -> None:
    """``group``: in order of report; the first says who is subject where the relation is mutual."""
    first = group[0]
    kind = first.relation.type
    node = f"relation/{first.relation.id}"
    subject = _add_end(graph, first.relation.subject)
    target = _add_end(graph, first.relation.object) if first.target else None
    office = None if target else choose_most_frequent([mention.relation.object.text for mention in group])
    objects = {lang: target or _choose_office(group, lang) for lang in ("en", "id")}
    factuality = _judge(group)
    articles = sorted({mention.record.key for mention in group})
    days = [day for mention in group if mention.relation.factuality == Factuality.ASSERTED for day in find_interval(mention.record.published) or ()]
    attributes = keep_values(
        kind=NodeKind.RELATION.value,
        name=_describe(graph, kind, subject, objects["en"], factuality, "en"),
        name_id=_describe(graph, kind, subject, objects["id"], factuality, "id"),
        relation_type=kind.value,
        office=office,
        factuality=factuality,
        valid_from=choose_date(mention.relation.valid_from for mention in group),
        valid_until=choose_date(mention.relation.valid_until for mention in group),
        first_date=min(days).isoformat() if days else None,
        last_date=max(days).isoformat() if days else None,
        report_count=len(articles),
        independent_count=len({find_source(article, copies) for article in articles}),
        mention_count=len(group),
        confidence=max(mention.relation.confidence for mention in group),
    )
    graph.add_node(node, **attributes)
    graph.add_edge(node, subject, key=EdgeKind.SUBJECT.value, kind=EdgeKind.SUBJECT.value)
    if target:
        graph.add_edge(node, target, key=EdgeKind.OBJECT.value, kind=EdgeKind.OBJECT.value)
    for mention in group:
        _add_mention(graph, node, mention)


def _add_mention(graph: Graph, node: str, told: _Told) -> None:
    relation, record = told.relation, told.record
    mention = f"relation_mention/r-{get_digest(relation.id)}"
    start, end = min(relation.subject.start, relation.object.start), max(relation.subject.end, relation.object.end)
    begin = relation.sentence.start
    attributes = keep_values(
        kind=NodeKind.RELATION_MENTION.value,
        text=relation.sentence.text[start - begin : end - begin],
        start_char=start,
        end_char=end,
        relation_type=relation.type.value,
        factuality=relation.factuality.value,
        confidence=relation.confidence,
    )
    graph.add_node(mention, **attributes)
    graph.add_edge(node, mention, key=EdgeKind.DENOTED_BY.value, kind=EdgeKind.DENOTED_BY.value)
    sentence = add_sentence(graph, record, relation.sentence)
    graph.add_edge(mention, sentence, key=EdgeKind.IN_SENTENCE.value, kind=EdgeKind.IN_SENTENCE.value)
    add_words(graph, mention, _add_end(graph, relation.subject), EdgeKind.SUBJECT, relation.subject)
    if told.target:
        add_words(graph, mention, _add_end(graph, relation.object), EdgeKind.OBJECT, relation.object)
    if relation.attribution:
        speaker = add_actor(graph, relation.attribution)
        add_words(graph, mention, speaker, EdgeKind.ATTRIBUTED_TO, relation.attribution)


def _judge(group: Sequence[_Told]) -> str:
    """The sum of the mentions; history where the latest report of those that do not deny it says so and no other of that day has it still hold."""
    told = [(mention.record.published or "", mention.relation.factuality) for mention in group if mention.relation.factuality != Factuality.DENIED]
    latest = {factuality for published, factuality in told if published == max(told)[0]}
    if latest == {Factuality.HISTORICAL}:
        return Factuality.HISTORICAL.value
    return judge_event(mention.relation.factuality for mention in group)


def _choose_office(group: Sequence[_Told], lang: str) -> str:
    """What a language calls the office of a group: by its key, else as the mentions in that language do most often, else as any do."""
    if known := get_office_name(group[0].relation.object.text, lang):
        return known
    own = [mention.relation.object.text for mention in group if mention.record.lang == lang]
    return choose_most_frequent(own or [mention.relation.object.text for mention in group]) or ""


def _describe(graph: Graph, kind: RelationType, subject: str, target: str, factuality: str, lang: str) -> str:
    """A readable sentence: "Nikol Pashinyan is Prime Minister", "Turkey is said to back Azerbaijan"."""
    names = find_language(lang).get_table("relations")["names"]
    table: dict[str, str] = names[kind.value]
    filled = table.get(factuality, table["asserted"]).format(subject=_name_end(graph, subject, lang), object=_name_end(graph, target, lang))
    return filled if factuality in table or factuality == "asserted" else str(names["judged"][factuality]).format(told=filled)


def _name_end(graph: Graph, node: str, lang: str) -> str:
    """Name of a node; an office is no node and is its own name."""
    return get_name(graph, node, lang) if node in graph else node
