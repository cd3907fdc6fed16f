"""Models from a hub: resumed, verified, refused."""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path

import pytest

from soapstone.errors import ModelError
from soapstone.models import Model, Store

from .conftest import BYTES, Hub

FORK = multiprocessing.get_context("spawn")


def test_a_model_is_fetched_with_its_exact_bytes(tmp_path: Path, model: Model, a_hub: Hub) -> None:
    told: list[tuple[int, int]] = []
    store = Store(tmp_path / "home", hub=a_hub.address)

    folder = store.path(model, lambda done, total: told.append((done, total)))

    assert {file.name: file.read_bytes() for file in folder.glob("[!.]*")} == BYTES
    assert told[-1] == (model.size, model.size)
    assert told == sorted(told)


def test_a_fetched_model_needs_no_network_again(tmp_path: Path, model: Model, a_hub: Hub) -> None:
    folder = Store(tmp_path, hub=a_hub.address).path(model)
    asked = len(a_hub.asked)

    assert Store(tmp_path, offline=True).path(model) == folder
    assert len(a_hub.asked) == asked


def test_a_download_that_broke_off_goes_on_where_it_stopped(
    tmp_path: Path, model: Model, a_hub: Hub, no_mirror: None
) -> None:
    a_hub.cut_after = 500_000
    a_hub.files.pop("config.json")  # so that the first file asked for is the large one
    store = Store(tmp_path, hub=a_hub.address)
    large = model.model_copy(update={"file": model.file[1:]})
    with pytest.raises(ModelError, match="broke off"):
        store.path(large)

    store.path(large)

    first, second = a_hub.asked
    assert first == ("model.bin", None)
    assert second[0] == "model.bin"
    assert second[1] is not None
    assert int(second[1].removeprefix("bytes=").rstrip("-")) >= 500_000
    assert store.state(large, thorough=True) == "verified"


def test_a_hub_without_ranges_still_gives_the_model(tmp_path: Path, model: Model, a_hub: Hub) -> None:
    a_hub.ranges = False
    (tmp_path / f".partial-{model.file[1].sha256}").write_bytes(BYTES["model.bin"][:1000])

    store = Store(tmp_path, hub=a_hub.address)
    store.path(model)

    assert store.state(model, thorough=True) == "verified"


def test_an_old_part_of_other_bytes_does_not_spoil_the_model(
    tmp_path: Path, model: Model, a_hub: Hub
) -> None:
    (tmp_path / f".partial-{model.file[1].sha256}").write_bytes(b"x" * 1000)

    store = Store(tmp_path, hub=a_hub.address)
    store.path(model)

    assert store.state(model, thorough=True) == "verified"


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(BYTES["model.bin"][:-1] + b"!", id="one byte changed"),
        pytest.param(BYTES["model.bin"] + b"!", id="one byte more"),
        pytest.param(BYTES["model.bin"][:-1], id="one byte less"),
        pytest.param(b"<html>please sign in</html>", id="a sign-in page"),
    ],
)
def test_wrong_bytes_are_refused_and_never_stored(
    tmp_path: Path, model: Model, a_hub: Hub, no_mirror: None, wrong: bytes
) -> None:
    a_hub.files["model.bin"] = wrong

    with pytest.raises(ModelError, match=r"SHA-256 .* but must have .*: refused"):
        Store(tmp_path, hub=a_hub.address).path(model)

    assert not (tmp_path / "tiny" / "model.bin").exists()
    assert not list(tmp_path.glob(".partial-*"))


def test_carriers_step_in_for_a_hub_that_gives_wrong_bytes(
    tmp_path: Path, model: Model, a_hub: Hub, wheels: Path
) -> None:
    a_hub.files["model.bin"] = b"wrong"
    store = Store(tmp_path / "home", hub=a_hub.address)

    store.path(model)

    assert store.state(model, thorough=True) == "verified"


def test_an_unreachable_hub_costs_little_time_and_is_asked_once(
    tmp_path: Path, model: Model, wheels: Path, closed_address: str
) -> None:
    from soapstone.models import hub

    store = Store(tmp_path / "home", hub=closed_address)
    start = time.perf_counter()
    store.path(model)

    assert time.perf_counter() - start < 10
    assert hub._unreachable == {"127.0.0.1:9"}


def _pull(home: Path, address: str, model: Model) -> None:
    Store(home, hub=address).path(model)


def test_many_processes_fetch_a_model_once(tmp_path: Path, model: Model, a_hub: Hub) -> None:
    a_hub.pace = 0.01
    processes = [FORK.Process(target=_pull, args=(tmp_path, a_hub.address, model)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)

    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    assert sorted(name for name, _ in a_hub.asked) == ["config.json", "model.bin"]
    assert Store(tmp_path).state(model, thorough=True) == "verified"


def test_a_killed_download_is_resumed_by_the_next_run(tmp_path: Path, model: Model, a_hub: Hub) -> None:
    a_hub.pace = 0.05
    partial = tmp_path / f".partial-{model.file[1].sha256}"
    process = FORK.Process(target=_pull, args=(tmp_path, a_hub.address, model))
    process.start()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not (partial.exists() and partial.stat().st_size > 0):
        time.sleep(0.02)
    process.kill()
    process.join()
    kept = partial.stat().st_size
    a_hub.pace = 0.0

    store = Store(tmp_path, hub=a_hub.address)
    assert store.state(model) == "incomplete"
    store.path(model)

    assert kept > 0
    assert a_hub.asked[-1] == ("model.bin", f"bytes={kept}-")
    assert store.state(model, thorough=True) == "verified"
