"""A relation: a state that holds between two named things, as a sentence tells or presupposes it (an event happens, a relation holds)."""

from enum import StrEnum

from pydantic import Field

from schemas.entity import ActorMention
from schemas.judgement import Factuality
from schemas.text import Frozen, TextSpan


class RelationType(StrEnum):
    """What holds between subject and object."""

    HOLDS_OFFICE = "holds_office"  # person -> office, as written
    REPRESENTS = "represents"  # person -> the state, ministry, party, company or group that the office is of
    MEMBER_OF = "member_of"  # person, group or state -> organisation, party, armed group, alliance
    PART_OF = "part_of"  # organisation or unit -> its whole
    LOCATED_IN = "located_in"  # place -> the larger place that it lies in
    CONTROLS = "controls"  # state or group -> territory that it governs, holds or occupies
    CLAIMS_TERRITORY = "claims_territory"  # state or group -> territory that it claims without full control
    ALLIED_WITH = "allied_with"  # two sides of a treaty or standing alliance; mutual
    BACKS = "backs"  # supporter -> supported, as a standing relation
    OPPOSES = "opposes"  # two sides at war, in rebellion or rivalry, as a standing relation


class Relation(Frozen):
    """A relation as one sentence tells it.

    ``id``: stable, from the article's key and both places. ``subject``, ``object``: linked like an event's actors; the object of
    ``holds_office`` is the office as written and has no id, places have the IRI of a place. ``valid_from``, ``valid_until``: ISO 8601 /
    EDTF level 0, as exact as the text and the publication date allow; None is unknown, not unbounded. ``attribution``: who is reported as
    saying so. ``confidence``: 0 to 1.
    """

    id: str
    type: RelationType
    subject: ActorMention
    object: ActorMention
    valid_from: str | None = None
    valid_until: str | None = None
    factuality: Factuality = Factuality.ASSERTED
    attribution: ActorMention | None = None
    sentence: TextSpan
    confidence: float = Field(ge=0, le=1)
