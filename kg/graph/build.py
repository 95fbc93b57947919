"""Records of articles to the graph of :mod:`schemas.graph`."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import networkx as nx

from kg.graph.dates import find_interval, get_precision
from kg.graph.merge import Mention, make_mentions, merge_mentions
from kg.linking.actors import get_actor_facts
from kg.linking.places import get_place_facts
from schemas.codebook import describe_event
from schemas.entity import ActorMention, PlaceMention
from schemas.event import Event
from schemas.graph import EdgeKind, NodeKind
from schemas.identifiers import BASE_IRI, get_digest
from schemas.judgement import Factuality
from schemas.record import Record
from schemas.text import TextSpan

Graph: TypeAlias = nx.MultiDiGraph
Attributes = dict[str, str | int | float | bool]


def build_graph(records: Iterable[Record], *, facts: Mapping[str, str] | None = None) -> Graph:
    """Merge the events of all records and lay them out as a graph; ``facts`` (software version, model) become attributes of the graph.

    The same records give the same graph in whatever order they come; a record that comes twice counts once.
    """
    by_key = {record.key: record for record in records}
    ordered = [by_key[key] for key in sorted(by_key)]
    graph: Graph = nx.MultiDiGraph(**(facts or {}))
    events = {event.id: event for record in ordered for event in record.events}
    merged = merge_mentions(make_mentions(ordered))
    owner = {mention.event.id: f"event/{group[0].event.id}" for group in merged for mention in group}
    denials: dict[str, list[tuple[Record, Event]]] = {}
    for record in ordered:
        _add_article(graph, record)
        for event in record.events:
            for target in event.denies:
                if target in owner and owner[target] != owner[event.id]:
                    denials.setdefault(owner[target], []).append((record, event))
    records_of = {record.key: record for record in ordered}
    for group in merged:
        node = owner[group[0].event.id]
        for mention in group:
            _add_mention(graph, node, records_of[mention.article], mention.event, mention.event.factuality)
        for record, event in denials.get(node, []):
            _add_mention(graph, node, record, event, Factuality.DENIED)
        _add_event(graph, node, group, [record for record, _ in denials.get(node, [])])
    for event_id, node in owner.items():
        for kind, targets in ((EdgeKind.DENIES, events[event_id].denies), (EdgeKind.ALLEGES, events[event_id].alleges)):
            for target in targets:
                if target in owner and owner[target] != node:
                    graph.add_edge(node, owner[target], key=kind.value, kind=kind.value)
    return graph


def _keep(**attributes: str | int | float | bool | None) -> Attributes:
    """Attributes that have a value: the contract has absent ones, never None."""
    return {name: value for name, value in attributes.items() if value is not None}


def _add_article(graph: Graph, record: Record) -> None:
    attributes = _keep(
        kind=NodeKind.ARTICLE.value,
        article_id=record.id,
        lang=record.lang,
        published_on=record.published,
        title=record.title,
        publisher=record.publisher,
        url=record.url,
    )
    graph.add_node(f"article/{record.key}", **attributes)


def _add_mention(graph: Graph, event_node: str, record: Record, event: Event, factuality: Factuality) -> None:
    """One sentence's word for the event, and with which words it names the parties.

    A denial that names only "the accusation" is a mention of the accused act too, so the id depends on the event that is meant.
    """
    mention = f"mention/m-{get_digest(event.id, event_node if factuality != event.factuality else None)}"
    sentence = f"sentence/{record.key}.{event.sentence.start}"
    place = event.sentence
    attributes = _keep(kind=NodeKind.SENTENCE.value, text=place.text, start_char=place.start, end_char=place.end, lang=record.lang)
    graph.add_node(sentence, **attributes)
    graph.add_edge(sentence, f"article/{record.key}", key=EdgeKind.IN_ARTICLE.value, kind=EdgeKind.IN_ARTICLE.value)
    attributes = _keep(
        kind=NodeKind.MENTION.value,
        trigger=event.trigger.text,
        start_char=event.trigger.start,
        end_char=event.trigger.end,
        event_type=event.type,
        mode=event.mode,
        factuality=factuality.value,
        date=event.date,
        confidence=event.confidence,
    )
    graph.add_node(mention, **attributes)
    graph.add_edge(event_node, mention, key=EdgeKind.DENOTED_BY.value, kind=EdgeKind.DENOTED_BY.value)
    graph.add_edge(mention, sentence, key=EdgeKind.IN_SENTENCE.value, kind=EdgeKind.IN_SENTENCE.value)
    is_denial_of_other = factuality != event.factuality
    speakers = event.actors if is_denial_of_other else [event.attribution] if event.attribution else []
    named = [(EdgeKind.ATTRIBUTED_TO, speaker) for speaker in speakers]
    if not is_denial_of_other:
        named += [(EdgeKind.ACTOR, actor) for actor in event.actors] + [(EdgeKind.RECIPIENT, actor) for actor in event.recipients]
        if event.location:
            node = _add_place(graph, event.location)
            _add_words(graph, mention, node, EdgeKind.PLACE, event.location)
    for kind, actor in named:
        node = _add_actor(graph, actor)
        _add_words(graph, mention, node, kind, actor)


def _add_words(graph: Graph, mention: str, node: str, kind: EdgeKind, words: TextSpan) -> None:
    key = kind.value
    count = 1
    while graph.has_edge(mention, node, key):
        count += 1
        key = f"{kind.value}.{count}"
    graph.add_edge(mention, node, key=key, kind=kind.value, text=words.text, start_char=words.start, end_char=words.end)


def _get_node(iri: str | None) -> str:
    if iri is None:
        raise ValueError("a linked mention without an IRI")
    return iri.removeprefix(BASE_IRI)


def _add_actor(graph: Graph, actor: ActorMention) -> str:
    node = _get_node(actor.id)
    if node not in graph:
        facts = get_actor_facts(actor)
        attributes = _keep(
            kind=NodeKind.ACTOR.value,
            name=facts.name,
            name_id=facts.name_id,
            actor_kind=facts.kind,
            code=facts.code,
            country=facts.country,
            sector=facts.sector,
            wikidata=facts.wikidata,
        )
        graph.add_node(node, **attributes)
    return node


def _add_place(graph: Graph, place: PlaceMention) -> str:
    node = _get_node(place.id)
    if node not in graph:
        facts = get_place_facts(place)
        attributes = _keep(
            kind=NodeKind.PLACE.value,
            name=facts.name,
            name_id=facts.name_id,
            latitude=place.lat,
            longitude=place.lon,
            place_precision=place.precision,
            country=place.country,
            geonames=facts.geonames,
            wikidata=facts.wikidata,
        )
        graph.add_node(node, **attributes)
    return node


def judge_event(factualities: Iterable[str]) -> str:
    """The sum of what the mentions say: "disputed" where some deny what others assert or allege.

    >>> judge_event(["alleged", "denied"]), judge_event(["asserted", "alleged"]), judge_event(["denied"])
    ('disputed', 'asserted', 'denied')
    """
    found = set(factualities)
    if Factuality.DENIED in found and found & {Factuality.ASSERTED, Factuality.ALLEGED}:
        return "disputed"
    order = ("asserted", "alleged", "denied", "historical", "future", "conditional")
    return min(found, key=order.index)


def _choose_most_frequent(values: Iterable[str | None]) -> str | None:
    """The most frequent value, the first in the alphabet among equals; None where there is none."""
    counts = Counter(value for value in values if value is not None)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else None


def _choose_date(group: Sequence[Mention]) -> str | None:
    """The most exact date, the most frequent of these."""
    dates = [mention.event.date for mention in group if mention.is_dated and mention.event.date]
    exact = max((date.count("-") for date in dates), default=0)
    return _choose_most_frequent(date for date in dates if date.count("-") == exact)


def _add_event(graph: Graph, node: str, group: Sequence[Mention], deniers: Sequence[Record]) -> None:
    events = [mention.event for mention in group]
    mentions = [target for _, target, kind in graph.out_edges(node, data="kind") if kind == EdgeKind.DENOTED_BY]
    mode = _choose_most_frequent(event.mode for event in events)
    factuality = judge_event(graph.nodes[mention]["factuality"] for mention in mentions)
    actors, recipients = _collect_parties(graph, group)
    date = _choose_date(group)
    published = [interval[0] for mention in group if (interval := find_interval(mention.published))]
    days = find_interval(date) or ((min(published), min(published)) if published else None)
    articles = {mention.article for mention in group} | {record.key for record in deniers}
    names = {
        lang: describe_event(
            events[0].type,
            mode,
            [_get_name(graph, actor, lang) for actor in actors],
            [_get_name(graph, actor, lang) for actor in recipients],
            factuality,
            lang,
        )
        for lang in ("en", "id")
    }
    killed = [e.casualties.killed for e in events if e.casualties.killed is not None]
    injured = [e.casualties.injured for e in events if e.casualties.injured is not None]
    attributes = _keep(
        kind=NodeKind.EVENT.value,
        name=names["en"],
        name_id=names["id"],
        event_type=events[0].type,
        mode=mode,
        quad=events[0].quad,
        plover_score=events[0].score,
        factuality=factuality,
        date=date,
        date_precision=get_precision(date) if date else None,
        first_date=days[0].isoformat() if days else None,
        last_date=days[1].isoformat() if days else None,
        report_count=len(articles),
        mention_count=len(mentions),
        killed=max(killed, default=None),
        injured=max(injured, default=None),
        confidence=max(event.confidence for event in events),
    )
    graph.add_node(node, **attributes)
    for kind, parties in ((EdgeKind.ACTOR, actors), (EdgeKind.RECIPIENT, recipients)):
        for actor in parties:
            graph.add_edge(node, actor, key=kind.value, kind=kind.value)
    if place := _choose_place(group):
        graph.add_edge(node, _add_place(graph, place), key=EdgeKind.PLACE.value, kind=EdgeKind.PLACE.value)


def _get_name(graph: Graph, actor: str, lang: str) -> str:
    names = graph.nodes[actor]
    return str(names.get("name_id", names["name"]) if lang == "id" else names["name"])


def _collect_parties(graph: Graph, group: Sequence[Mention]) -> tuple[list[str], list[str]]:
    """Actors and recipients of all mentions, in the order in which they are named first.

    Whom one report has as actor and another as recipient stays where most have them; on both sides only where one report says so (a
    government and its own citizens).
    """
    sides: dict[str, Counter[str]] = {}
    for mention in group:
        nodes = [{_add_actor(graph, actor): None for actor in actors} for actors in (mention.event.actors, mention.event.recipients)]
        for node in {**nodes[0], **nodes[1]}:
            side = "both" if node in nodes[0] and node in nodes[1] else "actor" if node in nodes[0] else "recipient"
            sides.setdefault(node, Counter())[side] += 1
    actors = [node for node, counts in sides.items() if counts["both"] or counts["actor"] >= counts["recipient"]]
    recipients = [node for node, counts in sides.items() if counts["both"] or counts["actor"] < counts["recipient"]]
    return actors, recipients


def _choose_place(group: Sequence[Mention]) -> PlaceMention | None:
    """The most exact place, the one named first among equals."""
    order = {"city": 0, "province": 1, "region": 2, "country": 3, None: 4}
    places = [mention.event.location for mention in group if mention.event.location and mention.event.location.id]
    return min(places, key=lambda place: order.get(place.precision, 4), default=None)
