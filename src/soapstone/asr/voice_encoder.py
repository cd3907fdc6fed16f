"""A voice as a vector: the GE2E speaker encoder (Wan et al. 2018; weights of Resemblyzer) in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from soapstone import models
from soapstone.asr.torch_weights import Array, read_tensors
from soapstone.audio import RATE
from soapstone.audio.decode import Samples

MODEL = "voice-encoder"
WINDOW = 400  # samples: 25 ms
HOP = 160  # samples: 10 ms
MELS = 40
PARTIAL = 160  # frames that the encoder was trained on: 1.6 s
STEP = 80  # frames between two partials
LOUDNESS = 10 ** (-30 / 20)  # -30 dBFS, as in training
LAYERS = 3
BATCH = 128


@dataclass(frozen=True)
class VoiceEncoder:
    """The weights of three LSTM layers and a projection."""

    tensors: dict[str, Array]

    def embed(self, sounds: Sequence[Samples]) -> Array:
        """Unit vectors, shape (len(sounds), 256), of sounds of shape (n,) at 16 kHz; alike is 1."""
        partials = [_partials(mel(sound)) for sound in sounds]
        vectors = self._forward(np.concatenate(partials))
        ends = np.cumsum([len(part) for part in partials])[:-1]
        means = np.stack([part.mean(axis=0) for part in np.split(vectors, ends)])
        return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), np.float32)

    def _forward(self, mels: Array) -> Array:
        hidden = np.concatenate(
            [self._last_hidden(mels[at : at + BATCH]) for at in range(0, len(mels), BATCH)]
        )
        raw = np.maximum(hidden @ self.tensors["linear.weight"].T + self.tensors["linear.bias"], 0)
        return np.asarray(raw / (np.linalg.norm(raw, axis=1, keepdims=True) + 1e-9), np.float32)

    def _last_hidden(self, inputs: Array) -> Array:
        for layer in range(LAYERS):
            inputs = self._lstm(inputs, layer)
        return inputs[:, -1]

    def _lstm(self, inputs: Array, layer: int) -> Array:
        """One LSTM layer over inputs of shape (batch, time, features): its hidden states."""
        weight = {kind: self.tensors[f"lstm.{kind}_l{layer}"] for kind in _PARTS}
        driven = inputs @ weight["weight_ih"].T + weight["bias_ih"] + weight["bias_hh"]
        recurrent = np.ascontiguousarray(weight["weight_hh"].T)
        width = recurrent.shape[0]
        hidden = np.zeros((len(inputs), width), np.float32)
        cell = np.zeros_like(hidden)
        states = np.empty((*inputs.shape[:2], width), np.float32)
        for time in range(inputs.shape[1]):
            gates = driven[:, time] + hidden @ recurrent
            enter, forget, candidate, leave = np.split(gates, 4, axis=1)
            cell = _sigmoid(forget) * cell + _sigmoid(enter) * np.tanh(candidate)
            hidden = _sigmoid(leave) * np.tanh(cell)
            states[:, time] = hidden
        return states


_PARTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


@cache
def voice_encoder() -> VoiceEncoder:
    """The encoder with its weights, read once. ModelError when they cannot be had."""
    return load(models.path(MODEL))


def load(folder: Path) -> VoiceEncoder:
    """The encoder from a folder with the checkpoint."""
    return VoiceEncoder(read_tensors(folder / "pretrained.pt", "model_state"))


def mel(sound: Samples) -> Array:
    """Mel power spectrogram, shape (frames, 40), of a sound brought up to -30 dBFS."""
    loudness = float(np.sqrt(np.mean(sound**2)))
    if 0 < loudness < LOUDNESS:
        sound = sound * np.float32(LOUDNESS / loudness)
    padded = np.pad(sound, WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    power = np.abs(np.fft.rfft(frames * _hann(), axis=1)) ** 2
    return np.asarray(power @ _filters().T, np.float32)


@cache
def _hann() -> Array:
    return np.asarray(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW), np.float32)


@cache
def _filters() -> Array:
    from faster_whisper.feature_extractor import FeatureExtractor

    return np.asarray(FeatureExtractor.get_mel_filters(RATE, WINDOW, n_mels=MELS), np.float32)


def _partials(frames: Array) -> Array:
    """Overlapping pieces of 1.6 s, shape (n, 160, 40); what is shorter is repeated to that length."""
    if len(frames) < PARTIAL:
        frames = np.resize(frames, (PARTIAL, MELS))
    starts = range(0, len(frames) - PARTIAL + 1, STEP)
    return np.stack([frames[start : start + PARTIAL] for start in starts])


def _sigmoid(values: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), np.float32)
