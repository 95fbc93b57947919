"""A server on loopback for tests, with the graph of a few records."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import pytest

from kg.store import GraphFolder
from schemas.record import Record
from tests.records import make_record

RECORDS = [
    make_record(
        {"type": "AID", "actors": ["TUR"], "recipients": ["AZE"], "factuality": "alleged", "attribution": "ARM", "date": "2020-10-01"},
        {"type": "ASSAULT", "actors": ["ARM"], "recipients": ["AZE"], "place": "Ganja", "killed": 10, "date": "2020-10-11"},
        {"type": "REQUEST", "mode": "assist", "actors": ["ARM"], "recipients": ["RUS"], "date": "2020-10-31"},
    )
]


def make_folder(path: Path, records: Sequence[Record] = RECORDS) -> Path:
    """Keep the records' graph in a folder."""
    with GraphFolder(path, create=True) as folder:
        folder.add_records(records, model="m")
        folder.refresh()
    return path


@contextlib.contextmanager
def serve(folder: Path, **settings: object) -> Iterator[str]:
    """Run a server in a thread; gives its address."""
    uvicorn = pytest.importorskip("uvicorn")
    pytest.importorskip("fastapi")
    from kg.server.app import make_app
    from kg.server.connections import PatientProtocol
    from kg.server.settings import ServerSettings

    app = make_app(folder, settings=ServerSettings(**settings))  # type: ignore[arg-type]
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(app, http=PatientProtocol, ws="none", log_level="error", server_header=False, timeout_graceful_shutdown=1)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 120
        while not server.started and thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert server.started, "the server did not start"
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)


class ServerProcess:
    """``kg serve`` in a process of its own, for what can only be done to a process; a context manager that ends it."""

    def __init__(self, folder: Path, *options: str, token: str = "", errors: IO[bytes] | None = None) -> None:
        """Start it and wait until it answers; raises AssertionError where it does not. ``errors``: where its standard error goes."""
        import httpx

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "kg", "serve", "--graph", str(folder), "--port", str(self.port), "--quiet", *options]
        self.process = subprocess.Popen(command, env={**os.environ, "KG_TOKEN": token}, stderr=errors)
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.address}/health").status_code == 200:
                    return
            time.sleep(0.1)
        self.process.kill()
        raise AssertionError(f"the server did not start (status {self.process.wait()})")

    def __enter__(self) -> "ServerProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(60)

    def list_children(self) -> list[int]:
        """Processes that it has started and that live (Linux)."""
        return [int(child) for child in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()]
