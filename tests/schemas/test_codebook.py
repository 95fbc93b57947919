"""The codebook: what it holds, the sentences that it makes, and what it says about a faulty file."""

import shutil
from collections import Counter
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from schemas.codebook import EventTerm, describe_event, load_codebook, read_codebook
from schemas.errors import CodebookError
from schemas.judgement import Factuality

PLOVER_ORDER = ("AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT").split()
# the modes of the annotated sentences; territory is in the manual and has no example
MODES = {
    "CONSULT": "visit third-party multilateral phone",
    "RETREAT": "withdraw release disarm ceasefire access resign",
    "REQUEST": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege",
    "REJECT": "assist change yield meet",
    "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone heavy-weapons "
    "crowd-control unconventional",
}
TYPES_AND_MODES = [(name, mode) for name in PLOVER_ORDER for mode in [None, *MODES.get(name, "").split()]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the codebook's files that a test may break."""
    with as_file(files("schemas") / "codebook") as original:
        for path in original.glob("*.toml"):
            shutil.copy(path, tmp_path)
    return tmp_path


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_types_are_the_sixteen_of_plover_in_its_order() -> None:
    assert [event_type.name for event_type in load_codebook().types] == PLOVER_ORDER


@pytest.mark.parametrize("name", PLOVER_ORDER)
def test_type_has_the_modes_of_plover_in_its_order(name: str) -> None:
    assert list(load_codebook().get_type(name).modes) == MODES.get(name, "").split()


@pytest.mark.parametrize(
    ("name", "quad"),
    [
        ("CONCEDE", "verbal cooperation"),
        ("RETREAT", "material cooperation"),
        ("REQUEST", "verbal conflict"),
        ("THREATEN", "verbal conflict"),
        ("PROTEST", "material conflict"),
        ("SANCTION", "material conflict"),
    ],
)
def test_quad_class_at_the_borders(name: str, quad: str) -> None:
    assert load_codebook().get_type(name).quad == quad


def test_cooperation_scores_above_conflict() -> None:
    for event_type in load_codebook().types:
        for score in [event_type.score, *(mode.score for mode in event_type.modes.values())]:
            # asking for help or for talks is the one form of verbal conflict that PLOVER does not score below zero
            assert score > 0 if "cooperation" in event_type.quad else score < 0 or event_type.name == "REQUEST"


@pytest.mark.parametrize(("mode", "score"), [("assist", 0.5), ("change", -1.0), (None, 0.0)])
def test_score_is_that_of_the_mode_else_of_the_type(mode: str | None, score: float) -> None:
    assert load_codebook().get_score("REQUEST", mode) == score


def test_mutual_types() -> None:
    assert [event_type.name for event_type in load_codebook().types if event_type.mutual] == ["AGREE", "CONSULT", "COOPERATE", "ASSAULT"]


def test_cameo_code_stands_once_and_only_where_plover_kept_its_root() -> None:
    terms: list[EventTerm] = [term for event_type in load_codebook().types for term in (event_type, *event_type.modes.values())]
    codes = [code for term in terms for code in term.cameo]
    assert [code for code, count in Counter(codes).items() if count > 1] == []
    # 01 and 02, public statements and appeals, have no type in PLOVER
    assert {code[:2] for code in codes} == {f"{root:02}" for root in range(3, 21)}


def test_mode_names_the_context_that_it_always_has() -> None:
    assert load_codebook().get_mode("COERCE", "cyber").contexts == ("cyber",)


def test_contexts_have_labels_and_definitions_in_each_language() -> None:
    codebook = load_codebook()
    assert len(codebook.contexts) == 37
    for context in codebook.contexts.values():
        assert set(context.label) == set(context.definition) == set(codebook.grammars)


def test_codebook_is_read_once() -> None:
    assert load_codebook() is load_codebook()


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize(("name", "mode"), TYPES_AND_MODES)
def test_phrase_fills_without_leftovers(name: str, mode: str | None, lang: str) -> None:
    for factuality in load_codebook().factualities:
        for actors in [], ["Norland"], ["Norland", "Sudmark"]:
            for recipients in [], ["Ostia"], ["Ostia", "Vestria", "Midland", "Isles"]:
                sentence = describe_event(name, mode, actors, recipients, factuality, lang)
                assert not set("{}[]|") & set(sentence)
                assert "  " not in sentence and sentence == sentence.strip() and sentence[0].isupper()
                assert all(who in sentence for who in [*actors, *recipients[:2]])


@pytest.mark.parametrize(("name", "mode"), TYPES_AND_MODES)
def test_phrase_tells_the_ways_of_filling_the_roles_apart(name: str, mode: str | None) -> None:
    for lang in load_codebook().grammars:
        fillings: list[tuple[list[str], list[str]]] = [(["Norland"], ["Ostia"]), (["Norland"], []), ([], ["Norland"]), ([], [])]
        sentences = {describe_event(name, mode, *filling, "asserted", lang) for filling in fillings}
        assert len(sentences) == len(fillings)


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (("REQUEST", "assist", ["Armenia"], ["Russia"], "asserted", "en"), "Armenia asks Russia for help"),
        (("REQUEST", "assist", ["Armenia"], ["Rusia"], "asserted", "id"), "Armenia meminta bantuan Rusia"),
        (("AID", None, ["Turkey"], ["Azerbaijan"], "alleged", "en"), "Turkey allegedly gives aid to Azerbaijan"),
        (("AID", None, ["Turki"], ["Azerbaijan"], "alleged", "id"), "Turki diduga memberi bantuan kepada Azerbaijan"),
        (("AID", None, ["Turkey"], ["Azerbaijan"], "denied", "en"), "Turkey is said not to give aid to Azerbaijan"),
        (("AID", None, ["Turki"], ["Azerbaijan"], "denied", "id"), "Turki disebut tidak memberi bantuan kepada Azerbaijan"),
        (("AID", None, ["Turkey"], ["Azerbaijan"], "disputed", "en"), "Turkey is said, despite denials, to give aid to Azerbaijan"),
        (("MOBILIZE", "troops", ["Iran"], [], "future", "en"), "Iran will mobilize troops"),
        (("MOBILIZE", "troops", ["Iran"], [], "conditional", "id"), "Iran mungkin mengerahkan pasukan"),
        (("CONSULT", "visit", ["Iran"], ["Iraq"], "historical", "en"), "Iran previously visited Iraq"),
        (("CONSULT", "visit", ["Iran"], ["Irak"], "historical", "id"), "Iran pernah mengunjungi Irak"),
        (("COERCE", "arrest", [], ["two reporters"], "asserted", "en"), "Two reporters are arrested"),
        (("PROTEST", "strike", [], [], "asserted", "id"), "Pemogokan berlangsung"),
    ],
)
def test_describe_event_reads_as_a_sentence(event: tuple[str, str | None, list[str], list[str], str, str], sentence: str) -> None:
    assert describe_event(*event) == sentence


@pytest.mark.parametrize(
    ("mode", "lang", "sentence"),
    [
        (None, "en", "Norland and Sudmark fight each other"),
        (None, "id", "Norland dan Sudmark saling serang"),
        ("firearms", "en", "Norland and Sudmark exchange gunfire"),
        # hostages are taken by both from a third, not by each from the other
        ("abduct", "en", "Norland and Sudmark carry out an abduction"),
    ],
)
def test_several_actors_without_recipient_do_it_to_each_other(mode: str | None, lang: str, sentence: str) -> None:
    assert describe_event("ASSAULT", mode, ["Norland", "Sudmark"], [], "asserted", lang) == sentence


@pytest.mark.parametrize(
    ("names", "english", "indonesian"),
    [
        (["A"], "A", "A"),
        (["A", "B"], "A and B", "A dan B"),
        (["A", "B", "C"], "A, B and C", "A, B, dan C"),
        (["A", "B", "C", "D", "E", "F"], "A, B and 4 others", "A, B, dan 4 lainnya"),
    ],
)
def test_names_are_joined_as_the_language_does(names: list[str], english: str, indonesian: str) -> None:
    assert describe_event("ASSAULT", None, ["X"], names, "asserted", "en") == f"X attacks {english}"
    assert describe_event("ASSAULT", None, ["X"], names, "asserted", "id") == f"X menyerang {indonesian}"


@pytest.mark.parametrize("name", ["United States", "Hamas", "the press", "Texas", "the parliament's press"])
def test_name_of_one_takes_the_verb_of_one(name: str) -> None:
    assert describe_event("ASSAULT", None, [name], ["Ostia"], "asserted", "en").endswith(" attacks Ostia")


@pytest.mark.parametrize("name", ["rebels", "Norland forces", "Police", "young people", "Palestinians"])
def test_name_of_several_takes_the_verb_of_several(name: str) -> None:
    assert describe_event("ASSAULT", None, [name], ["Ostia"], "asserted", "en").endswith(" attack Ostia")


def test_name_with_brackets_is_left_alone() -> None:
    assert describe_event("AID", None, ["{recipient} [be]"], ["Ostia"], "asserted", "en") == "{recipient} [be] gives aid to Ostia"


def test_every_factuality_has_words() -> None:
    assert {str(factuality) for factuality in Factuality} <= set(load_codebook().factualities)


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (("ATTACK", None, [], [], "asserted", "en"), "unknown event type 'ATTACK'; the codebook has AGREE, CONSULT, SUPPORT"),
        (("MOBILIZE", "kick", [], [], "asserted", "en"), "unknown mode 'kick' of MOBILIZE; its modes are troops, weapons, police, militia"),
        (("AID", "military", [], [], "asserted", "en"), "unknown mode 'military' of AID; it has no modes, leave the mode out"),
        (("AID", None, [], [], "sure", "en"), "unknown factuality 'sure'; the codebook has asserted, alleged"),
        (("AID", None, [], [], "asserted", "xx"), "no phrases in language 'xx'; the codebook has en, id"),
    ],
)
def test_unknown_name_raises_with_the_allowed_ones(event: tuple[str, str | None, list[str], list[str], str, str], message: str) -> None:
    with pytest.raises(CodebookError) as caught:
        describe_event(*event)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("aid.toml", "score = 10.0", 'score = "high"', "codebook file aid.toml, field score: "),
        ("aid.toml", "score = 10.0", "score = 10.0\ncolour = 3", "codebook file aid.toml, field colour: "),
        ("aid.toml", '"material cooperation"', '"friendly"', "codebook file aid.toml, field quad: "),
        ("aid.toml", '"material aid"', '"material aid', "codebook file aid.toml cannot be read: "),
        ("aid.toml", '"AID"', '"HELP"', "codebook file aid.toml, field name: "),
        ("aid.toml", "mutual = false", "mutual = true", "codebook file aid.toml, field mutual: "),
        ("aid.toml", 'id = "bantuan"', "", "codebook file aid.toml, field label: Value error, has en, needs en, id"),
        ("aid.toml", "{actor} [give] aid to {recipient}", "{actor} [give] aid", "codebook file aid.toml, field phrases.en.both: "),
        ("aid.toml", "{actor} [give] aid to", "{actor} [hurl] aid to", "codebook file aid.toml, field phrases: Value error, verb 'hurl'"),
        ("assault.toml", "score = -8.5", "score = -85", "codebook file assault.toml, field modes.abduct.score: "),
        ("coerce.toml", '["cyber"]', '["computers"]', "codebook file coerce.toml, field modes.cyber.contexts: "),
        ("factuality.toml", "will {base}", "will {verb}", "codebook file factuality.toml, field future.verb: "),
        ("factuality.toml", "[historical]", "[past]", "codebook file factuality.toml lacks the table historical"),
        ("grammar.toml", '{first} and {last}"', '{first} and"', "codebook file grammar.toml, field en.pair: "),
        ("contexts.toml", "[military]\nsource", "[military]\norigin", "codebook file contexts.toml, field military.source: "),
    ],
)
def test_faulty_file_raises_naming_file_and_field(folder: Path, file: str, old: str, new: str, message: str) -> None:
    replace_in(folder / file, old, new)
    with pytest.raises(CodebookError) as caught:
        read_codebook(folder)
    assert message in str(caught.value)


def test_new_type_is_one_new_file(folder: Path) -> None:
    text = (folder / "aid.toml").read_text("utf-8").replace('"AID"', '"RESCUE"').replace("order = 6", "order = 17")
    (folder / "rescue.toml").write_text(text, "utf-8")
    assert [event_type.name for event_type in read_codebook(folder).types] == [*PLOVER_ORDER, "RESCUE"]
