"""Annotated sentences (the gold format: one JSON object a sentence) as tensors' raw material."""

import re
from dataclasses import dataclass
from typing import Any

from kg.models.labels import Labels
from kg.models.tokenizer import PieceTokenizer

MAX_PIECES = 160  # 0.3 % of the training sentences are longer; attention over them costs more than they teach


@dataclass(frozen=True)
class GoldEvent:
    """An event in pieces: ``trigger`` and the argument spans are half-open, over the pieces of the sentence."""

    type_index: int
    mode_index: int
    factuality_index: int
    trigger: tuple[int, int]
    arguments: list[tuple[int, tuple[int, int]]]  # (role index, span)


@dataclass(frozen=True)
class Example:
    """A sentence to train on."""

    ids: list[int]
    word_starts: list[bool]
    events: list[GoldEvent]

    def list_triggers(self) -> set[int]:
        """Pieces that belong to a trigger."""
        return {i for event in self.events for i in range(*event.trigger)}

    def get_word(self, first: int) -> tuple[int, int]:
        """The word that begins at a piece, up to the next word or trigger."""
        taken, end = self.list_triggers(), first + 1
        while end < len(self.ids) and not self.word_starts[end] and end not in taken:
            end += 1
        return first, end


def find_span(text: str, part: str, *, near: int | None = None) -> tuple[int, int] | None:
    """Characters of ``part`` in ``text``: at word borders if it can be, nearest to ``near``; None if it is not there."""
    starts = [match.start() for match in re.finditer(re.escape(part), text)]
    whole = [s for s in starts if not text[max(s - 1, 0) : s].isalnum() and not text[s + len(part) : s + len(part) + 1].isalnum()]
    if not (candidates := whole or starts):
        return None
    start = candidates[0] if near is None else min(candidates, key=lambda s: abs(s - near))
    return start, start + len(part)


def make_example(record: dict[str, Any], tokenizer: PieceTokenizer, labels: Labels, *, text: str | None = None) -> Example:
    """Align the annotations of one sentence with its pieces; ``text`` may be the same text in another case.

    Events whose trigger cannot be found in the text, or lies past the limit, are left out.
    """
    original: str = record["text"]
    pieces = tokenizer.split_pieces(text or original)
    ids, spans = pieces.ids[:MAX_PIECES], pieces.spans[:MAX_PIECES]

    def cover(found: tuple[int, int] | None) -> tuple[int, int] | None:
        hit = [i for i, (a, b) in enumerate(spans) if found and a < found[1] and b > found[0] and a < b]
        return (hit[0], hit[-1] + 1) if hit else None

    events, taken = [], set()
    for event in record["events"]:
        at = find_span(original, event["trigger"]) if event.get("trigger") else None
        trigger = cover(at)
        if at is None or trigger is None or trigger in taken:
            continue
        taken.add(trigger)
        named = [("actor", a["text"]) for a in event["actors"]] + [("recipient", a["text"]) for a in event["recipients"]]
        named += [("location", event["location"])] if event.get("location") else []
        named += [("attribution", event["attribution"]["text"])] if event.get("attribution") else []
        covered = [(labels.roles.index(role), cover(find_span(original, name, near=at[0]))) for role, name in named if name]
        events.append(
            GoldEvent(
                type_index=labels.types.index(event["type"]),
                mode_index=labels.modes.index((event["type"], event.get("mode") or "")),
                factuality_index=labels.factualities.index(event["factuality"]),
                trigger=trigger,
                arguments=[(role, span) for role, span in covered if span],
            )
        )
    starts = [a == 0 or not original[a - 1 : a].isalnum() for a, _ in spans]
    return Example(ids=ids, word_starts=starts, events=events)
