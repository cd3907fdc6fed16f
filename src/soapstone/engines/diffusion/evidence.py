"""Where a written word comes from: the copying of each piece, summed up to spans of the visit."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from soapstone.engines.diffusion.chunks import Chunk
from soapstone.engines.diffusion.network import Floats
from soapstone.types import Span

LEAST, MOST = 0.25, 4  # a line counts from this share of the strongest; so many lines at most


def confidence_of(probabilities: Sequence[float]) -> float:
    """The geometric mean of the probabilities of a sentence's pieces; 0 for none."""
    if not probabilities:
        return 0.0
    return math.exp(sum(math.log(max(p, 1e-6)) for p in probabilities) / len(probabilities))


def spans_of(copied: Floats, said: Sequence[Chunk]) -> tuple[Span, ...]:
    """The spans that a sentence rests on: `copied` [pieces, lines] is how much of each piece came from each line.

    Lines beyond the chunks (the record, the draft) are no evidence.
    """
    if not len(copied) or not said:
        return ()
    weight = copied[:, : len(said)].sum(axis=0)
    strongest = float(weight.max(initial=0.0))
    if strongest < 0.5:
        return ()
    best = [int(at) for at in np.argsort(-weight, kind="stable")[:MOST] if weight[at] >= LEAST * strongest]
    return tuple(said[at].span for at in sorted(best))
