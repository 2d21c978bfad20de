"""The evidence map: immunotherapies against backbones; as a page, as an SVG and as files, by the same steps."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from itertools import groupby

from flask import Blueprint, Response, render_template, request

from kb.combine import FILTERS
from kb.evidence_map import (
    CALLED_OFF,
    COLUMNS,
    DIRECTIONS,
    ENDED_EARLY,
    FACETS,
    FAILED,
    ROWS,
    SPOKE_AGAINST,
    TRIED,
    UNTRIED,
    EvidenceMap,
    Gap,
    Line,
    MapAsked,
    StudyBook,
    evidence_map,
    fates,
    gaps,
    map_sentence,
    map_table,
    read_book,
    reasons_printed,
)
from kb.formats import FORMATS
from webui import map_words
from webui.files import send_table
from webui.map_asked import cell_address, map_address, read_map_asked, toggled
from webui.map_drawing import column_heading, draw_map
from webui.narrowing import Facet, FacetValue
from webui.service import base, opened

page = Blueprint("map", __name__)

FILES = tuple(format_ for format_ in FORMATS.values() if format_.name not in ("ris", "bib"))
"""Formats of the map; it cites no works of its own."""

MOST_OF_FATE = 100
"""Studies of one fate that the page names; the files of the question that finds them have all."""

_ENDING = f"any({', '.join(repr(format_.name) for format_ in FILES)})"
LEVEL_WORDS = {"": "all", "broad": "only the broadest", "specific": "only the most specific"}
SPLIT_WORDS = {"": "nothing", "phase": "phase", "line": "line of therapy", "setting": "disease setting", "kind": "kind of study"}


def book() -> StudyBook:
    """The studies of the release in service."""
    return opened().remember("study book", lambda: read_book(base()))


def map_of(asked: MapAsked) -> EvidenceMap:
    """The map as asked for: the one place where it is made, for the page and for every file."""
    return opened().remember(("map", map_address(asked)), lambda: evidence_map(base(), book(), asked))


@page.get("/map")
def shown() -> str:
    """The page of the map."""
    made = map_of(read_map_asked(base(), request.args))
    return opened().remember(("map page", map_address(made.asked)), lambda: _html(made))


def _html(made: EvidenceMap) -> str:
    everything = map_of(replace(made.asked, filters={}))
    told = fates(made)
    return render_template(
        "map/page.html",
        **_figure(made),
        everything=everything,
        facets=_facets(made),
        drops=_drops(made),
        fates=told,
        most_of_fate=MOST_OF_FATE,
        reasons=reasons_printed(base(), [study.address for fate in told for study in fate.studies[:MOST_OF_FATE]]),
        by_fate={one: sum(len(fate.studies) for fate in told if fate.name == one) for one in (SPOKE_AGAINST, ENDED_EARLY, CALLED_OFF)},
        gaps=_by_row(gaps(base(), made)),
        means={"tried": TRIED, "failed": FAILED, "untried": UNTRIED},
        **_links(made.asked),
    )


@page.get("/map.svg")
def figure() -> Response:
    """The figure alone, with title and legend, for a slide or a paper."""
    made = map_of(read_map_asked(base(), request.args))
    told = textwrap.wrap(f"{map_sentence(base(), made)} Release {base().release.version}.", 190)
    body = render_template("map/alone.svg", **_figure(made), told=told, site=request.host_url.rstrip("/"))
    name = f"evidence-map-{base().release.version}.svg"
    return Response(body, content_type="image/svg+xml; charset=utf-8", headers={"Content-Disposition": f'inline; filename="{name}"'})


@page.get(f"/map.<{_ENDING}:ending>")
def file(ending: str) -> Response:
    """The same cells as a file, empty ones included."""
    made = map_of(read_map_asked(base(), request.args))
    return send_table(map_table(base(), book(), made, request.url), ending, base().release.version)


def _figure(made: EvidenceMap) -> dict[str, object]:
    """What the figure and its twin need."""
    return {
        "made": made,
        "drawing": opened().remember(("map drawing", map_address(made.asked)), lambda: draw_map(made)),
        "sentence": map_sentence(base(), made),
        "labels": {line.address: line.label for line in (*made.rows, *made.columns)},
        "words": map_words,
        "directions": DIRECTIONS,
        "cell_address": cell_address,
        "column_heading": column_heading,
        "rows_called": ROWS[made.asked.rows],
        "columns_called": COLUMNS[made.asked.columns],
    }


def _by_row(found: tuple[Gap, ...]) -> list[tuple[Line, list[Gap]]]:
    """Gaps by their row."""
    return [(row, list(several)) for row, several in groupby(found, key=lambda gap: gap.row)]


def _links(asked: MapAsked) -> dict[str, object]:
    """The addresses of the switches and of the files."""
    return {
        "switches": (
            ("Rows", [(ROWS[one].many, map_address(asked, rows=one), one == asked.rows) for one in ROWS]),
            ("Columns", [(COLUMNS[one].many, map_address(asked, columns=one), one == asked.columns) for one in COLUMNS]),
            ("Levels", [(text, map_address(asked, level=one), one == asked.level) for one, text in LEVEL_WORDS.items()]),
            ("Split cells by", [(text, map_address(asked, split=one), one == asked.split) for one, text in SPLIT_WORDS.items()]),
        ),
        "cleared": map_address(asked, filters={}),
        "files": [("SVG", map_address(asked, "svg")), *((format_.title, map_address(asked, format_.name)) for format_ in FILES)],
    }


def _facets(made: EvidenceMap) -> tuple[Facet, ...]:
    return tuple(facet for name in FACETS if (facet := _facet(made, name)).values)


def _facet(made: EvidenceMap, name: str) -> Facet:
    """The values of a facet among the studies that the other filters leave."""
    asked = made.asked
    others = {one: values for one, values in asked.filters.items() if one != name}
    left = (made if name not in asked.filters else map_of(replace(asked, filters=others))).studies
    values, counts = [], book().counts(left, name)
    for value, text in book().terms[name]:
        count, active = counts.get(value, 0), value in asked.filters.get(name, ())
        if count or active:
            values.append(FacetValue(text, count, map_address(asked, filters=toggled(asked, name, value)), active))
    return Facet(name, FILTERS[name].title, tuple(values))


def _drops(made: EvidenceMap) -> tuple[tuple[str, int, str], ...]:
    """For a map that its filters leave empty: how many studies it would hold without each of them."""
    if made.cells or not made.asked.filters:
        return ()
    found = []
    for name in made.asked.filters:
        asked = replace(made.asked, filters={one: values for one, values in made.asked.filters.items() if one != name})
        found.append((FILTERS[name].title, len(map_of(asked).studies), map_address(asked)))
    return tuple(found)
