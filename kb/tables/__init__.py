"""Tables: named lists of the base's facts, for pages and exports alike."""

from kb.tables.catalogue import TABLES
from kb.tables.chosen import Chosen
from kb.tables.citations import read_citations
from kb.tables.file import Citations, TablesFile
from kb.tables.index import Index
from kb.tables.reading import read_rows
from kb.tables.rows import Choice, Item, SheetRow
from kb.tables.sheet import Sheet, sheet_of
from kb.tables.spec import ColumnSpec, TableSpec
from kb.tables.tallying import Value
from kb.tables.writing import write_tables

__all__ = [
    "TABLES",
    "Choice",
    "Chosen",
    "Citations",
    "ColumnSpec",
    "Index",
    "Item",
    "Sheet",
    "SheetRow",
    "TableSpec",
    "TablesFile",
    "Value",
    "read_citations",
    "read_rows",
    "sheet_of",
    "write_tables",
]
