"""Changes: which rows of the tables some portions concern, as they were assembled before and after, and what these rows hold now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from kb.store import Store
from kb.tables.catalogue import TABLES
from kb.tables.parts import ROWS
from kb.tables.portions import Portioned
from kb.tables.reading import rows_of
from kb.tables.schema import short_iri, whole_iri, write_cells
from kb.tables.spec import TableSpec

_CITED = ("documents", "references")
"""Tables whose rows can be cited."""


@dataclass(frozen=True)
class Changes:
    """What portions told before and tell after, and further entities (by IRI) of which something else is said now."""

    before: Sequence[Portioned]
    after: Sequence[Portioned]
    further: frozenset[str] = frozenset()

    def cells(self, spec: TableSpec, store: Store) -> dict[str, str | None]:
        """What the rows concerned hold now, by entity; None where there is no row any more. Gathered rows are asked of the store."""
        found: dict[str, str | None] = dict.fromkeys(self._entities(spec))
        if spec.gathered:
            found |= {short_iri(row.iri): write_cells(spec.in_cells, row.cells) for row in rows_of(store, spec, map(whole_iri, found))}
        else:
            found |= {entity: cells for _, entity, cells in _whole(self.after, spec)}
        return found

    def documents(self) -> list[str]:
        """The documents concerned, by IRI."""
        return sorted({whole_iri(entity) for name in _CITED for entity in self._entities(TABLES[name])})

    def _entities(self, spec: TableSpec) -> Iterable[str]:
        several = (*self.before, *self.after)
        if not spec.gathered:
            return (entity for _, entity, _ in _whole(several, spec))
        shares = (one.shares[spec.name] for one in several if spec.name in one.shares)
        return sorted({short_iri(iri) for iri in chain(self.further, (iri for share in shares for iri, _ in share.entries(ROWS)))})


def _whole(several: Iterable[Portioned], spec: TableSpec) -> Iterable[tuple[object, str, str]]:
    return (entry for one in several if spec.name in one.whole for entry in one.whole[spec.name].entries(ROWS))
