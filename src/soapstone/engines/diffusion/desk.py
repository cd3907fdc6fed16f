"""What every section of a visit is written from and with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from soapstone.engines.diffusion.chunks import Chunk
from soapstone.engines.diffusion.gate import Gate
from soapstone.engines.diffusion.network import Network
from soapstone.engines.router import Denoising
from soapstone.types import Transcript


class Desk(NamedTuple):
    """The visit in chunks, the pieces of what the record knows, the gate that sentences must pass, and how to fill."""

    network: Network
    transcript: Transcript
    said: Sequence[Chunk]
    record: Sequence[int]
    gate: Gate
    denoising: Denoising
    author: str

    def quotes(self, said: Sequence[Chunk]) -> list[str]:
        """The words of some chunks."""
        return [self.transcript.quote(chunk.span) for chunk in said]
