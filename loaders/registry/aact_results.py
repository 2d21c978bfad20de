"""One trial's rows of AACT's tables of results to a results section of the API's shape, as far as the tables hold it.

Rows are in the order of the registry's lists, and each stands for one figure of one group: the lists are built up again from what
changes from row to row. AACT does not hold how many of a group were analysed in one class of a measure; a titled class therefore says
that its denominators are not told, so that nobody takes those of the whole measure for its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from loaders.registry.nesting import nested

Cells = Mapping[str, str]
Rows = Mapping[str, list[dict[str, str]]]

CODE = "ctgov_group_code"
LIMITS = {"lowerLimit": "dispersion_lower_limit", "upperLimit": "dispersion_upper_limit"}
_SPREAD = ("dispersion_value", *(name for limit in LIMITS.values() for name in (f"{limit}_raw", limit)))
_AFFECTED = ("subjects_affected", "subjects_at_risk")
_CI = ("ci_lower_limit", "ci_upper_limit")
ANALYSES = {
    "param_type": "paramType",
    "param_value": "paramValue",
    "dispersion_type": "dispersionType",
    "dispersion_value": "dispersionValue",
    "method": "statisticalMethod",
    "groups_description": "groupDescription",
    "ci_percent": "ciPctValue",
    "ci_n_sides": "ciNumSides",
    "non_inferiority_type": "nonInferiorityType",
}
COLUMNS: dict[str, tuple[str, ...]] = {
    "result_groups": ("id", "outcome_id", "result_type", CODE, "title"),
    "outcomes": ("id", "title", "time_frame", "param_type", "dispersion_type", "units"),
    "outcome_counts": ("outcome_id", CODE, "units", "count"),
    "outcome_measurements": (
        *("outcome_id", "result_group_id", CODE, "classification", "category", "param_type", "dispersion_type", "units", "param_value"),
        *_SPREAD,
    ),
    "outcome_analyses": (
        *("id", "outcome_id", *ANALYSES, "p_value_raw", "p_value_modifier", "p_value"),
        *(name for limit in _CI for name in (f"{limit}_raw", limit)),
    ),
    "outcome_analysis_groups": ("outcome_analysis_id", CODE),
    "baseline_counts": (CODE, "units", "count"),
    "baseline_measurements": (
        *(CODE, "classification", "category", "title", "param_type", "dispersion_type", "units", "param_value", "number_analyzed"),
        *_SPREAD,
    ),
    "reported_events": (
        *("event_type", CODE, "time_frame", "frequency_threshold", "organ_system", "adverse_event_term", "vocab", "default_vocab"),
        *("assessment", "default_assessment", "event_count", *_AFFECTED),
    ),
    "reported_event_totals": ("event_type", CODE, *_AFFECTED),
}
"""The tables of results that are read, and the columns of each."""

TOTAL = "Total"
"""The organ system under which exports before 2020 give the totals, which later ones have in a table of their own."""
EVENTS = {"serious": "seriousEvents", "other": "otherEvents"}


def results(held: Rows) -> dict[str, Any]:
    """The results section of a trial; empty for one of which no table of results has a row."""
    return nested(
        {
            "outcomeMeasuresModule.outcomeMeasures": list(_outcomes(held)),
            **{f"baselineCharacteristicsModule.{name}": value for name, value in _baseline(held).items()},
            **{f"adverseEventsModule.{name}": value for name, value in _events(held).items()},
        }
    )


def _by(rows: Iterable[dict[str, str]], column: str) -> defaultdict[str, list[dict[str, str]]]:
    """Rows by what stands in a column, in their order."""
    found = defaultdict[str, list[dict[str, str]]](list)
    for row in rows:
        found[row.get(column, "")].append(row)
    return found


def _outcomes(held: Rows) -> Iterator[dict[str, Any]]:
    cells, counts, groups, analyses = (
        _by(held.get(table, ()), "outcome_id") for table in ("outcome_measurements", "outcome_counts", "result_groups", "outcome_analyses")
    )
    compared = _by(held.get("outcome_analysis_groups", ()), "outcome_analysis_id")
    for row in held.get("outcomes", ()):
        key = row.get("id", "")
        # Exports before 2020 name the groups of an outcome only with its figures.
        named = {cell.get("result_group_id") for cell in cells[key]}
        of = groups[key] if key in groups else [group for group in held.get("result_groups", ()) if group.get("id") in named]
        measure = _measure(next(iter(cells[key]), {}) | row, cells[key])
        for one in measure.get("classes", ()):
            if "title" in one:
                one["denoms"] = []
        told = {"timeFrame": row.get("time_frame"), "groups": _groups(of), "denoms": _denoms(counts[key])}
        yield measure | nested(told | {"analyses": [_analysis(one, compared[one.get("id", "")]) for one in analyses[key]]})


def _measure(kind: Cells, cells: list[dict[str, str]]) -> dict[str, Any]:
    """A measure of outcomes or of the baseline with its classes."""
    return nested(
        {
            "title": kind.get("title"),
            "paramType": kind.get("param_type"),
            "dispersionType": kind.get("dispersion_type"),
            "unitOfMeasure": kind.get("units"),
            "classes": list(_classes(cells)),
        }
    )


def _classes(cells: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    """Classes, each a run of rows of one classification, with their categories."""
    for title, rows in groupby(cells, lambda cell: cell.get("classification", "")):
        yield nested({"title": title, "categories": [_category(name, run) for name, run in _runs(rows, "category")]})


def _runs(rows: Iterable[dict[str, str]], column: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Rows of one list entry: neighbours of one title, in which no group comes twice."""
    run: list[dict[str, str]] = []
    for row in rows:
        if run and (row.get(column) != run[0].get(column) or row.get(CODE) in (one.get(CODE) for one in run)):
            yield run[0].get(column, ""), run
            run = []
        run.append(row)
    if run:
        yield run[0].get(column, ""), run


def _category(title: str, rows: list[dict[str, str]]) -> dict[str, Any]:
    return nested({"title": title, "measurements": [_measurement(row) for row in rows]})


def _measurement(row: Cells) -> dict[str, Any]:
    limits = {name: _raw(row, column) for name, column in LIMITS.items()}
    return nested({"groupId": row.get(CODE), "value": row.get("param_value"), "spread": row.get("dispersion_value"), **limits})


def _raw(row: Cells, column: str) -> str | None:
    """What the registry prints; exports before 2020 hold only the number that it was read as."""
    return row.get(f"{column}_raw") or row.get(column)


def _groups(rows: Iterable[Cells]) -> list[dict[str, Any]]:
    return [nested({"id": row.get(CODE), "title": row.get("title")}) for row in rows]


def _denoms(rows: Iterable[dict[str, str]]) -> list[dict[str, Any]]:
    return [
        {"units": units, "counts": [nested({"groupId": row.get(CODE), "value": row.get("count")}) for row in run]}
        for units, run in groupby(rows, lambda row: row.get("units", ""))
    ]


def _analysis(row: Cells, groups: Iterable[Cells]) -> dict[str, Any]:
    p_value = row.get("p_value_raw") or (row.get("p_value_modifier", "") + row["p_value"] if "p_value" in row else None)
    low, high = (_raw(row, limit) for limit in _CI)
    told = {"pValue": p_value, "ciLowerLimit": low, "ciUpperLimit": high, "groupIds": [one[CODE] for one in groups if CODE in one]}
    return nested(told | {name: row.get(column) for column, name in ANALYSES.items()})


def _baseline(held: Rows) -> dict[str, Any]:
    counts = held.get("baseline_counts", [])
    first = counts[0].get("count") if counts else None
    measures = []
    for _, rows in groupby(held.get("baseline_measurements", ()), lambda row: row.get("title", "")):
        cells = list(rows)
        measure = _measure(cells[0], cells)
        # What AACT calls the number analysed is that of the first group, whatever the row's: it only tells that others were counted here.
        if len(measure.get("classes", ())) > 1 or any(cell.get("number_analyzed", first) != first for cell in cells):
            measure["denoms"] = []
        measures.append(measure)
    groups = _by(held.get("result_groups", ()), "result_type")["Baseline"]
    return {"groups": _groups(groups), "denoms": _denoms(counts), "measures": measures} if measures else {}


def _events(held: Rows) -> dict[str, Any]:
    by_system = _by(held.get("reported_events", ()), "organ_system")
    totals = _by((*held.get("reported_event_totals", ()), *by_system[TOTAL]), CODE)
    events = [row for row in held.get("reported_events", ()) if row.get("organ_system") != TOTAL]
    listed = _by(events, "event_type")
    first: Cells = next(iter(held.get("reported_events", ())), {})
    groups = _by(held.get("result_groups", ()), "result_type")["Reported Event"]
    return {
        "timeFrame": first.get("time_frame"),
        "frequencyThreshold": first.get("frequency_threshold"),
        "eventGroups": [_event_group(row, totals[row.get(CODE, "")]) for row in groups],
        **{name: [_event(run) for run in _event_runs(listed[kind])] for kind, name in EVENTS.items()},
    }


def _event_group(row: Cells, totals: Iterable[Cells]) -> dict[str, Any]:
    counts: dict[str, str | None] = {}
    for total in totals:
        kind = total.get("event_type")
        counts |= {f"{kind}NumAffected": total.get("subjects_affected"), f"{kind}NumAtRisk": total.get("subjects_at_risk")}
    return nested({"id": row.get(CODE), "title": row.get("title"), **counts})


def _event_runs(rows: list[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    for _, together in groupby(rows, lambda row: row.get("organ_system", "")):
        yield from (run for _, run in _runs(together, "adverse_event_term"))


def _event(rows: list[dict[str, str]]) -> dict[str, Any]:
    first: Cells = rows[0]
    stats = [
        nested(
            {
                "groupId": row.get(CODE),
                "numEvents": row.get("event_count"),
                "numAffected": row.get("subjects_affected"),
                "numAtRisk": row.get("subjects_at_risk"),
            }
        )
        for row in rows
    ]
    return nested(
        {
            "term": first.get("adverse_event_term"),
            "organSystem": first.get("organ_system"),
            "sourceVocabulary": first.get("vocab") or first.get("default_vocab"),
            "assessmentType": first.get("assessment") or first.get("default_assessment"),
            "stats": stats,
        }
    )
