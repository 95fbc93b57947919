import re

import pytest

from kg.gazetteer.actors import load_actors, read_table, split_cell
from kg.gazetteer.names import NameIndex, normalize_name, split_words
from kg.gazetteer.places import load_places


def find_codes(text: str) -> list[str]:
    return [match.found[0].entry.code for match in load_actors().index.find_names(text, split_words(text))]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("The US and the U.K. voted", ["USA", "GBR"]),
        ("Da'esh, Da’esh and ISIL", ["ISIS", "ISIS", "ISIS"]),
        ("al-Qa'ida, Al Qaeda, al-Qaida", ["ALQAEDA", "ALQAEDA", "ALQAEDA"]),
        ("Turki, Türkiye and Turks", ["TUR", "TUR", "TUR"]),
        ("the People's Republic of China's envoy", ["CHN"]),
        ("Uni Emirat Arab dan Arab Saudi", ["ARE", "SAU"]),
        ("South Sudan, not Sudan", ["SSD", "SDN"]),
        ("Korut menuduh Korsel", ["PRK", "KOR"]),
    ],
)
def test_names_are_found_in_any_spelling(text: str, codes: list[str]) -> None:
    assert find_codes(text) == codes


@pytest.mark.parametrize("text", ["they told us so", "roasted turkey", "as it is", "un ami", "who is it"])
def test_words_without_capitals_are_no_names(text: str) -> None:
    assert find_codes(text) == []


def test_text_without_any_capitals_may_name_by_small_letters() -> None:
    text = "menlu turki di baghdad"
    found = load_actors().index.find_names(text, split_words(text), cased=False)
    assert [match.found[0].entry.code for match in found] == ["TUR", "IRQ"]


def test_longest_name_wins_and_names_do_not_overlap() -> None:
    index: NameIndex[str] = NameIndex()
    for name in ("Sudan", "South Sudan", "South Sudan Liberation Army"):
        index.add(name, name)
    text = "South Sudan Liberation, Sudan"
    assert [match.found for match in index.find_names(text, split_words(text))] == [("South Sudan",), ("Sudan",)]


def test_a_name_does_not_reach_across_sentences() -> None:
    assert "PRK" in find_codes("North Korea")
    assert find_codes("They sailed Far North. Korea answered")[-1] == "KOR"


def test_every_state_of_iso_has_a_code_a_name_and_coordinates() -> None:
    states = [entry for entry in load_actors().entries.values() if entry.kind == "state"]
    places = load_places().entries
    assert sum(bool(re.fullmatch(r"[A-Z]{3}", state.code)) for state in states) >= 249
    assert all(state.names["en"] and state.names["id"] and state.code in places for state in states)


def test_codes_of_groups_and_organisations_are_not_codes_of_states() -> None:
    kinds: dict[str, set[str]] = {}
    for entry in load_actors().entries.values():
        if entry.key == entry.code:
            kinds.setdefault(entry.code, set()).add(entry.kind)
    assert all(len(found) == 1 for found in kinds.values())


def test_countries_of_actors_are_states_and_ids_look_like_wikidata() -> None:
    entries = load_actors().entries
    for entry in entries.values():
        assert entry.country is None or entries[entry.country].kind == "state", entry
        assert entry.wikidata is None or re.fullmatch(r"Q[1-9]\d*", entry.wikidata), entry


def test_sectors_of_actors_have_a_plover_like_code() -> None:
    assert {entry.sector for entry in load_actors().entries.values() if entry.sector and not re.fullmatch(r"[A-Z]{3}", entry.sector)} == set()


@pytest.mark.parametrize(
    ("name", "country", "precision"),
    [
        ("Moskow", "RUS", "city"),
        ("Yerusalem", "ISR", "city"),
        ("Khankendi", "AZE", "city"),
        ("Papua Barat Daya", "IDN", "province"),
        ("Highland Papua", "IDN", "province"),
        ("Timur Tengah", None, "region"),
        ("Tepi Barat", "PSE", "region"),  # as an actor it is Palestine
        ("Chad", "TCD", "country"),
        ("Texas", "USA", "province"),
    ],
)
def test_places_have_names_in_both_languages(name: str, country: str | None, precision: str) -> None:
    place = load_places().index.get(name)[0]
    assert (place.country, place.precision) == (country, precision)


def test_all_provinces_of_indonesia_are_known() -> None:
    provinces = [place for place in load_places().entries.values() if place.country == "IDN" and place.precision == "province"]
    assert len(provinces) == 38


def test_keys_of_cities_are_normalised_as_the_index_compares_them() -> None:
    cities = [place for place in load_places().entries.values() if place.geonames and place.precision == "city"]
    assert len(cities) > 30_000
    assert all(place in load_places().index.get(place.name) for place in cities[::97])


def test_tables_hold_the_groups_and_offices_that_news_speaks_of() -> None:
    entries = load_actors().entries.values()
    assert sum(entry.kind == "group" for entry in entries) >= 300
    assert sum(entry.kind == "person" for entry in entries) >= 2000


@pytest.mark.parametrize(
    "code", ["ARM", "AZE", "CHN", "DEU", "EGY", "ETH", "FRA", "GBR", "IDN", "IND", "IRN", "ISR", "JPN", "KOR", "PAK", "RUS", "TUR", "UKR", "USA"]
)
@pytest.mark.parametrize("year", [2003, 2010, 2017, 2024])
def test_states_in_the_news_have_office_holders_in_every_year(code: str, year: int) -> None:
    holders = [entry for entry in load_actors().entries.values() if entry.kind == "person" and entry.code == code and entry.from_year]
    assert any(entry.is_current(year) for entry in holders)


def test_no_cell_names_anybody_twice() -> None:
    for table in ("states.tsv", "organizations.tsv", "groups.tsv", "persons.tsv"):
        for row in read_table(table):
            for cell in row.values():
                names = [name.lstrip("~") for name in split_cell(cell)]
                assert len(names) == len(set(names)), (table, cell)


@pytest.mark.parametrize("names", [("Republican Party", "Partai Republik", "GOP"), ("PDIP", "PDI Perjuangan"), ("Dawa Party", "Partai Dawa")])
def test_names_of_one_party_are_one_actor(names: tuple[str, ...]) -> None:
    assert len({load_actors().index.get(name)[0].entry.key for name in names}) == 1


def test_normalising_twice_changes_nothing() -> None:
    for name in ("Élysée", "Ta'ang", "U.S.", "Côte d’Ivoire", "Ağdam", "KwaZulu-Natal"):
        assert normalize_name(normalize_name(name)) == normalize_name(name)
