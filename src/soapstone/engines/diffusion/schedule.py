"""The mathematics of masked diffusion with an absorbing mask, each step a short function.

Forward: q(x_t | x_0) masks each token by itself with probability t. Reverse, from t to s < t: a masked token stays
masked with probability s / t, else it takes a value drawn from the model's p(x_0 | x_t); what is not masked stays.
Source: Sahoo et al., "Simple and Effective Masked Diffusion Language Models", NeurIPS 2024 (arXiv 2406.07524);
Nie et al., "Large Language Diffusion Models", 2025 (arXiv 2502.09992).
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from soapstone.engines.diffusion.pieces import MASK

LEAST, MOST = 0.02, 1.0
Number = TypeVar("Number", float, NDArray[np.float32])


def draw_times(count: int, chance: np.random.Generator) -> NDArray[np.float32]:
    """`count` times, each t ~ U(0.02, 1), spread evenly over that range so that the mean loss varies less.

    Below 0.02 a loss weighted by 1/t has a variance without use. (The low-discrepancy sampler of arXiv 2107.00630.)
    """
    spread = (chance.random() + chance.permutation(count) / count) % 1.0
    return (LEAST + (MOST - LEAST) * spread).astype(np.float32)


def corrupt(
    tokens: NDArray[np.int64], open_places: NDArray[np.bool_], time: float, chance: np.random.Generator
) -> NDArray[np.int64]:
    """q(x_t | x_0): each open token becomes MASK with probability `time`; locked tokens never do."""
    masked = open_places & (chance.random(tokens.shape) < time)
    return np.where(masked, MASK, tokens)


def loss_weight(time: Number, open_places: Number) -> Number:
    """The weight 1 / (t L) of the cross-entropy at each masked place, L the open places, or the sum of their weights.

    Of 4 tokens at t = 0.5, two are masked and get probability 0.85 and 0.70:
    (-ln 0.85 - ln 0.70) / (0.5 * 4) = 0.260.
    """
    return 1.0 / (time * open_places)


def stays_masked(time: float, earlier: float) -> float:
    """The probability s / t that a masked token is still masked when time goes from t = `time` to s = `earlier`."""
    return earlier / time
