"""A run as one HTML file that needs nothing else: tables, plots, a section an item."""

from soapstone.evaluation.report.build import write_report

__all__ = ["write_report"]
