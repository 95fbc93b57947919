"""Text in XML 1.0, for every format that is written as XML."""

import re
from typing import Final

XML_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
# what XML 1.0 cannot hold even escaped, lone surrogates among it
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNSAFE: Final = re.compile('[&<>"\x00-\x1f\ud800-\udfff\ufffe\uffff]')  # most texts have none of these, and are ready as they are
_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


def drop_forbidden(text: str) -> str:
    """Text without the characters that XML 1.0 forbids: control characters, non-characters, lone surrogates."""
    return _FORBIDDEN.sub("", text)


def escape(text: str) -> str:
    r"""Text as the value of an attribute or an element, without what XML forbids.

    >>> escape('"5 < 6"\x00 & so on')
    '&quot;5 &lt; 6&quot; &amp; so on'
    """
    return drop_forbidden(text).translate(_ESCAPES) if _UNSAFE.search(text) else text


def escape_label(text: str) -> str:
    """A name on one line, escaped."""
    return escape(" ".join(text.split()))
