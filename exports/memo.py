"""Text that is made once and used many times, which is most of what makes an export fast."""

from collections.abc import Callable
from typing import Any, Final

# both keep memory flat: what is long hardly comes again
_MOST_ENTRIES: Final = 1 << 14
_LONGEST: Final = 200


class Memo(dict[Any, str]):
    """Text by what it is made of: made when it is first asked for, and kept for a while. Keys that are equal (1 and 1.0) have one text.

    A mapping rather than a cached function, because looking up is what it is for and costs half of a call.

    >>> shout = Memo(str.upper)
    >>> shout["a"], dict(shout)
    ('A', {'a': 'A'})
    """

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[Any], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Any) -> str:
        """Make the text; raises what making it raises."""
        text = self._make(key)
        if len(text) <= _LONGEST:
            if len(self) >= _MOST_ENTRIES:
                self.clear()
            self[key] = text
        return text
