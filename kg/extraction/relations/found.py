"""A relation as found in a sentence, before its ends are linked."""

from dataclasses import dataclass

from schemas.judgement import Factuality
from schemas.relation import RelationType

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FoundRelation:
    """Both ends as characters of the sentence.

    ``reach``: all the words that tell it. ``is_office``: told by an office, which holds whatever else the sentence denies or alleges.
    ``is_around``: the subject is described by the object ("X supporters").
    """

    type: RelationType
    subject: Span
    object: Span
    factuality: Factuality
    confidence: float
    reach: Span
    is_office: bool = False
    is_around: bool = False
