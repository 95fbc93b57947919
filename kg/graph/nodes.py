"""Nodes and edges that events and relations have alike: actors, places, sentences, and the words with which a mention names somebody."""

from typing import TypeAlias

import networkx as nx

from kg.linking.actors import get_actor_facts
from kg.linking.places import get_place_facts
from schemas.entity import ActorMention, PlaceMention
from schemas.graph import EdgeKind, NodeKind
from schemas.identifiers import BASE_IRI
from schemas.record import Record
from schemas.text import TextSpan

Graph: TypeAlias = nx.MultiDiGraph
Attributes = dict[str, str | int | float | bool]


def keep_values(**attributes: str | int | float | bool | None) -> Attributes:
    """Attributes that have a value: the contract has absent ones, never None."""
    return {name: value for name, value in attributes.items() if value is not None}


def get_node(iri: str | None) -> str:
    """The node of an IRI; ValueError for a mention that has none, which linking never leaves."""
    if iri is None:
        raise ValueError("a linked mention without an IRI")
    return iri.removeprefix(BASE_IRI)


def add_actor(graph: Graph, actor: ActorMention) -> str:
    """The node of the actor that a mention stands for, added where it is missing."""
    node = get_node(actor.id)
    if node not in graph:
        facts = get_actor_facts(actor)
        attributes = keep_values(
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


def add_place(graph: Graph, place: PlaceMention) -> str:
    """The node of the place that a mention stands for, added where it is missing."""
    node = get_node(place.id)
    if node not in graph:
        facts = get_place_facts(place)
        attributes = keep_values(
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


def add_sentence(graph: Graph, record: Record, place: TextSpan) -> str:
    """The node of a sentence of a record whose article is in the graph."""
    sentence = f"sentence/{record.key}.{place.start}"
    attributes = keep_values(kind=NodeKind.SENTENCE.value, text=place.text, start_char=place.start, end_char=place.end, lang=record.lang)
    graph.add_node(sentence, **attributes)
    graph.add_edge(sentence, f"article/{record.key}", key=EdgeKind.IN_ARTICLE.value, kind=EdgeKind.IN_ARTICLE.value)
    return sentence


def add_words(graph: Graph, mention: str, node: str, kind: EdgeKind, words: TextSpan) -> None:
    """That a mention names a node with these words; it may do so more than once."""
    key = kind.value
    count = 1
    while graph.has_edge(mention, node, key):
        count += 1
        key = f"{kind.value}.{count}"
    graph.add_edge(mention, node, key=key, kind=kind.value, text=words.text, start_char=words.start, end_char=words.end)


def get_name(graph: Graph, node: str, lang: str) -> str:
    """Name of an actor or place in a language, the English one where it has no other."""
    names = graph.nodes[node]
    return str(names.get("name_id", names["name"]) if lang == "id" else names["name"])
