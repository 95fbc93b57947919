"""Accusations, what they accuse of, and denials: which events of an article speak of one another.

"Turkey is accused of X" and, a sentence later, "Turkey denies the allegations": the denial names no act of its own, and speaks of the alleged
ones before it in which the one who denies has a part. Where an article tells the accusation without its content ("Ankara rejected the
French accusations"), the denial speaks of the accusation, and what that is of another article may tell (:mod:`kg.graph.build`).

The accused are who is said to have done it: where the reader finds them for one of the two events only, they are given to the other as well.
"""

from collections.abc import Sequence
from typing import Final

from kg.language import find_language
from schemas.event import Event
from schemas.judgement import Factuality

ACCUSATION: Final = "ACCUSE"
REACH: Final = 3  # sentences back; farther off, news names the accusation again


def link_claims(events: Sequence[Event], *, lang: str | None) -> list[Event]:
    """The events of one article, in order, with ``alleges`` and ``denies`` filled in, and the accused where one of two events lacks them."""
    told = {event.id: _link_accusation(event, events) for event in events}
    for accusation in [event for event in told.values() if event.alleges]:
        _share_accused(accusation, told)
    linked = list(told.values())
    starts = sorted({event.sentence.start for event in events})
    for event in linked:
        if event.type == "REJECT" and _is_denial(event, lang):
            told[event.id] = denial = _link_denial(event, linked, starts)
            _share_denier(denial, told)
    return list(told.values())


def _link_accusation(event: Event, events: Sequence[Event]) -> Event:
    if event.type != ACCUSATION:
        return event
    claimed = [o for o in _list_beside(event, events) if o.factuality in (Factuality.ALLEGED, Factuality.DENIED) and o.type != "REJECT"]
    accusers = _list_ids(event.actors)
    own = [o for o in claimed if not o.attribution or not accusers or _list_ids([o.attribution]) & accusers]
    return event.model_copy(update={"alleges": [o.id for o in own or claimed]})


def _share_accused(accusation: Event, told: dict[str, Event]) -> None:
    """Give the accused of the accusation to what it alleges, or the other way round; changes ``told``."""
    contents = [told[event_id] for event_id in accusation.alleges]
    doers = next((content.actors for content in contents if content.actors), [])
    if not accusation.recipients and doers:
        if len(accusation.actors) == 1 and _list_ids(accusation.actors) == _list_ids(doers):
            # nobody accuses himself: "Ankara faces accusations" has one party, who is the accused
            told[accusation.id] = accusation = _turn_round(accusation)
        elif not _list_ids(accusation.actors) & _list_ids(doers):
            told[accusation.id] = accusation = accusation.model_copy(update={"recipients": doers})
    for content in contents:
        if accusation.recipients and not content.actors:
            told[content.id] = content.model_copy(update={"actors": accusation.recipients})


def _share_denier(denial: Event, told: dict[str, Event]) -> None:
    """Who denies an accusation that names one side only is the accused, not the accuser; changes ``told``."""
    deniers = _list_ids(denial.actors)
    for accusation in [event for event in told.values() if not event.recipients and set(event.alleges) & set(denial.denies)]:
        if len(accusation.actors) == 1 and _list_ids(accusation.actors) & deniers:
            told[accusation.id] = accusation = _turn_round(accusation)
            _share_accused(accusation, told)


def _turn_round(accusation: Event) -> Event:
    """The accusation with its one party as the accused."""
    return accusation.model_copy(update={"actors": [], "recipients": accusation.actors})


def _link_denial(event: Event, events: Sequence[Event], starts: list[int]) -> Event:
    if denied := [o for o in _list_beside(event, events) if o.factuality == Factuality.DENIED]:
        return event.model_copy(update={"denies": [o.id for o in denied]})
    deniers = _list_ids(event.actors)
    at = starts.index(event.sentence.start)
    within = starts[max(0, at - REACH) : at + 1]
    told = [other for other in events if other.sentence.start in within and other.id != event.id]
    accusations = [other for other in told if other.type == ACCUSATION and deniers & _list_ids(other.recipients or other.actors)]
    accused_of = {event_id for accusation in accusations for event_id in accusation.alleges}
    alleged = [
        other
        for other in told
        if other.factuality == Factuality.ALLEGED
        and other.trigger.start < event.trigger.start
        and (other.id in accused_of or deniers & (_list_ids(other.actors) | _list_ids(other.recipients)))
    ]
    return event.model_copy(update={"denies": _list_last(alleged) or _list_last([a for a in accusations if a.recipients])})


def _list_beside(event: Event, events: Sequence[Event]) -> list[Event]:
    """The other events of its sentence."""
    return [other for other in events if other.sentence.start == event.sentence.start and other.id != event.id]


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
