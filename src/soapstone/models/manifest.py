"""The manifest: which models there are, and the exact bytes of each."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import Field, field_validator

from soapstone.errors import UsageError
from soapstone.types import Noun


class Part(Noun):
    """A member of a carrier package's wheel; `package` is pinned, as in "name==1.0.0"."""

    package: str = Field(pattern=r"^[A-Za-z0-9._-]+==[A-Za-z0-9.]+$")
    member: str


class ModelFile(Noun):
    """One file of a model: its path in the model's folder, size in bytes, SHA-256, and carriers."""

    path: str
    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    parts: tuple[Part, ...] = ()

    @field_validator("path")
    @classmethod
    def _stays_inside(cls, path: str) -> str:
        if Path(path).is_absolute() or ".." in Path(path).parts:
            raise ValueError("a model file stays inside its model's folder")
        return path

    @field_validator("parts", mode="before")
    @classmethod
    def _split(cls, parts: object) -> object:
        if not isinstance(parts, list | tuple):
            return parts
        return [
            dict(zip(("package", "member"), part.split(":", 1), strict=True))
            if isinstance(part, str)
            else part
            for part in parts
        ]


class Model(Noun):
    """A model: what it is for, where it comes from, under which licence, and its files."""

    name: str = Field(pattern=r"^[a-z0-9.-]+$")
    use: str
    upstream: str
    revision: str
    licence: str
    hub: bool = Field(description="whether the hub holds these very bytes at `revision`")
    default: bool = Field(default=True, description="whether a fresh installation fetches it")
    file: tuple[ModelFile, ...]

    @property
    def size(self) -> int:
        """All files together, bytes."""
        return sum(file.size for file in self.file)

    @property
    def packages(self) -> tuple[str, ...]:
        """The carrier packages, pinned, in the order in which they are first named."""
        return tuple(dict.fromkeys(part.package for file in self.file for part in file.parts))


def read_manifest(file: Path) -> dict[str, Model]:
    """The models named in a TOML manifest, by name."""
    tables = tomllib.loads(file.read_text(encoding="utf-8"))["model"]
    models = (Model.model_validate(table) for table in tables)
    return {model.name: model for model in models}


@cache
def manifest() -> dict[str, Model]:
    """The models that this version of Soapstone knows, by name."""
    return read_manifest(Path(__file__).with_name("manifest.toml"))


def named(name: str) -> Model:
    """The model called `name`; UsageError with the known names when there is none."""
    try:
        return manifest()[name]
    except KeyError:
        known = ", ".join(manifest())
        raise UsageError(f"no model is called {name!r}.", fix=f"Known models: {known}.") from None
