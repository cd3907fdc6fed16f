"""Soapstone: from a recorded visit to a checked clinical note, on the clinic's own hardware.

from soapstone import Scribe
scribe = Scribe(template="soap")
visit = scribe.listen("visit.ogg")
note = scribe.draft(visit)
print(scribe.render(note))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from soapstone.scribe import Scribe

__version__ = "0.1.0"
__all__ = ["Scribe", "__version__"]


def __getattr__(name: str) -> Any:
    # Imported when first used, so that the command line starts without numpy and the models' libraries.
    if name == "Scribe":
        from soapstone.scribe import Scribe

        return Scribe
    raise AttributeError(f"module 'soapstone' has no attribute {name!r}")
