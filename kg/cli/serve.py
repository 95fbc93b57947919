"""``kg serve``: a graph over HTTP."""

import logging
import socket
from typing import Annotated

import typer

from kg.cli.console import DEFAULT_GRAPH, GraphDir, Quiet, out, print_error
from schemas.errors import ConflictKgError

_MAX_HEADER_BYTES = 65_536  # of a request, its address and so a query in it included


def register(app: typer.Typer) -> None:
    """Add the subcommand."""

    @app.command(epilog="Example: kg serve --graph karabakh, then: curl -H 'Accept: text/csv' 'localhost:8000/sparql?query=SELECT...'")
    def serve(
        graph: GraphDir = DEFAULT_GRAPH,
        host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen at; 0.0.0.0 is all of this machine's.")] = "127.0.0.1",
        port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen at.")] = 8000,
        writable: Annotated[bool, typer.Option("--writable", help="Let whoever has the token add articles (POST /articles).")] = False,
        token: Annotated[str | None, typer.Option(envvar="KG_TOKEN", help="Secret of those who may add, and beyond this machine of all.")] = None,
        allow_host: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Another name of this server, say that of a proxy.")] = None,
        cors: Annotated[list[str] | None, typer.Option(metavar="ORIGIN", help="Origin whose pages may query, https://example.org or *.")] = None,
        timeout: Annotated[float, typer.Option(min=0.1, max=3600, metavar="SECONDS", help="Longest that a query may take.")] = 10,
        max_rows: Annotated[int, typer.Option(min=1, help="Most rows of an answer.")] = 100_000,
        quiet: Quiet = False,
    ) -> None:
        """Serve a graph: an explorer for the browser at /, SPARQL 1.1 Protocol at /sparql, read-only unless --writable."""
        from kg.server.settings import ServerSettings

        try:
            import uvicorn

            from kg.server.app import make_app
            from kg.server.connections import PatientProtocol
            from kg.server.explorer import add_explorer
        except ImportError as error:
            raise ConflictKgError(f"kg serve needs {error.name}, which is not installed: pip install 'conflict-kg[serve]'") from error
        if writable and not token:
            raise typer.BadParameter("--writable needs a token: --token TOKEN, or the variable KG_TOKEN")
        settings = ServerSettings(
            host=host,
            token=token or None,
            is_writable=writable,
            hosts=tuple(allow_host or ()),
            cors_origins=tuple(cors or ()),
            time_limit_seconds=timeout,
            max_rows=max_rows,
        )
        if settings.is_public and not settings.token:
            print_error(f"warning: whoever reaches {host} can read this graph; set --token (or KG_TOKEN) to ask them for it")
        application = make_app(graph, settings=settings)
        add_explorer(application)
        with _listen(host, port) as listening:
            if not quiet:
                address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
                out.print(f"Open {address} in a browser; SPARQL is answered at {address}sparql; stop with control-C", markup=False)
            logging.basicConfig(level=logging.WARNING, format="kg: %(message)s")
            config = uvicorn.Config(
                application,
                http=PatientProtocol,  # on h11, the parser that bounds the length of headers
                h11_max_incomplete_event_size=_MAX_HEADER_BYTES,
                ws="websockets-sansio",
                ws_max_size=16_000_000,
                limit_concurrency=1000,
                timeout_keep_alive=15,
                timeout_graceful_shutdown=5,
                server_header=False,
                access_log=False,
                log_level="warning",
            )
            uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """The port, taken before anything is said of it."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise ConflictKgError(f"cannot listen at {host}, port {port} ({error.strerror}); choose another --port or --host") from error
