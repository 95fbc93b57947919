"""What is read from which kind of input, and that bad input is told in one sentence while the rest is kept."""

import gzip
import io
import json
from pathlib import Path

import pytest

from kg.reading.articles import read_articles
from kg.reading.streams import MAX_LINE_CHARS
from schemas.errors import InputError
from schemas.record import Failure
from schemas.text import Article

TEXT = "Bogota meminta Caracas menarik pasukannya dari perbatasan, kata seorang jenderal."
PAGE = f"""<html><head><title>Bogota Menekan Caracas</title><meta property="article:published_time" content="2019-05-04"/>
<meta property="og:site_name" content="Warta Andes"/></head><body><nav><a href="/">Beranda</a><a href="/olahraga">Olahraga</a></nav>
<article><h1>Bogota Menekan Caracas</h1><p>{TEXT} {"Permintaan itu disampaikan lewat surat yang dibawa duta besar. " * 4}</p></article>
<footer>Hak cipta Warta Andes</footer></body></html>"""
FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Andes</title>
<item><title>Bogota menekan</title><description>&lt;p&gt;{TEXT}&lt;/p&gt;</description><pubDate>Sat, 04 May 2019 08:00:00 GMT</pubDate></item>
<item><title>Caracas menolak</title><description>Caracas menolak.</description></item></channel></rss>"""


def read(*inputs: str | Path, **options: str | None) -> tuple[list[Article], list[Failure]]:
    failures: list[Failure] = []
    articles = list(read_articles(inputs, on_failure=failures.append, **options))
    return articles, failures


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", TEXT),
        ("a.md", f"---\ntitle: Judul\ndate: 2019-05-04\n---\n{TEXT}"),
        ("a.html", PAGE),
        ("a.json", json.dumps({"text": TEXT, "published": "2019-05-04"})),
        ("a.jsonl", json.dumps({"isi_berita": TEXT, "tanggal": "4 Mei 2019"}) + "\n"),
        ("a.csv", f'judul,tanggal,isi\nJudul,2019-05-04,"{TEXT}"\n'),
        ("a.tsv", f"title\tdate\ttext\nJudul\t2019-05-04\t{TEXT}\n"),
        ("a.xml", FEED),
        ("a.txt.gz", gzip.compress(TEXT.encode(), mtime=0)),
        ("a", TEXT),
    ],
)
def test_every_kind_of_file_gives_the_article(tmp_path: Path, name: str, content: str | bytes) -> None:
    articles, failures = read(write(tmp_path / name, content))
    assert not failures
    assert TEXT in articles[0].text and articles[0].lang == "id"
    assert articles[0].published == ("2019-05-04" if "2019" in str(content) or "Mei" in str(content) else None)


def test_page_is_read_without_its_navigation_and_with_its_metadata(tmp_path: Path) -> None:
    (article,), _ = read(write(tmp_path / "a.html", PAGE))
    assert "Olahraga" not in article.text and "Hak cipta" not in article.text
    assert (article.title, article.publisher) == ("Bogota Menekan Caracas", "Warta Andes")


def test_folder_is_read_in_order_of_names_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "below/c.txt", ".hidden.txt", "photo.jpg"):
        write(tmp_path / name, f"{TEXT} {name}")
    articles, failures = read(tmp_path)
    assert ([article.text.split()[-1] for article in articles], failures) == (["a.txt", "b.txt", "below/c.txt"], [])


def test_glob_is_read(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", TEXT), write(tmp_path / "b.md", TEXT)
    assert len(read(str(tmp_path / "*.txt"))[0]) == 1


def test_standard_input_is_read_as_what_it_is() -> None:
    rows = "".join(json.dumps({"text": f"{TEXT} {i}"}) + "\n" for i in range(3)).encode()
    articles = list(read_articles(["-"], on_failure=pytest.fail, stdin=io.BytesIO(rows)))
    assert len(articles) == 3


def test_date_given_for_all_yields_to_what_a_row_says(tmp_path: Path) -> None:
    rows = [{"text": TEXT, "published": "2019-05-04"}, {"text": TEXT + " Tidak."}]
    articles, _ = read(write(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows))), published="2020-01-01")
    assert [article.published for article in articles] == ["2019-05-04", "2020-01-01"]


def test_date_of_publication_is_found_in_the_dateline(tmp_path: Path) -> None:
    (article,), _ = read(write(tmp_path / "a.txt", f"KabarAndes.com, Bogota (4/5/2019) - {TEXT}"))
    assert article.published == "2019-05-04"


def test_same_text_is_the_same_article_whatever_file_it_came_in(tmp_path: Path) -> None:
    articles, _ = read(write(tmp_path / "a.txt", TEXT), write(tmp_path / "b.txt", TEXT))
    assert articles[0].key == articles[1].key


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b"  \n\n", "empty"),
        ("a.txt", bytes(range(256)) * 40, "not text"),
        ("a.csv", b"nama,umur\nBudi,30\n", "no column with the text"),
        ("a.json", b'{"text": ', "JSON"),
        ("a.html", b"<html><body></body></html>", "no article was found"),
        ("a.xml", b"<rss><channel><item>", "not well-formed"),
        ("a.txt.gz", gzip.compress(TEXT.encode(), mtime=0)[:-12], "damaged"),
        ("a.docx", b"PK", "not read"),
    ],
)
def test_bad_file_is_told_in_one_sentence_and_the_next_is_read(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    bad, good = write(tmp_path / name, content), write(tmp_path / "good.txt", TEXT)
    articles, failures = read(bad, good)
    assert TEXT in articles[-1].text
    assert len(failures) == 1 and what in failures[0].what and str(bad) in failures[0].where and "\n" not in failures[0].what


def test_broken_line_is_told_with_its_number_and_the_others_are_kept(tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"{TEXT} {number}"}) for number in range(1, 601)]
    lines[499] = '{"text": "Bogota'
    articles, (failure,) = read(write(tmp_path / "a.jsonl", "\n".join(lines)))
    assert len(articles) == 599
    assert failure.where.endswith("a.jsonl:500")


def test_line_too_long_for_any_article_is_passed_over(tmp_path: Path) -> None:
    long = json.dumps({"text": "a" * (MAX_LINE_CHARS + 10)})
    articles, (failure,) = read(write(tmp_path / "a.jsonl", f"{long}\n{json.dumps({'text': TEXT})}\n"))
    assert [article.text for article in articles] == [TEXT]
    assert failure.where.endswith(":1")


def test_text_file_too_long_for_an_article_is_refused_before_it_is_in_memory(tmp_path: Path) -> None:
    articles, (failure,) = read(write(tmp_path / "a.txt", b"a" * 8_000_010))
    assert not articles
    assert "too large" in failure.what and "split it" in failure.what


def test_bytes_that_are_not_utf8_are_guessed_and_told(tmp_path: Path) -> None:
    (article,), (failure,) = read(write(tmp_path / "a.txt", f"{TEXT} ‘Cukup’".encode("cp1252")))
    assert article.text.endswith("‘Cukup’")
    assert "not UTF-8" in failure.what


def test_folder_that_cannot_be_read_is_told_and_the_others_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a.txt", TEXT), write(tmp_path / "closed/b.txt", TEXT)
    listed = Path.iterdir

    def refuse(path: Path) -> object:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", refuse)  # as root, permission bits close nothing
    articles, (failure,) = read(tmp_path)
    assert len(articles) == 1
    assert failure == Failure(where=str(tmp_path / "closed"), what="the folder cannot be read: Permission denied")


def test_address_is_not_fetched() -> None:
    articles, (failure,) = read("https://contoh.id/berita.html")
    assert not articles and "nothing is fetched" in failure.what


def test_missing_file_and_empty_glob_are_told(tmp_path: Path) -> None:
    _, failures = read(tmp_path / "none.txt", str(tmp_path / "*.txt"))
    assert ["no such file" in failures[0].what, "no file has a name" in failures[1].what] == [True, True]


def test_date_that_is_none_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="2020-13-45"):
        read(write(tmp_path / "a.txt", TEXT), published="2020-13-45")


def test_feed_expands_no_entity_and_reads_no_file(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret", "rahasia negara")
    feed = f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]><rss><channel><item><description>{TEXT} &x;</description></item></channel></rss>'
    articles, _ = read(write(tmp_path / "a.xml", feed))
    assert all("rahasia" not in article.text for article in articles)
