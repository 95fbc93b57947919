"""``kg query``: SPARQL on a graph, and the named queries."""

import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from kg.cli.console import DEFAULT_GRAPH, GraphDir, out
from schemas.errors import QueryError

if TYPE_CHECKING:
    from kg.queries import NamedQuery
    from kg.sparql import Answer

FORMATS = ("table", "csv", "json", "xml", "tsv", "turtle")


def register(app: typer.Typer) -> None:
    """Add the subcommand."""

    @app.command(epilog="Example: kg query --graph karabakh --name accusations -p type=AID")
    def query(
        sparql: Annotated[str | None, typer.Argument(metavar="[SPARQL]", help="A SELECT, ASK or CONSTRUCT query; our prefixes are declared.")] = None,
        graph: GraphDir = DEFAULT_GRAPH,
        file: Annotated[Path | None, typer.Option("--file", "-f", metavar="F.rq", help="Read the query from a file.")] = None,
        name: Annotated[str | None, typer.Option("--name", "-n", help="Run a query that ships with the package.")] = None,
        parameter: Annotated[list[str] | None, typer.Option("--parameter", "-p", metavar="KEY=VALUE", help="Parameter of a named query.")] = None,
        show_list: Annotated[bool, typer.Option("--list", help="List the named queries (with --format markdown: as a page).")] = False,
        describe: Annotated[str | None, typer.Option("--describe", metavar="NAME", help="Explain a named query and show its SPARQL.")] = None,
        format: Annotated[str, typer.Option(metavar="|".join(FORMATS), help="How to print the answer.")] = "table",
    ) -> None:
        """Ask a graph in SPARQL."""
        from kg.queries import get_query, list_queries, make_document
        from kg.sparql import run_query
        from kg.store import GraphFolder

        if show_list:
            if format == "markdown":
                sys.stdout.write(make_document(list_queries()))
            else:
                _print_list(list_queries())
            return
        if describe:
            _print_description(get_query(describe))
            return
        if format not in FORMATS:
            raise typer.BadParameter(f"{format!r} is no format of an answer; use {', '.join(FORMATS)}")
        if sum(given is not None for given in (sparql, file, name)) != 1:
            raise typer.BadParameter("give one of: a query, --file F.rq, --name NAME (kg query --list shows the names)")
        values = _parse_values(parameter or [])
        if values and not name:
            raise typer.BadParameter("-p goes with --name; write the value into your own query")
        named = get_query(name) if name else None
        if named:
            named.fill(values)  # a wrong value shows before a graph is opened
        if file:
            try:
                sparql = file.read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise QueryError(f"{file} cannot be read ({error}); it should be a text file with one SPARQL query") from error
        with GraphFolder(graph) as folder:
            store, base_iri = folder.open_rdf(), folder.get_base_iri()
            answer = run_query(store, named.fill(values, base_iri=base_iri) if named else sparql or "", base_iri=base_iri)
            if format != "table":
                sys.stdout.buffer.write(answer.serialize(format))
            elif (count := _print_table(answer)) == (limit := int(values.get("limit") or named.limit) if named else None):
                out.print(f"{count} rows, the limit; more with -p limit={10 * (limit or 1)}", markup=False)
            else:
                out.print(f"{count} {'row' if count == 1 else 'rows'}", markup=False)


def _parse_values(pairs: list[str]) -> dict[str, str]:
    values = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign:
            raise typer.BadParameter(f"-p {key} has no value; write -p {key}=VALUE")
        values[key] = value
    return values


def _print_table(answer: "Answer") -> int:
    table = Table(*answer.variables, header_style="bold")
    for row in answer.iterate_rows(shorten=True):
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    out.print(table, markup=False)
    return table.row_count


def _print_list(queries: "tuple[NamedQuery, ...]") -> None:
    width = max(len(query.name) for query in queries)
    for group, members in groupby(queries, key=lambda query: query.group):
        out.print(f"\n{group}", style="bold", markup=False)
        for query in members:
            out.print(f"  {query.name:{width}}  {query.title}", markup=False)
    out.print("\nkg query --describe NAME explains one, kg query --graph DIR --name NAME runs it", markup=False)


def _print_description(query: "NamedQuery") -> None:
    out.print(f"{query.title}\n{query.title_id}\n", style="bold", markup=False)
    out.print(f"{query.explanation}\n", markup=False)
    for parameter in query.parameters.values():
        option = f"-p {parameter.name}={parameter.kind.upper()}"
        out.print(f"  {option:24}  {parameter.explanation} ({parameter.told_default})", markup=False)
    out.print(f"\n{query.body}\nLIMIT {query.limit}", markup=False, soft_wrap=True)
