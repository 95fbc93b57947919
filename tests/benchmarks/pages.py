"""Renew what is measured in the pages: ``python -m tests.benchmarks.pages``.

The demo's table and the figures on the development gold between the marks of README.md, and ``docs/errors.md``: errors by kind. Needs the shared
evaluation data (see ``tests/shared_data.py``). The table of speed has a command of its own, because it wants an idle machine.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from kg.error_analysis import KINDS, ErrorReport, analyze_errors
from kg.evaluation import measure_calibration, read_gold, score_events
from kg.pipeline import Extractor, get_model_name
from tests.shared_data import find_shared

ROOT: Final = Path(__file__).parents[2]
LANGUAGES: Final = {"id": "Indonesian", "en": "English"}
WIDTH: Final = 160  # columns of the demo's table
FIGURES: Final = {
    "event": "event F1",
    "argument": "argument F1 (who, to whom)",
    "dyad": "dyad F1 (whole events)",
    "mode": "mode accuracy",
    "factuality": "factuality accuracy",
    "attribution": "attribution F1 (says who)",
    "location": "location F1",
    "date": "date F1",
}


def main() -> None:
    """Measure, and write README.md and docs/errors.md."""
    scored, reports = {}, {}
    extractor = Extractor()
    for lang in LANGUAGES:
        path = find_shared(f"eval/dev.{lang}.jsonl")
        if path is None:
            sys.exit("the shared evaluation data is not here; set CKG_SHARED to its folder")
        gold = read_gold([path])
        found = {sentence["id"]: extractor.extract_gold(sentence) for sentence in gold}
        scored[lang] = {**score_events(gold, found), "calibration": measure_calibration(gold, found)}
        reports[lang] = analyze_errors(gold, found)
    readme = ROOT / "README.md"
    text = fill(readme.read_text("utf-8"), "demo", "```\n" + run_demo() + "```\n")
    readme.write_text(fill(text, "figures", make_figures(scored)), "utf-8")
    (ROOT / "docs/errors.md").write_text(make_errors(reports), "utf-8")


def fill(text: str, mark: str, content: str) -> str:
    """Replace what stands between ``<!-- mark -->`` and ``<!-- /mark -->``."""
    head, _, rest = text.partition(f"<!-- {mark} -->\n")
    _, end, tail = rest.partition(f"<!-- /{mark} -->")
    if not end:
        raise ValueError(f"README.md has no place for {mark}")
    return f"{head}<!-- {mark} -->\n{content}{end}{tail}"


def run_demo() -> str:
    """What ``kg demo`` prints, without the empty lines."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "kg", "demo"]
        told = subprocess.run(command, cwd=folder, capture_output=True, check=True, encoding="utf-8", env={**os.environ, "COLUMNS": str(WIDTH)})
    return "".join(line.rstrip() + "\n" for line in told.stdout.splitlines() if line.strip())


def make_figures(scored: dict[str, dict[str, Any]]) -> str:
    rows = [
        [title, *(f"{scored[lang][name].get('f1', scored[lang][name].get('accuracy')):.2f}" for lang in LANGUAGES)] for name, title in FIGURES.items()
    ]
    rows.append(["false alarms per 100 event-free sentences", *(f"{scored[lang]['false_alarms']['per_100']:.0f}" for lang in LANGUAGES)])
    rows.append(["expected calibration error", *(f"{scored[lang]['calibration']['error']:.2f}" for lang in LANGUAGES)])
    return make_table(["figure", *LANGUAGES.values()], rows)


def make_errors(reports: dict[str, ErrorReport]) -> str:
    counts = {lang: report.count_kinds() for lang, report in reports.items()}
    rows = []
    for kind, meaning in KINDS.items():
        often = [", ".join(f"{detail} ({number})" for detail, number in reports[lang].count_details(kind)[:3]) for lang in LANGUAGES]
        rows.append([kind, meaning, *(str(counts[lang].get(kind, 0)) for lang in LANGUAGES), *often])
    sizes = "; ".join(
        f"{name}: {len(reports[lang].errors)} errors in {reports[lang].sentences} sentences with {reports[lang].events} events and "
        f"{reports[lang].arguments} arguments"
        for lang, name in LANGUAGES.items()
    )
    head = f"""# Errors by kind

What `{get_model_name()}` gets wrong on the development gold; `kg evaluate GOLD.jsonl --errors` makes the same list of your own. {sizes}.

"""
    return head + make_table(["kind", "what", *LANGUAGES.values(), *(f"most often, {name}" for name in LANGUAGES.values())], rows)


def make_table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |\n" for line in lines)


if __name__ == "__main__":
    main()
