"""Where an event happens: the place that the model names is weighed against those that prepositions announce ("in Homs", "di Poso")."""

import functools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extraction.attachment import CLAUSES, SENTENCE_END, TOLD_TYPES, count_words, get_cues, load_scorer
from kg.extraction.numbers import join_words
from kg.gazetteer.names import split_words
from kg.gazetteer.places import load_places
from kg.language import find_language

DEEDS = frozenset({"ASSAULT", "COERCE", "CONSULT", "MOBILIZE", "PROTEST"})  # mostly told with a place
_TO, _FROM = frozenset({"CONSULT", "MOBILIZE", "AID"}), frozenset({"RETREAT", "SANCTION"})

# What the model says is added to the learned weights (of prepositions and distances, kg/training/attachment.py) with numbers of its own: the model
# has read the sentences that those were learned from, its word would count for too much on them. Swept on the development sentences and the three
# of a hundred that the model was not trained on, 171 places in all, to the highest F1 over both.
_PER_PROBABILITY = 5.0
_PER_PROBABILITY_ELSEWHERE = 0.75  # a place of another event of the sentence
_UNANNOUNCED = -3.0  # a place of the model's that no preposition announces
_BOUND = 0.4

_APPOSITION = re.compile(r",\s+(?=[A-Z])")
_NAME = r"[A-Z][\w'’.-]*\w(?:(?:\s+|\s*-\s*|/)[A-Z0-9][\w'’.-]*\w|\s+(?:al|el|of|de)[\s-][A-Z][\w'’.-]*\w)*"


@dataclass(frozen=True)
class PlacePhrase:
    """Words ``[start, end)`` of a sentence that may be a place; ``relation``: kind of the preposition (at, to, from, on, of)."""

    start: int
    end: int
    relation: str
    is_known: bool


@dataclass(frozen=True)
class LocatableEvent:
    """What of an event decides on its place: the trigger at ``[start, end)``, the spans of those who take part, and the model's guesses.

    ``guesses``: spans that the model reads as the place, each with its probability.
    """

    start: int
    end: int
    type: str
    parties: tuple[tuple[int, int], ...] = ()
    guesses: tuple[tuple[int, int, float], ...] = ()


def resolve_locations(
    events: Sequence[LocatableEvent], sentence: str, *, lang: str, barred: Sequence[tuple[int, int]] = ()
) -> list[tuple[int, int] | None]:
    """The span that says where each event of a sentence happens, None where none does; without a table for the language, the model's likeliest.

    ``barred``: spans that are no places though they look like some (dates).
    """
    if _compile_phrase(lang) is None:
        likeliest = [max(event.guesses, key=lambda guess: guess[2], default=None) for event in events]
        return [guess and guess[:2] for guess in likeliest]
    phrases, known = find_phrases(sentence, lang=lang, barred=barred, names=any(event.guesses for event in events))
    return [_find_location(event, events, phrases, known, sentence, lang=lang) for event in events]


def _find_location(
    event: LocatableEvent,
    events: Sequence[LocatableEvent],
    phrases: Sequence[PlacePhrase],
    known: Sequence[tuple[int, int]],
    sentence: str,
    *,
    lang: str,
) -> tuple[int, int] | None:
    scorer = load_scorer("places")
    parties = [party for other in events if other is not event for party in other.parties if party not in event.parties]
    elsewhere = [guess for other in events if other is not event for guess in other.guesses]
    scores = {}
    for phrase in phrases:
        of_others = max((probability for start, end, probability in elsewhere if start < phrase.end and phrase.start < end), default=0.0)
        score = scorer.score(describe_pair(event, phrase, events, phrases, sentence, lang=lang))
        scores[phrase.start, phrase.end] = score + _PER_PROBABILITY_ELSEWHERE * of_others
    choices = []
    for start, end, probability in event.guesses:
        announced = [span for span in scores if span[0] < end and start < span[1]]
        score = max((scores[span] for span in announced), default=_UNANNOUNCED) + _PER_PROBABILITY * probability
        scores = {span: other for span, other in scores.items() if span not in announced}
        choices.append((score, start, _extend(start, end, known, sentence, parties)))
    choices += [(score, start, end) for (start, end), score in scores.items()]
    best = max(choices, default=None)
    return best[1:] if best and best[0] > _BOUND else None


def _extend(start: int, end: int, known: Sequence[tuple[int, int]], sentence: str, parties: Sequence[tuple[int, int]]) -> int:
    """The end of a place with the known place that a comma adds ("Hyderabad, Pakistan"), unless that is who acts ("in Rafah, Egypt will")."""
    comma = _APPOSITION.match(sentence, end)
    added = next((b for a, b in known if comma and a == comma.end()), end)
    if any(a < added and end < b for a, b in parties):
        return end
    return added if any(a < end and start < b for a, b in known) else end


def _find_known(sentence: str) -> list[tuple[int, int]]:
    words = split_words(sentence)
    return [(words[match.first].start, words[match.last - 1].end) for match in load_places().index.find_names(sentence, words)]


def find_phrases(
    sentence: str, *, lang: str, barred: Sequence[tuple[int, int]] = (), names: bool = False
) -> tuple[list[PlacePhrase], list[tuple[int, int]]]:
    """Names after a preposition of place, in order; and known places, which are looked up only for such names or where ``names`` asks for it."""
    pattern = _compile_phrase(lang)
    matches = list(pattern.finditer(sentence)) if pattern else []
    known = _find_known(sentence) if matches or names else []
    phrases = []
    for match in matches:
        relation = next(name for name, text in match.groupdict().items() if name != "name" and text)
        start, end = match.span("name")
        inside = [b for a, b in known if a < end and start < b]
        end = max(end, *inside) if inside else end
        if not any(a < end and start < b for a, b in barred):
            phrases.append(PlacePhrase(start, end, relation.removesuffix("_"), bool(inside)))
    return phrases, known


def describe_pair(
    event: LocatableEvent, place: PlacePhrase, events: Sequence[LocatableEvent], places: Sequence[PlacePhrase], sentence: str, *, lang: str
) -> dict[str, float]:
    """What speaks for and against a phrase being the place of an event; the names are those of the weights."""
    cues = get_cues(lang)
    after = place.start >= event.end
    start, end = (event.end, place.start) if after else (place.end, event.start)
    gap, before = sentence[start:end], sentence[: place.start]
    others = [o for o in events if o != event]
    words = math.log1p(count_words(gap))
    rel = place.relation
    return {
        "bias": 1,
        "after": after,
        "log words between": words,
        "log words between, after": words * after,
        "triggers between": min(2, sum(start <= o.start and o.end <= end for o in others)),
        "clauses between": min(2, sum(kind in CLAUSES for kind in cues.list_links(gap))),
        "places between": min(2, sum(start <= o.start and o.end <= end for o in places)),
        "said between": bool(cues.speech.search(gap)),
        "opening": count_words(SENTENCE_END.split(before)[-1]) <= 3,  # "In Homs, ..."
        "known": place.is_known,
        "to": rel == "to",
        "from": rel == "from",
        "on": rel == "on",
        "of": rel == "of",
        "of, after": rel == "of" and after,
        "party": any(a < place.end and place.start < b for a, b in event.parties),  # "troops in Mali": rather who than where
        "party of another event": any(a < place.end and place.start < b for o in others for a, b in o.parties),
        "only place": len(places) == 1,
        "deed": event.type in DEEDS,
        "told": event.type in TOLD_TYPES,
        "where one goes": event.type in _TO and rel == "to",
        "where one leaves": event.type in _FROM and rel == "from",
    }


@functools.cache
def _compile_phrase(lang: str) -> re.Pattern[str] | None:
    """A preposition of place and the name after it; None for a language without a table of them."""
    table = find_language(lang).get_table("places").get("prepositions")
    if not table:
        return None
    prepositions = "|".join(rf"(?P<{kind}_>{join_words(words)})" for kind, words in table.items())
    return re.compile(rf"(?<!\w)(?i:{prepositions})\s+(?:[a-z][\w-]*\s+){{0,4}}?(?P<name>{_NAME})")
