"""Sentences of like length together, as tensors."""

import random
from collections.abc import Sequence

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


def make_batches(lengths: Sequence[int], size: int) -> list[list[int]]:
    """Numbers of the sentences in shuffled batches of like length; those without pieces are left out."""
    numbers = [i for i, length in enumerate(lengths) if length]
    random.shuffle(numbers)
    blocks = [sorted(numbers[i : i + size * 20], key=lambda n: lengths[n]) for i in range(0, len(numbers), size * 20)]
    batches = [block[i : i + size] for block in blocks for i in range(0, len(block), size)]
    random.shuffle(batches)
    return batches
