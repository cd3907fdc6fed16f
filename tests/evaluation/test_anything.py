"""Any rows at all: a run, its report and its analysis end, and every row is there with a score or an error."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from soapstone.evaluation.analysis import note_faults
from soapstone.evaluation.data import DataSet
from soapstone.evaluation.explore import explore
from soapstone.evaluation.ledger import read_raw
from soapstone.evaluation.report import write_report
from soapstone.evaluation.report.exploration import exploration_page
from soapstone.evaluation.run import evaluate
from soapstone.evaluation.systems import DraftedNotes, GivenNotes
from tests.evaluation.conftest import DIALOGUE, NOTE

TEXT = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [DIALOGUE, NOTE, "D: \nP: \n", "{0} %s", "<script>", "PLAN\n\n", "🙂" * 30, "pain " * 300, "\x00"]
    ),
)
VALUE = st.one_of(
    TEXT, st.none(), st.integers(), st.lists(TEXT, max_size=3), st.dictionaries(TEXT, TEXT, max_size=2)
)
ROW = st.fixed_dictionaries(
    {}, optional={"dialogue": VALUE, "note": VALUE, "prediction": VALUE, "id": VALUE, "section": VALUE}
)
SOUND = {"dialogue": DIALOGUE, "note": NOTE, "prediction": NOTE, "id": "first"}
COMPOSE = DraftedNotes("compose")  # its models load once for all examples
FIELDS = {"dialogue": "dialogue", "note": "note", "candidate": "prediction"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROW, max_size=8))
def test_any_rows_end_in_a_score_or_an_error(rows: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "visits.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in [SOUND, *rows]))
        data = DataSet(file, FIELDS)
        table = evaluate(data, [GivenNotes("given"), COMPOSE], out=Path(name) / "run")
        results = list(read_raw(Path(name) / "run" / "results.jsonl"))
        assert [row["number"] for row in results] == [at for at in range(1, len(rows) + 2) for _ in range(2)]
        assert all(bool(row.get("scores")) or row.get("error") or row.get("duplicate_of") for row in results)
        assert table.counts["given"]["notes"] >= 1
        assert "</html>" in write_report(Path(name) / "run").read_text()
        assert all(isinstance(note_faults(row), list) for row in results)
        assert "</html>" in exploration_page(explore(data), "any", data.fields.shown())
