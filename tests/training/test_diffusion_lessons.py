"""What the diffusion model is shown: lessons, crops, and a loss that is what the paper says."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import pytest

from soapstone.engines.diffusion.pieces import END, KIND, MASK
from soapstone.simulate import simulate
from soapstone.training.diffusion_crops import CANVAS, CONTEXT, OPEN, Crop, batch, crop
from soapstone.training.diffusion_lessons import Lesson, simulated_lesson


@pytest.fixture(scope="module")
def lessons() -> list[Lesson]:
    return [simulated_lesson(row, "soap") for row in simulate(4, "soap", seed=3)]


@pytest.fixture(scope="module")
def crops(lessons: list[Lesson]) -> list[Crop]:
    chance = np.random.default_rng(0)
    found = [crop(lesson, chance) for lesson in lessons for _ in range(40)]
    return [one for one in found if one]


def test_every_sentence_of_a_lesson_rests_on_chunks_of_its_visit(lessons: list[Lesson]) -> None:
    for lesson in lessons:
        lines = [line for part in lesson.parts for line in part.lines]
        assert len(lines) > 8
        assert all(line.chunks and max(line.chunks) < len(lesson.said) for line in lines)


def test_a_crop_fits_and_opens_sentences_that_end(crops: list[Crop]) -> None:
    assert len(crops) > 100
    for one in crops:
        open_places = [at for at, weight in enumerate(one.weights) if weight > 0]
        written = [one.ids[at] for at in open_places if one.ids[at] != END]
        assert 0 < len(written) <= OPEN
        assert len(one.ids) <= CANVAS + 8 and len(one.context) <= CONTEXT
        assert one.ids[open_places[-1]] == END
        assert len(one.ids) == len(one.kinds) == len(one.weights)


def test_what_is_open_is_of_the_section_that_is_named(crops: list[Crop]) -> None:
    for one in crops:
        kinds = {one.kinds[at] for at, weight in enumerate(one.weights) if weight > 0}
        assert kinds == {one.section}


def test_the_context_tells_who_speaks(crops: list[Crop]) -> None:
    speakers = {kind for one in crops for kind in one.context_kinds}
    assert {KIND["clinician"], KIND["patient"], KIND["record"], KIND["draft"]} <= speakers


def test_a_batch_masks_nothing_that_is_locked(crops: list[Crop]) -> None:
    given = batch(crops[:16], np.random.default_rng(1))
    for row, one in enumerate(crops[:16]):
        for at, weight in enumerate(one.weights):
            if weight == 0:
                assert given.ids[row, at] == one.ids[at] and given.loss[row, at] == 0


def test_the_weights_of_a_fully_masked_crop_sum_to_one(crops: list[Crop]) -> None:
    given = batch(crops[:8], np.random.default_rng(1), time=1.0)
    assert given.loss.sum(axis=1) == pytest.approx(np.ones(8), abs=1e-5)
    assert ((given.ids == MASK) == (given.loss > 0)).all()


def test_the_loss_of_the_worked_example_comes_out_of_the_loss_itself(
    need: Callable[[object, str], None],
) -> None:
    need(find_spec("torch"), "the extra [train] is not installed")
    import torch

    from soapstone.training.diffusion_loss import log_probability
    from soapstone.training.diffusion_model import DiffusionModel, Scores

    model = DiffusionModel(torch.tensor([5, 6]))
    words = torch.log(torch.tensor([[[0.85, 0.15], [0.30, 0.70]]]))
    never = torch.full((1, 2, 1), -30.0)
    scores = Scores(words, torch.ones(1, 2, 1), never)
    found = log_probability(model, scores, torch.tensor([[5, 6]]), torch.tensor([[9]]))
    assert -(found.sum() / (0.5 * 4)).item() == pytest.approx(0.260, abs=0.0005)
    copied = scores._replace(copies=torch.full((1, 2, 1), 30.0))
    rare = log_probability(model, copied, torch.tensor([[9, 9]]), torch.tensor([[9]]))
    assert rare.exp().flatten().tolist() == pytest.approx([1.0, 1.0], abs=1e-4)


def test_training_and_writing_measure_nearness_alike(need: Callable[[object, str], None]) -> None:
    need(find_spec("torch"), "the extra [train] is not installed")
    import torch

    from soapstone.engines.diffusion.marks import Marks
    from soapstone.engines.diffusion.marks import nearness as written
    from soapstone.training.diffusion_model import nearness as learned

    chance = np.random.default_rng(0)
    slots, steps = chance.integers(0, 3, (2, 30)), chance.integers(0, 64, (2, 30))
    marks = [Marks((0,) * 30, (0,) * 30, tuple(a), tuple(b)) for a, b in zip(slots, steps, strict=True)]
    pairs = [torch.from_numpy(part[None]) for row in (0, 1) for part in (slots[row], steps[row])]
    assert learned(*pairs)[0].tolist() == written(marks[0], marks[1]).tolist()
