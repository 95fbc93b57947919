"""The labels that the event model gives, in the order of its outputs; stored with the weights, so that old weights keep their meaning."""

from typing import Self

from pydantic import Field

from schemas.judgement import Factuality
from schemas.text import Frozen

ROLES = ("actor", "recipient", "location", "attribution")


class Labels(Frozen):
    """``types``: event types. ``modes``: (type, mode) pairs, mode "" for none. Token labels are 0 outside, 1 + 2i begins the i-th, 2 + 2i goes on."""

    types: tuple[str, ...]
    modes: tuple[tuple[str, str], ...]
    factualities: tuple[str, ...] = tuple(f.value for f in Factuality)
    roles: tuple[str, ...] = Field(default=ROLES)

    @classmethod
    def collect(cls, types: tuple[str, ...], modes: set[tuple[str, str]]) -> Self:
        """Labels for these types, each with the mode "" and the given modes, sorted."""
        pairs = {(event_type, "") for event_type in types} | modes
        return cls(types=types, modes=tuple(sorted(pairs, key=lambda pair: (types.index(pair[0]), pair[1]))))
