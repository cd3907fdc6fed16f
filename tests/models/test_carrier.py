"""Models out of carrier packages, with the real pip and a mirror that is a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from soapstone.errors import ModelError
from soapstone.models import Model, Store

from .conftest import BYTES, write_wheels


def carriers_only(home: Path) -> Store:
    return Store(home, hub="http://127.0.0.1:9", first="carrier")


def test_the_parts_of_a_file_are_joined_and_nothing_else_is_kept(
    tmp_path: Path, model: Model, wheels: Path
) -> None:
    told: list[tuple[int, int]] = []

    folder = carriers_only(tmp_path / "home").path(model, lambda done, total: told.append((done, total)))

    assert {file.name: file.read_bytes() for file in folder.glob("[!.]*")} == BYTES
    assert told[-1] == (model.size, model.size)
    kept = {file.name for file in (tmp_path / "home").rglob("*") if file.is_file()}
    assert kept == {"config.json", "model.bin", ".verified.json", ".tiny.lock"}


def test_a_carrier_with_other_bytes_is_refused(tmp_path: Path, model: Model, wheels: Path) -> None:
    write_wheels(wheels, {**BYTES, "model.bin": b"tampered" * 100})

    with pytest.raises(ModelError, match=r"model\.bin from tiny-part1==1\.0\.0 has SHA-256 .*: refused"):
        carriers_only(tmp_path / "home").path(model)

    assert not (tmp_path / "home" / "tiny" / "model.bin").exists()


def test_a_missing_package_is_reported_in_pips_own_words(
    tmp_path: Path, model: Model, no_mirror: None
) -> None:
    with pytest.raises(ModelError, match=r"No matching distribution found for tiny-part1==1\.0\.0"):
        carriers_only(tmp_path / "home").path(model)
