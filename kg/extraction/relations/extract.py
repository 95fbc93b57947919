"""The relations of one article: found in each sentence, judged, dated and linked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from kg.extraction.dates import find_dates
from kg.extraction.parsed import ParsedArticle
from kg.extraction.relations.bearers import find_office_relations
from kg.extraction.relations.found import FoundRelation, Span
from kg.extraction.relations.lexicon import JUDGEMENTS, RelationLexicon, load_relation_lexicon
from kg.extraction.relations.patterns import TERRITORIAL, find_pattern_relations
from kg.extraction.relations.sentence import NamedSentence
from kg.extraction.sentences import Sentence
from kg.gazetteer.places import load_places
from kg.linking.actors import ACTOR_IRI, ActorLinker
from kg.linking.lexicon import load_lexicon
from kg.linking.places import PLACE_IRI, geocode_place
from schemas.entity import ActorMention
from schemas.event import Event
from schemas.identifiers import get_relation_id, make_slug
from schemas.judgement import Factuality
from schemas.relation import Relation, RelationType
from schemas.text import Article, TextSpan

CUE_REACH: Final = 60  # characters before a relation in which a word may say that it is alleged or denied
MAX_NAME: Final = 200  # characters; a longer name is text whose words all begin with a capital
REACH: Final = 30  # characters between "since" and its date: "since independence from Britain in 1980"
REACH_BACK: Final = 12  # a date expression may hold the word itself ("sejak 2018")
SHOUTED: Final = 0.6  # share of capitals among letters from which capitals tell nothing
# what a unit, a member or an office holder belongs to may be the same actor to the linker (an army is its state): then the part gets an id of its own
_BELONGING: Final = frozenset({RelationType.PART_OF, RelationType.MEMBER_OF})


def extract_relations(parsed: ParsedArticle, *, events: Sequence[Event] = ()) -> list[Relation]:
    """The relations that the sentences of an article tell, in the order of the text.

    ``events``: those of the article; who alleges or denies one in a sentence alleges or denies the relations told there as well.
    """
    lexicon = load_relation_lexicon(parsed.article.lang)
    if not parsed.linker.context.cased or not lexicon.patterns:
        return []
    speakers = {(event.sentence.start, event.factuality): event.attribution for event in reversed(events) if event.attribution}
    relations: dict[tuple[str, str, str | None, str, int], Relation] = {}
    for sentence, whole in zip(parsed.sentences, parsed.originals, strict=True):
        for relation in _read_sentence(parsed, sentence, whole, lexicon, speakers):
            key = (relation.type, relation.subject.id or "", relation.object.id, relation.object.text.casefold(), relation.sentence.start)
            relations.setdefault(key, relation)
    return sorted(relations.values(), key=lambda relation: (relation.subject.start, relation.object.start, relation.type))


def _read_sentence(
    parsed: ParsedArticle,
    sentence: Sentence,
    whole: TextSpan,
    lexicon: RelationLexicon,
    speakers: dict[tuple[int, Factuality], ActorMention],
) -> Iterator[Relation]:
    article, linker = parsed.article, parsed.linker
    letters = [letter for letter in sentence.text if letter.isalpha()]
    if not letters or sum(letter.isupper() for letter in letters) > SHOUTED * len(letters):
        return
    named = NamedSentence(sentence.text, linker.context, lexicon, load_lexicon(article.lang))
    if not named.names:
        return

    def locate(span: Span) -> TextSpan:
        return parsed.normalized.to_original(sentence.start + span[0], sentence.start + span[1])

    for found in _judge(sentence.text, lexicon, [*find_office_relations(named), *find_pattern_relations(named)]):
        ends = _link(found, named, linker, locate, whole)
        if ends is None:
            continue
        subject, target = ends
        valid_from, valid_until = _find_validity(sentence.text, found, article, lexicon)
        if found.factuality is Factuality.ASSERTED and valid_until and article.published and valid_until < article.published[: len(valid_until)]:
            found = replace(found, factuality=Factuality.HISTORICAL)
        is_told = found.factuality in (Factuality.ALLEGED, Factuality.DENIED)
        yield Relation(
            id=get_relation_id(article.key, subject.start, target.start, found.type),
            type=found.type,
            subject=subject,
            object=target,
            valid_from=valid_from,
            valid_until=valid_until,
            factuality=found.factuality,
            attribution=speakers.get((whole.start, found.factuality)) if is_told else None,
            sentence=whole,
            confidence=found.confidence,
        )


def _judge(text: str, lexicon: RelationLexicon, found: Sequence[FoundRelation]) -> Iterator[FoundRelation]:
    """Each relation once, with the factuality that the words before and between its ends give it."""
    seen: set[tuple[RelationType, Span, Span]] = set()
    for relation in found:
        key = (relation.type, relation.subject, relation.object)
        if key in seen or relation.subject == relation.object or max(end - start for start, end in (relation.subject, relation.object)) > MAX_NAME:
            continue
        seen.add(key)
        yield relation if relation.is_office else replace(relation, factuality=_find_factuality(text, lexicon, relation))


def _find_factuality(text: str, lexicon: RelationLexicon, relation: FoundRelation) -> Factuality:
    start, end = relation.reach
    clause = max(text.rfind(stop, 0, start) for stop in (";", ":", " -- ", ". ")) + 1
    between = text[min(relation.subject[1], relation.object[1]) : end]
    for name, cue in lexicon.judgements:
        if cue.search(between if name in ("denied", "historical") else text[max(clause, start - CUE_REACH) : end]):
            return JUDGEMENTS[name]
    return relation.factuality


def _find_validity(text: str, relation: FoundRelation, article: Article, lexicon: RelationLexicon) -> tuple[str | None, str | None]:
    """Since when and until when it holds, where the words right behind say so."""
    found: list[str | None] = []
    for cue in (lexicon.since, lexicon.until):
        match = cue.match(text, relation.reach[1])
        value = None
        if match:
            dates = find_dates(text, lang=article.lang or "und", published=article.published)
            value = next((date.value for date in dates if match.end() <= date.start + REACH_BACK and date.start - match.end() < REACH), None)
        found.append(value)
    return found[0], found[1]


def _link(
    found: FoundRelation, sentence: NamedSentence, linker: ActorLinker, locate: Callable[[Span], TextSpan], whole: TextSpan
) -> tuple[ActorMention, ActorMention] | None:
    """Both ends linked; None where they are one and the same to the linker."""
    are_places = found.type is RelationType.LOCATED_IN, found.type is RelationType.LOCATED_IN or found.type in TERRITORIAL
    if found.type is RelationType.HOLDS_OFFICE:
        subject = _link_actor(linker, locate(found.subject), whole)
        office = locate(found.object)
        return subject, ActorMention(text=office.text, start=office.start, end=office.end, code=subject.code)
    subject, target = (
        _link_place(span, sentence, linker, locate(span)) if is_place else _link_actor(linker, locate(span), whole)
        for span, is_place in zip((found.subject, found.object), are_places, strict=True)
    )
    if found.type is RelationType.LOCATED_IN and subject.code is None:
        subject = subject.model_copy(update={"code": target.code})
    if subject.id == target.id:
        if not (found.type in _BELONGING or found.is_around) or subject.text.casefold() == target.text.casefold():
            return None
        subject = subject.model_copy(update={"id": f"{ACTOR_IRI}{subject.code}.{make_slug(subject.text)}", "name": subject.text, "wikidata": None})
    return subject, target


def _link_actor(linker: ActorLinker, span: TextSpan, whole: TextSpan) -> ActorMention:
    """The actor, in the words that were found: the linker may widen them to the whole of a known name."""
    return linker.link(span, sentence=whole).model_copy(update=span.model_dump())


def _link_place(span: Span, sentence: NamedSentence, linker: ActorLinker, text: TextSpan) -> ActorMention:
    """The place that a name stands for; a people's name stands for its state ("the Iraqi town of X")."""
    name = next((name for name in sentence.names if name.span == span), None)
    if name and name.is_state and name.alias and not name.places and (place := load_places().entries.get(name.alias.entry.code)):
        key, country, known = place.key, place.country, place.name
        return ActorMention(text=text.text, start=text.start, end=text.end, code=country, id=PLACE_IRI + key, name=known)
    found = geocode_place(text, countries=linker.countries)
    return ActorMention(text=text.text, start=text.start, end=text.end, code=found.country, id=found.id, name=found.name)
