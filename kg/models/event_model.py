"""Run the event model on one sentence: triggers, then for each its type, mode, factuality and arguments.

A sentence always goes through alone. Activations are quantised over what is in one run, so that batching would let neighbours change a
result; alone, the same sentence gives the same events wherever it stands.
"""

import functools
import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from kg.models.blocks import unpack_rows
from kg.models.labels import Labels
from kg.models.tokenizer import BOS, EOS, Pieces, PieceTokenizer
from schemas.errors import ModelError
from schemas.text import Frozen

FloatArray = npt.NDArray[np.float32]
MAX_PIECES = 510  # of 512 positions, two are <s> and </s>
WORDS_PER_EVENT = 8  # of long sentences none has more events than one in eight words; lists of names would otherwise make storms of them
SHORT_WORDS = 40  # up to here a part of eight words may have one too: 5 % of the annotated events stand so close
DEFAULT_FOLDER = Path(str(files("kg.models") / "weights"))


class Thresholds(Frozen):
    """Probabilities above which a word is read as a possible trigger, an event is kept, and a word is an argument.

    ``argument`` is for actors and recipients. Beside such a word, one of at least ``extension`` goes on the argument; one that begins anew with
    ``fresh`` starts another. Swept on sentences held out of training, see ``meta.json`` of the weights.
    """

    candidate: float = 0.15
    event: float = 0.5
    argument: float = 0.5
    attribution: float = 0.5
    location: float = 0.5
    extension: float = 0.25
    fresh: float = 0.75

    def get_bound(self, role: str) -> float:
        """The probability that a word of this role needs."""
        return self.attribution if role == "attribution" else self.location if role == "location" else self.argument


class Calibration(Frozen):
    """From the model's score of an event to the share of such events that are right (Platt 1999), fitted on held-out sentences."""

    slope: float = 1.0
    intercept: float = 0.0

    def apply(self, score: float) -> float:
        """The score, between 0 and 1, as a probability."""
        bounded = min(max(score, 1e-6), 1 - 1e-6)
        return 1 / (1 + math.exp(-self.slope * math.log(bounded / (1 - bounded)) - self.intercept))


@dataclass(frozen=True)
class FoundArgument:
    """Characters [start, end) of the sentence in a role (actor, recipient, location, attribution)."""

    role: str
    start: int
    end: int
    probability: float


@dataclass(frozen=True)
class FoundEvent:
    """An event in a sentence; ``start`` and ``end`` are the characters of its trigger, ``score`` is what the threshold is for."""

    type: str
    mode: str | None
    factuality: str
    start: int
    end: int
    score: float
    confidence: float
    arguments: tuple[FoundArgument, ...]


@dataclass(frozen=True)
class Reading:
    """What the model found in a sentence; ``is_cut`` where it was longer than the model reads."""

    events: tuple[FoundEvent, ...]
    is_cut: bool = False


@dataclass(frozen=True)
class _Words:
    """Words as half-open ranges of pieces, and the characters each covers."""

    pieces: list[tuple[int, int]]
    characters: list[tuple[int, int]]


class EventModel:
    """The model with its weights; make one a process with :func:`load_model`."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        try:
            meta = json.loads((folder / "meta.json").read_text("utf-8"))
            lines = (folder / "pieces.tsv").read_text("utf-8").split("\n")[:-1]
            tables = np.load(folder / "tables.npz")
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            options.inter_op_num_threads = 1
            options.log_severity_level = 3
            self._encoder, self._reader = (
                onnxruntime.InferenceSession(folder / f"{name}.onnx", options, providers=["CPUExecutionProvider"]) for name in ("encoder", "reader")
            )
        except (OSError, ValueError) as error:
            raise ModelError(f"no usable event model in {folder} ({error}); install conflict-kg anew, or run kg train") from error
        self.labels = Labels.model_validate(meta["labels"])
        self.thresholds = Thresholds.model_validate(meta["thresholds"])
        self.calibration = Calibration.model_validate(meta.get("calibration", {}))
        self.name: str = meta["name"]
        pieces, scores = zip(*(line.split("\t") for line in lines), strict=True)
        self._tokenizer = PieceTokenizer(pieces, [float(score) for score in scores])
        self._embeddings: npt.NDArray[np.uint8] = tables["embeddings"]
        self._position: FloatArray = tables["position"].astype(np.float32)
        self._marker: FloatArray = tables["marker"].astype(np.float32)
        self._modes_of = {t: [i for i, (of, _) in enumerate(self.labels.modes) if of == t] for t in self.labels.types}

    def read_sentence(self, text: str) -> Reading:
        """The events of a sentence, in the order of their triggers."""
        text = _calm(text)
        pieces = self._tokenizer.split_pieces(text)
        ids = np.array([BOS, *pieces.ids[:MAX_PIECES], EOS])
        if len(ids) == 2:
            return Reading(())
        embedded = unpack_rows(self._embeddings[ids]) + self._position[: len(ids)]
        states, logits = self._encoder.run(None, {"embedded": embedded[None]})
        words = _group_words(text, pieces)
        triggers = _softmax(logits[0, 1:-1])
        found = []
        candidates = self._find_candidates(triggers, words)
        limit = _limit_events(sum(text[a:b].isalnum() for a, b in words.characters))
        for first, last, probabilities in sorted(candidates, key=lambda c: (c[2][0], c[0]))[: 2 * limit]:
            if event := self._read_event(text, states, words, first, last, probabilities):
                found.append(event)
        found = sorted(found, key=lambda e: (-e.score, e.start))[:limit]
        return Reading(tuple(sorted(found, key=lambda e: (e.start, e.end))), len(pieces.ids) > MAX_PIECES)

    def _find_candidates(self, triggers: FloatArray, words: _Words) -> list[tuple[int, int, FloatArray]]:
        """Words that may name an event, as (first word, word after the last, probabilities of none and of each type)."""
        begins, goes_on = triggers[:, 1::2], triggers[:, 2::2]
        # an event's score is the mean of what the tagger and the reader give: of less than this the reader can make none
        bound = 2 * self.thresholds.event - 1 - 1e-6
        candidates, word = [], 0
        while word < len(words.pieces):
            a, b = words.pieces[word]
            best = int(triggers[a:b, 0].argmin()) + a
            end = word + 1
            if (chance := 1 - triggers[best, 0]) >= self.thresholds.candidate:
                while end < len(words.pieces):
                    first = words.pieces[end][0]
                    if goes_on[first].sum() < 0.5 or goes_on[first].max() < begins[first].max():
                        break
                    end += 1
                if chance >= bound:
                    kinds = begins[best] + goes_on[best]
                    candidates.append((word, end, np.concatenate([triggers[best, :1], kinds])))
            word = end
        return candidates

    def _read_event(self, text: str, states: FloatArray, words: _Words, first: int, end: int, seen: FloatArray) -> FoundEvent | None:
        a, b = words.pieces[first][0] + 1, words.pieces[end - 1][1] + 1
        marks = np.zeros(states.shape[1], np.int64)
        marks[a:b] = 1
        share = (marks / (b - a)).astype(np.float32)[None, None]
        types, modes, factualities, roles = self._reader.run(None, {"marked": states + self._marker[marks], "share": share})
        # both branches have a say: the tagger knows what words name events, the reader what the clause says
        kinds = (_softmax(types[0, 0]) + seen) / 2
        score = float(1 - kinds[0])
        if score < self.thresholds.event:
            return None
        kind = self.labels.types[int(kinds[1:].argmax())]
        allowed = self._modes_of[kind]
        mode = self.labels.modes[allowed[int(modes[0, 0, allowed].argmax())]][1]
        return FoundEvent(
            type=kind,
            mode=mode or None,
            factuality=self.labels.factualities[int(factualities[0, 0].argmax())],
            start=words.characters[first][0],
            end=words.characters[end - 1][1],
            score=score,
            confidence=self.calibration.apply(score),
            arguments=tuple(self._find_arguments(text, _softmax(roles[0, 1:-1]), words, range(first, end))),
        )

    def _find_arguments(self, text: str, roles: FloatArray, words: _Words, trigger: range) -> list[FoundArgument]:
        """Runs of words that the reader gives one role, around at least one that it is sure of."""
        found: list[FoundArgument] = []
        for number, role in enumerate(self.labels.roles):
            begins, inside = roles[:, 1 + 2 * number], roles[:, 2 + 2 * number]
            sure = np.array([float((begins[a:b] + inside[a:b]).mean()) for a, b in words.pieces])
            fresh = [float(begins[a]) for a, _ in words.pieces]
            word = 0
            while word < len(sure):
                end = word + 1
                if sure[word] >= self.thresholds.extension and word not in trigger:
                    while (following := _find_next(text, words, end)) < len(sure) and following not in trigger:
                        if sure[following] < self.thresholds.extension or fresh[following] >= self.thresholds.fresh:
                            break
                        end = following + 1
                if word not in trigger and sure[word:end].max() >= self.thresholds.get_bound(role):
                    start_char, end_char = _trim(text, words.characters[word][0], words.characters[end - 1][1])
                    if start_char < end_char:
                        found.append(FoundArgument(role, start_char, end_char, float(sure[word:end].mean())))
                word = end
        return found


def _limit_events(words: int) -> int:
    """How many events a sentence of so many words may have; a single word tells of none."""
    if words < 2:
        return 0
    return -(-words // WORDS_PER_EVENT) if words <= SHORT_WORDS else words // WORDS_PER_EVENT


def _calm(text: str) -> str:
    """A text in capitals as headlines are mostly written, each word with one; any other as it is. Every character keeps its place.

    Capitals fall into pieces that the encoder has hardly read: of such sentences it would miss most events.
    """
    small, large = sum(map(str.islower, text)), sum(map(str.isupper, text))
    if large < 12 or small * 4 > large:
        return text
    letters = [c if i == 0 or not text[i - 1].isalpha() or len(c.lower()) != 1 else c.lower() for i, c in enumerate(text)]
    return "".join(letters)


def _group_words(text: str, pieces: Pieces) -> _Words:
    """Join the pieces of a word; every mark of punctuation is a word of its own."""
    ranges: list[tuple[int, int]] = []
    characters: list[tuple[int, int]] = []
    for i, (a, b) in enumerate(pieces.spans[:MAX_PIECES]):
        inner = bool(ranges) and (a == b or (a > 0 and text[a - 1].isalnum() and text[a].isalnum()))
        if inner:
            ranges[-1] = (ranges[-1][0], i + 1)
            characters[-1] = (characters[-1][0], max(b, characters[-1][1]))
        else:
            ranges.append((i, i + 1))
            characters.append((a, b))
    return _Words(ranges, characters)


def _find_next(text: str, words: _Words, word: int) -> int:
    """The word that may go on an argument at ``word``: the one after a hyphen, apostrophe or stop inside a name, which the reader often skips."""
    if word + 1 < len(words.characters):
        start, end = words.characters[word]
        if end - start == 1 and text[start] in "-'.&/" and text[start - 1 : start].isalnum() and text[end : end + 1].isalnum():
            return word + 1
    return word


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out punctuation and space at both ends, but not the last stop of "U.S."."""
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        if text[end - 1] == "." and "." in text[start : end - 1] and " " not in text[start:end]:
            break
        end -= 1
    return start, end


def _softmax(logits: FloatArray) -> FloatArray:
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: FloatArray = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def to_gold_event(text: str, event: FoundEvent) -> dict[str, Any]:
    """An event as the gold format has it, without codes and dates; the likeliest place and speaker."""

    def list_arguments(role: str) -> list[FoundArgument]:
        return [a for a in event.arguments if a.role == role]

    def find_likeliest(role: str) -> str | None:
        best = max(list_arguments(role), key=lambda a: a.probability, default=None)
        return text[best.start : best.end] if best else None

    speaker = find_likeliest("attribution")
    return {
        "type": event.type,
        "mode": event.mode,
        "trigger": text[event.start : event.end],
        "actors": [{"text": text[a.start : a.end], "code": None} for a in list_arguments("actor")],
        "recipients": [{"text": text[a.start : a.end], "code": None} for a in list_arguments("recipient")],
        "factuality": event.factuality,
        "attribution": {"text": speaker, "code": None} if speaker else None,
        "location": find_likeliest("location"),
        "date": None,
    }


@functools.cache
def load_model(folder: Path = DEFAULT_FOLDER, *, threads: int = 1) -> EventModel:
    """The model of that folder, loaded once a process; raises ModelError where it is missing or damaged."""
    return EventModel(folder, threads=threads)


def compute_digest(paths: Sequence[Path]) -> str:
    """SHA-256 over files, in the order given."""
    hashed = hashlib.sha256()
    for path in paths:
        hashed.update(path.read_bytes())
    return hashed.hexdigest()


def read_meta(folder: Path = DEFAULT_FOLDER) -> dict[str, Any]:
    """What the weights were trained on, under which licence, with which figures."""
    meta: dict[str, Any] = json.loads((folder / "meta.json").read_text("utf-8"))
    return meta
