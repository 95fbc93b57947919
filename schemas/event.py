"""One event as one sentence tells it (the JSON of ``kg extract``)."""

from pydantic import Field

from schemas.entity import ActorMention, PlaceMention
from schemas.judgement import Factuality
from schemas.text import Frozen, TextSpan


class Casualties(Frozen):
    """Numbers of people killed and injured that the sentence gives for the event; None where it gives none.

    ``killed``, ``injured``: the number named, None where only bounds are ("dozens", "between 10 and 15"). ``*_low``, ``*_high``: bounds that the
    words give, None where they leave that end open ("at least 20" has no highest) or name the number outright.
    """

    killed: int | None = Field(default=None, ge=0)
    killed_low: int | None = Field(default=None, ge=0)
    killed_high: int | None = Field(default=None, ge=0)
    injured: int | None = Field(default=None, ge=0)
    injured_low: int | None = Field(default=None, ge=0)
    injured_high: int | None = Field(default=None, ge=0)


class Event(Frozen):
    """An event mention: who did what to whom, where, when, according to whom, and how sure.

    ``id``: stable, derived from the article's key and the trigger's place. ``type``, ``mode``, ``quad``, ``score``: as in the PLOVER codebook
    (:mod:`schemas.codebook`). ``context``: PLOVER contexts. ``attribution``: who is reported as saying that it is so, None in the
    writer's own voice. ``date``: ISO 8601 / EDTF level 0 with ``date_precision`` day, month or year; of an interval the begin. ``date_edtf``:
    all that the text says of the time, in EDTF level 1 ("2020-09-27/2020-11-10", "2020-10~"); it may be there without a ``date`` (a weekend).
    ``denies``: ids of the event mentions of the same article that this one denies (only on REJECT); ``alleges``: ids of those that it
    accuses of (only on ACCUSE). ``confidence``: 0 to 1.

    Mutual acts ("A and B met") name all sides as actors and leave ``recipients`` empty.
    """

    id: str
    type: str
    mode: str | None = None
    quad: str
    score: float
    context: list[str] = Field(default_factory=list)
    trigger: TextSpan
    actors: list[ActorMention] = Field(default_factory=list)
    recipients: list[ActorMention] = Field(default_factory=list)
    factuality: Factuality = Factuality.ASSERTED
    attribution: ActorMention | None = None
    location: PlaceMention | None = None
    date: str | None = None
    date_precision: str | None = None
    date_edtf: str | None = None
    casualties: Casualties = Casualties()
    denies: list[str] = Field(default_factory=list)
    alleges: list[str] = Field(default_factory=list)
    sentence: TextSpan
    confidence: float = Field(ge=0, le=1)
