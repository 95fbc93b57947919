"""How much two mentions look like one event: points by reason, so that each merge can be explained.

Some differences are objections (other type, other days, another city): no likeness outweighs them. All else is a sum of points (``points.toml``).
"""

import datetime
import functools
import math
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from kg.graph.dates import find_interval
from kg.graph.mentions import STEM, Mention, is_person
from schemas.event import Event

REPORT_DAYS: Final = 2
NEAR: Final = 2  # counts of dead that differ less may be an early and a late report of one event
FEW: Final = 0.1  # share of the words; reports of one event in one language rarely have less
PRIOR: Final = 200  # sentences in which a word of a small collection is taken not to stand: two articles do not tell which words are rare
Point = tuple[str, str, float]  # reason, what was found, points


@dataclass(frozen=True, slots=True)
class Likeness:
    """What speaks for and against two mentions being one event; ``objection`` is what rules it out."""

    points: tuple[Point, ...] = ()
    objection: str | None = None

    @property
    def total(self) -> float:
        """Sum of the points."""
        return sum(points for _, _, points in self.points)


@functools.cache
def load_points() -> Mapping[str, Any]:
    """The table of points."""
    return tomllib.loads((files("kg.graph") / "points.toml").read_text("utf-8"))


class Comparison:
    """Compares mentions of one collection: a word that few of its sentences have says more than one that all have."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._points = load_points()
        self.threshold: float = self._points["threshold"]
        sentences = {(mention.article, mention.event.sentence.start): mention for mention in mentions}
        self._counts = Counter(word for mention in sentences.values() for word in mention.words | mention.names)
        self._size = len(sentences) + PRIOR
        self._weights = {word: math.log(self._size / (count + 1)) for word, count in self._counts.items()}
        self._norms: dict[frozenset[str], float] = {}

    def list_rare_words(self, mention: Mention, count: int) -> list[str]:
        """The words of the mention's sentence that fewest others have, of those that another has."""
        shared = [word for word in mention.words if self._counts[word] > 1]
        return sorted(shared, key=lambda word: (self._counts[word], word))[:count]

    def compare(self, a: Mention, b: Mention) -> Likeness:
        """What speaks for and against two mentions being one event."""
        if objection := find_objection(a, b):
            return Likeness(objection=objection)
        return Likeness(points=tuple(self._list_points(a, b)))

    def _list_points(self, a: Mention, b: Mention) -> list[Point]:
        found = [
            *_compare_side("actors", a.actors, b.actors, a.named | b.named),
            *_compare_side("recipients", a.recipients, b.recipients, a.named | b.named),
            *_compare_form(a, b),
            *_compare_dates(a, b),
            *_compare_places(a.event, b.event),
            *_compare_casualties(a.event, b.event),
            *_compare_articles(a, b),
        ]
        if a.event.mode and b.event.mode:
            found.append(("mode", "same" if a.event.mode == b.event.mode else "another"))
        if _is_same_trigger(a.event, b.event):
            found.append(("words", "same trigger"))
        points = [(reason, what, float(self._points[reason][what])) for reason, what in found]
        if a.lang == b.lang:
            what, share = "in common", self._get_share(a.words, b.words)
        else:
            what, share = "names in common", self._get_share(a.names, b.names)
        if share:
            points.append(("words", what, round(share * self._points["words"][what], 1)))
        if share < FEW and a.lang == b.lang and a.article != b.article:
            points.append(("words", "few in common", float(self._points["words"]["few in common"])))
        return points

    def _get_share(self, one: frozenset[str], other: frozenset[str]) -> float:
        common = one & other
        if not common:
            return 0.0
        # sorted: floating-point sums depend on the order, and that of a set on the run
        return sum(self._weights[word] for word in sorted(common)) / math.sqrt(self._get_norm(one) * self._get_norm(other))

    def _get_norm(self, words: frozenset[str]) -> float:
        if words not in self._norms:
            self._norms[words] = sum(self._weights[word] for word in sorted(words))
        return self._norms[words]


def find_objection(a: Mention, b: Mention) -> str | None:
    """What rules out that two mentions are one event; None where nothing does."""
    x, y = a.event, b.event
    if x.type != y.type:
        return f"one is {x.type}, the other {y.type}"
    if a.realm != b.realm:
        return f"one is told as {a.realm}, the other as {b.realm}"
    if a.article == b.article and x.sentence.start == y.sentence.start:
        return "one sentence tells both, and tells each event once"
    if _is_copied(a, b):
        return None
    if a.actors & b.recipients and a.recipients & b.actors and not (a.actors & b.actors or a.recipients & b.recipients):
        return "whom one names as actor, the other names as recipient"
    if a.first > b.last or b.first > a.last:
        return f"one is of {_name_days(a)}, the other of {_name_days(b)}"
    u, v = x.location, y.location
    if u and v and u.id != v.id and u.precision == v.precision == "city":
        return f"one is in {u.name or u.text}, the other in {v.name or v.text}"
    return None


def _is_same_trigger(x: Event, y: Event) -> bool:
    return x.trigger.text.casefold()[:STEM] == y.trigger.text.casefold()[:STEM]


def _name_days(mention: Mention) -> str:
    if mention.is_dated:
        return str(mention.event.date_edtf or mention.event.date)
    return "no date" if mention.first == datetime.date.min else f"no date, reported {mention.published}"


def _is_copied(a: Mention, b: Mention) -> bool:
    return (
        a.source == b.source
        and a.article != b.article
        and a.event.sentence.text == b.event.sentence.text
        and a.event.trigger.text == b.event.trigger.text
    )


def _compare_side(reason: str, one: frozenset[str], other: frozenset[str], named: frozenset[str]) -> Iterable[tuple[str, str]]:
    if not one or not other:
        return
    if shared := one & other:
        yield reason, "a person or body by name" if any(is_person(side) for side in shared) else "a state or group"
        bases = _list_bases(one) & _list_bases(other)
        if len(bases) > 1:
            yield reason, "all of several" if bases == _list_bases(one) | _list_bases(other) else "more than one"
        persons = [{side for side in sides if is_person(side)} for sides in (one, other)]
        if persons[0] and persons[1] and not persons[0] & persons[1]:
            yield reason, "other persons of one state"
        return
    is_kin = _list_bases(one) & _list_bases(other)
    yield reason, "others by name" if one & named and other & named and not is_kin else "described otherwise"


def _list_bases(sides: frozenset[str]) -> set[str]:
    """The states and groups that sides are or belong to."""
    return {side.partition(".")[0] for side in sides}


def _compare_form(a: Mention, b: Mention) -> Iterable[tuple[str, str]]:
    mutual = [not m.recipients and len(_list_bases(m.actors)) > 1 for m in (a, b)]
    if mutual[0] != mutual[1] and (a.recipients or b.recipients):
        yield "sides", "mutual in one, one-sided in the other"


def _compare_dates(a: Mention, b: Mention) -> Iterable[tuple[str, str]]:
    if a.is_dated and b.is_dated:
        yield "date", "same days" if (a.first, a.last) == (b.first, b.last) else "one less exact"
    elif not a.is_dated and not b.is_dated:
        x, y = find_interval(a.published), find_interval(b.published)
        if x and y and abs((x[0] - y[0]).days) >= REPORT_DAYS:
            yield "date", "neither dated, reported two days apart or more"


def _compare_places(x: Event, y: Event) -> Iterable[tuple[str, str]]:
    u, v = x.location, y.location
    if not u or not v or not u.precision or not v.precision:
        return
    if u.id == v.id:
        yield "place", "same country" if u.precision == "country" else "same"
    elif u.precision == v.precision or (u.country and v.country and u.country != v.country):
        yield "place", "another region"


def _compare_casualties(x: Event, y: Event) -> Iterable[tuple[str, str]]:
    pairs = ((x.casualties.killed, y.casualties.killed), (x.casualties.injured, y.casualties.injured))
    known = [(one, other) for one, other in pairs if one is not None and other is not None]
    if any(one == other for one, other in known):
        yield "casualties", "a same number"
    elif known and all(NEAR * min(pair) < max(pair) for pair in known):
        yield "casualties", "far apart"


def _compare_articles(a: Mention, b: Mention) -> Sequence[tuple[str, str]]:
    if _is_copied(a, b):
        return [("article", "same sentence in a copy")]
    if a.article != b.article:
        return []
    if b.back_to == a.event.id or a.back_to == b.event.id:
        return [("article", "takes up the other")]
    return [("article", "same")]
