"""Training, from annotated sentences to a model folder, on an encoder small enough to learn a handful by heart."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra: pip install 'conflict-kg[train]'")
pytest.importorskip("onnx", reason="training needs the extra: pip install 'conflict-kg[train]'")

from kg.models.blocks import BLOCK_VALUES, unpack_rows
from kg.models.event_model import EventModel
from kg.models.labels import Labels
from kg.models.tokenizer import PieceTokenizer
from kg.training import run
from kg.training.checkpoint import read_checkpoint
from kg.training.data import find_span, make_example
from kg.training.e5 import PretrainedEncoder, select_latin_pieces
from kg.training.network import count_layers
from kg.training.sweep import fit_calibration
from kg.training.train import TrainingOptions
from schemas.errors import InputError, ModelError

WIDE, LAYERS, INNER, POSITIONS = 32, 12, 64, 64
SENTENCES = {
    "Alpha attacked Bravo on Monday": ("ASSAULT", "attacked", "Alpha", "Bravo"),
    "Charlie attacked Delta on Friday": ("ASSAULT", "attacked", "Charlie", "Delta"),
    "Alpha helped Delta on Friday": ("AID", "helped", "Alpha", "Delta"),
    "Charlie helped Bravo on Monday": ("AID", "helped", "Charlie", "Bravo"),
    "Alpha saw Bravo on Monday": None,
    "Charlie saw Delta on Friday": None,
}


def make_records() -> list[dict[str, Any]]:
    records = []
    for number, (text, told) in enumerate(SENTENCES.items()):
        events = []
        if told:
            kind, trigger, actor, recipient = told
            sides = {"actors": [{"text": actor, "code": None}], "recipients": [{"text": recipient, "code": None}]}
            events = [{"type": kind, "mode": None, "trigger": trigger, **sides, "factuality": "asserted", "attribution": None, "location": None}]
        records.append({"id": f"s{number}", "text": text, "events": events})
    return records


def pack_rows(values: np.ndarray[Any, Any]) -> bytes:
    """The inverse of unpack_rows, to within half a step."""
    blocks = values.reshape(-1, BLOCK_VALUES)
    scale = (np.abs(blocks).max(axis=1, keepdims=True) / 7).astype("<f2")
    nibbles = np.clip(np.rint(blocks / scale.astype("f4")) + 8, 0, 15).astype(np.uint8)
    packed = nibbles[:, :16] | (nibbles[:, 16:] << 4)
    return np.concatenate([scale.view(np.uint8), packed], axis=1).tobytes()


def make_encoder() -> PretrainedEncoder:
    chance = np.random.default_rng(0)
    words = sorted({f"▁{word}" for text in SENTENCES for word in text.split()})
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁Россия", *words, "▁", *"abcdefghijklmnopqrstuvwxyz"]
    data, directory = bytearray(), {}

    def add(name: str, value: np.ndarray[Any, Any], *, packed: bool = False) -> None:
        raw = pack_rows(value) if packed else value.astype("<f4").tobytes()
        directory[name] = (packed, len(data), len(raw))
        data.extend(raw)

    add("emb.word", chance.normal(0, 0.5, (len(pieces), WIDE)), packed=True)
    add("emb.pos", chance.normal(0, 0.1, (POSITIONS, WIDE)))
    add("emb.type", np.zeros((2, WIDE)))
    for prefix in ("emb.ln", *(f"l{n}.{norm}" for n in range(LAYERS) for norm in ("aln", "oln"))):
        add(f"{prefix}.w", np.ones(WIDE))
        add(f"{prefix}.b", np.zeros(WIDE))
    for n in range(LAYERS):
        for name, shape in {
            "q": (WIDE, WIDE),
            "k": (WIDE, WIDE),
            "v": (WIDE, WIDE),
            "ao": (WIDE, WIDE),
            "fi": (INNER, WIDE),
            "fo": (WIDE, INNER),
        }.items():
            add(f"l{n}.{name}.w", chance.normal(0, 0.1, shape))
            add(f"l{n}.{name}.b", np.zeros(shape[0]))
    scores = np.linspace(-1, -9, len(pieces)).astype("f4")
    return PretrainedEncoder(WIDE, LAYERS, 4, INNER, POSITIONS, pieces, scores, directory, bytes(data))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("train")
    lines = [json.dumps(record) for record in make_records()]
    (folder / "a.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "relations.jsonl").write_text('{"id": "r", "text": "x", "relations": []}\n', "utf-8")
    torch.set_num_threads(1)  # layers this small only wait for one another
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "read_encoder", lambda path: make_encoder())
        options = TrainingOptions(epochs=120, batch_size=6, learning_rate=3e-3, head_rate=1e-2, decay=0.9, recase=0)
        run.train_model(folder, folder / "out", encoder_path=folder, options=options, held_out=0)
    return folder / "out"


def test_trained_model_knows_its_sentences(trained: Path) -> None:
    model = EventModel(trained)
    for text, told in SENTENCES.items():
        events = model.read_sentence(text).events
        found = [(e.type, text[e.start : e.end], *(text[a.start : a.end] for a in sorted(e.arguments, key=lambda a: a.role))) for e in events]
        assert found == ([told] if told else [])


def test_report_names_data_and_options(trained: Path) -> None:
    report = json.loads((trained / "report.json").read_text("utf-8"))
    assert list(report["data"]) == ["a.jsonl"], "a file of relations is no training data for events"
    assert report["options"]["seed"] == 1


def test_weights_carry_their_digest(trained: Path) -> None:
    meta = json.loads((trained / "meta.json").read_text("utf-8"))
    assert set(meta["sha256"]) == {"encoder.onnx", "reader.onnx", "tables.npz", "pieces.tsv"}


def test_training_goes_on_from_a_checkpoint(trained: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "read_encoder", lambda path: make_encoder())
        start, options = trained / "checkpoint.pt", TrainingOptions(epochs=0)
        report = run.train_model(trained.parent, tmp_path / "out", encoder_path=tmp_path, options=options, held_out=0, start=start)
    assert (tmp_path / "out/encoder.onnx").read_bytes() == (trained / "encoder.onnx").read_bytes()
    assert report["started_from"]["options"]["epochs"] == 120


def test_training_goes_on_from_a_model_folder(trained: Path, tmp_path: Path) -> None:
    """Without the checkpoint, from the int8 weights: the reader still knows what it knew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "read_encoder", lambda path: make_encoder())
        run.train_model(trained.parent, tmp_path / "out", encoder_path=tmp_path, options=TrainingOptions(epochs=0), held_out=0, start=trained)
    text = next(iter(SENTENCES))
    assert EventModel(tmp_path / "out").read_sentence(text).events[0].type == "ASSAULT"


def test_packaged_model_can_be_gone_on_from() -> None:
    start = read_checkpoint(Path("packaged"))
    assert start.weights["trigger_head.weight"].shape[0] == 1 + 2 * len(start.labels.types)
    assert count_layers(start.weights, "shared") + count_layers(start.weights, "trigger_layers") == LAYERS


def test_student_of_a_teacher_knows_sentences_that_nobody_annotated(trained: Path, tmp_path: Path) -> None:
    known, unseen = make_records()[:1], list(SENTENCES)[2]
    (tmp_path / "a.jsonl").write_text(json.dumps(known[0]) + "\n", "utf-8")
    (tmp_path / "texts").write_text("".join(json.dumps({"text": text}) + "\n" for text in SENTENCES), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "read_encoder", lambda path: make_encoder())
        options = TrainingOptions(epochs=120, batch_size=6, learning_rate=3e-3, head_rate=1e-2, decay=0.9)
        given = {"teachers": [trained / "checkpoint.pt"], "unlabelled": tmp_path / "texts"}
        report = run.train_model(tmp_path, tmp_path / "out", encoder_path=tmp_path, options=options, held_out=0, **given)
    assert (len(report["teachers"]), report["unlabelled"]) == (1, 6)
    (event,) = EventModel(tmp_path / "out").read_sentence(unseen).events
    assert (event.type, unseen[event.start : event.end]) == ("AID", "helped")


def test_file_that_is_no_model_is_refused(trained: Path, tmp_path: Path) -> None:
    (tmp_path / "a.pt").write_bytes(b"none")
    with pytest.raises(ModelError, match=r"a\.pt is no model"):
        run.train_model(trained.parent, tmp_path / "out", encoder_path=None, options=TrainingOptions(), held_out=0, start=tmp_path / "a.pt")


def test_calibration_learns_the_share_that_is_right() -> None:
    judged = [(0.9, number < 6) for number in range(10)] + [(0.99, number < 8) for number in range(10)]
    calibration = fit_calibration(judged)
    assert calibration.apply(0.9) == pytest.approx(0.6, abs=0.03)
    assert calibration.apply(0.99) == pytest.approx(0.8, abs=0.03)


def test_calibration_of_events_all_right_stays_finite() -> None:
    assert 0 < fit_calibration([(0.999, True)] * 5).apply(0.5) < 1


def test_calibration_without_events_changes_nothing() -> None:
    assert fit_calibration([]).apply(0.3) == pytest.approx(0.3)


def test_blocks_give_back_what_was_packed() -> None:
    values = np.random.default_rng(1).normal(size=(3, 64)).astype("f4")
    unpacked = unpack_rows(np.frombuffer(pack_rows(values), np.uint8).reshape(3, -1))
    assert np.abs(unpacked - values).max() < np.abs(values).max() / 7


def test_pieces_of_other_scripts_are_cut() -> None:
    assert select_latin_pieces(["<s>", "<pad>", "</s>", "<unk>", "▁Москва", "▁mé", "سلام", "▁123", ","]) == [0, 1, 2, 3, 5, 7, 8]


def test_folder_without_annotations_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no annotated sentences"):
        run.train_model(tmp_path, tmp_path / "out", encoder_path=None, options=TrainingOptions(), held_out=0)


def test_span_nearest_to_the_trigger_is_chosen() -> None:
    text = "Alpha warned that if Alpha attacks"
    assert find_span(text, "Alpha", near=text.index("attacks")) == (21, 26)


def test_span_inside_a_longer_word_is_second_choice() -> None:
    assert find_span("Iranian and Iran", "Iran") == (12, 16)


def test_event_without_trigger_in_the_text_is_left_out() -> None:
    encoder = make_encoder()
    labels = Labels.collect(("ASSAULT", "AID"), set())
    record = {**make_records()[0]}
    record["events"] = [{**record["events"][0], "trigger": "bombed"}]
    assert make_example(record, PieceTokenizer(encoder.pieces, [float(s) for s in encoder.scores]), labels).events == []
