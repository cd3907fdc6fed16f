"""Protect: find, mask and restore what identifies a person."""

from soapstone.phi.identifiers import CATEGORIES, Category, Identifier
from soapstone.phi.redact import Redacted, find_identifiers, find_in_transcript, redact, redact_transcript

__all__ = [
    "CATEGORIES",
    "Category",
    "Identifier",
    "Redacted",
    "find_identifiers",
    "find_in_transcript",
    "redact",
    "redact_transcript",
]
