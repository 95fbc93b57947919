"""Logistic regression for a few features, exact and without a library."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def fit_logistic(inputs: FloatArray, right: FloatArray, *, penalty: float, goal: FloatArray | None = None) -> FloatArray:
    """Weights that make ``right`` (0 or 1, a row each) likeliest given ``inputs`` (rows, features), by Newton's method with halved steps.

    ``penalty`` on the squared distance from ``goal`` (zeros by default) keeps the weights finite where few or perfectly parted rows would not.
    """
    goal = np.zeros(inputs.shape[1]) if goal is None else goal

    def measure_loss(weights: FloatArray) -> float:
        logits = inputs @ weights
        return float(np.sum(np.logaddexp(0, logits) - right * logits) + penalty / 2 * np.sum((weights - goal) ** 2))

    weights = goal
    for _ in range(100):
        shares = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        gradient = inputs.T @ (shares - right) + penalty * (weights - goal)
        step = np.linalg.solve((inputs * (shares * (1 - shares))[:, None]).T @ inputs + penalty * np.eye(len(goal)), gradient)
        loss = measure_loss(weights)
        while np.abs(step).max() > 1e-6 and measure_loss(weights - step) > loss:
            step = step / 2
        weights = weights - step
        if np.abs(step).max() <= 1e-6:
            break
    return weights
