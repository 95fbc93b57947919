"""The graph contract: kinds of nodes and edges of the ``networkx.MultiDiGraph``, and the attributes of each.

Attributes are flat str, int, float or bool; a missing value is absent, never None. ``id``, ``label``, ``type``, ``start``, ``end``, ``key`` and
``weight`` are no attributes here: GEXF gives them meanings of its own. Node ids are the last part of the IRI
(``event/ev-3f2a...``, ``actor/ARM``). The key of an edge is its kind, with a number after it where two nodes share several.

Event nodes are merged reports: an event has one or more mentions, each in a sentence of an article. Who says so and how sure they are belongs to
the mention; the event carries the sum.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class NodeKind(StrEnum):
    """Value of the attribute ``kind`` of a node."""

    ARTICLE = "article"
    SENTENCE = "sentence"
    MENTION = "mention"
    EVENT = "event"
    ACTOR = "actor"
    PLACE = "place"
    RELATION = "relation"
    RELATION_MENTION = "relation_mention"


class EdgeKind(StrEnum):
    """Value of the attribute ``kind`` of an edge, and its direction."""

    ACTOR = "actor"  # event -> actor who does it; mention -> the actor that its words name, with the words
    RECIPIENT = "recipient"  # event -> actor to whom it is done; mention likewise
    PLACE = "place"  # event -> place; mention likewise
    DENOTED_BY = "denoted_by"  # event -> mention; relation -> relation mention
    IN_SENTENCE = "in_sentence"  # mention or relation mention -> sentence
    IN_ARTICLE = "in_article"  # sentence -> article
    ATTRIBUTED_TO = "attributed_to"  # mention or relation mention -> actor who says so
    DENIES = "denies"  # event (REJECT) -> event whose truth it denies
    ALLEGES = "alleges"  # event (ACCUSE) -> event that it accuses of
    COPY_OF = "copy_of"  # article -> the first article of which it is a near-duplicate (wire copy)
    SUBJECT = "subject"  # relation -> actor or place; relation mention likewise, with the words
    OBJECT = "object"  # relation -> actor or place (none for holds_office: the office is an attribute); relation mention likewise


# attribute -> type; a trailing "?" in the comment means that it may be absent
NODE_ATTRIBUTES: Final[Mapping[NodeKind, Mapping[str, type]]] = {
    NodeKind.ARTICLE: {
        "kind": str,
        "article_id": str,  # the source's own id
        "lang": str,  # ?
        "published_on": str,  # ? ISO 8601 date, day, month or year
        "title": str,  # ?
        "publisher": str,  # ?
        "url": str,  # ?
    },
    NodeKind.SENTENCE: {"kind": str, "text": str, "start_char": int, "end_char": int, "lang": str},  # lang: ?
    NodeKind.MENTION: {
        "kind": str,
        "trigger": str,
        "start_char": int,  # of the trigger, in the article
        "end_char": int,
        "event_type": str,
        "mode": str,  # ?
        "factuality": str,
        "date": str,  # ? as this mention tells it
        "confidence": float,
    },
    NodeKind.EVENT: {
        "kind": str,
        "name": str,  # a readable sentence in English
        "name_id": str,  # and in Indonesian
        "event_type": str,
        "mode": str,  # ?
        "quad": str,
        "plover_score": float,
        "factuality": str,  # of the mentions, or "disputed" where some assert or allege what others deny
        "date": str,  # ? ISO 8601 as exact as known
        "date_precision": str,  # ? day, month, year
        "first_date": str,  # ? first and last day that the event may have been on (YYYY-MM-DD)
        "last_date": str,  # ?
        "report_count": int,  # articles that tell it
        "independent_count": int,  # those that are no near-duplicate of another
        "mention_count": int,
        "killed": int,  # ? the number that most independent reports give, of the latest among equals; low and high where reports differ
        "killed_low": int,  # ?
        "killed_high": int,  # ?
        "injured": int,  # ? likewise
        "injured_low": int,  # ?
        "injured_high": int,  # ?
        "confidence": float,
    },
    NodeKind.ACTOR: {
        "kind": str,
        "name": str,  # English
        "name_id": str,  # ? Indonesian
        "actor_kind": str,  # state, organization, group, person, unnamed
        "code": str,  # ?
        "country": str,  # ? ISO 3166-1 alpha-3 of the state it belongs to
        "sector": str,  # ?
        "wikidata": str,  # ?
    },
    NodeKind.PLACE: {
        "kind": str,
        "name": str,
        "name_id": str,  # ?
        "latitude": float,  # ? degrees, WGS 84
        "longitude": float,  # ?
        "place_precision": str,  # ? city, province, region, country
        "country": str,  # ?
        "geonames": str,  # ?
        "wikidata": str,  # ?
    },
    NodeKind.RELATION: {
        "kind": str,
        "name": str,  # a readable sentence in English
        "name_id": str,  # and in Indonesian
        "relation_type": str,
        "office": str,  # ? of holds_office: as written most often
        "factuality": str,  # of its mentions, "disputed" as for events
        "valid_from": str,  # ? ISO 8601 as exact as known
        "valid_until": str,  # ?
        "first_date": str,  # ? first and last day on which a report says that it holds (YYYY-MM-DD)
        "last_date": str,  # ?
        "report_count": int,
        "independent_count": int,
        "mention_count": int,
        "confidence": float,
    },
    NodeKind.RELATION_MENTION: {
        "kind": str,
        "text": str,  # from subject to object, as written
        "start_char": int,
        "end_char": int,
        "relation_type": str,
        "factuality": str,
        "confidence": float,
    },
}

# those that may be absent, the ones with a "?" above
OPTIONAL_ATTRIBUTES: Final[Mapping[NodeKind, frozenset[str]]] = {
    NodeKind.ARTICLE: frozenset({"lang", "published_on", "title", "publisher", "url"}),
    NodeKind.SENTENCE: frozenset({"lang"}),
    NodeKind.MENTION: frozenset({"mode", "date"}),
    NodeKind.EVENT: frozenset(
        {"mode", "date", "date_precision", "first_date", "last_date"}
        | {f"{harm}{end}" for harm in ("killed", "injured") for end in ("", "_low", "_high")}
    ),
    NodeKind.ACTOR: frozenset({"name_id", "code", "country", "sector", "wikidata"}),
    NodeKind.PLACE: frozenset({"name_id", "latitude", "longitude", "place_precision", "country", "geonames", "wikidata"}),
    NodeKind.RELATION: frozenset({"office", "valid_from", "valid_until", "first_date", "last_date"}),
    NodeKind.RELATION_MENTION: frozenset(),
}

# every edge has "kind"; edges that leave a mention for an actor or a place also say with which words, where in the article
EDGE_ATTRIBUTES: Final[Mapping[str, type]] = {"kind": str, "text": str, "start_char": int, "end_char": int}
