"""SPARQL 1.1 Protocol at /sparql and the reading part of the Graph Store Protocol at /store.

W3C Recommendations of 21 March 2013. What they leave to the service: one graph without a name is served, other data sets are refused, and so are
updates, because the graph is made from articles.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from kg.server.description import describe_service
from kg.server.formats import FORMATS, GRAPH_FORMATS, ROW_FORMATS, AnswerFormat, choose_format
from kg.server.guard import HttpError, read_body
from kg.server.messages import Outcome, Reply
from kg.server.pool import BusyError, PoolError, TimeLimitError
from kg.server.service import GraphService
from schemas.errors import StoreError

T = TypeVar("T")
_MAX_FIELDS: Final = 64
_FORM, _QUERY, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_DATA_SETS: Final = frozenset({"default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri"})
_FORMAT_NAMES: Final = ("format", "output", "results")  # what clients that cannot set a header write into the address
_STATUSES: Final = {Outcome.REFUSED: 400, Outcome.TOO_LARGE: 413, Outcome.NOT_ACCEPTABLE: 406}
_NO_UPDATE: Final = (
    "SPARQL Update is refused: the graph is made from what the articles say and would be made anew without the change; "
    "add articles with kg build, or POST them to /articles of a server that is --writable"
)


@dataclass(frozen=True)
class QueryRequest:
    """What a client asks: ``query`` None where it asks for the service's description; ``format`` as written in the address, if at all."""

    query: str | None
    format: str | None


def parse_request(method: str, query_string: bytes, content_type: str, body: bytes) -> QueryRequest:
    """The query of a request in any of the three forms; raises HttpError where it is none of them.

    >>> parse_request("GET", b"query=ASK%20%7B%7D", "", b"").query
    'ASK {}'
    """
    fields = _parse_fields(query_string)
    if method == "POST":
        kind, parameters = _parse_content_type(content_type)
        if parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            raise HttpError(415, "the request is not in UTF-8; send it in UTF-8")
        if kind == _QUERY:
            if any(name in ("query", "update") for name, _ in fields):
                raise HttpError(400, "there is a query in the address and another in the body; send one")
            fields.append(("query", _decode(body)))
        elif kind == _UPDATE:
            raise HttpError(403, _NO_UPDATE)
        elif kind == _FORM:
            fields += _parse_fields(body)
        else:
            raise HttpError(415, f"send the query as {_QUERY}, or as the field query of {_FORM}", accept_post=f"{_QUERY}, {_FORM}")
    queries = [value for name, value in fields if name == "query"]
    updates = [value for name, value in fields if name == "update"]
    if len(queries) + len(updates) > 1:
        raise HttpError(400, "there is more than one query; send one")
    if updates:
        raise HttpError(403 if method == "POST" else 400, _NO_UPDATE)
    if found := next((value for name, value in fields if name in _DATA_SETS), None):
        raise HttpError(400, f"the store has no graph {found[:200]!r}: it holds one graph without a name; leave the parameter out")
    if not queries and method == "POST":
        raise HttpError(400, "there is no query in the request; send it in the field query")
    formats = [value for name in _FORMAT_NAMES for field, value in fields if field == name]
    return QueryRequest(query=queries[0] if queries else None, format=formats[0] if formats else None)


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HttpError(400, f"the request is not in UTF-8 (byte {error.start}); send it in UTF-8") from error


def _parse_fields(data: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(_decode(data), keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except UnicodeDecodeError as error:
        raise HttpError(400, "the request is not in UTF-8; send it in UTF-8") from error
    except ValueError as error:
        raise HttpError(400, f"the request has more than {_MAX_FIELDS} fields") from error


def _parse_content_type(text: str) -> tuple[str, dict[str, str]]:
    kind, *parameters = text.split(";")
    pairs = (parameter.partition("=") for parameter in parameters)
    return kind.strip().lower(), {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}


async def answer_sparql(request: Request, service: GraphService) -> Response:
    """``/sparql``: GET and POST."""
    settings = service.settings
    body = await read_body(request, max_bytes=settings.max_query_bytes, seconds=settings.body_seconds)
    asked = parse_request(request.method, request.scope["query_string"], request.headers.get("content-type", ""), body)
    accept = request.headers.get("accept")
    rows, graph = (choose_format(offers, accept=accept, asked=asked.format) for offers in (ROW_FORMATS, GRAPH_FORMATS))
    if rows is None and graph is None:
        raise HttpError(406, f"no format that is accepted is given here; there are {', '.join(format.media_type for format in FORMATS.values())}")
    if asked.query is None:
        chosen = graph or GRAPH_FORMATS[0]
        return _respond(describe_service(str(request.url.replace(query="", fragment="")), chosen.name), chosen)
    return await _ask(request, service, asked.query, rows, graph)


async def answer_store(request: Request, service: GraphService) -> Response:
    """``/store``: GET (and HEAD) of ``?default``; a graph with a name is none that is here."""
    fields = _parse_fields(request.scope["query_string"])
    names = [name for name, _ in fields if name in ("default", "graph")]
    if len(names) != 1:
        raise HttpError(400, "say which graph: ?default or ?graph=IRI, one of them")
    if (named := dict(fields).get("graph")) is not None:
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*$", named):
            raise HttpError(400, "the name of a graph is an absolute IRI")
        raise HttpError(404, f"the store has no graph {named[:200]!r}: it holds one graph without a name, which ?default gives")
    asked = next((value for name, value in fields if name in _FORMAT_NAMES), None)
    graph = choose_format(GRAPH_FORMATS, accept=request.headers.get("accept"), asked=asked)
    if graph is None:
        raise HttpError(406, f"a graph is given as {', '.join(format.media_type for format in GRAPH_FORMATS)}")
    await read_body(request, max_bytes=0, seconds=service.settings.body_seconds)
    return await _ask(request, service, None, None, graph)


async def _ask(request: Request, service: GraphService, query: str | None, rows: AnswerFormat | None, graph: AnswerFormat | None) -> Response:
    answering = service.answer(query, rows=rows.name if rows else None, graph=graph.name if graph else None)
    try:
        reply: Reply = await _await_unless_gone(answering, request.receive)
    except BusyError as error:
        raise HttpError(503, str(error), retry_after=str(error.retry_seconds)) from error
    except TimeLimitError as error:
        raise HttpError(504, str(error)) from error
    except (PoolError, StoreError) as error:
        raise HttpError(503, str(error)) from error
    if reply.outcome is not Outcome.ANSWERED:
        raise HttpError(_STATUSES[reply.outcome], reply.message)
    return _respond(reply.body, FORMATS[reply.format])


async def _await_unless_gone(answering: Awaitable[T], receive: Callable[[], Awaitable[object]]) -> T:
    """The answer; where the client goes away first, its query is ended."""
    answer, gone = asyncio.ensure_future(answering), asyncio.ensure_future(receive())
    try:
        await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise ClientDisconnect
        return answer.result()
    finally:
        answer.cancel()
        gone.cancel()


def _respond(body: bytes, format: AnswerFormat) -> Response:
    return Response(body, headers={"content-type": format.content_type, "vary": "Accept", "cache-control": "no-cache"})
