"""What an answer says of a family's illnesses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from soapstone.engines.compose.grammar import Subject, sentence_case, without_dangling
from soapstone.engines.compose.illnesses import DENIES, HEALTHY, conditions
from soapstone.engines.compose.phrases import Background
from soapstone.engines.compose.reading import Heard
from soapstone.engines.compose.statement import listed
from soapstone.engines.compose.third_person import third_person
from soapstone.nlp.assertion import reply
from soapstone.nlp.concepts import with_clinical_names


def of_family(
    asked: Background, question: str, told: Sequence[Heard], subject: Subject
) -> Iterator[tuple[str, Sequence[Heard]]]:
    """What an answer says, each sentence with the clauses that say so; that there is none, where that was all it said.

    "My grandmother had it." names what was asked of; "High blood pressure." is the family's.
    """
    about = [] if _IN_GENERAL.search(question) else [one.name for one in conditions(question)]
    of_relatives = [
        (one, said)
        for one in told
        if asked.names.search(said := _affirmed(one.seen.clause.text))
        and (conditions(said) or _ILL.search(said))
    ]
    for one, said in of_relatives:
        whole = third_person(_LEADS.sub("", said), subject, one.seen.clause.role)
        text = without_dangling(_NEXT_RELATIVE.sub(";", whole))
        if about and (alone := _RELATIVE_ALONE.fullmatch(text)):
            text = f"{alone['relative']} with {listed(about, 'or')}"
        yield sentence_case(with_clinical_names(text)), [one]
    if of_relatives:
        return
    named = {
        one: kept
        for one in told
        if (kept := conditions(one.seen.clause.text)) and not _NOT_THEIRS.search(one.said)
    }
    kind = reply(told[0].said)
    if named:
        names = list(dict.fromkeys(condition.name for kept in named.values() for condition in kept))
        yield f"Family history of {listed(names)}.", list(named)
    elif about and kind == "no" and not _SUCH_AS.search(question):
        yield f"No family history of {listed(about, 'or')}.", told[:1]
    elif about and kind == "yes" and not _OR.search(question):
        yield f"Family history of {listed(about)}.", told[:1]
    elif kind == "no" or any(HEALTHY.search(one.seen.clause.text) for one in told):
        yield asked.none, told[:1]


def _affirmed(text: str) -> str:
    """A clause, or what it says after a "but", that denies nothing; empty for none."""
    parts = [text, *_BUT.split(text, maxsplit=1)[1:]]
    return next((part for part in parts if not DENIES.search(part)), "")


# What is told of relatives beside the name of an illness; their weddings are not.
_ILL = re.compile(
    r"\b(?:died|passed|dead|alive|living|deceased|healthy|well|fine|problems?|issues?|conditions?|diseases?|sick|ill|suffer\w*|"
    r"sugar|heart|kidneys?|liver|lungs?|blood|brain|surgery|tum[ou]+rs?|bypass|it|that|too)\b|"
    r"^(?:(?:yes|yeah)[, ]+)?my (?:\w+ )?\w+\W*$",
    re.IGNORECASE,
)
_IN_GENERAL = re.compile(r"\bfamily(?:'s)? (?:medical |health )?history(?! of)\b", re.IGNORECASE)
_NOT_THEIRS = re.compile(rf"{DENIES.pattern}|\b(?:I have|I've got|I do)\b", re.IGNORECASE)
_BUT = re.compile(r",? but (?:I (?:know|think)(?: that)? )?", re.IGNORECASE)
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_SUCH_AS = re.compile(r"\b(?:like|such as)\b", re.IGNORECASE)
_LEADS = re.compile(
    r"^(?:(?:yes|yeah|well|just|only|oh|actually|I (?:think|know|believe)(?: that)?|there was)\b[,. ]*)+",
    re.IGNORECASE,
)
_RELATIVE_ALONE = re.compile(
    r"(?:his|her|their) (?P<relative>(?:(?:great|maternal|paternal|older|younger|other|late|own)[- ])*"
    r"(?:mother|father|mom|dad|brother|sister|aunt|uncle|cousin|grand\w+|son|daughter)s?)"
    r"(?: (?:had|has|did|does|do)(?: (?:it|that))?(?: too)?)?\W*",
    re.IGNORECASE,
)
# "His brother had asthma his mother had a stroke"
_NEXT_RELATIVE = re.compile(
    r"(?<=[a-z])(?<!\band)(?<!\bbut)(?<!\bor)(?= (?:his|her|their) (?:\w+ )?(?:mother|father|mom|dad|brother|sister|aunt|"
    r"uncle|grand\w+|son|daughter) (?:had|has|died|is|was)\b)",
    re.IGNORECASE,
)
