"""Normalisation of a text as it came, with a map back to it.

The model and the sentence splitter see clean lines: straight quotes, plain spaces, no markup, no hard line breaks inside a paragraph. What the user
sees are spans of the text as it came. Replacements keep their length where they can; the others are edits of an :class:`OffsetMap`.
"""

import bisect
import html
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from schemas.text import TextSpan

# One character for one, so that no offset moves. Single guillemets and primes are quotes in news copy; dashes stay, datelines need them.
_SAME_LENGTH: Final = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("‘’‚‛‹›′ʼ`´", "'"),
        **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " "),
        **dict.fromkeys(map(chr, [*range(9), *range(14, 32), *range(127, 133), *range(134, 160)]), " "),
        **dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n"),
    }
)
_CARRIAGE_RETURN: Final = re.compile(r"\r(\n?)")
_BLOCK_TAGS: Final = frozenset(
    "address article blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li ol p section table td tr ul".split()
)
_INLINE_TAGS: Final = "a abbr b big center cite code em font i iframe img mark q s script small span strike strong style sub sup time u".split()
# UTF-8 that somebody read as Windows-1252 or Latin-1: "kataâ€™s", "GaudÃ\xad"
_CONTINUATION: Final = r"[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_MISREAD: Final = rf"[\u00c2-\u00df]{_CONTINUATION}|[\u00e0-\u00ef]{_CONTINUATION}{{2}}|[\u00f0-\u00f4]{_CONTINUATION}{{3}}"
# Only names that HTML knows, so that "<5 km>" and "<nama>" stay; every repeat is bounded, so that no text takes more than linear time.
_MARKUP: Final = re.compile(
    r"(?P<entity>&(?:amp;){0,3}(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)"
    rf"|</?(?P<tag>{'|'.join(sorted([*_BLOCK_TAGS, *_INLINE_TAGS], key=len, reverse=True))})(?:\s[^<>]{{0,1000}})?/?>"
    r"|<!--[^<>]{0,1000}-->"
    r"|[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+"  # soft hyphen, zero width, direction marks, stray BOM
    rf"|(?P<misread>(?-i:{_MISREAD}))"
    r"|\*\*"  # Markdown: bold, and links of which the words stay
    r"|!?\[(?=[^\[\]\n]{1,300}\]\(https?://)|\]\(https?://[^\s()]{1,1000}\)",
    re.IGNORECASE,
)
_LAYOUT: Final = re.compile(
    r"(?P<newline>-?\ *\n[ \n]*)"
    r"|\ {2,}"
    r"|(?P<broken>\ufffd+)"
    r"|(?<=[^\W\d_]{3})(?P<noise>\.)(?=[a-z]{2})"
    r"|(?:(?<=[^\W\d_]{2})|(?<=\d))(?P<glued>[.!?])(?=[A-Z][a-z])"
)
# A stop inside such a token belongs to an address. Two letters in one case are taken for a country's ending (co.id), but not where they are a
# word that no country has as its ending.
_ADDRESS: Final = re.compile(
    r"://|@|/|(?i:www\.)|\.(?i:com|net|org|info|biz|gov|edu|mil|int|web|news|online|today|site|html?|php|aspx?|pdf|docx?|xlsx?|csv|txt|jpe?g|png|mp[34])\b"
    r"|\.(?!(?:di|ke|of|on|or|if|he|we|up|an|ia)\b)(?:[a-z]{2}|[A-Z]{2})\b"
)
_BULLET: Final = re.compile(r"(?:[-*•·–—]|\d{1,3}[.)]|[a-z][.)])\s")
_WRAP_LIMIT: Final = 120  # characters; mail and wire copy is wrapped at 65 to 100, a longer line is a paragraph


@dataclass(frozen=True)
class OffsetMap:
    """Where the characters of an edited text stood before.

    ``edits`` are (end in the edited text, start before, end before), ``starts`` their starts in the edited text, ascending. Between two edits the
    characters follow one another alike in both.
    """

    starts: tuple[int, ...] = ()
    edits: tuple[tuple[int, int, int], ...] = ()

    def get_start(self, offset: int) -> int:
        """Where the character at ``offset`` began before; one that an edit made stands for all that the edit replaced."""
        index = bisect.bisect_right(self.starts, offset) - 1
        if index < 0:
            return offset
        end, start_before, end_before = self.edits[index]
        return start_before if offset < end else end_before + offset - end

    def get_end(self, offset: int) -> int:
        """Where the character before ``offset`` ended before."""
        index = bisect.bisect_right(self.starts, offset - 1) - 1
        if index < 0:
            return offset
        end, _, end_before = self.edits[index]
        return end_before if offset <= end else end_before + offset - end


@dataclass(frozen=True)
class NormalizedText:
    """A text as it came and as the model sees it.

    In ``text`` a newline ends a paragraph, heading or list item, and stands nowhere else. ``offsets`` lead from ``text`` back to ``original``, the
    last edit first.
    """

    original: str
    text: str
    offsets: tuple[OffsetMap, ...]

    def to_original(self, start: int, end: int) -> TextSpan:
        """The span of the original that became ``text[start:end]``.

        >>> normalize_text("Kiev&nbsp;menolak").to_original(5, 12)
        TextSpan(text='menolak', start=10, end=17)
        """
        for offsets in self.offsets:
            begin = offsets.get_start(start)
            start, end = begin, offsets.get_end(end) if end > start else begin
        return TextSpan(text=self.original[start:end], start=start, end=end)


def normalize_text(text: str) -> NormalizedText:
    """Clean a text for splitting and for the model.

    >>> normalize_text("Baku.dan Yerevan bertemu.Turki menolak di SinarPost.com").text
    'Baku dan Yerevan bertemu. Turki menolak di SinarPost.com'
    """
    plain, markup = _edit(text, _MARKUP, _replace_markup)
    plain = _translate(plain)
    width = _find_wrap_width(plain)
    clean, layout = _edit(plain, _LAYOUT, lambda match: _replace_layout(match, width))
    return NormalizedText(original=text, text=clean, offsets=(layout, markup))


def strip_markup(text: str) -> str:
    """The words of a piece of HTML (a feed's description), with entities resolved and blocks apart."""
    return _edit(text, _MARKUP, _replace_markup)[0].strip()


def _translate(text: str) -> str:
    return _CARRIAGE_RETURN.sub(lambda match: " \n" if match[1] else "\n", text).translate(_SAME_LENGTH)


def _edit(text: str, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> tuple[str, OffsetMap]:
    pieces: list[str] = []
    starts: list[int] = []
    edits: list[tuple[int, int, int]] = []
    copied = length = 0
    for match in pattern.finditer(text):
        new = replace(match)
        start, end = match.span()
        pieces += (text[copied:start], new)
        length += start - copied
        if len(new) != end - start:
            starts.append(length)
            edits.append((length + len(new), start, end))
        length += len(new)
        copied = end
    pieces.append(text[copied:])
    return "".join(pieces), OffsetMap(tuple(starts), tuple(edits))


def _replace_markup(match: re.Match[str]) -> str:
    if entity := match["entity"]:
        resolved = entity
        while resolved != (resolved := html.unescape(resolved)):
            pass
        return entity if resolved.startswith("&") and len(resolved) > 1 else resolved.replace("\u00ad", "")
    if tag := match["tag"]:
        return "" if tag.lower() not in _BLOCK_TAGS else "\n" if tag.lower() == "br" else "\n\n"
    return _read_again(misread) if (misread := match["misread"]) else ""


def _read_again(misread: str) -> str:
    """The character that its bytes are in UTF-8, or the same characters where they may be meant ("FPÖ»")."""
    if misread[0] not in "ÂÃâ" and not any("\x80" <= char <= "\x9f" for char in misread):
        return misread
    try:
        return b"".join(char.encode("latin-1" if char <= "\xff" else "cp1252") for char in misread).decode("utf-8")
    except UnicodeDecodeError:
        return misread


def _replace_layout(match: re.Match[str], width: int) -> str:
    text, (start, end) = match.string, match.span()
    if match["newline"]:
        return _replace_newline(match, width)
    if broken := match["broken"]:
        # an apostrophe is the character that bad conversions lose most inside a word; elsewhere quotes and spaces
        is_inside = start > 0 and text[start - 1].isalpha() and text[end : end + 1].isalpha()
        return "'" if is_inside and len(broken) == 1 else " "
    if stop := match["noise"] or match["glued"]:
        left = max(text.rfind(" ", max(0, start - 80), start), text.rfind("\n", max(0, start - 80), start)) + 1
        token = re.match(r"\S*", text[max(left, start - 80) : start + 80])
        if token and _ADDRESS.search(token[0]):
            return stop
        return " " if match["noise"] else f"{stop} "
    return " "


def _replace_newline(match: re.Match[str], width: int) -> str:
    text, (start, end), gap = match.string, match.span(), match[0]
    hyphen = "-" if gap.startswith("-") else ""
    following = re.match(r"\S*", text[end : end + 80])
    word = following[0] if following else ""
    if gap.count("\n") > 1 or not word or _BULLET.match(text, end):
        return f"{hyphen}\n"
    before = re.search(r"[^\W\d_]*$", text[max(0, start - 40) : start])
    stem = before[0] if before else ""
    if hyphen and stem and word[0].isalpha():
        # "negara-|negara" and "Nagorno-|Karabakh" keep the hyphen, "pertem-|puran" loses it
        return "" if word[0].islower() and not word.startswith(stem.lower()) else "-"
    line_length = start - text.rfind("\n", 0, start) - 1
    is_full = width > 0 and line_length + 1 + len(word) > width
    goes_on = word[0].islower() and start > 0 and (text[start - 1].isalnum() or text[start - 1] in ",;")
    return f"{hyphen} " if is_full or goes_on else f"{hyphen}\n"


def _find_wrap_width(text: str) -> int:
    """Length that lines are wrapped at, 0 for a text whose lines are paragraphs.

    A text is wrapped if most of its lines end where the first word of the next one would not have fitted. Headlines one a line do not; a text of
    fewer than three line breaks is not judged.
    """
    lines = [line.strip() for line in text.split("\n")]
    width = max(map(len, lines))
    if width > _WRAP_LIMIT:
        return 0
    pairs = [(line, following) for line, following in itertools.pairwise(lines) if line and following]
    full = sum(len(line) + 1 + len(following.split(" ", 1)[0]) > width for line, following in pairs)
    return width if len(pairs) >= 3 and full >= 0.7 * len(pairs) else 0
