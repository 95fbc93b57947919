"""``kg evaluate``: the model against annotated sentences."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from kg.cli.console import Quiet, out, track
from kg.error_analysis import KINDS, ErrorReport, analyze_errors
from schemas.errors import InputError


def register(app: typer.Typer) -> None:
    """Add the subcommand."""

    @app.command(epilog="Example: kg evaluate dev.id.jsonl --json")
    def evaluate(
        gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help='Sentences with "id", "text", and "events" or "relations", one a line.')],
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
        predictions: Annotated[Path | None, typer.Option("--predictions", "-o", metavar="FILE", help="Write what was predicted here.")] = None,
        errors: Annotated[bool, typer.Option("--errors", help="List the errors by kind instead: what to work on next.")] = False,
        quiet: Quiet = False,
    ) -> None:
        """Precision, recall and F1 against gold annotations."""
        from kg.evaluation import measure_calibration, read_gold, score_events
        from kg.evaluation_relations import score_relations
        from kg.pipeline import Extractor

        try:
            sentences = read_gold([gold], fields=("events", "relations"))
        except OSError as error:
            raise InputError(f"{gold} cannot be read ({error.strerror}); give a file of annotated sentences") from error
        extractor = Extractor()
        found = {sentence["id"]: extractor.annotate(sentence) for sentence in track(sentences, "sentences", quiet=quiet)}
        if predictions:
            lines = (json.dumps({"id": key, **annotations}, ensure_ascii=False) + "\n" for key, annotations in found.items())
            predictions.write_text("".join(lines), encoding="utf-8")
        events, relations = ({key: annotations[field] for key, annotations in found.items()} for field in ("events", "relations"))
        with_events, with_relations = ([sentence for sentence in sentences if field in sentence] for field in ("events", "relations"))
        if errors:
            report = analyze_errors(with_events, events)
            out.print_json(json.dumps(report.to_json())) if as_json else _print_errors(report)
            return
        figures: dict[str, Any] = {}
        if with_events:
            figures = {**score_events(with_events, events), "calibration": measure_calibration(with_events, events)}
        if with_relations:
            figures["relations"] = score_relations(with_relations, relations)
        if as_json:
            out.print_json(json.dumps(figures))
            return
        if with_events:
            _print_figures(figures)
        if with_relations:
            _print_relations(figures["relations"])

    def _print_errors(report: ErrorReport) -> None:
        out.print(f"{len(report.errors)} errors in {report.sentences} sentences with {report.events} events and {report.arguments} arguments")
        table = Table("kind", "errors", "what", "most often", "for example", box=None)
        for kind, count in report.count_kinds().items():
            often = ", ".join(f"{detail} ({number})" for detail, number in report.count_details(kind)[:4])
            first = next(error for error in report.errors if error.kind == kind)
            table.add_row(kind, str(count), KINDS[kind], escape(often), escape(f"{first.sentence}: {first.words}"))
        out.print(table)

    def _print_figures(figures: dict[str, Any]) -> None:
        table = Table("figure", "precision", "recall", "F1", "right", "gold", "predicted", box=None)
        for name in ("event", "argument", "dyad", "attribution", "location", "date"):
            row = figures[name]
            table.add_row(name, *(f"{row[k]:.3f}" for k in ("p", "r", "f1")), *(str(row[k]) for k in ("right", "gold", "pred")))
        for name in ("mode", "factuality"):
            row = figures[name]
            table.add_row(f"{name} accuracy", "", "", f"{row['accuracy']:.3f}", str(row["right"]), str(row["of"]), "")
        out.print(table)
        alarms = figures["false_alarms"]
        out.print(f"{figures['sentences']} sentences; {alarms['per_100']:.1f} false alarms per 100 sentences without events")
        calibration = figures["calibration"]
        out.print(
            f"confidence is off by {calibration['error']:.3f} on average (expected calibration error); the precision that --min-confidence buys:"
        )
        table = Table("confidence", "events", "right", "precision", box=None)
        for level in calibration["levels"]:
            table.add_row(f"{level['confidence']:.2f}", str(level["events"]), str(level["right"]), f"{level['precision']:.3f}")
        out.print(table)
        table = Table("type", "gold", "predicted", "precision", "recall", "F1", "argument F1", box=None)
        for name, row in figures["types"].items():
            event = row["event"]
            numbers = (f"{event[k]:.3f}" for k in ("p", "r", "f1"))
            table.add_row(name, str(event["gold"]), str(event["pred"]), *numbers, f"{row['argument']['f1']:.3f}")
        out.print(table)

    def _print_relations(figures: dict[str, Any]) -> None:
        out.print(f"{figures['sentences']} sentences; {figures['false_alarms']['per_100']:.1f} false alarms per 100 sentences without relations")
        table = Table("relation", "gold", "predicted", "precision", "recall", "F1", "exact F1", "code", "factuality", box=None)
        for name, row in {"all": figures, **figures["types"]}.items():
            found = row["relation"]
            numbers = (f"{number:.3f}" for number in (found["p"], found["r"], found["f1"], row["exact"]["f1"]))
            table.add_row(name, str(found["gold"]), str(found["pred"]), *numbers, *(f"{row[k]['accuracy']:.3f}" for k in ("code", "factuality")))
        out.print(table)
