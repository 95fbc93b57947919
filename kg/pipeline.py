"""The way of an article: read, extract, link, record.

One process holds one model. With several workers, articles go out in lots and records come back in the order of the input; at most a few
lots wait at a time, so that memory stays flat however large the corpus.
"""

import itertools
import multiprocessing
import multiprocessing.connection
import os
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, BinaryIO, Final

from kg.extraction.events import extract_events
from kg.extraction.parsed import parse_article
from kg.extraction.relations import extract_relations
from kg.graph.copies import make_fingerprint
from kg.linking.actors import ACTOR_IRI
from kg.models.event_model import DEFAULT_FOLDER, EventModel, load_model, read_meta
from kg.reading import make_article, read_articles
from kg.version import __version__
from schemas.entity import ActorMention
from schemas.errors import InputError
from schemas.event import Event
from schemas.record import Failure, Record
from schemas.relation import Relation
from schemas.text import Article

LOT: Final = 16  # articles a worker takes at a time: long enough to hide the hand-over, short enough for a steady progress bar
OnFailure = Callable[[Failure], None]

__all__ = ["Extractor", "extract_inputs", "get_model_name", "get_run_facts", "make_article"]


def get_model_folder() -> Path:
    """The folder of the weights in use: that of the package, or the one that the variable KG_MODEL names."""
    return Path(os.environ["KG_MODEL"]) if os.environ.get("KG_MODEL") else DEFAULT_FOLDER


def get_model_name() -> str:
    """Name of the weights in use; it changes with their bytes."""
    return str(read_meta(get_model_folder())["name"])


def get_run_facts() -> dict[str, str]:
    """What the graph says about its making."""
    return {"software_version": __version__, "model": get_model_name()}


class Extractor:
    """Articles to records, with one model."""

    def __init__(self, model: EventModel | None = None) -> None:
        self._model = model or load_model(get_model_folder())

    def extract_article(self, article: Article) -> Record:
        """All that is found in one article."""
        parsed = parse_article(article)
        extraction = extract_events(parsed, self._model)
        relations = extract_relations(parsed, events=extraction.events)
        return Record(
            id=article.id,
            key=article.key,
            lang=article.lang,
            published=article.published,
            title=article.title,
            publisher=article.publisher,
            url=article.url,
            events=extraction.events,
            relations=relations,
            entities=_list_entities(extraction.events, relations),
            notes=extraction.notes,
            fingerprint=make_fingerprint(article.text),
        )

    def annotate(self, sentence: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
        """The events and relations of a gold object's text, as gold has them: what evaluation scores is what ``kg extract`` gives."""
        known = {name: sentence.get(name) or None for name in ("lang", "published", "id")}
        record = self.extract_article(make_article(sentence["text"], context=sentence.get("context") or "", **known))
        return {"events": [to_gold(event) for event in record.events], "relations": [to_gold_relation(relation) for relation in record.relations]}

    def extract_gold(self, sentence: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The events alone."""
        return self.annotate(sentence)["events"]


def to_gold_relation(relation: Relation) -> dict[str, Any]:
    """A relation in the format of annotated sentences."""
    ends = {"subject": _to_entity(relation.subject), "object": _to_entity(relation.object)}
    return {"type": relation.type.value, **ends, "factuality": relation.factuality.value, "confidence": relation.confidence}


def _to_entity(mention: ActorMention) -> dict[str, str | None]:
    return {"text": mention.text, "code": mention.code}


def to_gold(event: Event) -> dict[str, Any]:
    """An event in the format of annotated sentences."""
    return {
        "type": event.type,
        "mode": event.mode,
        "trigger": event.trigger.text,
        "actors": [_to_entity(actor) for actor in event.actors],
        "recipients": [_to_entity(actor) for actor in event.recipients],
        "factuality": event.factuality.value,
        "attribution": _to_entity(event.attribution) if event.attribution else None,
        "location": event.location.text if event.location else None,
        "date": event.date,
        "confidence": event.confidence,
    }


def _list_entities(events: Iterable[Event], relations: Iterable[Relation]) -> list[ActorMention]:
    """The actors of an article, each as first named, in the order of the text; offices and places are none."""
    mentions = [m for event in events for m in (*event.actors, *event.recipients, *([event.attribution] if event.attribution else []))]
    mentions += [end for relation in relations for end in (relation.subject, relation.object) if (end.id or "").startswith(ACTOR_IRI)]
    first: dict[str, ActorMention] = {}
    for mention in sorted(mentions, key=lambda m: (m.start, m.end)):
        first.setdefault(mention.id or mention.text, mention)
    return list(first.values())


def extract_inputs(
    inputs: Iterable[str | Path],
    *,
    lang: str | None = None,
    published: str | None = None,
    workers: int = 1,
    known: Collection[str] = (),
    on_failure: OnFailure | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Record]:
    """Read inputs and extract each article once, in order, leaving out those whose keys are in ``known``.

    ``on_failure`` is called for what cannot be used; without it, the first such input raises InputError.
    """

    def fail(failure: Failure) -> None:
        if on_failure is None:
            raise InputError(f"{failure.where}: {failure.what}")
        on_failure(failure)

    articles = _skip_known(read_articles(inputs, lang=lang, published=published, on_failure=fail, stdin=stdin), known)
    lots = _make_lots(articles)
    results = map(_extract_lot, lots) if workers == 1 else _extract_parallel(lots, workers)
    for result in itertools.chain.from_iterable(results):
        if isinstance(result, Failure):
            fail(result)
        else:
            yield result


def _skip_known(articles: Iterable[Article], known: Collection[str]) -> Iterator[Article]:
    seen = set(known)
    for article in articles:
        if article.key not in seen:
            seen.add(article.key)
            yield article


def _make_lots(articles: Iterable[Article]) -> Iterator[list[Article]]:
    iterator = iter(articles)
    while lot := list(itertools.islice(iterator, LOT)):
        yield lot


def _extract_lot(lot: Sequence[Article]) -> list[Record | Failure]:
    """Runs in a worker; an article that breaks the extraction is reported, the others are kept."""
    extractor = Extractor()
    results: list[Record | Failure] = []
    for article in lot:
        try:
            results.append(extractor.extract_article(article))
        except Exception as error:  # whatever it is, it must not cost the other articles
            what = f"extraction failed ({type(error).__name__}: {error}); the other articles are kept, report this text"
            results.append(Failure(where=article.source or article.id, what=what))
    return results


def _end_with_parent() -> None:
    """Runs in a worker: one whose parent was killed would wait for its next lot for ever, with the model in memory."""

    def watch() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None and multiprocessing.connection.wait([parent.sentinel]):
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _extract_parallel(lots: Iterable[list[Article]], workers: int) -> Iterator[list[Record | Failure]]:
    waiting: deque[tuple[list[Article], Future[list[Record | Failure]]]] = deque()
    # spawn: a fork of a process that holds threads of a numerical library may hang
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_parent) as pool:

        def finish() -> list[Record | Failure]:
            lot, future = waiting.popleft()
            try:
                return future.result()
            except BrokenProcessPool as error:
                where = f"{lot[0].source or lot[0].id} to {lot[-1].source or lot[-1].id}"
                raise InputError(f"a worker died at {where}, most likely for want of memory; run again with fewer --workers") from error

        for lot in lots:
            waiting.append((lot, pool.submit(_extract_lot, lot)))
            if len(waiting) > 3 * workers:
                yield finish()
        while waiting:
            yield finish()
