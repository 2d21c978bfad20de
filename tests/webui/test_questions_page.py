"""The library of questions: each has a page with its rows, its query, and its files."""

from __future__ import annotations

import csv
import io

import pytest

from kb.ask import questions


def test_the_list_names_every_question(read) -> None:
    page = read("/questions")
    assert {f"/questions/{name}" for name in questions()} <= set(page.links)


@pytest.mark.parametrize("name", questions())
def test_every_question_has_a_page_and_files(read, client, name: str) -> None:
    page = read(f"/questions/{name}")
    assert page.texts["h1"] == [" ".join(questions()[name].title.split())]
    assert "SELECT" in page.text
    rows = list(csv.reader(io.StringIO(client.get(f"/questions/{name}.csv").get_data(as_text=True))))
    assert f"{len(rows) - 1:,} row" in page.text or "found nothing" in page.text


def test_a_parameter_is_taken_by_name_and_refused_when_unknown(read) -> None:
    name, question = next((name, one) for name, one in questions().items() if any("agent" in p.kinds for p in one.parameters))
    parameter = next(p for p in question.parameters if "agent" in p.kinds)
    assert "agent/azacitidine" in read(f"/questions/{name}?{parameter.name}=Vidaza").text
    assert "names no" in read(f"/questions/{name}?{parameter.name}=nothing-of-that-name", 400).text
    assert "has no parameter 'colour'" in read(f"/questions/{name}?colour=red", 400).text
    assert "there is no question" in read("/questions/none", 404).text
