"""What the mentions of one event or relation say together of whether it is so."""

from collections.abc import Iterable

from schemas.judgement import Factuality


def judge_event(factualities: Iterable[str]) -> str:
    """The sum of what the mentions say: "disputed" where some deny what others assert or allege.

    >>> judge_event(["alleged", "denied"]), judge_event(["asserted", "alleged"]), judge_event(["denied"])
    ('disputed', 'asserted', 'denied')
    """
    found = set(factualities)
    if Factuality.DENIED in found and found & {Factuality.ASSERTED, Factuality.ALLEGED}:
        return "disputed"
    order = ("asserted", "alleged", "denied", "historical", "future", "conditional")
    return min(found, key=order.index)
