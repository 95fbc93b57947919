"""Colours of actors and events, the same in every picture: Okabe and Ito's palette, which colour-blind readers can tell apart.

M. Okabe, K. Ito: Color Universal Design (2008). Cooperation is blue, conflict orange to red; the material kind of each is the stronger one.
"""

from collections.abc import Mapping
from typing import Final

UNKNOWN: Final = "#999999"

ACTOR_COLORS: Final[Mapping[str, str]] = {
    "state": "#0072B2",
    "organization": "#009E73",
    "group": "#D55E00",
    "person": "#CC79A7",
    "unnamed": UNKNOWN,
}

QUAD_COLORS: Final[Mapping[str, str]] = {
    "verbal cooperation": "#56B4E9",
    "material cooperation": "#0072B2",
    "verbal conflict": "#E69F00",
    "material conflict": "#D55E00",
}
