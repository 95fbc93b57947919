"""What the subcommands share: where they write, how they count, how they list failures."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from schemas.record import Failure

PIPED_WIDTH = 160  # columns of tables that go to a file or a pipe
out = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
err = Console(stderr=True, highlight=False, soft_wrap=True)
MAX_LISTED = 20  # failures printed one by one; the rest is counted

Inputs = Annotated[
    list[str],
    typer.Argument(metavar="INPUT...", help="Files (.txt .md .html .json .jsonl .csv ...), folders, globs, or - for standard input."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print results and errors only.")]
Workers = Annotated[int, typer.Option("--workers", "-j", min=1, max=64, help="Processes that extract; each takes about 0.4 GB.")]
Lang = Annotated[str, typer.Option("--lang", metavar="auto|id|en", help="Language of the articles; auto finds it for each.")]
Published = Annotated[str | None, typer.Option("--published", metavar="DATE", help="Publication date of articles that have none (YYYY-MM-DD).")]
Strict = Annotated[bool, typer.Option("--strict", help="Stop at the first input that cannot be used.")]
GraphDir = Annotated[Path, typer.Option("--graph", "-g", metavar="DIR", help="Folder that holds the graph.")]
DEFAULT_GRAPH = Path("graph")
T = TypeVar("T")


def print_error(message: str) -> None:
    """One sentence on stderr."""
    err.print(f"kg: {message}", style="red", markup=False)


class FailureLog:
    """Collects what could not be used; prints the first of them as they come."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, failure: Failure) -> None:
        """Note one failure."""
        self.count += 1
        if self.count <= MAX_LISTED:
            print_error(f"{failure.where}: {failure.what}")

    def finish(self) -> None:
        """Say how many more there were; exit with status 1 if there was any."""
        if self.count > MAX_LISTED:
            print_error(f"and {self.count - MAX_LISTED} more inputs that could not be used")
        if self.count:
            raise typer.Exit(1)


def track(items: Iterable[T], what: str, *, quiet: bool) -> Iterator[T]:
    """Show a count that runs, on a terminal only, and only once the work has taken two seconds."""
    if quiet or not sys.stderr.isatty():
        yield from items
        return
    columns = (SpinnerColumn(), TextColumn(what), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=False) as progress:
        task = progress.add_task(what, total=None, visible=False)
        for item in items:
            yield item
            progress.advance(task)
            if (progress.tasks[0].elapsed or 0) > 2:
                progress.update(task, visible=True)


def get_language_choice(lang: str) -> str | None:
    """None for "auto"; a two- or three-letter code else; anything else is a wrong call."""
    if lang == "auto":
        return None
    if not (lang.isalpha() and lang.islower() and 2 <= len(lang) <= 3):
        raise typer.BadParameter(f"{lang!r} is no language code; use auto, id, en or another ISO 639 code")
    return lang
