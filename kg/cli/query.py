"""``kg query``: SPARQL on a graph, and the named queries."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from kg.cli.console import DEFAULT_GRAPH, GraphDir, out
from schemas.errors import QueryError

if TYPE_CHECKING:
    from kg.sparql import Answer


def register(app: typer.Typer) -> None:
    """Add the subcommand."""

    @app.command(epilog="Example: kg query --graph karabakh --name accusations -p event_type=AID")
    def query(
        sparql: Annotated[str | None, typer.Argument(metavar="[SPARQL]", help="A SELECT, ASK or CONSTRUCT query; our prefixes are declared.")] = None,
        graph: GraphDir = DEFAULT_GRAPH,
        file: Annotated[Path | None, typer.Option("--file", "-f", metavar="F.rq", help="Read the query from a file.")] = None,
        name: Annotated[str | None, typer.Option("--name", "-n", help="Run a query that ships with the package.")] = None,
        parameter: Annotated[list[str] | None, typer.Option("--parameter", "-p", metavar="KEY=VALUE", help="Parameter of a named query.")] = None,
        show_list: Annotated[bool, typer.Option("--list", help="List the named queries and their parameters.")] = False,
        format: Annotated[str, typer.Option(metavar="table|csv|json|xml|tsv|turtle", help="How to print the answer.")] = "table",
    ) -> None:
        """Ask a graph in SPARQL."""
        from kg.sparql import list_queries, run_named_query, run_query
        from kg.store import GraphFolder

        if show_list:
            for named in list_queries():
                out.print(f"{named.name:12} {named.title}", markup=False)
                for key, (default, explanation) in named.parameters.items():
                    out.print(f"{'':12}   -p {key}={default}  {explanation}", markup=False)
            return
        if sum(given is not None for given in (sparql, file, name)) != 1:
            raise typer.BadParameter("give one of: a query, --file F.rq, --name NAME (kg query --list shows the names)")
        pairs = [part.partition("=") for part in parameter or []]
        if wrong := [key for key, sign, _ in pairs if not sign]:
            raise typer.BadParameter(f"-p {wrong[0]} has no value; write -p {wrong[0]}=VALUE")
        if pairs and not name:
            raise typer.BadParameter("-p goes with --name; write the value into your own query")
        if file:
            try:
                sparql = file.read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise QueryError(f"{file} cannot be read ({error}); it should be a text file with one SPARQL query") from error
        with GraphFolder(graph) as folder:
            store = folder.open_rdf()
            parameters = {key: value for key, _, value in pairs}
            answer = run_named_query(store, name, parameters) if name else run_query(store, sparql or "")
            if format == "table":
                _print_table(answer)
            else:
                sys.stdout.buffer.write(answer.serialize(format))

    def _print_table(answer: "Answer") -> None:
        table = Table(*answer.variables, header_style="bold")
        count = 0
        for row in answer.iterate_rows():
            table.add_row(*("" if value is None else str(value) for value in row.values()))
            count += 1
        out.print(table, markup=False)
        out.print(f"{count} rows", markup=False)
