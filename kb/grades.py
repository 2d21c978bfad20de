"""Grades: how many patients had an adverse event at a grade or above, in which order events stand, and two arms side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kb.statistics import percentage
from kb.tables import SheetRow
from kb.tables.wide import WideRow

ANY, SINGLE = "any", ("1", "2", "3", "4", "5")
SEVERE = ("3-5", "3-4")
"""Grades together that tell the severe ones, the fuller first."""

AT_LEAST_3 = ("3", "4", "5", *SEVERE)
STEPS = (Decimal(0), Decimal(10), Decimal(25), Decimal(50), Decimal(75))
"""Percentages above which a shade is darker by one step."""

UNKNOWN = -1
"""The shade of a share that is not known."""

ORDERS = {"": "as printed", "any": "any grade, most first", "severe": "grade 3 and above, most first", "name": "name"}


@dataclass(frozen=True)
class Count:
    """Patients with an event: n of N; ``percent`` as printed or else computed; ``added`` says that n was added up here.

    ``statement`` is the IRI of the statement that prints it; empty where n was added up.
    """

    n: int | None
    of: int | None
    percent: Decimal | None
    computed: bool = False
    added: bool = False
    statement: str = field(default="", compare=False)

    @property
    def step(self) -> int:
        """The shade by the percentage: 0 for none, up to 5; UNKNOWN where there are patients and nobody tells of how many."""
        if self.percent is None:
            return UNKNOWN if self.n else 0
        return sum(self.percent > edge for edge in STEPS)


def count_of(statement: SheetRow) -> Count:
    """The count that a statement prints; its percentage is computed where only n and N are printed."""
    n, of, percent = (statement.text(name) for name in ("n", "denominator", "percent"))
    whole = (int(n) if n else None, int(of) if of else None)
    return replace(Count(*whole, Decimal(percent)) if percent else _counted(*whole), statement=statement.iri)


def _counted(n: int | None, of: int | None, added: bool = False) -> Count:
    able = n is not None and of is not None and 0 <= n <= of > 0
    return Count(n, of, percentage(n or 0, of or 1) if able else None, able, added)


def at_grade(row: WideRow, grade: str) -> Count | None:
    """The first count that a row prints for a grade."""
    statements = row.cells.get(grade, ())
    return count_of(statements[0]) if statements else None


def severe(row: WideRow) -> Count | None:
    """Patients at grade 3 or above: as printed, else added up; None where neither can be told.

    Grades may be added only where each patient is counted once, at the highest grade: then all grades together make up the count
    at any grade.
    """
    printed = next((found for grade in SEVERE if (found := at_grade(row, grade))), None)
    return printed or added(row)


def added(row: WideRow) -> Count | None:
    """Patients at grade 3 or above, added up from the single grades where that is right."""
    singles = {grade: found.n for grade in SINGLE if (found := at_grade(row, grade)) and found.n is not None}
    every = at_grade(row, ANY)
    if not {"3", "4"} <= singles.keys() or every is None or every.n is None or sum(singles.values()) != every.n:
        return None
    return _counted(sum(singles[grade] for grade in ("3", "4", "5") if grade in singles), every.of, added=True)


def is_severe(row: WideRow) -> bool:
    """Whether anybody had the event at grade 3 or above, by any count of it."""
    return any((found := count_of(statement)).n or found.percent for grade in AT_LEAST_3 for statement in row.cells.get(grade, ()))


@dataclass(frozen=True)
class Placed:
    """A row and how deep it stands below the groups that it is listed under."""

    row: WideRow
    depth: int


def arranged(rows: Sequence[WideRow], order: str = "") -> list[Placed]:
    """Rows below the groups that the source lists them under; within a group in an order of ``ORDERS``; any event last."""
    heads = {row.term for row in rows if row.level == "group"}
    below: dict[object, list[WideRow]] = {}
    for row in rows:
        below.setdefault(row.group if row.group in heads and row.group != row.term else None, []).append(row)
    place = _place(order)
    found: list[Placed] = []

    def put(several: Iterable[WideRow], depth: int) -> None:
        for row in sorted(several, key=place):
            found.append(Placed(row, depth))
            if row.level == "group":
                put(below.pop(row.term, ()), depth + 1)

    put(below.pop(None, ()), 0)
    while below:  # groups that name each other as their own group
        put(below.pop(next(iter(below))), 0)
    return found


def _place(order: str) -> Callable[[WideRow], tuple[bool, Decimal, str]]:
    tells: dict[str, Callable[[WideRow], Count | None]] = {"any": lambda row: at_grade(row, ANY), "severe": severe}

    def place(row: WideRow) -> tuple[bool, Decimal, str]:
        found = tells[order](row) if order in tells else None
        share = found.percent if found and found.percent is not None else Decimal(-1)
        name = row.term[0].text.casefold() if row.term and order == "name" else ""
        return row.level == ANY, -share if order in tells else Decimal(0), name

    return place


@dataclass(frozen=True)
class Pair:
    """An event in two arms: patients at any grade and at grade 3 or above; None where an arm's source does not tell."""

    row: WideRow
    left: tuple[Count | None, Count | None]
    right: tuple[Count | None, Count | None]


def pairs(left: Iterable[WideRow], right: Iterable[WideRow]) -> list[Pair]:
    """Events of two arms side by side, in the order of the left one; of several rows of an event, the one that tells most."""
    first, second = _fullest(left), _fullest(right)
    events = {**second, **first}
    return [Pair(events[term], _told(first.get(term)), _told(second.get(term))) for term in dict.fromkeys((*first, *second))]


def _fullest(rows: Iterable[WideRow]) -> dict[tuple[str, str], WideRow]:
    """Rows by their event, serious ones apart from others where the source counts them apart."""
    found: dict[tuple[str, str], WideRow] = {}
    for row in rows:
        term = (row.term[0].iri if row.term else "", row.seriousness[0].iri if row.seriousness else "")
        if term not in found or _fullness(row) > _fullness(found[term]):
            found[term] = row
    return found


def _fullness(row: WideRow) -> tuple[bool, int]:
    return bool(row.denominator), len(row.cells)


def _told(row: WideRow | None) -> tuple[Count | None, Count | None]:
    return (at_grade(row, ANY), severe(row)) if row else (None, None)
