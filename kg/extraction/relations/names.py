"""A name in a sentence, and what kinds of end of a relation it fits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from kg.extraction.relations.found import Span
from kg.gazetteer.actors import ActorAlias
from kg.gazetteer.places import PlaceEntry


@dataclass(frozen=True, slots=True)
class Name:
    """Words [first, last) of a sentence that name someone or something; ``start`` and ``end`` are characters, without a possessive ending.

    ``tail``: where an abbreviation or age in brackets after it ends. ``phrase``: the name with the noun that it describes ("Sri Lankan troops"),
    the name itself where there is none. ``alias``, ``places``: what the tables know under that name. ``is_bare``: only a noun ("the rebels").
    ``is_located``: it stands after "in" or beside "province"; ``is_region``: such a word is in it. ``is_general``: of those of no one state
    ("Arab", "Shiite"). ``is_rebel``: of those who fight or oppose a government.
    """

    first: int
    last: int
    start: int
    end: int
    tail: int
    phrase: Span
    is_possessive: bool = False
    alias: ActorAlias | None = None
    places: tuple[PlaceEntry, ...] = ()
    is_body: bool = False
    is_bare: bool = False
    is_located: bool = False
    is_acronym: bool = False
    is_region: bool = False
    is_rebel: bool = False
    is_party: bool = False
    is_general: bool = False

    @property
    def span(self) -> Span:
        """Where the name alone stands."""
        return self.start, self.end

    @property
    def has_noun(self) -> bool:
        """Whether the name describes those whom a noun names."""
        return self.phrase != self.span

    @property
    def is_state(self) -> bool:
        """Whether it names a state or its people, not one of its ministries."""
        return self.alias is not None and self.alias.entry.kind == "state" and (self.alias.demonym or self.alias.sector in (None, "GOV"))

    @property
    def is_person(self) -> bool:
        """Whether it may be a person's name."""
        if self.alias is not None:
            return self.alias.entry.kind == "person"
        is_area = bool(self.places) and self.places[0].precision != "city"
        return not (is_area or self.is_body or self.is_bare or self.is_acronym or self.is_region or self.is_general)

    @property
    def country(self) -> str | None:
        """Code of the state of which it is the name or the people's name; a capital that stands for its state is a place of its own."""
        if self.alias is None or not self.is_state or (self.places and self.places[0].precision != "country" and not self.alias.demonym):
            return None
        return self.alias.entry.code

    def is_kind(self, kind: str) -> bool:
        """Whether the name fits an end of a pattern; KeyError for a kind that :data:`KINDS` lacks."""
        return KINDS[kind](self)


def _is_place(name: Name) -> bool:
    return (
        not name.has_noun and not name.is_bare and (name.is_state or bool(name.places) or (name.is_located and not name.alias and not name.is_body))
    )


def _is_entry(name: Name, *kinds: str) -> bool:
    return name.alias is not None and name.alias.entry.kind in kinds


# what the patterns of relations.toml may ask of their ends
KINDS: Final[Mapping[str, Callable[[Name], bool]]] = {
    "any": lambda name: True,
    "place": _is_place,
    "known": lambda name: bool(name.places) and name.places[0].precision != "country",  # a place that the tables know
    "country": lambda name: name.country is not None,
    "side": lambda name: name.alias is not None or not (name.is_located or name.is_general),
    "troops": lambda name: name.has_noun,
    "rebel": lambda name: name.is_rebel and not name.is_bare,
    "person": lambda name: name.is_person and not name.has_noun,
    "full": lambda name: name.is_person and not name.has_noun and (name.alias is not None or name.last - name.first > 1),  # a person's name in full
    "body": lambda name: name.is_body or _is_entry(name, "organization", "group"),
    "group": lambda name: _is_entry(name, "group"),
    "party": lambda name: name.is_party or _is_entry(name, "group") or (name.alias is not None and name.alias.sector == "PTY"),
    "force": lambda name: name.is_body or name.has_noun,
}
