"""What the project must be told about a language: a folder of TOML tables under ``kg/lang``, found by its name.

The encoder reads a hundred languages; a folder says what it cannot know (abbreviations, month names, words for "that accusation"). Nothing
outside ``kg/lang`` names a language: code asks for a table of the language at hand and does without where there is none.
"""

import functools
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

_ROOT = files("kg") / "lang"


@dataclass(frozen=True)
class Language:
    """A language that has a folder: ISO 639-1 ``code``, English ``name``, and ``home``.

    ``home`` is the ISO 3166-1 alpha-3 code of the state that its domestic news is about where no state is named, None where there is no such state.
    """

    code: str
    name: str
    home: str | None = None

    def get_table(self, name: str) -> dict[str, Any]:
        """The table ``kg/lang/CODE/NAME.toml``, read once; empty where the language has none."""
        return _read_table(self.code, name)


def list_languages() -> list[str]:
    """Codes of the languages that have a folder, sorted."""
    return sorted(folder.name for folder in _ROOT.iterdir() if (folder / "language.toml").is_file())


@functools.cache
def find_language(code: str | None) -> Language:
    """The language of that code; for a code without a folder, a language without tables, so that extraction goes on by transfer."""
    if code is None or code not in list_languages():
        return Language(code=code or "und", name=code or "undetermined")
    return Language(**_read_table(code, "language"))


@functools.cache
def _read_table(code: str, name: str) -> dict[str, Any]:
    path: Traversable = _ROOT / code / f"{name}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
