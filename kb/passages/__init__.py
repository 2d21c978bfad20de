"""Passages: a document's text split into sections, paragraphs, tables and cells, so that a place can be looked up in it."""

from kb.passages.grid import Grid, read_grid
from kb.passages.plain import holds, plain, span
from kb.passages.text import Passages, Section, read_text

__all__ = ["Grid", "Passages", "Section", "holds", "plain", "read_grid", "read_text", "span"]
