"""The training loop: seeded, with weight averaging, on the CPU in bfloat16 where the processor has it."""

import copy
import logging
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.models.blocks import unpack_rows
from kg.models.labels import Labels
from kg.models.tokenizer import PieceTokenizer
from kg.training.batches import label_spans, make_batches, mark_spans, pad_batch
from kg.training.checkpoint import Checkpoint
from kg.training.data import Example, make_example
from kg.training.distillation import Lesson, blend_lesson, compute_soft_loss, make_lessons
from kg.training.e5 import PretrainedEncoder, select_latin_pieces
from kg.training.network import SHARED_LAYERS, EventNetwork, count_layers
from schemas.errors import ModelError

_log = logging.getLogger(__name__)
HEADS = ("trigger_head", "role_head", "own", "type_head", "mode_head", "factuality_head", "marker")


@dataclass(frozen=True)
class TrainingOptions:
    """How to train.

    ``learning_rate`` is that of the encoder's last layer, ``layer_decay`` its factor from one layer to the one below; ``head_rate`` is that
    of the new heads, ``decay`` that of the averaged weights, ``smoothing`` what the labels of types and modes leave to the others.
    """

    epochs: int = 8
    batch_size: int = 16
    learning_rate: float = 2e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.95
    decay: float = 0.998
    smoothing: float = 0.05
    recase: float = 0.06  # share of the sentences shown in capitals or small letters only
    soft_share: float = 0.6  # what teachers, where there are any, count beside the annotations
    seed: int = 1


def train_network(
    records: Sequence[dict[str, Any]],
    encoder: PretrainedEncoder,
    labels: Labels,
    options: TrainingOptions,
    *,
    start: Checkpoint | None = None,
    teachers: Sequence[Checkpoint] = (),
    unlabelled: Sequence[str] = (),
    checkpoint: Path | None = None,
) -> EventNetwork:
    """Fine-tune the encoder on annotated sentences; returns the network with averaged weights, in evaluation mode.

    ``start``: weights to begin with. ``teachers``: networks whose mean answers are learned beside the annotations, and instead of them for
    the ``unlabelled`` sentences (:mod:`kg.training.distillation`). ``checkpoint``: file that the weights are written to after each epoch.
    """
    torch.manual_seed(options.seed)
    random.seed(options.seed)
    torch.set_flush_denormal(True)  # the optimizer's averages decay into denormal numbers, which are slow
    kept = select_latin_pieces(encoder.pieces)
    tokenizer = PieceTokenizer([encoder.pieces[i] for i in kept], [encoder.scores[i] for i in kept])
    embeddings = torch.from_numpy(unpack_rows(encoder.get_packed_rows("emb.word", encoder.hidden)[kept]))
    shared = count_layers(start.weights, "shared") if start else SHARED_LAYERS
    network = EventNetwork(encoder, embeddings, labels, shared=shared)
    if start:
        network.load_state_dict(start.weights)
    averaged = copy.deepcopy(network).eval()
    named = [(name, p) for name, p in network.named_parameters() if p.requires_grad]
    by_rate: dict[float, list[nn.Parameter]] = {}
    for name, parameter in named:
        by_rate.setdefault(_get_rate(name, options, encoder.layers, shared), []).append(parameter)
    optimizer = torch.optim.AdamW([{"params": group, "lr": rate} for rate, group in by_rate.items()], weight_decay=0.01, fused=True)
    others = [{"text": text, "events": []} for text in unlabelled if teachers]
    plain = [make_example(record, tokenizer, labels) for record in (*records, *others)]
    lessons = _ask_teachers(teachers, plain, lambda depth: EventNetwork(encoder, embeddings, labels, shared=depth), labels)
    if lessons:
        annotated = [blend_lesson(lesson, e, options.soft_share) for lesson, e in zip(lessons[: len(records)], plain, strict=False)]
        lessons = annotated + lessons[len(records) :]
    steps, step = options.epochs * math.ceil(len(plain) / options.batch_size), 0
    for epoch in range(options.epochs):
        # a lesson is about the pieces of the sentence as it stands
        recase = 0.0 if lessons else options.recase
        examples = [_recase(example, record, tokenizer, labels, recase) for example, record in zip(plain, (*records, *others), strict=True)]
        batches = make_batches([len(example.ids) for example in examples], options.batch_size)
        network.train()
        began, total = time.monotonic(), 0.0
        for batch in batches:
            # linear warm-up over a tenth of the steps, then linear decline
            factor = min(1.0, (step + 1) / (0.1 * steps)) * max(0.01, 1 - step / steps)
            for group, rate in zip(optimizer.param_groups, by_rate, strict=True):
                group["lr"] = rate * factor
            chosen = [examples[i] for i in batch]
            if lessons:
                loss = compute_soft_loss(network, chosen, [lessons[i] for i in batch])
            else:
                loss = compute_loss(network, chosen, smoothing=options.smoothing)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_([p for _, p in named], 1.0)
            optimizer.step()
            step, total = step + 1, total + float(loss.detach())
            _average(averaged, network, min(options.decay, step / (step + 10)))
        _log.info("epoch %d of %d: loss %.4f, %.0f s", epoch + 1, options.epochs, total / len(batches), time.monotonic() - began)
        if checkpoint:
            torch.save({"weights": averaged.state_dict(), "labels": labels.model_dump(), "options": asdict(options)}, checkpoint)
    torch.set_flush_denormal(False)
    return averaged


def _ask_teachers(teachers: Sequence[Checkpoint], examples: Sequence[Example], make: Callable[[int], EventNetwork], labels: Labels) -> list[Lesson]:
    networks = []
    for teacher in teachers:
        if teacher.labels != labels:
            raise ModelError("a teacher has other labels than the student; train both on the same annotations")
        networks.append(make(count_layers(teacher.weights, "shared")).eval())
        networks[-1].load_state_dict(teacher.weights)
    return make_lessons(networks, examples) if networks else []


def _get_rate(name: str, options: TrainingOptions, layers: int, shared: int) -> float:
    """Learning rate of a parameter: lower layers know the language already and move less."""
    if name.startswith(HEADS):
        return options.head_rate
    part, _, rest = name.partition(".")
    first = {"shared": 0, "trigger_layers": shared, "reader_layers": shared}.get(part)
    number = -1 if first is None else first + int(rest.split(".")[0])
    return options.learning_rate * options.layer_decay ** (layers - 1 - number)


def _recase(example: Example, record: dict[str, Any], tokenizer: PieceTokenizer, labels: Labels, share: float) -> Example:
    """Headlines come in capitals, old corpora in small letters: show some sentences so, where that keeps every character in place."""
    if random.random() >= share:
        return example
    text: str = record["text"]
    changed = random.choice((text.upper, text.lower, text.title))()
    return make_example(record, tokenizer, labels, text=changed) if len(changed) == len(text) else example


@torch.no_grad()
def _average(averaged: nn.Module, network: nn.Module, decay: float) -> None:
    for mean, current in zip(averaged.parameters(), network.parameters(), strict=True):
        if current.requires_grad:
            mean.lerp_(current, 1 - decay)


def compute_loss(network: EventNetwork, batch: Sequence[Example], *, smoothing: float = 0.0) -> Tensor:
    """Sum of the losses of triggers, types, modes, factuality and roles."""
    ids, mask = pad_batch([example.ids for example in batch])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states, triggers = network.encode(ids, mask)
    gold = torch.full(ids.shape, -100)
    for row, example in enumerate(batch):
        gold[row, 1 : len(example.ids) + 1] = label_spans([(e.type_index, e.trigger) for e in example.events], len(example.ids))
    loss = functional.cross_entropy(triggers.flatten(0, 1), gold.flatten(), ignore_index=-100)

    read = [(row, event) for row, example in enumerate(batch) for event in example.events]
    false = _choose_false_triggers(triggers.detach(), batch)
    if not read and not false:
        return loss
    rows = torch.tensor([row for row, _ in read] + [row for row, _ in false])
    marks = mark_spans([event.trigger for _, event in read] + [span for _, span in false], ids.shape[1])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        types, modes, factualities, roles = network.read(states[rows], mask[rows], marks)
    gold_types = torch.tensor([1 + e.type_index for _, e in read] + [0] * len(false))
    loss = loss + 0.5 * functional.cross_entropy(types, gold_types, label_smoothing=smoothing)
    if read:
        true = len(read)
        gold_roles = torch.full(marks[:true].shape, -100)
        for i, (row, event) in enumerate(read):
            gold_roles[i, 1 : len(batch[row].ids) + 1] = label_spans(event.arguments, len(batch[row].ids))
        loss = loss + functional.cross_entropy(roles[:true].flatten(0, 1), gold_roles.flatten(), ignore_index=-100)
        gold_modes = torch.tensor([e.mode_index for _, e in read])
        loss = loss + 0.4 * functional.cross_entropy(modes[:true], gold_modes, label_smoothing=smoothing)
        loss = loss + 0.3 * functional.cross_entropy(factualities[:true], torch.tensor([e.factuality_index for _, e in read]))
    return loss


def _choose_false_triggers(triggers: Tensor, batch: Sequence[Example]) -> list[tuple[int, tuple[int, int]]]:
    """For each sentence the word outside of its triggers that looks most like one: the reader learns to refuse it."""
    outside = functional.softmax(triggers, dim=-1)[..., 0]
    chosen = []
    for row, example in enumerate(batch):
        taken = example.list_triggers()
        free = [i for i, starts in enumerate(example.word_starts) if starts and i not in taken]
        if not free or (example.events and random.random() < 0.4):
            continue
        first = min(free, key=lambda i: float(outside[row, i + 1])) if random.random() < 0.8 else random.choice(free)
        chosen.append((row, example.get_word(first)))
    return chosen
