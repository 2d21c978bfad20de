"""Told elsewhere: what of a thing given its own entry leaves open and the rest of the record says: whose graft, radiation of what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from loaders.registry.recognised import CHEMOTHERAPY, RADIATION
from loaders.registry.recognition import Recogniser
from loaders.registry.spelled_out import Source
from loaders.registry.trial import Trial

_SUCH_AS = re.compile(r"used in chemotherapy,? such as ([^.]+?),? (?:works?|uses?|may|stops?)\b", re.IGNORECASE)

_OF_THE_BODY = "agent/total-body-irradiation"


def told_elsewhere(trial: Trial, sources: tuple[Source, ...], recogniser: Recogniser) -> Iterator[Source]:
    """The sources, each as what the record tells of it elsewhere; no chemotherapy of which it tells that drugs beside it are meant."""
    named = {source.given.entity for source in sources}
    for source in sources:
        entity = source.given.entity
        if entity == CHEMOTHERAPY and not named.isdisjoint(_used_in_chemotherapy(trial, recogniser)):
            continue
        if entity == RADIATION:
            entity = _radiation(trial, source, recogniser)
        else:
            for text in _of_cells(trial, source):
                entity = recogniser.whose(entity, text) if entity == source.given.entity else entity
        yield replace(source, given=replace(source.given, entity=entity))


def _used_in_chemotherapy(trial: Trial, recogniser: Recogniser) -> set[str]:
    """The drugs of which the summary says that they are the chemotherapy: ``drugs used in chemotherapy, such as talotrexin, work ...``."""
    meant = _SUCH_AS.search(trial.brief_summary)
    return {one.entity for one in recogniser.text(meant[1]).given} if meant else set()


def _of_cells(trial: Trial, source: Source) -> Iterator[str]:
    """Where a record tells whose cells are given: titles, interventions or arms, else its own description, else the summary."""
    listed = (trial.brief_title, trial.official_title, *(one.name for one in trial.interventions), *(arm.label for arm in trial.arms))
    yield " ".join(listed)
    yield from (one.description for one in trial.interventions if one.path == source.path)
    yield trial.brief_summary


def _radiation(trial: Trial, source: Source, recogniser: Recogniser) -> str:
    """Radiation without a name, as that of the whole body where a title or its own other names and description say so."""
    own = (text for one in trial.interventions if one.path == source.path for text in (*one.other_names, one.description))
    for text in (trial.brief_title, trial.official_title, *own):
        if any(one.entity == _OF_THE_BODY for one in recogniser.text(text, spelling=False, entry=True).given):
            return _OF_THE_BODY
    return RADIATION
