"""Text to pieces of XLM-R's vocabulary (SentencePiece unigram), with the characters that each piece covers."""

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import NFKC, Nmt
from tokenizers.normalizers import Sequence as Chain
from tokenizers.pre_tokenizers import Metaspace

BOS, EOS, UNKNOWN, SPECIAL_COUNT = 0, 2, 3, 4


@dataclass(frozen=True)
class Pieces:
    """``ids`` of the pieces (no special ones) and the half-open character span of each in the sentence, leading space left out."""

    ids: list[int]
    spans: list[tuple[int, int]]


class PieceTokenizer:
    """Segments sentences into pieces."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float]) -> None:
        self._tokenizer = Tokenizer(Unigram(list(zip(pieces, map(float, scores), strict=True)), unk_id=UNKNOWN))
        self._tokenizer.normalizer = Chain([Nmt(), NFKC()])
        self._tokenizer.pre_tokenizer = Metaspace()

    def split_pieces(self, text: str) -> Pieces:
        """All pieces of a text; spans that normalisation left empty stay, with start = end."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        spans = [(a + 1, b) if a < b and text[a].isspace() else (a, b) for a, b in encoding.offsets]
        return Pieces(ids=encoding.ids, spans=spans)
