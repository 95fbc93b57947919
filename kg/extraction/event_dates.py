"""Which of a sentence's dates is the date of an event: "killed on Sunday, police said on Monday" has two, and each belongs to one verb."""

import functools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extraction.dates import DateExpression
from kg.extraction.numbers import join_words
from kg.language import find_language

# Types of events that consist in saying something (PLOVER's verbal ones, less the meetings)
TOLD_TYPES = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE", "SUPPORT"})

# A logistic regression over all (event, date) pairs of the training sentences in both languages (pairs: F1 0.77 by five-fold cross-validation),
# rounded, then each weight swept alone. With gold triggers this gives a date F1 of 0.75 in Indonesian and 0.76 in English where the text
# or its day of publication tells the year. Premodification, commas, quotes and the date's exactness added nothing and were dropped.
_BIAS = 0.7
_AFTER = 1.2  # the date follows the trigger ("killed on Monday")
_PER_LOG_WORD = -0.3  # times log(1 + words between)
_PER_TRIGGER_BETWEEN = -1.7
_PER_CLAUSE_BETWEEN = -1.0  # "that", "setelah": another clause
_SENTENCE_END_BETWEEN = -2.0
_OPENING = 2.0  # the date opens the sentence ("Pada 2001, ...")
_POSSESSIVE = 1.5  # "Saturday's attack"
_RIVAL = -0.8  # another event is nearer on the other side of the date
_IN_NAME = -2.5  # "Piala Dunia 2018", "the 2018 World Cup"
_END = -1.2  # "until 2007", "untuk 2008"
_SPEECH_BETWEEN = -1.5  # "..., kata X, Rabu": the day of the saying
_TOLD = -0.9  # a demand, accusation, refusal has a date less often than a deed,
_TOLD_SPEECH_BETWEEN = 2.2  # but where it is reported speech, it was said when it was said

_SENTENCE_END = re.compile(r"[.;:!?]\s")
_WORD = re.compile(r"\w+")
_POSSESSED = re.compile(r"['’]s?\s")
_DATELINE_BEFORE, _DATELINE_AFTER = re.compile(r"\W*"), re.compile(r"\s+[^\w,]*[A-Z]")
_LAST_WORD, _NEXT_WORD = re.compile(r"(?<=\s)(\S+)\s*$"), re.compile(r"\s*(\w+)")


@dataclass(frozen=True)
class _Cues:
    speech: re.Pattern[str]
    clause: re.Pattern[str]
    end: re.Pattern[str]
    year: re.Pattern[str]


def resolve_event_date(
    trigger_start: int,
    trigger_end: int,
    dates: Sequence[DateExpression],
    sentence: str,
    *,
    lang: str,
    others: Sequence[tuple[int, int]] = (),
    told: bool = False,
) -> DateExpression | None:
    """The date expression that tells when the event at ``[trigger_start, trigger_end)`` happens, None where none does.

    ``dates``: all of the sentence, resolved or not (a date that cannot be resolved still keeps its event from taking another's).
    ``others``: spans of the other triggers. ``told``: the event is something said (its type is in ``TOLD_TYPES``), so
    that "kata X, Rabu" after it is its own date and not only that of the report.
    """
    cues, trigger = _get_cues(lang), (trigger_start, trigger_end)
    best: tuple[float, DateExpression] | None = None
    dateline = next((date.end for date in dates if _is_dateline(date, sentence)), 0)
    for date in dates:
        if date.start < trigger_end and trigger_start < date.end:
            return date  # the trigger names its date ("peristiwa 11 September")
        if date.end <= dateline:
            continue
        rest = [other for other in others if other != trigger and not (other[0] < date.end and date.start < other[1])]
        score = _score(trigger, date, rest, sentence, cues, told=told, begin=dateline)
        if score > 0 and (best is None or score > best[0]):
            best = score, date
    return best[1] if best else None


def _score(
    trigger: tuple[int, int],
    date: DateExpression,
    others: Sequence[tuple[int, int]],
    sentence: str,
    cues: _Cues,
    *,
    told: bool,
    begin: int,
) -> float:
    start, end = _get_gap(trigger, date)
    gap, before = sentence[start:end], sentence[begin : date.start]
    after = date.start >= trigger[1]
    words = _count_words(gap)
    score = _BIAS + _AFTER * after + _PER_LOG_WORD * math.log1p(words) + _TOLD * told
    score += _PER_TRIGGER_BETWEEN * min(2, sum(start <= other[0] and other[1] <= end for other in others))
    score += _PER_CLAUSE_BETWEEN * min(2, len(cues.clause.findall(gap)))
    score += _SENTENCE_END_BETWEEN * bool(_SENTENCE_END.search(gap))
    score += _OPENING * (_count_words(_SENTENCE_END.split(before)[-1]) <= 2)
    score += _POSSESSIVE * bool(not after and _POSSESSED.match(gap))
    across = [other for other in others if (date.start >= other[1]) != after]
    score += _RIVAL * any(_count_words(sentence[slice(*_get_gap(other, date))]) < words for other in across)
    score += _IN_NAME * _is_in_name(date, sentence, cues)
    score += _END * bool(cues.end.search(before))
    said = min(2, len(cues.speech.findall(gap)))
    return score + _SPEECH_BETWEEN * said + _TOLD_SPEECH_BETWEEN * bool(told and said)


def _get_gap(trigger: tuple[int, int], date: DateExpression) -> tuple[int, int]:
    return (trigger[1], date.start) if date.start >= trigger[1] else (date.end, trigger[0])


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
    words = {name: rf"(?<!\w){join_words(table.get(name, {}).get('words', []))}(?!\w)" for name in ("speech", "clauses", "ends")}
    year = rf"(?<!\w){join_words(table.get('years', {}).get('cues', []))}\s+$"
    compiled = (re.compile(source, re.IGNORECASE) for source in (words["speech"], words["clauses"], words["ends"] + r"\s+$", year))
    return _Cues(*compiled)
