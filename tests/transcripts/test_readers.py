"""Every reader gives the same visit, and each has a malformed twin that says what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from soapstone.errors import InputError
from soapstone.transcripts import read_transcript
from soapstone.transcripts.read import read_text
from soapstone.types import Transcript

TURNS = [("clinician", "Any chest pain?"), ("patient", "No, just a cough.")]


def heard(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.role, turn.text) for turn in transcript.turns]


HEALTHSCRIBE = {
    "Conversation": {
        "ConversationId": "c1",
        "TranscriptSegments": [
            {
                "Content": text,
                "BeginAudioTime": 2.0 * at,
                "EndAudioTime": 2.0 * at + 1,
                "ParticipantDetails": {"ParticipantRole": f"{role.upper()}_0"},
            }
            for at, (role, text) in enumerate(TURNS)
        ],
    }
}
WHISPERX = {
    "segments": [
        {
            "start": 0.0,
            "end": 1.2,
            "text": " Any chest pain?",
            "speaker": "doctor",
            "words": [{"word": "Any", "start": 0.0, "end": 0.2, "score": 0.9}, {"word": "chest"}],
        },
        {"start": 1.5, "end": 3.0, "text": " No, just a cough.", "speaker": "patient"},
    ],
    "language": "en",
}

SOUND = {
    "colon.txt": "Doctor: Any chest pain?\nPatient: No, just a cough.\n",
    "brackets.txt": "[doctor] Any chest pain?\n[patient] No,\njust a cough.\n",
    "letters.txt": "D: Any chest pain?\n\nP: No, just a cough.\n",
    "names.txt": "Dr. Smith: Any chest pain?\nPatient: No, just a cough.\n",
    "times.txt": "[00:01] Doctor: Any chest pain?\n[00:04] Patient: No, just a cough.\n",
    "bold.md": "**Doctor:** Any chest pain?\n**Patient:** No, just a cough.\n",
    "capitals.txt": "DOCTOR - Any chest pain?\nPATIENT - No, just a cough.\n",
    "windows.txt": "Doctor: Any chest pain?\r\nPatient: No, just a cough.\r\n",
    "own.json": Transcript.model_validate(
        {
            "turns": [
                {"index": i, "role": r, "text": t, "speaker": r, "role_probability": 1.0}
                for i, (r, t) in enumerate(TURNS)
            ]
        }
    ).model_dump_json(),
    "list.json": json.dumps([{"speaker": role, "text": text} for role, text in TURNS]),
    "turns.json": json.dumps({"turns": [{"role": role, "content": text} for role, text in TURNS]}),
    "embedded.json": json.dumps({"transcript": "Doctor: Any chest pain?\nPatient: No, just a cough."}),
    "whisperx.json": json.dumps(WHISPERX),
    "healthscribe.json": json.dumps(HEALTHSCRIBE),
    "turns.jsonl": "".join(
        json.dumps({"speaker": r, "text": t, "start": 1.5, "end": 2}) + "\n" for r, t in TURNS
    ),
    "turns.csv": 'speaker,text,start,end\ndoctor,Any chest pain?,0,1\npatient,"No, just a cough.",1.5,3\n',
    "semicolon.csv": "role;utterance\ndoctor;Any chest pain?\npatient;No, just a cough.\n",
    "turns.tsv": "speaker\ttext\ndoctor\tAny chest pain?\npatient\tNo, just a cough.\n",
    "voices.vtt": "WEBVTT\n\nNOTE made by hand\n\n1\n"
    "00:00:00.000 --> 00:00:01.000 align:start\n<v Doctor>Any chest pain?\n\n"
    "00:01.500 --> 00:03.000\n<v Patient>No, just <b>a cough</b>.</v>\n",
    "labels.srt": "1\n00:00:00,000 --> 00:00:01,000\nDoctor: Any chest pain?\n\n2\n"
    "00:00:01,500 --> 00:00:03,000\nPatient: No,\njust a cough.\n",
}


@pytest.mark.parametrize("name", SOUND)
def test_a_visit_reads_the_same_in_every_format(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(SOUND[name].encode("utf-8"))
    assert heard(read_transcript(file)) == TURNS


def test_times_come_with_captions_and_words_with_whisperx(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text(SOUND["labels.srt"])
    assert [(t.start, t.end) for t in read_transcript(tmp_path / "a.srt").turns] == [(0.0, 1.0), (1.5, 3.0)]
    (tmp_path / "b.json").write_text(SOUND["whisperx.json"])
    first = read_transcript(tmp_path / "b.json").turns[0]
    assert [(w.text, w.start, w.probability) for w in first.words] == [
        ("Any", 0.0, 0.9),
        ("chest", None, 1.0),
    ]


MALFORMED = {
    "empty.txt": ("", "the file is empty"),
    "spaces.txt": (" \n\t\n", "the file is empty"),
    "nothing.txt": ("\u200b\u200e.\u200f".replace(".", ""), "holds no words"),
    "binary.txt": (b"\xff\xfb\x90\x00\x12", "not UTF-8"),
    "broken.json": ('{"turns": [\n  {"speaker": "a" "text": "b"}]}', "line 2, column 19: not valid JSON"),
    "number.json": ("12", "holds no list of turns"),
    "textless.json": ('[{"speaker": "doctor"}]', "turn 0: has no text"),
    "own.json": ('{"turns": [{"index": 0}], "warnings": []}', "field turns.0.text"),
    "strings.json": ("[1, 2]", "turn 0: is not a turn"),
    "broken.jsonl": ('{"text": "a"}\n{"text": \n', "line 2"),
    "columns.csv": ("a,b\n1,2\n", "line 1: no column holds the text"),
    "quotes.csv": ('speaker,text\ndoctor,"never closed\n', "line 2"),
    "time.csv": ("text,start\nhello,soon\n", "line 2: the time 'soon' is not a number"),
    "header.vtt": ("00:00.000 --> 00:01.000\nhello\n", "line 1: a WebVTT file starts with WEBVTT"),
    "time.vtt": ("WEBVTT\n\n00:00 --> later\nhello\n", "line 3: the time"),
    "backwards.srt": (
        "1\n00:00:05,000 --> 00:00:01,000\nhello\n",
        "line 2: the caption ends before it starts",
    ),
    "cueless.srt": ("hello there\n", "holds no caption"),
    "healthscribe.json": ('{"Conversation": {"ConversationId": "x"}}', "no TranscriptSegments"),
    "whisperx.json": ('{"segments": [{"start": 1.0, "words": []}]}', "segments, turn 0: has no text"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_transcript_says_what_and_where(name: str, tmp_path: Path) -> None:
    content, message = MALFORMED[name]
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    with pytest.raises(InputError) as error:
        read_transcript(file)
    assert message in str(error.value)
    assert name in str(error.value)
    assert error.value.fix


def test_a_missing_file_and_an_unknown_ending_say_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_transcript(tmp_path / "none.txt")
    (tmp_path / "visit.docx").write_text("Doctor: hello")
    with pytest.raises(InputError, match="unknown kind of transcript"):
        read_transcript(tmp_path / "visit.docx")


def test_controls_and_direction_marks_are_taken_out() -> None:
    text = "Doctor: Any \u202echest\u202c pain?\x07\nPatient: No,\x00 just a cough.\u200f\n"
    assert heard(read_text(text, ".txt", "here")) == TURNS


def test_a_colon_within_a_turn_is_no_speaker() -> None:
    text = "Doctor: My advice is this\nimportant: rest.\nPatient: Okay.\n"
    assert [turn.text for turn in read_text(text, ".txt", "x").turns] == [
        "My advice is this important: rest.",
        "Okay.",
    ]


def test_unknown_speakers_keep_their_labels() -> None:
    transcript = read_text("Speaker 1: Hello.\nSpeaker 2: Hi.\nSpeaker 1: Sit down.\n", ".txt", "x")
    assert [(t.speaker, t.role) for t in transcript.turns] == [
        ("Speaker 1", "unknown"),
        ("Speaker 2", "unknown"),
        ("Speaker 1", "unknown"),
    ]


def test_one_word_is_a_transcript() -> None:
    assert [turn.text for turn in read_text("Cough", ".txt", "x").turns] == ["Cough"]


def test_one_speaker_is_warned_of() -> None:
    transcript = read_text("Patient: I cough.\nPatient: A lot.\n", ".txt", "x")
    assert any("one speaker" in warning for warning in transcript.warnings)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "es",
            "Doctora: Buenos días, ¿qué le pasa? Paciente: Me duele mucho la cabeza desde hace dos "
            "días y no puedo dormir por el dolor.",
        ),
        (
            "fr",
            "Bonjour docteur, j'ai mal à la tête depuis deux jours et je ne peux pas dormir avec cette "
            "douleur dans le dos.",
        ),
        (
            "de",
            "Guten Tag, ich habe seit zwei Tagen Kopfschmerzen und kann nicht schlafen, weil es mit "
            "dem Rücken so weh tut.",
        ),
        (
            "und",
            "Здравствуйте доктор, у меня уже два дня болит голова и я совсем не могу спать из за этой боли",
        ),
    ],
)
def test_another_language_is_said(language: str, text: str) -> None:
    transcript = read_text(text, ".txt", "x")
    assert transcript.language == language
    assert any("English" in warning for warning in transcript.warnings)


def test_a_hundred_thousand_words_are_read_in_seconds() -> None:
    text = "".join(
        f"Doctor: how is the pain today\nPatient: it is much better than number {n}\n" for n in range(8500)
    )
    assert sum(len(turn.text.split()) for turn in read_text(text, ".txt", "x").turns) >= 97_000
