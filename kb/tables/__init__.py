"""Tables: named lists of the base's facts, for pages and exports alike."""

from kb.tables.catalogue import TABLES
from kb.tables.citations import read_citations
from kb.tables.reading import fetch
from kb.tables.sheet import Choice, Item, Sheet, SheetRow
from kb.tables.spec import ColumnSpec, TableSpec

__all__ = ["TABLES", "Choice", "ColumnSpec", "Item", "Sheet", "SheetRow", "TableSpec", "fetch", "read_citations"]
