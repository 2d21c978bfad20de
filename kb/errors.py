"""What went wrong, said once: every failure a user can cause is one sentence with its place and its mending."""

from __future__ import annotations


class KbError(Exception):
    """A fault in what was given (a row, a name, a query, a file); its text is one sentence fit to show a user."""


class BadInput(KbError):
    """A value that cannot be read. ``place`` is ``file:line`` or the name of a parameter."""

    def __init__(self, what: str, place: str = "", mend: str = "") -> None:
        self.what, self.place, self.mend = what, place, mend
        super().__init__("".join((f"{place}: " if place else "", what, f"; {mend}" if mend else "")))


class BadInputs(KbError):
    """Several bad values of one run, reported together, a line each."""

    def __init__(self, faults: list[BadInput]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


class NotFound(KbError):
    """A name, entity, release or file that is not there."""


class QueryRefused(KbError):
    """A query that is not run: bad syntax, an update, or a form that reaches outside the store."""


class QueryForbidden(QueryRefused):
    """A query that the language allows and this base does not run: it calls another server or an unknown function, or is too large."""


class NotWritable(BadInput):
    """An answer that the form asked for cannot carry."""


class QueryStopped(KbError):
    """A query that was ended at a limit of time, memory, rows or size."""


class Unavailable(KbError):
    """An engine elsewhere that does not answer as it should, or does not hold what is needed; it may do so later."""
