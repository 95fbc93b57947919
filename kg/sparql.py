"""SPARQL on a graph: checked before it runs, with the project's prefixes declared, answered by Oxigraph.

A query may only read the store that it is asked of. Updates are no queries, and are refused by the grammar; SERVICE would fetch from elsewhere
and is refused here. FROM is refused too: a graph is one graph, so it could only make an answer empty.
"""

import io
import math
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph

from exports.rdf import format_block, generate_prologue, group_by_subject, list_prefixes, make_shortener, write_ntriples
from kg.queries import get_query
from schemas.errors import QueryError
from schemas.identifiers import BASE_IRI

if TYPE_CHECKING:
    import networkx as nx  # the type only: a worker of the server starts a third sooner without it

Value = str | int | float | bool | None
RESULT_FORMATS: Final[Mapping[str, pyoxigraph.QueryResultsFormat]] = {
    "csv": pyoxigraph.QueryResultsFormat.CSV,
    "json": pyoxigraph.QueryResultsFormat.JSON,
    "tsv": pyoxigraph.QueryResultsFormat.TSV,
    "xml": pyoxigraph.QueryResultsFormat.XML,
}
GEOF: Final = "http://www.opengis.net/def/function/geosparql/"
EARTH_RADIUS_M: Final = 6_371_008.8  # mean radius; on a sphere of it no distance is off by more than 0.6 percent
_NUMBERS: Final = frozenset({"integer", "int", "long", "nonNegativeInteger", "positiveInteger"})
_FLOATS: Final = frozenset({"decimal", "double", "float"})
_POINT: Final = re.compile(r"\s*(?:<http://www\.opengis\.net/def/crs/OGC/1\.3/CRS84>\s*)?POINT\s*\(\s*(\S+)\s+(\S+)\s*\)\s*", re.IGNORECASE)

# A parser of another make cannot vouch for what Oxigraph's will read: rdflib's takes a carriage return for a part of a comment and '\u005C' for
# the beginning of a longer string, and SERVICE hid in both. So the words of the clause are looked for in the plain text, wherever they stand, in
# strings and comments too; only names of variables cannot be keywords. Quantifiers are possessive: the time stays linear.
_VARIABLE: Final = re.compile(r"[?$]\w+")
_SPACE: Final = r"(?:\s|\#[^\r\n]*+(?:[\r\n]|$))*+"
_SERVICE: Final = re.compile(rf"service{_SPACE}(?:silent{_SPACE})?(?:<[^<>\s]*+>|(?:[^\s{{}}\#\\<]|\\.)++){_SPACE}\{{", re.IGNORECASE)
_FROM: Final = re.compile(rf"\bfrom{_SPACE}(?:named\b{_SPACE})?(?:<|[\w.-]*:)", re.IGNORECASE)
_QUOTED: Final = re.compile(r"<[^<>\s]*>|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_PREFIX: Final = re.compile(r"(?<![\w?$:.-])([A-Za-z][\w.-]*):")
_UPDATE: Final = re.compile(
    rf"{_SPACE}(?:(?:prefix\s+[^\s:]*:|base){_SPACE}<[^<>]*>{_SPACE})*(insert|delete|load|clear|drop|create|add|move|copy|with)\b", re.IGNORECASE
)


class Answer:
    """The answer to a query: rows (SELECT), one truth value (ASK) or triples (CONSTRUCT, DESCRIBE)."""

    def __init__(self, result: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples, *, prefixes: Mapping[str, str]) -> None:
        self._result = result
        self._prefixes = prefixes

    @property
    def result(self) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
        """Oxigraph's own answer, for a writer that streams; it can be read once."""
        return self._result

    @property
    def is_graph(self) -> bool:
        """Whether these are triples."""
        return isinstance(self._result, pyoxigraph.QueryTriples)

    @property
    def variables(self) -> list[str]:
        """Names of the columns; "ask" for a truth value; subject, predicate, object for triples."""
        if isinstance(self._result, pyoxigraph.QuerySolutions):
            return [variable.value for variable in self._result.variables]
        return ["subject", "predicate", "object"] if self.is_graph else ["ask"]

    def iterate_rows(self, *, shorten: bool = False) -> Iterator[dict[str, Value]]:
        """Rows with the values as Python's; an IRI is its string (``event:ev-3f2a`` with ``shorten``), a missing value None."""
        for row in self._iterate_terms():
            yield {name: self._shorten(term) if shorten else _to_python(term) for name, term in zip(self.variables, row, strict=True)}

    def _iterate_terms(self) -> Iterator[tuple[Any, ...]]:
        if isinstance(self._result, pyoxigraph.QueryBoolean):
            yield (bool(self._result),)
        elif isinstance(self._result, pyoxigraph.QueryTriples):
            for triple in self._result:
                yield (triple.subject, triple.predicate, triple.object)
        else:
            for row in self._result:
                yield tuple(row)

    def _shorten(self, term: Any) -> Value:
        if isinstance(term, pyoxigraph.NamedNode):
            cut = max(term.value.rfind("/"), term.value.rfind("#")) + 1
            for prefix, namespace in self._prefixes.items():
                if term.value[:cut] == namespace:
                    return f"{prefix}:{term.value[cut:]}"
        return _to_python(term)

    def serialize(self, format: str) -> bytes:
        """The answer as csv, json, tsv or xml, for triples as turtle; raises QueryError where the two don't go together."""
        if isinstance(self._result, pyoxigraph.QueryTriples):
            if format != "turtle":
                raise QueryError(f"CONSTRUCT and DESCRIBE give triples, not {format}; use --format turtle")
            return self._write_turtle(self._result).encode()
        if format not in RESULT_FORMATS:
            raise QueryError(f"SELECT and ASK give rows, not {format}; use --format {', '.join(RESULT_FORMATS)} or table")
        return bytes(self._result.serialize(format=RESULT_FORMATS[format]) or b"")

    def _write_turtle(self, result: pyoxigraph.QueryTriples) -> str:
        """Sorted, as our exports are, with the prefixes that occur; Oxigraph's own writer declares them all, each time in another order."""
        shorten = make_shortener(self._prefixes)
        triples = sorted({(str(triple.subject), str(triple.predicate), str(triple.object)) for triple in result})
        blocks = "".join(
            format_block(subject, pairs, lambda term: term if term.startswith("_:") else shorten(term))
            for subject, pairs in group_by_subject(triples)
        )
        used = {prefix: namespace for prefix, namespace in sorted(self._prefixes.items()) if f"{prefix}:" in blocks}
        return "".join(generate_prologue(used)) + blocks


def _to_python(term: Any) -> Value:
    if term is None or isinstance(term, bool):
        return term
    if not isinstance(term, pyoxigraph.Literal):
        return str(term.value) if hasattr(term, "value") else str(term)
    kind = term.datatype.value.rsplit("#", 1)[-1]
    try:
        if kind in _NUMBERS:
            return int(term.value)
        if kind in _FLOATS:
            return float(term.value)
    except ValueError:
        return str(term.value)
    return term.value == "true" if kind == "boolean" else str(term.value)


def load_graph(graph: "nx.MultiDiGraph", *, base_iri: str = BASE_IRI) -> pyoxigraph.Store:
    """The graph as RDF in memory."""
    store = pyoxigraph.Store()
    triples = io.BytesIO()
    write_ntriples(graph, triples, base_iri=base_iri)
    triples.seek(0)
    store.bulk_load(triples, pyoxigraph.RdfFormat.N_TRIPLES)
    return store


def list_query_prefixes(base_iri: str = BASE_IRI) -> dict[str, str]:
    """Namespace by prefix, of all that a query need not declare: vocabularies, the data's folders (``actor:ARM``), GeoSPARQL's functions."""
    return {**list_prefixes(base_iri), "geof": GEOF}


def check_query(text: str) -> None:
    """Refuse what would write, or reach out of the store; raises QueryError."""
    if update := _UPDATE.match(text):
        raise QueryError(f"{update[1].upper()} changes a graph and is not allowed here, a query only reads; articles come in with kg build")
    plain = _VARIABLE.sub("?v", text)
    if _SERVICE.search(plain):
        raise QueryError("SERVICE asks another server and is not allowed; query only what the graph holds")
    if _FROM.search(plain.partition("{")[0]):
        raise QueryError("FROM names another graph and is not allowed; leave it out, or open that graph with --graph")


def run_query(store: pyoxigraph.Store, text: str, *, base_iri: str = BASE_IRI) -> Answer:
    """Answer a query; ``base_iri`` is that of the data, for prefixes such as ``actor:``. Raises QueryError where it is wrong or not allowed."""
    check_query(text)
    prefixes = list_query_prefixes(base_iri)
    try:
        return Answer(store.query(text, prefixes=prefixes, custom_functions=_FUNCTIONS), prefixes=prefixes)
    except SyntaxError as error:
        raise QueryError(f"not a SPARQL query: {_explain(text, str(error), prefixes)}") from error
    except (ValueError, OSError, RuntimeError) as error:
        raise QueryError(f"the query cannot be answered: {error}; check that the graph is whole with kg stats") from error


def run_named_query(store: pyoxigraph.Store, name: str, parameters: Mapping[str, str], *, base_iri: str = BASE_IRI) -> Answer:
    """Answer a named query; raises QueryError for an unknown name or parameter, and for a value that is not of the parameter's kind."""
    return run_query(store, get_query(name).fill(parameters, base_iri=base_iri), base_iri=base_iri)


def _explain(text: str, message: str, prefixes: Mapping[str, str]) -> str:
    """What is wrong with the syntax of a query, where, in words that a person can use.

    Oxigraph lists all that might stand there, and points up to a keyword's length behind the place; rdflib's parser points at its beginning.
    """
    declared = {*prefixes, "_", *re.findall(r"(?i)\bprefix\s+([\w.-]*)\s*:", text)}
    if unknown := [name for name in _PREFIX.findall(_QUOTED.sub(" ", text)) if name not in declared]:
        return f"the prefix {unknown[0]}: is not known, declare it with PREFIX {unknown[0]}: <...>"
    if "contains a variable that is unbound" in message:
        return "a variable after SELECT is neither grouped by nor counted; name it in GROUP BY, or use it in COUNT, MIN, ..."
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parseQuery(text)
    except ParseException as error:
        rest = text[error.loc :].strip().partition("\n")[0]
        where = f"at {rest[:30]!r}" if rest else "at its end"
        return f"line {error.lineno}, column {error.column}, {where}; something else is expected there or just before it"
    except RecursionError:
        return "it is nested too deeply; write it as several queries"
    return message


def _measure_distance(one: Any, other: Any) -> pyoxigraph.Literal | None:
    """``geof:metricDistance`` of GeoSPARQL 1.1: metres between two points in WGS 84 (haversine on a sphere); None where they are no points."""
    found = [_POINT.fullmatch(term.value) if isinstance(term, pyoxigraph.Literal) else None for term in (one, other)]
    try:
        (lon, lat), (other_lon, other_lat) = (tuple(math.radians(float(part)) for part in point.groups()) for point in found if point)
    except ValueError:
        return None
    half = math.sin((other_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    return pyoxigraph.Literal(2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(half, 1.0))))


_FUNCTIONS: Final[dict[pyoxigraph.NamedNode, Any]] = {pyoxigraph.NamedNode(GEOF + "metricDistance"): _measure_distance}
