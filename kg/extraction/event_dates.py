"""Which of a sentence's dates is the date of an event: "killed on Sunday, police said on Monday" has two, and each belongs to one verb."""

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kg.extraction.attachment import CLAUSES, PROMISED_TYPES, SENTENCE_END, TOLD_TYPES, UNREAL, Cues, Scorer, count_words, get_cues, load_scorer
from kg.extraction.dates import DateExpression

_POSSESSED, _POSSESSION = re.compile(r"['’]s?\s"), re.compile(r"['’]s?$")  # right after a date, at the end of the word before it
_STOP = re.compile(r"[;:]\s|\s[-–—]+\s|[\"“”]")
_DATELINE_BEFORE, _DATELINE_AFTER = re.compile(r"\W*"), re.compile(r"\s+[^\w,]*[A-Z]")
_LAST_WORD, _NEXT_WORD = re.compile(r"(?<=\s)(\S+)\s*$"), re.compile(r"\s*(\w+)")
# how far apart two events are by what stands between them, the farthest first
_CHAINS: Final = ("content", "stop", "clause", "aim", "plain", "listed", "joined")


@dataclass(frozen=True)
class DatableEvent:
    """What of an event decides on its date: the trigger at ``[start, end)`` of the sentence, and whether someone is named who says so."""

    start: int
    end: int
    type: str
    factuality: str = "asserted"
    is_attributed: bool = False


def resolve_event_dates(
    events: Sequence[DatableEvent], dates: Sequence[DateExpression], sentence: str, *, lang: str, scorer: Scorer | None = None
) -> list[DateExpression | None]:
    """The date expression that tells when each event of a sentence happens, None where none does.

    ``events``: all of the sentence. ``dates``: all of the sentence, resolved or not (a date that cannot be resolved still keeps its event from
    taking another's). ``scorer``: that of ``attachment.toml`` where None.
    """
    usable = leave_out_dateline(dates, sentence)
    if not usable:
        return [None] * len(events)
    scorer = scorer or load_scorer("dates")
    return [_find_date(event, events, usable, sentence, lang=lang, scorer=scorer) for event in events]


def leave_out_dateline(dates: Sequence[DateExpression], sentence: str) -> list[DateExpression]:
    """The dates without a full one that is put before the sentence with no comma after it ("Monday, July 1, 2019 On Friday, ...")."""
    dateline = next((date.end for date in dates if _is_dateline(date, sentence)), 0)
    return [date for date in dates if date.end > dateline]


def _find_date(
    event: DatableEvent, events: Sequence[DatableEvent], dates: Sequence[DateExpression], sentence: str, *, lang: str, scorer: Scorer
) -> DateExpression | None:
    best: tuple[float, DateExpression] | None = None
    for given in dates:
        date = turn_date(given, event)
        certain = is_its_own(date, event, events)
        if certain:
            return date
        if certain is None:
            features = describe_pair(event, date, events, dates, sentence, lang=lang)
            score = scorer.score(features)
            # too few names with a year are annotated for a weight that holds
            if score > scorer.bound and not features.get("in a name") and (best is None or score > best[0]):
                best = score, date
    return best[1] if best else None


def turn_date(date: DateExpression, event: DatableEvent) -> DateExpression:
    """The date as the event has it: what has happened lies before the publication, what is to happen after it, if the words leave that open.

    Of the annotated events with such a date 370 of 373 that happened lie before, the 3 others are promised meetings; of 13 to happen 12 lie after.
    """
    is_unreal = event.factuality in UNREAL
    if date.turned is None or date.is_ahead == is_unreal or (event.type in PROMISED_TYPES and not is_unreal):
        return date
    return date.turned if date.turned.is_ahead == is_unreal else date


def is_its_own(date: DateExpression, event: DatableEvent, events: Sequence[DatableEvent]) -> bool | None:
    """Whether the words leave no doubt that a date is, or is not, that of an event; None where they do."""
    if date.start < event.end and event.start < date.end:
        return True  # the trigger names its date ("peristiwa 11 September")
    if date.leads:  # "two days after the attack"
        return event.start == min((other.start for other in events if other.start >= date.end), default=None)
    return None


def describe_pair(
    event: DatableEvent, date: DateExpression, events: Sequence[DatableEvent], dates: Sequence[DateExpression], sentence: str, *, lang: str
) -> dict[str, float]:
    """What speaks for and against a date being that of an event; the names are those of the weights."""
    cues = get_cues(lang)
    after = date.start >= event.end
    side = "after" if after else "before"
    start, end = (event.end, date.start) if after else (date.end, event.start)
    others = [other for other in events if other != event and not (other.start < date.end and date.start < other.end)]
    between = sorted((other for other in others if start <= other.start and other.end <= end), key=lambda other: other.start)
    nearest = (between[-1] if after else between[0]) if between else event
    gap = sentence[nearest.end : date.start] if after else sentence[date.end : nearest.start]
    before = sentence[: date.start]
    opening = SENTENCE_END.split(before)[-1]
    links = cues.list_links(gap)
    chain = _describe_chain([event, *between] if after else [*between, event], sentence, cues) if between else None
    is_beyond = chain not in (None, "content")  # "In 2013 he accused them of shelling" does not say when they did
    rivals = [other for other in dates if other.start != date.start and not other.leads]
    is_told = event.type in TOLD_TYPES
    is_own_word = (is_told or event.type in PROMISED_TYPES) and not event.is_attributed
    said = bool(cues.speech.search(gap) or (not after and cues.after_speech.search(before)))
    is_of_saying = said and not is_own_word
    opens = not is_of_saying and count_words(opening) <= 2
    leads = not is_of_saying and not after and not any(other.start < date.start for other in others)
    leads = leads and not CLAUSES.intersection(cues.list_links(opening))
    is_modifier = bool(cues.article.search(before) or _POSSESSION.search(before.rstrip()) or _POSSESSED.match(sentence, date.end))
    is_its_modifier = is_modifier and not after and not between and not links and count_words(gap) <= 3
    features: dict[str, float] = {
        "bias": 1,
        "after": after,  # "killed on Monday"
        "log words": math.log1p(count_words(gap)),
        "log words, before": 0 if after else math.log1p(count_words(gap)),
        "triggers between": min(2, len(between)),
        "stop": bool(_STOP.search(gap)),
        "commas, before": 0 if after else min(2, gap.count(",")),
        "other event nearer": any(_get_distance(date, other) < _get_distance(date, event) for other in others if other not in between),
        "other date nearer": any(_get_distance(other, event) < _get_distance(date, event) for other in rivals),
        "other date between": any(start <= other.start and other.end <= end for other in rivals),
        "other dates": bool(rivals),
        "only event": not others,
        "opening": opens and not between,  # "Pada 2001, ..."
        "opening, far": opens and is_beyond,
        "leading": leads and not between,  # "The union on Monday called ..."
        "leading, far": leads and is_beyond,
        "modifier": is_its_modifier,  # "the 1994 genocide", "Saturday's attack"
        "modifier of another": is_modifier and not is_its_modifier,
        "in a name": _is_in_name(date, sentence, cues),  # "Piala Dunia 2018", "the 2018 World Cup"
        "touching another": any(other.end <= date.start and not sentence[other.end : date.start].strip() for other in others),  # "perang 1967"
        "end": bool(cues.end.search(before)),  # "until 2007", "untuk 2008"
        "begin": bool(cues.begin.search(before)),  # "since 2007"
        "day": date.precision == "day",
        "year": date.precision == "year",
        "year of history": date.precision == "year" and event.factuality == "historical",
        "ahead, real": bool(date.is_ahead) and event.factuality not in UNREAL,
        "past, unreal": date.is_ahead is False and event.factuality in UNREAL,
        "conditional": event.factuality == "conditional",
        "denied": event.factuality == "denied",
        "told": is_told,
        "said, deed": is_of_saying,  # "..., kata X, Rabu": the day of the saying
        "said, word": said and is_own_word,  # which is that of a demand
    }
    features |= dict.fromkeys((f"{kind}, {side}" for kind in links), 1)
    if chain:
        features[f"{chain} events, {side}"] = 1
    return {name: float(value) for name, value in features.items() if value}


def _describe_chain(events: Sequence[DatableEvent], sentence: str, cues: Cues) -> str:
    """How far apart the first and the last of several events in a row are: what parts two of them most."""
    kinds = set()
    for one, other in itertools.pairwise(events):
        gap = sentence[one.end : other.start]
        links = set(cues.list_links(gap))
        if other.factuality in ("alleged", "denied") and one.factuality != other.factuality:
            kinds.add("content")  # "accused them of shelling"
        elif links & CLAUSES:
            kinds.add("clause")
        elif _STOP.search(gap):
            kinds.add("stop")
        elif links & {"cause", "purpose", "contrast"}:
            kinds.add("aim")
        else:
            kinds.add("joined" if "joined" in links else "listed" if "," in gap else "plain")
    return next(kind for kind in _CHAINS if kind in kinds)


def _get_distance(date: DateExpression, event: DatableEvent) -> int:
    """Characters between both."""
    return date.start - event.end if date.start >= event.end else event.start - date.end


def _is_dateline(date: DateExpression, sentence: str) -> bool:
    full = date.precision == "day" and date.text[-4:].isdigit() and _DATELINE_BEFORE.fullmatch(sentence[: date.start])
    return bool(full and _DATELINE_AFTER.match(sentence[date.end :]))


def _is_in_name(date: DateExpression, sentence: str, cues: Cues) -> bool:
    """Whether a bare year is part of a name ("Piala Dunia 2018", "the 2018 World Cup")."""
    before = sentence[: date.start]
    if not date.text.isdigit() or cues.year.search(before):
        return False
    last, following = _LAST_WORD.search(before), _NEXT_WORD.match(sentence[date.end :])
    return bool((last and last[1][0].isupper() and not _POSSESSION.search(last[1])) or (following and following[1][0].isupper()))
