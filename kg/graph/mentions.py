"""What merging looks at in a mention of an event: sides, days, words, and what it points back to."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.gazetteer.actors import STATE_SECTORS
from kg.gazetteer.names import has_capital, split_words
from kg.graph.copies import find_copies, find_source
from kg.graph.dates import find_interval
from kg.language import find_language
from schemas.entity import ActorMention
from schemas.event import Event
from schemas.identifiers import BASE_IRI
from schemas.judgement import Factuality
from schemas.record import Record

# what is told as happening, what may happen yet and what is told as history are never one event; a denied act and an asserted one may be
REALM: Final[Mapping[Factuality, str]] = {
    Factuality.ASSERTED: "actual",
    Factuality.ALLEGED: "actual",
    Factuality.DENIED: "actual",
    Factuality.FUTURE: "possible",
    Factuality.CONDITIONAL: "possible",
    Factuality.HISTORICAL: "historical",
}
# news tells of what it does not date within days; wider windows join one day's shelling with the next day's
UNDATED_DAYS: Final = 2
# words are compared by their beginnings: endings and spelling differ, and "military" and "militer" are one word to both languages
STEM: Final = 5
SHORTEST: Final = 4
_ACTORS: Final = f"{BASE_IRI}actor/"


@dataclass(frozen=True, slots=True)
class Mention:
    """One event of one record.

    ``actors``, ``recipients``: the sides, see :func:`list_sides`; ``named``: those of them that the text calls by name rather than describes.
    ``source``: the article of which this one is a copy, or itself. ``first``, ``last``: days on which it may have been. ``words``, ``names``:
    stems of the sentence's words, and of those that any language writes alike (names, numbers). ``back_to``: id of the event of the same
    article that "the strike" takes up.
    """

    event: Event
    article: str
    source: str
    lang: str | None
    published: str | None
    actors: frozenset[str]
    recipients: frozenset[str]
    named: frozenset[str]
    first: datetime.date
    last: datetime.date
    is_dated: bool
    words: frozenset[str]
    names: frozenset[str]
    back_to: str | None

    @property
    def order(self) -> tuple[str, str, int, str]:
        """Earliest report first; unique."""
        return (self.published or "9999", self.article, self.event.trigger.start, self.event.id)

    @property
    def realm(self) -> str:
        """Whether it is told as actual, possible or historical."""
        return REALM[self.event.factuality]

    @property
    def parties(self) -> frozenset[str]:
        """Everyone involved, on either side."""
        return self.actors | self.recipients


def make_mentions(records: Iterable[Record], *, copies: Mapping[str, str] | None = None) -> list[Mention]:
    """The mentions of all records, in their order of report; ``copies`` as :func:`kg.graph.copies.find_copies` gives them, found where None."""
    records = list(records)
    copies = find_copies(records) if copies is None else copies
    mentions = [mention for record in records for mention in _make_mentions(record, find_source(record.key, copies))]
    return sorted(mentions, key=lambda mention: mention.order)


def _make_mentions(record: Record, source: str) -> Iterable[Mention]:
    published = find_interval(record.published)
    stems: dict[int, tuple[frozenset[str], frozenset[str]]] = {}
    for event in record.events:
        if event.sentence.start not in stems:
            stems[event.sentence.start] = list_stems(event.sentence.text)
        dated = find_interval(event.date_edtf or event.date)
        if dated:
            first, last = dated
        elif published:
            first, last = published[0] - datetime.timedelta(days=UNDATED_DAYS), published[1]
        else:
            first = last = datetime.date.min
        actors, named_actors = list_sides(event.actors, record.key)
        recipients, named_recipients = list_sides(event.recipients, record.key)
        words, names = stems[event.sentence.start]
        yield Mention(
            event=event,
            article=record.key,
            source=source,
            lang=record.lang,
            published=record.published,
            actors=actors,
            recipients=recipients,
            named=named_actors | named_recipients,
            first=first,
            last=last,
            is_dated=dated is not None,
            words=words,
            names=names,
            back_to=_find_antecedent(event, record.events, record.lang),
        )


def list_sides(actors: Sequence[ActorMention], article: str) -> tuple[frozenset[str], frozenset[str]]:
    """The sides that actors are on, and those that are called by name.

    A ministry, an army, a president and a capital are their state's side; a person is one of their own as well. Rebels, civilians and groups are
    their own. Who is known within one article only ("both sides", "they") is nobody that another article could name.
    """
    sides, named = set(), set()
    for actor in actors:
        key = (actor.id or "").removeprefix(_ACTORS)
        keys = {key} if key and not key.startswith(f"{article}.") else set()
        if actor.code and actor.sector in STATE_SECTORS:
            keys.add(actor.code)
        sides |= keys
        if has_capital(actor.text):  # "Yerevan", "Turkish jets"; but "the airmen", "settlements" are whose the linker thinks
            named |= keys
    return frozenset(sides), frozenset(named)


def is_person(side: str) -> bool:
    """Whether a side is a person or a body with a name of its own, not a state, a group or all civilians of a state."""
    _, _, part = side.partition(".")
    return part != part.upper()


def list_stems(sentence: str) -> tuple[frozenset[str], frozenset[str]]:
    """Stems of the longer words and of numbers; and those that any language writes alike.

    >>> words, names = list_stems("A Su-25 was shot down over Vardenis.")
    >>> sorted(words), sorted(names)
    (['25', 'down', 'over', 'shot', 'varde'], ['25', 'su', 'varde'])
    """
    words, names = set(), set()
    for word in split_words(sentence):
        stem = word.norm[:STEM]
        if word.norm[0].isdigit() or len(word.norm) >= SHORTEST:
            words.add(stem)
        if word.norm[0].isdigit() or (has_capital(word.raw) and len(word.norm) > 1):
            names.add(stem)
    return frozenset(words), frozenset(names)


def _find_antecedent(event: Event, events: Sequence[Event], lang: str | None) -> str | None:
    """The event that a name with "the" or "itu" takes up: the one of its type that an earlier sentence told last."""
    if not _points_back(event, lang):
        return None
    earlier = [
        other
        for other in events
        if other.type == event.type and other.sentence.start < event.sentence.start and REALM[other.factuality] == REALM[event.factuality]
    ]
    return max(earlier, key=lambda other: other.trigger.start).id if earlier else None


def _points_back(event: Event, lang: str | None) -> bool:
    table = find_language(lang).get_table("claims").get("back")
    if not table:
        return False
    sentence, trigger = event.sentence, event.trigger
    before = re.findall(r"\w+", sentence.text[: trigger.start - sentence.start].casefold())[-2:]
    after = re.match(r"\W*(\w*)", sentence.text[trigger.end - sentence.start :].casefold())
    if set(before) & set(table["before"]) or (after and after[1] in table["after"]):
        return True
    return any(trigger.text.casefold().endswith(ending) for ending in table["endings"])
