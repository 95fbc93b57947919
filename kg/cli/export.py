"""``kg export``: a graph to a file of another program's format."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from exports.formats import FORMATS, export_graph, find_format, write_graph
from kg.cli.console import DEFAULT_GRAPH, GraphDir

_EXAMPLE = "Example: kg export gexf --graph karabakh --since 2020-10-01 -o october.gexf"


def register(app: typer.Typer) -> None:
    """Add the subcommand."""

    @app.command(epilog=_EXAMPLE, help=_describe_formats())
    def export(
        format: Annotated[str, typer.Argument(metavar="FORMAT", help="One of the formats above, by its name or its ending.")],
        graph: GraphDir = DEFAULT_GRAPH,
        output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of standard output.")] = None,
        view: Annotated[str | None, typer.Option(metavar="actors|events", help="Networks: who acts on whom, or actors and events.")] = None,
        since: Annotated[str | None, typer.Option(metavar="DATE", help="Networks and tables: events from this day on.")] = None,
        until: Annotated[str | None, typer.Option(metavar="DATE", help="Networks and tables: events up to this day.")] = None,
        event_type: Annotated[
            list[str] | None, typer.Option("--type", metavar="TYPE", help="Networks and tables: these event types only, such as ASSAULT.")
        ] = None,
        factuality: Annotated[
            list[str] | None,
            typer.Option(metavar="NAME", help="Networks and tables: these only; asserted in networks, all in tables where none is named."),
        ] = None,
        min_weight: Annotated[
            int | None, typer.Option(min=1, help="Networks and tables: edges of so many events, or events told by so many articles.")
        ] = None,
    ) -> None:
        from kg.store import GraphFolder

        row = find_format(format)
        given: dict[str, Any] = {
            "view": view,
            "since": since,
            "until": until,
            "types": event_type,
            "factualities": factuality,
            "min_weight": min_weight,
        }
        options = {name: value for name, value in given.items() if value is not None}
        if wrong := sorted(set(options) - set(row.list_options())):
            raise typer.BadParameter(f"{row.name} takes no {', '.join(wrong)}; it takes: {', '.join(row.list_options())}")
        if not output and not row.is_text and sys.stdout.isatty():
            raise typer.BadParameter(f"{row.name} is no text that a terminal can show; name a file with -o")
        with GraphFolder(graph) as folder:
            if "base_iri" in row.list_options():
                options["base_iri"] = folder.get_base_iri()
            if output:
                export_graph(folder.load_graph(), output, format=row, options=options)
            else:
                write_graph(folder.load_graph(), sys.stdout.buffer, row, **options)


def _describe_formats() -> str:
    rows = "\n".join(f"{row.name:<10} {row.extensions[0]:<14} {row.description}" for row in FORMATS.values())
    return f"Write the graph for another program: Gephi, a triple store, a notebook.\n\n\b\n{rows}"
