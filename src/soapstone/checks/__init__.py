"""Checks: what a reader must look at before signing."""

from soapstone.checks.uncertain import uncertain

__all__ = ["uncertain"]
