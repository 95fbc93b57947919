"""Which language a text is in, headlines included."""

import pytest

from kg.identification import find_language_code, identify_language


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Rusia Tolak Usul Gencatan Senjata di Suriah", "id"),
        ("Menlu Bahas Sandera di Doha", "id"),
        ("TNI Kerahkan Kapal Perang ke Laut Natuna", "id"),
        ("AS Jatuhkan Sanksi Baru, WHO Buka Suara", "id"),
        ("Rebels seize airport in Goma", "en"),
        ("Greek ministers resign after train strike talks collapse", "en"),
        ("The army said it had retaken the bridge.", "en"),
        ("El presidente se reunió con los jefes militares en Bogotá", "es"),
        ("De regering wil meer dan honderd soldaten sturen of niet", "nl"),
        ("Президент встретился с премьером", "ru"),
        ("12345 !!!", "und"),
        ("", "und"),
    ],
)
def test_language_is_identified(text: str, lang: str) -> None:
    assert identify_language(text) == lang


def test_malay_is_told_from_indonesian_by_several_words_of_its_own() -> None:
    assert identify_language("Polis menahan lapan lelaki kerana merompak sebuah syarikat di Ipoh pada Khamis.") == "ms"


def test_indonesian_about_malaysia_stays_indonesian() -> None:
    assert identify_language("Polis Diraja Malaysia dan tentera negara itu menangkap dua WNI karena diduga menyelundupkan senjata.") == "id"


def test_english_quotation_does_not_make_an_indonesian_text_english() -> None:
    text = 'Ia menulis "we will return to the table" di akun resminya, dan pemerintah belum memberi tanggapan atas pernyataan yang keras itu.'
    assert identify_language(text) == "id"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ID", "id"),
        ("en-US", "en"),
        ("id_ID", "id"),
        ("ind", "id"),
        ("Indonesian", "id"),
        ("Bahasa Indonesia", "id"),
        ("fr", "fr"),
        ("klingonisch", None),
        ("", None),
    ],
)
def test_name_or_code_that_a_source_gives_is_understood(name: str, code: str | None) -> None:
    assert find_language_code(name) == code
