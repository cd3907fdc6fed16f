"""What is masked, and what must survive."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from soapstone.phi import find_identifiers, find_in_transcript, redact, redact_transcript
from soapstone.types import Repair, Transcript, Turn, Word


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        # names
        ("Seen by Dr. Okafor today.", "Seen by Dr. <NAME> today."),
        ("Mrs. Joan Lindqvist has gout.", "Mrs. <NAME> has gout."),
        ("A 54-year-old man, Peter K., has gout.", "A 54-year-old man, <NAME>, has gout."),
        ("Referred by Angela Martinez for gout.", "Referred by <NAME> for gout."),
        ("Patient L. Wang has gout.", "Patient <NAME> has gout."),
        ("My name is Siiri.", "My name is <NAME>."),
        ("hi martha how are you", "hi <NAME> how are you"),
        ("good morning mrs . lindqvist", "good morning mrs . <NAME>"),
        ("so karen tell me about your headache", "so <NAME> tell me about your headache"),
        ("next patient is nicole miller", "next patient is <NAME>"),
        ("i'm dr. patel one of the kidney doctors", "i'm dr. <NAME> one of the kidney doctors"),
        # places
        ("Admitted to St. Brendan's Hospital with gout.", "Admitted to <PLACE> with gout."),
        ("Seen at Willow Creek Clinic.", "Seen at <PLACE>."),
        ("She lives at 14 Maple Street, Apt 3.", "She lives at <PLACE>."),
        ("Lives in Tulsa, OK 74103.", "Lives in <PLACE>."),
        ("Mail to Zorby Falls, OK 74103-0002.", "Mail to <PLACE>."),
        ("Send to PO Box 12.", "Send to <PLACE>."),
        ("His ZIP code is 74103.", "His ZIP code is <PLACE>."),
        ("she moved here from tulsa", "she moved here from <PLACE>"),
        # dates
        ("Seen on 3/5/2024.", "Seen on <DATE>."),
        ("Seen on March 5th, 2024.", "Seen on <DATE>."),
        ("Seen on 2024-03-05.", "Seen on <DATE>."),
        ("Seen on 5 Mar 2024.", "Seen on <DATE>."),
        ("born march third nineteen fifty two", "born <DATE>"),
        # ages over 89
        ("Age 93.", "Age <AGE>."),
        ("She is 93.", "She is <AGE>."),
        ("A 93-year-old woman.", "A <AGE>-year-old woman."),
        ("she is ninety four years old", "she is <AGE> years old"),
        # numbers to reach a person
        ("Call 918-555-0143.", "Call <PHONE>."),
        ("Fax: (918) 555-0144", "Fax: <FAX>"),
        ("Write to j.lind@example.org.", "Write to <EMAIL>."),
        # numbers of a person
        ("SSN 219-09-9999", "SSN <SSN>"),
        ("MRN: WC-778812", "MRN: <MRN>"),
        ("medical record number 5567123", "medical record number <MRN>"),
        ("Member ID: HP-223344", "Member ID: <HEALTH_PLAN>"),
        ("Account number 99817263", "Account number <ACCOUNT>"),
        ("Card 4111 1111 1111 1111", "Card <ACCOUNT>"),
        ("DEA number BX1234563", "DEA number <LICENCE>"),
        ("license plate KTR 4521", "license plate <VEHICLE>"),
        ("Pacemaker serial number PM-8812733", "Pacemaker serial number <DEVICE>"),
        ("See https://portal.example.org/p/8812.", "See <URL>."),
        ("Logged in from 192.168.4.21.", "Logged in from <IP>."),
        ("fingerprint ID FP-99812", "fingerprint ID <BIOMETRIC>"),
        ("Photo wound_lind.jpg attached.", "Photo <PHOTO> attached."),
        ("Patient ID: ABX-1234", "Patient ID: <ID>"),
    ],
)
def test_identifiers_of_every_category_are_masked(text: str, masked: str) -> None:
    assert redact(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "Positive Babinski sign and a Wells score of 3.",
        "She has Lyme disease and Parkinson's disease.",
        "History of Crohn's, Alzheimer's and Hodgkin lymphoma.",
        "A Foley catheter was placed; Gleason score 7.",
        "Barrett's esophagus, Guillain-Barré syndrome, Bell's palsy.",
        "Start lisinopril 10 mg and continue Eliquis 5 mg twice a day.",
        "Metformin 500 mg, Lasix 40 mg, Augmentin 875.",
        "BP 152/90, HR 88, SpO2 95% on room air, temp 98.6.",
        "A 68-year-old man, 170 cm, 82 kg, BMI 28.4.",
        "Diagnosed in 2021, seen last summer and again last month.",
        "It started around labor day and got worse before Christmas.",
        "HbA1c 7.2%, creatinine 1.1, eGFR 64, CHA2DS2-VASc 3.",
        "The AHA and ADA guidelines of 2023 say so.",
        "She works at a nursing home near a university hospital.",
        "Hispanic female with Type 2 diabetes.",
        "Take one tablet every 8 hours for 10 days.",
        "COVID-19 vaccine from Pfizer, hepatitis B, vitamin D.",
        "any chest pain or is it just the breathing",
        "L4-L5 disc, C5 radiculopathy, grade 2/6 murmur.",
        "i will mark the mole and may see you in the summer hope that helps",
        "doctor said it will be fine and the nurse called",
        "we will do a chest x-ray and an ekg and a bmp",
    ],
)
def test_clinical_words_survive(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(("age", "kept"), [(1, True), (50, True), (89, True), (90, False), (104, False)])
def test_only_ages_over_89_are_masked(age: int, kept: bool) -> None:
    text = f"The patient is {age} years old."
    assert (redact(text).text == text) is kept


def test_a_person_whose_name_is_an_eponym_is_masked() -> None:
    assert redact("Seen by Dr. Jonathan Edwards.").text == "Seen by Dr. <NAME>."


def test_a_doubtful_identifier_is_masked_as_uncertain() -> None:
    assert "<UNCERTAIN>" in redact("She came in last Friday.").text
    assert "<DATE>" in redact("She came in last Friday.", threshold=0.4).text


def test_a_name_of_no_list_is_masked_as_uncertain() -> None:
    assert redact("Bekbolat Musliyevich presents with gout.").text == "<UNCERTAIN> presents with gout."


def test_a_person_named_once_is_masked_wherever_named_again() -> None:
    text = "Mrs. Joan Lindqvist was seen. Later Lindqvist called back."
    assert redact(text).text == "Mrs. <NAME> was seen. Later <NAME> called back."


def test_a_name_known_from_the_record_is_masked() -> None:
    assert redact("Then Zorblatt said no.", names=["Ada Zorblatt"]).text == "Then <NAME> said no."


def test_offsets_point_into_the_original() -> None:
    text = "MRN: WC-778812, seen on 3/5/2024 by Dr. Okafor."
    assert [(i.category, text[i.start : i.end]) for i in find_identifiers(text)] == [
        ("mrn", "WC-778812"),
        ("date", "3/5/2024"),
        ("name", "Okafor"),
    ]


def test_a_transcript_is_masked_with_its_words_labels_and_repairs() -> None:
    words = tuple(
        Word(text=t, start=i * 0.5, end=i * 0.5 + 0.4) for i, t in enumerate("seen by Dr. Okafor".split())
    )
    turn = Turn(
        index=0,
        text="seen by Dr. Okafor",
        speaker="Angela Martinez",
        words=words,
        repairs=(Repair(start=0, end=4, heard="sin", kind="drug"),),
    )
    other = Turn(index=1, text="so Okafor said yes", speaker="SPEAKER_01")
    first, second = redact_transcript(Transcript(turns=(turn, other))).turns
    assert (first.text, first.speaker, first.repairs) == ("seen by Dr. <NAME>", "<NAME>", ())
    assert [word.text for word in first.words] == ["seen", "by", "Dr.", "<NAME>"]
    assert first.words[-1].start == 1.5
    assert (second.text, second.speaker) == ("so <NAME> said yes", "SPEAKER_01")
    assert [len(found) for found in find_in_transcript(Transcript(turns=(turn, other)))] == [1, 1]


@given(st.text(max_size=80))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_not_masked_stays_byte_for_byte(text: str) -> None:
    redacted = redact(text)
    position = rebuilt = 0
    for found in redacted.identifiers:
        kept = text[position : found.start]
        assert redacted.text[rebuilt : rebuilt + len(kept)] == kept
        rebuilt += len(kept)
        rebuilt = redacted.text.index(">", rebuilt) + 1
        position = found.end
    assert redacted.text[rebuilt:] == text[position:]


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=60))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_identifiers_lie_in_order_and_apart(text: str) -> None:
    found = find_identifiers(text)
    assert all(0 <= i.start < i.end <= len(text) for i in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_no_socket_is_opened(socket_disabled: None, tmp_path: Path) -> None:
    assert redact("Write to j.lind@example.org or see https://example.org.").text.count("<") == 2
