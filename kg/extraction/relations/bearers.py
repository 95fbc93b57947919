"""Who has an office or is a member: named beside it, in an apposition, or by a sentence that says so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from kg.extraction.relations.found import FoundRelation, Span
from kg.extraction.relations.names import Name
from kg.extraction.relations.offices import SPACE, Office, get_name, read_office, read_owner, skip_ranks
from kg.extraction.relations.sentence import NamedSentence
from schemas.judgement import Factuality
from schemas.relation import RelationType

_APPOSITION: Final = re.compile(r"""(?:\s?\((?:\d{1,3}|[A-Z][\w/.-]{1,11})\)|,\s\d{1,3})?\s*(?:[,(–—]|-{1,2})\s?["“]?""")
_COMMA: Final = re.compile(r"\s?(?:\([A-Z][\w/.-]{1,11}\))?\s?[,:]\s?")
_CLOSED: Final = re.compile(r"""(?:\s?\([^)]{1,20}\))?["”]?\s?(?:[,.;)!?–—]|-{1,2}\s|$)""")
_RANK_GAP: Final = re.compile(r"\.?\s{0,2}|-")
_ASIDE: Final = re.compile(r"(?:\s?\([^)]{1,20}\))?,?\s")
# a little below the share of right relations on the annotated sentences (0.88 to 1.0), for whose kind of news the words were chosen
CONFIDENCE: Final = {"beside": 0.95, "apposition": 0.9, "comma": 0.85, "copula": 0.8, "shared": 0.8}


def find_office_relations(sentence: NamedSentence) -> Iterator[FoundRelation]:
    """Who holds which office, of what, and who is a member of what."""
    offices = [read_office(sentence, match.first, match.last, match.found[0]) for match in sentence.offices]
    bound: list[Office] = []
    for office in offices:
        bound.append(_bind(sentence, office, bound))
    for office in _share(sentence, _unnest(sentence, bound)):
        yield from _tell(sentence, office)


def _bind(sentence: NamedSentence, office: Office, earlier: Sequence[Office]) -> Office:
    """The office with those who have it: named right behind it, else before it, else after a comma."""
    direct = _find_behind(sentence, office)
    if direct and direct[1] == "beside":
        return _read_home(sentence, replace(office, bearers=(direct[0],), how="beside"))
    before = _find_in_front(sentence, office)
    if before and direct and any(before[0][-1] in other.bearers for other in earlier):
        before = None  # "Foreign Minister X, Prime Minister Y": the comma parts two persons, not one from what he is besides
    if before:
        return replace(office, bearers=before[0], how=before[1])
    return replace(office, bearers=(direct[0],), how="comma") if direct else office


def _read_home(sentence: NamedSentence, office: Office) -> Office:
    """Whose office it is, behind its bearer: "President X of neighbouring Y"."""
    at = office.bearers[0].last
    if office.owner or at >= len(sentence.words) or sentence.words[at].norm not in sentence.lexicon.of or sentence.get_gap(at - 1) != " ":
        return office
    _, owner, name = read_owner(sentence, at + 1, is_marked=True) or (at, None, None)
    is_home = name is not None and (name.is_state or name.is_body) and not name.is_party
    return replace(office, owner=owner, owner_name=name) if is_home else office


def _find_behind(sentence: NamedSentence, office: Office) -> tuple[Name, str] | None:
    words = sentence.words
    if office.end >= len(words):
        return None
    gap = sentence.get_gap(office.end - 1).removeprefix(")")
    is_apart = _COMMA.fullmatch(gap) is not None
    if not is_apart and not SPACE.fullmatch(gap):
        return None
    at = skip_ranks(sentence, office.end)
    if at > office.end and not _RANK_GAP.fullmatch(sentence.get_gap(at - 1)):
        return None
    name = get_name(sentence, at) if at < len(words) else None
    if name is None or not _fits(name, office):
        return None
    if not is_apart:
        # "ajudan Aliyev" is an aide of his; the spokesman's own name comes in full
        is_master = not sentence.lexicon.owner_before and office.owner is None and name.last - name.first == 1 and _serves(sentence, office)
        return None if is_master else (name, "beside")
    is_closed = _CLOSED.match(sentence.text, name.end) is not None
    if sentence.lexicon.is_closed and not is_closed:
        return None
    return (name, "comma") if is_closed or name.last - name.first > 1 else None


def _fits(name: Name, office: Office) -> bool:
    return name.is_person or (office.kind == "members" and name.is_state)


def _find_in_front(sentence: NamedSentence, office: Office) -> tuple[tuple[Name, ...], str] | None:
    """Those named before an office that is said of them: "X, the head of Y", "X and Y, members of Z", "X is the head of Y"."""
    begin = office.begin
    how = "apposition"
    while begin and sentence.words[begin - 1].norm in sentence.lexicon.articles and SPACE.fullmatch(sentence.get_gap(begin - 1)):
        begin -= 1
    name = _get_name_ending(sentence, begin)
    if name is None or not _APPOSITION.fullmatch(sentence.text, name.end, sentence.words[begin].start):
        how = "copula"
        at = _find_copula(sentence, begin)
        name = _get_name_ending(sentence, at) if at is not None else None
        if name is None or at is None or not _ASIDE.fullmatch(sentence.text, name.end, sentence.words[at].start):
            return None
    if not _fits(name, office) or name.is_possessive:
        return None
    names = [name]
    if office.is_plural or office.kind == "members":
        names = list_coordinated(sentence, name)
    return tuple(other for other in names if _fits(other, office)), how


def _get_name_ending(sentence: NamedSentence, at: int) -> Name | None:
    """The name before word ``at``; an age or abbreviation may stand between."""
    while at and sentence.words[at - 1].raw.isdigit():
        at -= 1
    name = sentence.by_word.get(at - 1) if at else None
    if name and sentence.text[name.start - 1 : name.start] == "(" and name.first:
        name = sentence.by_word.get(name.first - 1)
    return name if name and not name.is_bare else None


def _find_copula(sentence: NamedSentence, at: int) -> int | None:
    """First word of a copula that ends before word ``at``."""
    for length in (3, 2, 1):
        first = at - length
        if first > 0 and any(
            match.last - match.first == length for match in sentence.lexicon.copulas.find_names(sentence.text, sentence.words[first:at], cased=False)
        ):
            return first
    return None


def list_coordinated(sentence: NamedSentence, name: Name) -> list[Name]:
    """The names of a row ("A, B and C") that ends with this one, in their order."""
    names = [name]
    while (first := names[0]).first:
        at = first.first
        gap = sentence.text[sentence.words[at - 1].end : first.start]
        is_joined = sentence.words[at - 1].norm in sentence.lexicon.joiners and sentence.words[at - 1].end < first.start and gap == " "
        if is_joined:
            at -= 1
        elif gap != ", " or len(names) < 2:
            break
        before = sentence.by_word.get(at - 1) if at else None
        if (
            before is None
            or before.is_bare
            or before.is_possessive
            or not re.fullmatch(r",?\s", sentence.text[before.tail : sentence.words[at].start])
        ):
            break
        names.insert(0, before)
    return names


def _unnest(sentence: NamedSentence, offices: Sequence[Office]) -> list[Office]:
    """Who serves another office that is named right behind: in "penasihat presiden X" he is X, in "juru bicara Presiden X" X is the president."""
    freed = list(offices)
    for i in range(len(freed) - 1):
        one, other = freed[i], freed[i + 1]
        if sentence.lexicon.owner_before or one.bearers or one.end != other.begin or not _serves(sentence, one):
            continue
        if other.how == "comma" or (other.how == "beside" and not sentence.is_capital(other.first)):
            freed[i] = replace(one, owner=other.owner, owner_name=other.owner_name, bearers=other.bearers, how=other.how)
            freed[i + 1] = replace(other, bearers=(), how="")
    return freed


def _serves(sentence: NamedSentence, office: Office) -> bool:
    found = sentence.lexicon.serving.find_names(sentence.text, sentence.words[office.first : office.last], cased=False)
    return bool(found) and found[0].first == 0


def _share(sentence: NamedSentence, offices: Sequence[Office]) -> list[Office]:
    """Offices that "and" joins have one bearer, and two bearers that it joins one state: "President A and Prime Minister B of X"."""
    shared = list(offices)
    for i in range(len(shared) - 1, 0, -1):  # from the last: "military chief and prime minister X"
        one, other = shared[i - 1], shared[i]
        if not one.bearers and other.how == "beside" and _is_joined(sentence, one.end, other.begin):
            shared[i - 1] = replace(one, bearers=other.bearers, how="shared")
    for i in range(1, len(shared)):
        one, other = shared[i - 1], shared[i]
        if one.bearers and not other.bearers and one.how in ("apposition", "shared", "copula") and _is_joined(sentence, one.end, other.begin):
            shared[i] = replace(other, bearers=one.bearers, how="shared")
        elif one.how == other.how == "beside" and other.owner is None and one.owner_name and _is_joined(sentence, one.bearers[0].last, other.begin):
            shared[i] = replace(other, owner=one.owner_name.span, owner_name=one.owner_name)
        if shared[i].bearers == one.bearers and one.is_former and _is_joined(sentence, one.end, other.begin):
            shared[i] = replace(shared[i], is_former=True)
    return shared


def _is_joined(sentence: NamedSentence, end: int, begin: int) -> bool:
    """Whether only a word like "and" stands between."""
    link = " ".join(word.norm for word in sentence.words[end:begin])
    return link in sentence.lexicon.joiners and sentence.get_gap(end - 1) in (" ", ", ") and sentence.get_gap(begin - 1) == " "


def _tell(sentence: NamedSentence, office: Office) -> Iterator[FoundRelation]:
    words = sentence.words
    held = (words[office.first].start, words[office.last - 1].start + len(sentence.lexicon.strip_ending(words[office.last - 1].raw)))
    factuality = Factuality.HISTORICAL if office.is_former else Factuality.ASSERTED
    is_presupposed = office.how != "copula"

    def make(type_: RelationType, bearer: Name, target: Span) -> FoundRelation:
        reach = min(bearer.start, words[office.begin].start), max(bearer.end, words[office.end - 1].end)
        return FoundRelation(type_, bearer.span, target, factuality, CONFIDENCE[office.how], reach, is_office=is_presupposed)

    for bearer in office.bearers:
        if office.kind == "members":
            if office.owner and (name := office.owner_name) and not name.is_state:
                yield make(RelationType.MEMBER_OF, bearer, office.owner)
            continue
        if office.kind == "holds":
            yield make(RelationType.HOLDS_OFFICE, bearer, held)
        if office.owner:
            yield make(RelationType.REPRESENTS, bearer, office.owner)
