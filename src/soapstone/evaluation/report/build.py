"""report.html of a run, from its results.jsonl and summary.json."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from html import escape
from pathlib import Path

from soapstone.evaluation.calibration import of_rows
from soapstone.evaluation.judges.run import JUDGED
from soapstone.evaluation.ledger import RESULTS, read_raw, write_whole
from soapstone.evaluation.metrics import METRICS
from soapstone.evaluation.metrics.form import topics_of
from soapstone.evaluation.published import published
from soapstone.evaluation.report import svg
from soapstone.evaluation.report.items import SHOWN, item_section
from soapstone.evaluation.report.page import explained, page, plots, section, table
from soapstone.evaluation.run import SUMMARY
from soapstone.evaluation.summary import Table, tabulate
from soapstone.notes.parse import split_parts

PLOTTED = ("overall", "fact_score", "support", "rouge1", "rougeLsum", "omission")
DRAWN = ("fact_score", "support", "rougeLsum", "milliseconds")
REPORT = "report.html"


def write_report(folder: Path) -> Path:
    """Write report.html beside the results and give its path. OutputError when it cannot be written."""
    about = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    results = folder / RESULTS
    scores = tabulate(read_raw(results))
    told = ", ".join(
        f"{what} from {field}" for what, field in about.get("fields", {}).items() if what != "metadata"
    )
    subtitle = f"{about.get('data', '')} ({told}); soapstone {about.get('soapstone', '')}"
    text = page(
        "Evaluation",
        subtitle,
        section("Scores", _scores(scores), about="Mean with its 95 % bootstrap interval; best in bold."),
        section(
            "Judged",
            _judged(folder / JUDGED / RESULTS),
            about="By language models; where they failed, see the rows.",
        ),
        section("Beside published systems (in italics)", _beside(scores, str(about.get("references", "")))),
        section(
            "Paired differences",
            _differences(scores),
            about="On the same items; bold where the interval leaves out 0.",
        ),
        section("By section of the data", _by_section(scores)),
        section("Plots", _plots(scores, results)),
        section("Errors", table(("what", "rows"), ([escape(e), str(n)] for e, n in scores.errors.items()))),
        section("Items", *_items(results), about=f"The first {SHOWN}; every row is in {RESULTS}."),
        section("Metrics", explained((m.name, m.about) for m in METRICS.values())),
    )
    write_whole(folder / REPORT, text)
    return folder / REPORT


def _scores(scores: Table) -> str:
    counts = [scores.counts[system] for system in scores.systems]
    rows = [[name, *(_cell(scores, system, name) for system in scores.systems)] for name in scores.metrics]
    rows += [[what, *(str(count[what]) for count in counts)] for what in ("notes", "errors", "duplicates")]
    return table(("metric", *scores.systems), rows)


def _judged(results: Path) -> str:
    """The judges' scores, once there are any."""
    return _scores(tabulate(read_raw(results))) if results.exists() else ""


def _beside(scores: Table, references: str) -> str:
    """Ours and the published systems on a known set, by the metrics that were published."""
    known = published(references)
    if known is None:
        return ""
    metrics = [name for name in scores.metrics if any(name in row for row in known.systems.values())]
    rows = [[escape(system), *(_cell(scores, system, name) for name in metrics)] for system in scores.systems]
    rows += [
        [f"<i>{escape(name)}</i>", *(f"{values[m]:.2f}" if m in values else "" for m in metrics)]
        for name, values in known.systems.items()
    ]
    return (
        table(("system", *metrics), rows)
        + f"<p class='quiet'>{escape(known.name)}. {escape(known.source)}.</p>"
    )


def _cell(scores: Table, system: str, metric: str) -> str:
    if metric not in scores.columns.get(system, {}):
        return ""
    score = scores.score(system, metric)
    text = f"{score.mean:.2f} <small>{score.low:.1f} to {score.high:.1f}</small>"
    others = [scores.score(s, metric).mean for s in scores.columns if metric in scores.columns[s]]
    better = METRICS[metric].better if metric in METRICS else "neither"
    best = max(others) if better == "higher" else min(others)
    is_best = len(others) > 1 and better != "neither" and score.mean == best
    return f'<span class="best">{text}</span>' if is_best else text


def _differences(scores: Table) -> str:
    rows = []
    for d in scores.differences():
        clear = d.low > 0 or d.high < 0
        value = f"{d.mean:+.2f} <small>{d.low:+.2f} to {d.high:+.2f}</small>"
        rows.append(
            [
                escape(f"{d.one} minus {d.other}"),
                d.metric,
                f'<span class="best">{value}</span>' if clear else value,
                f"{100 * d.higher:.0f} %",
                str(d.notes),
            ]
        )
    return table(("systems", "metric", "difference", "first is higher", "items"), rows)


def _by_section(scores: Table) -> str:
    """Means of the headline metrics for each kind of item, where the data names one."""
    metrics = [name for name in PLOTTED if name in scores.metrics]
    rows = [
        [
            escape(f"{section}, {system}"),
            str(max((column.count for column in group.values()), default=0)),
            *(f"{group[m].total / group[m].weight:.2f}" if m in group else "" for m in metrics),
        ]
        for system, groups in scores.by_section.items()
        for section, group in sorted(groups.items())
    ]
    return table(("section, system", "notes", *metrics), rows)


def _plots(scores: Table, results: Path) -> str:
    dots = [
        svg.intervals(
            name, {s: scores.score(s, name)[:3] for s in scores.columns if name in scores.columns[s]}
        )
        for name in PLOTTED
        if name in scores.metrics
    ]
    lines = [
        svg.histogram(f"{name}, notes", {s: c[name].values for s, c in scores.columns.items() if name in c})
        for name in DRAWN
        if name in scores.metrics
    ]
    curves = [
        svg.reliability(
            f"Calibration of {system}", of_rows(r for r in read_raw(results) if r["system"] == system)
        )
        for system in scores.systems
    ]
    return plots(*dots, *lines, svg.bars("Words a section", _lengths(results)), *curves)


def _lengths(results: Path) -> dict[str, dict[str, float]]:
    """Mean words of each section that has any, reference and systems side by side, over the items shown."""
    words: dict[str, dict[str, list[int]]] = {}
    references: set[int] = set()
    for row in itertools.islice(read_raw(results), SHOWN):
        texts = [(row["system"], row.get("note", ""))]
        if row["number"] not in references:
            references.add(row["number"])
            texts.append(("reference", row.get("reference", "")))
        for who, text in texts:
            for topic, part in topics_of(split_parts(text)).items():
                words.setdefault(topic, {}).setdefault(who, []).append(len(part.split()))
    common = sorted(words, key=lambda topic: -sum(map(len, words[topic].values())))[:14]
    return {
        topic: {who: sum(counts) / len(counts) for who, counts in sorted(words[topic].items())}
        for topic in common
    }


def _items(results: Path) -> Iterator[str]:
    """The items in the order of the run; all rows of an item stand together there."""
    groups = itertools.groupby(read_raw(results), key=lambda row: row["number"])
    for _, rows in itertools.islice(groups, SHOWN):
        yield item_section(list(rows))
