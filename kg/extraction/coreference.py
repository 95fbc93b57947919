"""Who a pronoun or a bare description stands for: "they", "pemimpin itu", "the group", "kedua pihak".

Rules over the phrases of the article before the mention, in the manner of Lappin and Leass (1994): agreement first, then salience. Nothing is
learnt, so that a language needs only its ``coreference.toml``; without one, pronouns stay what the linker makes of them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kg.extraction.sentences import split_sentences
from kg.linking.actors import ActorLinker, get_actor_facts
from kg.linking.lexicon import load_lexicon
from kg.linking.phrases import Phrase, find_phrases, load_reference_words
from kg.text import normalize_text
from schemas.entity import ActorMention
from schemas.text import Article, TextSpan

REACH: Final = 4  # sentences back
# Salience, in units of a full agreement. Swept one at a time on the pronouns of the annotated training sentences (323 English, 227 Indonesian,
# with the sentences before them): at half and at twice these values the shares of right codes change by less than 0.02 either way, which is chance.
SUBJECT: Final = 0.6
SPEAKER: Final = 0.5
NAMED: Final = 0.3
REPEATED: Final = 0.1  # each further time
DISTANCE: Final = 0.3  # each sentence back
NEARNESS: Final = 0.01  # each phrase between
LEAST_AGREEMENT: Final = 0.3


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody named, described or pointed at in a sentence; ``kind`` as in :class:`kg.linking.actors.ActorFacts`."""

    mention: ActorMention
    phrase: Phrase
    kind: str

    def get_agreement(self, pronoun: str) -> float:
        """How well a pronoun of a class (person, body, people) may stand for it, 0 to 1."""
        phrase = self.phrase
        if phrase.pronoun is not None:
            return float(phrase.pronoun == pronoun)
        if self.kind == "person":
            return float(pronoun == "person")
        if phrase.is_plural:
            return {"people": 1.0, "body": 0.6 if phrase.is_body else 0.0}.get(pronoun, 0.0)
        if self.kind in ("organization", "group") or phrase.is_body:
            return {"people": 0.7, "body": 1.0}.get(pronoun, 0.1)
        if phrase.heads:
            return {"person": 0.9, "people": 0.3}.get(pronoun, 0.2)
        if self.kind == "state":
            return {"people": 0.7, "body": 1.0}.get(pronoun, 0.1)
        return {"person": 0.7}.get(pronoun, 0.3)


class CoreferenceResolver:
    """Links the mentions of one article, those included that only point at others."""

    def __init__(self, linker: ActorLinker, article: Article, sentences: Sequence[TextSpan]) -> None:
        """``sentences``: of the article's text, in order; those of its ``context`` go before them."""
        self.linker = linker
        self._language = article.lang
        self._words = load_reference_words(article.lang)
        self._pronouns = load_lexicon(article.lang).pronouns | self._words.pronouns.keys()
        context = [TextSpan(text=s.text, start=s.start, end=s.end) for s in split_sentences(normalize_text(article.context), article.lang)]
        self._sentences = [*context, *sentences]
        self._places = {sentence.start: i + len(context) for i, sentence in enumerate(sentences)}
        self._found: dict[int, list[Candidate]] = {}  # by number of the sentence

    def link(self, span: TextSpan, *, sentence: TextSpan, others: Sequence[TextSpan] = ()) -> list[ActorMention]:
        """What a span stands for: one actor, or two for "both sides".

        ``others``: those in other roles of the same event; a pronoun is none of them, unless it is reflexive.
        """
        plain = self.linker.link(span, sentence=sentence)
        if not self._words.pronouns or self.linker.is_named(span, sentence=sentence):
            return [plain]
        at = self._places[sentence.start]
        self._read_around(at)
        norms = self._strip([word.norm for word in self.linker.read_passage(span.text).words])
        if kind := self._words.pairs.get(" ".join(norms)):
            return [_point(span, candidate.mention) for candidate in self._find_pair(span, at, kind)] or [plain]
        excluded = frozenset(self.linker.link(other, sentence=sentence).id for other in others)
        if not all(norm in self._pronouns for norm in norms):
            described = self._find_described(span, plain, sentence, excluded)
            return [_point(span, described) if described else plain]
        pronoun = next((self._words.pronouns[norm] for norm in norms if norm in self._words.pronouns), None)
        if pronoun is None:
            return [plain]
        if not self._words.reflexive.isdisjoint(norms):
            excluded = frozenset()
        found = self._find_speaker(span, at) if pronoun == "speaker" else self._find_antecedent(span, at, pronoun, excluded)
        return [_point(span, found.mention) if found else self.linker.link_unnamed(span, sentence=sentence)]

    def _strip(self, norms: Sequence[str]) -> Sequence[str]:
        """Words without "the" before and "itu" behind."""
        if len(norms) > 1 and norms[-1] in self._words.definite_after:
            norms = norms[:-1]
        return norms[1:] if len(norms) > 1 and norms[0] in self._words.definite_before else norms

    def _read_around(self, at: int) -> None:
        """Read the sentences that count for one: those before it in order, so that a pronoun finds what earlier ones stand for."""
        for i in range(max(0, at - REACH), min(at + 2, len(self._sentences))):
            if i not in self._found:
                self._read(i)

    def _read(self, at: int) -> None:
        sentence = self._sentences[at]
        passage = self.linker.read_passage(sentence.text)
        candidates = self._found[at] = []
        for phrase in find_phrases(passage, self._language):
            start, end = passage.words[phrase.first].start, passage.words[phrase.last - 1].end
            span = TextSpan(text=sentence.text[start:end], start=sentence.start + start, end=sentence.start + end)
            if phrase.pronoun is None:
                mention = self.linker.link(span, sentence=sentence)
                candidates.append(Candidate(mention, phrase, get_actor_facts(mention).kind))
            elif antecedent := self._find_antecedent(span, at, phrase.pronoun, frozenset()):
                candidates.append(Candidate(_point(span, antecedent.mention), phrase, antecedent.kind))

    def _list_before(self, span: TextSpan, at: int) -> list[list[Candidate]]:
        """Candidates before a span: of its sentence, of the one before, and so on."""
        own = [candidate for candidate in self._found[at] if candidate.mention.end <= span.start]
        return [own, *(self._found.get(i, []) for i in range(at - 1, at - 1 - REACH, -1))]

    def _weigh(self, span: TextSpan, at: int) -> Iterator[tuple[Candidate, float]]:
        """Candidates before a span with their salience, the nearest first."""
        before = self._list_before(span, at)
        named = Counter(candidate.mention.id for candidates in before for candidate in candidates)
        for back, candidates in enumerate(before):
            for between, candidate in enumerate(reversed(candidates)):
                phrase = candidate.phrase
                salience = SUBJECT * phrase.is_subject + SPEAKER * phrase.is_speaker + NAMED * phrase.is_named
                yield candidate, salience - DISTANCE * back - NEARNESS * between + REPEATED * (named[candidate.mention.id] - 1)

    def _find_antecedent(self, span: TextSpan, at: int, pronoun: str, excluded: frozenset[str | None]) -> Candidate | None:
        best, best_score = None, 0.0
        for candidate, salience in self._weigh(span, at):
            agreement = candidate.get_agreement(pronoun)
            if agreement >= LEAST_AGREEMENT and candidate.mention.id not in excluded and (best is None or agreement + salience > best_score):
                best, best_score = candidate, agreement + salience
        return best

    def _find_speaker(self, span: TextSpan, at: int) -> Candidate | None:
        """Whose words a sentence reports: who stands beside a verb of speaking in it, the next or those before; a person rather than a body."""
        for i in (at, at + 1, *range(at - 1, at - 1 - REACH, -1)):
            if spoken := [candidate for candidate in self._found.get(i, []) if candidate.phrase.is_speaker]:
                return max(spoken, key=lambda candidate: candidate.get_agreement("person") >= LEAST_AGREEMENT)
        return self._find_antecedent(span, at, "person", frozenset())

    def _find_pair(self, span: TextSpan, at: int, kind: str) -> list[Candidate]:
        """The two of a kind in the nearest sentence that names any two; of three or more two that are named in one breath, or none."""
        for back, candidates in enumerate(self._list_before(span, at)):
            fitting = {c.mention.code: c for c in reversed(candidates) if c.phrase.is_named and c.mention.code and kind in ("any", _get_kind(c))}
            if len(fitting) > 1:
                named = sorted(fitting.values(), key=lambda candidate: candidate.mention.start)
                return named if len(named) == 2 else self._find_joined(named, self._sentences[at - back])
        return []

    def _find_joined(self, named: Sequence[Candidate], sentence: TextSpan) -> list[Candidate]:
        """The only two of a sentence with nothing but "and" between them, and no list around: "Peru and Chile met Bolivia"; else empty."""
        gaps = [
            sentence.text[one.mention.end - sentence.start : other.mention.start - sentence.start].strip().casefold()
            for one, other in pairwise(named)
        ]
        links = {",", *self._words.conjunctions}
        joined = [n for n, gap in enumerate(gaps) if gap in links]
        return [named[joined[0]], named[joined[0] + 1]] if len(joined) == 1 and gaps[joined[0]] != "," else []

    def _find_described(self, span: TextSpan, plain: ActorMention, sentence: TextSpan, excluded: frozenset[str | None]) -> ActorMention | None:
        """Who was named before by the same words ("Chinese police ... police said"), or is of the kind that a definite description tells."""
        phrases = find_phrases(self.linker.read_passage(span.text), self._language)
        heads = set(phrases[0].heads) if phrases else set()
        kind = self._words.kinds.get(phrases[0].heads[0]) if heads else None
        is_definite = self._is_definite(span, sentence)
        best, best_salience = None, 0.0
        for candidate, salience in self._weigh(span, self._places[sentence.start]):
            phrase, mention = candidate.phrase, candidate.mention
            if not phrase.is_named or mention.id in excluded or (best is not None and salience <= best_salience):
                continue
            is_of_kind = kind == _get_kind(candidate) and (kind != "state" or not phrase.heads)
            is_of_sector = mention.sector is not None and mention.sector == plain.sector and candidate.kind != "person" and bool(phrase.heads)
            if (heads and heads.issubset(phrase.heads)) or (is_definite and (is_of_kind or is_of_sector)):  # "the troops" after "the Turkish army"
                best, best_salience = mention, salience
        return best

    def _is_definite(self, span: TextSpan, sentence: TextSpan) -> bool:
        """Whether the words in or beside a description say that it was named before."""
        before = sentence.text[: span.start - sentence.start].casefold().split()[-1:]
        after = sentence.text[span.end - sentence.start :].casefold().split()[:1]
        inside = span.text.casefold().split()
        first, last = {*before, *inside[:1]}, {*(word.rstrip(",.;:") for word in after), *inside[-1:]}
        return not (first.isdisjoint(self._words.definite_before) and last.isdisjoint(self._words.definite_after))


def _get_kind(candidate: Candidate) -> str:
    """Kind as descriptions tell it: organisations are groups."""
    return "group" if candidate.kind == "organization" else candidate.kind


def _point(span: TextSpan, at: ActorMention) -> ActorMention:
    """The mention as written, with what it stands for."""
    return at.model_copy(update={"text": span.text, "start": span.start, "end": span.end})
