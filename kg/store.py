"""A graph kept in a folder: what each article yielded (SQLite), and the RDF that is made from it (Oxigraph).

::

    records.sqlite    one row an article; the truth, written in transactions
    rdf-<digest>/     Oxigraph store made from it
    current           the name of the rdf folder that is in use, replaced in one step

A run that is killed loses no record that it reported kept, and leaves the former RDF in use; running it again goes on where it stopped.
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


class GraphFolder:
    """A folder that holds a graph; use it as a context manager."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the folder; raises StoreError where there is no graph in it (unless ``create``) or it is of another version."""
        self.path = path
        database = path / "records.sqlite"
        if not database.is_file() and not create:
            raise StoreError(f"no graph in {path}; build one with: kg build INPUT... --graph {path}")
        if path.exists() and not path.is_dir():
            raise StoreError(f"{path} is a file, a graph is kept in a folder; name another with --graph")
        if path.is_dir() and not database.is_file() and any(path.iterdir()):
            raise StoreError(f"{path} holds other files and no graph; name a new or an empty folder with --graph")
        try:
            path.mkdir(parents=True, exist_ok=True)
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

    def list_keys(self, *, model: str | None = None) -> set[str]:
        """Keys of the articles that are kept; only those read by ``model`` where it is given."""
        rows = self._database.execute("select key from record where ?1 is null or model = ?1", (model,))
        return {key for (key,) in rows}

    def add_records(self, records: Iterable[Record], *, model: str) -> int:
        """Keep records in one transaction, replacing those of the same articles; returns how many."""
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
        with self._database:
            self._database.execute("insert or replace into setting values ('base_iri', ?)", (base_iri,))

    def _digest_records(self) -> str:
        rows = self._database.execute("select key, json from record order by key")
        return get_digest(self.get_base_iri(), *(f"{key} {get_digest(text)}" for key, text in rows))

    def refresh(self) -> Graph | None:
        """Make the RDF store from the records; None where it was up to date, else the graph that it was made from."""
        name = f"rdf-{self._digest_records()}"
        if self._read_current() == name and (self.path / name).is_dir():
            return None
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
        for old in (*self.path.glob("rdf-*"), *self.path.glob("draft-*")):
            if old != target:
                shutil.rmtree(old, ignore_errors=True)
        return graph

    def _read_current(self) -> str | None:
        try:
            return str(json.loads((self.path / "current").read_text("utf-8"))["rdf"])
        except (OSError, ValueError, KeyError):
            return None

    def open_rdf(self) -> pyoxigraph.Store:
        """The RDF store, read-only; made first where it is missing or behind the records."""
        self.refresh()
        return pyoxigraph.Store.read_only(str(self.path / str(self._read_current())))
