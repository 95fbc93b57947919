"""Numbers of people killed and injured, and the event that they belong to."""

import pytest

from kg.extraction.casualties import attach_casualties, find_casualties
from schemas.event import Casualties


def get_counts(sentence: str, lang: str) -> list[tuple[str, int | None]]:
    return [(count.kind, count.value) for count in find_casualties(sentence, lang=lang)]


@pytest.mark.parametrize(
    ("lang", "sentence", "expected"),
    [
        ("id", "Ledakan itu menewaskan 14 orang dan melukai 32 lainnya.", [("killed", 14), ("injured", 32)]),
        ("id", "Dua prajurit gugur di Nduga.", [("killed", 2)]),
        ("id", "Serangan itu menimbulkan sedikitnya 40 korban jiwa.", [("killed", 40)]),
        ("id", "Tiga warga dilaporkan terluka.", [("injured", 3)]),
        ("id", "Seorang polisi tewas ditusuk.", [("killed", 1)]),
        ("id", "Jumlah korban tewas bertambah menjadi 17 orang.", [("killed", 17)]),
        ("id", "Perang itu menewaskan 1,5 juta orang.", [("killed", 1_500_000)]),
        ("id", "Delapan orang, termasuk dua anak, tewas.", [("killed", 8)]),
        ("en", "The blast killed at least 14 people and wounded 32.", [("killed", 14), ("injured", 32)]),
        ("en", "Twelve were wounded.", [("injured", 12)]),
        ("en", "The raid left a dozen dead.", [("killed", 12)]),
        ("en", "A policeman was shot dead in Jolo.", [("killed", 1)]),
        ("en", "The death toll has risen to 1,700.", [("killed", 1_700)]),
        ("en", "Seven people, including a child, were killed.", [("killed", 7)]),
        ("en", "Three of them died.", [("killed", 3)]),
        ("en", "They mourned the deaths of six marines.", [("killed", 6)]),
        ("en", "The mayor claimed 70 farmers were wounded.", [("injured", 70)]),
        ("en", "Eleven people including two nurses were killed.", [("killed", 11)]),
        ("id", "Sebelas orang termasuk dua perawat tewas.", [("killed", 11)]),
    ],
)
def test_number_of_people_is_counted(lang: str, sentence: str, expected: list[tuple[str, int]]) -> None:
    assert get_counts(sentence, lang) == expected


@pytest.mark.parametrize(
    ("lang", "sentence", "expected"),
    [
        ("id", "Dua polisi dan lima warga sipil tewas.", 7),
        ("en", "Gunmen killed two soldiers and a civilian.", 3),
        ("en", "Two soldiers and three nurses were killed.", 5),
    ],
)
def test_joined_numbers_are_added(lang: str, sentence: str, expected: int) -> None:
    assert get_counts(sentence, lang) == [("killed", expected)]


@pytest.mark.parametrize(
    ("lang", "sentence", "low", "high"),
    [
        ("id", "Puluhan orang luka-luka.", 10, 99),
        ("id", "Ratusan ribu orang terbunuh.", 100_000, 999_999),
        ("en", "Between 10 and 15 guards were killed.", 10, 15),
        ("en", "Hundreds of demonstrators were injured.", 100, 999),
    ],
)
def test_vague_number_has_bounds_and_no_value(lang: str, sentence: str, low: int, high: int) -> None:
    [count] = find_casualties(sentence, lang=lang)
    assert (count.value, count.low, count.high) == (None, low, high)


def test_at_least_leaves_the_upper_bound_open() -> None:
    [count] = find_casualties("Sedikitnya 40 orang tewas.", lang="id")
    assert (count.value, count.low, count.high) == (40, 40, None)


@pytest.mark.parametrize(
    ("lang", "sentence", "expected"),
    [
        ("id", "Tidak ada korban jiwa.", [("killed", 0)]),
        ("id", "Tidak ada korban dalam ledakan itu.", [("killed", 0), ("injured", 0)]),
        ("en", "There were no casualties.", [("killed", 0), ("injured", 0)]),
        ("en", "No one was killed or injured.", [("killed", 0), ("injured", 0)]),
    ],
)
def test_nobody_counts_as_zero(lang: str, sentence: str, expected: list[tuple[str, int]]) -> None:
    assert get_counts(sentence, lang) == expected


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("id", "Sebanyak 12 tank hancur."),
        ("id", "Pada 2003 tewas dalam serangan itu pemimpinnya."),
        ("id", "Ahmad (12) tewas."),
        ("en", "Twelve tanks were destroyed."),
        ("en", "The commander was killed in 2003."),
        ("en", "He was killed two days later."),
        ("en", "The party lost 12 seats."),
        ("en", "In total 60 people were killed or wounded."),
    ],
)
def test_other_numbers_are_not_casualties(lang: str, sentence: str) -> None:
    assert get_counts(sentence, lang) == []


def test_subject_of_killed_is_not_the_killed() -> None:
    assert get_counts("Nine gunmen killed three guards.", "en") == [("killed", 3)]


def test_span_holds_number_and_verb() -> None:
    sentence = "Pada Senin ledakan menewaskan 14 orang."
    [count] = find_casualties(sentence, lang="id")
    assert sentence[count.start : count.end] == "menewaskan 14"


def attach(sentence: str, *triggers: tuple[str, str]) -> list[Casualties]:
    spans = [(kind, sentence.index(word), sentence.index(word) + len(word)) for kind, word in triggers]
    return attach_casualties(find_casualties(sentence, lang="en"), spans)


def test_casualties_go_to_the_nearest_violent_event() -> None:
    sentence = "Police condemned the bombing that killed 14 people and arrested two men."
    counts = attach(sentence, ("ACCUSE", "condemned"), ("ASSAULT", "bombing"), ("COERCE", "arrested"))
    assert counts == [Casualties(), Casualties(killed=14), Casualties()]


def test_only_event_takes_them_if_it_is_a_deed() -> None:
    assert attach("The advance left 14 dead.", ("MOBILIZE", "advance")) == [Casualties(killed=14)]
    assert attach("He denied that 14 people were killed.", ("REJECT", "denied")) == [Casualties()]


def test_greatest_of_several_counts_stays() -> None:
    sentence = "The fighting killed 60 people; 20 people were killed in Basra."
    assert attach(sentence, ("ASSAULT", "fighting")) == [Casualties(killed=60)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The fighting killed dozens of people.", Casualties(killed_low=10, killed_high=99)),
        ("The fighting killed at least 20 people.", Casualties(killed=20, killed_low=20)),
        ("The fighting killed between 10 and 15 guards.", Casualties(killed_low=10, killed_high=15)),
        ("The fighting killed nearly 300 people.", Casualties(killed=300, killed_high=300)),
        ("The fighting killed about 40 people.", Casualties(killed=40)),
        ("The fighting killed 12 people and injured more than 100.", Casualties(killed=12, injured=100, injured_low=100)),
    ],
)
def test_words_that_bound_a_number_give_its_lowest_and_highest(sentence: str, expected: Casualties) -> None:
    assert attach(sentence, ("ASSAULT", "fighting")) == [expected]


def test_the_violence_and_not_the_protest_beside_it_has_the_casualties() -> None:
    sentence = "Soldiers fired into the crowd at a rally, leaving 12 people dead."
    assert attach(sentence, ("ASSAULT", "fired"), ("PROTEST", "rally")) == [Casualties(killed=12), Casualties()]


def test_language_without_tables_has_no_casualties() -> None:
    assert find_casualties("12 personnes ont été tuées.", lang="fr") == []
