"""What a visit asserts of a mention: its own words, and where it was asked about, the answer.

In "Any numbness or tingling?" "Tingling, yes. Numbness, no." numbness is negated by "no", tingling is present.
Cues are data (`resources/rules/replies.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.questions import Question, answers_to, content, cues, place_named, question_at, yes_or_no
from soapstone.nlp.written import Ruling, rule_on
from soapstone.types import AssertionKind, Turn

_PIECE = re.compile(
    r"\s*(?:[.;!?…]+\s+|(?<!everything)(?<!all)(?<!nothing),?\s+(?:but|though|although|except that)\b"
    r"|,(?=\s+(?:I|I['’]\w+|it['’]s|they['’]re)\b))\s*",
    re.IGNORECASE,
)
_ALL_BUT = re.compile(r"\b(?:everything|all) (?:but|except)\b", re.IGNORECASE)
_ORDER = re.compile(r"\b(first|second|third|last) (?:one|of)\b", re.IGNORECASE)
_REST = re.compile(r"\b(yes|no)(?:thing)? to the (?:rest|others?)", re.IGNORECASE)
_BESIDE = re.compile(r"\W{0,3}(\w+)\s*(?:$|[,.;!?])")
_STEADY = re.compile(r"\b(?:the same|steady|unchanged|stable)\b")
# What one piece may say, in the order in which it is asked.
_SAYS: tuple[tuple[str, AssertionKind], ...] = (
    ("reported", "present"),
    ("family", "family"),
    ("historical", "historical"),
    ("unlike", "negated"),
    ("certain", "present"),
    ("possible", "possible"),
    ("healthy", "negated"),
)
FINDINGS = frozenset({"symptom", "condition", "sign"})
CERTAIN: frozenset[AssertionKind] = frozenset({"present", "historical"})


def rule_in_visit(turns: Sequence[Turn], at: int, start: int, end: int) -> Ruling:
    """What a visit asserts of the mention at characters `start` to `end` of turn `at`.

    "Any fevers?" "Nope." "Okay." "Well, just last night.": fever is present, by "just last night". A question that
    nobody answers asserts nothing: its findings are hypothetical.
    """
    text = turns[at].text
    question = question_at(turns[at], start)
    if question is None:
        return rule_on(text, start, end)
    asks = question.text
    if cues()["worries"].match(asks):
        return Ruling("hypothetical", "?")
    if cues()["presupposes"].match(asks) and not cues()["ended"].match(asks):
        return Ruling("present", None)
    if cues()["known"].search(text[:start]) and not cues()["open"].search(asks):
        return Ruling("present", None)  # "Did the pain come on suddenly?"
    said = list(answers_to(turns, question))
    ruling = _decided(question, text[start:end], said) or Ruling("hypothetical", "?")
    answerer = next((turn for turn in turns[at + 1 :] if turn.speaker != turns[at].speaker), None)
    relative = cues()["of_family"].match(asks) and answerer and answerer.role != "other"
    return ruling._replace(assertion="family") if relative and ruling.assertion in CERTAIN else ruling


def _decided(question: Question, mention: str, said: Sequence[str]) -> Ruling | None:
    pieces = [piece for text in said for piece in _PIECE.split(text) if piece.strip()]
    items = question.items
    concepts = sum(bool(find_concepts(item)) for item in items)
    several = concepts > 1 or (concepts == 0 and len(items) > 1)
    held: Ruling | None = None
    first = next((at for at, piece in enumerate(pieces) if place_named(piece, mention)), 0)
    for piece in pieces[first:]:
        new = _named(piece, mention)
        another = any(found.concept.kind in FINDINGS for found in find_concepts(piece))
        if held and not new and (another or not cues()["limits"].match(piece)):
            continue  # "No ear pain. My throat is killing me."
        new = new or _chosen(piece, mention, items) or _general(piece, question, several)
        held = _revised(held, new, piece) if held else new
    return _since_ended(held) if held and cues()["ended"].match(question.text) else held


def _since_ended(held: Ruling) -> Ruling:
    """The answer to whether something is over: "Have the headaches stopped?" "No." they are present."""
    turned: dict[AssertionKind, AssertionKind] = {"present": "historical", "negated": "present"}
    return held._replace(assertion=turned.get(held.assertion, held.assertion))


def _revised(held: Ruling, new: Ruling | None, piece: str) -> Ruling:
    """A first answer stands unless what follows limits it: "No." "Well, once this morning."."""
    if new is None or new.trigger is None or new.assertion == "hypothetical":
        return held
    if held.assertion == "hypothetical":
        return new
    if held.assertion == "present" and new.assertion == "negated" and cues()["over"].search(piece):
        return new._replace(assertion="historical")  # "It was sore on Monday, but it's fine now."
    weak = held.assertion in ("negated", "possible")
    limits = weak and new.assertion in ("present", "family", "historical")
    ends = held.assertion == "present" and new.assertion == "historical"
    return new if limits or ends else held


def _named(piece: str, mention: str) -> Ruling | None:
    """What a piece of the answer that names the finding says of it: "No fever", "Tingling, yes"."""
    hit = place_named(piece, mention)
    if hit is None:
        return None
    before, after = piece[: hit[0]], piece[hit[1] :]
    if all_but := _ALL_BUT.search(before):
        return Ruling("negated", all_but.group())
    beside = _BESIDE.match(after)
    if beside and (polar := yes_or_no(beside[1])):
        return _polar(polar, beside[1])
    if re.match(r"\W*(?:yes|no) to\b", piece, re.IGNORECASE):
        chunk = before.rpartition(",")[2].strip()
        return _polar(yes_or_no(chunk), chunk)
    for kind, assertion in _SAYS:
        if kind != "certain" and (match := cues()[kind].search(piece)):
            return Ruling(assertion, match.group())
    if re.search(r"\b(?:gain|loss|changes?)\b", mention) and (same := _STEADY.search(after)):
        return Ruling("negated", same.group())
    ruling = rule_on(piece, *hit)
    return ruling if ruling.trigger else Ruling("present", piece.strip(" .?!,"))


def _polar(polar: str | None, trigger: str) -> Ruling:
    return Ruling("negated" if polar == "no" else "present", trigger)


def _chosen(piece: str, mention: str, items: Sequence[str]) -> Ruling | None:
    """What a piece that speaks of the others of a list leaves for this one: "Just the chills", "the last one"."""
    mine = next((at for at, item in enumerate(items) if content(item) & content(mention)), None)
    if mine is None or len(items) < 2:
        return None
    said = piece.strip(" .?!,")
    if order := _ORDER.search(piece):
        place = {"first": 0, "second": 1, "third": 2, "last": len(items) - 1}[order[1].lower()]
        return Ruling("present" if place == mine else "negated", said)
    polars = [polar for word in re.findall(r"[\w-]+", piece) if (polar := yes_or_no(word))]
    if len(polars) == len(items):
        return _polar(polars[mine], said)
    if rest := _REST.search(piece):
        return _polar(rest[1].lower(), rest.group())
    if _ALL_BUT.search(piece):
        return Ruling("present", said)
    other = next((one for at, one in enumerate(items) if at != mine and place_named(piece, one)), None)
    ruling = _named(piece, other) if other else None
    if ruling is None:
        return None
    return Ruling("hypothetical", "?") if ruling.assertion == "negated" else Ruling("negated", said)


def _general(piece: str, question: Question, several: bool) -> Ruling | None:
    """What a piece that names nothing says of what was asked."""
    text, held = piece.strip(" .?!,"), cues()
    opened = yes_or_no(text)
    for kind, assertion in _SAYS:
        if match := held[kind].search(text):
            return Ruling(assertion, match.group())
    limited = held["limited"].search(text)
    # "No, only at night" limits; in "not since Tuesday" the "not" governs
    if limited and (opened != "no" or re.search(r"[,.]", text[: limited.start()])):
        return Ruling("present", limited.group())
    if opened == "yes" and held["negative"].match(question.text) and len(text.split()) <= 3:
        return Ruling("negated", text)  # "No chills?" "That's right."
    if opened == "yes" and several:
        return Ruling("possible", text)
    if opened:
        first = text.split()[0].strip(",.!?")
        return _polar(opened, first if yes_or_no(first) == opened else text)
    if held["refers"].match(text):
        return Ruling("negated" if held["denied"].search(text) else "present", text)
    return Ruling("present", text) if held["fragment"].match(text) else None
