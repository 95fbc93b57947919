"""Small records for tests: events of made-up sentences, linked as the pipeline links them."""

from typing import Any

from schemas.codebook import load_codebook
from schemas.entity import ActorMention, PlaceMention
from schemas.event import Casualties, Event
from schemas.identifiers import BASE_IRI, get_article_key, get_event_id
from schemas.judgement import Factuality
from schemas.record import Record
from schemas.text import TextSpan

NAMES = {"ARM": "Armenia", "AZE": "Azerbaijan", "TUR": "Turkey", "RUS": "Russia", "FRA": "France"}
CITIES = {"Ganja": (40.683, 46.361), "Barda": (40.374, 47.127)}


def make_actor(code: str | ActorMention, start: int = 0) -> ActorMention:
    """The state of that code; what is an actor already stays as it is."""
    if isinstance(code, ActorMention):
        return code
    name = NAMES[code]
    return ActorMention(text=name, start=start, end=start + len(name), code=code, sector="GOV", id=f"{BASE_IRI}actor/{code}", name=name)


def make_place(name: str) -> PlaceMention:
    lat, lon = CITIES[name]
    iri = f"{BASE_IRI}place/{name.lower()}"
    return PlaceMention(text=name, start=0, end=len(name), id=iri, name=name, lat=lat, lon=lon, precision="city", country="AZE")


def make_record(*events: dict[str, Any], published: str | None = "2020-10-12", text: str = "t", lang: str = "en") -> Record:
    """Each event is a dict: type, actors and recipients as codes or ready, and any other field of an event (place as a name)."""
    key = get_article_key(text, published, None)
    made = []
    for number, facts in enumerate(events):
        facts = dict(facts)
        start = 100 * number
        codebook = load_codebook()
        kind, mode = facts.pop("type"), facts.get("mode")
        place = facts.pop("place", None)
        counts = Casualties(killed=facts.pop("killed", None), injured=facts.pop("injured", None))
        attribution = facts.pop("attribution", None)
        sentence = facts.pop("sentence", f"sentence {number} of {text}")
        made.append(
            Event(
                id=get_event_id(key, start, start + 6, kind),
                type=kind,
                quad=codebook.get_type(kind).quad,
                score=codebook.get_score(kind, mode),
                trigger=TextSpan(text=facts.pop("trigger", "struck"), start=start, end=start + 6),
                actors=[make_actor(code) for code in facts.pop("actors", [])],
                recipients=[make_actor(code) for code in facts.pop("recipients", [])],
                attribution=make_actor(attribution) if attribution else None,
                location=make_place(place) if place else None,
                casualties=counts,
                factuality=Factuality(facts.pop("factuality", "asserted")),
                sentence=TextSpan(text=sentence, start=start, end=start + len(sentence)),
                confidence=0.9,
                **facts,
            )
        )
    return Record(id=text, key=key, lang=lang, published=published, publisher=f"Paper {text}", events=made)
