"""What normalisation changes, and that every span leads back to the text as it came."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.text import normalize_text, strip_markup

NOISE = [
    "Baku", "dan", "PBB.", ".", "\n", "\n\n", "\r\n", "  ", "\t", "-\n", "&nbsp;", "&amp;quot;", "&#8217;", "<p>", "</p>", "<br/>", "“", "”",
    "\u200b", "\u00ad", "\u00a0",
    "\ufffd", "**", "[kata](https://a.id/b)", "â€™", "Ã\xad", "\x07", "é", "😀", "x", "3.500", "Dia",
]  # fmt: skip


@pytest.mark.parametrize(
    ("original", "expected"),
    [
        ("“Kami menolak,” kata ‘juru bicara’", "\"Kami menolak,\" kata 'juru bicara'"),
        ("Juba\u00a0dan\u200b Khartoum\tber\u00addamai", "Juba dan Khartoum berdamai"),
        ("Tentara &amp; polisi &quot;siaga&quot; &amp;nbsp;penuh", 'Tentara & polisi "siaga" penuh'),
        ("Turki <b>menolak</b> <a href='x'>tawaran</a> itu<br>Ankara diam", "Turki menolak tawaran itu\nAnkara diam"),
        ("kurang dari <5 km> dan <nama>", "kurang dari <5 km> dan <nama>"),
        ("**Quito** memanggil [duta besarnya](https://contoh.id/a)", "Quito memanggil duta besarnya"),
        ("Itâ€™s over, GaudÃ\xad", "It's over, Gaudí"),
        ("can\ufffdt", "can't"),
        ("Bogota\x00\x07 diam", "Bogota diam"),
    ],
)
def test_noise_becomes_plain_text(original: str, expected: str) -> None:
    assert normalize_text(original).text == expected


@pytest.mark.parametrize(
    ("original", "expected"),
    [
        ("pasukan Chad.dan Niger mundur", "pasukan Chad dan Niger mundur"),  # small letter after the stop: noise within a sentence
        ("Niger mundur.Chad bertahan", "Niger mundur. Chad bertahan"),  # capital: two sentences
        ("sejak 2019.Gencatan gagal", "sejak 2019. Gencatan gagal"),
        ("menurut KabarKota.com dan berita.co.id", "menurut KabarKota.com dan berita.co.id"),
        ("www.Contoh.org/Halaman.html", "www.Contoh.org/Halaman.html"),
        ("dana Rp1.500.000 atau 3.5 persen", "dana Rp1.500.000 atau 3.5 persen"),
        ("the U.S.Navy at 5 a.m. on", "the U.S.Navy at 5 a.m. on"),
        ("surat@kantor.gov", "surat@kantor.gov"),
    ],
)
def test_stop_glued_between_words_is_parted_unless_it_belongs_there(original: str, expected: str) -> None:
    assert normalize_text(original).text == expected


def test_lines_of_wrapped_paragraph_are_joined_and_paragraphs_stay_apart() -> None:
    original = (
        "The junta in Bamako said on Friday that it had\nexpelled the French ambassador and closed the\n"
        "border with Senegal until further notice.\n\nFrance denied it.\n"
    )
    assert normalize_text(original).text.split("\n") == [
        "The junta in Bamako said on Friday that it had expelled the French ambassador and closed the border with Senegal until further notice.",
        "France denied it.",
        "",
    ]


def test_headlines_one_a_line_are_not_taken_for_a_wrapped_paragraph() -> None:
    original = "Peru Menutup Perbatasan\nChile Memanggil Duta Besar Bolivia\nLima Menolak Usul Damai\nBrasil Menengahi Sengketa Perbatasan di Amazon"
    assert normalize_text(original).text == original


@pytest.mark.parametrize(
    ("original", "expected"),
    [("perun-\ndingan", "perundingan"), ("negara-\nnegara", "negara-negara"), ("Guinea-\nBissau", "Guinea-Bissau")],
)
def test_word_broken_at_line_end_is_mended(original: str, expected: str) -> None:
    assert normalize_text(original).text == expected


def test_span_of_changed_word_is_the_original_with_its_noise() -> None:
    normalized = normalize_text("Pihak <i>Kai</i>ro&nbsp;membalas")
    start = normalized.text.index("Kairo")
    span = normalized.to_original(start, start + 5)
    assert (span.text, normalized.original[span.start : span.end]) == ("Kai</i>ro", "Kai</i>ro")


def test_text_without_noise_keeps_its_offsets() -> None:
    normalized = normalize_text("Kairo membalas.")
    assert normalized.text == normalized.original
    assert normalized.to_original(6, 14).start == 6


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(NOISE) | st.text(max_size=4), max_size=25).map("".join))
def test_every_span_leads_into_the_original_in_order(original: str) -> None:
    normalized = normalize_text(original)
    spans = [normalized.to_original(index, index + 1) for index in range(len(normalized.text))]
    for span in spans:
        assert 0 <= span.start <= span.end <= len(original)
        assert span.text == original[span.start : span.end]
    assert all(one.start <= other.start and one.end <= other.end for one, other in pairwise(spans))
    whole = normalized.to_original(0, len(normalized.text))
    assert not spans or (whole.start, whole.end) == (spans[0].start, spans[-1].end)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(NOISE), max_size=25).map("".join))
def test_letters_that_stay_are_the_letters_that_were_there(original: str) -> None:
    normalized = normalize_text(original)
    for index, char in enumerate(normalized.text):
        if char in "BakudnDi":
            assert normalized.to_original(index, index + 1).text == char


def test_markup_of_feed_is_stripped_to_paragraphs() -> None:
    assert strip_markup("<p>Seoul &amp; Tokyo</p><p>sepakat</p>").split() == ["Seoul", "&", "Tokyo", "sepakat"]
