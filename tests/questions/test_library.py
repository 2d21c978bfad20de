"""The question files: each has its header and runs on its own, titles are distinct, and forms are those every engine reads alike."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from kb.ask import FOLDER, Question, questions, read_question
from kb.errors import BadInput
from kb.records import DERIVED, EVIDENCE, VOCABULARY
from tests.questions.forms import faults

QUESTIONS = [pytest.param(question, id=name) for name, question in questions().items()]
KINDS = {record.kind for record in (*VOCABULARY, *EVIDENCE, *DERIVED)}
PROLOGUE = "PREFIX a: <https://example.org/>\n"


def test_there_are_at_least_seventy() -> None:
    assert len(questions()) >= 70


def test_titles_and_descriptions_are_distinct() -> None:
    for texts in ([one.title for one in questions().values()], [one.description for one in questions().values()]):
        assert [text for text, count in Counter(texts).items() if count > 1] == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_header(question: Question) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", question.name)
    assert question.title[0].isupper() and 15 < len(question.title) <= 120
    assert "?" in question.title, "write the title as a researcher would ask it"
    assert question.description.endswith(".") and len(question.description) > 30
    assert question.tags


@pytest.mark.parametrize("question", QUESTIONS)
def test_parameters_are_explained_and_of_known_kinds(question: Question) -> None:
    for parameter in question.parameters:
        assert parameter.kinds == ("text",) or set(parameter.kinds) <= KINDS
        assert len(parameter.meaning) > 5
        assert len(set(re.findall(rf"VALUES \?{parameter.name}\s*\{{[^}}]*\}}", question.sparql))) == 1, (
            "every block of it must ask the same"
        )
        assert len(re.findall(rf"\?{parameter.name}\b", question.sparql)) > 1, "the parameter is not used"


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_values_block_that_may_be_asked_for_is_a_parameter(question: Question) -> None:
    asked = set(re.findall(r"VALUES \?(asked_\w+|excluded|missing)\b", question.sparql))
    assert asked == {parameter.name for parameter in question.parameters}


@pytest.mark.parametrize("question", QUESTIONS)
def test_forms(question: Question) -> None:
    assert faults(question.sparql) == []


def test_no_file_declares_prefixes_of_its_own() -> None:
    assert [path.name for path in FOLDER.glob("*.rq") if re.search(r"^\s*(PREFIX|BASE)\b", path.read_text("utf-8"), re.M | re.I)] == []


@pytest.mark.parametrize(
    ("body", "saying"),
    [
        ("SELECT ?x WHERE { ?x a:p* ?y } ORDER BY ?x", "unknown length"),
        ("SELECT ?x WHERE { ?x a:p/a:q+ ?y } ORDER BY ?x", "unknown length"),
        ("SELECT ?x WHERE { ?x (a:p|^a:q?) ?y } ORDER BY ?x", "unknown length"),
        ("SELECT ?x WHERE { ?x !a:p ?y } ORDER BY ?x", "negated"),
        ("SELECT ?x WHERE { GRAPH ?g { ?x a:p ?y } } ORDER BY ?x", "names a graph"),
        ("SELECT ?x WHERE { ?x a:p ?y MINUS { ?x a:q ?y } } ORDER BY ?x", "MINUS"),
        ("SELECT ?x (GROUP_CONCAT(STR(?y)) AS ?z) WHERE { ?x a:p ?y } GROUP BY ?x ORDER BY ?x", "without separator"),
        ('SELECT ?x (GROUP_CONCAT(?y; separator=" ") AS ?z) WHERE { ?x a:p ?y } GROUP BY ?x ORDER BY ?x', "wrap it in STR"),
        ('SELECT ?x WHERE { ?x a:p ?y BIND("a" AS ?z) } ORDER BY ?x', "binds a constant"),
        ("SELECT ?x WHERE { ?x a:p TRUE } ORDER BY ?x", "capitals"),
        ("SELECT * WHERE { ?x a:p ?y } ORDER BY ?x", "whatever there is"),
        ("SELECT ?x WHERE { ?x a:p ?y }", "ORDER BY"),
        ("SELECT ?x WHERE { ?x a:p ?y } ORDER BY ?y", "does not select"),
        ("SELECT ?x (SAMPLE(?y) AS ?z) WHERE { ?x a:p ?y } GROUP BY ?x ORDER BY ?x", "any one"),
    ],
)
def test_a_bad_form_is_found(body: str, saying: str) -> None:
    assert any(saying in fault for fault in faults(PROLOGUE + body)), faults(PROLOGUE + body)


@pytest.mark.parametrize(
    "body",
    [
        "SELECT ?x (COUNT(*) AS ?n) WHERE { ?x (a:p|a:q)/^a:r ?y } GROUP BY ?x ORDER BY DESC(?n) ?x",
        'SELECT ?x WHERE { ?x a:p "GRAPH of a?" FILTER(?x = <https://example.org/graph/service>) } ORDER BY ?x',
        'SELECT ?x ?z WHERE { ?x a:p ?y . BIND(STR(?y) AS ?z) FILTER(?z > "2" && 1 + 2 * 3 > 0) } ORDER BY ?x',
    ],
)
def test_a_good_form_passes(body: str) -> None:
    assert faults(PROLOGUE + body) == []


@pytest.mark.parametrize(
    ("text", "saying"),
    [
        ("# description: d\nSELECT ?x WHERE { ?x ?p ?y }", "title"),
        ("# title: t\nSELECT ?x WHERE { ?x ?p ?y }", "description"),
        ("# title: t\n# description: d\n# parameter who: agent; whom\nSELECT ?x WHERE { ?x ?p ?y }", "who"),
    ],
)
def test_a_bad_file_is_refused_with_its_name(tmp_path_factory: pytest.TempPathFactory, text: str, saying: str) -> None:
    path = tmp_path_factory.mktemp("questions") / "a-question.rq"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=saying) as caught:
        read_question(path)
    assert "a-question.rq" in str(caught.value)
