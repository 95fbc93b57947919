"""Records of articles to the graph of :mod:`schemas.graph`."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import networkx as nx

from kg.extraction.claims import ACCUSATION
from kg.graph.copies import find_copies, find_source
from kg.graph.dates import find_interval, get_precision
from kg.graph.judgement import choose_date, choose_most_frequent, judge_event
from kg.graph.merge import Mention, make_mentions, merge_mentions
from kg.graph.nodes import Attributes, Graph, add_actor, add_place, add_sentence, add_words, get_name, keep_values
from kg.graph.relations import add_relations
from schemas.codebook import describe_event, load_codebook
from schemas.entity import PlaceMention
from schemas.event import Event
from schemas.graph import EdgeKind, NodeKind
from schemas.identifiers import get_digest
from schemas.judgement import Factuality
from schemas.record import Record


def build_graph(records: Iterable[Record], *, facts: Mapping[str, str] | None = None) -> Graph:
    """Merge the events of all records and lay them out as a graph; ``facts`` (software version, model) become attributes of the graph.

    The same records give the same graph in whatever order they come; a record that comes twice counts once.
    """
    by_key = {record.key: record for record in records}
    ordered = [by_key[key] for key in sorted(by_key)]
    graph: Graph = nx.MultiDiGraph(**(facts or {}))
    events = {event.id: event for record in ordered for event in record.events}
    copies = find_copies(ordered)
    merged = merge_mentions(make_mentions(ordered, copies=copies))
    owner = {mention.event.id: f"event/{group[0].event.id}" for group in merged for mention in group}
    alleged = _list_alleged(merged, owner)
    denied = {event.id: _list_denied(event, events, owner, alleged) for event in events.values() if event.denies}
    denials: dict[str, list[tuple[Record, Event]]] = {}
    for record in ordered:
        _add_article(graph, record)
        for event in record.events:
            for node in denied.get(event.id, []):
                denials.setdefault(node, []).append((record, event))
    for copy, first in sorted(copies.items()):
        graph.add_edge(f"article/{copy}", f"article/{first}", key=EdgeKind.COPY_OF.value, kind=EdgeKind.COPY_OF.value)
    records_of = {record.key: record for record in ordered}
    for group in merged:
        node = owner[group[0].event.id]
        for mention in group:
            _add_mention(graph, node, records_of[mention.article], mention.event, mention.event.factuality)
        for record, event in denials.get(node, []):
            _add_mention(graph, node, record, event, Factuality.DENIED)
        _add_event(graph, node, group, [record for record, _ in denials.get(node, [])], copies)
    for event_id, node in owner.items():
        for kind, targets in ((EdgeKind.DENIES, denied.get(event_id, [])), (EdgeKind.ALLEGES, alleged[node] if events[event_id].alleges else [])):
            for target in targets:
                graph.add_edge(node, target, key=kind.value, kind=kind.value)
    add_relations(graph, ordered, copies)
    return graph


def _list_alleged(merged: Sequence[Sequence[Mention]], owner: Mapping[str, str]) -> dict[str, list[str]]:
    """By event: the events that any of its mentions accuses of."""
    return {
        owner[group[0].event.id]: list(
            dict.fromkeys(
                owner[target] for mention in group for target in mention.event.alleges if target in owner and owner[target] != owner[mention.event.id]
            )
        )
        for group in merged
    }


def _list_denied(event: Event, events: Mapping[str, Event], owner: Mapping[str, str], alleged: Mapping[str, list[str]]) -> list[str]:
    """The events that a denial denies; who denies an accusation denies what it is of, and nothing known where no report says what that is."""
    denied: dict[str, None] = {}
    for target in event.denies:
        if target in owner:
            denied.update(dict.fromkeys(alleged[owner[target]] if events[target].type == ACCUSATION else [owner[target]]))
    return [node for node in denied if node != owner[event.id]]


def _add_article(graph: Graph, record: Record) -> None:
    attributes = keep_values(
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
    sentence = add_sentence(graph, record, event.sentence)
    attributes = keep_values(
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
            node = add_place(graph, event.location)
            add_words(graph, mention, node, EdgeKind.PLACE, event.location)
    for kind, actor in named:
        node = add_actor(graph, actor)
        add_words(graph, mention, node, kind, actor)


def _count_casualties(group: Sequence[Mention], name: str) -> Attributes:
    """The number that most independent reports give, of the latest report among equals; lowest and highest where reports differ."""
    given: dict[int, tuple[set[str], str]] = {}
    for mention in group:
        number = getattr(mention.event.casualties, name)
        if number is not None:
            sources, latest = given.get(number, (set(), ""))
            given[number] = ({*sources, mention.source}, max(latest, mention.published or ""))
    if not given:
        return {}
    best = max(given, key=lambda number: (len(given[number][0]), given[number][1], number))
    return {name: best} if len(given) == 1 else {name: best, f"{name}_low": min(given), f"{name}_high": max(given)}


def _add_event(graph: Graph, node: str, group: Sequence[Mention], deniers: Sequence[Record], copies: Mapping[str, str]) -> None:
    events = [mention.event for mention in group]
    mentions = [target for _, target, kind in graph.out_edges(node, data="kind") if kind == EdgeKind.DENOTED_BY]
    mode = choose_most_frequent(event.mode for event in events)
    factuality = judge_event(graph.nodes[mention]["factuality"] for mention in mentions)
    actors, recipients = _collect_parties(graph, group)
    dated = [mention.event for mention in group if mention.is_dated]
    date = choose_date(event.date for event in dated)
    span = choose_most_frequent(event.date_edtf or event.date for event in dated if event.date == date)
    published = [interval[0] for mention in group if (interval := find_interval(mention.published))]
    days = find_interval(span) or ((min(published), min(published)) if published else None)
    articles = {mention.article for mention in group} | {record.key for record in deniers}
    names = {
        lang: describe_event(
            events[0].type,
            mode,
            [get_name(graph, actor, lang) for actor in actors],
            [get_name(graph, actor, lang) for actor in recipients],
            factuality,
            lang,
        )
        for lang in ("en", "id")
    }
    attributes = keep_values(
        kind=NodeKind.EVENT.value,
        name=names["en"],
        name_id=names["id"],
        event_type=events[0].type,
        mode=mode,
        quad=events[0].quad,
        plover_score=load_codebook().get_score(events[0].type, mode),
        factuality=factuality,
        date=date,
        date_precision=get_precision(date) if date else None,
        first_date=days[0].isoformat() if days else None,
        last_date=days[1].isoformat() if days else None,
        report_count=len(articles),
        independent_count=len({find_source(article, copies) for article in articles}),
        mention_count=len(mentions),
        confidence=max(event.confidence for event in events),
    )
    graph.add_node(node, **attributes, **_count_casualties(group, "killed"), **_count_casualties(group, "injured"))
    for kind, parties in ((EdgeKind.ACTOR, actors), (EdgeKind.RECIPIENT, recipients)):
        for actor in parties:
            graph.add_edge(node, actor, key=kind.value, kind=kind.value)
    if place := _choose_place(group):
        graph.add_edge(node, add_place(graph, place), key=EdgeKind.PLACE.value, kind=EdgeKind.PLACE.value)


def _collect_parties(graph: Graph, group: Sequence[Mention]) -> tuple[list[str], list[str]]:
    """Actors and recipients of all mentions, in the order in which they are named first.

    Whom one report has as actor and another as recipient stays where most have them; on both sides only where most reports say so (a
    government and its own citizens), and never in a mutual event.
    """
    is_mutual = load_codebook().get_type(group[0].event.type).mutual
    sides: dict[str, Counter[str]] = {}
    for mention in group:
        nodes = [{add_actor(graph, actor): None for actor in actors} for actors in (mention.event.actors, mention.event.recipients)]
        for node in {**nodes[0], **nodes[1]}:
            side = "both" if node in nodes[0] and node in nodes[1] else "actor" if node in nodes[0] else "recipient"
            sides.setdefault(node, Counter())[side] += 1
    both = {node for node, counts in sides.items() if not is_mutual and counts["both"] >= counts["actor"] + counts["recipient"]}
    actors = [node for node, counts in sides.items() if node in both or counts["actor"] + counts["both"] >= counts["recipient"]]
    recipients = [node for node in sides if node in both or node not in actors]
    return actors, recipients


def _choose_place(group: Sequence[Mention]) -> PlaceMention | None:
    """The most exact place, the one named first among equals."""
    order = {"city": 0, "province": 1, "region": 2, "country": 3, None: 4}
    places = [mention.event.location for mention in group if mention.event.location and mention.event.location.id]
    return min(places, key=lambda place: order.get(place.precision, 4), default=None)
