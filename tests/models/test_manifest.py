"""The manifest that ships."""

from __future__ import annotations

from importlib.resources import files

import pytest
from pydantic import ValidationError

from soapstone.errors import UsageError
from soapstone.models import Model, ModelFile, manifest, named


def test_every_model_says_where_it_comes_from_and_under_which_licence() -> None:
    assert set(manifest()) >= {"whisper-base", "whisper-tiny.en", "spacy-en-sm", "voice-encoder"}
    for model in manifest().values():
        assert model.upstream
        assert model.revision
        assert model.licence in {"MIT", "Apache-2.0"}
        assert model.packages, "sites with only a package mirror can have it"


@pytest.mark.parametrize(
    ("model", "start", "end"),
    [("whisper-base", "d01c3014", "a0a6a9"), ("whisper-tiny.en", "1a5afae0", "0e936b2a")],
)
def test_the_speech_models_are_the_ones_that_were_tried(model: str, start: str, end: str) -> None:
    weights = next(file for file in named(model).file if file.path == "model.bin")

    assert weights.sha256.startswith(start)
    assert weights.sha256.endswith(end)


def test_the_manifest_names_no_address() -> None:
    text = files("soapstone.models").joinpath("manifest.toml").read_text(encoding="utf-8")

    assert "://" not in text


def test_an_unknown_model_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"Known models: .*whisper-base"):
        named("whisper-huge")


@pytest.mark.parametrize("path", ["../outside", "/etc/passwd", "a/../../b"])
def test_a_model_file_cannot_leave_its_folder(path: str) -> None:
    with pytest.raises(ValidationError, match="stays inside"):
        ModelFile(path=path, size=1, sha256="0" * 64)


@pytest.mark.parametrize("package", ["whisper", "whisper>=1", "whisper==1.0; rm", "-r==1 requirements"])
def test_a_carrier_is_pinned_exactly(package: str) -> None:
    with pytest.raises(ValidationError):
        ModelFile(path="a", size=1, sha256="0" * 64, parts=(f"{package}:member",))  # type: ignore[arg-type]


def test_a_model_knows_its_size(model: Model) -> None:
    assert model.size == sum(file.size for file in model.file) > 2_000_000
