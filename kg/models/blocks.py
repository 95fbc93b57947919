"""Matrices in blocks of 32 values at 4 bits: one float16 scale and 16 bytes, value = (nibble - 8) * scale.

The word embeddings came in this form (:mod:`kg.training.e5`) and stay frozen in training, so shipping them so loses nothing.
"""

import numpy as np
import numpy.typing as npt

BLOCK_VALUES, BLOCK_BYTES = 32, 18


def unpack_rows(rows: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """(n, blocks * 18) bytes -> (n, blocks * 32) float32; the low nibbles of a block come first."""
    blocks = rows.reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32) - 8
    return (nibbles * scale).reshape(len(rows), -1)
