"""One typed object for all settings: environment, `.env`, then the defaults written here."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def default_home() -> Path:
    """Where models are kept when nothing else is said."""
    return Path.home() / ".cache" / "soapstone"


class Settings(BaseSettings):
    """Every setting, with one explanation each. The environment name is `SOAPSTONE_` + the field."""

    model_config = SettingsConfigDict(env_prefix="SOAPSTONE_", env_file=".env", extra="ignore")

    home: Path = Field(default_factory=default_home, description="folder for verified models")
    offline: bool = Field(default=False, description="never open a socket, not even for a model")
    hub: str | None = Field(default=None, description="base URL of the model hub, if not the usual one")
    model_source: Literal["hub", "carrier"] = Field(
        default="hub", description="where a missing model is looked for first; the other one comes second"
    )
    asr_model: str = Field(default="whisper-base", description="name of a speech model in the manifest")
    threads: int = Field(default=2, ge=1, description="CPU threads of a model")
    data: Path | None = Field(default=None, description="folder with the public data sets for evaluation")
    rxnorm: Path | None = Field(
        default=None,
        description="RXNCONSO.RRF of RxNorm, or NLM's zip with it: medications then have their RxCUI",
    )
    uncertain_below: float = Field(
        default=0.6, ge=0.0, le=1.0, description="word probability below which a clinical word is flagged"
    )
    transcription_url: str | None = Field(
        default=None, description="base URL of an OpenAI-compatible transcription server"
    )
    transcription_model: str = Field(default="whisper-1", description="model name sent to that server")
    transcription_key: SecretStr | None = Field(default=None, description="bearer token for that server")
    transcription_timeout: float = Field(
        default=120.0, gt=0, description="seconds to wait for that server's answer to 28 s of speech"
    )
    judge_url: str | None = Field(
        default=None,
        description="base URL (ending in /v1) of an OpenAI-compatible server whose models judge notes",
    )
    judge_key: SecretStr | None = Field(default=None, description="bearer token for that server")
    judge_timeout: float = Field(default=120.0, gt=0, description="seconds to wait for a judge's answer")
    whisperx_command: str = Field(
        default="whisperx", description="the WhisperX program, in an environment of its own"
    )


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
