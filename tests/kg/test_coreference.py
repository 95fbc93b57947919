import pytest

from kg.extraction.coreference import CoreferenceResolver
from kg.extraction.sentences import split_sentences
from kg.linking.actors import ActorLinker
from kg.text import normalize_text
from schemas.entity import ActorMention
from schemas.text import Article, TextSpan


def resolve(text: str, words: str, *, lang: str, context: str = "", others: tuple[str, ...] = ()) -> list[ActorMention]:
    """What the last place at which the words stand in the text refers to."""
    article = Article(id="x", key="a-1", text=text, lang=lang, published="2021-05-04", context=context)
    sentences = [TextSpan(text=s.text, start=s.start, end=s.end) for s in split_sentences(normalize_text(text), lang)]
    start = text.rindex(words)
    sentence = next(s for s in sentences if s.start <= start < s.end)
    rivals = [TextSpan(text=other, start=text.rindex(other), end=text.rindex(other) + len(other)) for other in others]
    resolver = CoreferenceResolver(ActorLinker(article), article, sentences)
    return resolver.link(TextSpan(text=words, start=start, end=start + len(words)), sentence=sentence, others=rivals)


def find_codes(text: str, words: str, *, lang: str, context: str = "", others: tuple[str, ...] = ()) -> list[str | None]:
    return [mention.code for mention in resolve(text, words, lang=lang, context=context, others=others)]


@pytest.mark.parametrize(
    ("lang", "text", "words", "code"),
    [
        ("en", "Kenya closed the border with Somalia. It gave no reason.", "It", "KEN"),
        ("en", "Peru's president visited Chile. He praised the talks.", "He", "PER"),
        ("en", "Ghanaian nurses marched past the parliament of Togo. They demanded higher pay.", "They", "GHA"),
        ("id", "Presiden Peru mengunjungi Chile. Ia memuji perundingan.", "Ia", "PER"),
        ("id", "Para perawat Ghana berpawai melewati parlemen Togo. Mereka menuntut kenaikan upah.", "Mereka", "GHA"),
    ],
)
def test_pronoun_stands_for_the_subject_that_agrees_with_it(lang: str, text: str, words: str, code: str) -> None:
    assert find_codes(text, words, lang=lang) == [code]


def test_pronoun_has_the_id_of_its_antecedent_and_keeps_its_own_words() -> None:
    text = "Angela Merkel flew to Lima. She met nobody."
    (mention,) = resolve(text, "She", lang="en")
    assert mention.id and mention.id.endswith("/actor/DEU.angela-merkel")
    assert (mention.text, mention.start, mention.end) == ("She", 28, 31)


def test_pronoun_of_an_unknown_person_is_that_person() -> None:
    text = "Peru's police chief, Hugo Zavaleta, spoke. He blamed smugglers."
    (pronoun,), (name,) = resolve(text, "He", lang="en"), resolve(text, "Hugo Zavaleta", lang="en")
    assert pronoun.id == name.id


def test_body_is_not_a_person() -> None:
    assert find_codes("Merkel wrote to the Peruvian army. It did not reply.", "It", lang="en") == ["PER"]


@pytest.mark.parametrize(
    ("lang", "text", "words", "other"),
    [
        ("en", "Kenya warned Somalia. Troops moved and Kenya shelled it.", "it", "Kenya"),
        ("id", "Milisi Kenya bertemu pemberontak Somalia. Milisi Kenya menyerang mereka.", "mereka", "Milisi Kenya"),
    ],
)
def test_pronoun_is_nobody_in_another_role_of_the_same_event(lang: str, text: str, words: str, other: str) -> None:
    assert find_codes(text, words, lang=lang, others=(other,)) == ["SOM"]


def test_reflexive_pronoun_may_be_the_other_role() -> None:
    assert find_codes("Kenya blamed itself.", "itself", lang="en", others=("Kenya",)) == ["KEN"]


@pytest.mark.parametrize(
    ("lang", "text", "words", "code"),
    [
        ("en", 'Uganda waited. "We shall not wait," said the Kenyan minister.', "We", "KEN"),
        ("id", 'Uganda menunggu. "Kami tidak akan menunggu," kata menteri Kenya.', "Kami", "KEN"),
        ("id", "Menteri Kenya mengatakan, pihaknya menolak usul Uganda.", "pihaknya", "KEN"),
    ],
)
def test_first_person_is_whose_words_are_reported(lang: str, text: str, words: str, code: str) -> None:
    assert find_codes(text, words, lang=lang) == [code]


def test_pronoun_refers_through_an_earlier_pronoun() -> None:
    text = "Peru's president visited Chile. He praised the talks. Later he flew home. He did not return to Chile."
    assert find_codes(text, "He", lang="en") == ["PER"]


def test_antecedent_may_stand_in_the_context() -> None:
    assert find_codes("Mereka mundur.", "Mereka", lang="id", context="Pasukan Kenya menyerbu Kismayo di Somalia.") == ["KEN"]


@pytest.mark.parametrize(
    ("lang", "text", "words", "code"),
    [
        ("en", "Boko Haram attacked a village in Niger. Residents said the group took hostages.", "group", "BOKOHARAM"),
        ("id", "Boko Haram menyerang desa di Niger. Menurut warga, kelompok itu menyandera anak-anak.", "kelompok itu", "BOKOHARAM"),
        ("en", "Kenya accused Somalia. The country closed its embassy.", "country", "KEN"),
        ("en", "Turkish troops entered Syria. The troops stayed a week in Syria.", "troops", "TUR"),
        ("en", "The Turkish army entered Syria. The soldiers stayed a week in Syria.", "soldiers", "TUR"),
        ("id", "Tentara Turki memasuki Suriah. Tentara itu tinggal sepekan di Suriah.", "Tentara itu", "TUR"),
    ],
)
def test_description_is_who_was_named_by_it(lang: str, text: str, words: str, code: str) -> None:
    assert find_codes(text, words, lang=lang) == [code]


@pytest.mark.parametrize(
    ("lang", "text", "words"),
    [
        ("en", "Peru and Chile held talks. Both sides signed a pact.", "Both sides"),
        ("en", "Peru and Chile held talks. The two countries signed a pact.", "two countries"),
        ("id", "Peru dan Chile berunding. Kedua pihak meneken perjanjian.", "Kedua pihak"),
        ("en", "Peru and Chile met mediators from Bolivia. Both sides signed a pact.", "Both sides"),
        ("id", "Menteri Peru dan menteri Chile menemui utusan Bolivia. Kedua pihak meneken perjanjian.", "Kedua pihak"),
        ("id", "Peru dan Chile berunding. Kedua negara itu meneken perjanjian.", "Kedua negara itu"),
    ],
)
def test_both_sides_are_two_actors_of_one_mention(lang: str, text: str, words: str) -> None:
    mentions = resolve(text, words, lang=lang)
    assert [mention.code for mention in mentions] == ["PER", "CHL"]
    assert {(mention.text, mention.start) for mention in mentions} == {(words, text.index(words))}


def test_day_of_the_week_is_no_side() -> None:
    text = "Peru dan Chile berunding. Gencatan senjata yang ditengahi Bolivia berlaku pada Senin. Brasil mendesak kedua pihak menaatinya."
    assert find_codes(text, "kedua pihak", lang="id") == ["PER", "CHL"]


def test_both_sides_of_more_than_two_are_left_open() -> None:
    assert find_codes("Peru, Chile and Bolivia held talks. Both sides signed a pact.", "Both sides", lang="en") == [None]


def test_name_is_linked_as_a_name() -> None:
    assert find_codes("Kenya warned Somalia. The US agreed.", "US", lang="en") == ["USA"]


def test_language_without_tables_leaves_pronouns_alone() -> None:
    assert find_codes("Ukrajina varovala Rusko. Ona.", "Ona", lang="cs") == [None]


def test_long_text_of_pronouns_is_resolved_without_deep_recursion() -> None:
    text = "Peru's president spoke. " + "He went on. " * 400
    assert find_codes(text.strip(), "He", lang="en") == ["PER"]
