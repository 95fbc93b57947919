"""The language of a text.

Function words come first: a dictionary look-up that decides nearly every news text in 20 microseconds. What they leave open goes to py3langid,
held to languages that news is likely to be in: with all of its 130 it takes Indonesian headlines for Malay, Javanese or Tagalog.
"""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kg.language import find_language, list_languages

_SAMPLE_CHARS: Final = 3000
_WORD: Final = re.compile(r"[^\W\d_]+")
# Languages with much news in the world, besides those with a folder; of writings other than Latin all that py3langid tells apart well.
_OTHERS: Final = "ar bg bn de el es fa fr he hi ja ko nl pl pt ro ru sv ta th tr uk ur vi zh it".split()
_RELATIVE_WORDS: Final = 3  # words of a relative's own that make a text the relative's: names of its institutions stand in foreign news too


@dataclass(frozen=True)
class _Cues:
    words: Mapping[str, str]  # function word -> its language
    mistaken: Mapping[str, str]  # answer of the classifier -> language that it means
    aliases: Mapping[str, str]  # name or code of a language, as sources write it -> code
    relatives: Mapping[str, Mapping[str, tuple[frozenset[str], frozenset[str]]]]  # language -> relative -> its own words, words it does not have


@functools.cache
def _read_cues() -> _Cues:
    tables = {code: find_language(code).get_table("identification") for code in list_languages()}
    return _Cues(
        words={word: code for code, table in tables.items() for word in table.get("words", ())},
        mistaken={answer: code for code, table in tables.items() for answer in table.get("mistaken_for", ())},
        aliases={alias: code for code, table in tables.items() for alias in table.get("aliases", ())},
        relatives={
            code: {relative: (frozenset(cues["words"]), frozenset(cues["not_words"])) for relative, cues in table.get("relatives", {}).items()}
            for code, table in tables.items()
        },
    )


def identify_language(text: str) -> str:
    """ISO 639-1 code of the language that a text is in; "und" where it has no letters.

    >>> identify_language("Rusia janji akan bantu Armenia"), identify_language("Russia and Iran sign pact")
    ('id', 'en')
    """
    words = _WORD.findall(text[:_SAMPLE_CHARS].lower())
    if not words:
        return "und"
    code = _find_by_words(words) or _classify(text[:_SAMPLE_CHARS])
    distinct = set(words)
    for relative, (own, foreign) in _read_cues().relatives.get(code, {}).items():
        count = len(own & distinct)
        if count >= _RELATIVE_WORDS and count > len(foreign & distinct):
            return relative
    return code


def find_language_code(name: str | None) -> str | None:
    """The code of a language that a source names: "ID", "en-US", "ind", "Indonesian"; None where it is no code and no known name."""
    if not name:
        return None
    name = name.strip().casefold()
    code = re.split(r"[-_]", name)[0]
    known = _read_cues().aliases
    return known.get(name) or known.get(code) or (code if re.fullmatch(r"[a-z]{2,3}", code) and code != "und" else None)


def _find_by_words(words: list[str]) -> str | None:
    """The language most of whose function words are there, if they are many enough and the next language's few."""
    cues = _read_cues().words
    counts: dict[str, int] = {}
    for word in words:
        if code := cues.get(word):
            counts[code] = counts.get(code, 0) + 1
    if not counts:
        return None
    best = max(counts, key=lambda code: (counts[code], code))
    others = sum(counts.values()) - counts[best]
    # running text has 20 to 40 % of them, headlines at least one in ten words; a text that only quotes the language has fewer
    return best if counts[best] >= 0.1 * len(words) and counts[best] >= 3 * others and counts[best] >= min(2, len(words) / 9) else None


def _classify(text: str) -> str:
    answer: str = _load_classifier().classify(text.lower())[0]
    return _read_cues().mistaken.get(answer, answer)


@functools.cache
def _load_classifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    classifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    classifier.set_languages(sorted({*list_languages(), *_OTHERS}))
    return classifier
