"""Which place of a sentence is that of an event."""

import pytest

from kg.extraction.locations import LocatableEvent, resolve_locations
from kg.extraction.parsed import parse_article
from kg.reading import make_article


def find_place(
    sentence: str, trigger: str, *, lang: str, type: str = "ASSAULT", guess: str | None = None, others: tuple[str, ...] = ()
) -> str | None:
    def locate(word: str) -> tuple[int, int]:
        return sentence.index(word), sentence.index(word) + len(word)

    guesses = ((*locate(guess), 0.9),) if guess else ()
    events = [LocatableEvent(*locate(trigger), type, guesses=guesses), *(LocatableEvent(*locate(other), "ASSAULT") for other in others)]
    span = resolve_locations(events, sentence, lang=lang)[0]
    return sentence[slice(*span)] if span else None


@pytest.mark.parametrize(
    ("lang", "sentence", "trigger", "place"),
    [
        ("en", "Gunmen attacked a bus near Herat.", "attacked", "Herat"),
        ("en", "In Tripoli, militias clashed for hours.", "clashed", "Tripoli"),
        ("id", "Polisi menembak dua buruh di Makassar.", "menembak", "Makassar"),
        ("id", "Warga bentrok di dekat Istana Merdeka.", "bentrok", "Istana Merdeka"),
        ("id", "Milisi bentrok di Sebha dan Kufra.", "bentrok", "Sebha"),
        ("en", "Police fired at crowds in Umm al-Zubat.", "fired", "Umm al-Zubat"),
    ],
)
def test_place_after_a_preposition_is_found_without_the_model(lang: str, sentence: str, trigger: str, place: str) -> None:
    assert find_place(sentence, trigger, lang=lang) == place


def test_each_event_has_the_place_beside_it() -> None:
    sentence = "Rebels shelled a market in Homs and ambushed a convoy near Idlib."
    assert find_place(sentence, "shelled", lang="en", others=("ambushed",)) == "Homs"
    assert find_place(sentence, "ambushed", lang="en", others=("shelled",)) == "Idlib"


def test_place_that_takes_part_is_no_location() -> None:
    sentence = "Moscow accused troops from Kyiv of shelling."
    assert find_place(sentence, "accused", lang="en", type="ACCUSE") is None


def test_word_of_the_model_counts_for_more_than_a_preposition() -> None:
    sentence = "Basra residents were bombed by jets that took off from Kuwait."
    assert find_place(sentence, "bombed", lang="en", guess="Basra") == "Basra"


def test_place_of_one_event_is_likelier_that_of_another() -> None:
    sentence = "Troops took a checkpoint in Berat after what a colonel called days of fighting."
    guess = (sentence.index("Berat"), sentence.index("Berat") + 5, 0.95)
    took, fighting = (
        LocatableEvent(7, 11, "ASSAULT", guesses=(guess,)),
        LocatableEvent(sentence.index("fighting"), sentence.index("fighting") + 8, "ASSAULT"),
    )
    alone, shared = ([LocatableEvent(7, 11, "ASSAULT"), fighting], [took, fighting])
    assert resolve_locations(alone, sentence, lang="en")[1] is None
    assert resolve_locations(shared, sentence, lang="en") == [guess[:2], guess[:2]]


def test_known_place_after_a_comma_belongs_to_the_place() -> None:
    assert (
        find_place("Militan menyerang kota Lebanon, Tripoli pada malam hari.", "menyerang", lang="id", guess="kota Lebanon")
        == "kota Lebanon, Tripoli"
    )
    assert find_place("Militan menyerang kota Tripoli, Hasan melihatnya.", "menyerang", lang="id", guess="kota Tripoli") == "kota Tripoli"


def test_party_after_a_comma_does_not_belong_to_the_place() -> None:
    sentence = "If shells fall on Tripoli, Libya will close the border."
    libya = (sentence.index("Libya"), sentence.index("Libya") + 5)
    place = (sentence.index("Tripoli"), sentence.index("Tripoli") + 7)
    fall = LocatableEvent(sentence.index("fall"), sentence.index("fall") + 4, "ASSAULT", guesses=((*place, 0.9),))
    close = LocatableEvent(sentence.index("close"), sentence.index("close") + 5, "SANCTION", parties=(libya,))
    assert resolve_locations([fall, close], sentence, lang="en")[0] == place


def test_date_is_no_place() -> None:
    sentence = "Police arrested him in May."
    start = sentence.index("May")
    [span] = resolve_locations([LocatableEvent(7, 15, "COERCE")], sentence, lang="en", barred=[(start, start + 3)])
    assert span is None


def test_language_without_tables_keeps_what_the_model_says() -> None:
    assert find_place("L'armée a attaqué Homs.", "attaqué", lang="fr", guess="Homs") == "Homs"


def test_dateline_names_the_place_of_the_first_sentence_alone() -> None:
    text = "GARUT, Harian Priangan - Ratusan warga menutup jalan pada Senin untuk menolak penggusuran kampung mereka. Polisi lalu membubarkan mereka."
    parsed = parse_article(make_article(text, lang="id"))
    places = [parsed.find_dateline_place(sentence) for sentence in parsed.sentences]
    assert [place and place.text for place in places] == ["GARUT", None]
