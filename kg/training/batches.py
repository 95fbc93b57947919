"""Sentences of like length together, as tensors."""

import random
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

from kg.models.tokenizer import BOS, EOS


def pad_batch(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Ids with <s> and </s> around them, and the mask of what is no padding."""
    length = max(map(len, rows)) + 2
    ids, mask = torch.full((len(rows), length), 1), torch.zeros(len(rows), length, dtype=torch.bool)
    for row, pieces in enumerate(rows):
        ids[row, : len(pieces) + 2] = torch.tensor([BOS, *pieces, EOS])
        mask[row, : len(pieces) + 2] = True
    return ids, mask


def mark_spans(spans: Sequence[tuple[int, int]], length: int) -> Tensor:
    """(spans, length) with 1 at the pieces of each span; <s> stands before the first piece."""
    marks = torch.zeros(len(spans), length, dtype=torch.long)
    for i, (a, b) in enumerate(spans):
        marks[i, a + 1 : b + 1] = 1
    return marks


def label_spans(spans: Iterable[tuple[int, tuple[int, int]]], length: int) -> Tensor:
    """(length,) labels of pieces: 0 outside, 1 + 2i begins a span of the i-th label, 2 + 2i goes on (:class:`kg.models.labels.Labels`)."""
    labels = torch.zeros(length, dtype=torch.long)
    for label, (a, b) in spans:
        labels[a], labels[a + 1 : b] = 1 + 2 * label, 2 + 2 * label
    return labels


def make_batches(lengths: Sequence[int], size: int) -> list[list[int]]:
    """Numbers of the sentences in shuffled batches of like length; those without pieces are left out."""
    numbers = [i for i, length in enumerate(lengths) if length]
    random.shuffle(numbers)
    blocks = [sorted(numbers[i : i + size * 20], key=lambda n: lengths[n]) for i in range(0, len(numbers), size * 20)]
    batches = [block[i : i + size] for block in blocks for i in range(0, len(block), size)]
    random.shuffle(batches)
    return batches
