"""Which of a sentence's dates is the date of an event: "killed on Sunday, police said on Monday" has two, and each belongs to one verb."""

import functools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.extraction.dates import DateExpression
from kg.extraction.numbers import join_words
from kg.language import find_language

# Types of events that consist in saying something (PLOVER's verbal ones, less the meetings and agreements)
TOLD_TYPES = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN", "SUPPORT"})
_UNREAL = frozenset({"future", "conditional"})

# A logistic regression over the 1,556 pairs of event and date of the training sentences in both languages where the text or its day of
# publication gives the date a value; each feature was kept for its likelihood in five-fold cross-validation. The rare ones (possessive, name) and
# those of reported speech, in which the annotators differ, were then made stronger with a look at the development sentences; on the training
# sentences that changes nothing. The date with the highest sum is taken if it is above _BOUND. With gold triggers F1 is 0.78 on the training
# sentences (cross-validated over dates that can be resolved; 0.74 with distance, side, clause and speech alone).
_BOUND = -0.4
_WEIGHTS: Mapping[str, float] = {
    "bias": 0.7,
    "after": 1.8,
    "log words between": -0.7,
    "triggers between": -1.1,
    "clauses between": -0.7,
    "other trigger of the clause between": -0.9,
    "opening": 1.2,
    "leading": 1.3,
    "possessive": 2.0,
    "in a name": -2.0,
    "end": -1.4,
    "begin": -1.0,
    "day": 0.6,
    "year": -0.9,
    "year of history": 1.8,
    "told": -1.3,
    "told, triggers between": 0.5,
    "unreal": -1.7,
    "said between": -1.5,
    "told, said between": 2.0,
    "attributed, said then": -1.5,
    "told, said beside": 1.0,
    "other dates": -0.9,
    "only event": 0.4,
}

_SENTENCE_END = re.compile(r"[.;:!?]\s")
_WORD = re.compile(r"\w+")
_POSSESSED = re.compile(r"['’]s?\s")
_DATELINE_BEFORE, _DATELINE_AFTER = re.compile(r"\W*"), re.compile(r"\s+[^\w,]*[A-Z]")
_LAST_WORD, _NEXT_WORD = re.compile(r"(?<=\s)(\S+)\s*$"), re.compile(r"\s*(\w+)")


@dataclass(frozen=True)
class DatableEvent:
    """What of an event decides on its date: the trigger at ``[start, end)`` of the sentence, and whether someone is named who says so."""

    start: int
    end: int
    type: str
    factuality: str = "asserted"
    is_attributed: bool = False


@dataclass(frozen=True)
class _Cues:
    """Words of a language that part a date from a trigger, or tell what the date is of."""

    speech: re.Pattern[str]
    beside_speech: tuple[re.Pattern[str], re.Pattern[str]]  # a verb of saying right before the date, right after it
    clause: re.Pattern[str]
    end: re.Pattern[str]
    begin: re.Pattern[str]
    year: re.Pattern[str]


def resolve_event_dates(events: Sequence[DatableEvent], dates: Sequence[DateExpression], sentence: str, *, lang: str) -> list[DateExpression | None]:
    """The date expression that tells when each event of a sentence happens, None where none does.

    ``events``: all of the sentence. ``dates``: all of the sentence, resolved or not (a date that cannot be resolved still keeps its event from
    taking another's).
    """
    dateline = next((date.end for date in dates if _is_dateline(date, sentence)), 0)
    usable = [date for date in dates if date.end > dateline]
    return [_find_date(event, events, usable, sentence, lang=lang, begin=dateline) for event in events] if usable else [None] * len(events)


def _find_date(
    event: DatableEvent, events: Sequence[DatableEvent], dates: Sequence[DateExpression], sentence: str, *, lang: str, begin: int
) -> DateExpression | None:
    best: tuple[float, DateExpression] | None = None
    for date in dates:
        if date.start < event.end and event.start < date.end:
            return date  # the trigger names its date ("peristiwa 11 September")
        if date.leads:
            if event.start == min((other.start for other in events if other.start >= date.end), default=None):
                return date  # "two days after the attack"
            continue
        score = sum(_WEIGHTS[name] * value for name, value in describe_pair(event, date, events, dates, sentence, lang=lang, begin=begin).items())
        if score > _BOUND and (best is None or score > best[0]):
            best = score, date
    return best[1] if best else None


def describe_pair(
    event: DatableEvent,
    date: DateExpression,
    events: Sequence[DatableEvent],
    dates: Sequence[DateExpression],
    sentence: str,
    *,
    lang: str,
    begin: int,
) -> dict[str, float]:
    """What speaks for and against a date being that of an event; the names are those of the weights. ``begin``: where the dateline ends."""
    cues = _get_cues(lang)
    after = date.start >= event.end
    start, end = (event.end, date.start) if after else (date.end, event.start)
    gap, before = sentence[start:end], sentence[begin : date.start]
    others = [other for other in events if other != event and not (other.start < date.end and date.start < other.end)]
    between = sum(start <= other.start and other.end <= end for other in others)
    clauses = len(cues.clause.findall(gap))
    told = event.type in TOLD_TYPES
    said_between = bool(cues.speech.search(gap))
    said = bool(said_between or cues.beside_speech[0].search(before) or cues.beside_speech[1].match(sentence, date.end))
    first = not any(other.start < date.start for other in others)
    return {
        "bias": 1,
        "after": after,  # "killed on Monday"
        "log words between": math.log1p(_count_words(gap)),
        "triggers between": min(2, between),
        "clauses between": min(2, clauses),  # "that", "setelah": another clause
        "other trigger of the clause between": bool(after and between and not clauses),
        "opening": _count_words(_SENTENCE_END.split(before)[-1]) <= 2,  # "Pada 2001, ..."
        "leading": bool(
            not after and first and not cues.clause.search(before) and not _SENTENCE_END.search(before)
        ),  # "The union on Monday called ..."
        "possessive": bool(not after and _POSSESSED.match(gap)),  # "Saturday's attack"
        "in a name": _is_in_name(date, sentence, cues),  # "Piala Dunia 2018", "the 2018 World Cup"
        "end": bool(cues.end.search(before)),  # "until 2007", "untuk 2008"
        "begin": bool(cues.begin.search(before)),  # "since 2007"
        "day": date.precision == "day",
        "year": date.precision == "year",
        "year of history": date.precision == "year" and event.factuality == "historical",
        "told": told,
        "told, triggers between": bool(told and between),
        "unreal": event.factuality in _UNREAL,
        "said between": said_between,  # "..., kata X, Rabu": the day of the saying
        "told, said between": told and said_between,  # which is that of a demand
        "attributed, said then": event.is_attributed and said,
        "told, said beside": told and said and not said_between,  # "said on Tuesday that the army must ..."
        "other dates": len(dates) > 1,
        "only event": not others,
    }


def _count_words(text: str) -> int:
    return len(_WORD.findall(text))


def _is_dateline(date: DateExpression, sentence: str) -> bool:
    """Whether a full date with no comma after it is put before the sentence ("Monday, July 1, 2019 On Friday, ...")."""
    full = date.precision == "day" and date.text[-4:].isdigit() and _DATELINE_BEFORE.fullmatch(sentence[: date.start])
    return bool(full and _DATELINE_AFTER.match(sentence[date.end :]))


def _is_in_name(date: DateExpression, sentence: str, cues: _Cues) -> bool:
    """Whether a bare year is part of a name ("Piala Dunia 2018", "the 2018 World Cup")."""
    before = sentence[: date.start]
    if not date.text.isdigit() or cues.year.search(before):
        return False
    last, following = _LAST_WORD.search(before), _NEXT_WORD.match(sentence[date.end :])
    return bool((last and last[1][0].isupper()) or (following and following[1][0].isupper()))


@functools.cache
def _get_cues(lang: str) -> _Cues:
    table = find_language(lang).get_table("dates")
    words = {name: rf"(?<!\w){join_words(table.get(name, {}).get('words', []))}(?!\w)" for name in ("speech", "clauses", "ends", "begins")}
    words["year"] = rf"(?<!\w){join_words(table.get('years', {}).get('cues', []))}"

    def compile_words(source: str) -> re.Pattern[str]:
        return re.compile(source, re.IGNORECASE)

    return _Cues(
        speech=compile_words(words["speech"]),
        beside_speech=(compile_words(words["speech"] + r"\W+(?:\w+\W+)?$"), compile_words(r"\W*(?:\w+\W+)?" + words["speech"])),
        clause=compile_words(words["clauses"]),
        end=compile_words(words["ends"] + r"\s+$"),
        begin=compile_words(words["begins"] + r"\s+(?:\w+\s+)?$"),
        year=compile_words(words["year"] + r"\s+$"),
    )
