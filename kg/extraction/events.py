"""The events of one article: each sentence is read by the model, and what it finds is dated, linked and coded."""

from collections.abc import Sequence
from dataclasses import dataclass

from kg.extraction.casualties import attach_casualties, find_casualties
from kg.extraction.claims import link_claims
from kg.extraction.dates import find_dates
from kg.extraction.event_dates import TOLD_TYPES, resolve_event_date
from kg.extraction.sentences import Sentence, split_sentences
from kg.linking.actors import ActorLinker
from kg.linking.places import geocode_place
from kg.models.event_model import EventModel, FoundArgument, FoundEvent
from kg.text import NormalizedText, normalize_text
from schemas.codebook import load_codebook
from schemas.entity import ActorMention
from schemas.event import Event
from schemas.identifiers import get_event_id
from schemas.judgement import Factuality
from schemas.text import Article, TextSpan


@dataclass(frozen=True)
class Extraction:
    """Events in the order of their triggers, and notes on what was cut."""

    events: list[Event]
    notes: list[str]


def extract_events(article: Article, model: EventModel) -> Extraction:
    """Read an article whose language is known (or None: then by transfer, without dates)."""
    normalized = normalize_text(article.text)
    linker = ActorLinker(article)
    events: list[Event] = []
    notes: list[str] = []
    for sentence in split_sentences(normalized, article.lang):
        reading = model.read_sentence(sentence.text)
        if sentence.is_cut or reading.is_cut:
            place = normalized.to_original(sentence.start, sentence.end)
            notes.append(f"the sentence at {place.start} was too long to be read whole and was cut")
        if reading.events:
            events += _assemble(article, normalized, sentence, reading.events, linker)
    return Extraction(link_claims(events, lang=article.lang), notes)


def _assemble(article: Article, normalized: NormalizedText, sentence: Sentence, found: Sequence[FoundEvent], linker: ActorLinker) -> list[Event]:
    lang = article.lang or "und"
    dates = find_dates(sentence.text, lang=lang, published=article.published)
    triggers = [(event.start, event.end) for event in found]
    typed = [(event.type, event.start, event.end) for event in found]
    casualties = attach_casualties(find_casualties(sentence.text, lang=lang), typed)
    whole = normalized.to_original(sentence.start, sentence.end)
    codebook = load_codebook()

    def locate(start: int, end: int) -> TextSpan:
        return normalized.to_original(sentence.start + start, sentence.start + end)

    def link(arguments: Sequence[FoundArgument]) -> list[ActorMention]:
        linked = [linker.link(locate(argument.start, argument.end), sentence=whole) for argument in arguments]
        return list({(mention.start, mention.end): mention for mention in linked}.values())  # two parts of one name are one

    events = []
    for event, (start, end), counts in zip(found, triggers, casualties, strict=True):
        by_role = {role: [a for a in event.arguments if a.role == role] for role in ("actor", "recipient", "location", "attribution")}
        place, speaker = (max(by_role[role], key=lambda a: a.probability, default=None) for role in ("location", "attribution"))
        date = resolve_event_date(start, end, dates, sentence.text, lang=lang, others=triggers, told=event.type in TOLD_TYPES)
        event_type = codebook.get_type(event.type)
        trigger = locate(start, end)
        events.append(
            Event(
                id=get_event_id(article.key, trigger.start, trigger.end, event.type),
                type=event.type,
                mode=event.mode,
                quad=event_type.quad,
                score=codebook.get_score(event.type, event.mode),
                context=list(event_type.modes[event.mode].contexts) if event.mode else [],
                trigger=trigger,
                actors=link(by_role["actor"]),
                recipients=link(by_role["recipient"]),
                factuality=Factuality(event.factuality),
                attribution=link([speaker])[0] if speaker else None,
                location=geocode_place(locate(place.start, place.end), countries=linker.countries) if place else None,
                date=date.value if date else None,
                date_precision=date.precision if date and date.value else None,
                casualties=counts,
                sentence=whole,
                confidence=round(event.confidence, 4),
            )
        )
    return events
