"""Measuring notes: the published scorer, and whether each fact was said."""
