"""Thresholds and calibration of a trained model, from sentences that it was not trained on."""

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from kg.evaluation import judge_confidence, score_events
from kg.models.event_model import Calibration, EventModel, Thresholds, to_gold_event
from kg.training.logistic import fit_logistic

EVENT_STEPS: Final = (0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85)
ARGUMENT_STEPS: Final = (0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
SPEAKER_STEPS: Final = (0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
ALARM_WEIGHT: Final = 0.002  # what one false alarm per 100 event-free sentences costs, in points of F1
NOISE: Final = 0.01  # differences of that much are chance on a few hundred sentences: of bounds that are as good, the strictest one for events

Figures = dict[str, float]


def sweep_thresholds(folder: Path, held: Sequence[dict[str, Any]]) -> tuple[Thresholds, Calibration, Figures]:
    """What is best on the held-out sentences, and the figures there; the defaults where nothing is held out.

    The bound for actors and recipients is chosen with that for events, that for speakers, which touches no other figure, after. That for places stays
    as it is: the few places of the held-out sentences would have it at 0.6, where other news loses more places than false ones.
    """
    if not held:
        return Thresholds(), Calibration(), {}
    model = EventModel(folder)
    figures: dict[tuple[float, float], Figures] = {}
    judged: list[tuple[float, bool]] = []
    for argument in ARGUMENT_STEPS:
        model.thresholds = Thresholds(event=min(EVENT_STEPS), argument=argument, attribution=argument, location=argument)
        found = {record["id"]: model.read_sentence(record["text"]).events for record in held}
        for event in EVENT_STEPS:
            kept = {r["id"]: [to_gold_event(r["text"], e) for e in found[r["id"]] if e.score >= event] for r in held}
            figures[event, argument] = _list_figures(score_events(held, kept))
        if not judged:
            scored = {r["id"]: [{**to_gold_event(r["text"], e), "confidence": e.score} for e in found[r["id"]]] for r in held}
            judged = judge_confidence(held, scored)

    def value(pair: tuple[float, float]) -> float:
        row = figures[pair]
        return row["event"] + row["argument"] - ALARM_WEIGHT * row["false_alarms_per_100"]

    pairs = list(itertools.product(EVENT_STEPS, ARGUMENT_STEPS))
    bar = max(map(value, pairs)) - NOISE
    good = [pair for pair in pairs if value(pair) >= bar]
    strictest = max(event for event, _ in good)
    event, argument = max((pair for pair in good if pair[0] == strictest), key=value)
    attribution = max(SPEAKER_STEPS, key=lambda step: figures[event, step]["attribution"])
    thresholds = Thresholds(event=event, argument=argument, attribution=attribution)
    best = {**figures[event, argument], "attribution": figures[event, attribution]["attribution"]}
    best["location"] = figures[event, thresholds.location]["location"]
    return thresholds, fit_calibration(judged), best


def _list_figures(scored: Mapping[str, Any]) -> Figures:
    figures = {name: round(scored[name]["f1"], 4) for name in ("event", "argument", "dyad", "attribution", "location")}
    figures |= {name: round(scored[name]["accuracy"], 4) for name in ("mode", "factuality")}
    return figures | {"false_alarms_per_100": round(scored["false_alarms"]["per_100"], 2)}


def fit_calibration(judged: Sequence[tuple[float, bool]]) -> Calibration:
    """Slope and intercept that make (score, is right) likeliest; a small penalty draws the slope to 1."""
    scores = np.clip([score for score, _ in judged], 1e-6, 1 - 1e-6)
    inputs = np.stack([np.log(scores / (1 - scores)), np.ones(len(judged))], axis=1)
    weights = fit_logistic(inputs, np.array([is_right for _, is_right in judged], float), penalty=0.1, goal=np.array([1.0, 0.0]))
    return Calibration(slope=round(float(weights[0]), 4), intercept=round(float(weights[1]), 4))
