"""Any common form of data is read, its fields are found, and a bad row harms nobody but itself."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pytest
from pyarrow import ipc, parquet

from soapstone.errors import InputError, UsageError
from soapstone.evaluation.data import DataSet
from tests.evaluation.conftest import DIALOGUE, NOTE

Write = Callable[..., Path]
ROWS = [{"encounter_id": f"v{at}", "dialogue": DIALOGUE, "note": f"{NOTE} Visit {at}."} for at in range(3)]


def as_csv(folder: Path) -> Path:
    with (folder / "visits.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, ROWS[0])
        writer.writeheader()
        writer.writerows(ROWS)
    return folder / "visits.csv"


def as_json(folder: Path) -> Path:
    (folder / "visits.json").write_text(json.dumps({"version": 1, "data": ROWS}))
    return folder / "visits.json"


def as_jsonl(folder: Path) -> Path:
    (folder / "visits.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return folder / "visits.jsonl"


def as_parquet(folder: Path) -> Path:
    parquet.write_table(pyarrow.Table.from_pylist(ROWS), folder / "visits.parquet")
    return folder / "visits.parquet"


def as_saved_data_set(folder: Path) -> Path:
    """A Hugging Face data set as save_to_disk leaves it."""
    shards = folder / "saved" / "test"
    shards.mkdir(parents=True)
    (folder / "saved" / "dataset_dict.json").write_text('{"splits": ["test"]}')
    (shards / "state.json").write_text("{}")
    table = pyarrow.Table.from_pylist(ROWS)
    with ipc.new_stream(shards / "data-00000-of-00001.arrow", table.schema) as stream:
        stream.write_table(table)
    return folder / "saved"


def as_hub_folder(folder: Path) -> Path:
    (folder / "hub" / "data").mkdir(parents=True)
    parquet.write_table(
        pyarrow.Table.from_pylist(ROWS), folder / "hub" / "data" / "test-00000-of-00001.parquet"
    )
    return folder / "hub"


@pytest.mark.parametrize("form", [as_csv, as_json, as_jsonl, as_parquet, as_saved_data_set, as_hub_folder])
def test_the_same_visits_are_read_from_every_form(form: Callable[[Path], Path], tmp_path: Path) -> None:
    items = list(DataSet(form(tmp_path)))
    assert [item.id for item in items] == ["v0", "v1", "v2"]
    assert [item.note for item in items] == [row["note"] for row in ROWS]
    assert {item.dialogue for item in items} == {DIALOGUE}
    assert not any(item.error for item in items)


def downloaded(cache: Path) -> None:
    """A data set as `hf download` keeps it."""
    home = cache / "datasets--clinic--visits"
    (home / "refs").mkdir(parents=True)
    (home / "refs" / "main").write_text("0" * 40)
    as_jsonl_in = home / "snapshots" / ("0" * 40)
    as_jsonl_in.mkdir(parents=True)
    as_jsonl(as_jsonl_in)


def prepared(cache: Path) -> None:
    """A data set as the `datasets` package keeps it."""
    folder = cache / "clinic___visits" / "default" / "0.0.0" / "abc"
    folder.mkdir(parents=True)
    table = pyarrow.Table.from_pylist(ROWS)
    with ipc.new_stream(folder / "visits-test.arrow", table.schema) as stream:
        stream.write_table(table)


@pytest.mark.parametrize(("keep", "place"), [(downloaded, "HF_HUB_CACHE"), (prepared, "HF_DATASETS_CACHE")])
def test_a_data_set_on_this_machine_is_found_by_its_name(
    keep: Callable[[Path], None], place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "HF_DATASETS_CACHE"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "HF_HUB_CACHE"))
    keep(tmp_path / place)
    assert [item.id for item in DataSet(Path("clinic/visits"))] == ["v0", "v1", "v2"]


def test_a_data_set_that_is_not_here_is_told_how_to_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(InputError, match="hf download --repo-type dataset clinic/nowhere"):
        DataSet(Path("clinic/nowhere"))


@pytest.mark.parametrize("form", [as_saved_data_set, as_hub_folder])
def test_a_split_is_known_by_its_folder_or_file(form: Callable[[Path], Path], tmp_path: Path) -> None:
    path = form(tmp_path)
    assert len(list(DataSet(path, split="test"))) == 3
    assert list(DataSet(path, split="train")) == []


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ({"dialogue": DIALOGUE, "note": NOTE, "id": "7"}, ("dialogue", "note", "id")),
        ({"src": DIALOGUE, "tgt": NOTE}, ("src", "tgt", None)),
        ({"Dialogue": DIALOGUE, "Reference Summary": NOTE, "ID": "7"}, ("Dialogue", "Reference Summary", "ID")),
        ({"was_gesagt_wurde": DIALOGUE, "befund": NOTE}, ("was_gesagt_wurde", "befund", None)),
        ({"utterances": [{"speaker": "doctor", "text": "hi"}, {"speaker": "patient", "text": "hello"}],
          "note": NOTE}, ("utterances", "note", None)),
        ({"text": DIALOGUE, "n_turns": 7}, ("text", None, None)),
    ],
    ids=["plain", "source and target", "correlation study", "by content", "list of turns", "no note"],
)  # fmt: skip
def test_fields_are_found_by_name_then_by_content(
    columns: dict[str, object], found: tuple[str | None, ...], write_rows: Write
) -> None:
    fields = DataSet(write_rows(columns)).fields
    assert (fields.dialogue, fields.note, fields.id) == found


def test_a_list_of_turns_becomes_labelled_lines(write_rows: Write) -> None:
    turns = [{"speaker": "doctor", "text": "any pain ?"}, {"speaker": "patient", "text": "my knee ."}]
    item = next(iter(DataSet(write_rows({"utterances": turns, "note": NOTE}))))
    assert [turn.role for turn in item.transcript.turns] == ["clinician", "patient"]
    assert item.transcript.turns[1].text == "my knee ."


def test_two_fields_that_fit_are_asked_about(write_rows: Write) -> None:
    rows = write_rows({"dialogue": DIALOGUE, "note": NOTE, "clinical_note": NOTE})
    with pytest.raises(UsageError, match=r"note, clinical_note.*--note-field"):
        DataSet(rows)
    assert DataSet(rows, {"note": "clinical_note"}).fields.note == "clinical_note"


def test_a_field_that_is_not_there_is_named_with_those_that_are(write_rows: Write) -> None:
    with pytest.raises(UsageError, match=r"'talk'.*dialogue, note"):
        DataSet(write_rows(), {"dialogue": "talk"})


BAD_ROWS: dict[str, tuple[bytes, str]] = {
    "a missing text": (json.dumps({"dialogue": DIALOGUE}).encode(), "'note' is missing"),
    "an empty text": (json.dumps({"dialogue": " ", "note": NOTE}).encode(), "'dialogue' is empty"),
    "a number for a text": (json.dumps({"dialogue": 5, "note": NOTE}).encode(), "holds a number, not text"),
    "no object": (b"[1, 2]", "holds a list"),
    "half a line": (b'{"dialogue": "[doc', "is not JSON"),
    "invalid UTF-8": (b'{"dialogue": "caf\xe9", "note": "x"}', "not UTF-8"),
    "half a character": (b'{"dialogue": "D: \\ud800", "note": "x"}', "half a character"),
    "a dialogue without words": (b'{"dialogue": "D: \\nP: \\n", "note": "x"}', "'dialogue' holds no words"),
    "a 5 MB text": (
        json.dumps({"dialogue": DIALOGUE, "note": "pain " * 1_000_000}).encode(),
        "at most 1,000,000",
    ),
}


@pytest.mark.parametrize("kind", BAD_ROWS)
def test_a_bad_row_is_its_own_error_and_no_others(kind: str, tmp_path: Path) -> None:
    line, message = BAD_ROWS[kind]
    good = json.dumps(ROWS[0]).encode()
    (tmp_path / "visits.jsonl").write_bytes(good + b"\n" + line + b"\n" + good + b"\n")
    items = list(DataSet(tmp_path / "visits.jsonl"))
    assert [bool(item.error) for item in items] == [False, True, False]
    assert message in items[1].error
    assert "line 2" in items[1].error


def test_a_ragged_csv_row_and_one_of_another_encoding_are_their_own_errors(tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_bytes(
        b'dialogue,note\nD: a\nD: b,c,d\n"D: a\nP: b",caf\xe9\n"D: a\nP: b",ok\n'
    )
    errors = [item.error for item in DataSet(tmp_path / "visits.csv")]
    assert ["cells" in error for error in errors] == [True, True, False, False]
    assert "not UTF-8" in errors[2]
    assert errors[3] == ""


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.jsonl", "", "holds no item"),
        ("empty.csv", "dialogue,note\n", "holds no item"),
        ("text.docx", "x", "unknown kind of data file"),
        ("broken.parquet", "x", "not a Parquet file"),
        ("broken.json", "{", "not a JSON document"),
        ("object.json", '{"a": 1}', "no list of items"),
        ("all_bad.jsonl", "{\n{\n", "line 1: is not JSON"),
    ],
)
def test_data_that_is_no_data_is_refused(name: str, content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=message):
        DataSet(tmp_path / name)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no data file"):
        DataSet(tmp_path)


def test_notes_are_joined_to_a_reference_file_by_id(write_rows: Write) -> None:
    reference = write_rows(*ROWS, name="reference.jsonl")
    others = [{"encounter_id": id, "note": f"Other note {id}."} for id in ("v1", "v0", "v9")]
    items = list(DataSet(write_rows(*others, name="others.jsonl"), reference=reference))
    assert [(item.id, item.note, item.candidate) for item in items[:2]] == [
        ("v1", ROWS[1]["note"], "Other note v1."),
        ("v0", ROWS[0]["note"], "Other note v0."),
    ]
    assert items[0].dialogue == DIALOGUE
    assert "no item of this id" in items[2].error


def test_a_reference_file_with_an_id_twice_is_refused(write_rows: Write) -> None:
    reference = write_rows(ROWS[0], ROWS[0], name="reference.jsonl")
    with pytest.raises(InputError, match="two items have the id 'v0'"):
        DataSet(write_rows(*ROWS, name="others.jsonl"), reference=reference)


@pytest.mark.data
@pytest.mark.parametrize(
    ("path", "items", "dialogue", "note"),
    [
        ("aci_bench/valid.jsonl", 20, "dialogue", "note"),
        ("aci_bench", 127, "dialogue", "note"),
        ("mts_dialog/test1.jsonl", 200, "dialogue", "section_text"),
        ("primock57/consultations_day1-4.jsonl", 45, "utterances", "note"),
        ("osce_interviews/transcripts_shared.jsonl", 231, "text", None),
        ("mtsamples_subset/mtsamples.jsonl", 1032, None, "text"),
    ],
)
def test_the_fields_of_public_sets_are_found(
    path: str, items: int, dialogue: str | None, note: str | None, public: Path
) -> None:
    data = DataSet(public / path)
    assert (data.fields.dialogue, data.fields.note) == (dialogue, note)
    assert sum(not item.error for item in data) == items
