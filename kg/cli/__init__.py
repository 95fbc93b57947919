"""The command ``kg``: one file a subcommand, registered here. Only this package prints."""

import os
import sys

import typer

from kg.cli import build, demo, evaluate, export, extract, query, serve, show, stats, train, validate
from kg.cli.console import print_error
from schemas.errors import ConflictKgError

app = typer.Typer(
    name="kg",
    help="News articles in, a knowledge graph of who did what to whom, where, when, according to whom, out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for _module in (demo, extract, build, query, export, show, stats, evaluate, train, serve, validate):
    _module.register(app)


def main() -> None:
    """Entry point: a failure is one sentence on stderr; ``--debug`` anywhere in the call shows the traceback instead."""
    debug = "--debug" in sys.argv
    if debug:
        sys.argv.remove("--debug")
    try:
        app()
    except ConflictKgError as error:
        if debug:
            raise
        print_error(str(error))
        sys.exit(2)
    except BrokenPipeError:  # the reader of our output (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        print_error("stopped")
        sys.exit(130)
    except Exception as error:
        if debug:
            raise
        print_error(f"unexpected {type(error).__name__}: {error}; run the same with --debug and report what it shows")
        sys.exit(1)
