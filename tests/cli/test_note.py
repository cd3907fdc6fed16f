"""`soapstone note`, `templates` and `evaluate` as a user calls them."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conformance.engines import DIALOGUE

EXAMPLES = Path(__file__).parents[2] / "examples"


def soapstone(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from soapstone.cli import main; main()", *map(str, arguments)]
    env = {**os.environ, "SOAPSTONE_OFFLINE": "true", **environment}
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=120)


@pytest.fixture
def dialogue(tmp_path: Path) -> Path:
    file = tmp_path / "visit.txt"
    file.write_text(DIALOGUE)
    return file


def test_a_transcript_becomes_a_note_with_evidence(dialogue: Path) -> None:
    result = soapstone("note", dialogue)
    assert result.returncode == 0, result.stderr
    assert "Vitals: BP 142/88, HR 76." in result.stdout
    assert "Order chest x-ray. [12]" in result.stdout


def test_the_sample_visits_note_holds_what_matters() -> None:
    result = soapstone(
        "note",
        EXAMPLES / "visit.txt",
        "--template",
        "outpatient",
        "--patient",
        EXAMPLES / "patient.json",
        "--no-evidence",
    )
    assert result.returncode == 0, result.stderr
    for fact in (
        "58-year-old female",
        "cough and wheezing",
        "Penicillin: rash.",
        "lisinopril 10 mg daily",
        "BP 152/90, HR 88, SpO2 96% on room air",
        "No crackles.",
        "Asthma.",
        "Hypertension.",
        "Start a fluticasone inhaler, 110 mcg, two puffs twice a day.",
        "Increase lisinopril to 20 mg once a day.",
        "Follow up in four weeks.",
        "go to the emergency room right away.",
    ):
        assert fact in result.stdout, fact


@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
def test_every_format_is_written_whole_to_a_file(form: str, dialogue: Path, tmp_path: Path) -> None:
    out = tmp_path / f"note.{form}"
    result = soapstone("note", dialogue, "--format", form, "-o", out)
    assert (result.returncode, result.stdout) == (0, "")
    assert "142/88" in out.read_text()
    assert [file.name for file in tmp_path.iterdir()].count(out.name) == 1
    assert len(list(tmp_path.iterdir())) == 2, "no partial file is left"


def test_json_is_one_document(dialogue: Path) -> None:
    document = json.loads(soapstone("note", dialogue, "--json").stdout)
    assert document["engine"] == "compose"


def test_a_given_section_is_locked(dialogue: Path, tmp_path: Path) -> None:
    given = tmp_path / "given.json"
    given.write_text(json.dumps({"assessment": "Viral  bronchitis,\n\tday 5.", "plan": None}))
    document = json.loads(soapstone("note", dialogue, "--given", given, "--json").stdout)
    assert document["sections"]["assessment"] == "Viral  bronchitis,\n\tday 5."
    assert document["sections"]["plan"].startswith("•")


def test_a_memory_lends_its_words(dialogue: Path, tmp_path: Path) -> None:
    memory = tmp_path / "signed"
    memory.mkdir()
    for number in range(3):
        (memory / f"{number}.txt").write_text(
            "PLAN\n\nWe will order a head CT scan.\n\nINSTRUCTIONS\n\nReturn to clinic in May.\n"
        )
    result = soapstone("note", dialogue, "--memory", memory)
    assert "We will order chest x-ray." in result.stdout
    assert "head" not in result.stdout


def test_the_transcript_and_the_times_are_shown_on_request(dialogue: Path) -> None:
    result = soapstone("note", dialogue, "--show-transcript", "--times")
    assert "   1 patient" in result.stdout
    assert "draft" in result.stderr and " ms" in result.stderr


BAD = {
    "a missing file": (["note", "nowhere.txt"], 3, "no such file"),
    "an unknown template": (["note", "{dialogue}", "--template", "soup"], 2, "ed, outpatient, soap"),
    "an unknown engine": (["note", "{dialogue}", "--engine", "gpt"], 2, "auto, compose"),
    "an unknown format": (["note", "{dialogue}", "--format", "pdf"], 2, "text, md, html, json"),
    "a section that the template lacks": (
        ["note", "{dialogue}", "--given", "{stranger}"],
        2,
        "no section 'mood'",
    ),
    "given that is not JSON": (["note", "{dialogue}", "--given", "{broken}"], 3, "line 2, column"),
    "given that is a list": (
        ["note", "{dialogue}", "--given", "{list}"],
        3,
        "not an object of section texts",
    ),
    "a patient with an unknown field": (["note", "{dialogue}", "--patient", "{stranger}"], 3, "mood"),
    "a missing memory": (["note", "{dialogue}", "--memory", "nowhere"], 3, "no such memory"),
    "another language": (["note", "{spanish}"], 3, "another language (es)"),
    "a folder that does not exist": (
        ["note", "{dialogue}", "-o", "nowhere/note.txt"],
        7,
        "cannot be written",
    ),
    "evaluation data that is missing": (["evaluate", "nowhere.jsonl"], 3, "no such file"),
    "evaluation data that is broken": (["evaluate", "{broken}"], 3, "line "),
    "a template that does not exist": (["templates", "check", "soup"], 2, "unknown template"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_says_what_where_and_what_to_do(case: str, dialogue: Path, tmp_path: Path) -> None:
    files = {"dialogue": dialogue}
    for name, text in {
        "stranger": '{"mood": "fine"}',
        "broken": '{"plan":\n "rest" "more"}',
        "list": '["plan"]',
        "spanish": "Me duele mucho la cabeza desde hace dos días y no puedo dormir por el dolor, y también tengo fiebre.",
    }.items():
        files[name] = tmp_path / (name + (".txt" if name == "spanish" else ".json"))
        files[name].write_text(text)
    arguments, code, message = BAD[case]
    result = soapstone(*(argument.format(**files) for argument in arguments))
    assert result.returncode == code, result.stderr
    assert message in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_an_error_is_json_when_json_is_asked_for(dialogue: Path) -> None:
    result = soapstone("note", dialogue, "--template", "soup", "--json")
    assert json.loads(result.stderr)["error"] == "usage"


def test_templates_are_listed_shown_and_checked() -> None:
    assert soapstone("templates", "list").stdout.split("\n")[0].startswith("ed ")
    assert 'name = "soap"' in soapstone("templates", "show", "soap").stdout
    assert [t["name"] for t in json.loads(soapstone("templates", "check", "--json").stdout)] == [
        "ed",
        "outpatient",
        "soap",
    ]


def test_evaluation_scores_the_notes_of_a_file(tmp_path: Path) -> None:
    data = tmp_path / "data.jsonl"
    row = {"dialogue": DIALOGUE, "note": "CHIEF COMPLAINT\n\nCough and sore throat.\n\nPLAN\n\nChest x-ray."}
    data.write_text((json.dumps(row) + "\n") * 2)
    result = soapstone("evaluate", data, "--json", "--out", tmp_path / "run")
    compose = json.loads(result.stdout)["systems"]["compose"]
    assert (compose["rows"], compose["notes"], compose["duplicates"]) == (2, 1, 1)
    assert compose["scores"]["support"]["mean"] == 100
    assert 10 < compose["scores"]["rouge1"]["mean"] < 60
    assert len((tmp_path / "run" / "results.jsonl").read_text().splitlines()) == 2


def test_the_command_line_starts_at_once() -> None:
    """In a few times what the library of its options takes: seconds tell of the machine and of its other work too."""

    def spent(run: Callable[[], subprocess.CompletedProcess[str]]) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert run().returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    library = [sys.executable, "-c", "import typer, rich.console"]
    pairs = [
        (
            spent(lambda: soapstone("--help")),
            spent(lambda: subprocess.run(library, capture_output=True, text=True, check=False)),
        )
        for _ in range(5)
    ]
    ours, theirs = (min(times) for times in zip(*pairs, strict=True))
    assert ours < 4 * theirs, pairs


def test_a_hundred_thousand_words_become_a_note(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text(
        DIALOGUE
        + "".join(
            f"Clinician: How is day {n} going?\nPatient: It was much like the day before it, thank you.\n"
            for n in range(7200)
        )
    )
    result = soapstone("note", file)
    assert result.returncode == 0, result.stderr
    assert "142/88" in result.stdout


def test_silence_says_that_no_speech_was_heard(tmp_path: Path) -> None:
    file = tmp_path / "silence.wav"
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16000)
        sound.writeframes(bytes(2 * 16000 * 20))
    result = soapstone("note", file, "-o", tmp_path / "note.txt")
    assert result.returncode == 4
    assert "no speech was heard" in result.stderr
    assert not (tmp_path / "note.txt").exists()


def test_a_text_file_named_wav_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "visit.wav"
    file.write_text(DIALOGUE)
    result = soapstone("note", file)
    assert result.returncode == 3
    assert "visit.wav" in result.stderr
