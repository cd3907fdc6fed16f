"""What a data set holds: lengths, sections, vocabulary, entities, labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from soapstone.evaluation.data import Item
from soapstone.evaluation.facts import find_facts
from soapstone.evaluation.metrics.form import is_filled, topics_of
from soapstone.nlp.stems import STOPWORDS
from soapstone.notes.parse import split_parts

TOP = 25
LABELS = 40
"""A metadata column with more different values than this is no label."""
VOCABULARY = 500_000
"""Different words that are counted; rarer ones that come later are left out."""


class Exploration:
    """Counts over items, taken in one at a time; the texts are not kept."""

    def __init__(self) -> None:
        self.items = 0
        self.errors: Counter[str] = Counter()
        self.words: dict[str, list[int]] = {"dialogue": [], "note": [], "turns": []}
        self.sections: dict[str, list[int]] = {}
        self.orders: Counter[tuple[str, ...]] = Counter()
        self.vocabulary: dict[str, Counter[str]] = {"dialogue": Counter(), "note": Counter()}
        self.entities: dict[str, Counter[str]] = {}
        self.forms: dict[str, Counter[str]] = {}
        self.labels: dict[str, Counter[str]] = {}
        self.digests: set[str] = set()
        self.duplicates = 0

    def add(self, item: Item) -> None:
        """Take in one item."""
        self.items += 1
        if item.error:
            self.errors[re.sub(r"^.*?, (?:line|row|item) \d+:? ", "", item.error)] += 1
            return
        self.duplicates += item.digest in self.digests
        self.digests.add(item.digest)
        for name, text in (("dialogue", item.dialogue), ("note", item.note or item.candidate)):
            if text:
                self._text(name, text)
        if item.dialogue:
            self.words["turns"].append(len(item.dialogue.strip().splitlines()))
        for name, value in {"section": item.section, "split": item.split, **item.metadata}.items():
            if value and len(self.labels.setdefault(name, Counter())) <= LABELS:
                self.labels[name][value] += 1

    def _text(self, name: str, text: str) -> None:
        tokens = re.findall(r"[a-z]+(?:['’-][a-z]+)*", text.lower())
        self.words[name].append(len(text.split()))
        vocabulary = self.vocabulary[name]
        if len(vocabulary) < VOCABULARY:
            vocabulary.update(tokens)
        if name == "note":
            self._note(text)

    def _note(self, text: str) -> None:
        topics = {topic: part for topic, part in topics_of(split_parts(text)).items() if is_filled(part)}
        self.orders[tuple(topics)] += 1
        for topic, part in topics.items():
            self.sections.setdefault(topic, []).append(len(part.split()))
        for fact in find_facts(text):
            self.entities.setdefault(fact.kind, Counter())[fact.name] += 1
            self.forms.setdefault(fact.kind, Counter())[text[fact.start : fact.end].lower()] += 1

    def document(self) -> dict[str, Any]:
        """Everything as JSON."""
        notes = len(self.words["note"])
        return {
            "items": self.items,
            "errors": dict(self.errors),
            "duplicates": self.duplicates,
            "words": {name: _spread(values) for name, values in self.words.items() if values},
            "sections": {
                topic: {"share": round(len(counts) / notes, 4), "words": _spread(counts)}
                for topic, counts in sorted(self.sections.items(), key=lambda entry: -len(entry[1]))
            },
            "section_orders": [[list(order), count] for order, count in self.orders.most_common(10)],
            "vocabulary": {name: _vocabulary(counts) for name, counts in self.vocabulary.items() if counts},
            "new_words_in_notes": self._new_words(),
            "entities": {
                kind: {
                    "mentions": counts.total(),
                    "different": len(counts),
                    "words_a_mention": round(_mean_words(self.forms[kind]), 2),
                    "top": self.forms[kind].most_common(TOP),
                }
                for kind, counts in sorted(self.entities.items(), key=lambda entry: -entry[1].total())
            },
            "labels": {
                name: counts.most_common(LABELS)
                for name, counts in self.labels.items()
                if len(counts) <= LABELS
            },
        }

    def _new_words(self) -> float:
        """The share of the notes' words (by occurrence) that no dialogue has."""
        note, dialogue = self.vocabulary["note"], self.vocabulary["dialogue"]
        if not note or not dialogue:
            return 0.0
        return round(sum(count for word, count in note.items() if word not in dialogue) / note.total(), 4)


def explore(items: Iterable[Item]) -> Exploration:
    """Explore a data set."""
    found = Exploration()
    for item in items:
        found.add(item)
    return found


def _spread(values: list[int]) -> dict[str, float]:
    low, quarter, half, three, high = np.percentile(values, [0, 25, 50, 75, 100])
    return {
        "mean": round(float(np.mean(values)), 1),
        "min": float(low),
        "p25": float(quarter),
        "median": float(half),
        "p75": float(three),
        "max": float(high),
        "p95": round(float(np.percentile(values, 95)), 1),
    }


def _vocabulary(counts: Counter[str]) -> dict[str, Any]:
    once = sum(count == 1 for count in counts.values())
    top = [(word, count) for word, count in counts.most_common(300) if word not in STOPWORDS][:TOP]
    return {
        "words": counts.total(),
        "different": len(counts),
        "once": round(once / len(counts), 4),
        "top": top,
    }


def _mean_words(forms: Counter[str]) -> float:
    return sum(len(form.split()) * count for form, count in forms.items()) / forms.total()
