"""SPARQL on a graph: checked before it runs, with the project's prefixes declared, answered by Oxigraph.

A query may only read the store that it is asked of: SERVICE would fetch from elsewhere and is refused.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import pyoxigraph
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from exports.rdf import write_ntriples
from exports.vocabulary import PREFIXES
from kg.graph.build import Graph
from schemas.errors import QueryError
from schemas.identifiers import BASE_IRI

Value = str | int | float | bool | None
_NUMBERS: Final = frozenset({"integer", "int", "long", "nonNegativeInteger", "positiveInteger"})
_FLOATS: Final = frozenset({"decimal", "double", "float"})
PLACE_OF_PARAMETERS: Final = "# parameters"  # a line of its own in a named query's WHERE
RESULT_FORMATS: Final[Mapping[str, pyoxigraph.QueryResultsFormat]] = {
    "csv": pyoxigraph.QueryResultsFormat.CSV,
    "json": pyoxigraph.QueryResultsFormat.JSON,
    "tsv": pyoxigraph.QueryResultsFormat.TSV,
    "xml": pyoxigraph.QueryResultsFormat.XML,
}


@dataclass(frozen=True)
class NamedQuery:
    """A query that ships with the package: ``kg/queries/NAME.rq``, its head comments say what it answers and takes.

    ``parameters``: name -> (default, explanation).
    """

    name: str
    title: str
    text: str
    parameters: Mapping[str, tuple[str, str]]


class Answer:
    """The answer to a query: rows (SELECT), one truth value (ASK) or triples (CONSTRUCT, DESCRIBE)."""

    def __init__(self, result: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples) -> None:
        self._result = result

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

    def iterate_rows(self) -> Iterator[dict[str, Value]]:
        """Rows with the values as Python's; an IRI is its string, a missing value None."""
        if isinstance(self._result, pyoxigraph.QueryBoolean):
            yield {"ask": bool(self._result)}
        elif isinstance(self._result, pyoxigraph.QueryTriples):
            for triple in self._result:
                parts = (triple.subject, triple.predicate, triple.object)
                yield dict(zip(self.variables, map(_to_python, parts), strict=True))
        else:
            names = self.variables
            for row in self._result:
                yield {name: _to_python(row[name]) for name in names}

    def serialize(self, format: str) -> bytes:
        """The answer as csv, json, tsv or xml, for triples as turtle; raises QueryError where the two don't go together."""
        if isinstance(self._result, pyoxigraph.QueryTriples):
            if format != "turtle":
                raise QueryError(f"CONSTRUCT and DESCRIBE give triples, not {format}; use --format turtle")
            triples = sorted(self._result, key=str)
            data = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.TURTLE, prefixes=dict(PREFIXES))
            return bytes(data or b"")
        if format not in RESULT_FORMATS:
            raise QueryError(f"SELECT and ASK give rows, not {format}; use --format {', '.join(RESULT_FORMATS)} or table")
        return bytes(self._result.serialize(format=RESULT_FORMATS[format]) or b"")


def _to_python(term: Any) -> Value:
    if term is None:
        return None
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


def load_graph(graph: Graph, *, base_iri: str = BASE_IRI) -> pyoxigraph.Store:
    """The graph as RDF in memory."""
    store = pyoxigraph.Store()
    triples = io.BytesIO()
    write_ntriples(graph, triples, base_iri=base_iri)
    triples.seek(0)
    store.bulk_load(triples, pyoxigraph.RdfFormat.N_TRIPLES)
    return store


def check_query(text: str) -> None:
    """Refuse what is no SPARQL query or would reach out of the store; raises QueryError."""
    heads = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    try:
        parsed = parseQuery(heads + text)
    except Exception as error:  # pyparsing raises several kinds, RecursionError among them
        raise QueryError(f"not a SPARQL query ({str(error).splitlines()[0] if str(error) else type(error).__name__})") from error
    if _uses_service(parsed):
        raise QueryError("SERVICE asks another server and is not allowed; query only what the graph holds")


def _uses_service(node: object) -> bool:
    stack: list[Any] = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, CompValue):
            if part.name == "ServiceGraphPattern":
                return True
            stack.extend(part.values())
        elif isinstance(part, Iterable) and not isinstance(part, str | bytes):
            stack.extend(part)
    return False


def run_query(store: pyoxigraph.Store, text: str) -> Answer:
    """Answer a query; raises QueryError where it is wrong or not allowed."""
    check_query(text)
    try:
        return Answer(store.query(text, prefixes=dict(PREFIXES)))
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from error


def list_queries() -> list[NamedQuery]:
    """The named queries, by name."""
    folder = files("kg") / "queries"
    found = (_read_query(path.name.removesuffix(".rq"), path.read_text("utf-8")) for path in folder.iterdir() if path.name.endswith(".rq"))
    return sorted(found, key=lambda query: query.name)


def get_query(name: str) -> NamedQuery:
    """The named query; raises QueryError that lists the names."""
    queries = {query.name: query for query in list_queries()}
    if name not in queries:
        raise QueryError(f"no query is called {name!r}; there are: {', '.join(queries)}")
    return queries[name]


def _read_query(name: str, text: str) -> NamedQuery:
    """Head of a query file: ``# title`` on the first line, then ``# NAME = default : explanation`` for each parameter."""
    heads = [line.removeprefix("#").strip() for line in text.splitlines() if line.startswith("#")]
    parameters = {}
    for line in heads[1:]:
        if " = " in line and " : " in line:
            parameter, rest = line.split(" = ", 1)
            default, explanation = rest.split(" : ", 1)
            parameters[parameter.strip()] = (default.strip(), explanation.strip())
    return NamedQuery(name=name, title=heads[0], text=text, parameters=parameters)


def run_named_query(store: pyoxigraph.Store, name: str, parameters: Mapping[str, str]) -> Answer:
    """Answer a named query with its defaults; raises QueryError for a parameter that it does not take."""
    query = get_query(name)
    if unknown := sorted(set(parameters) - set(query.parameters)):
        allowed = ", ".join(query.parameters) or "none"
        raise QueryError(f"query {name} takes no parameter {', '.join(unknown)}; it takes: {allowed}")
    values = {key: default for key, (default, _) in query.parameters.items()} | dict(parameters)
    # as literals that Oxigraph writes, so that a value can never become a part of the query
    rows = " ".join(f"VALUES ?{key} {{ {pyoxigraph.Literal(value)} }}" for key, value in values.items())
    return run_query(store, query.text.replace(PLACE_OF_PARAMETERS, rows, 1))
