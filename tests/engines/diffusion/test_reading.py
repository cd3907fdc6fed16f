"""What the network reads of a visit: windows that leave nothing out, and how much a note wants of each clause."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from soapstone.engines.compose.features import see
from soapstone.engines.diffusion.marks import Told
from soapstone.engines.diffusion.network import network
from soapstone.engines.diffusion.reading import WINDOW, windows, worth
from soapstone.nlp.speech import clauses
from soapstone.types import Role, Turn

VISIT: tuple[tuple[Role, str], ...] = (
    ("clinician", "Hello there, come on in and take a seat."),
    ("patient", "Thanks, the parking here is terrible."),
    ("clinician", "Isn't it? What brings you in?"),
    ("patient", "My left knee has been swollen for two weeks since I slipped on the stairs."),
    ("clinician", "Any fever?"),
    ("patient", "No."),
    ("clinician", "I am going to order an x-ray of the knee and start naproxen 500 mg twice a day."),
    ("patient", "Great. It is raining again, by the way."),
)


def wanted() -> dict[str, float]:
    seen = [
        see(clause)
        for at, (role, text) in enumerate(VISIT)
        for clause in clauses(Turn(index=at, text=text, role=role, role_probability=1.0))
    ]
    return {item.clause.text: float(value) for item, value in zip(seen, worth(network(), seen), strict=True)}


@given(st.lists(st.integers(0, 48), max_size=60), st.sampled_from([0.5, 1.0]))
def test_windows_leave_nothing_out_and_fit(sizes: list[int], step: float) -> None:
    lines = [Told(0, (7,) * size) for size in sizes]
    found = windows(lines, step=step)
    assert sorted({at for window in found for at in range(len(lines))[window]}) == list(range(len(lines)))
    for window in found:
        assert sum(size + 1 for size in sizes[window]) <= WINDOW
    for one, following in pairwise(found):
        assert one.start < following.start <= one.stop <= following.stop


def test_a_note_wants_the_complaint_and_the_plan_and_not_the_parking_or_the_rain() -> None:
    told = wanted()
    idle = max(value for text, value in told.items() if "parking" in text or "raining" in text)
    for word in ("swollen", "x-ray", "naproxen"):
        assert min(value for text, value in told.items() if word in text) > idle + 0.1, word


def test_a_visit_is_read_alike_each_time() -> None:
    assert wanted() == wanted()


def test_of_nothing_said_nothing_is_wanted() -> None:
    assert not len(worth(network(), []))
