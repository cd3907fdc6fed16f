"""Visits of our own, for the kinds of error that public notes have few places for."""

from __future__ import annotations

from soapstone.evaluation.data import Item
from soapstone.resources import read_toml

RARE = ("route", "dropped_allergy", "dropped_precaution")


def own_visits() -> list[Item]:
    """Short visits with their true notes, each with a route, an allergy and a return precaution."""
    visits = read_toml("evaluation/planted_visits.toml")["visit"]
    return [
        Item(at, f"own-{at}", visit["dialogue"].strip(), visit["note"].strip() + "\n")
        for at, visit in enumerate(visits, start=1)
    ]
