"""Errors that say what was wrong, where, and what to do; each kind has its own exit code."""

from __future__ import annotations

from typing import ClassVar


class SoapstoneError(Exception):
    """The root of all errors that Soapstone raises on purpose.

    `what` is the fault, `where` the file, line, field or host, `fix` what the reader can do.
    """

    exit_code: ClassVar[int] = 1
    kind: ClassVar[str] = "error"

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.what}" + (f" {self.fix}" if self.fix else "")


class UsageError(SoapstoneError):
    """An unknown template, engine, format or section."""

    exit_code = 2
    kind = "usage"


class InputError(SoapstoneError):
    """An input that is missing, empty, damaged or of the wrong form."""

    exit_code = 3
    kind = "input"


class NoSpeechError(SoapstoneError):
    """Audio in which no speech was heard. Not a failure of the input: there is just no visit."""

    exit_code = 4
    kind = "no-speech"


class ModelError(SoapstoneError):
    """A model that is absent, corrupted, or cannot be fetched or stored."""

    exit_code = 5
    kind = "model"


class MissingExtraError(SoapstoneError):
    """A feature whose optional dependencies are not installed; `fix` names the extra."""

    exit_code = 6
    kind = "missing-extra"


class OutputError(SoapstoneError):
    """A result that cannot be written where it was asked for."""

    exit_code = 7
    kind = "output"


class RemoteError(SoapstoneError):
    """A configured server that does not answer, or answers with an error."""

    exit_code = 8
    kind = "remote"
