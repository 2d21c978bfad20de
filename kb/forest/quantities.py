"""Quantities: reported results brought together, one row each, whose counts and places come from all that report it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb import records as r
from kb.base import Base, entity
from kb.forest.patients import Patients, Whom, read_patients
from kb.tables import Item, Sheet, SheetRow, TableSpec, read_rows, sheet_of
from kb.tables.catalogue import ANCHORED, OF_RESULT, STUDY
from kb.tables.spec import own, via

SPEC = TableSpec(
    "outcomes",
    "Outcomes",
    "aml:Result",
    (
        own(r.Result, "outcome", "Outcome", facet=True),
        via("outcome_kind", "Kind of outcome", "aml:outcome/aml:outcomeKind", "response, survival, safety …", shown=False),
        *STUDY,
        via("regimen", "Regimen", "aml:arm/aml:regimen", "the regimen of the arm", shown=False),
        own(r.Result, "arm", "Arm", facet=True),
        via("regimen_printed", "Regimen as printed", "aml:arm/aml:regimenAsPrinted", "the arm's regimen as printed", shown=False),
        own(r.Result, "family", "Family reported on"),
        via("in_family", "Regimen family", "aml:arm/aml:regimen/aml:inFamily", "families of the regimen", facet=True, shown=False),
        via(
            "agent_class",
            "Class",
            "aml:arm/^aml:componentOf/aml:agent/aml:memberOf",
            "classes of what is given to all",
            facet=True,
            shown=False,
        ),
        own(r.Result, "population", "Population", facet=True),
        via("line", "Line of therapy", "aml:population/aml:line", "line of therapy of the population", facet=True, shown=False),
        *OF_RESULT,
        via("report", "Reports", "^aml:mainReport/aml:reports", "all statements of this quantity", shown=False),
        *ANCHORED,
    ),
    "One row for each quantity that was reported, however often and wherever; the statement nearest to the data is the one shown.",
)

_COUNTS = ("n", "denominator", "computed_percent", "computed_ci_low", "computed_ci_high", "computed_method")
_INTERVAL = ("ci_low", "ci_high", "ci_level")
_PLACES = ("anchor", "fragment", "source", "doi", "discrepancy")

_MAIN = "SELECT ?main ?report WHERE { ?quantity aml:mainReport ?main ; aml:reports ?report . ?main a aml:Result }"
_FAMILY = "SELECT ?it ?family WHERE { ?it a aml:Result ; aml:family ?family }"
_GIVEN = (
    "SELECT DISTINCT ?it ?what WHERE { ?it a aml:Result ; aml:arm ?arm . "
    "?part aml:componentOf ?arm ; aml:option ?option ; aml:agent|aml:agentClass ?what . FILTER(STRENDS(STR(?option), '.required')) }",
    "SELECT ?it ?what WHERE { ?it a aml:Result ; aml:family ?family . ?family aml:includesAgent ?what }",
)
_CLASSES = "SELECT ?agent ?class ?axis WHERE { ?agent aml:memberOf ?class . ?class aml:axis ?axis }"


@dataclass(frozen=True)
class Quantity:
    """What was reported, as one row; ``counted`` is the statement that n and N come from, where the main one lacks them."""

    row: SheetRow
    whom: Whom
    counted: str = ""

    def key(self, column: str) -> str:
        """The key of a column's first item: ``crc`` of an outcome, ``own`` of a voice; empty where there is none."""
        items = self.row.cells.get(column, ())
        kind, _, key = (items[0].address if items else "").partition("/")
        return key.partition(".")[2] or key if kind == "concept" else key

    @property
    def own(self) -> bool:
        """Whether the document reports it as its own result."""
        return self.key("voice") == "own"

    @property
    def counts(self) -> tuple[int, int] | None:
        """n and N, where both are reported and N can hold n."""
        n, of = self.row.text("n"), self.row.text("denominator")
        return (int(n), int(of)) if n and of and 0 <= int(n) <= int(of) > 0 else None


@dataclass(frozen=True)
class Quantities:
    """All quantities, as a sheet of rows and by the IRI of the row; ``patients`` tells which groups share patients."""

    sheet: Sheet
    of: Mapping[str, Quantity]
    patients: Patients
    comparable: frozenset[tuple[str, str]]

    def chosen(self, rows: Iterable[SheetRow]) -> tuple[Quantity, ...]:
        """The quantities of some rows of the sheet."""
        return tuple(self.of[row.iri] for row in rows)


def read_quantities(base: Base) -> Quantities:
    """Every reported quantity of a release."""
    last = len(base.places)
    by_iri = {row.iri: row for row in read_rows(base.store, SPEC, lambda one: base.places.get(entity(one), last), base.labels)}
    patients, groups = read_patients(base), _groups(base)
    reports: dict[str, set[str]] = defaultdict(set)
    for main, report in base.select(_MAIN).rows:
        if main and report:
            reports[main.text].add(report.text)
    found = {}
    for iri in (one for one in by_iri if one in reports):
        others = [row for other, row in by_iri.items() if other in reports[iri] and other != iri]
        found[iri] = _quantity(by_iri[iri], others, patients, groups.get(iri, {}), base.all_labels)
    sheet = sheet_of(SPEC, (quantity.row for quantity in found.values()), base.release.version, base.citations)
    return Quantities(sheet, found, patients, _comparable(base, by_iri))


def _quantity(
    main: SheetRow, others: list[SheetRow], patients: Patients, groups: Mapping[str, set[str]], labels: Mapping[str, str]
) -> Quantity:
    cells = dict(main.cells)
    counting = next((one for one in (main, *others) if one.cells.get("n") and one.cells.get("denominator")), main)
    spanned = next((one for one in (main, *others) if one.cells.get("ci_low") or one.cells.get("ci_high")), main)
    cells |= {name: counting.cells[name] for name in _COUNTS if name in counting.cells}
    cells |= {name: spanned.cells[name] for name in _INTERVAL if name in spanned.cells}
    for name in _PLACES:
        if items := tuple(item for one in (main, *others) for item in one.cells.get(name, ())):
            cells[name] = items if name == "fragment" else tuple(dict.fromkeys(items))
    whom = Whom(*(_iri(cells, name) for name in ("study", "arm", "family", "population")))
    if not cells.get("line") and (line := patients.line(whom)):
        cells["line"] = (Item(labels.get(line, line), line),)
    for name, iris in groups.items():
        kept = cells.get(name, ()) if name == "in_family" else ()
        named = {*kept, *(Item(labels.get(iri, iri), iri) for iri in iris)}
        cells[name] = tuple(sorted(named, key=lambda item: item.text))
    return Quantity(SheetRow(main.iri, cells), whom, entity(counting.iri) if counting is not main else "")


def _iri(cells: Mapping[str, tuple[Item, ...]], name: str) -> str:
    items = cells.get(name, ())
    return items[0].iri if items else ""


def _groups(base: Base) -> dict[str, dict[str, set[str]]]:
    """Families of each result beside those of its regimen, and the classes of what all its patients are given: by IRI and column.

    An agent is told by its mechanisms; by what it is made of (cells, antibody …) only where no mechanism is stated.
    """
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for it, family in base.select(_FAMILY).rows:
        if it and family:
            found[it.text]["in_family"].add(family.text)
    classes = _classes(base)
    for sparql in _GIVEN:
        for it, what in base.select(sparql).rows:
            if it and what:
                found[it.text]["agent_class"] |= classes.get(what.text, set() if "/agent/" in what.text else {what.text})
    return found


def _classes(base: Base) -> dict[str, set[str]]:
    """The classes that tell each agent."""
    axes: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for agent, class_, axis in base.select(_CLASSES).rows:
        if agent and class_ and axis:
            axes[agent.text][axis.text.rpartition(".")[2]].add(class_.text)
    return {agent: found.get("mechanism") or found.get("modality") or found["use"] for agent, found in axes.items()}


def _comparable(base: Base, results: Mapping[str, SheetRow]) -> frozenset[tuple[str, str]]:
    """Pairs of endpoints that are defined alike."""
    used = {item.iri for row in results.values() for item in row.cells.get("endpoint", ())}
    pairs = base.select("SELECT ?one ?other WHERE { ?one aml:comparableWith ?other }").rows
    return frozenset((one.text, other.text) for one, other in pairs if one and other and one.text in used)
