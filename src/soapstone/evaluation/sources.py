"""Rows of a data set, one at a time: JSONL, CSV, JSON, Parquet, Arrow, or a folder of them."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from soapstone.errors import InputError, MissingExtraError

FIELD_LIMIT = 64_000_000  # characters of one CSV cell; the csv module's own limit is 131,072
_SPLIT = re.compile(r"^(train|training|valid|validation|dev|test|eval)\w*?(?=[-_.]|$)", re.IGNORECASE)


_GET = (
    "Give a file or a folder of public data (docs/evaluation.md), or the name of a Hugging Face data set that is on "
    "this machine; one is downloaded by: hf download --repo-type dataset {name}"
)


class RawRow(NamedTuple):
    """One row as the file gave it. `error` says why it could not be read; then `fields` is empty."""

    fields: dict[str, Any]
    place: str
    error: str = ""
    split: str = ""


def located(path: Path) -> Path:
    """`path` itself where it is there; else the folder of the data set of this name in the Hugging Face caches.

    "owner/name" is found as `hf download` keeps it, or as the `datasets` package prepared it. Nothing is fetched.
    """
    if path.exists() or not re.fullmatch(r"[\w.-]+(?:/[\w.-]+)?", str(path)):
        return path
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(str(path), repo_type="dataset", local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, HfHubHTTPError):
        prepared = Path(os.environ.get("HF_DATASETS_CACHE", Path(constants.HF_HOME) / "datasets"))
        found = sorted(prepared.glob(f"{str(path).replace('/', '___')}/**/*.arrow"))
        return found[-1].parent if found else path


def data_files(path: Path) -> list[Path]:
    """The files that hold the rows of `path`: itself, or those of a folder in alphabetical order.

    A Hugging Face data set saved on disk is a folder of Arrow shards, with one folder a split or none;
    one downloaded from a hub keeps Parquet files in `data/`. InputError when there is nothing to read.
    """
    if not path.exists():
        raise InputError("there is no such file or folder.", where=str(path), fix=_GET.format(name=path))
    if path.is_file():
        _reader(path)
        return [path]
    if (path / "dataset_dict.json").is_file():
        splits = json.loads((path / "dataset_dict.json").read_text(encoding="utf-8"))["splits"]
        files = [file for split in splits for file in _readable(path / split)]
    else:
        files = _readable(path) or _readable(path / "data")
    if not files:
        known = ", ".join(sorted(READERS))
        raise InputError("holds no data file.", where=str(path), fix=f"Files that are read end in {known}.")
    return files


def _readable(folder: Path) -> list[Path]:
    about = {"dataset_info.json", "state.json", "dataset_dict.json", "dataset_infos.json"}
    names = sorted(folder.iterdir()) if folder.is_dir() else []
    return [file for file in names if file.suffix.lower() in READERS and file.name not in about]


def read_rows(path: Path) -> Iterator[RawRow]:
    """Every row of `path` in order, in memory that does not grow with the file.

    A row that cannot be read is given with its `error`; only a JSON file is read whole.
    """
    for file in data_files(path):
        split = _split_of(file, path)
        for row in _reader(file)(file):
            yield row._replace(split=split)


def _split_of(file: Path, root: Path) -> str:
    if file == root:
        return ""
    folder = file.parent.name if file.parent not in (root, root / "data") else ""
    match = _SPLIT.match(folder or file.name)
    return folder or (file.name[: match.end()] if match else "")


def _reader(file: Path) -> Callable[[Path], Iterator[RawRow]]:
    try:
        return READERS[file.suffix.lower()]
    except KeyError:
        known = ", ".join(sorted(READERS))
        raise InputError(
            f"unknown kind of data file {file.suffix!r}.", where=str(file), fix=f"Known are: {known}."
        ) from None


def _read_jsonl(file: Path) -> Iterator[RawRow]:
    with file.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield _json_row(line, f"{file.name}, line {number}")


def _json_row(line: bytes, place: str) -> RawRow:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return RawRow({}, place, f"byte {error.start + 1} of the line is not UTF-8 text")
    except json.JSONDecodeError as error:
        return RawRow({}, place, f"is not JSON: {error.msg} at character {error.pos + 1}")
    except RecursionError:
        return RawRow({}, place, "is nested too deeply")
    if not isinstance(row, dict):
        return RawRow({}, place, f"holds a {type(row).__name__}, not an object")
    return RawRow(row, place)


def _read_json(file: Path) -> Iterator[RawRow]:
    try:
        document = json.loads(file.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"is not a JSON document: {error}.", where=str(file), fix="Mend it.") from error
    if isinstance(document, dict):
        document = next(
            (v for v in document.values() if isinstance(v, list) and v and isinstance(v[0], dict)), document
        )
    if not isinstance(document, list):
        raise InputError(
            "holds no list of items.", where=str(file), fix="Give a list of objects, or an object with one."
        )
    for number, row in enumerate(document, start=1):
        place = f"{file.name}, item {number}"
        fault = "" if isinstance(row, dict) else f"holds a {type(row).__name__}, not an object"
        yield RawRow({} if fault else row, place, fault)


def _read_csv(file: Path) -> Iterator[RawRow]:
    csv.field_size_limit(FIELD_LIMIT)
    with file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        rows = csv.reader(stream, delimiter="\t" if file.suffix.lower() == ".tsv" else ",")
        columns = next(rows, [])
        number = 1
        while True:
            number += 1
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield RawRow({}, f"{file.name}, row {number}", f"is not CSV: {error}")
                continue
            if cells:
                yield _csv_row(columns, cells, f"{file.name}, row {number}")


def _csv_row(columns: list[str], cells: list[str], place: str) -> RawRow:
    if len(cells) != len(columns):
        return RawRow({}, place, f"has {len(cells)} cells where the head has {len(columns)}")
    if any("\udc80" <= character <= "\udcff" for cell in cells for character in cell):
        return RawRow({}, place, "is not UTF-8 text")
    return RawRow(dict(zip(columns, cells, strict=True)), place)


def _read_parquet(file: Path) -> Iterator[RawRow]:
    pyarrow = require_pyarrow()
    from pyarrow import parquet

    try:
        table = parquet.ParquetFile(file)
        for batch in table.iter_batches(batch_size=64):
            yield from (RawRow(row, file.name) for row in batch.to_pylist())
    except pyarrow.ArrowException as error:
        raise InputError(
            f"is not a Parquet file: {error}.", where=str(file), fix="Write it again."
        ) from error


def _read_arrow(file: Path) -> Iterator[RawRow]:
    pyarrow = require_pyarrow()
    from pyarrow import ipc

    try:
        with pyarrow.memory_map(str(file)) as stream:
            for batch in _arrow_batches(ipc, stream):
                for start in range(0, batch.num_rows, 64):
                    yield from (RawRow(row, file.name) for row in batch.slice(start, 64).to_pylist())
    except pyarrow.ArrowException as error:
        raise InputError(f"is not an Arrow file: {error}.", where=str(file), fix="Save it again.") from error


def _arrow_batches(ipc: Any, stream: Any) -> Iterator[Any]:
    if stream.read(6) == b"ARROW1":
        table = ipc.open_file(stream)
        yield from (table.get_batch(at) for at in range(table.num_record_batches))
    else:
        stream.seek(0)
        yield from ipc.open_stream(stream)


def require_pyarrow() -> Any:
    """The pyarrow package; MissingExtraError where it is not installed."""
    try:
        import pyarrow
    except ImportError as error:
        raise MissingExtraError(
            "Parquet and Arrow need the extra [parquet].", fix="pip install 'soapstone[parquet]'"
        ) from error
    return pyarrow


READERS: dict[str, Callable[[Path], Iterator[RawRow]]] = {
    ".jsonl": _read_jsonl,
    ".ndjson": _read_jsonl,
    ".json": _read_json,
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".parquet": _read_parquet,
    ".arrow": _read_arrow,
}
