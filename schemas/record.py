"""What one article yields, and what went wrong on the way."""

from pydantic import Field

from schemas.entity import ActorMention
from schemas.event import Event
from schemas.relation import Relation
from schemas.text import Frozen


class Failure(Frozen):
    """An input that could not be used: ``where`` (file, row), ``what`` went wrong and what to do about it, in one sentence."""

    where: str
    what: str


class Record(Frozen):
    """All that was found in one article: one line of ``kg extract``.

    ``notes`` lists what was cut or guessed on the way ("sentence at 120 cut at 510 pieces"). ``fingerprint``: by which near-duplicates of the
    article are known (:mod:`kg.graph.copies`); it says nothing of its words.
    """

    id: str
    key: str
    lang: str | None = None
    published: str | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    events: list[Event] = Field(default_factory=list)
    relations: list[Relation] = Field(default_factory=list)
    entities: list[ActorMention] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    fingerprint: list[int] = Field(default_factory=list)
