"""What of a sentence belongs to which of its events: the words that tell, and weights learned from annotated sentences (``attachment.toml``)."""

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.extraction.numbers import join_words
from kg.language import find_language

# Types of events that consist in saying something (PLOVER's verbal ones, less the meetings and agreements), and those that are often said
TOLD_TYPES: Final = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN", "SUPPORT"})
PROMISED_TYPES: Final = frozenset({"AGREE", "CONCEDE"})
UNREAL: Final = frozenset({"future", "conditional"})

CLAUSES: Final = frozenset({"relative", "content", "after", "before", "since", "while"})
"""Kinds of links that open a clause with an event, a date and a place of its own."""

TABLE: Final = Path(__file__).with_name("attachment.toml")
SENTENCE_END: Final = re.compile(r"[.;:!?]\s")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Scorer:
    """A logistic regression over named features: what scores above ``bound`` is taken."""

    bound: float
    weights: Mapping[str, float]

    def score(self, features: Mapping[str, float]) -> float:
        """Sum of the weighted features; one without a weight counts nothing."""
        return sum(self.weights.get(name, 0.0) * value for name, value in features.items())


@functools.cache
def load_scorer(name: str) -> Scorer:
    """The table of ``attachment.toml`` with that name."""
    table = tomllib.loads(TABLE.read_text("utf-8"))[name]
    return Scorer(bound=table["bound"], weights=table["weights"])


@dataclass(frozen=True)
class Cues:
    """Words of a language; each pattern finds none where the language has no table."""

    links: re.Pattern[str]  # one group for each kind
    speech: re.Pattern[str]
    after_speech: re.Pattern[str]  # what follows a verb of saying within two words ("said on the same")
    end: re.Pattern[str]  # a word right before a date that makes it the end of something, or its begin
    begin: re.Pattern[str]
    year: re.Pattern[str]
    article: re.Pattern[str]  # a word right before a date that makes it a part of the name that follows ("the 1994 war")

    def list_links(self, text: str) -> list[str]:
        """Kinds of the linking words of a text, in order."""
        return [str(match.lastgroup) for match in self.links.finditer(text)]


@functools.cache
def get_cues(lang: str) -> Cues:
    """The cues of ``kg/lang/CODE/dates.toml``."""
    table = find_language(lang).get_table("dates")
    words = {name: rf"(?<!\w){join_words(table.get(name, {}).get('words', []))}(?!\w)" for name in ("speech", "ends", "begins")}
    links = "|".join(rf"(?P<{kind}>{join_words(known)})" for kind, known in table.get("links", {}).items())

    def compile_words(source: str) -> re.Pattern[str]:
        return re.compile(source, re.IGNORECASE)

    return Cues(
        links=compile_words(rf"(?<![\w'’])(?:{links or '(?!)'})(?!\w)"),
        speech=compile_words(words["speech"]),
        after_speech=compile_words(words["speech"] + r"\W+(?:\w+\W+){0,2}$"),
        end=compile_words(words["ends"] + r"\s+$"),
        begin=compile_words(words["begins"] + r"\s+(?:\w+\s+)?$"),
        year=compile_words(rf"(?<!\w){join_words(table.get('years', {}).get('cues', []))}\s+$"),
        article=compile_words(rf"(?<!\w){join_words(table.get('articles', []))}\s+$"),
    )


def count_words(text: str) -> int:
    """Number of words, figures among them."""
    return len(_WORD.findall(text))
