"""conflict-kg: news articles in, a knowledge graph of who did what to whom, where, when, according to whom, out.

>>> import kg
>>> record = kg.extract("Yerevan meminta bantuan Kremlin.", lang="id", published="2020-10-31")
>>> [(event.type, event.actors[0].code, event.recipients[0].code) for event in record.events]
[('REQUEST', 'ARM', 'RUS')]

The four functions here are all that most programs need; the command ``kg`` does the same from a shell.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import exports
import schemas
from kg.version import __version__

if TYPE_CHECKING:
    import networkx as nx

    from schemas.record import Failure, Record

__all__ = ["__version__", "build", "export", "extract", "query"]

for _neighbour in (schemas, exports):
    if getattr(_neighbour, "PROJECT", None) != "conflict-kg":
        raise ImportError(
            f"the package '{_neighbour.__name__}' at {getattr(_neighbour, '__file__', None)} is not conflict-kg's and hides it; "
            "remove or rename that package, or install conflict-kg in a virtual environment of its own"
        )


def extract(text: str, *, lang: str | None = None, published: str | None = None, **facts: str) -> "Record":
    """Find the events of one article.

    ``lang``: ISO 639-1 code, found from the text where None. ``published``: ISO 8601 date that "kemarin" and "on Tuesday" are resolved against.
    ``facts``: title, publisher, url, id. Raises InputError where the text is empty or too long.
    """
    from kg.pipeline import Extractor, make_article

    return Extractor().extract_article(make_article(text, lang=lang, published=published, **facts))


def build(
    inputs: Iterable[str | Path], *, lang: str | None = None, workers: int = 1, on_failure: "Callable[[Failure], None] | None" = None
) -> "nx.MultiDiGraph":
    """Read articles (files, folders, globs), find and merge their events, and return the graph of :mod:`schemas.graph`.

    ``on_failure`` is called for each input that cannot be used, the rest is kept; without it, such an input raises InputError.
    """
    from kg.graph.build import build_graph
    from kg.pipeline import extract_inputs, get_run_facts

    return build_graph(extract_inputs(inputs, lang=lang, workers=workers, on_failure=on_failure), facts=get_run_facts())


def export(graph: "nx.MultiDiGraph", path: str | Path, *, format: str | None = None, **options: Any) -> None:
    """Write the graph to a file; the format goes by the file's ending (.ttl, .gexf, .csv ...) unless it is named.

    ``options`` are those of the format (``kg export --help``). Raises ExportError for an unknown format.
    """
    from exports.formats import export_graph

    export_graph(graph, path, format=format, options=options)


def query(graph: "nx.MultiDiGraph", sparql: str) -> "Iterator[dict[str, str | int | float | bool | None]]":
    """Answer a SPARQL SELECT or ASK query on the graph: one dict a row, by variable, with the values as Python's.

    The prefixes of the project's vocabularies need not be declared. Raises QueryError where the query is wrong, or would reach out of the graph.
    """
    from kg.sparql import load_graph, run_query

    return run_query(load_graph(graph), sparql).iterate_rows()
