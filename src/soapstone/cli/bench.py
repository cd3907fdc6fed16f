"""`soapstone bench`: how fast this machine is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soapstone.cli.output import AsJson, print_json, reports_errors

if TYPE_CHECKING:
    from soapstone.evaluation.latency import Timing

VISITS = 12
app = typer.Typer(no_args_is_help=True)
Plot = Annotated[Path | None, typer.Option(help="Write a plot of the times by steps (SVG).")]
Repeats = Annotated[int, typer.Option(min=1, help="Runs of each, of which the median is told.")]


@app.callback()
def root() -> None:
    """Times of this machine, medians of several runs."""


@app.command()
@reports_errors
def diffusion(plot: Plot = None, repeats: Repeats = 7, as_json: AsJson = False) -> None:
    """Latency, throughput and memory of the diffusion engine, by steps and by notes at once (CPU)."""
    from soapstone.cli.output import write_output
    from soapstone.evaluation.latency import canvas_timings, note_timings, peak_megabytes
    from soapstone.evaluation.report.svg import curve
    from soapstone.simulate import simulate
    from soapstone.training.diffusion_lessons import visit_of_row

    visits = [visit_of_row(row, "outpatient") for row in simulate(VISITS, "outpatient", seed=5)]
    canvases, notes = canvas_timings(visits[0], repeats), note_timings(visits)
    if as_json:
        rows = {"canvas": [t._asdict() for t in canvases], "notes": [t._asdict() for t in notes]}
        print_json({**rows, "peak_megabytes": round(peak_megabytes())})
    else:
        print("a canvas of 512 open pieces")
        for timing in canvases:
            print(f"{_times(timing)} {timing.passes:5.1f} looks")
        print("whole notes, from the draft")
        for timing in notes:
            print(f"{_times(timing)} {timing.a_second:5.1f} a second")
        print(f"memory: {peak_megabytes():.0f} MB at the most")
    if plot:
        points = [(float(timing.what.split()[0]), timing.median) for timing in canvases]
        write_output(curve("ms by steps, a canvas of 512 pieces", points, "ms"), plot)


def _times(timing: Timing) -> str:
    return f"  {timing.what:<10} {timing.median:7.0f} ms median {timing.p95:7.0f} ms p95"
