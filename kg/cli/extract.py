"""``kg extract``: articles to JSON Lines."""

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.console import FailureLog, Inputs, Lang, Published, Quiet, Strict, Workers, get_language_choice, track
from schemas.record import Record


def keep_confident(record: Record, bound: float) -> Record:
    """The record without events below a confidence; no event refers to one that is left out."""
    kept = {event.id for event in record.events if event.confidence >= bound}
    if len(kept) == len(record.events):
        return record
    events = [
        event.model_copy(update={"denies": [i for i in event.denies if i in kept], "alleges": [i for i in event.alleges if i in kept]})
        for event in record.events
        if event.id in kept
    ]
    return record.model_copy(update={"events": events})


def register(app: typer.Typer) -> None:
    """Add the subcommand."""

    @app.command(epilog="Example: kg extract news/*.txt --published 2020-10-31 -o events.jsonl")
    def extract(
        inputs: Inputs,
        output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of standard output.")] = None,
        workers: Workers = 1,
        lang: Lang = "auto",
        published: Published = None,
        min_confidence: Annotated[float, typer.Option(min=0, max=1, help="Leave out events below this confidence.")] = 0.0,
        strict: Strict = False,
        quiet: Quiet = False,
    ) -> None:
        """Find the events in articles: JSON Lines, one article a line."""
        from kg.pipeline import extract_inputs

        failures = FailureLog()
        records = extract_inputs(
            inputs,
            lang=get_language_choice(lang),
            published=published,
            workers=workers,
            on_failure=None if strict else failures.add,
            stdin=sys.stdin.buffer,
        )
        with output.open("w", encoding="utf-8") if output else nullcontext(sys.stdout) as stream:
            for record in track(records, "articles", quiet=quiet):
                stream.write(keep_confident(record, min_confidence).model_dump_json() + "\n")
        failures.finish()
