"""The formats that a graph can be exported to: one row each, read by the command line, the server and the tests.

A new format is a file with ``write_NAME(graph, stream, *, options)`` and a row here.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Final

import networkx as nx

from exports.output import open_target
from schemas.errors import ExportError


@dataclass(frozen=True)
class ExportFormat:
    """A format: ``name`` as on the command line, file ``extensions`` (the first is the usual one), ``media_type``, and where its writer is.

    ``writer`` is "module:function", imported only when the format is used. ``is_network``: it holds a view of the network (actors or
    events, filtered) rather than the whole graph.
    """

    name: str
    extensions: tuple[str, ...]
    media_type: str
    writer: str
    is_network: bool
    description: str

    @property
    def is_text(self) -> bool:
        """Whether a terminal can show it."""
        return self.media_type not in ("application/zip", "application/vnd.apache.parquet")

    def load_writer(self) -> Callable[..., None]:
        """Import the function that writes a graph to a binary stream."""
        module, function = self.writer.split(":")
        writer: Callable[..., None] = getattr(import_module(module), function)
        return writer

    def list_options(self) -> list[str]:
        """Names of the options that its writer takes, in the writer's order."""
        parameters = inspect.signature(self.load_writer()).parameters.values()
        return [parameter.name for parameter in parameters if parameter.kind is inspect.Parameter.KEYWORD_ONLY]


_ROWS = (
    ExportFormat("turtle", (".ttl",), "text/turtle", "exports.rdf:write_turtle", False, "RDF to read: the whole graph, grouped by subject"),
    ExportFormat("ntriples", (".nt",), "application/n-triples", "exports.rdf:write_ntriples", False, "RDF to load: one triple a line"),
    ExportFormat("nquads", (".nq",), "application/n-quads", "exports.quads:write_nquads", False, "RDF to load, a named graph for each article"),
    ExportFormat("trig", (".trig",), "application/trig", "exports.quads:write_trig", False, "RDF to read, a named graph for each article"),
    ExportFormat("jsonld", (".jsonld",), "application/ld+json", "exports.jsonld:write_jsonld", False, "RDF as JSON-LD 1.1, its context inside"),
    ExportFormat("rdfxml", (".rdf",), "application/rdf+xml", "exports.rdfxml:write_rdfxml", False, "RDF/XML, for tools that read no other RDF"),
    ExportFormat(
        "reifiers",
        (".reifiers.ttl",),
        "text/turtle; version=1.2",
        "exports.reifiers:write_reifiers",
        False,
        "RDF 1.2: who does what to whom, and who says so",
    ),
    ExportFormat("jsonl", (".jsonl",), "application/jsonl", "exports.jsonl:write_jsonl", False, "JSON Lines: one event or relation a line"),
    ExportFormat("csv", (".csv",), "text/csv", "exports.csv:write_csv", False, "CSV: one event a row, or one edge (--view actors)"),
    ExportFormat("parquet", (".parquet",), "application/vnd.apache.parquet", "exports.parquet:write_parquet", False, "Parquet: one event a row"),
    ExportFormat("gexf", (".gexf",), "application/gexf+xml", "exports.gexf:write_gexf", True, "GEXF 1.3: a network for Gephi"),
    ExportFormat("graphml", (".graphml",), "application/graphml+xml", "exports.graphml:write_graphml", True, "GraphML: a network for other tools"),
    ExportFormat("gephi-csv", (".zip",), "application/zip", "exports.csv:write_gephi_csv", True, "ZIP of nodes.csv, edges.csv, events.csv for Gephi"),
    ExportFormat("svg", (".svg",), "image/svg+xml", "exports.svg:write_svg", True, "SVG: the network of actors as a picture"),
)
FORMATS: Final[Mapping[str, ExportFormat]] = {row.name: row for row in _ROWS}


def find_format(name_or_path: str | Path) -> ExportFormat:
    """Format of that name ("turtle"), or of the file's ending ("out/events.ttl"); raises :class:`ExportError` for an unknown one."""
    text = str(name_or_path).lower()
    if text in FORMATS:
        return FORMATS[text]
    # the longest ending that fits: .reifiers.ttl before .ttl
    fitting = [(len(ending), row) for row in FORMATS.values() for ending in row.extensions if text.endswith(ending)]
    if fitting:
        return max(fitting, key=lambda fit: fit[0])[1]
    allowed = ", ".join(f"{row.name} ({' '.join(row.extensions)})" for row in FORMATS.values())
    raise ExportError(f"no format for {str(name_or_path)!r}; give one of {allowed}")


def write_graph(graph: nx.MultiDiGraph, stream: BinaryIO, format: str | ExportFormat, **options: Any) -> None:
    """Write a graph to a binary stream, piece by piece.

    ``options`` go to the format's writer (see :meth:`ExportFormat.list_options`); :class:`ExportError` names those that it does not have.
    """
    row = find_format(format) if isinstance(format, str) else format
    if unknown := sorted(set(options) - set(row.list_options())):
        raise ExportError(f"{row.name} has no option {', '.join(unknown)}; it has {', '.join(row.list_options()) or 'none'}")
    row.load_writer()(graph, stream, **options)


def export_graph(
    graph: nx.MultiDiGraph, path: str | Path, *, format: str | ExportFormat | None = None, options: Mapping[str, Any] | None = None
) -> None:
    """Write a graph to a file, in the format of its ending unless ``format`` says otherwise.

    The file appears when it is complete: a failed export leaves the old file, or none.
    """
    row = format if isinstance(format, ExportFormat) else find_format(path if format is None else format)
    with open_target(Path(path)) as stream:
        write_graph(graph, stream, row, **(options or {}))
