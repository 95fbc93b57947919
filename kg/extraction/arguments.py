"""The arguments of an event as the reader of a sentence found them, put right where the words of the language tell (``arguments.toml``)."""

import functools
import re
from collections.abc import Sequence
from typing import Final

from kg.extraction.numbers import join_words
from kg.language import find_language
from kg.models.event_model import FoundArgument

SIDES: Final = ("actor", "recipient")


def leave_out(arguments: Sequence[FoundArgument], spans: Sequence[tuple[int, int]]) -> list[FoundArgument]:
    """Without those that lie in one of the spans."""
    return [a for a in arguments if not any(start <= a.start and a.end <= end for start, end in spans)]


def settle_sides(text: str, arguments: Sequence[FoundArgument]) -> list[FoundArgument]:
    """Without those that would have one name, at one place or two, act on itself: it is on the side that the reader is surer of."""
    names = [text[argument.start : argument.end].casefold() for argument in arguments]
    surest: dict[str, FoundArgument] = {}
    for name, argument in zip(names, arguments, strict=True):
        if argument.role in SIDES:
            surest[name] = max(surest.get(name, argument), argument, key=lambda a: a.probability)
    return [a for name, a in zip(names, arguments, strict=True) if a.role not in SIDES or surest[name].role == a.role]


def trim_name(text: str, start: int, end: int, *, lang: str) -> tuple[int, int]:
    """The characters of an argument without words that no name begins or ends with; empty where nothing else is there."""
    table = find_language(lang).get_table("arguments")
    words = [match.span() for match in re.finditer(r"\S+", text[start:end])]
    while words and text[start + words[-1][0] : start + words[-1][1]].casefold() in table.get("never_last", ()):
        words.pop()
    while words and text[start + words[0][0] : start + words[0][1]].casefold() in table.get("never_first", ()):
        words.pop(0)
    return (start + words[0][0], start + words[-1][1]) if words else (start, start)


def is_given_to(text: str, start: int, *, lang: str) -> bool:
    """Does what begins at this character get something ("aid to Baku")? Goes by the words before it."""
    return _compile_giving(lang).search(text[:start]) is not None


@functools.cache
def _compile_giving(lang: str) -> re.Pattern[str]:
    return re.compile(rf"\b{join_words(find_language(lang).get_table('arguments').get('given_to', []))}\s+$", re.IGNORECASE)
