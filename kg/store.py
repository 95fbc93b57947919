"""A graph kept in a folder: what each article yielded (SQLite), and the RDF that is made from it (Oxigraph).

::

    records.sqlite    one row an article; the truth, written in transactions
    rdf-<digest>/     Oxigraph store made from it
    current           the name of the rdf folder that is in use, replaced in one step
    writer.lock       held by the one process that may write

A run that is killed loses no record that it reported kept, and leaves the former RDF in use; running it again goes on where it stopped. Whoever
reads needs no lock: it has the RDF in use, and while another process writes, that is the one before.
"""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Self

import pyoxigraph

from exports.rdf import write_ntriples
from kg.graph.build import build_graph
from kg.graph.nodes import Graph
from schemas.errors import StoreError
from schemas.identifiers import BASE_IRI, get_digest
from schemas.record import Record

_SCHEMA = """
create table if not exists record (key text primary key, model text not null, json text not null) without rowid;
create table if not exists setting (name text primary key, value text not null) without rowid;
"""
_VERSION = "1"
_LOCK = "writer.lock"
_WAIT_SECONDS = 10  # for another writer to finish: a reader that makes the RDF of a small graph anew should not fail a build


class GraphFolder:
    """A folder that holds a graph; use it as a context manager."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the folder; raises StoreError where there is no graph in it or it is of another version.

        ``create`` makes a graph where there is none and keeps other writers out (:meth:`lock`).
        """
        self.path = path
        self._lock: sqlite3.Connection | None = None
        database = path / "records.sqlite"
        if not database.is_file() and not create:
            raise StoreError(f"no graph in {path}; build one with: kg build INPUT... --graph {path}")
        if path.exists() and not path.is_dir():
            raise StoreError(f"{path} is a file, a graph is kept in a folder; name another with --graph")
        if path.is_dir() and not database.is_file() and any(entry.name != _LOCK for entry in path.iterdir()):
            raise StoreError(f"{path} holds other files and no graph; name a new or an empty folder with --graph")
        try:
            path.mkdir(parents=True, exist_ok=True)
            if create:
                self.lock()
            self._database = sqlite3.connect(database, timeout=30)
            self._database.execute("pragma journal_mode = wal")
            self._database.executescript(_SCHEMA)
            self._database.execute("insert or ignore into setting values ('version', ?)", (_VERSION,))
            self._database.commit()
            (version,) = self._database.execute("select value from setting where name = 'version'").fetchone()
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"the graph in {path} cannot be opened ({error}); check its permissions, or build it anew elsewhere") from error
        if version != _VERSION:
            raise StoreError(f"the graph in {path} was made by another version ({version}); build it anew with this one")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()
        if self._lock is not None:
            self._lock.close()

    def lock(self) -> None:
        """Keep other writers out until this folder is closed; raises StoreError where one is at work and does not end in ten seconds.

        What writes takes the lock by itself; whoever has long work to do before it writes takes it first.
        """
        if not self._try_lock(_WAIT_SECONDS):
            raise StoreError(f"another process is writing to the graph in {self.path}; wait until it has ended, then do the same again")

    def _try_lock(self, seconds: float) -> bool:
        # SQLite's lock, on an empty database: the same on every system, and gone with the process that held it, however that ends
        if self._lock is not None:
            return True
        lock = sqlite3.connect(self.path / _LOCK, timeout=seconds, isolation_level=None)
        try:
            lock.execute("pragma journal_mode = memory")  # nothing is ever written, and no file of a journal should stay behind
            lock.execute("begin exclusive")
        except sqlite3.OperationalError as error:
            lock.close()
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                return False
            raise
        self._lock = lock
        return True

    def list_keys(self, *, model: str | None = None) -> set[str]:
        """Keys of the articles that are kept; only those read by ``model`` where it is given."""
        rows = self._database.execute("select key from record where ?1 is null or model = ?1", (model,))
        return {key for (key,) in rows}

    def add_records(self, records: Iterable[Record], *, model: str) -> int:
        """Keep records in one transaction, replacing those of the same articles; returns how many."""
        self.lock()
        rows = [(record.key, model, record.model_dump_json()) for record in records]
        with self._database:
            self._database.executemany("insert or replace into record values (?, ?, ?)", rows)
        return len(rows)

    def read_records(self) -> Iterator[Record]:
        """All records, in the order of their keys."""
        with closing(self._database.cursor()) as cursor:
            for (text,) in cursor.execute("select json from record order by key"):
                yield Record.model_validate_json(text)

    def load_graph(self) -> Graph:
        """The graph of all records."""
        return build_graph(self.read_records(), facts=self._get_facts())

    def _get_facts(self) -> dict[str, str]:
        models = [model for (model,) in self._database.execute("select distinct model from record order by model")]
        return {"model": " ".join(models)} if models else {}

    def get_base_iri(self) -> str:
        """Base of the IRIs in the RDF."""
        row = self._database.execute("select value from setting where name = 'base_iri'").fetchone()
        return str(row[0]) if row else BASE_IRI

    def set_base_iri(self, base_iri: str) -> None:
        """Change the base of the IRIs; takes effect at the next :meth:`refresh`."""
        self.lock()
        with self._database:
            self._database.execute("insert or replace into setting values ('base_iri', ?)", (base_iri,))

    def _name_rdf(self) -> str:
        """Name of the folder of the RDF that the records give."""
        rows = self._database.execute("select key, json from record order by key")
        return f"rdf-{get_digest(self.get_base_iri(), *(f'{key} {get_digest(text)}' for key, text in rows))}"

    def _is_current(self, name: str) -> bool:
        return self._read_current() == name and (self.path / name).is_dir()

    def refresh(self) -> Graph | None:
        """Make the RDF store from the records; None where it was up to date, else the graph that it was made from."""
        if self._lock is None:
            if self._is_current(self._name_rdf()):
                return None
            self.lock()
        name = self._name_rdf()  # another process may have written until now
        graph = None if self._is_current(name) else self._make_rdf(name)
        for old in (*self.path.glob("rdf-*"), *self.path.glob("draft-*")):
            if old.name != name:
                shutil.rmtree(old, ignore_errors=True)
        return graph

    def _make_rdf(self, name: str) -> Graph:
        graph = self.load_graph()
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=self.path))
        store = pyoxigraph.Store(str(draft))
        with tempfile.TemporaryFile(dir=self.path) as triples:
            write_ntriples(graph, triples, base_iri=self.get_base_iri())
            triples.seek(0)
            store.bulk_load(triples, pyoxigraph.RdfFormat.N_TRIPLES)
        store.flush()
        del store
        target = self.path / name
        if target.exists():  # a run that was killed after the move and before the switch
            shutil.rmtree(target)
        draft.rename(target)
        pointer = self.path / "current.new"
        pointer.write_text(json.dumps({"rdf": name}) + "\n", encoding="utf-8")
        pointer.replace(self.path / "current")
        return graph

    def _read_current(self) -> str | None:
        try:
            return str(json.loads((self.path / "current").read_text("utf-8"))["rdf"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def open_rdf(self) -> pyoxigraph.Store:
        """The RDF store, read-only; made first where it is missing or, unless another process is writing, behind the records."""
        if not self._is_current(self._name_rdf()) and (self._try_lock(0) or not self._read_current()):
            self.refresh()
        while True:
            name = self._read_current()
            try:
                return pyoxigraph.Store.read_only(str(self.path / str(name)))
            except (OSError, RuntimeError) as error:  # the second where some files of it are missing
                if self._read_current() == name:  # else another process has put a newer one in its place
                    raise StoreError(f"the RDF in {self.path} cannot be opened ({error}); delete {name} and build again") from error
