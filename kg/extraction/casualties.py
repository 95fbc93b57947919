"""How many people a sentence says were killed or injured: "menewaskan 12 orang dan melukai 30 lainnya", "a dozen dead", "no casualties".

The words come from ``kg/lang/CODE/casualties.toml``. A number counts only with people: in front of a state ("12 orang tewas"), or behind
a verb ("killed 12 people"); "12 tank hancur" and "killed in 2003" count nobody.
"""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, cast

from kg.extraction.attachment import TOLD_TYPES
from kg.extraction.numbers import Quantity, find_quantities, join_words
from kg.language import find_language
from schemas.event import Casualties

Kind = Literal["killed", "injured"]
KINDS: Final[tuple[Kind, Kind]] = ("killed", "injured")
_REACH = 80  # characters before a number in which its verb may stand
_SAYING_TYPES = TOLD_TYPES | {"AGREE"}
_NOT_ASSAULT: Final = 40  # characters by which another trigger must be nearer than that of an ASSAULT
HARMING_TYPES: Final = frozenset({"ASSAULT", "PROTEST", "COERCE"})


@dataclass(frozen=True)
class CasualtyCount:
    """A number of people killed or injured; ``[start, end)`` holds the number and the word that says what befell them.

    ``value``: the number named, None where there is none ("puluhan", "between 10 and 15"). ``low`` and ``high``: what the words allow,
    None where they leave it open.
    """

    kind: Kind
    value: int | None
    low: int | None
    high: int | None
    start: int
    end: int


@dataclass(frozen=True)
class _Grammar:
    hint: re.Pattern[str]  # what every count holds: most sentences are done with here
    single: re.Pattern[str]  # "a", "seorang"
    none: re.Pattern[str]  # "no", "tidak ada"
    before: Mapping[Kind, re.Pattern[str]]  # ends where the number begins
    toll: Mapping[Kind, re.Pattern[str]]  # likewise: "death toll rose to"
    after: Mapping[Kind, re.Pattern[str]]  # begins where the number ends
    either: re.Pattern[str]
    counted: re.Pattern[str]  # the words after a number that say what it counts
    joined: re.Pattern[str]
    part: re.Pattern[str]  # ends where the number of a part begins
    people: re.Pattern[str]
    others: re.Pattern[str]
    boundary: re.Pattern[str]  # a preposition: the noun counted stands before it
    clause: re.Pattern[str]  # what may follow a verb without an object
    words: Mapping[str, frozenset[str]]


def find_casualties(sentence: str, *, lang: str) -> list[CasualtyCount]:
    """All counts of people killed or injured in a sentence, in order; empty for a language without a table.

    >>> [(c.kind, c.value, c.low) for c in find_casualties("At least 12 people were killed and dozens injured.", lang="en")]
    [('killed', 12, 12), ('injured', None, 10)]
    """
    grammar = _get_grammar(lang)
    if grammar is None or not grammar.hint.search(sentence):
        return []
    zeros = [Quantity(match.start(), match.end(), 0, 0, 0) for match in grammar.none.finditer(sentence)]
    numbers = zeros + _drop_overlapping(find_quantities(sentence, lang=lang), zeros)  # "no one"
    singles = _drop_overlapping([Quantity(match.start(), match.end(), 1, 1, 1) for match in grammar.single.finditer(sentence)], numbers)
    found: list[tuple[Quantity, list[CasualtyCount]]] = []
    for quantity in sorted(numbers + singles, key=lambda quantity: quantity.start):
        limit = min((other.start for other in numbers if other.start >= quantity.end), default=len(sentence))
        fates = _find_fates(quantity, sentence, limit, grammar, single=quantity in singles)
        counts = [CasualtyCount(kind, quantity.value, quantity.low, quantity.high, start, end) for kind, start, end in fates]
        if found and len(counts) + len(found[-1][1]) == 1 and _is_joined(found[-1][0], quantity, sentence, grammar):
            other = found[-1][0] if counts else quantity
            counts = [_add((counts or found[-1][1])[0], other)]
            found[-1] = (found[-1][0], [])
        found.append((quantity, counts))
    return [count for _, counts in found for count in counts]


def attach_casualties(counts: Sequence[CasualtyCount], triggers: Sequence[tuple[str, int, int]]) -> list[Casualties]:
    """The casualties of each event, given its type and its trigger's start and end.

    A count goes to the nearest ASSAULT, PROTEST or COERCE (ASSAULT before the others: "fired on the protest, killing 12"), else to the only
    event if that is a deed; of several of one kind the greatest stays ("60 were killed, 20 of them in Basra").
    """
    harming = [index for index, trigger in enumerate(triggers) if trigger[0] in HARMING_TYPES]
    if not harming and len(triggers) == 1 and triggers[0][0] not in _SAYING_TYPES:
        harming = [0]
    greatest: list[dict[Kind, CasualtyCount]] = [{} for _ in triggers]
    for count in counts if harming else ():
        kept = greatest[min(harming, key=lambda index: _get_distance(count, triggers[index]))]
        if count.kind not in kept or _get_size(count) > _get_size(kept[count.kind]):
            kept[count.kind] = count
    return [Casualties(**{name: number for count in kept.values() for name, number in _get_numbers(count).items()}) for kept in greatest]


def _get_size(count: CasualtyCount) -> int:
    return next((number for number in (count.value, count.low, count.high) if number is not None), 0)


def _get_numbers(count: CasualtyCount) -> dict[str, int | None]:
    """The number and its bounds by their names in the record; a number named outright needs no bounds."""
    is_exact = count.low == count.value == count.high
    return {count.kind: count.value} | ({} if is_exact else {f"{count.kind}_low": count.low, f"{count.kind}_high": count.high})


def _get_distance(count: CasualtyCount, trigger: tuple[str, int, int]) -> int:
    return max(trigger[1] - count.end, count.start - trigger[2], 0) + (0 if trigger[0] == "ASSAULT" else _NOT_ASSAULT)


def _find_fates(quantity: Quantity, sentence: str, limit: int, grammar: _Grammar, *, single: bool) -> list[tuple[Kind, int, int]]:
    """What befell those counted: kind, start and end of the words; ``limit``: where the next number begins."""
    left, right = sentence[max(0, quantity.start - _REACH) : quantity.start], sentence[quantity.end :]
    if grammar.part.search(left):
        return []  # a part of those counted before
    counted = _get_counted(sentence, quantity, grammar)
    states = [(match.end("who"), kind, match) for kind in KINDS if (match := grammar.after[kind].match(right))]
    for kind in KINDS:
        verb = grammar.before[kind].search(left)
        if (
            verb
            and states
            and verb["verb"].lower() in grammar.words["needing"]
            and min(states, key=lambda state: state[0])[2].start("state") < limit - quantity.end
        ):
            continue  # "claimed 90 civilians were wounded"
        if verb and _counts_people(counted, quantity, grammar, named=single or verb["verb"].lower() in grammar.words["needing"]):
            return [(kind, quantity.start - len(left) + verb.start(), quantity.end)]
        toll = grammar.toll[kind].search(left)
        if toll and not single:
            return [(kind, quantity.start - len(left) + toll.start(), quantity.end)]
    for _, kind, match in sorted(states, key=lambda state: state[0]):
        end = quantity.end + match.end()
        inside = match.start("aside") < limit - quantity.end < match.end("aside")  # "seven people, two of them children, were killed"
        if (match.start("state") >= limit - quantity.end and not inside) or not _counts_people(match["who"], quantity, grammar, named=single):
            continue
        followed = limit < len(sentence) and not sentence[end:limit].strip()  # by a number: "killed three", "killed and wounded 30"
        if match["both"] and not followed:  # "killed or injured": only nobody can be divided
            return [(each, quantity.start, end) for each in KINDS] if quantity.value == 0 else []
        if not _is_active(match, sentence[end:], grammar, followed=followed):
            return [(kind, quantity.start, end)]
    if quantity.value == 0 and (match := grammar.either.match(right)):
        return [(kind, quantity.start, quantity.end + match.end()) for kind in KINDS]
    return []


def _is_joined(first: Quantity, second: Quantity, sentence: str, grammar: _Grammar) -> bool:
    """Whether two numbers of people share one fate ("two soldiers and a civilian were killed")."""
    between = grammar.joined.fullmatch(sentence, first.end, second.start)
    if between is None or first.value == 0 or second.value == 0:
        return False
    words = _get_counted(sentence, second, grammar)
    return _counts_people(between["who"], first, grammar, named=True) and _counts_people(words, second, grammar, named=True)


def _add(count: CasualtyCount, other: Quantity) -> CasualtyCount:
    pairs = ((count.value, other.value), (count.low, other.low), (count.high, other.high))
    value, low, high = (None if a is None or b is None else a + b for a, b in pairs)
    return replace(count, value=value, low=low, high=high, start=min(count.start, other.start), end=max(count.end, other.end))


def _drop_overlapping(quantities: list[Quantity], others: list[Quantity]) -> list[Quantity]:
    return [one for one in quantities if not any(one.start < other.end and other.start < one.end for other in others)]


def _get_counted(sentence: str, quantity: Quantity, grammar: _Grammar) -> str:
    return str(cast("re.Match[str]", grammar.counted.match(sentence, quantity.end))[0])


def _counts_people(words: str, quantity: Quantity, grammar: _Grammar, *, named: bool) -> bool:
    """Whether the words after a number name people, or nothing at all ("killed 12 and ...", unless people must be ``named``)."""
    text = grammar.others.sub("", words.strip()).strip()
    if not text:
        return not named and (quantity.value or 0) not in range(1900, 2100)
    head = next((part for part in grammar.boundary.split(text) if part.strip()), "")
    return bool(grammar.people.search(head)) or (head.istitle() and not named)


def _is_active(match: re.Match[str], rest: str, grammar: _Grammar, *, followed: bool) -> bool:
    """Whether the state is a verb with an object ("12 gunmen killed a guard")."""
    if match["state"].lower() not in grammar.words["transitive"] or grammar.words["passive"] & set(match["links"].lower().split()):
        return False
    return followed or not grammar.clause.match(rest)


@functools.cache
def _get_grammar(lang: str) -> _Grammar | None:
    """The grammar of a language, None where it has no table."""
    table = find_language(lang).get_table("casualties")
    if not table:
        return None
    words = {name: join_words(value) for name, value in table.items() if isinstance(value, list)}
    verbs = {kind: join_words(table[kind]["before"]) for kind in KINDS}
    states = {kind: join_words(table[kind]["after"]) for kind in KINDS}
    tolls = {"killed": words["toll"], "injured": words["toll_injured"]}
    word = rf"\s+(?!{words['conjunctions']}\s)[\w'’-]+"
    # "seven people, two of them children, were killed", "nine people including a nurse were killed"
    aside = rf"(?P<aside>(?:\s*[,(–-][^,.;()–]{{1,60}}[,)–-]|\s+{words['including']}\s[^,.;()]{{1,60}}?)?)"
    both = {kind: rf"(?P<both>\s+{words['conjunctions']}(?:\s+{words['links']})*\s+{states[other]}(?!\w))?" for kind, other in (KINDS, KINDS[::-1])}

    telling = [*verbs.values(), *states.values(), *tolls.values(), words["either"]]
    links = rf"(?P<links>(?:\s+{words['links']})*)"

    def compile_each(sources: Mapping[Kind, str]) -> Mapping[Kind, re.Pattern[str]]:
        return {kind: re.compile(source, re.IGNORECASE) for kind, source in sources.items()}

    return _Grammar(
        hint=re.compile(rf"(?<!\w)(?:{'|'.join(telling)})(?!\w)", re.IGNORECASE),
        single=re.compile(rf"(?<!\w){words['one']}(?!\w)", re.IGNORECASE),
        none=re.compile(rf"(?<!\w){words['none']}(?!\w)", re.IGNORECASE),
        before=compile_each({kind: rf"(?<!\w)(?P<verb>{verbs[kind]})(?:\s+{words['fillers']})*\s+$" for kind in KINDS}),
        toll=compile_each({kind: rf"(?<!\w){tolls[kind]}(?:\s+[\w'’-]+){{0,5}}?\s+{words['toll_verbs']}\s+$" for kind in KINDS}),
        after=compile_each({kind: rf"(?P<who>(?:{word}){{0,6}}?){aside}{links}\s+(?P<state>{states[kind]})(?!\w){both[kind]}" for kind in KINDS}),
        either=re.compile(rf"(?:{word}){{0,3}}?\s+{words['either']}(?!\w)", re.IGNORECASE),
        counted=re.compile(rf"(?:{word}){{0,5}}", re.IGNORECASE),
        joined=re.compile(rf"(?P<who>(?:{word}){{1,5}}?)\s+{words['conjunctions']}\s+", re.IGNORECASE),
        part=re.compile(rf"(?<!\w){words['including']}\s+$", re.IGNORECASE),
        people=re.compile(rf"(?<!\w){join_words(table['people']['words'])}{join_words(table['people']['endings'])}?(?!\w)", re.IGNORECASE),
        others=re.compile(rf"(?<!\w){words['others']}(?!\w)|^{words['partitives']}(?!\w)", re.IGNORECASE),
        boundary=re.compile(rf"(?<!\w){words['boundaries']}(?!\w)", re.IGNORECASE),
        clause=re.compile(rf"\s*(?:$|[^\w\s]|{words['boundaries']}(?!\w))", re.IGNORECASE),
        words={name: frozenset(table[name]) for name in ("needing", "transitive", "passive")},
    )
