"""What an accusation accuses of, and what a denial denies."""

from typing import Any

import pytest

from kg.extraction.claims import link_claims
from schemas.event import Event
from tests.records import make_record

ACCUSE = {"type": "ACCUSE", "actors": ["FRA"], "recipients": ["TUR"], "trigger": "accused"}
SENDING = {"type": "MOBILIZE", "actors": ["TUR"], "factuality": "alleged"}
DENIAL = {"type": "REJECT", "actors": ["TUR"], "trigger": "denied", "sentence": "Turkey denied it."}


def link(*sentences: list[dict[str, Any]], lang: str = "en") -> list[Event]:
    """Events of an article whose sentences tell these."""
    record = make_record(*(event for sentence in sentences for event in sentence))
    numbers = [number for number, sentence in enumerate(sentences) for _ in sentence]
    events = [
        event.model_copy(
            update={"sentence": event.sentence.model_copy(update={"start": 1000 * number, "end": 1000 * number + len(event.sentence.text)})}
        )
        for number, event in zip(numbers, record.events, strict=True)
    ]
    return link_claims(events, lang=lang)


def test_accusation_alleges_what_its_sentence_tells_as_alleged() -> None:
    accusation, act = link([ACCUSE, SENDING])
    assert accusation.alleges == [act.id]


@pytest.mark.parametrize(("trigger", "lang"), [("denied", "en"), ("membantah", "id"), ("menepis", "id")])
def test_bare_denial_denies_the_accusation_before_it(trigger: str, lang: str) -> None:
    _, act, denial = link([ACCUSE, SENDING], [{**DENIAL, "trigger": trigger}], lang=lang)
    assert denial.denies == [act.id]


def test_refusal_of_a_request_is_no_denial() -> None:
    _, _, refusal = link([ACCUSE, SENDING], [{**DENIAL, "trigger": "refused", "sentence": "Turkey refused to withdraw."}])
    assert refusal.denies == []


def test_denial_by_somebody_else_says_nothing_of_it() -> None:
    _, _, denial = link([ACCUSE, SENDING], [{**DENIAL, "actors": ["AZE"]}])
    assert denial.denies == []


def test_denial_that_names_the_act_denies_that() -> None:
    _, _, denial, denied = link([ACCUSE, SENDING], [DENIAL, {**SENDING, "type": "AID", "factuality": "denied"}])
    assert denial.denies == [denied.id]


def test_denial_of_an_accusation_without_content_speaks_of_the_accusation() -> None:
    accusation, denial = link([ACCUSE], [DENIAL])
    assert denial.denies == [accusation.id]


def test_act_without_a_doer_was_done_by_the_accused() -> None:
    accusation, act = link([ACCUSE, {**SENDING, "actors": []}])
    assert [actor.code for actor in act.actors] == [actor.code for actor in accusation.recipients] == ["TUR"]


def test_accusation_without_the_accused_is_of_the_doer() -> None:
    accusation, _ = link([{**ACCUSE, "recipients": []}, SENDING])
    assert [actor.code for actor in accusation.recipients] == ["TUR"]


def test_nobody_accuses_himself() -> None:
    """The one party of "Ankara faces accusations of sending fighters" is the accused."""
    accusation, act = link([{**ACCUSE, "actors": ["TUR"], "recipients": []}, SENDING])
    assert ([a.code for a in accusation.actors], [a.code for a in accusation.recipients], [a.code for a in act.actors]) == ([], ["TUR"], ["TUR"])


def test_mutual_accusation_stays_mutual() -> None:
    accusation, _ = link([{**ACCUSE, "actors": ["ARM", "AZE"], "recipients": []}, {**SENDING, "actors": ["ARM", "AZE"]}])
    assert ([a.code for a in accusation.actors], accusation.recipients) == (["ARM", "AZE"], [])


def test_denial_by_the_accused_denies_the_act_though_its_doer_was_not_understood() -> None:
    _, act, denial = link([ACCUSE, {**SENDING, "actors": ["FRA"]}], [DENIAL])
    assert denial.denies == [act.id]


def test_who_denies_an_accusation_with_one_side_is_the_accused() -> None:
    """ "Ankara faces accusations of sending fighters. Turkey denies it.": the reader took Ankara for the accuser and found nobody who sent."""
    accusation, act, denial = link([{**ACCUSE, "actors": ["TUR"], "recipients": []}, {**SENDING, "actors": []}], [DENIAL])
    assert denial.denies == [act.id]
    assert ([a.code for a in accusation.actors], [a.code for a in accusation.recipients], [a.code for a in act.actors]) == ([], ["TUR"], ["TUR"])
