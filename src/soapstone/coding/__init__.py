"""ICD-10-CM: the official table, terms to codes, and what the tabular list says about codes together."""

from __future__ import annotations

from soapstone.coding.coder import read_and_code, with_codes
from soapstone.coding.document import code
from soapstone.coding.link import link
from soapstone.coding.table import Entry, is_billable, nearest_codes, show
from soapstone.coding.together import check_codes

__all__ = [
    "Entry",
    "check_codes",
    "code",
    "is_billable",
    "link",
    "nearest_codes",
    "read_and_code",
    "show",
    "with_codes",
]
