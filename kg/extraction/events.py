"""The events of one article: each sentence is read by the model, and what it finds is dated, linked and coded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kg.extraction.arguments import SIDES, is_given_to, leave_out, settle_sides, trim_name
from kg.extraction.casualties import attach_casualties, find_casualties
from kg.extraction.claims import link_claims
from kg.extraction.coreference import CoreferenceResolver
from kg.extraction.dates import DateExpression, find_dates
from kg.extraction.event_dates import DatableEvent, resolve_event_dates
from kg.extraction.locations import DEEDS, LocatableEvent, resolve_locations
from kg.extraction.parsed import ParsedArticle
from kg.extraction.sentences import Sentence
from kg.linking.places import geocode_place
from kg.models.event_model import EventModel, FoundArgument, FoundEvent
from schemas.codebook import load_codebook
from schemas.entity import ActorMention, PlaceMention
from schemas.event import Event
from schemas.identifiers import get_event_id
from schemas.judgement import Factuality
from schemas.text import TextSpan

GIVING: Final = frozenset({"AID"})  # of which a state that it goes "to" is the recipient rather than the place


@dataclass(frozen=True)
class Extraction:
    """Events in the order of their triggers, and notes on what was cut."""

    events: list[Event]
    notes: list[str]


def extract_events(parsed: ParsedArticle, model: EventModel) -> Extraction:
    """Read an article; without a language, events come by transfer, without dates."""
    article = parsed.article
    resolver = CoreferenceResolver(parsed.linker, article, parsed.originals)
    events: list[Event] = []
    notes: list[str] = []
    named: str | None = None  # the day last named, from which "the next day" counts
    for sentence, whole in zip(parsed.sentences, parsed.originals, strict=True):
        dates = find_dates(sentence.text, lang=article.lang or "und", published=article.published, named=named)
        named = next((date.value for date in dates[::-1] if date.value and date.precision == "day"), named)
        reading = model.read_sentence(sentence.text)
        if sentence.is_cut or reading.is_cut:
            notes.append(f"the sentence at {whole.start} was too long to be read whole and was cut")
        if reading.events:
            events += _assemble(parsed, sentence, whole, reading.events, dates, resolver)
    return Extraction(link_claims(events, lang=article.lang), notes)


def _assemble(
    parsed: ParsedArticle,
    sentence: Sentence,
    whole: TextSpan,
    found: Sequence[FoundEvent],
    dates: Sequence[DateExpression],
    resolver: CoreferenceResolver,
) -> list[Event]:
    article, normalized = parsed.article, parsed.normalized
    lang = article.lang or "und"
    datable = [DatableEvent(e.start, e.end, e.type, e.factuality, any(a.role == "attribution" for a in e.arguments)) for e in found]
    when = resolve_event_dates(datable, dates, sentence.text, lang=lang)
    times = [(date.start, date.end) for date in dates]
    where = resolve_locations([_describe_place(event) for event in found], sentence.text, lang=lang, barred=times)
    typed = [(event.type, event.start, event.end) for event in found]
    casualties = attach_casualties(find_casualties(sentence.text, lang=lang), typed)
    codebook = load_codebook()

    def locate(start: int, end: int) -> TextSpan:
        return normalized.to_original(sentence.start + start, sentence.start + end)

    def find_place(event: FoundEvent, place: tuple[int, int] | None) -> PlaceMention | None:
        span = locate(*place) if place else None
        if not span and event.type in DEEDS and event.factuality == Factuality.ASSERTED:
            span = parsed.find_dateline_place(sentence)  # "GARUT - Warga menutup jalan": where nothing else is said, it happened there
        return geocode_place(span, countries=parsed.linker.countries) if span else None

    def name(arguments: Sequence[FoundArgument]) -> list[TextSpan]:
        trimmed = (trim_name(sentence.text, argument.start, argument.end, lang=lang) for argument in arguments)
        return [locate(start, end) for start, end in trimmed if start < end]

    def link(arguments: Sequence[FoundArgument], others: Sequence[FoundArgument] = ()) -> list[ActorMention]:
        rivals = name(others)
        linked = [m for span in name(arguments) for m in resolver.link(span, sentence=whole, others=rivals)]
        # two parts of one name are one; "both sides" are two
        return list({(mention.start, mention.end, mention.id): mention for mention in linked}.values())

    events = []
    for event, date, place, counts in zip(found, when, where, casualties, strict=True):
        arguments = settle_sides(sentence.text, leave_out(event.arguments, times))  # "Monday" does nothing
        by_role = {role: [a for a in arguments if a.role == role] for role in ("actor", "recipient", "attribution")}
        speaker = max(by_role["attribution"], key=lambda a: a.probability, default=None)
        event_type = codebook.get_type(event.type)
        trigger = locate(event.start, event.end)
        recipients = link(by_role["recipient"], by_role["actor"])
        if place and not recipients and event.type in GIVING and is_given_to(sentence.text, place[0], lang=lang):
            recipients = [m for m in resolver.link(locate(*place), sentence=whole) if m.code and m.sector == "GOV"]
            place = None if recipients else place
        events.append(
            Event(
                id=get_event_id(article.key, trigger.start, trigger.end, event.type),
                type=event.type,
                mode=event.mode,
                quad=event_type.quad,
                score=codebook.get_score(event.type, event.mode),
                context=list(event_type.modes[event.mode].contexts) if event.mode else [],
                trigger=trigger,
                actors=link(by_role["actor"], by_role["recipient"]),
                recipients=recipients,
                factuality=Factuality(event.factuality),
                attribution=next(iter(link([speaker])), None) if speaker else None,
                location=find_place(event, place),
                date=date.value if date else None,
                date_precision=date.precision if date and date.value else None,
                date_edtf=date.edtf if date else None,
                casualties=counts,
                sentence=whole,
                confidence=round(event.confidence, 4),
            )
        )
    return events


def _describe_place(event: FoundEvent) -> LocatableEvent:
    parties = tuple((a.start, a.end) for a in event.arguments if a.role in SIDES)
    guesses = tuple((a.start, a.end, a.probability) for a in event.arguments if a.role == "location")
    return LocatableEvent(event.start, event.end, event.type, parties, guesses)
