import pytest

from kg.gazetteer.actors import load_actors
from kg.linking.actors import ActorLinker, find_dominant_country, get_actor_facts
from schemas.entity import ActorMention
from schemas.text import Article, TextSpan


def link(text: str, words: str, *, lang: str, published: str | None = "2021-05-04", context: str = "") -> ActorMention:
    """The last place at which the words stand in the text, linked, with the text as its sentence."""
    linker = ActorLinker(Article(id="x", key="a-1", text=text, lang=lang, published=published, context=context))
    start = text.rindex(words)
    return linker.link(TextSpan(text=words, start=start, end=start + len(words)), sentence=TextSpan(text=text, start=0, end=len(text)))


@pytest.mark.parametrize(
    ("lang", "words", "code", "sector"),
    [
        ("id", "Kementerian Luar Negeri Rusia", "RUS", "GOV"),
        ("id", "pasukan Azerbaijan", "AZE", "MIL"),
        ("id", "Gedung Putih", "USA", "GOV"),
        ("id", "presiden AS", "USA", "GOV"),
        ("id", "parlemen Irak", "IRQ", "LEG"),
        ("id", "warga Armenia", "ARM", "CVL"),
        ("id", "duta besar Turki untuk PBB", "TUR", "GOV"),
        ("id", "TNI", "IDN", "MIL"),
        ("en", "Turkish foreign ministry", "TUR", "GOV"),
        ("en", "Pentagon", "USA", "MIL"),
        ("en", "Ukrainian soldiers", "UKR", "MIL"),
        ("en", "police in Nairobi", "KEN", "COP"),
        ("en", "Israel's UN envoy", "ISR", "GOV"),
        ("en", "UN envoy to Syria", "UNO", "IGO"),
        ("en", "al-Shabab fighters", "ALSHABAB", "REB"),
        ("en", "Palestinian group Hamas", "HAMAS", "REB"),
        ("en", "Kyiv", "UKR", "GOV"),
    ],
)
def test_description_gives_state_and_sector(lang: str, words: str, code: str | None, sector: str | None) -> None:
    mention = link(words, words, lang=lang)
    assert (mention.code, mention.sector) == (code, sector)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("id", "milisi yang didukung Armenia"),
        ("id", "kelompok anti-Iran"),
        ("en", "US-backed rebels"),
        ("en", "pro-Russian separatists"),
        ("en", "militia backed by the Rwandan army"),
    ],
)
def test_a_backer_or_enemy_is_not_the_actor(lang: str, words: str) -> None:
    assert link(words, words, lang=lang).code is None


def test_government_army_and_capital_are_one_actor_of_the_state() -> None:
    ids = {link(words, words, lang="en").id for words in ("Armenia", "Yerevan", "Armenian army", "Armenia's parliament")}
    assert ids == {"https://w3id.org/conflict-kg/id/actor/ARM"}


def test_capital_speaks_for_its_own_state_also_where_it_is_a_place_of_another() -> None:
    assert [link(words, words, lang="en").code for words in ("Officials in Tskhinvali", "police in Hargeisa", "teachers in Guadalajara")] == [
        "SOS",
        "SML",
        "MEX",
    ]


def test_rebels_and_civilians_of_a_state_are_actors_of_their_own() -> None:
    ids = [link(f"In Mali, {words} fled.", words, lang="en").id for words in ("separatists", "villagers")]
    assert [iri.rsplit("/", 1)[1] for iri in ids if iri] == ["MLI.REB", "MLI.CVL"]


@pytest.mark.parametrize(
    ("lang", "text", "words", "code", "sector"),
    [
        ("id", "PM Georgia, Anton Lomidze, mundur. Lomidze akan diganti.", "Lomidze", "GEO", "GOV"),
        ("id", "Menteri Pertahanan Fiji Josefa Waqa datang. Waqa menolak usul itu.", "Waqa", "FJI", "GOV"),
        ("en", "Peru's police chief, Hugo Zavaleta, spoke. Zavaleta blamed smugglers.", "Zavaleta", "PER", "COP"),
        ("en", "Ana Lindqvist, a spokeswoman for the Swedish navy, left. Lindqvist gave no reason.", "Lindqvist", "SWE", "MIL"),
    ],
)
def test_person_introduced_in_the_article_acts_for_their_state(lang: str, text: str, words: str, code: str | None, sector: str | None) -> None:
    mention = link(text, words, lang=lang)
    assert (mention.code, mention.sector) == (code, sector)


def test_surname_and_full_name_are_the_same_person() -> None:
    text = "Peru's police chief, Hugo Zavaleta, spoke. Zavaleta blamed smugglers."
    assert link(text, "Zavaleta", lang="en").id == link(text, "Hugo Zavaleta", lang="en").id


def test_known_person_has_an_own_id_and_the_state_s_code() -> None:
    mention = link("Pashinyan berpidato.", "Pashinyan", lang="id", published="2020-10-01")
    assert mention.id and mention.id.endswith("/actor/ARM.nikol-pashinyan")
    assert (mention.code, mention.sector, mention.name) == ("ARM", "GOV", "Nikol Pashinyan")


def test_sector_of_a_person_ends_with_the_office() -> None:
    assert link("Blair arrived.", "Blair", lang="en", published="2005-03-01").sector == "GOV"
    assert link("Blair arrived.", "Blair", lang="en", published="2015-03-01").sector is None


def test_office_at_the_date_decides_between_two_roles() -> None:
    codes = [link("Michelle Bachelet spoke.", "Michelle Bachelet", lang="en", published=day).code for day in ("2015-06-01", "2021-06-01")]
    assert codes == ["CHL", "UNO"]


def test_surname_after_another_first_name_is_somebody_else() -> None:
    mention = link("Pedro Maduro bernyanyi di Lisabon.", "Pedro Maduro", lang="id")
    assert mention.id and "nicolas" not in mention.id


def test_common_surname_needs_the_country_or_the_years() -> None:
    assert link("May resigned.", "May", lang="en", published="2017-03-01").code == "GBR"
    assert link("May resigned.", "May", lang="en", published="2004-03-01").code is None


@pytest.mark.parametrize(
    ("lang", "text", "words", "code"),
    [
        ("id", "Polisi membubarkan demonstran di Surabaya.", "demonstran", "IDN"),
        ("id", "Polisi menangkap dua orang.", "Polisi", "IDN"),
        ("id", "Nigeria berduka. Polisi menangkap dua orang.", "Polisi", "NGA"),
        ("en", "Riots spread in Chile. Police used tear gas.", "Police", "CHL"),
        ("en", "Police used tear gas.", "Police", None),
        ("en", "Volunteers helped civilians.", "civilians", "CVL"),
        ("en", "Kenya mourned as gunmen fled.", "gunmen", None),
        ("id", "Sudan memanggil utusan-utusan Barat.", "utusan-utusan Barat", None),
    ],
)
def test_general_words_take_the_state_that_the_article_is_about(lang: str, text: str, words: str, code: str | None) -> None:
    assert link(text, words, lang=lang).code == code


def test_rebels_are_the_armed_group_that_the_article_names() -> None:
    assert link("Boko Haram attacked a village. The army chased the militants.", "militants", lang="en").code == "BOKOHARAM"


def test_of_two_states_in_a_sentence_the_nearer_one_is_taken() -> None:
    text = "Talks went on in Chad, while in Gabon police fired at students."
    assert link(text, "police", lang="en").code == "GAB"


def test_pronoun_is_left_to_coreference() -> None:
    mention = link("Rusia menyerang. Mereka mundur.", "Mereka", lang="id")
    assert (mention.code, mention.id) == (None, "https://w3id.org/conflict-kg/id/actor/a-1.mereka")


def test_short_acronym_is_read_in_its_language() -> None:
    assert link("AS menolak usul itu.", "AS", lang="id").code == "USA"
    assert link("AS Roma won.", "AS", lang="en").code != "USA"


def test_known_actor_is_the_same_in_every_language() -> None:
    differing = []
    for entry in load_actors().entries.values():
        if entry.kind != "person" and entry.key == entry.code:
            ids = {
                link(entry.names.get(lang, entry.names["en"]), entry.names.get(lang, entry.names["en"]), lang=lang, published=None).id
                for lang in ("en", "id")
            }
            differing += [entry.key] if ids != {f"https://w3id.org/conflict-kg/id/actor/{entry.key}"} else []
    assert differing == []


@pytest.mark.parametrize(
    ("lang", "words", "sector"),
    [("id", "pemerintah Amerika Serikat", "GOV"), ("id", "tentara Amerika Serikat", "MIL"), ("en", "Jordanian armed forces", "MIL")],
)
def test_words_of_a_state_s_name_say_nothing_of_the_sector(lang: str, words: str, sector: str) -> None:
    mention = link(words, words, lang=lang)
    assert (mention.code in ("USA", "JOR"), mention.sector) == (True, sector)


def test_whom_a_backer_backs_belongs_to_another_state_of_the_article() -> None:
    assert link("Clashes went on in Chad, where French-backed rebels fled.", "French-backed rebels", lang="en").code == "TCD"


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("id", "Wartawan Italia Piero Brambilla ditahan. Tapi Brambilla bebas.", "Brambilla"),
        ("en", "Italian journalist Piero Brambilla was held. But Brambilla is free.", "Brambilla"),
    ],
)
def test_words_before_a_name_are_no_part_of_it(lang: str, text: str, name: str) -> None:
    mention = link(text, name, lang=lang)
    assert (mention.code, mention.id) == ("ITA", "https://w3id.org/conflict-kg/id/actor/ITA.piero-brambilla")


def test_language_without_tables_still_links_names() -> None:
    assert link("Ukrajina, Ukraine, Kremlin.", "Kremlin", lang="cs").code == "RUS"


@pytest.mark.parametrize(
    ("text", "lang", "country"),
    [
        ("Warga Medan mengeluh.", "id", "IDN"),
        ("Warga mengeluh.", "id", "IDN"),
        ("Pemerintah Peru mundur setelah bentrokan di Lima.", "id", "PER"),
        ("Residents complained.", "en", None),
        ("Thousands marched in Lagos and Kano.", "en", "NGA"),
    ],
)
def test_dominant_country(text: str, lang: str, country: str | None) -> None:
    assert find_dominant_country(text, lang) == country


@pytest.mark.parametrize(
    ("lang", "words", "kind", "name_id", "country"),
    [
        ("en", "Kremlin", "state", "Rusia", "RUS"),
        ("en", "NATO", "organization", "Pakta Pertahanan Atlantik Utara", None),
        ("en", "Houthi rebels", "group", "Houthi", "YEM"),
        ("en", "Angela Merkel", "person", None, "DEU"),
        ("en", "Iraqi civilians", "unnamed", "warga sipil (Irak)", "IRQ"),
        ("id", "Partai Golkar", "organization", None, "IDN"),
    ],
)
def test_facts_of_an_actor(lang: str, words: str, kind: str, name_id: str | None, country: str | None) -> None:
    facts = get_actor_facts(link(words, words, lang=lang))
    assert (facts.kind, facts.name_id, facts.country) == (kind, name_id, country)


def test_facts_do_not_depend_on_the_mention() -> None:
    assert get_actor_facts(link("Pentagon", "Pentagon", lang="en")) == get_actor_facts(link("Washington", "Washington", lang="en"))


def test_part_of_a_known_name_is_the_whole_of_it() -> None:
    text = "Yerevan bertemu Kelompok Minsk OSCE di Jenewa."
    sentence = TextSpan(text=text, start=0, end=len(text))
    article = Article(id="a", key="a-1", text=text, lang="id")
    found = ActorLinker(article).link(TextSpan(text="Minsk", start=25, end=30), sentence=sentence)
    assert (found.text, found.code) == ("Kelompok Minsk OSCE", "OSCE")
