"""What changed: the releases on this machine, the differences between two of them, and the history of one entity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from kb.diff import Change, compare
from kb.errors import BadInput, NotFound
from kb.formats import FORMATS, Column, Notes, Table
from kb.history import MOST, Cause, built, causes, in_order, plain, steps
from kb.names import ID, expand, parts
from kb.releases import Release, find
from kb.tables import Item
from kb.tables.sheet import LICENCE
from webui.addresses import with_query
from webui.facts import predicates
from webui.files import send_table
from webui.naming import short
from webui.service import base, opened
from webui.wording import kind_name, kind_rank, predicate_of

page = Blueprint("changes", __name__)

SHOWN = 200
"""Entities that a page of differences shows; its files hold all."""

SUPPORTING = frozenset(
    "anchor selector measurement computed component membership targeting synonym identifier author graph regimen-name concept".split()
)
"""Kinds that only support others: shown where they are asked for by name."""

HOW = ("added", "removed", "changed")
_ENDING = f"any({', '.join(map(repr, FORMATS))})"
_COLUMNS = (
    Column("how", "How", "added, removed or changed"),
    Column("entity", "Entity", "kind and key"),
    Column("label", "Name", "what it is called"),
    Column("predicate", "Property", "what changed of it"),
    Column("old", "Before", "values that are gone", kind="list"),
    Column("new", "After", "values that have come", kind="list"),
    Column("graph", "Said by", "document, vocabulary, or derived (computed here)"),
)


@dataclass(frozen=True)
class Step:
    """One property of an entity that changed: its name, and the values before and after."""

    name: str
    meaning: str
    old: tuple[Item, ...]
    new: tuple[Item, ...]


@dataclass(frozen=True)
class Touched:
    """An entity that differs between two releases."""

    address: str
    kind: str
    label: str
    how: str
    graph: str
    here: bool
    steps: tuple[Step, ...]


def _home() -> Path:
    return base().release.folder.parent


def _differences(old: Release, new: Release) -> list[Change]:
    return opened().remember(("diff", old.version, new.version), lambda: compare(old, new))


@page.get("/changes")
def overview() -> str:
    """The releases on this machine, the newest first, each with a way to what changed since the one before."""
    every = in_order(_home())
    rows = [(one, built(one), every[spot + 1] if spot + 1 < len(every) else None) for spot, one in enumerate(every)]
    return render_template("changes/releases.html", rows=rows)


@page.get("/changes.atom")
def feed() -> Response:
    """The same as a feed."""
    every = in_order(_home())[:MOST]
    entries = [(one, built(one), every[spot + 1] if spot + 1 < len(every) else None) for spot, one in enumerate(every)]
    response = make_response(render_template("changes/feed.xml", entries=entries, root=request.url_root))
    response.content_type = "application/atom+xml; charset=utf-8"
    return response


@page.get("/diff/<old>/<new>")
def difference(old: str, new: str) -> ResponseReturnValue:
    """What changed from one release to another."""
    first, second = find(_home(), old), find(_home(), new)
    changes = _differences(first, second)
    kinds = Counter(dict.fromkeys((change.entity, change.how) for change in changes))
    every = touched(changes)
    shown, kind, how = _chosen(every)
    return render_template(
        "changes/difference.html",
        old=first,
        new=second,
        when=(built(first), built(second)),
        causes=causes(first, second),
        why=why(causes(first, second), bool(changes)),
        total=len(kinds),
        counts=_counts(every),
        kind=kind,
        how=how,
        rows=shown[:SHOWN],
        found=len(shown),
        path=request.path,
        formats=[(format_, with_query(f"{request.path}.{format_.name}", [("kind", kind), ("how", how)])) for format_ in FORMATS.values()],
    )


@page.get(f"/diff/<old>/<new>.<{_ENDING}:ending>")
def file(old: str, new: str, ending: str) -> Response:
    """The same differences as a file, one row for each property."""
    first, second = find(_home(), old), find(_home(), new)
    kept, kind, how = _chosen(touched(_differences(first, second)))
    wanted = {one.address for one in kept}
    rows = [_cells(change) for change in _differences(first, second) if change.entity in wanted and (not how or change.how == how)]
    title = f"Changes from {first.version} to {second.version}"
    notes = Notes(second.version, LICENCE, f"{title}{f', {kind}' if kind else ''}{f', {how}' if how else ''}", request.url)
    return send_table(Table("diff", title, _COLUMNS, tuple(rows), notes), ending, second.version)


@page.get("/history/<kind>/<key>")
def history(kind: str, key: str) -> str:
    """What each release changed of one entity."""
    if parts(f"{ID}{kind}/{key}") is None:
        raise NotFound(f"'{kind[:40]}/{key[:80]}' names no entity")
    every = in_order(_home())
    told = opened().remember(("history", tuple(one.version for one in every), kind, key), lambda: list(steps(every, f"{kind}/{key}")))
    if not told and not base().has(kind, key):
        raise NotFound(f"no release of this machine holds {kind} '{key[:80]}'")
    found = [(old, new, built(new), touched(changes)[0]) for old, new, changes in told]
    label = base().all_labels.get(f"{ID}{kind}/{key}", f"{kind}/{key}")
    here = base().has(kind, key)
    return render_template("changes/history.html", address=f"{kind}/{key}", label=label, found=found, many=len(every), most=MOST, here=here)


def touched(changes: Iterable[Change]) -> list[Touched]:
    """The entities that differ, in the order of kinds, each with what changed of it."""
    entities: dict[str, list[Change]] = {}
    for change in changes:
        entities.setdefault(change.entity, []).append(change)
    made = [_touched(address, several) for address, several in entities.items()]
    return sorted(made, key=lambda one: (kind_rank(one.kind), HOW.index(one.how), one.address))


def _touched(address: str, changes: list[Change]) -> Touched:
    first = changes[0]
    names = base().all_labels
    held = f"{ID}{address}" in names
    label = names.get(f"{ID}{address}") or next((plain(term)[0] for term in (*first.new, *first.old) if not first.predicate), address)
    told = tuple(_step(change) for change in changes if change.predicate)
    here = held or (first.how != "removed" and base().has(*address.split("/", 1)) if "/" in address else False)
    return Touched(address, address.partition("/")[0], label, first.how, first.graph, here, told)


def _step(change: Change) -> Step:
    known = predicate_of(expand(change.predicate), predicates(base()))
    return Step(known.name, known.meaning, tuple(map(_item, change.old)), tuple(map(_item, change.new)))


def _item(term: str) -> Item:
    text, address = plain(term)
    if not address:
        return Item(short(text) if text.startswith("http") else text)
    label = base().all_labels.get(f"{ID}{address}")
    return Item(label or address, f"{ID}{address}" if label else "")


def _chosen(every: list[Touched]) -> tuple[list[Touched], str, str]:
    """The entities of the kind and the manner that the address asks for; without a kind, those that do not only support others."""
    kind, how = request.args.get("kind", ""), request.args.get("how", "")
    if how and how not in HOW:
        raise BadInput(f"'{how[:40]}' is no way to differ", "how", f"use {', '.join(HOW)}")
    kept = [one for one in every if (one.kind == kind if kind else one.kind not in SUPPORTING) and (not how or one.how == how)]
    return kept, kind, how


def _counts(every: list[Touched]) -> list[tuple[str, str, dict[str, int]]]:
    """For each kind: its key, its name, and how many were added, removed and changed."""
    found: dict[str, Counter[str]] = {}
    for one in every:
        found.setdefault(one.kind, Counter())[one.how] += 1
    return [(kind, kind_name(kind, True), {how: counts[how] for how in HOW}) for kind, counts in found.items()]


def why(found: list[Cause], differs: bool) -> str:
    """In words, what made two releases differ."""
    if not differs:
        return "The two releases hold the same."
    if not found:
        return "Both were made from the same files: what the rules of the software make of them has changed."
    sources = sorted({cause.source for cause in found})
    return f"{len(found)} input file{'s' if len(found) > 1 else ''} differ, of {', '.join(sources)}; what is derived from them follows."


def _cells(change: Change) -> tuple[object, ...]:
    label = base().all_labels.get(f"{ID}{change.entity}")
    old, new = (tuple(plain(term)[0] for term in terms) or None for terms in (change.old, change.new))
    return change.how, change.entity, label, change.predicate or None, old, new, change.graph
