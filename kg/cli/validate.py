"""``kg validate``: whether a graph or a file is what it should be, and if not, where."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from kg.cli.console import DEFAULT_GRAPH, GraphDir, out
from schemas.identifiers import BASE_IRI

if TYPE_CHECKING:
    from kg.validation import Report


def register(app: typer.Typer) -> None:
    """Add the subcommand."""

    @app.command(epilog="Example: kg validate --graph karabakh, or kg validate events.ttl records.jsonl")
    def validate(
        files: Annotated[
            list[Path] | None,
            typer.Argument(metavar="FILE...", help="RDF (.ttl .nt .nq .trig .rdf .jsonld), lines of kg extract (.jsonl), a codebook (.toml); .gz."),
        ] = None,
        graph: GraphDir = DEFAULT_GRAPH,
        format: Annotated[str, typer.Option("--format", metavar="table|json", help="How to print the report.")] = "table",
        limit: Annotated[int, typer.Option(min=1, max=10_000, help="Findings to print; the rest is counted.")] = 50,
    ) -> None:
        """Check a graph, or files, against the ontology's shapes (SHACL) and the records' model; exit with status 1 if something is wrong."""
        from kg.store import GraphFolder
        from kg.validation import validate_file, validate_store

        if format not in ("table", "json"):
            raise typer.BadParameter(f"no format {format!r}; use table or json")
        if files:
            reports = {str(path): validate_file(path) for path in files}
        else:
            with GraphFolder(graph) as folder:
                reports = {str(graph): validate_store(folder.open_rdf())}
        (_print_json if format == "json" else _print_table)(reports, limit)
        if not all(report.conforms for report in reports.values()):
            raise typer.Exit(1)


def _print_json(reports: Mapping[str, "Report"], limit: int) -> None:
    found = [
        {
            "file": name,
            "conforms": report.conforms,
            "checked": report.checked,
            "total": report.total,
            "findings": [asdict(finding) for finding in report.findings[:limit]],
        }
        for name, report in reports.items()
    ]
    out.print_json(json.dumps(found))


def _print_table(reports: Mapping[str, "Report"], limit: int) -> None:
    from kg.validation import shorten_iri

    for name, report in reports.items():
        if report.conforms:
            out.print(f"{name}: conforms ({report.checked:,} checked)", markup=False)
            continue
        out.print(f"{name}: {report.total:,} {'fault' if report.total == 1 else 'faults'} ({report.checked:,} checked)", style="bold", markup=False)
        table = Table("where", "property", "value", "what is wrong", box=None, pad_edge=False)
        for finding in report.findings[:limit]:
            value = "(missing or too many)" if finding.value is None and finding.property else finding.value or ""
            cells = (finding.where.removeprefix(BASE_IRI), shorten_iri(finding.property or ""), value.removeprefix(BASE_IRI), finding.message)
            table.add_row(*map(Text, cells))
        out.print(table)
        if report.total > limit:
            out.print(f"and {report.total - limit:,} more; --limit shows more of them", markup=False)
