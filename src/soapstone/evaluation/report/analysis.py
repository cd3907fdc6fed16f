"""The error analysis as a page."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from soapstone.evaluation.analysis.bias import Bias
from soapstone.evaluation.analysis.faults import SEVERITIES, Fault, Tally
from soapstone.evaluation.calibration import Calibration
from soapstone.evaluation.report import svg
from soapstone.evaluation.report.page import page, plots, section, table


def analysis_page(
    title: str,
    tallies: Mapping[str, Tally],
    calibrations: Mapping[str, Calibration],
    confused: Mapping[tuple[str, str], int],
) -> str:
    """A whole HTML document: faults of each system, worked examples, section confusion, calibration."""
    parts = [
        section(f"Faults of {system}", _counts(found), _examples(found)) for system, found in tallies.items()
    ]
    curves = [svg.reliability(f"Calibration of {system}", found) for system, found in calibrations.items()]
    notes = ", ".join(f"{system}: {found.notes} rows" for system, found in tallies.items())
    return page(
        f"Error analysis: {title}",
        notes,
        *parts,
        section(
            "Section confusion",
            _confusion(confused),
            about="Sentences by where they stand and where the reference has them.",
        ),
        section(
            "Calibration",
            plots(*curves),
            about="Right: a drafted sentence with facts all of which were said.",
        ),
    )


def bias_page(title: str, found: list[Bias]) -> str:
    """A whole HTML document: what changes in a note when only the patient's sex, age or ethnicity does."""
    rows = [
        [
            b.trait,
            str(b.visits),
            str(len(b.differences)),
            f"{b.words:+.2f}",
            f"{b.p_words:.3f}",
            f"{b.facts:+.2f}",
            f"{b.p_facts:.3f}",
        ]
        for b in found
    ]
    head = ("trait", "visits swapped", "notes that differ", "words", "p", "facts", "p")
    about = "Mean change of words and of clinical concepts; p by a two-sided sign-flip permutation test."
    lists = [
        section(f"Differences: {b.trait}", *(_difference(*difference) for difference in b.differences))
        for b in found
    ]
    return page(
        f"Bias: {title}",
        "The same visits, the patient swapped",
        section("Traits", table(head, rows), about=about),
        *lists,
    )


def _counts(found: Tally) -> str:
    document = found.document()
    rows = (
        [
            escape(kind),
            *(str(about[severity]) for severity in SEVERITIES),
            str(about["total"]),
            f"{100 * about['notes_with_fault']:.0f} %",
        ]
        for kind, about in document.items()
    )
    return table(("fault", *SEVERITIES, "total", "notes with it"), rows)


def _examples(found: Tally) -> str:
    parts = []
    for kind, examples in found.examples.items():
        lines = "".join(f"<p class='{fault.severity}'>{_example(fault)}</p>" for fault in examples)
        parts.append(f"<h3>{escape(kind)}</h3>{lines}")
    return "".join(parts)


def _example(fault: Fault) -> str:
    text, start, end = fault.text, fault.start, fault.end
    marked = f"{escape(text[:start])}<mark>{escape(text[start:end])}</mark>{escape(text[end:])}"
    return f"<b>{fault.severity}</b> {escape(fault.item)}: {escape(fault.message)}<br>{marked}"


def _confusion(confused: Mapping[tuple[str, str], int]) -> str:
    rows = sorted(confused.items(), key=lambda entry: -entry[1])
    return table(
        ("written in", "belongs in", "sentences"), ([escape(a), escape(b), str(n)] for (a, b), n in rows)
    )


def _difference(
    item: str, before: tuple[str, ...], after: tuple[str, ...], lost: tuple[str, ...], gained: tuple[str, ...]
) -> str:
    facts = "; ".join(
        f"{what} {', '.join(map(escape, names))}"
        for what, names in (("lost", lost), ("gained", gained))
        if names
    )
    lines = "".join(f"<div>− {escape(line)}</div>" for line in before) + "".join(
        f"<div>+ {escape(line)}</div>" for line in after
    )
    head = f"<summary>{escape(item)} <small class='quiet'>{facts}</small></summary>"
    return f"<details>{head}<div class='text'>{lines}</div></details>"
