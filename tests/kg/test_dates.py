"""Date expressions, and which event they belong to."""

from pathlib import Path
from typing import Any

import pytest

import kg.language
from kg.extraction.dates import find_dates
from kg.extraction.event_dates import DatableEvent, resolve_event_dates
from kg.extraction.numbers import find_quantities, parse_number
from kg.graph.dates import find_interval

SATURDAY = "2020-10-31"


def get_values(sentence: str, lang: str, published: str | None = SATURDAY) -> list[str | None]:
    return [date.value for date in find_dates(sentence, lang=lang, published=published)]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("id", "31 Oktober 2020"),
        ("id", "31 Okt 2020"),
        ("id", "Sabtu (31/10/2020)"),
        ("id", "Sabtu, 31 Oktober 2020"),
        ("id", "tanggal 31 Oktober tahun 2020"),
        ("id", "2020-10-31"),
        ("en", "October 31, 2020"),
        ("en", "Oct. 31, 2020"),
        ("en", "31 October 2020"),
        ("en", "the 31st of October, 2020"),
        ("en", "Saturday, October 31st, 2020"),
        ("en", "31/10/2020"),
        ("en", "10/31/2020"),
    ],
)
def test_full_date_needs_no_publication_date(lang: str, words: str) -> None:
    [date] = find_dates(f"... {words} ...", lang=lang)
    assert (date.text, date.value, date.precision, date.first_day) == (words, "2020-10-31", "day", "2020-10-31")


@pytest.mark.parametrize(
    ("lang", "words", "value"),
    [
        ("id", "Bentrokan pecah Sabtu pagi", "2020-10-31"),
        ("id", "Bentrokan pecah pada hari Rabu", "2020-10-28"),
        ("id", "Bentrokan pecah Sabtu lalu", "2020-10-24"),
        ("id", "Bentrokan pecah Rabu pekan lalu", "2020-10-21"),
        ("id", "Mereka bertemu Jumat mendatang", "2020-11-06"),
        ("en", "Fighting broke out on Tuesday night", "2020-10-27"),
        ("en", "Fighting broke out last Saturday", "2020-10-24"),
        ("en", "Fighting broke out on Wednesday last week", "2020-10-21"),
        ("en", "They meet next Monday", "2020-11-02"),
        ("en", "Friday's raid", "2020-10-30"),
    ],
)
def test_weekday_counts_from_publication(lang: str, words: str, value: str) -> None:
    assert get_values(words, lang) == [value]


@pytest.mark.parametrize(
    ("lang", "sentence", "value"),
    [
        ("en", "The ministers will meet on Tuesday.", "2020-11-03"),
        ("id", "Para menteri akan bertemu pada Selasa.", "2020-11-03"),
        ("id", "Presiden, Selasa, akan tiba di Ankara.", "2020-11-03"),
        ("en", "He said on Tuesday that they will meet.", "2020-10-27"),
        ("en", "They will retreat, he said on Tuesday.", "2020-10-27"),
    ],
)
def test_future_word_makes_weekday_the_next_one_unless_speech_stands_between(lang: str, sentence: str, value: str) -> None:
    assert get_values(sentence, lang) == [value]


@pytest.mark.parametrize(
    ("lang", "words", "value"),
    [
        ("id", "kemarin", "2020-10-30"),
        ("id", "dua hari lalu", "2020-10-29"),
        ("id", "setahun lalu", "2019"),
        ("id", "bulan lalu", "2020-09"),
        ("id", "tahun ini", "2020"),
        ("id", "Maret lalu", "2020-03"),
        ("id", "September tahun lalu", "2019-09"),
        ("en", "yesterday", "2020-10-30"),
        ("en", "two weeks ago", "2020-10"),
        ("en", "last month", "2020-09"),
        ("en", "in March", "2020-03"),
        ("en", "last December 7", "2019-12-07"),
        ("en", "the next 24 hours", "2020-11-01"),
    ],
)
def test_relative_words_are_as_exact_as_their_unit(lang: str, words: str, value: str) -> None:
    assert get_values(words, lang) == [value]


@pytest.mark.parametrize(
    ("lang", "words", "value", "bounds"),
    [
        ("id", "akhir September lalu", "2020-09", ("2020-09-21", "2020-09-30")),
        ("en", "late September", "2020-09", ("2020-09-21", "2020-09-30")),
        ("en", "since the weekend", None, ("2020-10-31", "2020-11-01")),
        ("en", "last summer", "2020", ("2020-06-01", "2020-08-31")),
        ("en", "mid-September", "2020-09", ("2020-09-11", "2020-09-20")),
        ("id", "pekan lalu", "2020-10", ("2020-10-19", "2020-10-25")),
        ("en", "earlier this week", None, ("2020-10-26", "2020-11-01")),
        ("en", "the 1990s", None, ("1990-01-01", "1999-12-31")),
        ("id", "20 hingga 31 Maret", "2020-03-20", ("2020-03-20", "2020-03-31")),
        ("en", "from March 28 to April 3, 2018", "2018-03-28", ("2018-03-28", "2018-04-03")),
        ("en", "the 1994-96 war", "1994", ("1994-01-01", "1996-12-31")),
    ],
)
def test_vague_time_has_bounds(lang: str, words: str, value: str | None, bounds: tuple[str, str]) -> None:
    [date] = find_dates(words, lang=lang, published=SATURDAY)
    assert (date.value, (date.first_day, date.last_day)) == (value, bounds)


@pytest.mark.parametrize(
    "lang_and_words", [("id", "Kamis (8/8)"), ("id", "hari Kamis"), ("en", "on Thursday"), ("en", "October 31"), ("id", "pekan lalu")]
)
def test_without_publication_date_relative_words_stay_unresolved(lang_and_words: tuple[str, str]) -> None:
    [date] = find_dates(lang_and_words[1], lang=lang_and_words[0])
    assert (date.value, date.first_day) == (None, None)


def test_publication_year_alone_gives_day_and_month_their_year() -> None:
    assert get_values("Ledakan terjadi 31 Oktober.", "id", "2020") == ["2020-10-31"]


def test_publication_month_alone_leaves_a_weekday_open_within_bounds() -> None:
    [date] = find_dates("A bomb went off on Tuesday.", lang="en", published="2020-10")
    assert (date.value, date.first_day, date.last_day) == (None, "2020-09-29", "2020-10-27")


def test_month_may_take_the_year_of_the_only_full_date_beside_it() -> None:
    assert get_values("The army moved in on November 15, 2017 and he resigned on November 21.", "en", None) == ["2017-11-15", "2017-11-21"]


def test_weekday_beside_a_date_decides_its_year() -> None:
    assert get_values("Rapat digelar Kamis (8/8).", "id", "2020-02-01") == ["2019-08-08"]


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("id", "Pasal 2014 mengatur 1.500 orang."),
        ("id", "Sebanyak 2000 tentara dikerahkan."),
        ("id", "Gencatan senjata bertahan dua minggu."),
        ("id", "Mereka berdemo di Pasar Minggu."),
        ("id", "Universitas Sebelas Maret menolak."),
        ("id", "Ia ditahan beberapa bulan lalu."),
        ("en", "May said they may march on the capital."),
        ("en", "Some 2000 troops crossed the river."),
        ("en", "Thousands joined the march."),
        ("en", "Resolution 1970 was adopted."),
        ("en", "The asteroid fell 66 million years ago."),
    ],
)
def test_words_that_only_look_like_dates_are_left_alone(lang: str, sentence: str) -> None:
    assert get_values(sentence, lang) in ([], [None])


def test_minggu_is_a_week_in_small_letters_and_sunday_in_capitals() -> None:
    assert get_values("Serangan minggu lalu", "id") == ["2020-10"]
    assert get_values("Serangan pada Minggu lalu", "id") == ["2020-10-25"]


@pytest.mark.parametrize(
    ("lang", "sentence", "values"),
    [
        ("id", "Ia ditangkap 5 Mei 2014 dan dua hari kemudian dibebaskan.", ["2014-05-05", "2014-05-07"]),
        ("id", "Gubernur mundur Rabu, sepekan setelah istananya dibakar.", ["2020-10-28", "2020-10-21"]),
        ("id", "Ia dipenjara sejak 1990 dan bebas tiga tahun kemudian.", ["1990", "1993"]),
        ("id", "Pilot itu diculik sehari sebelumnya.", ["2020-10-30"]),
        ("en", "The rebels came on Tuesday, two days after the shelling, and left the next day.", ["2020-10-27", "2020-10-25", "2020-10-28"]),
        ("en", "He was arrested on May 5, 2014 and freed the same day.", ["2014-05-05", "2014-05-05"]),
        ("en", "He was freed a month later.", [None]),
    ],
)
def test_some_times_count_from_another_date_of_the_sentence(lang: str, sentence: str, values: list[str | None]) -> None:
    assert get_values(sentence, lang) == values


def test_the_next_day_counts_from_the_day_named_before_the_sentence() -> None:
    [date] = find_dates("The next day they surrendered.", lang="en", published=SATURDAY, named="2020-10-12")
    assert date.value == "2020-10-13"


@pytest.mark.parametrize(
    ("lang", "words", "published", "value"),
    [
        ("en", "the early hours of Monday", SATURDAY, "2020-10-26"),
        ("en", "between 2 and 4 May", SATURDAY, "2020-05-02"),
        ("en", "the August coup", SATURDAY, "2020-08"),
        ("en", "on Christmas Day", SATURDAY, "2019-12-25"),
        ("id", "malam Natal 2012", None, "2012-12-24"),
        ("id", "malam tadi", SATURDAY, "2020-10-30"),
        ("id", "Senin dinihari", SATURDAY, "2020-10-26"),
        ("id", "bulan depan", SATURDAY, "2020-11"),
    ],
)
def test_other_ways_to_name_a_time(lang: str, words: str, published: str | None, value: str) -> None:
    assert get_values(words, lang, published) == [value]


@pytest.mark.parametrize(
    ("lang", "sentence", "edtf"),
    [
        ("en", "A truce held from 27 September until 10 November 2020.", "2020-09-27/2020-11-10"),
        ("en", "Shells fell between 27 and 29 September.", "2020-09-27/2020-09-29"),
        ("en", "The port was closed between September 27 and October 3.", "2020-09-27/2020-10-03"),
        ("en", "They talked from Monday to Wednesday.", "2020-10-26/2020-10-28"),
        ("en", "He ruled the valley from 1994 to March 2003.", "1994/2003-03"),
        ("en", "The 1980-88 war ruined both.", "1980/1988"),
        ("en", "She has been an envoy since 2011 to the present.", "2011/2020-10-31"),
        ("en", "Raids grew more frequent in late September.", "2020-09-21~/2020-09-30~"),
        ("en", "In early 2019 the rebels split.", "2019-01~/2019-04~"),
        ("en", "The camp was overrun around 5 May 2019.", "2019-05-05~"),
        ("en", "The feud began in about 1950.", "1950~"),
        ("en", "The village was burned sometime in August 2019.", "2019-08~"),
        ("en", "He was poisoned, possibly in June 2019.", "2019-06?"),
        ("en", "The army shelled the pass last week.", "2020-10-19/2020-10-25"),
        ("en", "Warehouses were looted at the weekend.", "2020-10-31/2020-11-01"),
        ("en", "Boats were torched overnight.", "2020-10-30/2020-10-31"),
        ("en", "The militia was founded in the spring of 2014.", "2014-21"),
        ("en", "Last winter the pass was closed.", "2019-24"),
        ("en", "In the 1990s they fought over wells.", "1990/1999"),
        ("id", "Gencatan senjata bertahan sejak 27 September hingga 10 November 2020.", "2020-09-27/2020-11-10"),
        ("id", "Mortir jatuh antara 27 dan 29 September.", "2020-09-27/2020-09-29"),
        ("id", "Pelabuhan ditutup antara 27 September dan 3 Oktober.", "2020-09-27/2020-10-03"),
        ("id", "Mereka berunding dari Senin sampai Rabu.", "2020-10-26/2020-10-28"),
        ("id", "Ia menguasai lembah itu dari 1994 hingga Maret 2003.", "1994/2003-03"),
        ("id", "Ia menjadi utusan sejak 2011 hingga sekarang.", "2011/2020-10-31"),
        ("id", "Serangan meningkat pada akhir September.", "2020-09-21~/2020-09-30~"),
        ("id", "Pada pertengahan 2019 pemberontak pecah.", "2019-05~/2019-08~"),
        ("id", "Kamp itu diserbu sekitar 5 Mei 2019.", "2019-05-05~"),
        ("id", "Perselisihan itu bermula sekitar tahun 1950.", "1950~"),
        ("id", "Ia diracun, mungkin pada Juni 2019.", "2019-06?"),
        ("id", "Tentara menembaki celah itu pekan lalu.", "2020-10-19/2020-10-25"),
        ("id", "Milisi itu dibentuk pada musim semi 2014.", "2014-21"),
        ("id", "Jalan itu ditutup musim dingin lalu.", "2019-24"),
        ("id", "Pos itu dibakar pada Senin (26/10).", "2020-10-26"),
    ],
)
def test_edtf_says_all_that_the_words_do(lang: str, sentence: str, edtf: str) -> None:
    [date] = find_dates(sentence, lang=lang, published=SATURDAY)
    assert date.edtf == edtf
    assert find_interval(edtf) is not None


def test_plain_date_of_an_interval_is_its_begin_and_of_less_than_a_week_none() -> None:
    sentence = "Talks ran from 27 September until 10 November 2020, and shops were looted over the weekend."
    assert get_values(sentence, "en") == ["2020-09-27", None]


def test_range_without_end_stays_open_where_publication_is_unknown() -> None:
    [date] = find_dates("Ia ditahan sejak tahun 2011 sampai sekarang.", lang="id")
    assert (date.value, date.edtf) == ("2011", "2011/..")


@pytest.mark.parametrize(
    ("lang", "sentence", "values"),
    [
        ("en", "They quarrelled about Monday's raid and on Wednesday about money.", ["2020-10-26", "2020-10-28"]),
        ("en", "Police counted about 1950 at the gate.", []),
        ("en", "The spring offensive failed.", []),
        ("en", "She left on Monday and on Wednesday he followed.", ["2020-10-26", "2020-10-28"]),
        ("id", "Sekitar 1950 warga mengungsi.", []),
        ("id", "Ia ditangkap Senin dan Rabu dibebaskan.", ["2020-10-26", "2020-10-28"]),
    ],
)
def test_what_only_looks_like_a_range_or_an_approximate_date(lang: str, sentence: str, values: list[str]) -> None:
    dates = find_dates(sentence, lang=lang, published=SATURDAY)
    assert [date.value for date in dates] == values
    assert all(date.edtf == date.value for date in dates)


@pytest.mark.parametrize(
    ("date", "days"),
    [
        ("2020-10-31", ("2020-10-31", "2020-10-31")),
        ("2020-02", ("2020-02-01", "2020-02-29")),
        ("2020-09-27/2020-11-10", ("2020-09-27", "2020-11-10")),
        ("2019/2020-03", ("2019-01-01", "2020-03-31")),
        ("2019/..", ("2019-01-01", "2019-12-31")),
        ("/2019", ("2019-01-01", "2019-12-31")),
        ("2020-10~", ("2020-09-01", "2020-11-30")),
        ("2020-10?", ("2020-10-01", "2020-10-31")),
        ("2020-21", ("2020-03-01", "2020-05-31")),
        ("2020-24", ("2020-12-01", "2021-02-28")),
        ("2020-21~", ("2019-12-01", "2020-08-31")),
        ("2020-09-21~/2020-09-30~", ("2020-09-20", "2020-10-01")),
        *((wrong, None) for wrong in (None, "", "soon", "2020-13", "2020-02-30", "2021/2020", "2020/soon", "..", "9999-12-31~")),
    ],
)
def test_interval_of_a_date_in_edtf(date: str | None, days: tuple[str, str] | None) -> None:
    found = find_interval(date)
    assert (found and (found[0].isoformat(), found[1].isoformat())) == days


def test_word_cut_in_two_by_the_reach_of_future_words_is_none() -> None:
    # 120 characters before the weekday begins "akan" of "mengatakan"
    sentence = (
        "Kapolres mengatakan para petugas menembakkan peluru karet ke udara sesudah massa itu di alun-alun merusak sejumlah mobil dinas mereka, Rabu."
    )
    assert sentence[sentence.index("Rabu") - 120 :].startswith("akan")
    assert get_values(sentence, "id") == ["2020-10-28"]


def test_weekday_beside_a_date_fits_the_year_that_the_sentence_names() -> None:
    assert get_values("Dalam KTT 2005 ia berpidato Rabu (14/9).", "id", None) == ["2005", "2005-09-14"]
    assert get_values("Dalam KTT 2005 ia berpidato Jumat (14/9).", "id", None) == ["2005", None]


def test_impossible_day_stays_unresolved() -> None:
    assert get_values("on 31 September 2020", "en") == [None]


def test_language_without_tables_has_no_dates() -> None:
    assert find_dates("le 31 octobre 2020", lang="fr", published=SATURDAY) == []


def test_third_language_works_by_adding_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "zz"
    home.mkdir()
    (home / "language.toml").write_text('code = "zz"\nname = "Test"\n', "utf-8")
    (home / "dates.toml").write_text(
        'before_weekday = ["am"]\nordinals = ["."]\n[months]\n"märz" = 3\n[weekdays]\nmontag = 1\n[days]\ngestern = -1\n'
        '[units]\nwoche = "week"\n[shift_before]\nletzte = -1\n[years]\ncues = ["im jahr"]\n',
        "utf-8",
    )
    monkeypatch.setattr(kg.language, "_ROOT", tmp_path)
    kg.language.find_language.cache_clear()
    try:
        found = get_values("Am Montag, gestern, letzte Woche, am 3. März 2019 und im Jahr 1871.", "zz")
    finally:
        kg.language.find_language.cache_clear()
    assert found == ["2020-10-26", "2020-10-30", "2020-10", "2019-03-03", "1871"]


def get_event_date(sentence: str, trigger: str, *, lang: str, others: tuple[str, ...] = (), type: str = "ASSAULT", **facts: Any) -> str | None:
    def locate(word: str) -> tuple[int, int]:
        return sentence.index(word), sentence.index(word) + len(word)

    dates = find_dates(sentence, lang=lang, published=SATURDAY)
    events = [DatableEvent(*locate(trigger), type, **facts), *(DatableEvent(*locate(other), "ASSAULT") for other in others)]
    found = resolve_event_dates(events, dates, sentence, lang=lang)[0]
    return found.value if found else None


def test_each_verb_takes_its_own_date() -> None:
    sentence = "Rebels shelled the town on Sunday and withdrew on Thursday."
    assert get_event_date(sentence, "shelled", lang="en", others=("withdrew",)) == "2020-10-25"
    assert get_event_date(sentence, "withdrew", lang="en", others=("shelled",)) == "2020-10-29"


@pytest.mark.parametrize(
    ("lang", "sentence", "trigger"),
    [
        ("en", "Two villages were burned by the militia, a spokesman for the governor said on Monday.", "burned"),
        ("id", "Dua desa dibakar oleh milisi, kata juru bicara gubernur kepada wartawan, Senin.", "dibakar"),
    ],
)
def test_day_of_the_saying_is_not_the_day_of_the_deed(lang: str, sentence: str, trigger: str) -> None:
    assert get_event_date(sentence, trigger, lang=lang, is_attributed=True) is None


def test_day_of_the_saying_is_that_of_a_demand() -> None:
    sentence = '"Kami menuntut gubernur mundur," kata ketua serikat itu, Senin (26/10/2020).'
    assert get_event_date(sentence, "menuntut", lang="id", type="REQUEST") == "2020-10-26"


def test_opening_date_reaches_over_the_subject() -> None:
    assert get_event_date("Pada 2001, sekelompok orang bersenjata di Ramna menyerang pasar.", "menyerang", lang="id") == "2001"


def test_date_that_modifies_a_noun_is_that_of_the_noun_alone() -> None:
    assert get_event_date("Residents described Thursday's air raid.", "air raid", lang="en") == "2020-10-29"
    sentence = "The guards have been withdrawn since the 2014 harbour accord."
    assert get_event_date(sentence, "accord", lang="en", others=("withdrawn",), type="AGREE") == "2014"
    assert get_event_date(sentence, "withdrawn", lang="en", others=("accord",), type="RETREAT") is None


@pytest.mark.parametrize(
    ("lang", "sentence", "trigger", "other"),
    [
        ("en", "Gunmen seized the mill and burned two barges on Thursday.", "seized", "burned"),
        ("en", "On Thursday gunmen seized the mill and burned two barges.", "burned", "seized"),
        ("id", "Pada Kamis massa menduduki pabrik dan membakar dua tongkang.", "membakar", "menduduki"),
    ],
)
def test_date_of_one_verb_is_that_of_the_verb_joined_to_it(lang: str, sentence: str, trigger: str, other: str) -> None:
    assert get_event_date(sentence, trigger, lang=lang, others=(other,)) == "2020-10-29"


@pytest.mark.parametrize(
    ("lang", "sentence", "trigger", "other"),
    [
        ("en", "On Thursday the prosecutor accused two colonels of shelling the mill.", "shelling", "accused"),
        ("id", "Jaksa menuduh dua kolonel pada Kamis karena menembaki pabrik itu.", "menembaki", "menuduh"),
    ],
)
def test_day_of_an_accusation_is_not_the_day_of_what_it_is_about(lang: str, sentence: str, trigger: str, other: str) -> None:
    assert get_event_date(sentence, trigger, lang=lang, others=(other,), factuality="alleged") is None


@pytest.mark.parametrize(
    ("lang", "sentence", "trigger"),
    [
        ("en", "The army said on Thursday that the mill must be handed back.", "must"),
        ("id", "Tentara mengatakan pada Kamis bahwa pabrik itu harus dikembalikan.", "harus"),
    ],
)
def test_day_of_the_saying_is_that_of_ones_own_word_and_not_of_what_others_told(lang: str, sentence: str, trigger: str) -> None:
    assert get_event_date(sentence, trigger, lang=lang, type="REQUEST") == "2020-10-29"
    assert get_event_date(sentence, trigger, lang=lang, type="COERCE", is_attributed=True) is None


@pytest.mark.parametrize(
    ("lang", "sentence", "trigger"),
    [
        ("en", "Dockers are planning to hold a vigil, and on Wednesday police shot at them.", "shot"),
        ("id", "Buruh berencana mogok dan pada Rabu polisi menembak mereka.", "menembak"),
    ],
)
def test_what_has_happened_lies_before_the_publication_and_what_is_to_happen_after_it(lang: str, sentence: str, trigger: str) -> None:
    assert get_event_date(sentence, trigger, lang=lang) == "2020-10-28"
    assert get_event_date(sentence, trigger, lang=lang, factuality="future") == "2020-11-04"


def test_promised_meeting_may_lie_after_the_publication() -> None:
    assert get_event_date("The two envoys will meet on Wednesday.", "meet", lang="en", type="AGREE") == "2020-11-04"


def test_year_in_a_name_is_no_date() -> None:
    assert get_event_date("Many left after Okello's 1985 coup.", "coup", lang="en", type="COERCE") == "1985"
    assert get_event_date("Aktivis memprotes anggaran Piala Dunia 2018.", "memprotes", lang="id") is None


def test_dateline_is_not_the_date_of_the_event() -> None:
    assert get_event_date("Saturday, October 31, 2020 Protesters blocked the bridge yesterday.", "blocked", lang="en") == "2020-10-30"


def test_date_inside_a_trigger_is_its_date() -> None:
    assert get_event_date("Korban serangan 11 September 2001 dikenang.", "serangan 11 September 2001", lang="id") == "2001-09-11"


@pytest.mark.parametrize(
    ("lang", "words", "value"),
    [
        ("id", "dua ratus tiga puluh lima ribu", 235_000),
        ("id", "dua belas", 12),
        ("id", "2,5 juta", 2_500_000),
        ("id", "1.500", 1_500),
        ("en", "one hundred and six thousand", 106_000),
        ("en", "sixty-one", 61),
        ("en", "two dozen", 24),
        ("en", "1,500", 1_500),
    ],
)
def test_number_words_have_values(lang: str, words: str, value: int) -> None:
    assert parse_number(words, lang=lang) == value


@pytest.mark.parametrize(
    ("lang", "words", "expected"),
    [
        ("id", "sedikitnya 40", (40, 40, None)),
        ("id", "puluhan ribu", (None, 10_000, 99_999)),
        ("id", "antara 10 dan 15", (None, 10, 15)),
        ("en", "about 40", (40, None, None)),
        ("en", "up to 30", (30, None, 30)),
        ("en", "hundreds of thousands", (None, 100_000, 999_999)),
        ("en", "10-15", (None, 10, 15)),
    ],
)
def test_words_around_a_number_bound_it(lang: str, words: str, expected: tuple[int | None, int | None, int | None]) -> None:
    [quantity] = find_quantities(f"ada {words} orang", lang=lang)
    assert (quantity.value, quantity.low, quantity.high) == expected


def test_percentages_and_compounds_are_no_quantities() -> None:
    assert find_quantities("30% of the 33-day war, the 12th, $5", lang="en") == []


def test_what_follows_a_counted_time_has_that_date() -> None:
    sentence = "Militer menutup pelabuhan pada Kamis, sehari setelah milisi menembaki kapal."
    assert get_event_date(sentence, "menembaki", lang="id", others=("menutup",)) == "2020-10-28"
    assert get_event_date(sentence, "menutup", lang="id", others=("menembaki",)) == "2020-10-29"


def test_date_before_the_first_verb_is_that_of_the_verb() -> None:
    assert get_event_date("The miners' union on Thursday called for a strike.", "called for", lang="en", type="REQUEST") == "2020-10-29"


def test_promise_has_no_date_from_the_day_it_was_reported() -> None:
    sentence = "Troops will leave the valley, the ministry said on Thursday."
    assert get_event_date(sentence, "leave", lang="en", type="RETREAT", factuality="future", is_attributed=True) is None
