"""What the clinician concludes, and what the patient should come back for."""

from __future__ import annotations

import pytest

from soapstone.engines.compose.acts import act_of
from soapstone.engines.compose.diagnosis import concluded
from soapstone.engines.compose.grammar import SUBJECTS
from soapstone.engines.compose.phrases import region


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("adding it all up you've got a tooth abscess", "tooth abscess"),
        ("we're looking at bursitis of the elbow", "bursitis of the elbow"),
        ("I'm worried this could be pneumonia", "suspected pneumonia"),
        ("I'm concerned this could be inflamed kidney filters", "suspected glomerulonephritis"),
        ("it looks like high blood pressure, and you're out of the medicine", "hypertension"),
        ("this looks like a small tear, an anal fissure", "anal fissure"),
        ("I think you have rheumatoid arthritis, which is common", "rheumatoid arthritis"),
        ("I don't think it's gout", None),
        ("you have a good attitude", None),
        ("it's going to be fine", None),
        ("if this is an infection we will know", None),
    ],
)
def test_a_conclusion_names_a_problem_and_a_doubt_stays_one(said: str, problem: str | None) -> None:
    assert concluded(said) == problem


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("If you have any numbness or swelling, please give us a call.", "Return for numbness or swelling."),
        (
            "should shortness of breath or fever come up, then straight back",
            "Return for shortness of breath or fever.",
        ),
        ("if it turns into fever or drainage, come right back", "Return for fever or drainage."),
        ("call me sooner for any shortness of breath", "Call sooner for any shortness of breath."),
        ("if you still have pain, call me", "if she still has pain, call me."),
    ],
)
def test_what_to_come_back_for_is_one_short_line(said: str, written: str) -> None:
    act = act_of(said, SUBJECTS["F"])
    assert act is not None and act[0].name == "return_if"
    assert act[0].wordings[0].format(object=act[1]) == written


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("lung exam, good air entry", "Respiratory"),
        ("and for the heart exam, regular rhythm", "Cardiovascular"),
        ("on your general exam, comfortable appearing", "General"),
        ("wrist and hand exam no deformity", "Musculoskeletal"),
        ("I need to examine you", ""),
    ],
)
def test_an_announced_part_of_the_exam_has_its_line(said: str, line: str) -> None:
    assert region(said) == line
