"""Plots as inline SVG: intervals, distributions, bars, reliability. All coordinates are in pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from soapstone.evaluation.calibration import Calibration

WIDTH, LEFT, RIGHT = 360, 120, 16
COLOURS = ("#0b6b6b", "#c2571a", "#5b4b9a", "#8a6d00", "#a3195b", "#3d6b21")


def intervals(title: str, rows: Mapping[str, tuple[float, float, float]]) -> str:
    """A dot with its 95 % interval (mean, low, high) a row."""
    if not rows:
        return ""
    low, high = _range([bound for row in rows.values() for bound in row[1:]])
    marks = []
    for at, (name, (mean, least, most)) in enumerate(rows.items()):
        y, colour = 34 + 22 * at, COLOURS[at % len(COLOURS)]
        a, b, c = (_x(value, low, high) for value in (least, most, mean))
        marks.append(
            f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{escape(name[:18])}</text>'
            f'<line x1="{a:.1f}" x2="{b:.1f}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"/>'
            f'<circle cx="{c:.1f}" cy="{y}" r="4" fill="{colour}"><title>{mean:.2f}</title></circle>'
        )
    return _drawing(title, 46 + 22 * len(rows), "".join(marks), low, high)


def histogram(title: str, series: Mapping[str, Sequence[float]], bins: int = 20) -> str:
    """The distribution of each series as a line over shares, one colour each."""
    values = [value for row in series.values() for value in row]
    if len(values) < 2:
        return ""
    low, high = _range(values)
    marks = []
    for at, (name, row) in enumerate(series.items()):
        counts = [0] * bins
        for value in row:
            counts[min(int((value - low) / (high - low) * bins), bins - 1)] += 1
        top = max(counts) or 1
        points = " ".join(
            f"{_x(low + (place + 0.5) * (high - low) / bins, low, high):.1f},{130 - 90 * count / top:.1f}"
            for place, count in enumerate(counts)
        )
        colour = COLOURS[at % len(COLOURS)]
        marks.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
            f'<text x="4" y="{48 + 15 * at}" style="fill:{colour}">{escape(name[:18])}</text>'
        )
    return _drawing(title, 150, "".join(marks), low, high)


def bars(title: str, groups: Mapping[str, Mapping[str, float]]) -> str:
    """Horizontal bars: a group a label, a bar a series within it."""
    if not groups:
        return ""
    names = list(dict.fromkeys(name for group in groups.values() for name in group))
    high = max((value for group in groups.values() for value in group.values()), default=1) or 1
    marks, y = [], 30.0
    for label, group in groups.items():
        marks.append(
            f'<text x="{LEFT - 8}" y="{y + 5 * len(names) + 4}" text-anchor="end">{escape(label[:18])}</text>'
        )
        for at, name in enumerate(names):
            width = _x(group.get(name, 0), 0, high) - LEFT
            marks.append(
                f'<rect x="{LEFT}" y="{y:.1f}" width="{width:.1f}" height="9" fill="{COLOURS[at % len(COLOURS)]}">'
                f"<title>{escape(name)}: {group.get(name, 0):.1f}</title></rect>"
            )
            y += 10
        y += 6
    if len(names) > 1:
        for at, name in enumerate(names):
            colour = COLOURS[at % len(COLOURS)]
            marks.append(f'<text x="4" y="{y + 14 + 14 * at}" style="fill:{colour}">{escape(name)}</text>')
    return _drawing(title, y + 24 + 14 * len(names), "".join(marks), 0, high, axis=y)


def reliability(title: str, measured: Calibration, what: str = "sentences") -> str:
    """Share right against confidence; the diagonal is perfect, the dots' size is how many of `what`."""
    if not measured.sentences:
        return ""

    def place(confidence: float, right: float) -> tuple[float, float]:
        return 60 + 240 * confidence, 280 - 240 * right

    most = max(bin.sentences for bin in measured.bins)
    dots = ""
    for bin in measured.bins:
        x, y = place(bin.confidence, bin.right)
        size = 3 + 7 * (bin.sentences / most) ** 0.5
        dots += (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{COLOURS[0]}" fill-opacity=".75">'
            f"<title>{bin.sentences} {what}</title></circle>"
        )
    ticks = "".join(
        f'<text x="{60 + 240 * at}" y="296" text-anchor="middle">{at}</text>'
        f'<text x="52" y="{284 - 240 * at}" text-anchor="end">{at}</text>'
        for at in (0, 0.5, 1)
    )
    frame = (
        '<rect x="60" y="40" width="240" height="240" fill="none" class="axis"/>'
        '<line x1="60" y1="280" x2="300" y2="40" class="axis" stroke-dasharray="4 4"/>'
    )
    told = f"confidence; ECE {measured.ece:.3f}, {measured.sentences} {what}"
    label = f'<text x="180" y="312" text-anchor="middle">{told}</text>'
    return _frame(title, 320, frame + ticks + dots + label)


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _x(value: float, low: float, high: float) -> float:
    return LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT)


def _drawing(
    title: str, height: float, marks: str, low: float, high: float, axis: float | None = None
) -> str:
    y = axis if axis is not None else height - 18
    scale = (
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" class="axis"/>'
        f'<text x="{LEFT}" y="{y + 14}">{low:.4g}</text>'
        f'<text x="{WIDTH - RIGHT}" y="{y + 14}" text-anchor="end">{high:.4g}</text>'
    )
    return _frame(title, height, scale + marks)


def _frame(title: str, height: float, content: str) -> str:
    name = escape(title)
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{name}">'
        f'<text x="4" y="16" style="font-weight:600">{name}</text>{content}</svg>'
    )


def curve(title: str, points: Sequence[tuple[float, float]], unit: str) -> str:
    """A line through (x, y) points over axes that begin at 0; the highest value is told with its unit."""
    return curves(title, {"": points}, unit)


def curves(title: str, series: Mapping[str, Sequence[tuple[float, float]]], unit: str) -> str:
    """As `curve`, a line a series, each with its name."""
    every = [point for points in series.values() for point in points]
    if len(every) < 2:
        return ""
    right, top = max(x for x, _ in every), max(y for _, y in every)
    marks = (
        f'<text x="{LEFT - 8}" y="44" text-anchor="end">{top:.4g} {escape(unit)}</text>'
        f'<text x="{LEFT - 8}" y="154" text-anchor="end">0</text>'
    )
    for at, (name, points) in enumerate(series.items()):
        line = " ".join(f"{_x(x, 0, right):.1f},{150 - 110 * y / top:.1f}" for x, y in points)
        colour = COLOURS[at % len(COLOURS)]
        marks += f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>' + (
            f'<text x="4" y="{68 + 15 * at}" style="fill:{colour}">{escape(name)}</text>' if name else ""
        )
    return _drawing(title, 168, marks, 0, right)


def matrix(title: str, names: Sequence[str], counts: Sequence[Sequence[int]]) -> str:
    """Counts by row and column, both of `names`; the darker, the larger the share of its row."""
    step, left, top = 42, 92, 44
    marks = ""
    for row, (name, line) in enumerate(zip(names, counts, strict=True)):
        y = top + step * row
        marks += f'<text x="{left - 6}" y="{y + 25}" text-anchor="end">{escape(name[:12])}</text>'
        marks += f'<text x="{left + step * (row + 0.5)}" y="{top - 6}" text-anchor="middle">{escape(name[:5])}</text>'
        for column, count in enumerate(line):
            share, x = count / max(sum(line), 1), left + step * column
            ink = "#fff" if share > 0.5 else "#222"
            marks += (
                f'<rect x="{x}" y="{y}" width="{step - 2}" height="{step - 2}" fill="{COLOURS[0]}" '
                f'fill-opacity="{max(share, 0.04):.2f}"/><text x="{x + step / 2 - 1:.0f}" y="{y + 25}" '
                f'text-anchor="middle" style="fill:{ink}">{count}</text>'
            )
    return _frame(title, top + step * len(names) + 6, marks)


def alone(drawing: str) -> str:
    """A drawing as a file of its own, which no page gives its letters and axes."""
    look = (
        "<style>text{font:12px sans-serif;fill:#222}.axis{stroke:#777}</style>"
        '<rect width="100%" height="100%" fill="#fff"/>'
    )
    opened = drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return opened.replace(">", f">{look}", 1)
