"""An article made ready once for everything that is looked for in it: normalised, split into sentences, its names known."""

from dataclasses import dataclass
from functools import cached_property

from kg.extraction.datelines import find_dateline
from kg.extraction.sentences import Sentence, split_sentences
from kg.linking.actors import ActorLinker
from kg.text import NormalizedText, normalize_text
from schemas.text import Article, TextSpan


@dataclass(frozen=True)
class ParsedArticle:
    """``sentences``: of the ``normalized`` text, in order. ``linker``: has read the article for the states, groups and persons that it speaks of."""

    article: Article
    normalized: NormalizedText
    sentences: list[Sentence]
    linker: ActorLinker

    @cached_property
    def originals(self) -> list[TextSpan]:
        """The sentences as the article has them."""
        return [self.normalized.to_original(sentence.start, sentence.end) for sentence in self.sentences]

    def find_dateline_place(self, sentence: Sentence) -> TextSpan | None:
        """The place in the dateline right before a sentence, in the article; None for all sentences but the first after it."""
        first, place = self._opening
        return place if sentence is first else None

    @cached_property
    def _opening(self) -> tuple[Sentence | None, TextSpan | None]:
        """The first sentence after the dateline, and the place in that."""
        dateline = find_dateline(self.normalized, self.article.lang)
        if dateline is None:
            return None, None
        return next((sentence for sentence in self.sentences if sentence.start >= dateline.end), None), dateline.place


def parse_article(article: Article) -> ParsedArticle:
    """Read an article whose language is known, or None."""
    normalized = normalize_text(article.text)
    return ParsedArticle(article, normalized, split_sentences(normalized, article.lang), ActorLinker(article))
