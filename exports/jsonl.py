"""Merged events and relations as JSON Lines, for scripts that want no graph: one a line, with who tells it and in which sentence.

``kind`` says what a line is, "event" or "relation"; all events come first. Field names are those of ``kg extract`` where the two say the same. An
absent value is null or an empty list, never a missing key.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

import networkx as nx

from exports.output import write_pieces
from exports.reading import Edge, GraphReader
from exports.terms import check_iri, encode_id
from schemas.errors import ExportError
from schemas.graph import EdgeKind, NodeKind
from schemas.identifiers import BASE_IRI

_CASUALTIES: Final = ("killed", "killed_low", "killed_high", "injured", "injured_low", "injured_high")


def write_jsonl(graph: nx.MultiDiGraph, stream: BinaryIO, *, base_iri: str = BASE_IRI) -> None:
    """Write one event a line, sorted by date (events without one last), then by id; then one relation a line, sorted by id."""
    write_pieces(stream, _generate_lines(_Description(graph, check_iri(base_iri))))


class _Description:
    """Gathers what the graph knows of an event or a relation into one JSON object."""

    def __init__(self, graph: nx.MultiDiGraph, base_iri: str) -> None:
        self._reader = GraphReader(graph)
        self._base_iri = base_iri

    def list_events(self) -> list[str]:
        def get_order(event: str) -> tuple[bool, str, str]:
            date = self._reader.nodes[event].get("date")
            return date is None, date or "", event

        return sorted(self._reader.list_nodes(NodeKind.EVENT), key=get_order)

    def list_relations(self) -> list[str]:
        return self._reader.list_nodes(NodeKind.RELATION)

    def describe_event(self, event: str) -> dict[str, Any]:
        found = self._reader.nodes[event]
        places = self._reader.list_targets(event, EdgeKind.PLACE)
        return {
            "kind": "event",
            **self._name_node(event),
            "type": found.get("event_type"),
            "mode": found.get("mode"),
            "quad": found.get("quad"),
            "score": found.get("plover_score"),
            "actors": [self._describe_actor(actor) for actor in self._reader.list_targets(event, EdgeKind.ACTOR)],
            "recipients": [self._describe_actor(actor) for actor in self._reader.list_targets(event, EdgeKind.RECIPIENT)],
            "place": self._describe_place(places[0]) if places else None,
            "date": found.get("date"),
            "date_precision": found.get("date_precision"),
            "first_date": found.get("first_date"),
            "last_date": found.get("last_date"),
            "factuality": found.get("factuality"),
            "casualties": {name: found.get(name) for name in _CASUALTIES},
            **self._describe_reports(event),
            "mentions": [
                {"trigger": self._reader.nodes[mention].get("trigger"), **self._describe_mention(mention)}
                for mention in self._reader.list_targets(event, EdgeKind.DENOTED_BY)
            ],
            "denies": [_get_local(other) for other in self._reader.list_targets(event, EdgeKind.DENIES)],
            "alleges": [_get_local(other) for other in self._reader.list_targets(event, EdgeKind.ALLEGES)],
        }

    def describe_relation(self, relation: str) -> dict[str, Any]:
        found = self._reader.nodes[relation]
        ends = {kind: self._reader.find_target(relation, kind) for kind in (EdgeKind.SUBJECT, EdgeKind.OBJECT)}
        return {
            "kind": "relation",
            **self._name_node(relation),
            "type": found.get("relation_type"),
            "subject": self._describe_end(ends[EdgeKind.SUBJECT]),
            "object": self._describe_end(ends[EdgeKind.OBJECT]),
            "office": found.get("office"),
            "valid_from": found.get("valid_from"),
            "valid_until": found.get("valid_until"),
            "first_date": found.get("first_date"),
            "last_date": found.get("last_date"),
            "factuality": found.get("factuality"),
            **self._describe_reports(relation),
            "mentions": [
                {"text": self._reader.nodes[mention].get("text"), **self._describe_mention(mention)}
                for mention in self._reader.list_targets(relation, EdgeKind.DENOTED_BY)
            ],
        }

    def _name(self, node: str) -> str:
        return self._base_iri + encode_id(node)

    def _name_node(self, node: str) -> dict[str, Any]:
        found = self._reader.nodes[node]
        return {"id": _get_local(node), "iri": self._name(node), "label": found.get("name"), "label_id": found.get("name_id")}

    def _describe_reports(self, node: str) -> dict[str, Any]:
        found = self._reader.nodes[node]
        return {name: found.get(name) for name in ("report_count", "independent_count", "mention_count", "confidence")}

    def _describe_end(self, node: str | None) -> dict[str, Any] | None:
        if node is None:
            return None
        return self._describe_place(node) if self._reader.nodes[node]["kind"] == NodeKind.PLACE else self._describe_actor(node)

    def _describe_actor(self, actor: str) -> dict[str, Any]:
        found = self._reader.nodes[actor]
        return {
            "id": self._name(actor),
            "name": found.get("name"),
            "kind": found.get("actor_kind"),
            "code": found.get("code"),
            "country": found.get("country"),
            "sector": found.get("sector"),
            "wikidata": found.get("wikidata"),
        }

    def _describe_place(self, place: str) -> dict[str, Any]:
        found = self._reader.nodes[place]
        return {
            "id": self._name(place),
            "name": found.get("name"),
            "lat": found.get("latitude"),
            "lon": found.get("longitude"),
            "precision": found.get("place_precision"),
            "country": found.get("country"),
        }

    def _describe_mention(self, mention: str) -> dict[str, Any]:
        found = self._reader.nodes[mention]
        sentence = self._reader.find_target(mention, EdgeKind.IN_SENTENCE)
        article = self._reader.find_target(sentence, EdgeKind.IN_ARTICLE)
        speakers = [edge for edge in self._reader.list_words(mention) if edge.kind == EdgeKind.ATTRIBUTED_TO]
        return {
            "start": found.get("start_char"),
            "end": found.get("end_char"),
            "factuality": found.get("factuality"),
            "attribution": self._describe_speaker(speakers[0]) if speakers else None,
            "confidence": found.get("confidence"),
            "sentence": _describe_span(self._reader.nodes[sentence]) if sentence else None,
            "article": self._describe_article(article) if article else None,
        }

    def _describe_speaker(self, edge: Edge) -> dict[str, Any]:
        return {**_describe_span(edge.attributes), **self._describe_actor(edge.target)}

    def _describe_article(self, article: str) -> dict[str, Any]:
        found, original = self._reader.nodes[article], self._reader.find_target(article, EdgeKind.COPY_OF)
        return {
            "id": found.get("article_id"),
            "key": _get_local(article),
            "published": found.get("published_on"),
            "publisher": found.get("publisher"),
            "url": found.get("url"),
            "copy_of": _get_local(original) if original else None,
        }


def _generate_lines(description: _Description) -> Iterator[str]:
    for nodes, describe in (
        (description.list_events(), description.describe_event),
        (description.list_relations(), description.describe_relation),
    ):
        for node in nodes:
            try:
                yield json.dumps(describe(node), ensure_ascii=False, allow_nan=False) + "\n"
            except (TypeError, ValueError) as error:
                raise ExportError(f"cannot write {node!r} as JSON, it breaks the contract of schemas.graph: {error}") from error


def _describe_span(found: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": found.get("text"), "start": found.get("start_char"), "end": found.get("end_char")}


def _get_local(node: str) -> str:
    # the id without the folder that says what it is, as in "kg extract"
    return node.partition("/")[2] or node
