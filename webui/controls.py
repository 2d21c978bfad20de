"""Controls: what an address asks of a page beside the filters of its table, such as how rows are grouped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from kb.errors import BadInput
from kb.tables import TableSpec
from webui.addresses import with_query
from webui.asked import LONGEST, Asked, read_asked


@dataclass(frozen=True)
class Controlled(Asked):
    """What an address asks, with the page's own controls by name."""

    controls: tuple[tuple[str, str], ...] = ()

    def pairs(self, *, page: bool = True) -> list[tuple[str, str]]:
        """The parameters of the address, the page's own last."""
        return [*super().pairs(page=page), *(pair for pair in self.controls if pair[1])]

    def control(self, name: str) -> str:
        """The value of a control; empty where the address names none."""
        return dict(self.controls).get(name, "")

    def turned(self, **values: str) -> str:
        """The address with some controls set anew; those set to nothing are left out."""
        held = dict(self.controls) | values
        return replace(self, page=1, controls=tuple(held.items())).link()

    def elsewhere(self, path: str) -> str:
        """The same filters on another page of the same table."""
        return with_query(path, Asked.pairs(self, page=False))


def read_controlled(spec: TableSpec, path: str, args: MultiDict[str, str], known: Iterable[str]) -> Controlled:
    """What an address asks of a table's rows and of the page's own controls."""
    names = tuple(known)
    asked = read_asked(spec, path, MultiDict([(name, value) for name, value in args.items(multi=True) if name not in names]))
    given = tuple((name, value) for name in names if (value := args.get(name, "").strip()))
    for name, value in given:
        if len(value) > LONGEST:
            raise BadInput(f"the value of '{name}' is longer than {LONGEST} characters", "address", "shorten it")
    return Controlled(**(vars(asked) | {"controls": given}))
