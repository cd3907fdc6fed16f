"""Whether a transcript is in English, by its most common words."""

from __future__ import annotations

import re

from soapstone.types import Transcript

# The most frequent function words of each language: a handful tells languages apart in some dozens of words.
COMMON = {
    "en": "the and you i to a it of that is in have so for on your with do not was but my are we any this been at okay",
    "es": "el la de que y en los del las un por con una para es lo como más pero sus le ya muy tiene me dolor usted",
    "fr": "le la les de des et est un une du en que qui dans pour pas vous je il elle avec sur mais j'ai avez depuis",
    "de": "der die das und ist ich sie nicht ein eine mit zu auf den von haben seit schmerzen wie es im auch dem",
    "pt": "o a os as de que e do da em um uma para com não é eu você tem dor mas muito meu minha está há",
    "it": "il la di che e un una per con non è sono ho ha dolore mi del da come anche più signora quando",
    "nl": "de het een en van ik is dat niet je op met voor heb pijn maar ook hoe aan er u",
    "pl": "nie i w na się z to do że jest mam ból jak od ale pan pani tak czy",
}
_SETS = {language: frozenset(words.split()) for language, words in COMMON.items()}
_ENOUGH = 12


def language_warning(transcript: Transcript) -> tuple[str, str | None]:
    """The likely language and, when it is not English, a warning that says so.

    Few words or a name-like text count as English: a warning must be worth reading.
    """
    words = [
        word
        for turn in transcript.turns[:400]
        for word in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", turn.text.lower())
    ]
    if len(words) < _ENOUGH:
        return "en", None
    foreign = sum(1 for word in words if not word.isascii() and ord(max(word)) > 0x24F) / len(words)
    if foreign > 0.5:
        return (
            "und",
            "The transcript is not written in Latin letters; the note can only be drafted from English.",
        )
    shares = {
        language: sum(word in common for word in words) / len(words) for language, common in _SETS.items()
    }
    best = max(shares, key=lambda language: shares[language])
    if best != "en" and shares[best] > 0.08 and shares[best] > 1.3 * shares["en"]:
        return (
            best,
            f"The transcript seems to be in another language ({best}); the note can only be drafted from English.",
        )
    return "en", None
