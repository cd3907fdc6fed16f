"""The exploration of a data set as a page."""

from __future__ import annotations

from html import escape
from typing import Any

from soapstone.evaluation.explore import Exploration
from soapstone.evaluation.report import svg
from soapstone.evaluation.report.page import page, plots, section, table


def exploration_page(found: Exploration, title: str, fields: str) -> str:
    """A whole HTML document."""
    facts = found.document()
    lengths = [
        svg.histogram(f"Words, {name}", {name: values}) for name, values in found.words.items() if values
    ]
    shares = {topic: {"notes": 100 * about["share"]} for topic, about in facts["sections"].items()}
    means = {topic: {"words": about["words"]["mean"]} for topic, about in facts["sections"].items()}
    kinds = {kind: {"mentions": float(about["mentions"])} for kind, about in facts["entities"].items()}
    orders = ((escape(" → ".join(order)), str(count)) for order, count in facts["section_orders"])
    return page(
        f"Data set: {title}",
        f"{facts['items']} items, {sum(facts['errors'].values())} unreadable, {facts['duplicates']} duplicates; {fields}",
        section("Lengths", _spreads(facts["words"]), plots(*lengths)),
        section("Sections", plots(svg.bars("Notes that have it, %", shares), svg.bars("Mean words", means))),
        section("Orders of sections", table(("order", "notes"), orders)),
        section(
            "Entities",
            plots(svg.bars("Mentions in notes", kinds)),
            *map(_entities, facts["entities"].items()),
        ),
        section("Vocabulary", *map(_vocabulary, facts["vocabulary"].items())),
        section("Labels", *map(_labels, facts["labels"].items())),
        section(
            "Unreadable rows",
            table(("why", "rows"), ([escape(e), str(n)] for e, n in facts["errors"].items())),
        ),
    )


def _spreads(words: dict[str, dict[str, float]]) -> str:
    names = ("mean", "min", "p25", "median", "p75", "p95", "max")
    return table(
        ("words", *names), ([name, *(f"{row[at]:.0f}" for at in names)] for name, row in words.items())
    )


def _entities(entry: tuple[str, dict[str, Any]]) -> str:
    kind, about = entry
    top = ", ".join(f"{escape(form)} {count}" for form, count in about["top"])
    return (
        f"<h3>{escape(kind)}</h3><p>{about['mentions']} mentions of {about['different']} concepts, "
        f"{about['words_a_mention']} words each. <span class='quiet'>{top}</span></p>"
    )


def _vocabulary(entry: tuple[str, dict[str, Any]]) -> str:
    name, about = entry
    top = ", ".join(f"{escape(word)} {count}" for word, count in about["top"])
    return (
        f"<h3>{escape(name)}</h3><p>{about['words']} words, {about['different']} different, "
        f"{100 * about['once']:.0f} % of them once. <span class='quiet'>{top}</span></p>"
    )


def _labels(entry: tuple[str, list[tuple[str, int]]]) -> str:
    name, counts = entry
    return plots(svg.bars(name, {value: {"items": float(count)} for value, count in counts}))
