"""Relations that the words between two names tell: "X-backed Y", "X, yang dikuasai Y", "X, southern Y"."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from kg.extraction.relations.bearers import list_coordinated
from kg.extraction.relations.found import FoundRelation, Span
from kg.extraction.relations.lexicon import Pattern
from kg.extraction.relations.names import Name
from kg.extraction.relations.sentence import NamedSentence
from schemas.judgement import Factuality
from schemas.relation import RelationType

MAX_GAP: Final = 90  # characters between two names that a pattern can match
AROUND: Final = 60  # characters before and after them that it looks at
# their object is a place, their subject is not
TERRITORIAL: Final = frozenset({RelationType.CONTROLS, RelationType.CLAIMS_TERRITORY})
# a little below the share of right relations on the annotated sentences (0.83 for all patterns)
CONFIDENCE: Final = {RelationType.LOCATED_IN: 0.8, RelationType.MEMBER_OF: 0.7}
OTHERWISE: Final = 0.6


def find_pattern_relations(sentence: NamedSentence) -> Iterator[FoundRelation]:
    """Relations by the patterns of the language's table, the first pattern that fits a pair of names."""
    names = sentence.names
    pairs = [*zip(names, names[2:], strict=False), *pairwise(names)]
    pairs.sort(key=lambda pair: pair[0].is_bare or pair[1].is_bare)  # what is told of a name is not told again of "the rebels" beside it
    told: set[tuple[RelationType, int]] = set()  # of "X, a town in Y, is held by Z" the narrow pair would have Z hold Y
    for left, right in pairs:
        if right.start <= left.tail or right.start - left.tail > MAX_GAP:
            continue
        for pattern in sentence.lexicon.patterns:
            if (reach := _match(sentence, pattern, left, right)) and (pattern.type, right.start) not in told:
                if "," in sentence.text[left.tail : right.start]:
                    told.add((pattern.type, right.start))
                yield from _tell(sentence, pattern, left, right, reach)
                break
    for name in names:
        yield from _find_adjuncts(sentence, name)


def _match(sentence: NamedSentence, pattern: Pattern, left: Name, right: Name) -> Span | None:
    """All the words that tell the relation, if the pattern fits; None if it does not."""
    if not (left.is_kind(pattern.ends[0]) and right.is_kind(pattern.ends[1])) or (left.is_bare and right.is_bare):
        return None
    text, is_place = sentence.text, pattern.type is RelationType.LOCATED_IN
    starts = {left.tail} if is_place else {left.tail, max(left.tail, left.phrase[1])}
    stops = {right.start} if is_place else {right.start, right.phrase[0]}
    if not any(pattern.between.fullmatch(text, start, stop) for start in starts for stop in stops if start <= stop):
        return None
    begin, end = min(left.start, left.phrase[0]), max(right.end, right.phrase[1])
    if pattern.before and not any(pattern.before.search(text[max(0, at - AROUND) : at]) for at in sorted({left.start, begin})):
        return None
    if pattern.after:
        behind = [match for at in sorted({right.end, right.tail, end}) if (match := pattern.after.match(text, at, at + AROUND))]
        if not behind:
            return None
        end = behind[-1].end()
    if is_place and (not is_within(*((right, left) if pattern.swap else (left, right))) or _is_list(sentence, left, right)):
        return None
    return begin, end


def _is_list(sentence: NamedSentence, left: Name, right: Name) -> bool:
    """Whether two places are the beginning of a list: "in Kalbajar, Aghdam and Lachin"."""
    if sentence.text[left.tail : right.start] != ", " or right.country or (right.places and right.places[0].precision != "city"):
        return False
    after = sentence.names[sentence.names.index(right) + 1 :]
    gap = sentence.text[right.tail : after[0].start].strip() if after else ""
    return bool(after) and (gap == "," or gap.removeprefix(",").strip() in sentence.lexicon.joiners)


def is_within(place: Name, whole: Name) -> bool:
    """Whether the tables allow the one place to lie in the other; what they do not know, the sentence decides."""
    if place.country or (place.places and place.places[0].precision == "country"):
        return False
    if whole.country:
        inside = {entry.country for entry in place.places}
        return not inside or whole.country in inside
    if not whole.places and not whole.is_located:
        return False
    if place.places and whole.places:
        return any(
            part.country == larger.country is not None and larger.precision != "city" and part.precision not in ("country", larger.precision)
            for part in place.places
            for larger in whole.places
        )
    return place.is_located or bool(place.places)


def _tell(sentence: NamedSentence, pattern: Pattern, left: Name, right: Name, reach: Span) -> Iterator[FoundRelation]:
    subject, target = (right, left) if pattern.swap else (left, right)
    subjects = _list_row(sentence, subject, is_left=not pattern.swap) if pattern.many == "subject" else [subject]
    if pattern.type is RelationType.OPPOSES and target.is_rebel and not subject.is_rebel and not subject.is_bare:
        subjects, target = [target], subject
    for each in subjects:
        ends = _choose_span(pattern.type, each, is_subject=True), _choose_span(pattern.type, target, is_subject=False)
        yield FoundRelation(pattern.type, *ends, Factuality.ASSERTED, CONFIDENCE.get(pattern.type, OTHERWISE), reach)


def _choose_span(type_: RelationType, name: Name, *, is_subject: bool) -> Span:
    """The name with its noun where sides are meant ("Sri Lankan troops"), the name alone where places or bodies are."""
    of_bodies = type_ in (RelationType.MEMBER_OF, RelationType.PART_OF)
    if type_ in (RelationType.LOCATED_IN, RelationType.REPRESENTS) or ((type_ in TERRITORIAL or of_bodies) and not is_subject):
        return name.span
    return name.phrase


def _list_row(sentence: NamedSentence, name: Name, *, is_left: bool) -> Sequence[Name]:
    """All names of the row that this one ends (left of the pattern) or begins (right of it)."""
    if is_left:
        return list_coordinated(sentence, name)
    row = [name]
    names = [other for other in sentence.names if not other.is_bare and other.start > name.start]
    for other in names:
        gap = sentence.text[max(row[-1].tail, row[-1].phrase[1]) : other.phrase[0]]
        words = gap.replace(",", " ").split()
        if not gap.strip() or len(words) > 2 or (words and words[0] not in sentence.lexicon.joiners) or (not words and gap.strip() != ","):
            break
        if other.is_kind("side"):
            row.append(other)
    return row


def _find_adjuncts(sentence: NamedSentence, name: Name) -> Iterator[FoundRelation]:
    text = sentence.text
    if name.is_bare:
        return
    for adjunct in sentence.lexicon.adjuncts:
        if not name.is_kind(adjunct.end):
            continue
        start, end = name.start, name.end
        if adjunct.before:
            window = max(0, name.start - AROUND)
            found = adjunct.before.search(text[window : name.start])
            if found is None:
                continue
            start = window + found.start()
            end = window + found.end(1) if adjunct.before.groups else end
        if adjunct.after:
            behind = adjunct.after.match(text, name.end, name.end + AROUND)
            if behind is None:
                continue
            start, end = behind.span(1) if adjunct.after.groups else (start, behind.end())
        yield FoundRelation(
            adjunct.type, (start, end), name.span, Factuality.ASSERTED, OTHERWISE, (min(start, name.start), max(end, name.end)), is_around=True
        )
        return
