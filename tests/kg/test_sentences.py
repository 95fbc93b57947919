"""Where sentences end, and what is no sentence."""

import pytest

from kg.extraction.datelines import find_dateline
from kg.extraction.sentences import MAX_SENTENCE_CHARS, split_sentences
from kg.text import normalize_text


def split(text: str, lang: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(normalize_text(text), lang)]


@pytest.mark.parametrize(
    ("lang", "first", "second"),
    [
        ("id", "Menurut dr. Hasan dan Prof. Lubis, perundingan gagal.", "Delegasi pulang."),
        ("id", "Aturan itu tertulis dalam UU No. 15 Tahun 2003, hal. 12.", "Polisi diam."),
        ("id", "Dalam banyak hal, Letjen. Suryo benar dalam hal.", "Ia mundur."),
        ("id", "Warga membawa beras, air, obat, dll.", "Bantuan tiba kemarin."),
        ("id", "Kantor di Jl. Melati diserang pukul 10.30 WIB.", "Dua orang tewas."),
        ("id", "Serangan itu terjadi pada 31/10/2020 (Sabtu).", "Tidak ada korban."),
        ("id", "Kerugian mencapai Rp1.500.000.", "Toko tutup."),
        ("en", "Gen. Okoro met Sen. A. Park at 9 a.m. on Monday.", "Talks failed."),
        ("en", "The convoy left the U.S. Embassy at dawn.", "It was attacked."),
        ("en", "Troops will stay in the U.S.", "The minister said so."),
        ("en", "The council adopted resolution No. 2250 by 3.5 to 1.", "Chad abstained."),
        ("en", "He asked again... and again.", "Nobody answered."),
        ("en", "Is it war?", "Nobody knows!"),
        ("en", 'She said: "We will not leave."', "The police moved in."),
        ("en", "The raid killed five.[12]", "A boy survived."),
        ("en", "The group fled.", "al-Nasr Brigade fighters took the town."),
        ("fr", "M. K. Diallo a refusé.", "Le président a menacé de partir."),
    ],
)
def test_stop_ends_a_sentence_only_where_one_ends(lang: str, first: str, second: str) -> None:
    assert split(f"{first} {second}", lang) == [first, second]


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("id", '"Kami tidak akan mundur!" kata juru bicara militer.'),
        ("id", '"Kapan mereka pulang?" Ratna Dewi bertanya.'),
        ("id", '"Tunggu..." ujar sang menteri.'),
        ("en", '"Will they strike?" Ambassador Lund asked.'),
        ("en", '"Leave now!" shouted the commander.'),
    ],
)
def test_quotation_stays_with_the_verb_that_reports_it(lang: str, sentence: str) -> None:
    assert split(sentence, lang) == [sentence]


def test_quote_glued_to_a_stop_goes_where_it_belongs() -> None:
    assert split('Dia berujar, "Kami siap."Rapat usai."Semua setuju," kata Rahmat.', "id") == [
        'Dia berujar, "Kami siap."',
        "Rapat usai.",
        '"Semua setuju," kata Rahmat.',
    ]


def test_heading_and_list_items_are_sentences_without_stop_and_bullet() -> None:
    assert split("Bentrok di Perbatasan\n\nPolisi berjaga.\n1. Jalan ditutup\n2. Warga mengungsi\n- Sekolah libur", "id") == [
        "Bentrok di Perbatasan",
        "Polisi berjaga.",
        "Jalan ditutup",
        "Warga mengungsi",
        "Sekolah libur",
    ]


def test_text_without_capitals_is_split_before_small_letters() -> None:
    assert split("massa membakar ban. polisi menembakkan gas air mata.", "id") == ["massa membakar ban.", "polisi menembakkan gas air mata."]


@pytest.mark.parametrize("line", ["Baca juga: Peru Menyerang Chile", "ADVERTISEMENT", "[Gambas:Video Berita]", "* * *"])
def test_line_that_is_not_of_the_story_is_left_out(line: str) -> None:
    assert split(f"Kapal itu tiba.\n{line}\nAwaknya selamat.", "id") == ["Kapal itu tiba.", "Awaknya selamat."]


def test_endless_sentence_is_cut_between_words_and_says_so() -> None:
    sentences = split_sentences(normalize_text("tentara menyerang kota, " * 200), "id")
    assert len(sentences) > 1
    assert all(sentence.is_cut and len(sentence.text) <= MAX_SENTENCE_CHARS and sentence.text.endswith(("kota,", "kota")) for sentence in sentences)


def test_sentence_leads_back_to_the_text_as_it_came() -> None:
    original = "<p>Oslo&nbsp;diam.</p>\r\n<p>“Kami\u200b menolak,” kata Lima.</p>"
    normalized = normalize_text(original)
    _, second = split_sentences(normalized, "id")
    assert second.text == '"Kami menolak," kata Lima.'
    assert normalized.to_original(second.start, second.end).text == "“Kami\u200b menolak,” kata Lima."


@pytest.mark.parametrize(
    ("lang", "dateline", "place"),
    [
        ("id", "KabarKita.com, Nairobi – ", "Nairobi"),
        ("id", "BANDUNG, KOMPAS.com - ", "BANDUNG"),
        ("id", "Jayapura (ANTARA) - ", "Jayapura"),
        ("id", "TEMPO.CO, Kuala Lumpur - ", "Kuala Lumpur"),
        ("id", "Ambon, CNN Indonesia -- ", "Ambon"),
        ("id", "Manila, Senin (4/3/2019) – ", "Manila"),
        ("id", "PALU, 4 Maret 2019 - ", "PALU"),
        ("id", "Suara.com - ", None),
        ("en", "NAIROBI (Reuters) - ", "NAIROBI"),
        ("en", "LIMA, March 4 (Xinhua) -- ", "LIMA"),
        ("en", "BAMAKO, Mali (AP) — ", "BAMAKO"),
    ],
)
def test_dateline_is_no_part_of_the_sentence_but_its_place_is_known(lang: str, dateline: str, place: str | None) -> None:
    normalized = normalize_text(f"{dateline}Tentara menyerang kota itu.")
    found = find_dateline(normalized, lang)
    assert found is not None
    assert (found.place.text if found.place else None) == place
    assert split_sentences(normalized, lang)[0].text == "Tentara menyerang kota itu."


def test_dateline_below_a_headline_is_found() -> None:
    assert split("Gempa Guncang Sulawesi\nPALU, ANTARA - Warga mengungsi.", "id") == ["Gempa Guncang Sulawesi", "Warga mengungsi."]


def test_bare_place_before_a_long_line_is_a_dateline() -> None:
    body = "Menteri Pertahanan bertemu dengan panglima angkatan laut untuk membahas kapal asing di Natuna."
    assert split(f"Surabaya - {body}", "id") == [body]


@pytest.mark.parametrize(
    "sentence",
    [
        "Iran - Israel Saling Serang",
        "Rusia - Ukraina kembali bertukar tahanan pada hari Minggu setelah perundingan panjang yang ditengahi oleh Turki.",
        "Hamas - kelompok yang menguasai Gaza - menolak usul itu dan menuntut penarikan pasukan dari seluruh wilayahnya.",
    ],
)
def test_subject_before_a_dash_is_no_dateline(sentence: str) -> None:
    assert split(sentence, "id") == [sentence]
