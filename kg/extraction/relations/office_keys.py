"""Which offices are one, whatever their words: "Prime Minister", "PM", "perdana menteri"."""

import functools
from collections.abc import Mapping

from kg.gazetteer.names import normalize_name
from kg.language import find_language, list_languages


def get_office_key(office: str) -> str:
    """Key of an office; one that no language's table has is told by its own words.

    >>> get_office_key("Perdana Menteri"), get_office_key("chief astronomer")
    ('prime-minister', 'chief astronomer')
    """
    name = normalize_name(office)
    keys = _load_keys()
    return keys.get(name) or next((key for ending in _list_endings() if (key := keys.get(name.removesuffix(ending)))), name)


def get_office_name(office: str, lang: str) -> str | None:
    """What a language calls an office; None for one that has no key.

    >>> get_office_name("PM", "id"), get_office_name("chief astronomer", "id")
    ('perdana menteri', None)
    """
    phrases: list[str] = find_language(lang).get_table("relations").get("office_keys", {}).get(get_office_key(office), [])
    return phrases[0] if phrases else None


@functools.cache
def _load_keys() -> Mapping[str, str]:
    tables = [find_language(code).get_table("relations").get("office_keys", {}) for code in list_languages()]
    return {normalize_name(phrase): key for table in tables for key, phrases in table.items() for phrase in phrases}


@functools.cache
def _list_endings() -> tuple[str, ...]:
    return tuple(ending for code in list_languages() for ending in find_language(code).get_table("sectors").get("endings", ()))
