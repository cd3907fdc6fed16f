"""Spoken turns cut into clauses, and a clause freed of what speech adds: fillers, stutters, hedges."""

from __future__ import annotations

import re
from typing import NamedTuple

from soapstone.nlp.borders import borders
from soapstone.types import Role, Span, Turn


class Clause(NamedTuple):
    """A stretch of one turn that says one thing. `text` is its tidied wording; the span is as said."""

    span: Span
    role: Role
    text: str


_SPOKEN = [
    (re.compile(pattern, re.IGNORECASE), written)
    for pattern, written in [
        (
            r"\b(do|does|did|ca|wo|is|was|are|were|have|has|had|would|could|should|must|need) n[’']t\b",
            r"\1n't",
        ),
        (r"\b(gon na|gonna)\b", "going to"),
        (r"\b(wan na|wanna)\b", "want to"),
        (r"\b(got ta|gotta)\b", "have to"),
        (r"\b(lem me|lemme)\b", "let me"),
        (r"\b(gim me|gimme)\b", "give me"),
        (r"\b(kinda)\b", "kind of"),
        (r"\bI (\w{3,}ly),? (?=I\b)", r"\1 "),  # "I normally I can walk"
        (r"\b(I|he|she|they|we) use to\b", r"\1 used to"),
        (r"\b(sorta)\b", "sort of"),
        (r"\balright\b", "all right"),
        (r"\b(\w+)-(?=\s|$|,)", ""),  # a word broken off: "ex- exerting"
        (r"<[^>]{1,40}>", " "),  # a transcriber's mark
        (r"\s+([,.?!;:])", r"\1"),
        (r"\.{2,}|…", ","),
    ]
]
_FILLER = re.compile(
    r"(?:^|(?<=[\s,]))(?:u+h*m+|u+h+|e+r+m*|a+h+|h+m+|(?<!\d )mm+|mm-?hmm+|uh-?huh|i mean|kind of|"
    r"you know(?! (?:of|about)\b)|(?<=^)my (?:god|goodness)|"
    r"sort of|i guess|"
    r"basically|literally|(?<=^)you see(?=,)|(?<=^)well, you see(?=,)|"
    r"obviously|let's see|gosh|o+h+|e+m+(?=,)|(?<=^)well|(?<=[,.] )well(?=,)|(?:like|as) i (?:say|said)|"
    r"as i said|to be honest|or whatever|or anything|"
    r"and stuff(?: like that)?|and things like that|or something(?: like that)?|"
    r"anything like that)(?=[\s,.?!]|$),?",
    re.IGNORECASE,
)
_OPENER = re.compile(
    r"^(?:(?:wow\b|(?:hi|hello|hey)(?:,? (?:there|doctor|doc|dr\.?))?|and|so|but|well|okay|ok|all right|"
    r"right|yes|yeah|yep|yup|sure|now|then|again|good(?! (?:air|range|strength|pulses?|movement|effort|tone|"
    r"capillary|color|sensation|bowel|control|appetite|balance)\b)|great|perfect|awesome|hey|"
    r"alright|anyway|actually|also|because(?! of\b)|no problem|exactly|(?:absolutely|definitely)(?! not\b)|gotcha|correct|"
    r"no worries|you bet|"
    r"of course|in fact|first of all|that being said|like|hmm|just)\b[\s,.!]*)+",
    re.IGNORECASE,
)
# "on the right" is a side
_NO_SIDE = r"(?<!\bthe )(?<!\bmy )(?<!\byour )(?<!\bhis )(?<!\bher )(?<!\bor )(?<!\band )(?<!\bthan )"
_TAG_QUESTION = re.compile(rf"[\s,]*\b(?:okay|{_NO_SIDE}right|all right|yeah)\s*\?$", re.IGNORECASE)
_TRAILING = re.compile(
    rf"(?:,? (?:okay|{_NO_SIDE}right|all right|yeah|you know|so|and|but|because|um|uh|too|correct))+\s*([.?!]*)$",
    re.IGNORECASE,
)
# How the other is addressed: "no sir, I'm single", "can you confirm your age, ma'am?"
_ADDRESS = re.compile(
    r"^(?P<reply>(?:yes|yeah|no|nope|well|okay|hi|hello|thank you|thanks)[, ]+)?"
    r"(?:sir|ma'am|doctor|doc|dr\.?)(?:,\s*|(?=[.?!]|$))"
    r"|^(?:my|good morning|morning) (?:doctor|doc),\s*(?=(?:my|i|i'm|i've|it)\b)"  # "my" as "hi" is misheard
    r"|,\s*(?:sir|ma'am|doctor|doc|miss)(?=[,.?!]|$)",
    re.IGNORECASE,
)
# A start given up for another: "you're you've come in", "it is it's worse".
_ABANDONED = re.compile(
    r"\b(?:i'm|i've|you're|you've|it's|he's|she's|we're|they're|there's|i am|you are|it is)[, ]+"
    r"(?:(?:yeah|well|like|no)[, ]+)?"
    r"(?=(?:i'm|i've|i|you're|you've|you|it's|it|he's|she's|we're|we|they're|there's|your|my) \w)"
    r"|\bi (?:have|do|did|had), (?=i \w)"  # "I have, I threw up twice"
    r"|\bi,? (?=no (?!longer\b|more\b)\w)"  # "but I, no vomiting"
    # "there is no, there is a little tenderness", "I don't see any, there's a little fluid"
    r"|\b(?:there(?:'s| is| are)(?: no| a| an| some)?|i don't (?:see|feel|hear|appreciate) any)[, ]+"
    r"(?=there(?:'s| is| are)\b)"
    r"|\bthere(?:'s| is| are) no, (?=(?:everything|it|that|I)\b)",
    re.IGNORECASE,
)
# "I-I'd like", "and-and under control", but not "so-so"
_DOUBLED = re.compile(r"\b(?!so-|bye-|knock-)(\w+)(?:-\1)*-(?=\1\b)", re.IGNORECASE)
_STUTTER = re.compile(r"\b(\w+(?:['’]\w+)?(?: \w+){0,2})(?:[ ,]+\1\b)+", re.IGNORECASE)
# A full stop, but not of a title, and not of a decimal that recognition wrote apart: "a . 5 cm stone", "98 . 2".
_NUMBER_WORD = (
    "one two three four five six seven eight nine ten "
    "twenty thirty forty fifty sixty seventy eighty ninety hundred"
)
_BEFORE_DECIMAL = r"\d|\ba|\ban|\bthe|\bis|\bof|\bat|\bwas|\babout|\bto|\bby|\bonly|" + "|".join(
    rf"\b{word}" for word in _NUMBER_WORD.split()
)
_DECIMAL = re.compile(rf"(?P<before>{_BEFORE_DECIMAL}) \. (?=\d)", re.IGNORECASE)
_TITLES = r"(?<!\b[dD]r\.)(?<!\b[mM]rs\.)(?<!\b[mM][rs]\.)(?<!\b[vV]s\.)(?<!\b[sS]t\.)"
_BORDER = re.compile(rf"{_TITLES}(?<=[.?!;])\s+|\n+")
_EXAMINED = (
    "general|heart|cardiac|lungs?|abdominal|belly|back|neck|skin|neuro|neurologic(?:al)?|pelvic|musculoskeletal|knee|"
    "shoulder|hip|ankle|foot|hand|wrist|elbow|eye|ear|throat|extremity"
)
# Where speech moves on to another part of the exam, another result or another problem.
_NEXT_PART = re.compile(
    r"\s+(?=(?:(?:and|so|okay|alright|now|then)\s+)*(?:on (?:your|the) (?:\w+ ){0,3}exam\b|for (?:your|"
    r"the|his|her) "
    r"(?:first|second|third|next|last|other|\w+ problem)|as far as|in terms of (?:your|the)|with regards? to|"
    rf"(?:{_EXAMINED}) exam\b|"
    r"your (?:lungs?|heart|abdomen|x-?rays?|labs?|blood pressure|temperature|vitals?)\b.{0,12} (?:is|"
    r"are|look|looks|sounds?|was|were)\b|"
    r"there(?:'s| is| are| was| were)\b|I (?:do |also |don't |do not )*appreciate|let's (?:go ahead|"
    r"talk|see|do|get|start)|let me (?:listen|look|feel|push|check|see|take|have|peek|press|examine|shine)\b|"
    r"take (?:a|some|in) .{0,12}breaths?\b|open wide|(?:come (?:right )?back|call (?:me|us)|return) .{0,20}\bif\b|"
    r"i'm gon ?na|i'm going to|we're gon ?na|i(?:'d| would) (?:like|recommend)|"
    r"do you have any questions|how does that sound|does that (?:sound|make sense)))",
    re.IGNORECASE,
)
# A clause that is only this decides the question before it, so it is kept.
_ANSWER = re.compile(
    r"\b(?:no|nope|nah|yes|yeah|yep|yup|correct|right|sure|never|none|mm-?hmm+|uh-?huh)\b", re.IGNORECASE
)
# A conjunction with a subject begins another thought in a long punctuated sentence.
_RUN_ON = re.compile(
    r"[,\s]+(?=(?:and|but|so|because)(?:,? then)?,? (?:i|i'm|i've|you|you're|you've|we|it|it's|he|she|"
    r"they|there's|there|that's|let's|(?:your|his|her) (?:lungs?|heart|abdomen|belly|skin|throat)"
    r"(?= (?:is|are|sounds?|looks?|feels?)\b))\b(?! know\b))",
    re.IGNORECASE,
)
_OPEN_ENDED = frozenset(
    "of the a an on in for to with your my his her at from and or is are was were that this about by "
    "as if when than "
    "i you it we they he she who which what where how into like because don't do not have has had be been".split()
)
_SHORT, _LONG = 8, 14  # words
# A pause after a small word is no comma: "there is no, fracture".
# "Like" that compares nothing: "it hurts like in the inside", "no like adenopathy".
_LIKE = re.compile(
    r"(?:(?<=\bto)|(?<=\bno)|(?<=\bjust)|(?<=\bor)|(?<=\bis)|(?<=\bwas)|(?<=\bbeen)|(?<=\ban)) like (?!that|this|"
    r"it\b|a \w+ing\b)|"
    r"(?:(?<=\bnot)|(?<=n't)) like,? (?=(?:had|been|really|actually|noticed|seen|felt|done|taken|tried|ever|lost|gained)\b)|"
    r" like (?=(?:in|on|at|about|maybe|really|over|when|every|for|the other|two|three|four|five|six)\b)",
    re.IGNORECASE,
)
_PAUSE = re.compile(
    r"\b(a|an|the|any|some|my|your|is|was|are|were|of|with|to|in|on|at|for|that|has|have|had|be|been|"
    r"like|just|we|i|he|she|it|there|i'm|i've|you're|you've|it's|he's|she's|"
    r"by|from|do|did|not|very|this|these)\s*,\s+",
    re.IGNORECASE,
)


def clauses(turn: Turn) -> list[Clause]:
    """The clauses of a turn in order; those in which nothing is said ("okay, um") are left out,
    a bare answer ("yeah") is kept."""
    found = []
    for start, end in _pieces(turn.text):
        said = turn.text[start:end]
        text = tidy(said)
        if not re.search(r"\w", text) and _ANSWER.search(said):
            text = said.strip(" ,.?!")
        if re.search(r"\w", text):
            found.append(Clause(Span(turn=turn.index, start=start, end=end), turn.role, text))
    return found


def _pieces(text: str) -> list[tuple[int, int]]:
    pieces = []
    decimals = {match.end() for match in _DECIMAL.finditer(text)}
    for start, end in _cut(
        0, len(text), [m.end() for m in _BORDER.finditer(text) if m.end() not in decimals]
    ):
        inner = _inner_borders(text[start:end])
        pieces += _cut(start, end, [start + at for at in inner])
    return [(start, end) for start, end in pieces if text[start:end].strip()]


def _inner_borders(piece: str) -> list[int]:
    """Where a long stretch moves on: at a conjunction with a subject if it is punctuated, else as learned."""
    if _words(piece) <= _SHORT:
        return []
    if re.search(r"[,?!;]|\.(?! ?\d)", piece):
        return (
            _apart(piece, [match.end() for match in _RUN_ON.finditer(piece)]) if _words(piece) > _LONG else []
        )
    learned = set(borders(piece)) if _words(piece) > _LONG else set()
    return _apart(piece, sorted({match.end() for match in _NEXT_PART.finditer(piece)} | learned))


def _cut(start: int, end: int, cuts: list[int]) -> list[tuple[int, int]]:
    inner = [cut for cut in cuts if start < cut < end]
    return list(zip([start, *inner], [*inner, end], strict=True))


def _apart(text: str, cuts: list[int]) -> list[int]:
    """The cuts that leave three words on both sides and do not tear a phrase apart ("of | your heart")."""
    kept = [0]
    for cut in cuts:
        before = text[kept[-1] : cut].split()
        if len(before) < 3 or _words(text[cut:]) < 3 or before[-1].lower().strip(",") in _OPEN_ENDED:
            continue
        if _TEST_HERE.search(text[:cut]) and _IT.match(text, cut):
            continue
        if _EXAM.match(text, cut) and _EXAM_OF.search(text[:cut]):
            continue
        if _WANTS_ANY.search(text[:cut]) and _ANY.match(text, cut):
            continue
        if _HELD.search(text[:cut]) or (_NONE_OF.search(text[:cut]) and _OR_OF.match(text, cut)):
            continue
        if not (_RETURN.search(text[:cut]) and _IF.match(text, cut)) and not _DOSE.match(text, cut):
            kept.append(cut)
    return kept[1:]


# "I looked at your CT of the head back here, | and it doesn't show any bleeding"
_TEST_HERE = re.compile(
    r"\b(?:looked at|reviewed|got|have|see|here(?:'s| is| are))\b.{0,40}\b(?:ct|mri|x-?rays?|ekg|ecg|labs?|results?|"
    r"ultrasound|echo\w*|panel|test|scan|urinalysis|bmp|cbc)\b.{0,25}$",
    re.IGNORECASE,
)
_IT = re.compile(r"(?:and )?(?:it|that|they)\b", re.IGNORECASE)
# "on your left | knee exam"
_EXAM = re.compile(rf"(?:{_EXAMINED}) exam\b", re.IGNORECASE)
_EXAM_OF = re.compile(
    r"\b(?:on|for|with|at|of|your|the|his|her|an?|quick|physical|and|otherwise)"
    r"(?: (?:left|right|upper|lower|your|the|his|her|\w+al))*\s*$",
    re.IGNORECASE,
)
# "so that you do not need | any more of the tablets"
_WANTS_ANY = re.compile(
    r"\b(?:make|have|need|see|notice|get|cause|require|find|without|take|having|making)\W*$", re.IGNORECASE
)
_ANY = re.compile(r"\W*any\b", re.IGNORECASE)
# "I don't think | I will be able to": what follows is not said without it.
_HELD = re.compile(
    r"(?:\b(?:(?:don|didn|doesn|wouldn)['’]?t|(?:do|did|does|would) n['’]t|not|never) (?:really |even )?"
    r"(?:think|believe|say|see|sure|want|feel)|\b(?:hope|wish|doubt))(?: like| that| if)?\W*$",
    re.IGNORECASE,
)
# "I don't appreciate any murmur | rub or gallop": one list, all of it denied
_NONE_OF = re.compile(r"\b(?:any|no) (?:\w+ ){0,2}\w+[\s,]*$", re.IGNORECASE)
_OR_OF = re.compile(
    r"\W*(?!and\b|but\b|so\b|on\b|your\b|the\b|i\b|it\b|or\b)\w+(?:,? \w+)? or \w+", re.IGNORECASE
)
_RETURN = re.compile(
    r"\b(?:come (?:right )?back|return|call(?: us| me)?|know|(?:right|straight) away|emergency (?:room|department)|er|"
    r"911)\W*$",
    re.IGNORECASE,
)
# "10 milligrams for a week | then 5 milligrams": a dose belongs to its drug
_DOSE = re.compile(
    r"\W*(?:(?:and|then|followed by)\s+)*(?:\d[\d.]*|half|one|two|three|four|five|ten|twenty|forty|fifty) "
    r"(?:and a half )?(?:mg|milligrams?|mcg|micrograms?|units?|tablets?|pills?|puffs?|drops|times a|a day)\b",
    re.IGNORECASE,
)
_IF = re.compile(r"\W*(?:if|for any)\b", re.IGNORECASE)


def _trailing(match: re.Match[str]) -> str:
    """What is left of the words that trail off; "the throat looks okay" says something."""
    says = _LOOKS.search(match.string[: match.start()]) and _OKAY.match(match.group())
    return match.group() if says else match[1]


_LOOKS = re.compile(
    r"\b(?:looks?|is|are|feels?|sounds?|seems?|was|were|been|doing|going)(?: (?:all|pretty|just|totally))?$|['’](?:s|re|m)$",
    re.IGNORECASE,
)
_OKAY = re.compile(r" (?:okay|all right)\s*[.?!]*$", re.IGNORECASE)


def _joined_decimal(match: re.Match[str]) -> str:
    before = match["before"]
    return f"{before}." if before.isdigit() else f"{before} 0."


# "It's kind of like gives out", freed of what is between
_IT_IS_GIVES = re.compile(
    r"\b(it|that|she|he)(?:'s| is) (?=(?:just |really )?(?:gives?|goes|comes|gets|hurts|feels|makes|"
    r"takes|starts|stays|burns)\b)",
    re.IGNORECASE,
)


def _words(text: str) -> int:
    return len(text.split())


def tidy(text: str) -> str:
    """What was said without fillers, stutters and openers; numbers and clinical words are untouched.

    "um , i , i 've been , you know , tired" becomes "I've been, tired".
    """
    text = _DECIMAL.sub(_joined_decimal, text)
    for pattern, written in _SPOKEN:
        text = pattern.sub(written, text)
    text = re.sub(r"\b(\w+) ([’'](?:ve|m|ll|d|re|s))\b", r"\1\2", text, flags=re.IGNORECASE)
    text = _ADDRESS.sub(lambda match: match["reply"] or "", text)
    text = _FILLER.sub(" ", text)
    text = _PAUSE.sub(r"\1 ", re.sub(r"[\s,]*,[\s,]*", ", ", re.sub(r"\s+", " ", text)))
    text = _ABANDONED.sub("", _STUTTER.sub(r"\1", _DOUBLED.sub("", text)))
    text = re.sub(r"\s+", " ", text).strip(" ,-")
    text = _TAG_QUESTION.sub("", _OPENER.sub("", text))
    text = re.sub(r"[\s,]*,[\s,]*", ", ", text)
    text = _IT_IS_GIVES.sub(r"\1 ", _LIKE.sub(" ", text))
    text = _TRAILING.sub(_trailing, text)
    text = re.sub(r"\bi\b", "I", text)
    return re.sub(r"\s+([.?!,])", r"\1", text).strip(" ,-")
