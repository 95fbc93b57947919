"""From events to networks: which actor acts on which, or takes part in which event, as frozen records that any network format can write.

An event has many participants, a time and sources; an edge between two actors has two ends. How the one becomes the other is said here,
once for every format.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, product
from math import fsum
from typing import Any

import networkx as nx

from exports.reading import GraphReader
from exports.selection import EventFilter, SelectedEvent, Spell, get_sign, merge_spells, select_events
from schemas.codebook import load_codebook


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorNode:
    """An actor with what the counted events say of it; ``conflict_share`` is the share of them that are conflict.

    ``spells`` holds the one span in which it is active, or nothing where an edge of it has no date and the actor must outlast it.
    """

    id: str
    name: str
    actor_kind: str
    country: str | None
    sector: str | None
    wikidata: str | None
    n_events: int
    n_articles: int
    conflict_share: float
    first_date: str | None
    last_date: str | None
    spells: tuple[Spell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorEdge:
    """What one actor did to another, of one event type; ``weight`` counts events, ``plover_score`` is their mean.

    ``mutual``: events of which both are actors ("A and B met"); ``source`` is then the id that sorts first, and means nothing. ``sign`` is +1
    for cooperation, -1 for conflict. ``factuality`` lists the values of the events, sorted.
    """

    source: str
    target: str
    event_type: str
    mutual: bool
    weight: int
    sign: int
    quad: str
    plover_score: float
    factuality: str
    first_date: str | None
    last_date: str | None
    spells: tuple[Spell, ...]


@dataclass(frozen=True, slots=True)
class ActorNetwork:
    """Actors sorted by id, edges by source, target, type, and mutual last."""

    actors: tuple[ActorNode, ...]
    edges: tuple[ActorEdge, ...]


@dataclass(frozen=True, slots=True)
class EventNetwork:
    """Actors and the events that they take part in, both sorted by id."""

    actors: tuple[ActorNode, ...]
    events: tuple[SelectedEvent, ...]


@dataclass(slots=True)
class _Tally:
    """What adds up over the events of an actor or an edge."""

    events: list[SelectedEvent] = field(default_factory=list)

    def list_spells(self) -> tuple[Spell, ...]:
        return merge_spells(event.days for event in self.events if event.days)

    def list_values(self, attribute: str) -> list[Any]:
        return [event.attributes[attribute] for event in self.events]


def project_actors(graph: nx.MultiDiGraph, events: EventFilter | None = None, *, min_weight: int = 1) -> ActorNetwork:
    """Network of who acts on whom: an edge for each (actor, recipient, event type).

    An event with several actors and no recipient gives a mutual edge between each two of them if the codebook says that its type or mode is
    done to each other ("A and B met"), and no edge otherwise ("A and B denied it"). What an actor does to itself gives no edge but counts
    among its events. With ``min_weight`` above 1, lighter edges go, and with them the actors that have no other.
    """
    reader = GraphReader(graph)
    selected = list(select_events(reader, events or EventFilter()))
    tallies: defaultdict[tuple[str, str, str, bool], _Tally] = defaultdict(_Tally)
    for event in selected:
        mutual = not event.recipients and is_mutual(event.attributes["event_type"], event.attributes.get("mode"))
        pairs: Iterable[tuple[str, str]] = combinations(event.actors, 2) if mutual else product(event.actors, event.recipients)
        for source, target in pairs:
            if source != target:
                tallies[source, target, event.attributes["event_type"], mutual].events.append(event)
    edges = [_make_edge(*key, tally) for key, tally in sorted(tallies.items(), key=lambda item: item[0]) if len(tally.events) >= min_weight]
    undated = {end for edge in edges if not edge.spells for end in (edge.source, edge.target)}
    actors = _make_actors(reader, selected, undated)
    if min_weight > 1:
        connected = {end for edge in edges for end in (edge.source, edge.target)}
        actors = [actor for actor in actors if actor.id in connected]
    return ActorNetwork(tuple(actors), tuple(edges))


def project_events(graph: nx.MultiDiGraph, events: EventFilter | None = None, *, min_weight: int = 1) -> EventNetwork:
    """Bipartite network of actors and the events that they take part in.

    ``min_weight`` is the least number of articles that tell an event.
    """
    reader = GraphReader(graph)
    selected = [event for event in select_events(reader, events or EventFilter()) if event.report_count >= min_weight]
    undated = {actor for event in selected if not event.days for actor in (*event.actors, *event.recipients)}
    return EventNetwork(tuple(_make_actors(reader, selected, undated)), tuple(selected))


@cache
def is_mutual(event_type: str, mode: str | None) -> bool:
    """Tell whether several actors without a recipient do this to each other; raises CodebookError for what is not in the codebook.

    >>> is_mutual("ASSAULT", "firearms"), is_mutual("ASSAULT", "suicide-attack"), is_mutual("REJECT", None)
    (True, False, False)
    """
    codebook = load_codebook()
    if mode is None:
        return codebook.get_type(event_type).mutual
    return any(phrases.mutual is not None for phrases in codebook.get_mode(event_type, mode).phrases.values())


def _make_edge(source: str, target: str, event_type: str, mutual: bool, tally: _Tally) -> ActorEdge:
    spells = tally.list_spells()
    quad = min(tally.list_values("quad"))  # the codebook gives each event type one quad class
    return ActorEdge(
        source=source,
        target=target,
        event_type=event_type,
        mutual=mutual,
        weight=len(tally.events),
        sign=get_sign(quad),
        quad=quad,
        plover_score=fsum(tally.list_values("plover_score")) / len(tally.events),
        factuality=", ".join(sorted(set(tally.list_values("factuality")))),
        first_date=spells[0][0] if spells else None,
        last_date=spells[-1][1] if spells else None,
        spells=spells,
    )


def _make_actors(reader: GraphReader, selected: Iterable[SelectedEvent], undated: Collection[str]) -> list[ActorNode]:
    tallies: defaultdict[str, _Tally] = defaultdict(_Tally)
    for event in selected:
        for actor in {*event.actors, *event.recipients}:
            tallies[actor].events.append(event)
    attributes = {actor: reader.get_attributes(actor, "name", "actor_kind") for actor in sorted(tallies)}
    return [_make_actor(actor, found, tallies[actor], lasting=actor in undated) for actor, found in attributes.items()]


def _make_actor(actor: str, attributes: Mapping[str, Any], tally: _Tally, *, lasting: bool) -> ActorNode:
    spells = tally.list_spells()
    span = (spells[0][0], spells[-1][1]) if spells else None
    return ActorNode(
        id=actor,
        name=attributes["name"],
        actor_kind=attributes["actor_kind"],
        country=attributes.get("country"),
        sector=attributes.get("sector"),
        wikidata=attributes.get("wikidata"),
        n_events=len(tally.events),
        n_articles=len(frozenset().union(*(event.articles for event in tally.events))),
        conflict_share=sum(get_sign(quad) < 0 for quad in tally.list_values("quad")) / len(tally.events),
        first_date=span[0] if span else None,
        last_date=span[1] if span else None,
        spells=(span,) if span and not lasting else (),
    )
