"""Odd text is read without fault: places stay exact and what is said is still understood."""

from __future__ import annotations

import time

import pytest

from soapstone.coding import code, read_and_code
from soapstone.nlp.abbreviations import expansions
from soapstone.nlp.entities import read, read_transcript
from soapstone.nlp.medications import read_medications
from soapstone.nlp.references import references
from soapstone.nlp.replies import rule_in_visit
from soapstone.nlp.senses import other_senses
from soapstone.nlp.written import rule_on
from soapstone.types import Entity, Role, Transcript, Turn

ODD = {
    "empty": "",
    "white space": " \t\r\n\u00a0",
    "no spaces": "deniesfeverchillsandcoughMSPEpneumonia" * 60,
    "capitals": "PATIENT DENIES FEVER. AS A CHILD HE HAD ASTHMA. MS. LEE IS IN THE ED.",
    "emoji": "🤒 Fever 🌡️ 39, denies 👨‍👩‍👧 cough 🙂. It was mild.",
    "accents": "Café-au-lait spots, Sjögren syndrome, Ménière disease. Denies náusea.",
    "windows line ends": "PMH:\r\nAsthma\r\n\r\nROS: denies cough.\r\nPE: clear\r\n",
    "tabs": "Fever:\tno\tCough:\tyes",
    "no-break spaces": "Negative\u00a0for\u00a0pneumonia. RA\u00a0sat\u00a096%",
    "zero width": "No\u200b evidence\u200b of pneumonia.\ufeff It\u200b was ruled out.",
    "markup": "<p>Denies <b>chest pain</b>.</p><br/>&nbsp;MS <i>plaque</i>",
    "other language": "El paciente niega fiebre. Диабет. 患者は発熱なし。 Der Patient hat MS.",
    "marks": "?!?.,;:()[]{}*+\\^$|/-'’\"" * 20,
    "control": "fever\x00\x07cough\x1b[31m",
}


def exact(entities: list[Entity], text: str) -> bool:
    return all(text[e.start : e.end] == e.text and e.text.strip() for e in entities)


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_every_reader_takes_odd_text_and_keeps_places(text: str) -> None:
    entities = read_and_code(text)
    assert exact(entities, text)
    code(entities, text)
    assert all(text[m.start : m.end] == m.name for m in read_medications(text))
    assert all(0 <= one.start < one.end <= len(text) for one in other_senses(text))
    assert all(text[start:end].isupper() for start, end, _ in expansions(text))
    assert all(one.end > entities[one.of].end for one in references(entities, text))


@pytest.mark.parametrize("asked", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("answer", ["", "no", "🙂", "\u200b", "?", "Нет.", "YES"])
def test_an_odd_question_and_answer_are_read(asked: str, answer: str) -> None:
    said: list[tuple[Role, str]] = [("clinician", f"Any fever? {asked}"), ("patient", answer)]
    turns = tuple(Turn(index=at, role=role, speaker=role, text=text) for at, (role, text) in enumerate(said))
    entities = read_transcript(Transcript(turns=turns))
    assert all(turns[e.turn or 0].text[e.start : e.end] == e.text for e in entities)
    assert any(e.text.lower() == "fever" for e in entities)


@pytest.mark.parametrize(
    ("text", "words", "assertion"),
    [
        ("Negative\u00a0for\u00a0pneumonia.", "pneumonia", "negated"),
        ("No\u200b evidence\u200b of pneumonia.", "pneumonia", "negated"),
        ("No evidence\r\nof pneumonia.", "pneumonia", "negated"),
        ("Negative   for\tpneumonia.", "pneumonia", "negated"),
        ("PATIENT DENIES FEVER.", "FEVER", "negated"),
        ("<p>Denies <b>fever</b>.</p>", "fever", "negated"),
        ("PMH:\r\nAsthma\r\n\r\nASSESSMENT:\r\nPneumonia\r\n", "Asthma", "historical"),
        ("PMH:\r\nAsthma\r\n\r\nASSESSMENT:\r\nPneumonia\r\n", "Pneumonia", "present"),
        ("🤒 Denies fever 🙂.", "fever", "negated"),
    ],
)
def test_white_space_capitals_and_markup_change_no_assertion(text: str, words: str, assertion: str) -> None:
    [entity] = [e for e in read(text) if e.text == words]
    assert entity.assertion == assertion


def test_an_answer_in_capitals_decides() -> None:
    turns = (Turn(index=0, role="clinician", text="ANY FEVER?"), Turn(index=1, role="patient", text="NO"))
    assert [e.assertion for e in read_transcript(Transcript(turns=turns))] == ["negated"]


def test_in_a_text_of_capitals_a_small_word_is_no_short_form() -> None:
    assert "AS" not in [e.text for e in read("AORTIC STENOSIS AS A CAUSE OF SYNCOPE, SYSTOLIC MURMUR, ECHO.")]


@pytest.mark.parametrize("words", ["so, ", "no ", "  ", "3 ", "well, just ", "history of ", "and "])
def test_repeated_words_take_no_longer_than_they_must(words: str) -> None:
    said = words * (2000 // len(words))
    turns = (
        Turn(index=0, role="clinician", speaker="D", text=f"{said}any fever {said}?"),
        Turn(index=1, role="patient", speaker="P", text=said + "no"),
    )
    began = time.process_time()
    rule_in_visit(turns, 0, len(said) + 4, len(said) + 9)
    rule_on(f"{said} fever {said}", len(said) + 1, len(said) + 6)
    assert time.process_time() - began < 3
