"""How well and how fast recordings are heard, on the sample visit.

    python bench/speech.py                     # two minutes on two cores
    python bench/speech.py --long 3            # also the memory of a three-hour recording
    python bench/speech.py --json

Word error counts numbers as the same however they are written ("one fifty two", "152"). Noise is seeded.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
import wave
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jiwer
import numpy as np

from soapstone.asr import transcribe
from soapstone.asr.agreement import LocalAgreement
from soapstone.asr.by_ear import repair_by_ear
from soapstone.asr.repair import repair
from soapstone.asr.roles import assign_roles
from soapstone.asr.whisper import Whisper
from soapstone.audio import RATE, open_audio
from soapstone.audio.decode import Samples
from soapstone.types import Patient, Transcript

EXAMPLES = Path(__file__).parents[1] / "examples"
SEED = 11
SNR = 10.0  # dB
CHUNK = RATE // 4

# the numbers of the script as they are said, and as they may be written
WRITTEN = {
    "one fifty two over ninety": "152/90",
    "152 over 90": "152/90",
    "one hundred and ten": "110",
    "ninety eight point four": "98.4",
    "ninety six percent": "96%",
    "96 percent": "96%",
    "eighty eight": "88",
    "twenty": "20",
    "ten": "10",
    "two": "2",
    "three": "3",
    "four": "4",
    "once": "1x",
    "all right": "alright",
    "milligrams": "mg",
    "micrograms": "mcg",
}
DRUGS = ("albuterol", "lisinopril", "atorvastatin", "penicillin", "fluticasone")


def words(text: str) -> str:
    """The text as compared: small letters, no punctuation, numbers in one spelling, no fillers."""
    text = re.sub(r"[^a-z0-9%/. ]", "", text.lower().replace("-", " "))
    text = re.sub(r"\.(?!\d)", "", text)
    text = re.sub(r"(\d)\s*(mg|mcg)\b", r"\1 \2", text)
    for said, written in WRITTEN.items():
        text = re.sub(rf"\b{said}\b", written, text)
    return " ".join(word for word in text.split() if word not in {"um", "uh"})


def script() -> str:
    lines = (EXAMPLES / "visit.txt").read_text(encoding="utf-8").splitlines()
    return " ".join(line.split(": ", 1)[1] for line in lines if line)


def said(transcript: Transcript) -> str:
    return " ".join(turn.text for turn in transcript.turns)


def drugs_right(text: str) -> tuple[int, int]:
    """How many of the drug names that were said stand in the text, and how many were said."""
    spoken = Counter(word for word in re.findall(r"[a-z]+", script().lower()) if word in DRUGS)
    heard = Counter(re.findall(r"[a-z]+", text.lower()))
    return sum(min(count, heard[drug]) for drug, count in spoken.items()), spoken.total()


def invented(transcript: Transcript) -> list[str]:
    """Drug names that repair put in and that the script does not hold."""
    put = (
        turn.text[change.start : change.end].lower()
        for turn in transcript.turns
        for change in turn.repairs
        if change.kind == "drug"
    )
    return [name for name in put if name not in DRUGS]


def with_noise(speech: Samples, noise: Samples) -> Samples:
    """Speech with noise at SNR decibels below it, both by mean power."""
    wanted = np.mean(speech**2) / 10 ** (SNR / 10)
    return np.asarray(speech + noise * np.sqrt(wanted / np.mean(noise**2)), np.float32)


def white(speech: Samples) -> Samples:
    return np.random.default_rng(SEED).normal(0, 1, len(speech)).astype(np.float32)


def babble(speech: Samples) -> Samples:
    """Eight voices at once: the visit itself backwards, shifted at random."""
    shifts = np.random.default_rng(SEED).integers(0, len(speech), 8)
    return np.asarray(sum(np.roll(speech[::-1], shift) for shift in shifts), np.float32)


def write_wav(file: Path, blocks: Iterable[Samples]) -> Path:
    with wave.open(str(file), "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(RATE)
        for block in blocks:
            stream.writeframes((np.clip(block, -1, 1) * 32767).astype("<i2").tobytes())
    return file


def heard(recording: Path, whisper: Whisper) -> dict[str, Any]:
    """Word error, drug names and speed of one recording."""
    start = time.perf_counter()
    transcript = transcribe(recording, transcriber=whisper)
    took = time.perf_counter() - start
    right, spoken = drugs_right(said(transcript))
    row: dict[str, Any] = {
        "word error %": round(100 * jiwer.wer(words(script()), words(said(transcript))), 1),
        "real-time factor": round(took / (open_audio(recording).declared or 1), 3),
        "drug names right": f"{right}/{spoken}",
    }
    patient = Patient.model_validate_json((EXAMPLES / "patient.json").read_text(encoding="utf-8"))
    roles = assign_roles(transcript)
    start = time.perf_counter()
    by_ear = repair_by_ear(roles, patient, open_audio(recording), whisper)
    row["second listen, s"] = round(time.perf_counter() - start, 1)
    for name, mended in (("text alone", repair(roles, patient)), ("text and ear", by_ear)):
        row[f"drug names right, {name}"] = "{}/{}".format(*drugs_right(said(mended)))
        row[f"drug names invented, {name}"] = len(invented(mended))
    row["word error % after repair"] = round(100 * jiwer.wer(words(script()), words(said(by_ear))), 1)
    return row | speakers(assign_roles(transcript))


def speakers(transcript: Transcript) -> dict[str, Any]:
    """Share of words whose voice and role are right, and of turns that begin and end where they did."""
    truth = json.loads((EXAMPLES / "visit.turns.json").read_text(encoding="utf-8"))
    voices: dict[str, Counter[str]] = {}
    pairs, roles = [], []
    for turn in transcript.turns:
        for word in turn.words:
            middle = ((word.start or 0) + (word.end or 0)) / 2
            true = min(truth, key=lambda t: max(t["start"] - middle, middle - t["end"], 0))["speaker"]
            voices.setdefault(turn.speaker, Counter())[true] += 1
            pairs.append((turn.speaker, true))
            roles.append(turn.role == true.lower())
    owner = {voice: count.most_common(1)[0][0] for voice, count in voices.items()}
    ends = [turn.end or 0 for turn in transcript.turns]
    kept = sum(any(abs(end - t["end"]) < 0.5 for end in ends) for t in truth)
    return {
        "words with the right voice %": round(100 * np.mean([owner[v] == t for v, t in pairs]), 1),
        "words with the right role %": round(100 * float(np.mean(roles)), 1),
        "turns (true: 26)": len(transcript.turns),
        "turn ends found %": round(100 * kept / len(truth), 1),
    }


def live(whisper: Whisper, visit: Samples) -> dict[str, float]:
    """The visit fed as it is spoken, in chunks of 0.25 s; a look delays what comes after it."""
    agreement = LocalAgreement(whisper.glimpse)
    clock = first = behind = busy = 0.0
    for at in range(0, len(visit), CHUNK):
        spoken = min(at + CHUNK, len(visit)) / RATE
        start = time.perf_counter()
        partial = agreement.feed(visit[at : at + CHUNK])
        took = time.perf_counter() - start
        busy += took
        clock = max(clock, spoken) + took
        behind = max(behind, clock - spoken)
        if not first and (partial.committed or partial.tentative):
            first = clock
    agreement.finish()
    text = " ".join(word.text for word in agreement.committed)
    begins = json.loads((EXAMPLES / "visit.turns.json").read_text(encoding="utf-8"))[0]["start"]
    return {
        "first partial after speech began, s": round(first - begins, 2),
        "furthest behind the speaker, s": round(behind, 2),
        "share of the time busy": round(busy / (len(visit) / RATE), 3),
        "word error % of the live text": round(100 * jiwer.wer(words(script()), words(text)), 1),
    }


def long_recording(hours: float, model: str, visit: Samples) -> dict[str, Any]:
    """Time and largest memory of a process that hears this many hours."""
    with tempfile.TemporaryDirectory() as folder:
        repeats = round(hours * 3600 * RATE / len(visit))
        recording = write_wav(Path(folder) / "long.wav", (visit for _ in range(repeats)))
        command = [sys.executable, __file__, "--child", str(recording), "--model", model]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def child(recording: Path, model: str) -> dict[str, Any]:
    start = time.perf_counter()
    transcript = transcribe(recording, transcriber=Whisper(model))
    seconds = open_audio(recording).declared or 1
    return {
        "hours": round(seconds / 3600, 2),
        "model": model,
        "largest memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "real-time factor": round((time.perf_counter() - start) / seconds, 3),
        "turns": len(transcript.turns),
        "voices": len({turn.speaker for turn in transcript.turns}),
    }


def measure(model: str, hours: float) -> dict[str, dict[str, Any]]:
    visit = np.concatenate(list(open_audio(EXAMPLES / "visit.ogg").mono()))
    whisper = Whisper(model).load()
    figures: dict[str, dict[str, Any]] = {"clean": heard(EXAMPLES / "visit.ogg", whisper)}
    with tempfile.TemporaryDirectory() as folder:
        for name, noise in (("white noise, 10 dB", white), ("babble, 10 dB", babble)):
            noisy = write_wav(Path(folder) / "noisy.wav", [with_noise(visit, noise(visit))])
            figures[name] = heard(noisy, whisper)
    figures["live"] = live(whisper, visit)
    if hours:
        figures["long recording"] = long_recording(hours, model, visit)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="whisper-base")
    parser.add_argument("--long", type=float, default=0.0, metavar="HOURS")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        print(json.dumps(child(given.child, given.model)))
        return
    figures = measure(given.model, given.long)
    if given.json:
        print(json.dumps(figures, indent=2))
        return
    for title, row in figures.items():
        print(f"\n{title}")
        for name, value in row.items():
            print(f"  {name:<38} {value}")


if __name__ == "__main__":
    main()
