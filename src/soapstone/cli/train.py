"""`soapstone train` and `soapstone export`: the models, from their data to what is shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from soapstone.cli.output import reports_errors

Data = Annotated[
    Path, typer.Option(help="The folder with the public data sets.", envvar="SOAPSTONE_DATA", exists=False)
]
Init = Annotated[
    Path | None,
    typer.Option(help="The encoder's folder, or an earlier model.pt. [default: the fetched minilm-l6-v2]"),
]
Work = Annotated[Path, typer.Option(help="Where lessons, checkpoint.pt and model.pt are kept.")]
Steps = Annotated[int | None, typer.Option(min=1, help="Steps in all.")]
Visits = Annotated[int | None, typer.Option(min=3, help="Simulated visits to learn from.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the run in WORK.")]
Accumulate = Annotated[int, typer.Option(min=1, help="Batches that make one step.")]
Checkpoint = Annotated[int, typer.Option(min=1, help="Steps between two checkpoints.")]
Validate = Annotated[int, typer.Option(min=1, help="Steps between two looks at the valid data.")]
Patience = Annotated[
    int, typer.Option(min=0, help="Stop after so many looks without progress; 0 never stops.")
]
Limit = Annotated[int | None, typer.Option(min=1, help="Stop after so many steps of this call.")]

Device = Annotated[str, typer.Option(help="cpu or cuda.")]

app = typer.Typer(no_args_is_help=True)


@app.command()
@reports_errors
def diffusion(
    data: Data,
    work: Work,
    init: Init = None,
    steps: Steps = None,
    visits: Visits = None,
    resume: Resume = False,
    accumulate: Accumulate = 1,
    checkpoint: Checkpoint = 100,
    validate: Validate = 300,
    patience: Patience = 0,
    limit: Limit = None,
    device: Device = "cpu",
) -> None:
    """Train the diffusion engine's model. On several devices: torchrun --nproc-per-node N."""
    from soapstone.training.diffusion import STEPS, VISITS, train
    from soapstone.training.loop import Plan

    _begin(data, work, resume)
    plan = Plan(steps or STEPS, checkpoint, validate, accumulate, patience, limit)
    train(data, init or _encoder(), work, plan, visits or VISITS, device)


@app.command()
@reports_errors
def baseline(
    data: Data,
    work: Work,
    lessons: Annotated[
        Path | None, typer.Option(help="The folder of a diffusion run, to share its lessons.")
    ] = None,
    steps: Steps = None,
    visits: Visits = None,
    resume: Resume = False,
    accumulate: Accumulate = 1,
    checkpoint: Checkpoint = 100,
    validate: Validate = 300,
    patience: Patience = 0,
    limit: Limit = None,
    device: Device = "cpu",
) -> None:
    """Train the autoregressive baseline, for comparison."""
    from soapstone.training.baseline import train
    from soapstone.training.loop import Plan

    _begin(data, work, resume)
    plan = Plan(steps or 2000, checkpoint, validate, accumulate, patience, limit)
    train(data, work, plan, visits, lessons, device)


@app.command()
@reports_errors
def llm(
    data: Data,
    work: Work,
    base: Annotated[
        Path | None,
        typer.Option(
            help="A folder with a GGUF file or a transformers model. [default: smollm2-135m, fetched]"
        ),
    ] = None,
    steps: Steps = None,
    visits: Visits = None,
    resume: Resume = False,
    accumulate: Accumulate = 1,
    checkpoint: Checkpoint = 100,
    validate: Validate = 100,
    patience: Patience = 0,
    limit: Limit = None,
    device: Device = "cpu",
) -> None:
    """Fine-tune a small language model to write notes, for comparison."""
    from soapstone.models import path
    from soapstone.training.llm import STEPS, VISITS, train
    from soapstone.training.loop import Plan

    _begin(data, work, resume)
    plan = Plan(steps or STEPS, checkpoint, validate, accumulate, patience, limit)
    train(data, work, base or path("smollm2-135m"), plan, visits or VISITS, device)


@reports_errors
def export(
    weights: Annotated[
        Path, typer.Argument(metavar="MODEL.pt", help="What `soapstone train diffusion` left.")
    ],
    target: Annotated[Path, typer.Option("--output", "-o", help="The folder for the ONNX files.")],
) -> None:
    """Write a trained diffusion model as ONNX with int8 weights."""
    from soapstone.errors import InputError, MissingExtraError

    if not weights.is_file():
        raise InputError(
            "there is no such file.", where=str(weights), fix="Give the model.pt of a training run."
        )
    try:
        from soapstone.training.diffusion_export import export as write
    except ModuleNotFoundError as missing:
        raise MissingExtraError(
            "exporting a model needs torch.", fix="Install soapstone[train]."
        ) from missing
    write(weights, target)
    for file in sorted(target.iterdir()):
        print(f"{file.name} {file.stat().st_size / 1e6:.1f} MB")


def _begin(data: Path, work: Path, resume: bool) -> None:
    """Refuse what cannot be: data that is absent, a run that would be taken up or begun by mistake."""
    from soapstone.errors import InputError, UsageError

    if not (data / "aci_bench" / "train.jsonl").is_file():
        raise InputError(
            "holds no aci_bench/train.jsonl.",
            where=str(data),
            fix="Give the folder with the public data sets.",
        )
    there = (work / "checkpoint.pt").exists()
    if there and not resume:
        raise UsageError(
            "holds a run already.", where=str(work), fix="Go on with --resume, or choose another folder."
        )
    if resume and not there:
        raise UsageError("holds no run to go on with.", where=str(work), fix="Leave --resume out.")


def _encoder() -> Path:
    from soapstone.models import path

    return path("minilm-l6-v2")
