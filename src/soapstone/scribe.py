"""The facade: listen to a visit, draft its note, write a part again."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from soapstone.asr.by_ear import repair_heard
from soapstone.asr.repair import repair
from soapstone.asr.roles import assign_roles
from soapstone.asr.transcribe import chosen, transcribe
from soapstone.audio import open_audio
from soapstone.checks import uncertain
from soapstone.engines import draft, engine, infill, update
from soapstone.engines.base import NoteEngine, write_checked
from soapstone.engines.router import Denoising
from soapstone.errors import InputError, UsageError
from soapstone.notes import canvas_from, load_template, render
from soapstone.propagation import Proposal, propose
from soapstone.settings import settings
from soapstone.transcripts import read_transcript
from soapstone.transcripts.read import is_transcript
from soapstone.types import Finding, Note, Patient, Transcript, Visit

Stage = Callable[[str, float], None]
Progress = Callable[[float], None]


class Scribe:
    """Listens, drafts and revises with one template and one engine.

    `denoising` says how the diffusion engine fills a canvas. `on_stage` is told the name and the seconds of each
    stage as it ends.
    """

    def __init__(
        self,
        template: str = "soap",
        engine_name: str = "auto",
        *,
        memory: Path | None = None,
        denoising: Denoising | None = None,
        on_stage: Stage | None = None,
    ) -> None:
        self.template = load_template(template)
        self.template_name = template
        self.engine: NoteEngine = engine(engine_name, memory, denoising)
        self._on_stage = on_stage

    def listen(
        self, source: Path | str, patient: Patient | None = None, *, progress: Progress | None = None
    ) -> Visit:
        """A visit from a recording or a transcript file: roles found, numbers and drug names repaired.

        Raises InputError for a file that cannot be read, NoSpeechError for a recording without speech.
        """
        path, patient = Path(source), patient or Patient()
        if is_transcript(path):
            with self._stage("read"):
                transcript = read_transcript(path)
            return self.understand(transcript, patient)
        transcriber = chosen()
        with self._stage("recognise"):
            transcript = transcribe(path, transcriber=transcriber, progress=progress)
        with self._stage("roles"):
            transcript = assign_roles(transcript)
        with self._stage("repair"):
            transcript = repair_heard(transcript, patient, open_audio(path), transcriber)
        return Visit(transcript=transcript, patient=patient, template=self.template_name)

    def understand(self, transcript: Transcript, patient: Patient | None = None) -> Visit:
        """A visit from a transcript that is already in hand."""
        patient = patient or Patient()
        with self._stage("roles"):
            transcript = assign_roles(transcript)
        with self._stage("repair"):
            transcript = repair(transcript, patient)
        return Visit(transcript=transcript, patient=patient, template=self.template_name)

    def draft(self, visit: Visit) -> Note:
        """The whole note. InputError when the visit is not in English: nothing could be checked against it."""
        _in_english(visit)
        with self._stage("draft"):
            return draft(self.engine, visit)

    def infill(self, visit: Visit, given: Mapping[str, str | None]) -> Note:
        """The note around sections that a person gave; those are locked."""
        _in_english(visit)
        with self._stage("infill"):
            return infill(self.engine, visit, given)

    def rewrite(self, visit: Visit, note: Note, *sections: str) -> Note:
        """The named sections written again; everything else stays as it is, byte for byte."""
        with self._stage("rewrite"):
            return write_checked(self.engine, visit, canvas_from(note, sections))

    def propagate(
        self,
        visit: Visit | None,
        note: Note,
        edit: Mapping[str, str],
        to: Collection[str],
        *,
        mine: bool = False,
    ) -> Proposal:
        """What follows in the sections `to` from an edit such as {"assessment": "Pain of the left knee."}.

        Nothing is changed until `Proposal.accept`. Sentences that a person wrote follow only with the consent
        `mine`. The visit, when it is given, tells which of the new statements were said in it.
        """
        if len(edit) != 1:
            raise UsageError("one section is edited at a time.", fix="Give one section with its new text.")
        ((section, text),) = edit.items()
        with self._stage("propagate"):
            return propose(note, section, text, to, visit.transcript if visit else None, mine=mine)

    def update(self, visit: Visit, note: Note, first_new_turn: int) -> Note:
        """The note after more was said; sections that the new turns do not touch stay byte-identical."""
        with self._stage("update"):
            return update(self.engine, visit, note, first_new_turn)

    def check(self, visit: Visit, note: Note) -> list[Finding]:
        """What a reader must look at before signing."""
        with self._stage("check"):
            return uncertain(visit, note, settings().uncertain_below)

    def render(self, note: Note, format: str = "text", visit: Visit | None = None) -> str:
        """The note as text, Markdown, HTML or JSON, with its evidence; findings when the visit is given."""
        findings = self.check(visit, note) if visit else []
        return render(note, format, transcript=visit.transcript if visit else None, findings=findings)

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        if self._on_stage:
            self._on_stage(name, time.perf_counter() - begun)


def _in_english(visit: Visit) -> None:
    language = visit.transcript.language
    if language != "en":
        raise InputError(
            f"the visit is not in English but in another language ({language}).",
            where="transcript",
            fix="Notes are drafted from English only; `soapstone transcribe` still writes down what was said.",
        )
