"""A finding or a result as a note words it, from how the clinician said it aloud."""

from __future__ import annotations

import re
from collections.abc import Callable

from soapstone.engines.compose.grammar import Subject, sentence_case, without_dangling
from soapstone.engines.compose.phrases import without_lead_in
from soapstone.engines.compose.third_person import third_person
from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.wordings import in_words_of_a_note

NOTHING_FOUND = re.compile(r"no \w+", re.IGNORECASE)  # "No fractures.": short, and says something


def finding(said: str, kind: str, subject: Subject, near: str = "") -> str:
    """A spoken finding as a note has it: "you do have some crackles at the bases" gives "Crackles at the bases.".

    `near` says where in the exam it was said: the body system and what was done before.
    """
    text = said = re.sub(
        r"^(?:no|yes|nope|yeah), (?=there|you|it|he|she|I|the|this|that)", "", said, flags=re.IGNORECASE
    )
    negated = _NOT_SEEN.match(said)
    if negated:
        before = (negated["before"] or "").rstrip(" ,")
        seen = without_lead_in(before, kind) if _SEEN.search(before) else ""
        text = f"{seen}{', ' if seen else ''}no {said[negated.end() :]}"
    else:
        text = without_lead_in(said, kind)
        head, comma, rest = text.partition(", ")
        of_test = any(m.concept.kind == "test" for m in find_concepts(head))
        shown = _BACK_HERE.sub("", head)
        if comma and kind == "results" and (of_test or shown != head) and not _TELLS.search(head):
            head = shown
            text = f"{head}: {without_lead_in(rest, 'exam')}"
        elif kind == "results":
            text = _AND_IT.sub(r"\g<test>: it ", text)
        if kind == "results":
            text = _SHOWS_NONE.sub(": no ", _SHOWN.sub(": ", _DOES_SHOW.sub(" shows", text)))
    text = third_person(text, subject, "clinician")
    text = re.sub(
        r"(?<!with)(?<!is)(?<!are)(?<!has)(?<!have)(?<!and)(?<!or)(?<!but)(?<![,:])(?<!there's)(?<!shows)(?<!showed) "
        r"(?=(?:no|negative|positive) )",
        ", ",
        text,
    )
    for pattern, written in _TIDIED:
        text = pattern.sub(written, text)
    text = in_words_of_a_note(text, "finding" if kind == "exam" else "result", near)
    return sentence_case(without_dangling(text))


# "Your scan back here and it shows a mass"
_AND_IT = re.compile(
    r"^(?P<test>[\w' -]{2,60}?)(?: back)?(?: here)? and it (?=(?:does|did|do|shows?|showed|is|was|looks?|looked)\b)",
    re.IGNORECASE,
)
_BACK_HERE = re.compile(r"(?: came back| back| we did| you had| today)*(?: here)?$")
_DOES_SHOW = re.compile(r" (?:do|does|did) show\b", re.IGNORECASE)
# "BMP: and it is fine", "CT: it doesn't show any bleeding"
_SHOWN = re.compile(
    r": (?:and )?(?:(?:it|they)(?:'s|'re)? ?)?"
    r"(?:is |are |was |were |looks? |looked |came back |comes back |shows? |showed )*"
    r"(?:(?<=shows )|(?<=showed )|(?<=show )|"
    r"(?=normal|negative|positive|unremarkable|elevated|high|low|up |down |fine|good|okay|clear|pending|\d))"
    r"(?:(?:that )?(?:you|he|she|the patient|there) (?:do |does )?(?:have|has|is|are) )?"
    r"(?:an? (?!(?:bit|little|few|lot|touch|couple|small)\b)(?=\w+ \w))?",
    re.IGNORECASE,
)
_SHOWS_NONE = re.compile(
    r"(?:: (?:and )?it|(?<=CT)|(?<=MRI)|(?<=x-ray)|(?<=ultrasound)|(?<=scan)) "
    r"(?:does not|doesn't|did not|didn't) show (?:any |an? )?",
    re.IGNORECASE,
)
_TELLS = re.compile(r"\b(?:shows?|showed|reveals?|revealed|is|was|looks?|looked)\b", re.IGNORECASE)
_NOT_SEEN = re.compile(
    r"(?P<before>.{0,40}?\b)?I (?:do not|don't|did not|didn't) (?:really )?"
    r"(?:appreciate|see|hear|notice|feel|find) (?:any |a |an )?"
)
# "The heart is regular, I don't hear a murmur": what stands before is a finding too.
_SEEN = re.compile(
    r"\b(?:is|are|looks?|feels?|sounds?|no|normal|clear|soft|good) \w|\b(?:is|are) \w+$", re.IGNORECASE
)
_DIGITS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
Written = str | Callable[[re.Match[str]], str]
_TIDYING: list[tuple[str, Written]] = [
    (r"^(?:his|her|their|the|an?) (?=\w)(?!(?:little|bit|tiny|touch|few|lot)\b)", ""),
    (r"\ba (?:little|tiny) (?=(?:contusion|bruise|tear|crack|cut|bump|lump|spot|scrape))", "a small "),
    (
        r"\ba (?:little|tiny|bit|touch)(?: bit)?(?: of)? (?=(?:(?!more|less)\w+ )?(?:tenderness|pain|swelling|edema|"
        r"redness|weakness|wheez|crackl|stiffness|effusion|puffiness|soreness|erythema|crepitus|synovitis|discharge))",
        "mild ",
    ),
    (r"\ba (?:(?:little|tiny) bit|bit|touch) of\b", "a small amount of"),
    (r"\ba (?:little|tiny) (?=(?:fluid|blood|pus|air|protein|wax|mucus)\b)", "a small amount of "),
    (r"\b(?:a (?:(?:little|tiny) bit|little|bit|touch))\b", "slightly"),
    (r"\b(?:nice and|nice|pretty|kind of|sort of|just|very|really|actually) (?=[a-z])", ""),
    (
        r"\b(one|two|three|four|five) (?:out of|over) (five|six)\b",
        lambda m: f"{_DIGITS[m[1].lower()]}/{_DIGITS[m[2].lower()]}",
    ),
    (r"\b(one|two|three|four|\d) ?(?:plus|\+)(?= )", lambda m: f"{_DIGITS.get(m[1].lower(), m[1])}+"),
    (r"\b(\d) out of (\d)\b", r"\1/\2"),
    (
        r"\b(murmurs?|wheez(?:es|ing)|rales|crackles) (rubs?|rales|crackles|wheez(?:es|ing)) or (?=\w)",
        r"\1, \2 or ",
    ),
]
_TIDIED = [(re.compile(pattern, re.IGNORECASE), written) for pattern, written in _TIDYING]
