"""Small random bases: a few drugs, classes, targets and arms, as records, as a real store, and as plain Python to check against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from hypothesis import strategies as st

from kb.combine import Chip, Combination, Hierarchy
from kb.combine.arm_sets import ArmSets
from kb.combine.study_facets import StudyFacets
from kb.infer.classes import agent_closures, class_closures, component_matches, concept_closures
from kb.infer.studies import study_summaries
from kb.names import mint
from kb.records import Agent, AgentClass, Arm, ClassMembership, Component, Concept, Record, Study, Target, Targeting, TrialRecord
from kb.sources import Holdings, Row, Source
from kb.store import Store, build_embedded, open_embedded
from kb.tables import Item, SheetRow
from kb.tables.catalogue import ARMS, TRIALS
from kb.tables.sheet import sheet_of
from kb.triples import DERIVED, line, quads, source_quads

AGENTS, CLASSES, TARGETS = ("a0", "a1", "a2", "a3"), ("c0", "c1", "c2"), ("t0", "t1")
PHASES = {"1": None, "1b": "1", "2": None}
THINGS = tuple(f"agent/{key}" for key in AGENTS) + tuple(f"class/{key}" for key in CLASSES) + tuple(f"target/{key}" for key in TARGETS)


@dataclass(frozen=True)
class SmallBase:
    """Classes with the classes above them, who is in them, what acts on what, and the arms of studies with what they name."""

    broader: dict[str, tuple[str, ...]]
    members: frozenset[tuple[str, str]]
    acts: frozenset[tuple[str, str]]
    arms: dict[str, tuple[str, ...]]
    phases: dict[str, tuple[str, ...]]

    def answers(self, named: str) -> set[str]:
        """Everything that a component which names this answers to, worked out step by step."""
        found = {named}
        while True:
            more = {f"class/{c}" for thing in found if thing.startswith("class/") for c in self.broader[thing[6:]]}
            more |= {f"class/{c}" for agent, c in self.members if f"agent/{agent}" in found}
            if more <= found:
                break
            found |= more
        return found | {f"target/{target}" for subject, target in self.acts if subject in found}

    def meets(self, named: str, chip: Chip) -> bool:
        """Whether a component that names this is one that the chip asks for."""
        answered = self.answers(named)
        wanted = named in chip.any_of if chip.exactly else bool(answered & set(chip.any_of))
        return wanted and all(answered & set(choice) for choice in chip.also) and not answered & set(chip.unless)

    def holds(self, arm: str, chips: Iterable[Chip]) -> bool:
        """Whether different components of the arm meet the chips, each one."""
        chips = tuple(chips)
        ways = permutations(self.arms[arm], len(chips))
        return any(all(self.meets(named, chip) for named, chip in zip(way, chips, strict=True)) for way in ways)

    def in_phase(self, study: str, values: tuple[str, ...]) -> bool:
        """Whether a study has a phase asked for; a phase is within the wider one, ``!`` denies, ``/`` asks for both."""
        held = {wide for phase in self.phases.get(study, ()) for wide in (phase, PHASES[phase]) if wide}
        wanted = [value for value in values if not value.startswith("!")]
        avoided = [value[1:] for value in values if value.startswith("!")]
        fits = not wanted or any(set(value.split("/")) <= held for value in wanted)
        return fits and (not avoided or (bool(held) and not any(set(value.split("/")) <= held for value in avoided)))

    def matches(self, combination: Combination, chips: tuple[Chip, ...] | None = None) -> set[str]:
        """Arms that hold the chips (all of the combination's, or those given), lack what is excluded, and pass the filters."""
        wanted = combination.all_of if chips is None else chips
        return {
            arm
            for arm in self.arms
            if self.holds(arm, wanted)
            and not any(self.meets(named, chip) for named in self.arms[arm] for chip in combination.none_of)
            and all(self.in_phase(study_of(arm), values) for values in combination.filters.values())
        }

    def near(self, combination: Combination) -> dict[str, int]:
        """Arms of studies without a match that hold all chips but one, with the place of the first such one."""
        matched = {study_of(arm) for arm in self.matches(combination)}
        found: dict[str, int] = {}
        for spot in range(len(combination.all_of)):
            others = combination.all_of[:spot] + combination.all_of[spot + 1 :]
            for arm in self.matches(combination, others):
                if study_of(arm) not in matched:
                    found.setdefault(arm, spot)
        return found

    def records(self) -> list[Record]:
        """The same as records of the base."""
        told: list[Record] = [
            Concept(key=f"phase.{k}", scheme="phase", label=k, definition="d", broader=v and f"phase.{v}") for k, v in PHASES.items()
        ]
        told += [Agent(key=key, label=key, agent_kind="drug", definition="d", source="s") for key in AGENTS]
        told += [AgentClass(key=key, label=key, axis="use", broader=self.broader[key], definition="d", source="s") for key in CLASSES]
        told += [Target(key=key, label=key, target_kind="antigen", definition="d", source="s") for key in TARGETS]
        told += [ClassMembership(key=f"{a}_{c}", agent=a, agent_class=c, source="s") for a, c in sorted(self.members)]
        told += [Targeting(key=f"{s.replace('/', '-')}_{t}", subject=s, target=t, source="s") for s, t in sorted(self.acts)]
        for study in sorted({study_of(arm) for arm in self.arms}):
            told.append(Study(key=study, label=study, study_kind="clinical-trial"))
            told.append(TrialRecord(key=f"{study}-record", study=study, as_of="2026-01-01", phases=self.phases.get(study, ())))
        for arm, parts in self.arms.items():
            told.append(Arm(key=arm, study=study_of(arm), label=arm))
            for spot, named in enumerate(parts):
                kind, _, key = named.partition("/")
                own = {"agent": key} if kind == "agent" else {"agent_class": key}
                told.append(Component(key=f"{arm}-{spot}", arm=arm, component_role="backbone", option="required", **own))
        return told

    def store(self, folder: Path) -> Store:
        """The same as a store, built and opened as releases are."""
        holdings = Holdings([Source("vocabulary", tuple(Row(record, "here") for record in self.records()))])
        derived = [make(holdings) for make in (class_closures, concept_closures, agent_closures, component_matches, study_summaries)]
        lines = {line(quad) for source in holdings.sources for quad in source_quads(source)}
        known = {text.rsplit(" ", 3)[0] for text in lines}
        for quad in (quad for records in derived for record in records for quad in quads(record, DERIVED)):
            if line(quad).rsplit(" ", 3)[0] not in known:
                lines.add(line(quad))
        dump = folder / "dump.nq"
        dump.write_text("".join(sorted(lines)), encoding="utf-8")
        build_embedded(folder / "store", [dump])
        return open_embedded(folder / "store", isolated=False)

    def arm_sets(self, store: Store, hierarchy: Hierarchy) -> ArmSets:
        """The same as tables of arms and trials; each arm with what it names once, as the records of the base have it."""
        trials = [SheetRow(mint("study", study), self._phases_of(study)) for study in sorted({study_of(arm) for arm in self.arms})]
        arms = [
            SheetRow(
                mint("arm", arm),
                {
                    "study": (_item("study", study_of(arm)),),
                    "agent": tuple(_item(*one.split("/")) for one in parts if one.startswith("agent/")),
                    "agent_class": tuple(_item(*one.split("/")) for one in parts if one.startswith("class/")),
                },
            )
            for arm, parts in self.arms.items()
        ]
        return ArmSets(sheet_of(ARMS, arms, "r"), StudyFacets(sheet_of(TRIALS, trials, "r"), store), hierarchy)

    def _phases_of(self, study: str) -> dict[str, tuple[Item, ...]]:
        held = sorted(self.phases.get(study, ()))
        wide = sorted({one for phase in held for one in (phase, PHASES[phase]) if one})
        cells = {"phase": held, TRIALS.found_by("phase"): wide}
        return {name: tuple(_item("concept", f"phase.{one}") for one in values) for name, values in cells.items()}


def _item(kind: str, key: str) -> Item:
    return Item(key, mint(kind, key))


def study_of(arm: str) -> str:
    """The study of an arm: its name up to the hyphen."""
    return arm.partition("-")[0]


@st.composite
def small_bases(draw: st.DrawFn) -> SmallBase:
    """A base of up to four studies with up to two arms of up to four components."""
    # A class may stand under classes before it, so that there are no circles.
    broader = {key: tuple(draw(st.sets(st.sampled_from(CLASSES[:spot]), max_size=2))) if spot else () for spot, key in enumerate(CLASSES)}
    members = draw(st.frozensets(st.tuples(st.sampled_from(AGENTS), st.sampled_from(CLASSES)), max_size=6))
    acting = st.sampled_from([thing for thing in THINGS if not thing.startswith("target/")])
    acts = draw(st.frozensets(st.tuples(acting, st.sampled_from(TARGETS)), max_size=4))
    part = st.sampled_from([thing for thing in THINGS if not thing.startswith("target/")])
    arms = {
        f"s{study}-{arm}": tuple(draw(st.lists(part, min_size=1, max_size=4, unique=True)))
        for study in range(draw(st.integers(1, 4)))
        for arm in range(draw(st.integers(1, 2)))
    }
    phases = {study_of(arm): tuple(draw(st.sets(st.sampled_from(sorted(PHASES)), max_size=2))) for arm in arms}
    return SmallBase(broader, members, acts, arms, phases)


def chips() -> st.SearchStrategy[Chip]:
    thing = st.sampled_from(THINGS)
    choice = st.lists(thing, min_size=1, max_size=2, unique=True).map(tuple)
    return st.builds(Chip, choice, st.lists(thing, max_size=1).map(tuple), st.booleans(), st.lists(choice, max_size=2).map(tuple))


def combinations() -> st.SearchStrategy[Combination]:
    """Up to three chips, one to leave out, and a filter of phases."""
    value = st.sampled_from(["1", "1b", "2", "!1", "!2", "1/2", "!1/2"])
    filters = st.one_of(st.just({}), st.lists(value, min_size=1, max_size=2, unique=True).map(lambda values: {"phase": tuple(values)}))
    held = st.lists(chips(), min_size=1, max_size=3).map(tuple)
    return st.builds(Combination, held, st.lists(chips(), max_size=1).map(tuple), filters)
