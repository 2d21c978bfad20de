"""Sponsors and sites of made-up trials. Countries are as often as measured; cities, hospitals and firms are invented."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.trials import measured
from tests.benchmarks.trials.draws import Draw
from tests.benchmarks.trials.names import SYLLABLES

HOSPITALS = ("University Hospital of {}", "{} Cancer Center", "{} General Hospital", "{} Medical Center", "Institute of Hematology, {}")
FIRMS = ("{} Pharmaceuticals", "{} Therapeutics, Inc", "{} Biotech Co., Ltd.", "{} AG")
SPONSORS = 4000
SITES_OF_A_COUNTRY = 200


class Places:
    """Sponsors and sites, made once; trials share them."""

    def __init__(self, draw: Draw) -> None:
        self._sponsors = {
            kind: [_name(draw, FIRMS if kind == "INDUSTRY" else HOSPITALS) for _ in range(SPONSORS)]
            for kind in measured.SPONSOR_CLASSES.values
        }
        self._sites = {country: [_site(draw, country) for _ in range(SITES_OF_A_COUNTRY)] for country in measured.COUNTRIES.values}

    def sponsor(self, draw: Draw) -> dict[str, str]:
        """A sponsor or collaborator."""
        kind = draw.weighed(measured.SPONSOR_CLASSES)
        return {"name": draw.pick(self._sponsors[kind]), "class": kind}

    def sites(self, draw: Draw, recruiting: bool) -> list[dict[str, Any]]:
        """Sites of a trial, in so many countries as measured, but never more than there are sites."""
        count = draw.along(measured.SITES)
        if not count:
            return []
        wanted = min(count, draw.weighed(measured.COUNTRIES_OF_A_TRIAL)) if count < 30 else 1 + draw.below(25)
        countries = [draw.weighed(measured.COUNTRIES) for _ in range(wanted)]
        sites = [draw.pick(self._sites[draw.pick(countries)]) for _ in range(count)]
        return [{"facility": site["facility"], "status": "RECRUITING"} | site for site in sites] if recruiting else sites


def _name(draw: Draw, patterns: tuple[str, ...]) -> str:
    return draw.pick(patterns).format(_place(draw))


def _place(draw: Draw) -> str:
    return "".join(draw.pick(SYLLABLES) for _ in range(2 + draw.below(2))).capitalize()


def _site(draw: Draw, country: str) -> dict[str, Any]:
    city = _place(draw)
    return {
        "facility": draw.pick(HOSPITALS).format(city),
        "city": city,
        "zip": f"{draw.below(100_000):05}",
        "country": country,
        "geoPoint": {"lat": round(draw.random() * 120 - 50, 5), "lon": round(draw.random() * 360 - 180, 5)},
    }
