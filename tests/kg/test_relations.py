"""Which relations sentences tell, in which words, since when, and how surely."""

import pytest

from kg.extraction.parsed import parse_article
from kg.extraction.relations import extract_relations
from kg.extraction.relations.lexicon import load_relation_lexicon
from kg.extraction.relations.names import KINDS
from kg.language import find_language, list_languages
from schemas.judgement import Factuality
from schemas.relation import Relation, RelationType
from schemas.text import Article


def find(text: str, lang: str, *, published: str | None = "2024-06-03", context: str = "") -> list[Relation]:
    return extract_relations(parse_article(Article(id="x", key="a-1", text=text, lang=lang, published=published, context=context)))


def tell(text: str, lang: str) -> set[tuple[str, str, str]]:
    return {(relation.type.value, relation.subject.text, relation.object.text) for relation in find(text, lang)}


def office(person: str, held: str, of: str | None = None) -> set[tuple[str, str, str]]:
    return {("holds_office", person, held)} | ({("represents", person, of)} if of else set())


@pytest.mark.parametrize(
    ("lang", "text", "told"),
    [
        ("en", "Norway's defence minister Kari Holm flew to Bodo.", office("Kari Holm", "defence minister", "Norway")),
        ("id", "Menteri Pertahanan Norwegia Kari Holm tiba di Bodo.", office("Kari Holm", "Menteri Pertahanan", "Norwegia")),
        ("en", "Kari Holm, a spokeswoman for the Baltic Fishing League, declined.", office("Kari Holm", "spokeswoman", "Baltic Fishing League")),
        ("id", "Rangga Wirya, juru bicara Gerakan Tani Mandiri, menolak.", office("Rangga Wirya", "juru bicara", "Gerakan Tani Mandiri")),
        ("en", "Finland, a member of NATO, closed the crossing.", {("member_of", "Finland", "NATO")}),
        ("id", "Finlandia, anggota NATO, menutup perbatasan.", {("member_of", "Finlandia", "NATO")}),
        ("en", "The al-Quds Brigades, the armed wing of Islamic Jihad, fired first.", {("part_of", "al-Quds Brigades", "Islamic Jihad")}),
        ("id", "Brigade al-Quds, sayap bersenjata Jihad Islam, menembak lebih dulu.", {("part_of", "Brigade al-Quds", "Jihad Islam")}),
        ("en", "A shell hit the Syrian city of Homs at dawn.", {("located_in", "Homs", "Syrian")}),
        ("id", "Sebuah peluru menghantam pasar di Homs, Suriah tengah.", {("located_in", "Homs", "Suriah")}),
        ("en", "Aid reached Houthi-held Hodeidah.", {("controls", "Houthi", "Hodeidah")}),
        ("id", "Bantuan tiba di Hodeidah, yang dikuasai kelompok Houthi.", {("controls", "Houthi", "Hodeidah")}),
        ("en", "Guyana sent boats to Essequibo, which Venezuela claims.", {("claims_territory", "Venezuela", "Essequibo")}),
        ("id", "Essequibo diklaim oleh Venezuela.", {("claims_territory", "Venezuela", "Essequibo")}),
        ("en", "Belarus, an ally of Russia, opened its airfields.", {("allied_with", "Belarus", "Russia")}),
        ("id", "Belarus, sekutu Rusia, membuka lapangan terbangnya.", {("allied_with", "Belarus", "Rusia")}),
        ("en", "Rwanda has long backed M23.", {("backs", "Rwanda", "M23")}),
        ("id", "Rwanda mendukung M23.", {("backs", "Rwanda", "M23")}),
        ("en", "The FARC, which fought the Colombian government for decades, disarmed.", {("opposes", "FARC", "Colombian government")}),
        ("id", "Pemberontak FARC memerangi pemerintah Kolombia.", {("opposes", "Pemberontak FARC", "pemerintah Kolombia")}),
    ],
)  # fmt: skip
def test_each_type_in_each_language(lang: str, text: str, told: set[tuple[str, str, str]]) -> None:
    assert tell(text, lang) == told


@pytest.mark.parametrize(
    ("lang", "active", "passive"),
    [
        ("en", "Rwanda, which arms the FDLR, said nothing.", "The FDLR, armed by Rwanda, said nothing."),
        ("id", "Rwanda, yang mempersenjatai FDLR, diam.", "FDLR, yang dipersenjatai oleh Rwanda, diam."),
        ("en", "Al-Shabaab controls Jilib.", "Jilib is controlled by al-Shabaab."),
        ("id", "Al-Shabaab menguasai Jilib.", "Jilib dikuasai oleh Al-Shabaab."),
    ],
)
def test_passive_says_the_same_as_active(lang: str, active: str, passive: str) -> None:
    one, other = (
        [(r.type, r.subject.code, r.object.id if r.type is RelationType.CONTROLS else r.object.code) for r in find(t, lang)]
        for t in (active, passive)
    )
    assert one == other != []


@pytest.mark.parametrize(
    ("lang", "text", "subjects"),
    [
        ("en", "Estonia and Latvia, members of NATO, agreed.", ["Estonia", "Latvia"]),
        ("id", "Estonia, Latvia dan Lithuania, anggota NATO, sepakat.", ["Estonia", "Latvia", "Lithuania"]),
    ],
)
def test_compound_is_one_relation_each(lang: str, text: str, subjects: list[str]) -> None:
    assert [(r.type, r.subject.text, r.object.code) for r in find(text, lang)] == [(RelationType.MEMBER_OF, name, "NATO") for name in subjects]


@pytest.mark.parametrize(
    ("lang", "text", "held"),
    [
        ("en", "Former Iraqi trade minister Salma Rashid was freed.", "trade minister"),
        ("en", "Salma Rashid, a former trade minister of Iraq, was freed.", "trade minister"),
        ("id", "Mantan Menteri Perdagangan Irak Salma Rashid dibebaskan.", "Menteri Perdagangan"),
        ("id", "Salma Rashid, bekas menteri perdagangan Irak, dibebaskan.", "menteri perdagangan"),
    ],
)
def test_former_office_is_history(lang: str, text: str, held: str) -> None:
    relation = next(relation for relation in find(text, lang) if relation.type is RelationType.HOLDS_OFFICE)
    assert (relation.subject.text, relation.object.text, relation.factuality) == ("Salma Rashid", held, Factuality.HISTORICAL)


@pytest.mark.parametrize(
    ("lang", "text", "factuality"),
    [
        ("en", "Sweden is not a member of OPEC.", Factuality.DENIED),
        ("id", "Swedia bukan anggota OPEC.", Factuality.DENIED),
        ("en", "Kigali denied that Rwanda supports M23.", Factuality.DENIED),
        ("en", "Rwanda is accused of arming M23.", Factuality.ALLEGED),
        ("id", "Rwanda dituduh mempersenjatai M23.", Factuality.ALLEGED),
    ],
)
def test_denials_and_accusations_are_told_apart(lang: str, text: str, factuality: Factuality) -> None:
    assert [relation.factuality for relation in find(text, lang)] == [factuality]


@pytest.mark.parametrize(
    ("lang", "text", "valid"),
    [
        ("en", "Al-Shabaab has controlled Jilib since 2014.", ("2014", None)),
        ("id", "Al-Shabaab menguasai Jilib sejak 2014.", ("2014", None)),
        ("en", "Ada Brandt, head of the Danube Commission until March 2030, spoke.", (None, "2030-03")),
        ("en", "Al-Shabaab controls Jilib.", (None, None)),
    ],
)
def test_words_behind_say_since_and_until_when(lang: str, text: str, valid: tuple[str | None, str | None]) -> None:
    relation = find(text, lang)[0]
    assert (relation.valid_from, relation.valid_until) == valid


def test_office_that_ended_before_publication_is_history() -> None:
    relations = find("Ada Brandt, who was chancellor of Austria until 2009, spoke.", "en")
    assert {(relation.valid_until, relation.factuality) for relation in relations} == {("2009", Factuality.HISTORICAL)}


@pytest.mark.parametrize(
    ("lang", "text", "told"),
    [
        ("en", "He met President Ion Radu and Premier Ana Pop in Cluj.", office("Ion Radu", "President") | office("Ana Pop", "Premier")),
        ("en", "The Moldovan prime minister said so.", set()),  # nobody is named
        ("en", "John Major and Martin Luther King never met.", set()),
        ("en", "The governor met Ben King, the mayor of Basra, on Monday.", office("Ben King", "mayor", "Basra")),
        ("en", "Captain Ion Radu and Dr. Ana Pop were hurt.", set()),  # ranks are no offices
        ("en", "Troops entered Kalbajar, Aghdam and Lachin.", set()),  # a list of towns, not one in another
        ("en", "Iraqi troops in Diyala opened fire.", set()),  # where troops are, they do not lie
        ("id", "Bupati Sukamaju Rangga Wirya Putra hadir.", office("Sukamaju Rangga Wirya Putra", "Bupati")),
        ("id", "Gubernur Papua Lukas Wanggai hadir.", office("Lukas Wanggai", "Gubernur", "Papua")),
        ("id", "Penasihat presiden Rangga Wirya membantah.", office("Rangga Wirya", "Penasihat")),
        ("id", "Ketua Komite Pangan, Rangga Wirya, pergi.", office("Rangga Wirya", "Ketua", "Komite Pangan")),
        ("id", "Menteri Luar Negeri Iran Mohammad Javad Zarif pulang.", office("Mohammad Javad Zarif", "Menteri Luar Negeri", "Iran")),
        ("id", "Perdana Menteri Irak Nuri al-Maliki pulang.", office("Nuri al-Maliki", "Perdana Menteri", "Irak")),
        ("en", "The report quotes the Charter of the United Nations.", set()),  # one capital is no person's name
        ("id", "Direktur Komunikasi Kepresidenan Turki mengundurkan diri.", set()),  # a body, not a person
        ("id", "Perdana Menteri Malaysia tiba di Jakarta, Indonesia.", {("located_in", "Jakarta", "Indonesia")}),
    ],
)  # fmt: skip
def test_names_offices_and_places_are_told_apart(lang: str, text: str, told: set[tuple[str, str, str]]) -> None:
    assert tell(text, lang) == told


def test_parenthesis_between_does_not_hide_whose_territory_it_is() -> None:
    told = tell("Kherson, a port in Ukraine, is controlled by Russia.", "en")
    assert told == {("located_in", "Kherson", "Ukraine"), ("controls", "Russia", "Kherson")}


def test_office_gives_the_side_that_linking_gives() -> None:
    relations = find("Perdana Menteri Armenia, Nikol Pashinyan, tiba. Pashinyan adalah anggota Partai Kontrak Sipil.", "id")
    assert {(r.subject.id, r.subject.code) for r in relations} == {("https://w3id.org/conflict-kg/id/actor/ARM.nikol-pashinyan", "ARM")}
    assert {r.type for r in relations} == {RelationType.HOLDS_OFFICE, RelationType.REPRESENTS, RelationType.MEMBER_OF}


def test_ends_have_iris_and_the_office_has_none() -> None:
    held, located = find("Mayor Ben Aziz left. The bomb hit the Iraqi city of Kirkuk.", "en")
    assert held.object.id is None and held.object.code == held.subject.code
    assert (located.object.id, located.object.code) == ("https://w3id.org/conflict-kg/id/place/IRQ", "IRQ")


def test_unit_of_a_state_is_an_actor_of_its_own() -> None:
    (relation,) = find("The Quds Force is a branch of the Revolutionary Guards of Iran.", "en")
    assert relation.subject.id != relation.object.id
    assert (relation.subject.code, relation.object.code) == ("IRN", "IRN")


def test_relation_to_itself_is_refused() -> None:
    assert find("Hamas, a member of Hamas, and Russia, an ally of Russia, met.", "en") == []


def test_spans_point_into_the_text_as_it_came() -> None:
    text = "“Ya,” kata\u00a0Presiden  Kenya William  Ruto.\r\n\r\nLalu Menteri Dalam Negeri Kenya Rangga Wirya pergi."
    for relation in find(text, "id"):
        for end in (relation.subject, relation.object, relation.sentence):
            assert text[end.start : end.end] == end.text
    assert len(find(text, "id")) == 4


@pytest.mark.parametrize(
    "text",
    [
        "President " + "X" * 10_000 + " left.",
        "President " + "Xy " * 3_000 + "left.",
        "MINISTER OF IRAN ALI REZA SAID IRAN BACKS SYRIA",
        "president ali reza of iran, a member of nato, left",
        "(((((, a member of NATO, of of of the the the",
        "President",
        "Ketua, ketua, ketua",
        "",
    ],
)
@pytest.mark.parametrize("lang", ["en", "id"])
def test_hostile_text_gives_no_relation(text: str, lang: str) -> None:
    assert find(text, lang) == []


def test_language_without_tables_gives_none() -> None:
    assert find("Le ministre Jean Dupont est parti.", "fr") == []


@pytest.mark.parametrize("lang", list_languages())
def test_patterns_ask_for_known_kinds_and_every_type_has_words(lang: str) -> None:
    lexicon = load_relation_lexicon(lang)
    assert {end for pattern in lexicon.patterns for end in pattern.ends} | {adjunct.end for adjunct in lexicon.adjuncts} <= set(KINDS)
    assert {pattern.type for pattern in lexicon.patterns} >= set(RelationType) - {RelationType.HOLDS_OFFICE}
    names = find_language(lang).get_table("relations")["names"]
    assert all("asserted" in names[kind.value] for kind in RelationType)


def test_two_languages_know_the_same_offices() -> None:
    tables = [set(find_language(lang).get_table("relations")["office_keys"]) for lang in list_languages()]
    assert all(table == tables[0] for table in tables)
