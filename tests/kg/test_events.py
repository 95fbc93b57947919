"""How what the reader found in a sentence becomes an event."""

from typing import cast

import pytest

from kg.extraction.arguments import is_given_to, settle_sides, trim_name
from kg.extraction.events import extract_events
from kg.extraction.parsed import parse_article
from kg.models.event_model import EventModel, FoundArgument, FoundEvent, Reading
from kg.pipeline import make_article


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


def test_nobody_acts_on_himself() -> None:
    text = "Tolan said that Tolan had warned Berek"
    sides = [FoundArgument("actor", 0, 5, 0.6), FoundArgument("recipient", 16, 21, 0.5), FoundArgument("recipient", 33, 38, 0.9)]
    speaker = FoundArgument("attribution", 0, 5, 0.7)
    assert settle_sides(text, [*sides, speaker]) == [sides[0], sides[2], speaker]


def test_name_is_on_the_likelier_side() -> None:
    twice = [FoundArgument("actor", 0, 5, 0.5), FoundArgument("recipient", 0, 5, 0.8)]
    assert settle_sides("Tolan was warned", twice) == twice[1:]


@pytest.mark.parametrize(
    ("before", "lang", "given"),
    [
        ("sent trucks to ", "en", True),
        ("tents for the ", "en", True),
        ("sent trucks through ", "en", False),
        ("mengirim tenda ke ", "id", True),
        ("en ", "es", False),
    ],
)
def test_aid_goes_to_a_state_rather_than_being_there(before: str, lang: str, given: bool) -> None:
    assert is_given_to(f"{before}Sudan", len(before), lang=lang) is given


def test_day_of_the_week_is_no_actor() -> None:
    text = "Pada Senin, Kenya memperingatkan Somalia."

    class Reader:
        def read_sentence(self, _: str) -> Reading:
            named = [("actor", "Senin"), ("actor", "Kenya"), ("recipient", "Somalia")]
            arguments = tuple(FoundArgument(role, text.index(name), text.index(name) + len(name), 0.9) for role, name in named)
            start = text.index("memperingatkan")
            return Reading((FoundEvent("THREATEN", None, "asserted", start, start + 14, 0.9, 0.9, arguments),))

    article = make_article(text, lang="id", published="2021-03-04")
    (event,) = extract_events(parse_article(article), cast(EventModel, Reader())).events
    assert [actor.code for actor in event.actors] == ["KEN"] and [actor.code for actor in event.recipients] == ["SOM"]
    assert event.date == "2021-03-01"
