"""An assistant's view: the real protocol client speaks to ``kb mcp``; answers carry their places, faults are sentences."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from kb.base import Base
from kb.tools import answers
from tests.conftest import ROOT

OF_DESIGN = {"NCT04284787", "NCT04913922", "NCT06536959", "NCT03358719"}
"""The numbered trials that combine HMA with anti-PD-1, as the plan of the base promises; two more have no number."""

CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("ask", {"question": "which trials combine HMA with anti-PD-1"}),
    ("trials", {"together": ["HMA", "anti-PD-1"], "filters": {"phase": ["2"]}}),
    ("trials", {"together": ["blorpumab"]}),
    ("trials", {"together": ["HMA"], "filters": {"colour": ["blue"]}}),
    ("show", {"name": "vidaza"}),
    ("show", {"name": ""}),
    ("query", {"sparql": "SELECT ?result ?n WHERE { ?result a aml:Result ; aml:n ?n } ORDER BY ?result", "most": 3}),
    ("query", {"sparql": "SELECT ?s WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}),
    ("query", {"sparql": "SELECT ?s WHERE { ?s ?p"}),
    ("ask", {"question": "HMA", "most": 0}),
)


@pytest.fixture(scope="module")
def spoken(release_home: Path) -> tuple[Any, list[Any]]:
    """What the server says of itself and its tools, and what it answers to each of the calls."""
    surroundings = os.environ | {"AML_EVIDENCE_HOME": str(release_home), "PYTHONPATH": str(ROOT)}
    program = StdioServerParameters(command=sys.executable, args=["-c", "from kb.cli import main; main()", "mcp"], env=surroundings)

    async def speak() -> tuple[Any, list[Any]]:
        async with stdio_client(program) as (reading, writing), ClientSession(reading, writing) as session:
            greeted = await session.initialize()
            tools = await session.list_tools()
            return (greeted, tools), [await session.call_tool(name, arguments) for name, arguments in CALLS]

    # A browser that an earlier test opened keeps its own loop in this thread: the client speaks from another.
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(anyio.run, speak).result()


@pytest.fixture
def answered(spoken) -> Iterator[Any]:
    """What a call was answered with, by its place among the calls."""
    return lambda number: spoken[1][number]


def told(result: Any) -> dict[str, Any]:
    assert not result.is_error, result.content
    (text,) = result.content
    assert json.loads(text.text) == result.structured_content
    return result.structured_content


def fault(result: Any) -> str:
    assert result.is_error
    (text,) = result.content
    assert "Traceback" not in text.text
    return text.text


def test_the_tools_are_those_promised_and_only_read(spoken) -> None:
    (greeted, tools), _ = spoken
    assert "not reported" in greeted.instructions
    assert [tool.name for tool in tools.tools] == ["ask", "trials", "show", "query"]
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools.tools)


def test_a_question_is_answered_with_its_places(answered) -> None:
    found = told(answered(0))
    assert {row["nct_id"] for row in found["rows"] if row["nct_id"]} == OF_DESIGN
    assert all(row["anchor"] and row["source"] for row in found["rows"])
    assert (found["told"], found["found"], found["cut"]) == (6, 6, False)


def test_filters_narrow_a_combination(answered) -> None:
    assert {row["nct_id"] for row in told(answered(1))["rows"] if row["nct_id"]} < OF_DESIGN


def test_a_thing_is_shown_with_the_places_that_state_it(answered) -> None:
    found = told(answered(4))
    assert found["id"] == "agent/azacitidine"
    assert found["card"].startswith("azacitidine")
    assert all(one["place"] and one["fragment"] for one in found["anchors"])


def test_statements_among_the_rows_of_a_query_come_with_their_places(answered) -> None:
    found = told(answered(6))
    assert (len(found["rows"]), found["told"], found["cut"]) == (3, 3, True)
    assert {one["of"] for one in found["anchors"]} == {row["result"] for row in found["rows"]}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (2, "blorpumab"),
        (3, "there is no filter 'colour'"),
        (5, "no name was given"),
        (7, "SERVICE is refused"),
        (8, "not closed"),
        (9, "0 is no number"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(answered, number: int, words: str) -> None:
    assert words in fault(answered(number))


def test_rows_are_cut_openly(base: Base) -> None:
    found = answers.ask(base, "grade 4 adverse events", 2)
    assert (len(found["rows"]), found["told"], found["cut"]) == (2, 2, True)
    assert found["found"] > 2


def test_without_the_optional_package_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch, release_home: Path, capsys) -> None:
    from kb.cli import main

    monkeypatch.setitem(sys.modules, "mcp.server", None)
    monkeypatch.delitem(sys.modules, "kb.tools.server", raising=False)
    monkeypatch.setenv("AML_EVIDENCE_HOME", str(release_home))
    monkeypatch.setattr(sys, "argv", ["kb", "mcp"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert "pip install 'aml-evidence-kb[mcp]'" in capsys.readouterr().err
