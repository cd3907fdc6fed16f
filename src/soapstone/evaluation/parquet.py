"""The rows of a run as one Parquet file, for DuckDB and its like; a column a metric."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from soapstone.errors import OutputError
from soapstone.evaluation.ledger import RESULTS, read_raw
from soapstone.evaluation.sources import require_pyarrow

PARQUET = "results.parquet"
BATCH = 2000
_TEXTS = ("id", "system", "digest", "error", "section", "split", "dialogue", "reference", "note")


def write_parquet(folder: Path, metrics: list[str]) -> Path:
    """Write results.parquet beside results.jsonl, batch by batch, whole or not at all.

    For instance `select system, avg(rouge1) from 'results.parquet' group by system`. MissingExtraError
    without pyarrow, OutputError when it cannot be written.
    """
    pyarrow = require_pyarrow()
    from pyarrow import parquet

    numbers = [("number", pyarrow.int64()), ("duplicate_of", pyarrow.int64())]
    texts = [(name, pyarrow.string()) for name in _TEXTS]
    schema = pyarrow.schema(numbers + texts + [(name, pyarrow.float64()) for name in metrics])
    target, partial = folder / PARQUET, folder / f".{PARQUET}.part"
    try:
        with parquet.ParquetWriter(partial, schema, compression="zstd") as writer:
            rows = read_raw(folder / RESULTS)
            while batch := list(itertools.islice(rows, BATCH)):
                flat = [_flat(row, schema.names) for row in batch]
                writer.write_table(pyarrow.Table.from_pylist(flat, schema=schema))
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise OutputError(
            f"cannot be written: {error.strerror}.", where=str(target), fix="results.jsonl holds every row."
        ) from error
    return target


def _flat(row: dict[str, Any], columns: list[str]) -> dict[str, Any]:
    return {name: row.get(name, row.get("scores", {}).get(name)) for name in columns}
