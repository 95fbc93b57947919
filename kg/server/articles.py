"""POST /articles: adds articles to the graph, for whoever has the token.

The graph is made from what the articles say, so articles are what is written; a change of single triples would not outlive the next of them. They
go the way of ``kg build``: kept in one transaction, the RDF beside the old and switched in one step, so that a kill at any moment loses nothing that
was reported kept and leaves a graph that opens.
"""

import asyncio
import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.server.children import start_module
from kg.server.guard import HttpError, is_authorized, read_body
from kg.server.messages import LENGTH
from kg.server.metrics import Metrics
from kg.server.settings import ServerSettings

KINDS: Final = {"text/plain": "text", "application/jsonl": "jsonl", "application/x-ndjson": "jsonl", "application/x-jsonlines": "jsonl"}
_FACTS: Final = ("id", "lang", "published", "title", "publisher", "url")
_MAX_WAITING: Final = 4
_IDLE_SECONDS: Final = 600.0  # then the process ends: the model takes 0.4 GB


@dataclass(frozen=True)
class ArticleFile:
    """A file of articles: what messages call it, its ending, which says how it is read (``.jsonl``, ``.html.gz``), and its bytes."""

    name: str
    ending: str
    data: bytes


class ArticleService:
    """Adds articles to a graph in a folder, one request at a time, in a process that has the model.

    The process is started by the first request, and ended when none has come for ten minutes; one that runs too long is killed.
    """

    def __init__(self, folder: Path, settings: ServerSettings, metrics: Metrics) -> None:
        self._folder, self._settings, self._metrics = folder, settings, metrics
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._process: asyncio.subprocess.Process | None = None
        self._ending: asyncio.TimerHandle | None = None

    async def add(self, files: Sequence[ArticleFile], *, keep: bool = True, published: str | None = None) -> dict[str, Any]:
        """Extract articles and, unless ``keep`` is False, keep them; raises HttpError where there is no room or time.

        ``published``: date of those that do not say theirs. Returns ``added`` (how many), ``failures`` (a sentence each), ``more_failures`` (how
        many are not told) and ``records`` (what was found in each article that was not there already).
        """
        if self._waiting >= _MAX_WAITING:
            raise HttpError(503, "articles of others are being added; send yours again in a minute", retry_after="60")
        self._waiting += 1
        try:
            async with self._turn, asyncio.timeout(self._settings.adding_seconds):
                report = await self._ask(files, keep=keep, published=published)
        except TimeoutError as error:
            message = f"adding took longer than {self._settings.adding_seconds:g} s and was stopped; send the same again, what was read is kept"
            raise HttpError(504, message) from error
        finally:
            self._waiting -= 1
        if told := report.get("error"):
            headers = {"retry_after": "60"} if report["status"] == 503 else {}
            raise HttpError(report["status"], told, **headers)
        self._metrics.count("kg_articles_added_total", report["added"])
        return report

    async def _ask(self, files: Sequence[ArticleFile], *, keep: bool, published: str | None) -> dict[str, Any]:
        """Have the process do it; one that did not answer, or is not waited for any longer, is ended."""
        process = await self._get_process()
        assert process.stdin is not None and process.stdout is not None
        head = {"keep": keep, "published": published, "files": [[file.name, file.ending, len(file.data)] for file in files]}
        data = json.dumps(head).encode("ascii")
        try:
            process.stdin.writelines([LENGTH.pack(len(data)), data, *(file.data for file in files)])
            await process.stdin.drain()
            (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
            report: dict[str, Any] = json.loads(await process.stdout.readexactly(length))
        except BaseException as error:
            await self.stop()
            if isinstance(error, asyncio.IncompleteReadError | ConnectionError):
                message = "adding was broken off; what was read is kept, send the same again to go on"
                raise HttpError(503, message, retry_after="60") from error
            raise
        loop = asyncio.get_running_loop()
        self._ending = loop.call_later(_IDLE_SECONDS, lambda: loop.create_task(self._retire()))
        return report

    async def _retire(self) -> None:
        async with self._turn:  # not while it is at work again
            await self.stop()

    async def _get_process(self) -> asyncio.subprocess.Process:
        if self._ending is not None:
            self._ending.cancel()
        if self._process is None or self._process.returncode is not None:
            self._process = await start_module("kg.server.adding", str(self._folder), is_heard=True)
        return self._process

    async def stop(self) -> None:
        """End the process if there is one; what it had reported kept is kept."""
        process, self._process = self._process, None
        if self._ending is not None:
            self._ending.cancel()
        if process is None:
            return
        assert process.stdin is not None and process.stdout is not None
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        process.stdin.close()
        await process.stdout.read()


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
    lines = make_line(body, given) if KINDS[media_type] == "text" else body
    report = await service.add([ArticleFile("article", ".jsonl", lines)], keep=keep == "yes")
    if report["failures"] and not report["records"]:
        return JSONResponse(report, 422)
    return JSONResponse(report, 201 if report["added"] else 200)


def make_line(body: bytes, facts: Mapping[str, str]) -> bytes:
    """A text and what is known of it (published, title ...) as a line of JSON; raises HttpError where it is not in UTF-8."""
    try:
        return json.dumps({**facts, "text": body.decode("utf-8")}).encode("ascii") + b"\n"
    except UnicodeDecodeError as error:
        raise HttpError(400, f"the text is not in UTF-8 (byte {error.start}); send it in UTF-8") from error
