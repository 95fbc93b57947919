"""The application: routes around one graph. Pages are mounted on it, and share its guard, workers and limits."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kg.server.articles import ArticleService, answer_articles
from kg.server.guard import Guard, HttpError
from kg.server.metrics import Metrics
from kg.server.protocol import answer_sparql, answer_store
from kg.server.service import GraphService
from kg.server.settings import ServerSettings
from kg.store import GraphFolder
from kg.version import __version__
from schemas.errors import StoreError


def make_app(folder: str | os.PathLike[str], *, settings: ServerSettings | None = None) -> FastAPI:
    """The application that serves the graph in a folder; raises StoreError where there is none.

    ``app.state.graph`` (:class:`GraphService`) answers queries and ``app.state.articles`` (:class:`ArticleService`) adds articles, for pages that are
    mounted on it: ``nicegui.ui.run_with(app)``.
    """
    settings = settings or ServerSettings()
    path = Path(folder)
    with GraphFolder(path):  # a graph that cannot be opened is said at once, not at the first request
        pass
    metrics = Metrics()
    graph, articles = GraphService(path, settings, metrics), ArticleService(path, settings, metrics)

    async def sparql(request: Request) -> Response:
        return await answer_sparql(request, graph)

    async def store(request: Request) -> Response:
        return await answer_store(request, graph)

    async def add(request: Request) -> Response:
        return await answer_articles(request, articles, settings)

    async def health(request: Request) -> Response:
        try:
            await graph.locate()
        except StoreError as error:
            return JSONResponse({"status": "the graph cannot be read", "message": str(error)}, 503)
        return JSONResponse({"status": "ok", "version": __version__})

    async def show_metrics(request: Request) -> Response:
        return PlainTextResponse(metrics.render(), media_type="text/plain; version=0.0.4")

    @contextlib.asynccontextmanager
    async def live(_: Any) -> AsyncIterator[None]:
        await graph.start()
        yield
        await asyncio.gather(graph.stop(), articles.stop())

    app = FastAPI(
        title="conflict-kg",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=live,
        exception_handlers={HTTPException: _explain_status},
        routes=[
            Route("/sparql", sparql, methods=["GET", "POST"]),
            Route("/store", store, methods=["GET"]),
            Route("/articles", add, methods=["POST"]),
            Route("/health", health, methods=["GET"]),
            Route("/metrics", show_metrics, methods=["GET"]),
        ],
    )
    app.state.graph, app.state.articles, app.state.settings = graph, articles, settings
    app.add_middleware(Guard, settings=settings, metrics=metrics)
    return app


async def _explain_status(_: Request, error: Exception) -> Response:
    """One sentence for what no route answers."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        message = "there is nothing at this address; queries go to /sparql"
    elif error.status_code == 405:
        message = f"this address takes {(error.headers or {}).get('Allow', 'other methods')} only"
    else:
        message = str(error.detail)
    response = HttpError(error.status_code, message).make_response()
    response.headers.update(error.headers or {})
    return response
