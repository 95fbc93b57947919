"""What the explorer says, by language: the table ``explorer.toml`` of each language that has one, and the labels of the codebook."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.language import find_language, list_languages
from schemas.codebook import load_codebook


@dataclass(frozen=True)
class Texts:
    """The interface in one language; ``texts["overview"]`` is a word or sentence of it, with ``{name}`` where values go."""

    lang: str
    table: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.table[key]

    def get_name(self, attributes: Mapping[str, Any]) -> str:
        """Name of an actor, place, event or relation in this language, else in English."""
        return str(attributes.get(f"name_{self.lang}") or attributes.get("name") or "")

    def get_type(self, event_type: str, mode: str | None = None) -> str:
        """Label of an event type, with its mode after a colon."""
        kind = load_codebook().get_type(event_type)
        label = kind.label[self.lang]
        return f"{label}: {kind.modes[mode].label[self.lang]}" if mode and mode in kind.modes else label

    def get_factuality(self, factuality: str) -> str:
        """Label of a factuality."""
        return load_codebook().factualities[factuality].label[self.lang]

    def get_number(self, number: int) -> str:
        """A whole number with its thousands apart."""
        return f"{number:,}".replace(",", self.table["thousands"])

    def get_count(self, key: str, count: int) -> str:
        """So many of something: the text ``key``, with ``{count}`` in it, or ``key_one`` for a single one."""
        return self.table[f"{key}_one"] if count == 1 else self.table[key].format(count=self.get_number(count))

    def get_word(self, kind: str, value: str) -> str:
        """Word for a value of the graph's contract (``quad``, ``kind``, ``role``, ``relation``); the value itself where there is none."""
        return self.table.get(f"{kind}.{value}", value)


@cache
def load_texts(lang: str) -> Texts:
    """The interface in a language that :func:`list_texts` names."""
    return Texts(lang=lang, table=find_language(lang).get_table("explorer"))


@cache
def list_texts() -> list[str]:
    """Codes of the languages that the interface speaks."""
    return [code for code in list_languages() if find_language(code).get_table("explorer")]


def choose_language(cookie: str | None, accepted: str) -> str:
    """The language that was chosen, else the first that the browser's ``Accept-Language`` asks for, else the first there is.

    >>> choose_language(None, "ms;q=0.9, id;q=0.8"), choose_language("en", "id"), choose_language("xx", "")
    ('id', 'en', 'en')
    """
    asked = [part.split(";")[0].split("-")[0].strip().lower() for part in accepted.split(",")]
    return next((code for code in (cookie, *asked) if code in list_texts()), list_texts()[0])
