"""What every request passes on its way in, and every response on its way out.

A server on loopback is reachable by every page that its user has open: a page elsewhere can send requests to 127.0.0.1, by its own name made to point
there (the Host check stops it), from a script or a socket (the Origin check) or as an image (the Sec-Fetch check).
"""

import asyncio
import base64
import binascii
import hmac
import logging
import re
from collections.abc import Callable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.server.metrics import Metrics
from kg.server.settings import ServerSettings

_LOG: Final = logging.getLogger(__name__)
_OPEN_PATHS: Final = frozenset({"/health"})  # for whoever watches whether the server lives: it tells nothing of the graph
COUNTED_PATHS: Final = frozenset({"/sparql", "/store", "/articles", "/health", "/metrics", "/"})
ENDPOINT_POLICY: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
# NiceGUI compiles its templates in the browser (Vue, Tailwind: 'unsafe-eval') and writes the page's start into it ('unsafe-inline'); pictures and
# fonts come as data too. Nothing is loaded from, or sent to, anywhere else, so that even a script that got in could carry nothing away.
PAGE_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_SHARED_PATHS: Final = frozenset({"/sparql", "/store"})  # what pages of other origins may read where --cors lets them
_PREFLIGHT: Final = {
    "access-control-allow-methods": "GET, HEAD, POST",
    "access-control-allow-headers": "Accept, Authorization, Content-Type",
    "access-control-max-age": "86400",
}
_HOST: Final = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::[0-9]{1,5})?", re.IGNORECASE)


class HttpError(Exception):
    """An answer other than the one that was asked for: a status, one sentence, and headers."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def make_response(self) -> PlainTextResponse:
        """The response that says it."""
        return PlainTextResponse(self.message + "\n", self.status, headers=self.headers)


class Guard:
    """ASGI middleware around the whole application, mounted pages and their sockets included."""

    def __init__(self, app: ASGIApp, *, settings: ServerSettings, metrics: Metrics) -> None:
        self._app, self._settings, self._metrics = app, settings, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a request, pass it on, and see to what comes back."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            self._check(scope, headers)
        except HttpError as error:
            await self._refuse(error, scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        started: list[int] = []
        send = self._watch(scope, headers, send, started.append)
        try:
            if scope["method"] == "OPTIONS" and "access-control-request-method" in headers and self._list_origins(scope):
                await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, send)
            else:
                await self._app(scope, receive, send)
        except ClientDisconnect:
            return
        except HttpError as error:
            if not started:
                await error.make_response()(scope, receive, send)
        except Exception:
            _LOG.exception("a request failed: %s %s", scope["method"], scope["path"])
            if not started:
                message = "the server made a mistake and has noted it; report what you asked"
                await HttpError(500, message).make_response()(scope, receive, send)

    def _check(self, scope: Scope, headers: Headers) -> None:
        settings = self._settings
        host = headers.get("host", "")
        found = _HOST.fullmatch(host)
        name = found[1].strip("[]").lower() if found else ""
        if settings.allowed_hosts is not None and name not in settings.allowed_hosts:
            raise HttpError(421, "this server is not called by that name; use localhost, or start it with --allow-host NAME")
        self._check_origin(headers, host, self._list_origins(scope))
        is_preflight = scope.get("method") == "OPTIONS" and bool(self._list_origins(scope))  # it comes without credentials, and gets no answer
        if settings.is_public and settings.token and not is_preflight and scope["path"] not in _OPEN_PATHS:
            if not is_authorized(headers, settings.token, also_basic=True):
                message = "this graph needs the token: send it as Authorization: Bearer TOKEN, or as the password of any user"
                raise HttpError(401, message, www_authenticate='Basic realm="conflict-kg", charset="UTF-8"')

    def _list_origins(self, scope: Scope) -> tuple[str, ...]:
        """Other origins whose pages may read what is at the path."""
        return self._settings.cors_origins if scope["type"] == "http" and scope["path"] in _SHARED_PATHS else ()

    def _check_origin(self, headers: Headers, host: str, allowed: tuple[str, ...]) -> None:
        if "*" in allowed:
            return
        origin = headers.get("origin")
        if origin is not None:
            if origin.partition("://")[2] != host and origin not in allowed:
                raise HttpError(403, "a page of another site asks; start the server with --cors ORIGIN to let it")
        elif headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            raise HttpError(403, "a page of another site asks; start the server with --cors ORIGIN to let it")

    async def _refuse(self, error: HttpError, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": error.message[:120]})
            return
        await error.make_response()(scope, receive, self._watch(scope, Headers(scope=scope), send, lambda _: None))

    def _watch(self, scope: Scope, request: Headers, send: Send, note: Callable[[int], None]) -> Send:
        """Add the headers to the response, and count it."""

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                note(message["status"])
                path = scope["path"] if scope["path"] in COUNTED_PATHS else "other"
                self._metrics.count("kg_http_requests_total", path=path, status=str(message["status"]))
                self._add_headers(MutableHeaders(scope=message), request, self._list_origins(scope))
            await send(message)

        return watched

    def _add_headers(self, headers: MutableHeaders, request: Headers, allowed: tuple[str, ...]) -> None:
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        kind = headers.get("content-type", "")
        is_page = kind.startswith("text/html") or "javascript" in kind
        headers.setdefault("content-security-policy", PAGE_POLICY if is_page else ENDPOINT_POLICY)
        origin = request.get("origin")
        if not allowed:
            headers.setdefault("cross-origin-resource-policy", "same-origin")
        elif "*" in allowed:
            headers["access-control-allow-origin"] = "*"
        elif origin in allowed:
            headers["access-control-allow-origin"] = origin
            headers.add_vary_header("Origin")


def is_authorized(headers: Headers, token: str, *, also_basic: bool) -> bool:
    """Whether the request brings the token: as a bearer, or as the password of HTTP's basic scheme.

    A browser sends basic credentials by itself, whichever page makes it ask; so they are enough for reading only.
    """
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic" and also_basic:
        try:
            given = base64.b64decode(given.strip(), validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return False
    elif scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(given.strip().encode("utf-8", "surrogateescape"), token.encode("utf-8", "surrogateescape"))


async def read_body(request: Request, *, max_bytes: int, seconds: float) -> bytes:
    """The body of a request; raises HttpError where it is too large, too slow, or broken off."""
    stated = request.headers.get("content-length", "0")
    if stated.isdigit() and int(stated) > max_bytes:
        raise HttpError(413, f"the request is larger than {max_bytes:,} bytes")
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for piece in request.stream():
                body += piece
                if len(body) > max_bytes:
                    raise HttpError(413, f"the request is larger than {max_bytes:,} bytes")
    except TimeoutError as error:
        raise HttpError(408, f"the request did not arrive in {seconds:g} s", connection="close") from error
    return bytes(body)
