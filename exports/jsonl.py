"""Merged events as JSON Lines, for scripts that want events and no graph: one event a line, with who tells it and in which sentence.

Field names are those of ``kg extract`` where the two say the same. An absent value is null or an empty list, never a missing key.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import networkx as nx

from exports.output import write_pieces
from exports.reading import Edge, GraphReader
from exports.terms import check_iri, encode_id
from schemas.errors import ExportError
from schemas.graph import EdgeKind, NodeKind
from schemas.identifiers import BASE_IRI


def write_jsonl(graph: nx.MultiDiGraph, stream: BinaryIO, *, base_iri: str = BASE_IRI) -> None:
    """Write one event a line, sorted by date (events without one last), then by id."""
    write_pieces(stream, _generate_lines(_EventReader(graph, check_iri(base_iri))))


class _EventReader:
    """Gathers what the graph knows of an event into one JSON object."""

    def __init__(self, graph: nx.MultiDiGraph, base_iri: str) -> None:
        self._reader = GraphReader(graph)
        self._base_iri = base_iri

    def list_events(self) -> list[str]:
        def get_order(event: str) -> tuple[bool, str, str]:
            date = self._reader.nodes[event].get("date")
            return date is None, date or "", event

        return sorted(self._reader.list_nodes(NodeKind.EVENT), key=get_order)

    def describe_event(self, event: str) -> dict[str, Any]:
        found = self._reader.nodes[event]
        places = self._reader.list_targets(event, EdgeKind.PLACE)
        return {
            "id": _get_local(event),
            "iri": self._name(event),
            "label": found.get("name"),
            "label_id": found.get("name_id"),
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
            "report_count": found.get("report_count"),
            "casualties": {"killed": found.get("killed"), "injured": found.get("injured")},
            "confidence": found.get("confidence"),
            "mentions": [self._describe_mention(mention) for mention in self._reader.list_targets(event, EdgeKind.DENOTED_BY)],
            "denies": [_get_local(other) for other in self._reader.list_targets(event, EdgeKind.DENIES)],
            "alleges": [_get_local(other) for other in self._reader.list_targets(event, EdgeKind.ALLEGES)],
        }

    def _name(self, node: str) -> str:
        return self._base_iri + encode_id(node)

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
            "trigger": found.get("trigger"),
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
        found = self._reader.nodes[article]
        return {
            "id": found.get("article_id"),
            "key": _get_local(article),
            "published": found.get("published_on"),
            "publisher": found.get("publisher"),
            "url": found.get("url"),
        }


def _generate_lines(reader: _EventReader) -> Iterator[str]:
    for event in reader.list_events():
        try:
            yield json.dumps(reader.describe_event(event), ensure_ascii=False, allow_nan=False) + "\n"
        except (TypeError, ValueError) as error:
            raise ExportError(f"cannot write {event!r} as JSON, it breaks the contract of schemas.graph: {error}") from error


def _describe_span(found: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": found.get("text"), "start": found.get("start_char"), "end": found.get("end_char")}


def _get_local(node: str) -> str:
    # the id without the folder that says what it is, as in "kg extract"
    return node.partition("/")[2] or node
