"""Several teachers distilled into one network of the same size (Hinton et al. 2015, https://arxiv.org/abs/1503.02531).

Networks trained from different seeds err differently, so that the mean of their answers is better than each. What they say of annotated
sentences, and of others that nobody annotated, becomes the lesson of one student, which costs no more to run than one of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from kg.training.batches import label_spans, mark_spans, pad_batch
from kg.training.data import Example
from kg.training.network import EventNetwork

CANDIDATE = 0.1  # words that the teachers take for a trigger with this probability are read too
MAX_SPANS = 3  # of a sentence: the annotated triggers, then the likeliest candidates


@dataclass(frozen=True)
class Lesson:
    """What the teachers say of a sentence, as probabilities in half precision.

    ``triggers``: (pieces, labels). For each of ``spans``, the marked triggers over the pieces, of which the first are the annotated ones:
    ``types`` (spans, 1 + types), ``modes``, ``factualities`` and ``roles`` (spans, pieces, labels).
    """

    triggers: Tensor
    spans: list[tuple[int, int]]
    types: Tensor
    modes: Tensor
    factualities: Tensor
    roles: Tensor


@torch.no_grad()
def make_lessons(teachers: Sequence[EventNetwork], examples: Sequence[Example], *, batch_size: int = 32) -> list[Lesson]:
    """The mean of the teachers' answers for each example, in the order given."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].ids))
    lessons: dict[int, Lesson] = {}
    for begin in range(0, len(order), batch_size):
        numbers = order[begin : begin + batch_size]
        lessons |= dict(zip(numbers, _teach([examples[i] for i in numbers], teachers), strict=True))
    return [lessons[i] for i in range(len(examples))]


def _teach(batch: Sequence[Example], teachers: Sequence[EventNetwork]) -> list[Lesson]:
    ids, mask = pad_batch([example.ids for example in batch])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        encoded = [teacher.encode(ids, mask) for teacher in teachers]
    triggers = torch.stack([logits.softmax(-1) for _, logits in encoded]).mean(0)
    spans = [_choose_spans(triggers[row, 1:-1], example) for row, example in enumerate(batch)]
    rows = torch.tensor([row for row, chosen in enumerate(spans) for _ in chosen])
    marks = mark_spans([span for chosen in spans for span in chosen], ids.shape[1])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        read = [teacher.read(states[rows], mask[rows], marks) for teacher, (states, _) in zip(teachers, encoded, strict=True)]
    means = [torch.stack([answers[part].softmax(-1) for answers in read]).mean(0).half() for part in range(4)]
    lessons, at = [], 0
    for row, (example, chosen) in enumerate(zip(batch, spans, strict=True)):
        end, length = at + len(chosen), len(example.ids)
        types, modes, factualities, roles = (mean[at:end].clone() for mean in means)
        lessons.append(Lesson(triggers[row, 1 : length + 1].half().clone(), chosen, types, modes, factualities, roles[:, 1 : length + 1].clone()))
        at = end
    return lessons


def _choose_spans(triggers: Tensor, example: Example) -> list[tuple[int, int]]:
    """The annotated triggers, the words that the teachers take for one, and at least one word that is none."""
    spans = [event.trigger for event in example.events]
    taken = example.list_triggers()
    words = sorted((float(triggers[i, 0]), i) for i, starts in enumerate(example.word_starts) if starts and i not in taken)
    for rank, (outside, first) in enumerate(words[: MAX_SPANS - min(len(spans), MAX_SPANS - 1)]):
        if rank and outside > 1 - CANDIDATE:
            break
        spans.append(example.get_word(first))
    return spans


def blend_lesson(lesson: Lesson, example: Example, share: float) -> Lesson:
    """The lesson of an annotated sentence: ``share`` of what the teachers say, the rest what the annotation says."""
    triggers, types, modes, factualities, roles = (
        part.float() * share for part in (lesson.triggers, lesson.types, lesson.modes, lesson.factualities, lesson.roles)
    )
    gold = label_spans([(event.type_index, event.trigger) for event in example.events], len(example.ids))
    triggers[torch.arange(len(gold)), gold] += 1 - share
    for i, event in enumerate(example.events[: len(lesson.spans)]):
        types[i, 1 + event.type_index] += 1 - share
        modes[i, event.mode_index] += 1 - share
        factualities[i, event.factuality_index] += 1 - share
        words = label_spans(event.arguments, len(example.ids))
        roles[i, torch.arange(len(words)), words] += 1 - share
    for i in range(len(example.events), len(lesson.spans)):
        types[i, 0] += 1 - share
        # what is no event has no roles to learn: the teachers' word stands, and counts as little as they hold it for an event
        for part in (modes, factualities, roles):
            part[i] /= share
    return Lesson(triggers.half(), lesson.spans, types.half(), modes.half(), factualities.half(), roles.half())


def compute_soft_loss(network: EventNetwork, batch: Sequence[Example], lessons: Sequence[Lesson]) -> Tensor:
    """How far the student is from the teachers: cross-entropy against their probabilities, summed over what is predicted.

    What an event's mode, factuality and roles are counts as much as the teachers hold it for an event.
    """
    ids, mask = pad_batch([example.ids for example in batch])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states, logits = network.encode(ids, mask)
    student = torch.cat([logits[row, 1 : len(example.ids) + 1] for row, example in enumerate(batch)])
    loss = _compare(student, torch.cat([lesson.triggers for lesson in lessons])).mean()
    rows = torch.tensor([row for row, lesson in enumerate(lessons) for _ in lesson.spans])
    marks = mark_spans([span for lesson in lessons for span in lesson.spans], ids.shape[1])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        types, modes, factualities, roles = network.read(states[rows], mask[rows], marks)
    taught = [torch.cat([getattr(lesson, part) for lesson in lessons]).float() for part in ("types", "modes", "factualities")]
    sure = 1 - taught[0][:, 0]
    total = sure.sum() + 1e-3
    loss = loss + 0.5 * _compare(types, taught[0]).mean()
    loss = loss + 0.4 * (_compare(modes, taught[1]) * sure).sum() / total
    loss = loss + 0.3 * (_compare(factualities, taught[2]) * sure).sum() / total
    taught_roles = [part for lesson in lessons for part in lesson.roles]  # (pieces, labels) for each marked trigger
    distances = [_compare(row[1 : len(part) + 1], part).mean() for row, part in zip(roles, taught_roles, strict=True)]
    return loss + (torch.stack(distances) * sure).sum() / total


def _compare(student: Tensor, teacher: Tensor) -> Tensor:
    """Cross-entropy of logits against probabilities, over the last dimension."""
    return -(teacher.float() * functional.log_softmax(student.float(), dim=-1)).sum(-1)
