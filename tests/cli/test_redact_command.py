"""`soapstone redact`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from soapstone.cli import app

TEXT = "Mrs. Joan Lindqvist was seen on 3/5/2024 for gout.\n\nMRN: WC-778812\n"


def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["redact", *arguments], input=stdin)
    return result.exit_code, result.stdout, result.stderr


def test_a_text_keeps_its_layout(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text(TEXT)
    assert run(str(file)) == (0, "Mrs. <NAME> was seen on <DATE> for gout.\n\nMRN: <MRN>\n", "")


def test_standard_input_is_read() -> None:
    assert run("-", stdin="Seen by Dr. Okafor.")[:2] == (0, "Seen by Dr. <NAME>.\n")


def test_json_tells_places_but_no_words(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text(TEXT)
    code, out, _ = run(str(file), "--json")
    document = json.loads(out)
    assert code == 0
    assert [i["category"] for i in document["identifiers"]] == ["name", "date", "mrn"]
    assert document["identifiers"][1] | {"probability": 0} == {
        "category": "date",
        "start": 32,
        "end": 40,
        "probability": 0,
    }
    assert "Lindqvist" not in out


def test_a_transcript_is_masked_turn_by_turn(tmp_path: Path) -> None:
    file = tmp_path / "visit.json"
    file.write_text(
        json.dumps(
            [{"speaker": "doctor", "text": "Hi, I am Dr. Okafor."}, {"speaker": "patient", "text": "Hi."}]
        )
    )
    assert run(str(file))[:2] == (0, "doctor: Hi, I am Dr. <NAME>.\npatient: Hi.\n")
    assert json.loads(run(str(file), "--json")[1])["turns"][0]["identifiers"][0]["category"] == "name"


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text(TEXT)
    assert run(str(file), "-o", str(tmp_path / "out.txt"))[:2] == (0, "")
    assert "<NAME>" in (tmp_path / "out.txt").read_text()


@pytest.mark.parametrize(
    ("content", "said"), [(None, "no such file"), (b"", "empty"), (b"\xff\xfa\x00caf\xe9", "not UTF-8")]
)
def test_bad_input_is_refused_with_the_reason(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "note.txt"
    if content is not None:
        file.write_bytes(content)
    code, out, err = run(str(file))
    assert (code, out) == (3, "")
    assert said in err
    assert str(file) in err
