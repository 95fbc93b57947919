"""Near-duplicate articles: a wire report that several papers print is one source, not several.

An article is the set of its shingles, every three words in a row (Broder, "On the resemblance and containment of documents", 1997). The smallest of
their hashes are kept with the record as its fingerprint. Up to the lesser of the two greatest, the hashes of two articles are fair samples of both,
and the share that the smaller article has in common with the other can be read off them. A changed headline, a paragraph cut or a sentence
added leave a copy a copy.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kg.gazetteer.names import split_words
from schemas.record import Record

SHINGLE_WORDS: Final = 3
SIZE: Final = 64  # hashes of a fingerprint; the share is then known to within about 0.06
# On 1,000 articles of one outlet: the same text under another headline shares 0.75 and more, a follow-up that repeats a story's background up to 0.6,
# independent reports of one event 0.15 (names, figures, an official's words).
CONTAINMENT: Final = 0.7
MIN_SAMPLE: Final = 12  # fewer say nothing: two short sentences may be the same by chance ("He did not elaborate.")
INDEXED: Final = 16  # hashes by which candidates are found; of two articles that share half, all differ in one case of 10,000
COMMON: Final = 200  # a hash that more articles have is a set phrase ("click here to continue") and points nowhere
MAX_CANDIDATES: Final = 20


def make_fingerprint(text: str) -> list[int]:
    """The smallest hashes of the text's shingles in rising order, all of them where it is short."""
    words = [word.norm for word in split_words(text)]
    shingles = {" ".join(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1)}
    return sorted({int.from_bytes(hashlib.blake2b(shingle.encode(), digest_size=4).digest(), "big") for shingle in shingles})[:SIZE]


def find_copies(records: Iterable[Record]) -> dict[str, str]:
    """Keys of near-duplicate articles, each with the key of the first article that it is a copy of.

    First is who was published first (an article without a date comes last), by key among equals. The result does not depend on the order of the
    records. A copy of a copy is a copy of the same first article.
    """
    ordered = sorted(records, key=lambda record: (record.published or "9999", record.key))
    holders: dict[int, list[int]] = defaultdict(list)
    first: dict[str, str] = {}
    for number, record in enumerate(ordered):
        own = record.fingerprint
        indexed = own[:INDEXED]
        shared = Counter(other for value in indexed if len(holders[value]) <= COMMON for other in holders[value])
        near = sorted(shared, key=lambda other: (-shared[other], other))[:MAX_CANDIDATES]
        shares = {other: get_share(own, ordered[other].fingerprint) for other in near}
        likest = max(near, key=lambda other: (shares[other], -other), default=None)
        if likest is not None and shares[likest] >= CONTAINMENT:
            key = ordered[likest].key
            first[record.key] = first.get(key, key)
        for value in indexed:
            holders[value].append(number)
    return first


def find_source(article: str, copies: Mapping[str, str]) -> str:
    """The article that this one copies, or itself."""
    return copies.get(article, article)


def get_share(one: Sequence[int], other: Sequence[int]) -> float:
    """The estimated share of the smaller article's shingles that the other has too; 0 where the fingerprints are too small to say."""
    if not one or not other:
        return 0.0
    limit = min(values[-1] for values in (one, other) if len(values) == SIZE) if SIZE in (len(one), len(other)) else max(one[-1], other[-1])
    samples = [{value for value in values if value <= limit} for values in (one, other)]
    smaller = min(len(sample) for sample in samples)
    return len(samples[0] & samples[1]) / smaller if smaller >= MIN_SAMPLE else 0.0
