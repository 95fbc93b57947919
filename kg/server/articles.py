"""POST /articles: adds articles to the graph, for whoever has the token.

The graph is made from what the articles say, so articles are what is written; a change of single triples would not outlive the next of them. They
go the way of ``kg build``: kept in one transaction, the RDF beside the old and switched in one step, so that a kill at any moment loses nothing that
was reported kept and leaves a graph that opens.
"""

import asyncio
import contextlib
import json
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.server.children import start_module
from kg.server.guard import HttpError, is_authorized, read_body
from kg.server.metrics import Metrics
from kg.server.settings import ServerSettings

KINDS: Final = {"text/plain": "text", "application/jsonl": "jsonl", "application/x-ndjson": "jsonl", "application/x-jsonlines": "jsonl"}
_FACTS: Final = ("id", "lang", "published", "title", "publisher", "url")
_MAX_WAITING: Final = 4


class ArticleService:
    """Adds articles to a graph in a folder, one request at a time, in a process of its own that has the model for as long as it takes."""

    def __init__(self, folder: Path, settings: ServerSettings, metrics: Metrics) -> None:
        self._folder, self._settings, self._metrics = folder, settings, metrics
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def add(self, lines: bytes, *, keep: bool = True) -> dict[str, Any]:
        """Extract articles, given as JSON Lines, and, unless ``keep`` is False, keep them; raises HttpError where there is no room or time.

        Returns ``added`` (how many), ``failures`` (a sentence each) and ``records`` (what was found in each article that was not there already).
        """
        if self._waiting >= _MAX_WAITING:
            raise HttpError(503, "articles of others are being added; send yours again in a minute", retry_after="60")
        self._waiting += 1
        try:
            async with self._turn, asyncio.timeout(self._settings.adding_seconds):
                report = await self._run(lines, keep=keep)
        except TimeoutError as error:
            message = f"adding took longer than {self._settings.adding_seconds:g} s and was stopped; send the same again, what was read is kept"
            raise HttpError(504, message) from error
        finally:
            self._waiting -= 1
        self._metrics.count("kg_articles_added_total", report["added"])
        return report

    async def _run(self, lines: bytes, *, keep: bool) -> dict[str, Any]:
        process = await start_module("kg.server.adding", str(self._folder), "yes" if keep else "no")
        try:
            printed, _ = await process.communicate(lines)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        if process.returncode:
            raise HttpError(503, "adding was broken off; what was read is kept, send the same again to go on", retry_after="60")
        report: dict[str, Any] = json.loads(printed)
        if message := report.get("error"):
            headers = {"retry_after": "60"} if report["status"] == 503 else {}
            raise HttpError(report["status"], message, **headers)
        return report


async def answer_articles(request: Request, service: ArticleService, settings: ServerSettings) -> Response:
    """``POST /articles?published=2020-10-31`` with a text, or with JSON Lines; ``?keep=no`` only shows what would be found."""
    if not settings.is_writable or settings.token is None:
        raise HttpError(403, "this server only reads; start it with kg serve --writable --token TOKEN to add articles")
    if not is_authorized(request.headers, settings.token, also_basic=False):
        message = "adding articles needs the token: send it as Authorization: Bearer TOKEN"
        raise HttpError(401, message, www_authenticate='Bearer realm="conflict-kg"')
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in KINDS:
        raise HttpError(415, "send one article as text/plain, or JSON Lines as application/jsonl", accept_post=", ".join(KINDS))
    given = dict(request.query_params)
    if unknown := sorted(set(given) - {*_FACTS, "keep"}):
        raise HttpError(400, f"there is no parameter {unknown[0][:50]!r}; there are {', '.join((*_FACTS, 'keep'))}")
    keep = given.pop("keep", "yes")
    if keep not in ("yes", "no"):
        raise HttpError(400, "keep is yes or no")
    body = await read_body(request, max_bytes=settings.max_article_bytes, seconds=settings.body_seconds)
    report = await service.add(_make_line(body, given) if KINDS[media_type] == "text" else body, keep=keep == "yes")
    if report["failures"] and not report["records"]:
        return JSONResponse(report, 422)
    return JSONResponse(report, 201 if report["added"] else 200)


def _make_line(body: bytes, facts: dict[str, str]) -> bytes:
    try:
        return json.dumps({**facts, "text": body.decode("utf-8")}).encode("ascii") + b"\n"
    except UnicodeDecodeError as error:
        raise HttpError(400, f"the text is not in UTF-8 (byte {error.start}); send it in UTF-8") from error
