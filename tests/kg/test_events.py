"""How what the reader found in a sentence becomes an event."""

import pytest

from kg.extraction.events import trim_name


@pytest.mark.parametrize(
    ("text", "lang", "name"),
    [
        ("protesters of the", "en", "protesters"),
        ("The Hague", "en", "Hague"),
        ("kubu oposisi yang", "id", "kubu oposisi"),
        ("para nelayan di", "id", "nelayan"),
        ("Ministry of Defence", "en", "Ministry of Defence"),
        ("of the", "en", ""),
        ("la Policía de", "es", "la Policía de"),
    ],
)
def test_name_is_cut_from_words_that_end_none(text: str, lang: str, name: str) -> None:
    start, end = trim_name(f"x {text} y", 2, 2 + len(text), lang=lang)
    assert f"x {text} y"[start:end] == name
