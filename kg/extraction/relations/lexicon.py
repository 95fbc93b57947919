"""What a language says of relations: the words and patterns of ``kg/lang/CODE/relations.toml``."""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from kg.gazetteer.names import NameIndex, normalize_name
from kg.language import find_language
from schemas.judgement import Factuality
from schemas.relation import RelationType

_MACRO: Final = re.compile(r"(?<!\(\?P)<(\w+)>")
# in the order in which they are looked for, with the factuality that each gives
JUDGEMENTS: Final = {
    "denied": Factuality.DENIED,
    "denying": Factuality.DENIED,
    "future": Factuality.FUTURE,
    "alleged": Factuality.ALLEGED,
    "historical": Factuality.HISTORICAL,
}
_NEVER: Final = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """What stands between two names where a relation holds.

    ``between`` must match all that stands there, ``before`` ends where the first name begins, ``after`` begins where the second ends (None: no
    matter). ``ends``: kinds of the two, in the order of the text. ``swap``: the second is the subject. ``many``: a row of names may stand for the
    subject or the object.
    """

    type: RelationType
    between: re.Pattern[str]
    ends: tuple[str, str]
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    swap: bool = False
    many: str | None = None


@dataclass(frozen=True, slots=True)
class Adjunct:
    """Words around one name that make up a side of their own: "anti-X rebels" oppose X.

    A group in a pattern is the subject; without one, the words with the name are. ``end``: kind of the name.
    """

    type: RelationType
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    end: str


@dataclass(frozen=True, slots=True)
class RelationLexicon:
    """The table of a language, ready for use; empty for a language that has none.

    ``offices``: heads of offices and their kinds (holds, counterparts, members). ``owner_before``: whose office it is stands before it.
    """

    owner_before: bool
    is_closed: bool
    offices: NameIndex[str]
    ranks: NameIndex[str]
    modifiers: NameIndex[str]
    units: NameIndex[str]
    copulas: NameIndex[str]
    connectors: NameIndex[str]
    serving: NameIndex[str]
    territorial: NameIndex[str]
    former: NameIndex[str]
    regions: NameIndex[str]
    of: frozenset[str]
    past: frozenset[str]
    stops: frozenset[str]
    articles: frozenset[str]
    demonstratives: frozenset[str]
    joiners: frozenset[str]
    openers: frozenset[str]
    bodies: frozenset[str]
    governments: frozenset[str]
    locatives: frozenset[str]
    suffixes: frozenset[str]
    patterns: tuple[Pattern, ...]
    adjuncts: tuple[Adjunct, ...]
    judgements: tuple[tuple[str, re.Pattern[str]], ...]
    plural_endings: tuple[str, ...]
    endings: tuple[str, ...]
    since: re.Pattern[str]
    until: re.Pattern[str]

    def strip_ending(self, word: str) -> str:
        """The last word of an office without an ending that is no plural: "ketua" of "ketuanya"."""
        for ending in self.endings:
            if word.casefold().endswith(ending) and self.offices.get(word[: -len(ending)]):
                return word[: -len(ending)]
        return word

    def is_plural(self, head: str) -> bool:
        """Whether the last word of an office says that several hold it."""
        return any(head.endswith(ending) and self.offices.get(head.removesuffix(ending)) for ending in self.plural_endings)


@functools.cache
def load_relation_lexicon(language: str | None) -> RelationLexicon:
    """The lexicon of a language."""
    table: dict[str, Any] = find_language(language).get_table("relations")
    macros: dict[str, str] = table.get("words", {})
    judgements: dict[str, str] = table.get("judgements", {})
    # an office may have the endings of all words for actors ("spokesmen" is no such word, "presidents" is)
    endings = ("", *find_language(language).get_table("sectors").get("endings", ()))
    offices: NameIndex[str] = NameIndex()
    for kind, phrases in table.get("offices", {}).items():
        if kind in ("holds", "counterparts", "members"):
            for phrase in phrases:
                for ending in endings:
                    offices.add_key(normalize_name(phrase + ending), kind)

    def compile_part(text: str | None, *, flags: int = 0) -> re.Pattern[str] | None:
        while text is not None and _MACRO.search(text):
            text = _MACRO.sub(lambda match: macros[match[1]], text)
        return re.compile(text, flags) if text is not None else None

    def read_words(key: str) -> frozenset[str]:
        return frozenset(table.get(key, ()))

    return RelationLexicon(
        owner_before=table.get("owner_before", False),
        is_closed=table.get("is_closed", False),
        offices=offices,
        ranks=_make_index(table.get("offices", {}).get("ranks", ())),
        modifiers=_make_index(table.get("offices", {}).get("modifiers", ())),
        units=_make_index(table.get("offices", {}).get("units", ())),
        copulas=_make_index(table.get("copulas", ())),
        serving=_make_index(table.get("offices", {}).get("serving", ())),
        territorial=_make_index(table.get("offices", {}).get("territorial", ())),
        connectors=_make_index(table.get("connectors", ())),
        former=_make_index(table.get("offices", {}).get("former", ())),
        regions=_make_index(table.get("regions", ())),
        of=read_words("of"),
        past=read_words("past"),
        stops=read_words("stops"),
        articles=read_words("articles"),
        demonstratives=read_words("demonstratives"),
        joiners=read_words("joiners"),
        openers=read_words("openers"),
        bodies=read_words("bodies"),
        governments=read_words("governments"),
        locatives=read_words("locatives"),
        suffixes=read_words("suffixes"),
        patterns=tuple(
            Pattern(
                type=RelationType(row["type"]),
                between=compile_part(row["between"]) or _NEVER,
                ends=_read_ends(row["ends"]),
                before=compile_part(row.get("before"), flags=re.IGNORECASE),
                after=compile_part(row.get("after")),
                swap=row.get("swap", False),
                many=row.get("many"),
            )
            for row in table.get("patterns", ())
        ),
        adjuncts=tuple(
            Adjunct(
                RelationType(row["type"]), compile_part(row.get("before"), flags=re.IGNORECASE), compile_part(row.get("after")), row.get("end", "any")
            )
            for row in table.get("adjuncts", ())
        ),
        judgements=tuple((name, re.compile(judgements[name], re.IGNORECASE)) for name in JUDGEMENTS if name in judgements),
        plural_endings=tuple(table.get("plural_endings", ())),
        endings=tuple(ending for ending in endings if ending and not any(ending.endswith(plural) for plural in table.get("plural_endings", ()))),
        since=re.compile(judgements["since"]) if "since" in judgements else _NEVER,
        until=re.compile(judgements["until"]) if "until" in judgements else _NEVER,
    )


def _make_index(phrases: Iterable[str]) -> NameIndex[str]:
    index: NameIndex[str] = NameIndex()
    for phrase in phrases:
        index.add_key(normalize_name(phrase), phrase)
    return index


def _read_ends(text: str) -> tuple[str, str]:
    first, second = text.split()
    return first, second
