"""Binding: other values than the shipped ones, several at once, and values that try to break out of their place."""

from __future__ import annotations

import re

import pytest
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kb.ask import Parameter, Question, bind, find, questions, shipped
from kb.base import Base
from kb.errors import BadInput, NotFound
from kb.names import parts
from tests.questions.answers import by_store

WITH_PARAMETERS = [pytest.param(one, id=name) for name, one in questions().items() if one.parameters]
WITH_TEXT = [pytest.param(one, id=name) for name, one in questions().items() if any(p.kinds == ("text",) for p in one.parameters)]
BREAKING_OUT = [
    '" } ?iri ?p ?o . VALUES ?z { "',
    "} UNION { ?iri ?p ?o } #",
    "\\",
    '\\" } #',
    "line\nbreak } #",
    "\\u0022 } ?iri ?p ?o #",
    "'; DROP ALL; '",
]


def written(question: Question, name: str) -> list[str]:
    """The values that a file ships for a parameter, as a user would give them."""
    block = re.search(rf"VALUES \?{name} \{{([^}}]*)\}}", question.sparql)
    assert block
    found = []
    for iri, text in re.findall(r'<([^>]*)>|"([^"]*)"', block[1]):
        told = parts(iri)
        found.append("/".join(told) if told else text)
    return found


@pytest.mark.parametrize("question", WITH_PARAMETERS)
def test_the_shipped_values_can_be_given_by_hand(question: Question) -> None:
    given = {parameter.name: written(question, parameter.name) for parameter in question.parameters}
    assert all(given.values())
    assert bind(question, given) == question.sparql


@pytest.mark.parametrize(
    ("name", "given", "wanted"),
    [
        (
            "trials-combining-two",
            {"asked_first": ["agent/decitabine"], "asked_second": ["agent/ny-eso-1-vaccine"]},
            {"NCT01834248", "NCT03358719"},
        ),
        ("trials-combining-two", {"asked_first": ["target/cd47"], "asked_second": ["class/bcl-2-inhibitor"]}, {"NCT05079230"}),
        ("trials-by-phase", {"asked_phase": ["concept/phase.3", "concept/phase.4"]}, {"NCT04168502", "NCT04778397", "NCT05079230"}),
        (
            "trials-by-country",
            {"asked_country": ["concept/country.canada", "concept/country.france"]},
            {"NCT06384261", "NCT05199051", "NCT04086264"},
        ),
        ("trials-by-status", {"asked_status": ["concept/status.terminated"]}, {"NCT04778397", "NCT05079230"}),
        ("trials-by-completion-date", {"asked_from": ["2028-01"], "asked_until": ["2030"]}, {"NCT05904106"}),
        ("trials-by-primary-endpoint", {"asked_outcome": ["outcome/os"]}, {"NCT06384261"}),
        ("trials-against-a-target", {"asked_target": ["target/cd70"]}, {"NCT06384261"}),
        ("trials-of-a-modality", {"asked_class": ["class/cancer-vaccine"]}, {"NCT03679650", "NCT01834248", "NCT03358719"}),
    ],
)
def test_other_values_find_other_trials(name: str, given: dict[str, list[str]], wanted: set[str], base: Base) -> None:
    assert {row["nct_id"] for row in by_store(base, bind(find(name), given))} - {None} == wanted


@pytest.mark.parametrize(
    ("name", "given", "column", "wanted"),
    [
        ("adverse-event-by-grade", {"asked_term": ["term/nausea"]}, "n", {"9", "0"}),
        ("adverse-events-at-a-grade", {"asked_grade": ["concept/grade.3"]}, "n", {"1", "2", "3", "4", "6", "8", "9", "13"}),
        ("references-by-author", {"asked_author": ["kadia tm"]}, "number", {"17", "80"}),
        ("results-by-outcome", {"asked_outcome": ["outcome/dfs"]}, "percent", {"43.00"}),
        ("baseline-of-one-characteristic", {"asked_characteristic": ["ecog"]}, "percent", {"30.00", "45.00", "25.00"}),
    ],
)
def test_other_values_find_other_figures(name: str, given: dict[str, list[str]], column: str, wanted: set[str], base: Base) -> None:
    assert {row[column] for row in by_store(base, bind(find(name), given))} - {None} == wanted


@pytest.mark.parametrize("question", WITH_PARAMETERS)
def test_a_value_that_nothing_has_finds_nothing_and_breaks_nothing(question: Question, base: Base) -> None:
    unknown = {
        parameter.name: ["no such text"] if parameter.kinds == ("text",) else [f"{parameter.kinds[0]}/{no_such_key(parameter)}"]
        for parameter in question.parameters
    }
    assert by_store(base, bind(question, unknown)) == []


def no_such_key(parameter: Parameter) -> str:
    return f"{parameter.lists[0]}.no-such-term" if parameter.lists else "no-such-thing"


def bound_to(sparql: str, name: str) -> list[str]:
    """The values of a parameter as a parser of its own reads them."""
    told: list[str] = []

    def look(node: object) -> None:
        if isinstance(node, CompValue):
            for row in node["res"] if node.name == "values" else ():
                told.extend(str(term) for variable, term in row.items() if str(variable) == name)
            look(list(node.values()))
        elif isinstance(node, list | tuple):
            for one in node:
                look(one)

    look(prepareQuery(sparql).algebra)
    return told


@pytest.mark.parametrize("hostile", BREAKING_OUT)
@pytest.mark.parametrize("question", WITH_TEXT)
def test_text_stays_text(question: Question, hostile: str, base: Base) -> None:
    for parameter in question.parameters:
        if parameter.kinds == ("text",):
            sparql = bind(question, {parameter.name: [hostile, "plain"]})
            assert bound_to(sparql, parameter.name) == [hostile, "plain"]
            by_store(base, sparql)


def test_a_value_that_looks_like_another_parameter_stays_text() -> None:
    given = {"asked_from": ["VALUES ?asked_until { x }"], "asked_until": [" } ?iri ?p ?o . VALUES ?z { "]}
    sparql = bind(find("trials-by-completion-date"), given)
    assert {name: bound_to(sparql, name) for name in given} == given


@pytest.mark.parametrize("value", ["agent/a> } ?s ?p ?o #", "agent/a b", "agent/", "agent", "agent/../class", 'agent/"', "agent/%20"])
def test_a_name_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(BadInput):
        bind(find("regimens-containing"), {"asked_component": [value]})


def test_a_value_of_another_kind_is_refused_with_the_kinds_that_fit() -> None:
    with pytest.raises(BadInput, match=r"study/NCT04645199.*agent or class or target"):
        bind(find("trials-combining-two"), {"asked_first": ["study/NCT04645199"]})


@pytest.mark.parametrize(
    ("name", "parameter", "value", "lists"),
    [
        ("trials-by-phase", "asked_phase", "concept/status.recruiting", "phase"),
        ("trials-for-unfit-or-elderly-patients", "asked_group", "concept/phase.2", "fitness or age-group"),
    ],
)
def test_a_term_of_another_list_is_refused(name: str, parameter: str, value: str, lists: str) -> None:
    with pytest.raises(BadInput) as refused:
        bind(find(name), {parameter: [value]})
    assert str(refused.value).startswith(f"{parameter}: '{value}' is no term of the list {lists}; 'kb query terms-of-a-list")


def test_a_term_of_either_list_is_taken() -> None:
    both = ["concept/fitness.unfit", "concept/age-group.elderly"]
    assert bound_to(bind(find("trials-for-unfit-or-elderly-patients"), {"asked_group": both}), "asked_group")


def test_a_parameter_that_takes_any_term_still_does() -> None:
    assert bind(find("names-of-an-entity"), {"asked_entity": ["concept/phase.2"]}) != find("names-of-an-entity").sparql


def test_the_values_that_a_question_ships_can_be_read() -> None:
    assert shipped(find("trials-by-phase"), "asked_phase") == tuple(written(find("trials-by-phase"), "asked_phase"))
    assert shipped(find("trials-by-phase"), "no_such") == ()


def test_a_parameter_that_the_question_lacks_is_refused_with_those_it_has() -> None:
    with pytest.raises(BadInput, match=r"no parameter 'phase'.*asked_phase"):
        bind(find("trials-by-phase"), {"phase": ["concept/phase.2"]})


def test_a_question_without_parameters_says_so() -> None:
    with pytest.raises(BadInput, match="use none"):
        bind(find("countries-of-trials"), {"asked_country": ["concept/country.italy"]})


def test_no_value_at_all_is_refused() -> None:
    with pytest.raises(BadInput, match=r"asked_phase.*no value"):
        bind(find("trials-by-phase"), {"asked_phase": []})


def test_a_question_that_is_not_there_is_told() -> None:
    with pytest.raises(NotFound, match="kb questions"):
        find("no-such-question")


def test_binding_leaves_the_other_parameters_as_shipped(base: Base) -> None:
    question = find("trials-combining-without")
    sparql = bind(question, {"excluded": ["class/anti-cd47"]})
    found = {row["nct_id"] for row in by_store(base, sparql)}
    assert {"NCT04284787", "NCT06536959"} <= found
    assert not found & {"NCT04778397", "NCT05079230"}
