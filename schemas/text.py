"""Articles, their sentences, and spans of characters in them."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Frozen(BaseModel):
    """Base of all records: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TextSpan(Frozen):
    """A piece of an article: ``text`` stands at ``[start, end)``, code points into the article's text as it came."""

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"span ends at {self.end}, before its start at {self.start}")
        return self


class Article(Frozen):
    """A news text as it came, with what is known about it.

    ``id`` is the source's own identifier (shown, never trusted to be unique); ``key`` is derived from text, date and address and names the
    article in the graph. ``published`` is an ISO 8601 date, as exact as known ("2020-10-31", "2020-10", "2020"), None where
    unknown. ``context`` holds sentences that stood before ``text`` where only an excerpt is given. ``source`` says where it was
    read ("folder/file.csv:12").
    """

    id: str
    key: str
    text: str
    lang: str | None = None
    published: str | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    context: str = ""
    source: str | None = None
