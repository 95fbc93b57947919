"""``kg build``: articles to a graph on disk."""

import itertools
import sys
from typing import Annotated

import typer

from kg.cli.console import FailureLog, GraphDir, Inputs, Lang, Published, Quiet, Strict, Workers, get_language_choice, out, track

KEPT_AT_ONCE = 64  # records a transaction: what a kill can cost is a second's work


def register(app: typer.Typer) -> None:
    """Add the subcommand."""

    @app.command(epilog="Example: kg build news/ --graph karabakh && kg stats --graph karabakh")
    def build(
        inputs: Inputs,
        graph: GraphDir,
        workers: Workers = 1,
        lang: Lang = "auto",
        published: Published = None,
        again: Annotated[bool, typer.Option("--again", help="Extract articles anew that the graph has already.")] = False,
        base_iri: Annotated[str | None, typer.Option(metavar="IRI", help="Base of the IRIs in the RDF.")] = None,
        strict: Strict = False,
        quiet: Quiet = False,
    ) -> None:
        """Extract, link and merge, and keep the graph in a folder.

        Articles that the folder has already are skipped; a run that was killed can be run again.
        """
        from kg.pipeline import extract_inputs, get_model_name
        from kg.store import GraphFolder

        failures = FailureLog()
        with GraphFolder(graph, create=True) as folder:
            if base_iri:
                folder.set_base_iri(base_iri)
            known: set[str] = set() if again else folder.list_keys()
            before, kept, events = len(known), 0, 0
            records = extract_inputs(
                inputs,
                lang=get_language_choice(lang),
                published=published,
                workers=workers,
                known=known,
                on_failure=None if strict else failures.add,
                stdin=sys.stdin.buffer,
            )
            tracked = track(records, "articles", quiet=quiet)
            while lot := list(itertools.islice(tracked, KEPT_AT_ONCE)):
                kept += folder.add_records(lot, model=get_model_name())
                events += sum(len(record.events) for record in lot)
            folder.refresh()
            if not quiet:
                out.print(f"{kept} articles added to {graph} ({before} were there), with {events} event mentions", markup=False)
        failures.finish()
