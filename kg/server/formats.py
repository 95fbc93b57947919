"""The formats of answers, and which one a client gets."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph


@dataclass(frozen=True)
class AnswerFormat:
    """A format of answers: ``name`` as the rest of the program calls it, its media type, and what else clients call it.

    ``iri`` names it in a service description.
    """

    name: str
    media_type: str
    others: tuple[str, ...]
    iri: str

    @property
    def content_type(self) -> str:
        """The media type with its encoding, where it is text."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


# the first is what a client gets that takes anything
ROW_FORMATS: Final = (
    AnswerFormat("json", "application/sparql-results+json", ("application/json",), "http://www.w3.org/ns/formats/SPARQL_Results_JSON"),
    AnswerFormat("xml", "application/sparql-results+xml", (), "http://www.w3.org/ns/formats/SPARQL_Results_XML"),
    AnswerFormat("csv", "text/csv", (), "http://www.w3.org/ns/formats/SPARQL_Results_CSV"),
    AnswerFormat("tsv", "text/tab-separated-values", (), "http://www.w3.org/ns/formats/SPARQL_Results_TSV"),
)
GRAPH_FORMATS: Final = (
    AnswerFormat("turtle", "text/turtle", ("application/x-turtle", "text/n3", "ttl", "n3"), "http://www.w3.org/ns/formats/Turtle"),
    AnswerFormat("ntriples", "application/n-triples", ("n-triples", "nt"), "http://www.w3.org/ns/formats/N-Triples"),
    AnswerFormat("jsonld", "application/ld+json", ("json-ld", "json", "application/json"), "http://www.w3.org/ns/formats/JSON-LD"),
    AnswerFormat("rdfxml", "application/rdf+xml", ("rdf+xml", "rdf", "xml"), "http://www.w3.org/ns/formats/RDF_XML"),
)
RDF_FORMATS: Final = {
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
}
FORMATS: Final = {format.name: format for format in (*ROW_FORMATS, *GRAPH_FORMATS)}


def choose_format(offers: Sequence[AnswerFormat], *, accept: str | None, asked: str | None = None) -> AnswerFormat | None:
    """The format of ``offers`` that the client likes best; None where it takes none of them.

    ``asked`` is a name or media type in the address (``?format=csv``), for clients that cannot set a header; it goes before ``accept``, the header
    (RFC 9110: the most telling range decides, among equals the order of the offers).

    >>> choose_format(ROW_FORMATS, accept="text/csv;q=0.5, application/sparql-results+xml, */*;q=0.1").name
    'xml'
    """
    if asked is not None:
        wanted = asked.strip().lower()
        return next((offer for offer in offers if wanted in (offer.name, offer.media_type, *offer.others)), None)
    ranges = list(_read_ranges(accept or "*/*")) or [("*/*", 1.0)]
    rated = [(_rate(offer, ranges), -place, offer) for place, offer in enumerate(offers)]
    quality, _, best = max(rated, key=lambda rating: rating[:2])
    return best if quality > 0 else None


def _read_ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if not media_range:
            continue
        quality = next((value[2:] for value in parameters if value.startswith("q=")), "1")
        try:
            yield media_range, min(max(float(quality), 0.0), 1.0)
        except ValueError:
            yield media_range, 0.0


def _rate(offer: AnswerFormat, ranges: Iterable[tuple[str, float]]) -> float:
    """How much the client likes a format: the quality that the most telling range gives; what else it is called must be named in full."""
    levels = {"*/*": 1, offer.media_type.partition("/")[0] + "/*": 2, offer.media_type: 3, **dict.fromkeys(offer.others, 3)}
    return max(((levels[media_range], quality) for media_range, quality in ranges if media_range in levels), default=(0, 0.0))[1]
