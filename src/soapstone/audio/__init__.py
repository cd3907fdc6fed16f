"""Recordings: decoded in blocks, searched for speech, channel by channel."""

from soapstone.audio.activity import Utterance, utterances
from soapstone.audio.decode import RATE, Audio, open_audio

__all__ = ["RATE", "Audio", "Utterance", "open_audio", "utterances"]
