"""The models: named in a manifest, fetched once, verified always, offline afterwards.

For example `models.path("whisper-base")` is a folder that faster-whisper can load.
"""

from __future__ import annotations

from pathlib import Path

from soapstone.models.manifest import Model, ModelFile, manifest, named
from soapstone.models.source import Progress
from soapstone.models.store import Store
from soapstone.settings import settings

__all__ = ["Model", "ModelFile", "Store", "manifest", "named", "path", "store"]


def store() -> Store:
    """The store that the settings name."""
    chosen = settings()
    return Store(home=chosen.home, offline=chosen.offline, hub=chosen.hub, first=chosen.model_source)


def path(name: str, *, progress: Progress | None = None) -> Path:
    """The folder of a verified model, fetched first if need be and if the settings allow it.

    `progress` takes bytes done and bytes in all. Raises UsageError for an unknown name, ModelError
    when the model is corrupted, cannot be fetched, or cannot be stored.
    """
    return store().path(named(name), progress)
