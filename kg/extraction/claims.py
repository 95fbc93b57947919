"""Accusations, what they accuse of, and denials: which events of an article speak of one another.

"Turkey is accused of X" and, a sentence later, "Turkey denies the allegations": the denial names no act of its own, and speaks of the alleged
ones before it in which the one who denies has a part. Where an article tells the accusation without its content ("Ankara rejected the
French accusations"), the denial speaks of the accusation, and what that is of another article may tell (:mod:`kg.graph.build`).
"""

from collections.abc import Sequence
from typing import Final

from kg.language import find_language
from schemas.event import Event
from schemas.judgement import Factuality

ACCUSATION: Final = "ACCUSE"
REACH: Final = 3  # sentences back; farther off, news names the accusation again


def link_claims(events: Sequence[Event], *, lang: str | None) -> list[Event]:
    """The events of one article, in order, with ``alleges`` and ``denies`` filled in."""
    starts = sorted({event.sentence.start for event in events})
    return [_link_event(event, events, starts, lang) for event in events]


def _link_event(event: Event, events: Sequence[Event], starts: list[int], lang: str | None) -> Event:
    beside = [other for other in events if other.sentence.start == event.sentence.start and other.id != event.id]
    if event.type == ACCUSATION:
        claimed = [o for o in beside if o.factuality in (Factuality.ALLEGED, Factuality.DENIED) and o.type != "REJECT"]
        accusers = _list_ids(event.actors)
        own = [o for o in claimed if not o.attribution or not accusers or _list_ids([o.attribution]) & accusers]
        return event.model_copy(update={"alleges": [o.id for o in own or claimed]})
    if event.type != "REJECT" or not _is_denial(event, lang):
        return event
    if denied := [o for o in beside if o.factuality == Factuality.DENIED]:
        return event.model_copy(update={"denies": [o.id for o in denied]})
    deniers = _list_ids(event.actors)
    at = starts.index(event.sentence.start)
    within = starts[max(0, at - REACH) : at + 1]
    told = [other for other in events if other.sentence.start in within and other.id != event.id]
    alleged = [
        other
        for other in told
        if other.factuality == Factuality.ALLEGED
        and other.trigger.start < event.trigger.start
        and deniers & (_list_ids(other.actors) | _list_ids(other.recipients))
    ]
    accusations = [other for other in told if other.type == ACCUSATION and deniers & _list_ids(other.recipients)]
    return event.model_copy(update={"denies": _list_last(alleged) or _list_last(accusations)})


def _list_last(events: Sequence[Event]) -> list[str]:
    """Ids of those that the last sentence tells."""
    last = max((event.sentence.start for event in events), default=None)
    return [event.id for event in events if event.sentence.start == last]


def _list_ids(actors: Sequence[object]) -> set[str]:
    return {actor_id for actor in actors if (actor_id := getattr(actor, "id", None))}


def _is_denial(event: Event, lang: str | None) -> bool:
    """Says the REJECT that something is untrue (rather than no to a request)? Goes by the words of the language's claims.toml."""
    table = find_language(lang).get_table("claims")
    trigger, sentence = event.trigger.text.casefold(), event.sentence.text.casefold()
    if any(trigger.startswith(word) for word in table.get("denying", [])):
        return True
    return any(word in sentence for word in table.get("claims", []))
