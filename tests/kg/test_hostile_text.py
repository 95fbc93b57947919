"""Texts that are no news: no crash, no storm of events, and what was cut is told."""

import pytest

from kg.pipeline import Extractor, make_article
from schemas.record import Record

EXTRACTOR = Extractor()
NAMES = ["Andreas Kole", "Maria Tandu", "Yusuf Lamba", "Ratna Weli", "Jonas Mbeki", "Siti Karang", "Pedro Duarte", "Lina Sorong"]
PLAIN = "Pasukan Kenya menyerang kamp milisi di Garissa pada Senin."


def extract(text: str, *, lang: str | None = None) -> Record:
    return EXTRACTOR.extract_article(make_article(text, lang=lang, published="2021-03-04"))


def limit_events(text: str) -> int:
    """One in eight words; a part of eight counts as a whole in a short text."""
    words = len(text.split())
    return -(-words // 8) if words <= 40 else words // 8


@pytest.mark.parametrize(
    "text",
    [
        "menyerang " * 5000,
        "Kenya menyerang Somalia dan " * 250 + ".",
        f"The army {PLAIN.lower()[:-1]} and then rebels attacked the bridge, kata polisi, who denied it.",
        "PASUKAN KENYA MENYERANG KAMP MILISI DI GARISSA, 12 ORANG TEWAS, KATA POLISI",
        "pasukankenyamenyerangkampmilisidigarissapadaseninlalu" * 40,
        "🔥🔥 Pasukan Kenya 🇰🇪 menyerang 😡 kamp milisi 💥 di Garissa 🙏🙏",
        "<div class='x'><p>Pasukan Kenya <b>menyerang</b> kamp &amp; milisi</p><script>serang()</script></div>",
        ", ".join(NAMES * 12),
        "Di bukit sunyi\nangin menyerang malam\nbulan pun mundur\n\nHujan menuntut\npada daun yang gugur\nsetangkai janji",
        "\u202eynaK naikus\u202c menyerang \u200b\u200b\u200bkamp",
        "!!! ??? ... --- ,,, ;;; 123 456 789 000",
        "a" * 20000,
        "serang! " * 30,
    ],
    ids=[
        "one word", "one clause", "two languages", "capitals", "no spaces", "emoji", "markup", "list of names", "poem",
        "directions", "signs", "one letter", "shouts",
    ],
)  # fmt: skip
def test_no_more_than_one_event_in_eight_words(text: str) -> None:
    record = extract(text)
    assert len(record.events) <= limit_events(text)
    for event in record.events:
        assert text[event.trigger.start : event.trigger.end] == event.trigger.text


def test_sentence_too_long_to_read_whole_is_noted() -> None:
    record = extract("Kenya menyerang Somalia dan " * 250 + ".", lang="id")
    assert any("cut" in note for note in record.notes)


def test_short_article_has_no_notes() -> None:
    assert extract(PLAIN).notes == []


def test_capitals_and_plain_text_give_the_same_kinds_of_event() -> None:
    plain, loud = extract(PLAIN, lang="id"), extract(PLAIN.upper(), lang="id")
    assert [event.type for event in loud.events] == [event.type for event in plain.events] == ["ASSAULT"]


def test_sentence_alone_and_in_an_article_gives_the_same_events() -> None:
    before, after = "Hujan turun di Mombasa sejak pagi.", "Harga jagung naik sedikit pekan ini."
    alone, within = extract(PLAIN), extract(f"{before} {PLAIN} {after}")

    def describe(record: Record) -> list[tuple[object, ...]]:
        found = [event for event in record.events if event.sentence.text == PLAIN]
        return [(e.type, e.mode, e.trigger.text, e.factuality, e.confidence, [a.text for a in (*e.actors, *e.recipients)]) for e in found]

    assert describe(alone) == describe(within) != []
