"""One made-up trial, in the shape that the API gives a study."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.trials import measured, words
from tests.benchmarks.trials.dates import DATA_VERSION, status
from tests.benchmarks.trials.draws import Draw
from tests.benchmarks.trials.names import Names
from tests.benchmarks.trials.places import Places
from tests.benchmarks.trials.texts import Texts
from tests.benchmarks.trials.treatments import treatments

AML = 0.03
"""Share of trials that are about acute myeloid leukaemia."""
FIRST_NUMBER = 90_000_000
"""Made-up trials have numbers that the registry has not reached, so that none passes for a real one."""
RECRUITING = ("RECRUITING", "NOT_YET_RECRUITING")


class Maker:
    """Makes trials, one after the other; the same seed and diseases make the same trials."""

    def __init__(self, seed: int, diseases: tuple[str, ...] = words.DISEASES) -> None:
        self.draw = Draw(seed)
        self.names, self.texts, self.places = Names(self.draw), Texts(self.draw), Places(self.draw)
        self.diseases = diseases

    def trial(self, number: int) -> dict[str, Any]:
        """The trial of a number, counted from 0. To be called in order: each draws from the same source of chance."""
        draw = self.draw
        aml, observational = draw.chance(AML), draw.chance(measured.OBSERVATIONAL)
        given = treatments(draw, self.names, self.texts, aml, observational)
        conditions, state, design = self._conditions(aml), status(draw), _design(draw, observational)
        subject = _subject(given)
        sections = {
            "identificationModule": self._identification(number, subject, conditions[0], design),
            "statusModule": state,
            "sponsorCollaboratorsModule": self._sponsors(),
            "oversightModule": {"oversightHasDmc": draw.chance(0.5), "isFdaRegulatedDrug": draw.chance(0.3), "isFdaRegulatedDevice": False},
            "descriptionModule": self._description(subject),
            "conditionsModule": self._with_keywords(conditions),
            "designModule": design,
        }
        if given:
            sections["armsInterventionsModule"] = given
        sections["outcomesModule"] = self._outcomes()
        sections["eligibilityModule"] = self._eligibility()
        if sites := self.places.sites(draw, state["overallStatus"] in RECRUITING):
            sections["contactsLocationsModule"] = {"locations": sites}
        derived = {"miscInfoModule": {"versionHolder": DATA_VERSION.isoformat()}}
        return {"protocolSection": sections, "derivedSection": derived, "hasResults": False}

    def _conditions(self, aml: bool) -> list[str]:
        wanted = self.draw.weighed(measured.CONDITIONS)
        if not aml:
            return self.draw.several(self.diseases, wanted)
        first = self.draw.pick(words.AML)
        return [first, *self.draw.several(words.BESIDE_AML, wanted - 1)]

    def _with_keywords(self, conditions: list[str]) -> dict[str, Any]:
        wanted = self.draw.weighed(measured.KEYWORDS)
        return {"conditions": conditions} | ({"keywords": self.draw.several(words.FILLER, wanted)} if wanted else {})

    def _identification(self, number: int, subject: str, condition: str, design: dict[str, Any]) -> dict[str, Any]:
        draw = self.draw
        short = draw.pick(words.TITLES).format(subject, condition)
        told: dict[str, Any] = {
            "nctId": f"NCT{FIRST_NUMBER + number}",
            "orgStudyIdInfo": {"id": f"{draw.pick(words.FILLER)[:4].upper()}-{draw.below(10_000):04}"},
            "organization": {"fullName": self.places.sponsor(draw)["name"]},
            "briefTitle": short[:300],
        }
        if draw.chance(measured.WITH_OFFICIAL_TITLE):
            phase = "/".join(name.removeprefix("EARLY_").removeprefix("PHASE") for name in design.get("phases", []) if name != "NA")
            manner = "Randomized" if design["designInfo"].get("allocation") == "RANDOMIZED" else "Open-Label"
            told["officialTitle"] = f"A {f'Phase {phase} ' if phase else ''}{manner}, Multicenter Study to Evaluate {short}"[:600]
        if draw.chance(measured.WITH_ACRONYM):
            told["acronym"] = "".join(draw.pick(words.FILLER)[0] for _ in range(3 + draw.below(5))).upper()
        return told

    def _sponsors(self) -> dict[str, Any]:
        draw = self.draw
        told: dict[str, Any] = {"responsibleParty": {"type": "SPONSOR"}, "leadSponsor": self.places.sponsor(draw)}
        if wanted := draw.weighed(measured.COLLABORATORS):
            told["collaborators"] = [self.places.sponsor(draw) for _ in range(wanted)]
        return told

    def _description(self, subject: str) -> dict[str, str]:
        draw = self.draw
        told = {"briefSummary": self.texts.about(draw, subject, draw.along(measured.BRIEF_SUMMARY))}
        if draw.chance(measured.WITH_DETAILED_DESCRIPTION):
            told["detailedDescription"] = self.texts.about(draw, subject, draw.along(measured.DETAILED_DESCRIPTION))
        return told

    def _outcomes(self) -> dict[str, Any]:
        tables = {"primaryOutcomes": measured.PRIMARY, "secondaryOutcomes": measured.SECONDARY, "otherOutcomes": measured.OTHER}
        counts = {name: self.draw.weighed(table) for name, table in tables.items()}
        return {name: [self._outcome() for _ in range(count)] for name, count in counts.items() if count}

    def _outcome(self) -> dict[str, str]:
        draw = self.draw
        told = {"measure": draw.pick(words.MEASURES) + draw.pick(words.MEASURE_TAILS)}
        if draw.chance(measured.WITH_OUTCOME_DESCRIPTION):
            told["description"] = self.texts.filler(draw, draw.along(measured.OUTCOME_DESCRIPTION))
        return told | {"timeFrame": draw.pick(words.TIME_FRAMES)}

    def _eligibility(self) -> dict[str, Any]:
        draw = self.draw
        told: dict[str, Any] = {}
        if length := draw.along(measured.ELIGIBILITY):
            told["eligibilityCriteria"] = "Inclusion Criteria:\n\n* " + self.texts.filler(draw, length).replace(". ", "\n* ")
        told |= {"healthyVolunteers": False, "sex": "ALL", "minimumAge": draw.weighed(measured.LEAST_AGES)}
        if greatest := draw.weighed(measured.GREATEST_AGES):
            told["maximumAge"] = greatest
        return told | {"stdAges": ["ADULT", "OLDER_ADULT"]}


def _subject(given: dict[str, Any]) -> str:
    """What a trial's title says that it is of."""
    named = [entry["name"] for entry in given.get("interventions", [])[:3]]
    return " and ".join(named)[:200] or "Observation"


def _design(draw: Draw, observational: bool) -> dict[str, Any]:
    count = {"count": draw.along(measured.ENROLMENT), "type": "ACTUAL" if draw.chance(measured.ACTUAL_ENROLMENT) else "ESTIMATED"}
    if observational:
        info: dict[str, Any] = {
            "observationalModel": draw.weighed(measured.OBSERVATIONAL_MODELS),
            "timePerspective": draw.weighed(measured.PERSPECTIVES),
        }
        return {"studyType": "OBSERVATIONAL", "patientRegistry": False, "designInfo": info, "enrollmentInfo": count}
    info = {
        "allocation": draw.weighed(measured.ALLOCATIONS),
        "interventionModel": draw.weighed(measured.MODELS),
        "primaryPurpose": "TREATMENT",
        "maskingInfo": {"masking": draw.weighed(measured.MASKINGS)},
    }
    return {"studyType": "INTERVENTIONAL", "phases": draw.weighed(measured.PHASES).split(), "designInfo": info, "enrollmentInfo": count}
