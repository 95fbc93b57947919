"""Actors and places as mentioned in a text and as linked to what they stand for."""

from pydantic import Field

from schemas.text import TextSpan


class ActorMention(TextSpan):
    """A name or description in a text, in the role of actor, recipient or speaker.

    ``code``: ISO 3166-1 alpha-3 of the state that it belongs to or acts for, else a short id of an organisation or group (UNO,
    NATO, PKK, NKR, CVL), None where nothing can be said. ``sector``: PLOVER sector (GOV, MIL, REB, ...), None if unknown.
    ``id``: IRI of the linked actor. ``name``: its preferred English name. ``wikidata``: Q-number where certain.
    """

    code: str | None = None
    sector: str | None = None
    id: str | None = None
    name: str | None = None
    wikidata: str | None = None


class PlaceMention(TextSpan):
    """Where an event happens, as written, and what it was geocoded to.

    ``lat`` and ``lon`` in degrees (WGS 84); ``precision`` is one of city, province, region, country; all None if unknown.
    ``country``: ISO 3166-1 alpha-3 code, or that of an unrecognised state.
    """

    id: str | None = None
    name: str | None = None
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    precision: str | None = None
    country: str | None = None
