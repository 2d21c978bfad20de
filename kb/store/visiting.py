"""Crews of workers on their tracks, and the way of a visitor's query over these: quick ones never wait for others.

A query begins where queries of its shape were seen to be quick, or among those that are new. Either way it has a quantum of processor
time. Where that is used up, it begins again where time is limited only by the visitor's limit, and from then on begins there.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kb.store.crew import Crew
from kb.store.forker import Forker
from kb.store.interface import Lane, LaneState, Limit, Limits, Manning, StoppedAt, Track, busy_with_long_ones
from kb.store.line import Overran
from kb.store.standing import Standing, marks_of
from kb.store.wire import Task, write_task


class Crews:
    """Runs tasks in worker processes of a store."""

    def __init__(self, folder: Path, limits: Mapping[Lane, Limits], manning: Mapping[Track, Manning]) -> None:
        self._quantum = manning[Track.NEW].quantum
        self._forker = Forker()
        self._standing = Standing()
        self._crews = {
            track: Crew(self._forker, folder, limits[Lane.OWN if track is Track.OWN else Lane.VISITOR], manning[track]) for track in Track
        }

    def run(self, task: Task, lane: Lane) -> tuple[int, bytes]:
        """The kind and body of the answer; raises StoppedAt when the query was stopped."""
        if lane is Lane.OWN:
            return self._crews[Track.OWN].run(write_task(task))
        return self._run_for_visitor(task)

    def states(self) -> Mapping[str, LaneState]:
        """How each track stands now."""
        return {str(track): crew.state() for track, crew in self._crews.items()}

    def close(self) -> None:
        """End every worker, and what they were forked from."""
        for crew in self._crews.values():
            crew.close()
        self._forker.close()

    def _run_for_visitor(self, task: Task) -> tuple[int, bytes]:
        sent, marks = write_task(task), marks_of(task)
        track = self._standing.track(marks)
        if track is not Track.SLOW:
            try:
                answer = self._crews[track].run(sent)
            except Overran:
                self._standing.overran(marks)
            else:
                self._standing.was_quick(marks)
                return answer
        try:
            return self._crews[Track.SLOW].run(sent)
        except StoppedAt as fault:
            if fault.limit is Limit.BUSY:
                raise busy_with_long_ones(self._quantum) from None
            raise
