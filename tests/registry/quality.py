"""How well what registry records give is recognised: agents, classes and combinations held against labels that people set by reading."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from kb.infer.classes import agent_closures
from kb.places import resource
from loaders.registry.api import read_trial
from loaders.registry.arms import arms_given
from loaders.registry.recognition import Recogniser
from loaders.registry.words import name_key
from tests.loaders.registry.given import recogniser, shipped

LABELS = Path(__file__).parent / "labels"
SETS = (
    "first.csv",
    "second.csv",
    "third.csv",
    "fourth.csv",
    "fifth.csv",
    "sixth.csv",
    "seventh.csv",
    "eighth.csv",
    "ninth.csv",
    "tenth.csv",
)
RECORDS = tuple(LABELS / f"{one}.ndjson" for one in ("fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"))
"""The records of the last seven sets, which have their arms; those of the others lie in the folder of inputs."""
FOLDERS = ("ctgov-v2", "aml-csv-2025", "aml-partial")
"""Where a labelled record lies in the folder of registry records; the first that has it was read."""

DEVELOP, MEASURED, EXPORTS, FRESH, WITH_ARMS = "develop", "measured", "exports", "fresh", "with arms"
WHOLE = "*"
Arm = tuple[str, str]
"""A trial's number and the label of its arm."""


@dataclass(frozen=True)
class Score:
    """How many were labelled, found, and both."""

    labelled: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what was labelled that was found."""
        return self.right / self.labelled if self.labelled else 1.0

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.3f}, recall {self.recall:.3f} ({self.right} right, {self.found} found, {self.labelled} labelled)"
        )


def score(labelled: Iterable[object], found: Iterable[object]) -> Score:
    one, other = set(labelled), set(found)
    return Score(len(one), len(other), len(one & other))


def labels(part: str = "") -> list[dict[str, str]]:
    """The rows of all labels, of one part, or of those of the measured part that are wanted.

    ``WITH_ARMS`` are those of the ninth and tenth set, ``EXPORTS`` those of the first two,
    ``FRESH`` what of these the vocabulary was not read in.
    """
    rows = [row for name in SETS for row in csv.DictReader((LABELS / name).read_text(encoding="utf-8").splitlines())]
    if part in ("", DEVELOP, MEASURED):
        return [row for row in rows if not part or row["part"] == part]
    measured = [row for row in rows if row["part"] == MEASURED and (row["nct_id"] in records()) == (part == WITH_ARMS)]
    return [row for row in measured if part != FRESH or row["nct_id"] not in _read_for_the_vocabulary()]


@lru_cache(maxsize=1)
def records() -> Mapping[str, dict[str, Any]]:
    """The records that have their arms, by number."""
    read = (json.loads(line) for path in RECORDS for line in path.read_text(encoding="utf-8").splitlines())
    return {one["protocolSection"]["identificationModule"]["nctId"]: one for one in read}


def record(registry: Path, number: str) -> dict[str, Any]:
    """A labelled record, in the shape of the registry's API."""
    if number in records():
        return records()[number]
    path = next(path for folder in FOLDERS if (path := registry / folder / f"{number}.json").is_file())
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=1)
def _read_for_the_vocabulary() -> frozenset[str]:
    """Numbers of the records that the vocabulary's rows name as their sources."""
    texts = (
        path.read_text(encoding="utf-8") for folder in ("vocabulary", "registry") for path in (resource("data") / folder).glob("*.csv")
    )
    return frozenset(number for text in texts for number in re.findall(r"NCT\d{8}", text))


def entity(kind: str, name: str) -> str:
    """What a label's name stands for, of its own kind if there is one; where the vocabulary has no such name, the name itself.

    Labels call engineered cells by their targets, ``CD33/CLL1 CAR-T cells``; the vocabulary's keys do so too.
    """
    names = [one.entity for one in shipped().names.get(name_key(name), ()) if not one.entity.startswith("regimen-name/")]
    if cells := re.fullmatch(r"(\S+) (CAR-(?:T|NK)) cells", name):
        key = f"{cells[1]}-{cells[2]}".lower().replace("/", "-")
        names += [f"agent/{key}"] if shipped().has_agent(key) else []
    own = [one for one in names if one.startswith(f"{kind}/")]
    return next(iter((*own, *names)), f"unknown {kind}: {name}")


@dataclass(frozen=True)
class Comparison:
    """The labels of one part beside what is recognised in the same records."""

    registry: Path
    part: str
    using: Recogniser

    @cached_property
    def labelled(self) -> Mapping[Arm, frozenset[str]]:
        """What the labels say each arm is given."""
        arms: dict[Arm, set[str]] = defaultdict(set)
        for row in labels(self.part):
            held = arms[row["nct_id"], row["arm"]]
            if row["kind"] in ("agent", "class"):
                held.add(entity(row["kind"], row["name"]))
        return {arm: frozenset(held) for arm, held in arms.items()}

    @cached_property
    def found(self) -> Mapping[Arm, frozenset[str]]:
        """What is recognised as given in each arm of the labelled records."""
        arms: dict[Arm, set[str]] = defaultdict(set)
        for number in sorted({number for number, _ in self.labelled}):
            trial = read_trial(record(self.registry, number), number, "2025", lambda _: None)
            for given in arms_given(trial, self.using):
                arms[number, given.arm.label if given.arm else WHOLE] |= {source.given.entity for source in given.sources}
        return {arm: frozenset(held) for arm, held in arms.items()}

    def of_kind(self, kind: str) -> Score:
        """Agents or classes, each counted once an arm."""
        labelled, found = (
            {(arm, one) for arm, held in side.items() for one in held if one.removeprefix("unknown ").startswith(kind)}
            for side in (self.labelled, self.named_alike)
        )
        return score(labelled, found)

    @cached_property
    def named_alike(self) -> Mapping[Arm, frozenset[str]]:
        """What is found, a member of a labelled class by the class's name: labels call every antithymocyte globulin alike."""
        return {arm: frozenset(_as_labelled(one, self.labelled.get(arm, frozenset())) for one in held) for arm, held in self.found.items()}

    def differences(self) -> list[str]:
        """What was missed and what was found in vain, arm by arm."""
        told = []
        for arm in sorted({*self.labelled, *self.found}):
            missed = self.labelled.get(arm, frozenset()) - self.named_alike.get(arm, frozenset())
            vain = self.named_alike.get(arm, frozenset()) - self.labelled.get(arm, frozenset())
            told += [f"{' | '.join(arm)}: missed {sorted(missed)}, in vain {sorted(vain)}"] if missed or vain else []
        return told

    def combinations(self) -> dict[str, Score]:
        """For each question of the list, the arms that answer it by the labels and by what is recognised."""
        rows = csv.DictReader((LABELS / "questions.csv").read_text(encoding="utf-8").splitlines())
        return {row["question"]: score(*(_answers(side, row) for side in (self.labelled, self.found))) for row in rows}


def _as_labelled(one: str, labelled: frozenset[str]) -> str:
    wider = sorted(labelled & shipped().above.get(one, frozenset()))
    return wider[0] if wider and one not in labelled else one


def _answers(side: Mapping[Arm, frozenset[str]], question: dict[str, str]) -> set[Arm]:
    wanted, unwanted = (tuple(map(_asked, question[name].split("|"))) if question[name] else () for name in ("with", "without"))
    return {arm for arm, held in side.items() if _holds(held, wanted) and not any(_meets(one, asked) for one in held for asked in unwanted)}


def _asked(name: str) -> str:
    """The drug, class or target that a question names; one that the vocabulary lacks is a fault of the list."""
    key = name_key(name)
    found = [one.entity for one in shipped().names.get(key, ()) if not one.entity.startswith("regimen-name/")]
    found += [one.entity for one in shipped().targets.get(key, ()) if one.entity.startswith("target/")]
    assert found, f"questions.csv asks for '{name}', which the vocabulary does not know"
    return found[0]


def _holds(held: frozenset[str], wanted: tuple[str, ...]) -> bool:
    """Whether different members of what is given meet all that is wanted, one each."""
    if not wanted:
        return True
    return any(_meets(one, wanted[0]) and _holds(held - {one}, wanted[1:]) for one in held)


def _meets(one: str, asked: str) -> bool:
    return one == asked or asked in shipped().above.get(one, frozenset()) or asked in _targets().get(one, frozenset())


@lru_cache(maxsize=1)
def _targets() -> Mapping[str, frozenset[str]]:
    return {f"agent/{one.key}": frozenset(f"target/{key}" for key in one.acts_on) for one in agent_closures(shipped().holdings)}


def compare(registry: Path, part: str) -> Comparison:
    return Comparison(registry, part, recogniser())
