"""Notes as data: templates, the canvas, reading a note from text, rendering it, comparing two."""

from soapstone.notes.canvas import blank, canvas_from, given
from soapstone.notes.diff import SectionChange, diff
from soapstone.notes.parse import parse_note, parse_section
from soapstone.notes.render import render
from soapstone.notes.templates import Template, TemplateSection, load_template, template_names

__all__ = [
    "SectionChange",
    "Template",
    "TemplateSection",
    "blank",
    "canvas_from",
    "diff",
    "given",
    "load_template",
    "parse_note",
    "parse_section",
    "render",
    "template_names",
]
