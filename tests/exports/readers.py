"""A reader of another program for each format: raises where a file is malformed, and gives back what it holds."""

import csv
import json
from collections.abc import Callable, Mapping
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import networkx as nx
import pyoxigraph as ox

from exports.formats import FORMATS, write_graph


def write(graph: nx.MultiDiGraph, name: str, **options: Any) -> bytes:
    stream = BytesIO()
    write_graph(graph, stream, name, **options)
    return stream.getvalue()


def read_rdf(format: ox.RdfFormat) -> Callable[[bytes], set[ox.Quad]]:
    return lambda data: set(ox.parse(data, format))


def read_jsonl(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.decode("utf-8").split("\n")[:-1]]


def read_csv(data: bytes) -> list[dict[str, str]]:
    """Rows by their headers; raises where one has more or fewer cells."""
    rows = list(csv.reader(StringIO(data.decode("utf-8"), newline=""), strict=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def read_zip(data: bytes) -> dict[str, list[dict[str, str]]]:
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: read_csv(archive.read(name)) for name in archive.namelist()}


def read_parquet(data: bytes) -> list[dict[str, Any]]:
    import pyarrow.parquet

    rows: list[dict[str, Any]] = pyarrow.parquet.read_table(BytesIO(data)).to_pylist()
    return rows


def read_graphml(data: bytes) -> nx.MultiDiGraph:
    return nx.read_graphml(BytesIO(data), force_multigraph=True)


READERS: Mapping[str, Callable[[bytes], Any]] = {
    "turtle": read_rdf(ox.RdfFormat.TURTLE),
    "ntriples": read_rdf(ox.RdfFormat.N_TRIPLES),
    "nquads": read_rdf(ox.RdfFormat.N_QUADS),
    "trig": read_rdf(ox.RdfFormat.TRIG),
    "jsonld": read_rdf(ox.RdfFormat.JSON_LD),
    "rdfxml": read_rdf(ox.RdfFormat.RDF_XML),
    "reifiers": read_rdf(ox.RdfFormat.TURTLE),
    "jsonl": read_jsonl,
    "csv": read_csv,
    "parquet": read_parquet,
    "gexf": ElementTree.fromstring,
    "graphml": read_graphml,
    "gephi-csv": read_zip,
    "svg": ElementTree.fromstring,
}


# programs other than ours that read each format in the tests, with the extras of the tests installed
PROGRAMS: Mapping[str, str] = {
    "turtle": "Oxigraph, rdflib",
    "ntriples": "Oxigraph, rdflib",
    "nquads": "Oxigraph, rdflib",
    "trig": "Oxigraph, rdflib",
    "jsonld": "Oxigraph, rdflib",
    "rdfxml": "Oxigraph, rdflib",
    "reifiers": "Oxigraph",
    "jsonl": "Python's json",
    "csv": "Python's csv",
    "parquet": "pyarrow",
    "gexf": "NetworkX, graphology (Gephi Lite), the schema of GEXF 1.3",
    "graphml": "NetworkX",
    "gephi-csv": "Python's zipfile and csv",
    "svg": "Python's XML parser",
}


def read(graph: nx.MultiDiGraph, name: str, **options: Any) -> Any:
    """Write a graph and read it back."""
    assert name in FORMATS
    return READERS[name](write(graph, name, **options))
