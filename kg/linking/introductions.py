"""Who an article says that a person is: "PM Armenia, Nikol Pashinyan", "X, a spokesman for the Kurdish administration"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kg.gazetteer.actors import ActorAlias
from kg.gazetteer.names import Word, has_capital
from kg.linking.context import ArticleContext, Passage
from kg.linking.lexicon import Lexicon, Tie

REACH: Final = 8  # words: "Menteri Luar Negeri dan Perdagangan Rusia Sergei Lavrov" needs six
LONGEST: Final = 10  # words on either side that belong to a name; more capitals in a row are a headline or a list
FILLERS: Final = 2  # words of no list within the reach: "kepala operasi darurat badan X"
_BOUNDARY: Final = re.compile(r"[.!?;:\n\"“”](?!\w)")
_APPOSITION: Final = re.compile(r"\s*[,(–—-]\s*")


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a person is introduced as: ``alias`` of the actor they belong to, None where only an office is named; ``name`` in full."""

    name: str
    alias: ActorAlias | None
    sector: str | None


def find_introduction(name: Sequence[Word], context: ArticleContext, lexicon: Lexicon) -> Introduction | None:
    """The first place of the article that says who the bearer of a name (or its last word) is; None where none does."""
    named = None
    for passage in context.passages:
        for first, last in _find_bearers(name, passage, lexicon):
            bearer = passage.text[passage.words[first].start : passage.words[last - 1].end]
            before = _read_region(bearer, passage, _find_left(passage, first, lexicon), first, context, lexicon, is_after=False)
            after = _read_region(bearer, passage, last, _find_right(passage, last), context, lexicon, is_after=True)
            for introduction in (before, after):
                if introduction is not None and introduction.alias is not None:
                    return introduction
                named = named or introduction
    return named


def _find_bearers(name: Sequence[Word], passage: Passage, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Words [first, last) of the passage that are the name, with the names before and after that go with it."""
    words = passage.words
    last_norm = name[-1].norm
    states = {i for m in passage.actors if m.found[0].entry.kind == "state" for i in range(m.first, m.last)}  # "wartawan Italia Daniele Rossi"
    for i, word in enumerate(words):
        if word.norm != last_norm or not has_capital(word.raw):
            continue
        first, last = i, i + 1
        while (
            first and i - first < LONGEST and first - 1 not in states and _is_name_part(words[first - 1], lexicon) and _is_joined(passage, first - 1)
        ):
            first -= 1
        while (
            last < len(words) and last - i < LONGEST and last not in states and _is_name_part(words[last], lexicon) and _is_joined(passage, last - 1)
        ):
            last += 1
        yield first, last


def _is_name_part(word: Word, lexicon: Lexicon) -> bool:
    return has_capital(word.raw) and not lexicon.is_known_word(word)


def _is_joined(passage: Passage, i: int) -> bool:
    return passage.text[passage.words[i].end : passage.words[i + 1].start] in (" ", "-", ". ")


def _find_left(passage: Passage, first: int, lexicon: Lexicon) -> int:
    """Where the description before a name begins."""
    words, start, fillers = passage.words, first, 0
    taken = {i for match in passage.actors for i in range(match.first, match.last)}
    while start and first - start < REACH:
        if _BOUNDARY.search(passage.text, words[start - 1].end, words[start].start):
            break
        if start - 1 not in taken and not lexicon.is_known_word(words[start - 1]) and len(words[start - 1].norm) > 3:
            fillers += 1
            if fillers > FILLERS:
                break
        start -= 1
    return start


def _find_right(passage: Passage, last: int) -> int:
    """Where the apposition after a name ends; ``last`` itself where none follows."""
    words = passage.words
    if last >= len(words) or not _APPOSITION.fullmatch(passage.text, words[last - 1].end, words[last].start):
        return last
    end = last
    while end < len(words) and end - last < REACH + 2:
        if end > last and re.search(r"[,)]", passage.text[words[end - 1].end : words[end].start]):
            break
        if _BOUNDARY.search(passage.text, words[end - 1].end, words[end].start):
            break
        end += 1
    return end


def _read_region(
    bearer: str, passage: Passage, start: int, end: int, context: ArticleContext, lexicon: Lexicon, *, is_after: bool
) -> Introduction | None:
    """What the words [start, end) before or after a name introduce it as; of several actors named, the nearest to the name."""
    words = passage.words[start:end]
    if not lexicon.titles.find_names(passage.text, words, cased=False):
        return None
    matches = [match for match in passage.actors if start <= match.first and match.last <= end]
    own = [
        alias
        for match in (matches if is_after else reversed(matches))
        if lexicon.get_tie(passage.text, words, match.first - start, match.last - start) is Tie.OWN and (alias := context.choose_alias(match.found))
    ]
    return Introduction(bearer, own[0] if own else None, lexicon.find_sector(passage.text, words))
