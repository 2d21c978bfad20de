"""What an address asks of the graph: where it starts, where it leads, what is left out and what is brought in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from kb.errors import BadInput
from kb.graphs import HUBS
from webui.addresses import with_query
from webui.wording import KINDS

PATH = "/graph"
LONGEST, MOST_VALUES = 200, 40
CLAIMS = "claims"
"""What ``without`` calls the ties of claims."""

_MANY = ("without", "more", "expand", "through")


@dataclass(frozen=True)
class Asked:
    """``start`` and ``to`` are ``kind/key``, or texts that name things; ``more`` holds kinds, ``expand`` things."""

    start: str = ""
    to: str = ""
    without: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    expand: tuple[str, ...] = ()
    through: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of the address."""
        found = [("start", self.start), ("to", self.to)]
        return [*found, *((name, value) for name in _MANY for value in getattr(self, name))]

    def link(self, **changes: Any) -> str:
        """The address with changes."""
        return with_query(PATH, replace(self, **changes).pairs())

    def twin(self, ending: str) -> str:
        """The address of the same as a file."""
        return with_query(f"{PATH}.{ending}", self.pairs())

    def toggled(self, name: str, value: str) -> str:
        """The address with a value of a parameter added, or taken away where it is there."""
        held: tuple[str, ...] = getattr(self, name)
        changed = tuple(one for one in held if one != value) if value in held else (*held, value)
        return self.link(**{name: changed})


def read_asked(args: MultiDict[str, str]) -> Asked:
    """What the parameters ask for; an unknown, overlong or ill-named one is refused."""
    for name, value in args.items(multi=True):
        if name not in ("start", "to", *_MANY):
            raise BadInput(f"'{name[:60]}' is nothing that the graph can be asked", name[:60], f"use start, to, {', '.join(_MANY)}")
        if len(value) > LONGEST:
            raise BadInput(f"the text is longer than {LONGEST} characters", name, "give a name, a number, or kind/key")
    many = {name: tuple(dict.fromkeys(filter(None, (one.strip() for one in args.getlist(name))))) for name in _MANY}
    for name, values in many.items():
        if len(values) > MOST_VALUES:
            raise BadInput(f"more than {MOST_VALUES} values are given", name, "leave some out")
    _check(many)
    return Asked(args.get("start", "").strip(), args.get("to", "").strip(), **many)


def _check(many: dict[str, tuple[str, ...]]) -> None:
    """Refuse values that name no kind or group; whether a thing is there is asked when it is drawn."""
    for value in many["more"]:
        if value not in KINDS:
            raise BadInput(f"'{value[:60]}' is not a kind of thing", "more", "use such as study, agent or outcome")
    for value in many["without"]:
        if value not in KINDS and value != CLAIMS and "/" not in value:
            raise BadInput(f"'{value[:60]}' is neither a kind nor a thing", "without", "use a kind such as study, claims, or kind/key")
    for value in many["through"]:
        if value not in HUBS and "/" not in value:
            raise BadInput(f"'{value[:60]}' is not passed by any way", "through", f"use {', '.join(HUBS)}, or kind/key")
    for value in many["expand"]:
        if "/" not in value:
            raise BadInput(f"'{value[:60]}' is not a thing", "expand", "use kind/key, such as agent/azacitidine")
