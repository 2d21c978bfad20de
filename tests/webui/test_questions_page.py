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


def test_the_list_is_narrowed_by_tag_and_words(read) -> None:
    tagged = {f"/questions/{name}" for name, one in questions().items() if "combination" in one.tags}
    assert {link for link in read("/questions?tag=combination").links if link.startswith("/questions/")} == tagged
    page = read("/questions?words=TWO+drugs")
    assert "/questions/trials-combining-two" in page.links
    assert "/questions/authors-of-a-document" not in page.links
    assert "No question has all of this" in read("/questions?words=xyzzy").text
    assert "no question has the tag" in read("/questions?tag=none", 400).text
    assert "longer than" in read("/questions?words=" + "x" * 400, 400).text


@pytest.mark.parametrize("name", [name for name, one in questions().items() if one.parameters])
def test_fields_stand_at_what_the_answer_is_for(read, client, name: str) -> None:
    """Sent back as they stand, the fields give the same rows."""
    shown = [tag for tag in read(f"/questions/{name}").tags if tag[0] == "input" and tag[1].get("name") not in ("q", "")]
    values = {tag["name"]: tag["value"] for _, tag in shown}
    assert list(values) == [parameter.name for parameter in questions()[name].parameters]
    again = client.get(f"/questions/{name}.csv", query_string=values)
    assert _rows(again) == _rows(client.get(f"/questions/{name}.csv"))


def _rows(response) -> list[list[list[str]]]:
    """Rows as the parts of their cells, in order: SPARQL leaves it to the engine how those of a group follow each other."""
    lines = [row for row in response.get_data(as_text=True).splitlines() if not row.startswith("#")]
    return [[sorted(cell.split(" | ")) for cell in row] for row in csv.reader(lines)]


def test_the_query_leads_to_its_page_in_the_editor(read) -> None:
    assert (
        "/sparql?question=trials-combining-two&asked_first=agent/azacitidine"
        in read("/questions/trials-combining-two?asked_first=Vidaza").links
    )
