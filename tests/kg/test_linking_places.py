import pytest

from kg.linking.places import geocode_place, get_place_facts
from schemas.entity import PlaceMention
from schemas.text import TextSpan


def geocode(text: str, **countries: float) -> PlaceMention:
    return geocode_place(TextSpan(text=text, start=0, end=len(text)), countries=countries)


@pytest.mark.parametrize(
    ("text", "name", "country", "precision"),
    [
        ("Damaskus", "Damascus", "SYR", "city"),
        ("Kiev", "Kyiv", "UKR", "city"),
        ("Iraq", "Iraq", "IRQ", "country"),
        ("Jawa Barat", "West Java", "IDN", "province"),
        ("Timur Tengah", "Middle East", None, "region"),
        ("distrik Nduga", "Nduga", "IDN", "region"),
        ("the town of Hadrut in Nagorno-Karabakh", "Hadrut", "AZE", "city"),
        ("northern Mali", "Azawad", "MLI", "region"),
        ("northern Chad", "Chad", "TCD", "country"),
    ],
)
def test_place_is_found_by_any_of_its_names(text: str, name: str, country: str | None, precision: str) -> None:
    place = geocode(text)
    assert (place.name, place.country, place.precision) == (name, country, precision)


@pytest.mark.parametrize(
    ("text", "key", "country", "precision"),
    [
        ("Nagorno-Karabakh", "NKR", "AZE", "region"),
        ("Artsakh", "NKR", "AZE", "region"),
        ("Ossetia Selatan", "SOS", "GEO", "region"),
        ("Republik Rakyat Donetsk", "DNR", "UKR", "region"),
        ("Somaliland", "SML", "SOM", "region"),
        ("Jalur Gaza", "gaza-strip", "PSE", "region"),
        ("Gaza", "gaza-strip", "PSE", "region"),
        ("Palestina", "PSE", "PSE", "country"),
    ],
)
def test_territory_without_recognition_is_a_region_with_the_code_of_its_actor(text: str, key: str, country: str, precision: str) -> None:
    place = geocode(text)
    assert (place.id, place.country, place.precision) == (f"https://w3id.org/conflict-kg/id/place/{key}", country, precision)


@pytest.mark.parametrize(("text", "name"), [("the Iraqi capital", "Baghdad"), ("ibu kota Suriah", "Damascus"), ("Guinea's capital", "Conakry")])
def test_capital_of_a_state_is_its_city(text: str, name: str) -> None:
    assert geocode(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [("perairan Irak", "Iraq"), ("Vietnamese waters", "Vietnam"), ("Colombia's Pacific coast", "Colombia"), ("Police station in Poso", "Poso")],
)
def test_description_is_placed_by_the_name_in_it(text: str, name: str) -> None:
    assert geocode(text, IDN=1).name == name


@pytest.mark.parametrize("text", ["the North", "kafe", "Rumah Sakit", "the Ritz-Carlton"])
def test_word_that_only_looks_like_a_place_has_no_coordinates(text: str) -> None:
    assert geocode(text, IRQ=2).lat is None


def test_coordinates_are_those_of_the_place() -> None:
    place = geocode("Stepanakert")
    assert place.lat == pytest.approx(39.8, abs=0.1)
    assert place.lon == pytest.approx(46.75, abs=0.1)


def test_states_of_the_article_decide_between_places_of_one_name() -> None:
    assert geocode("Tripoli").country == "LBY"
    assert geocode("Tripoli", LBN=2, SYR=1).country == "LBN"


def test_a_namesake_far_smaller_is_not_meant() -> None:
    assert geocode("Moscow", USA=5).country == "RUS"


@pytest.mark.parametrize(("text", "country"), [("Hyderabad, Pakistan", "PAK"), ("Paris, Texas", "USA"), ("Hyderabad", "IND")])
def test_what_follows_a_comma_says_which(text: str, country: str | None) -> None:
    assert geocode(text).country == country


def test_unknown_place_gets_an_id_and_no_coordinates() -> None:
    place = geocode("Desa Sukamaju Anyar")
    assert place.id == "https://w3id.org/conflict-kg/id/place/desa-sukamaju-anyar"
    assert (place.lat, place.lon, place.precision) == (None, None, None)


def test_facts_of_a_place() -> None:
    facts = get_place_facts(geocode("Aleppo"))
    assert (facts.name, facts.name_id, facts.geonames) == ("Aleppo", "Aleppo", "170063")
    assert get_place_facts(geocode("Mesir")).wikidata == "Q79"
    assert get_place_facts(geocode("Krimea")).name_id == "Krimea"
