"""How sure the text is of an event."""

from enum import StrEnum


class Factuality(StrEnum):
    """Status that the text gives an event (PLOVER's statuses, with accusations told apart).

    asserted: told as having happened or happening. alleged: claimed by somebody, not vouched for. denied: said not to be so.
    future: planned or expected. conditional: only if something else happens. historical: background of an earlier period.
    """

    ASSERTED = "asserted"
    ALLEGED = "alleged"
    DENIED = "denied"
    FUTURE = "future"
    CONDITIONAL = "conditional"
    HISTORICAL = "historical"
