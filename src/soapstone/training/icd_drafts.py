"""Take drafted names of conditions into the list of them: `python -m soapstone.training.icd_drafts DRAFTS [DRAFTS ...]`.

Drafts are written by a language model that is given codes with their official descriptions and nothing else: lines of
CODE, a tab, and names parted by |. This holds them against what is known already and prints how often they agree with it:
names that the tabular list has too say how far the rest may be trusted. To those of `resources/icd10cm/drafted.tsv` it adds
the names that neither the list nor a synonym of ours has, and that one code alone claims; where a thesaurus says otherwise,
the draft holds (`phrases.py`). `--disputed` lists what else contradicts, to be struck from the drafts where these are wrong.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from soapstone.coding.index import Phrase
from soapstone.coding.phrases import THESAURI, one_line, synonyms, tabular_phrases
from soapstone.coding.table import codes, description
from soapstone.coding.words import hedges, keys, named_thing
from soapstone.errors import InputError
from soapstone.training.icd import write_rows

HEADER = "Names of conditions drafted with a language model from the official descriptions; soapstone.training.icd_drafts"
# Shorter ones are short forms of several things: DIP is a joint too, AMA against medical advice, UA a test.
SHORTEST = 4
Words = frozenset[str]
Claims = dict[Words, set[str]]


class Draft(NamedTuple):
    """A name that was drafted for a code."""

    name: str
    code: str

    @property
    def words(self) -> Words:
        """The words of the name that carry meaning."""
        return named_thing(self.name)


class Judged(NamedTuple):
    """A draft, what else has its words ("list", "author", "thesaurus", "draft" or ""), and the codes that gives them."""

    draft: Draft
    by: str
    codes: frozenset[str]

    @property
    def agrees(self) -> bool:
        """Whether one of the codes is the draft's, or stands above or below it."""
        return any(one_line(self.draft.code, code) for code in self.codes)


def read(file: Path) -> Iterator[Draft]:
    """The drafts of a file. InputError for a line that is none, or of a code that the release lacks."""
    for at, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        code, _, names = line.partition("\t")
        if not names or code not in codes():
            raise InputError(
                "this is no code with its names.",
                where=f"{file}, line {at}",
                fix="Write CODE, a tab, and names parted by |, the code as in the tabular list.",
            )
        written = (" ".join(name.split()) for name in names.split("|"))
        yield from (Draft(name, code) for name in written if len(name) >= SHORTEST and keys(name))


def judged(drafts: Sequence[Draft]) -> Iterator[Judged]:
    """Each draft once, beside who else has its words: the list, our synonyms, a thesaurus, or a draft for another code."""
    known = {
        "list": _claims(phrase for phrase in tabular_phrases() if phrase.kind != "excludes"),
        "author": _claims(synonyms("author")),
        "thesaurus": _claims(phrase for source in THESAURI for phrase in synonyms(source)),
    }
    own, seen = _claims(Phrase(draft.name, draft.code, "drafted") for draft in drafts), set[object]()
    for draft in drafts:
        words = draft.words
        if (draft.code, words, hedges(draft.name)) in seen:
            continue
        seen.add((draft.code, words, hedges(draft.name)))
        by = next((source for source, claims in known.items() if words in claims), "")
        others = known[by][words] if by else own[words] - {draft.code}
        if not by and any(not one_line(draft.code, other) for other in others):
            by = "draft"
        yield Judged(draft, by, frozenset(others) if by else frozenset())


def _claims(phrases: Iterable[Phrase]) -> Claims:
    found: Claims = defaultdict(set)
    for phrase in phrases:
        found[named_thing(phrase.text)].add(phrase.code)
    return found


def main() -> None:
    """Judge drafts and write those that are new."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("drafts", type=Path, nargs="+")
    parser.add_argument("--disputed", action="store_true", help="write nothing, list what else contradicts")
    options = parser.parse_args()
    held = [Draft(name.text, name.code) for name in synonyms("drafted")]
    known = frozenset(held)
    every = list(judged([*held, *(draft for file in options.drafts for draft in read(file))]))
    counts = Counter((one.by, one.agrees) for one in every if one.draft not in known)
    for source in ("list", "author", "thesaurus"):
        agree = counts[source, True]
        print(f"{source}: {agree} of {agree + counts[source, False]} names have the code that it gives")
    print(f"claimed for two codes: {counts['draft', False]}; new: {counts['', False]}")
    if options.disputed:
        for one in every:
            if one.by and not one.agrees and one.draft not in known:
                others = "; ".join(f"{code} {description(code)}" for code in sorted(one.codes))
                name, code = one.draft
                print(f"{name}\t{code}\t{description(code)}\t{one.by}\t{others}")
        return
    taken = (one for one in every if not one.by or (one.by == "thesaurus" and not one.agrees))
    new = sorted((one.draft.code, one.draft.name) for one in taken)
    rows = ((name, code, "drafted") for code, name in new)
    write_rows("drafted.tsv", "term, code, source", rows, HEADER)


if __name__ == "__main__":
    main()
