"""Forest plots: reported figures of an outcome, one row a quantity, what may be drawn together and what may be pooled."""

from kb.forest.deciding import Decision, decide
from kb.forest.panels import BY, PROPORTIONS, Group, Mark, Panel, Row, largest_first, panels
from kb.forest.patients import Patients, Whom, read_patients
from kb.forest.quantities import SPEC, Quantities, Quantity, read_quantities

__all__ = [
    "BY",
    "PROPORTIONS",
    "SPEC",
    "Decision",
    "Group",
    "Mark",
    "Panel",
    "Patients",
    "Quantities",
    "Quantity",
    "Row",
    "Whom",
    "decide",
    "largest_first",
    "panels",
    "read_patients",
    "read_quantities",
]
