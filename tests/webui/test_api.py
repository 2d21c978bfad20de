"""The JSON interface: it gives the rows that pages and files give, in the shapes that its description tells."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from kb.names import ID
from kb.tables import TABLES
from webui.api.operations import PREFIX, operations

OF_DESIGN = {"NCT04284787", "NCT04913922", "NCT06536959", "NCT03358719"}
"""The numbered trials that combine HMA with anti-PD-1, as the plan of the base promises; two more have no number."""


@pytest.fixture(scope="module")
def described(app):
    return app.test_client().get("/openapi.json").get_json()


def check(described, path: str, told: object) -> None:
    """Hold an answer against the shape that the description gives its path."""
    shape = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator(shape | {"components": described["components"]}).validate(told)


def problem(response, described) -> dict:
    assert response.mimetype == "application/problem+json"
    told = response.get_json()
    Draft202012Validator({"$ref": "#/components/schemas/Problem", "components": described["components"]}).validate(told)
    assert told["status"] == response.status_code
    return told


def test_the_description_is_openapi_3_1(described):
    assert described["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(described).validate()


def test_every_route_is_described_and_every_path_described_is_a_route(app, described):
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith(f"{PREFIX}/")}
    routes = {rule for rule in rules if "table>" not in rule}
    routes |= {f"{PREFIX}/{table}{rest}" for table in TABLES for rest in ("", "/facets")}
    assert routes == {path.replace("{", "<").replace("}", ">") for path in described["paths"]}


@pytest.mark.parametrize("one", list(operations()), ids=lambda one: one.name)
def test_every_example_answers_in_its_shape(client, described, one):
    response = client.get(one.example)
    assert response.status_code == 200, response.get_data(as_text=True)
    check(described, one.path, response.get_json())


@pytest.mark.parametrize("table", TABLES)
def test_all_rows_of_a_table_have_the_shape_and_are_those_of_its_file(client, described, table):
    file = {row["iri"] for row in client.get(f"/{table}.json").get_json()["rows"]}
    seen: list[str] = []
    address = f"{PREFIX}/{table}?size=500"
    while address:
        told = client.get(address).get_json()
        check(described, f"{PREFIX}/{table}", told)
        seen += [row["iri"] for row in told["rows"]]
        address = told["next"]
    assert len(seen) == told["found"] == told["total"] == len(file)
    assert set(seen) == file


def test_figures_keep_the_digits_that_were_printed(client):
    text = client.get(f"{PREFIX}/results?size=500&columns=percent").get_data(as_text=True)
    percents = [row["percent"] for row in json.loads(text, parse_float=Decimal)["rows"] if row["percent"] is not None]
    file = client.get("/results.csv?columns=percent").get_data(as_text=True).splitlines()
    assert {str(one) for one in percents} <= {cell for line in file for cell in line.split(",")}


def test_a_combination_is_that_of_the_promise(client):
    told = client.get(f"{PREFIX}/combinations", query_string=[("with", "HMA"), ("with", "anti-PD-1")]).get_json()
    numbers = [row["nct_id"] for row in told["rows"]]
    assert {one for one in numbers if one} == OF_DESIGN
    assert numbers.count(None) == 2
    assert "NCT04214249" in {row["nct_id"] for row in told["near_misses"]}


_FACETED = [(table, column.name) for table, spec in TABLES.items() for column in spec.columns if column.facet]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_filter_gives_the_rows_of_the_file_and_the_count_of_the_facet(client, data):
    table, column = data.draw(st.sampled_from(_FACETED))
    facets = client.get(f"{PREFIX}/{table}/facets").get_json()["facets"]
    values = next(facet["values"] for facet in facets if facet["column"] == column) if any(f["column"] == column for f in facets) else []
    if not values:
        return
    value = data.draw(st.sampled_from(values))
    pairs = [(column, value["value"])]
    rows = client.get(f"{PREFIX}/{table}", query_string=[*pairs, ("size", "500")]).get_json()
    file = client.get(f"/{table}.json", query_string=pairs).get_json()
    assert rows["found"] == value["count"] == len(file["rows"])
    assert {row["iri"] for row in rows["rows"]} == {row["iri"] for row in file["rows"][:500]}


def test_things_stand_with_identifier_and_label(client):
    (row,) = client.get(f"{PREFIX}/trials?nct_id=NCT04284787").get_json()["rows"]
    azacitidine = next(one for one in row["agent"] if one["label"] == "azacitidine")
    assert azacitidine == {"id": "agent/azacitidine", "iri": f"{ID}agent/azacitidine", "label": "azacitidine"}
    assert client.get(f"{PREFIX}/entities/{azacitidine['id']}").get_json()["label"] == "azacitidine"


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        ("/trials?colour=blue", 400, "address"),
        ("/trials?size=0", 400, "size"),
        ("/trials?size=501", 400, "size"),
        ("/trials?page=99", 404, ""),
        ("/trials?view=cards", 400, "view"),
        ("/trials/facets?sort=phase", 400, "sort"),
        ("/trials/facets?most=no", 400, "most"),
        ("/ask", 400, "q"),
        (f"/ask?q={'a' * 501}", 400, "q"),
        ("/ask?q=HMA&colour=blue", 400, "address"),
        ("/combinations", 400, "with"),
        ("/combinations?with=blorpumab", 400, "with"),
        ("/search?q=", 400, "q"),
        ("/entities/agent/azacitidin", 404, ""),
        ("/entities/nothing/at-all", 404, ""),
        ("/questions/none", 404, ""),
        ("/questions/agents-of-a-class?colour=blue", 400, "address"),
        ("/nothing", 404, ""),
    ],
)
def test_what_is_wrong_is_one_sentence_for_programs(client, described, address, status, parameter):
    response = client.get(PREFIX + address, headers={"Accept": "text/html"})
    assert response.status_code == status
    told = problem(response, described)
    assert told["detail"]
    assert told.get("parameter", "") == parameter


def test_a_name_that_is_nearly_one_is_offered(client, described):
    told = problem(client.get(f"{PREFIX}/entities/agent/azacitidin"), described)
    assert {"id": "agent/azacitidine", "label": "azacitidine"} in told["near"]
    names = client.get(f"{PREFIX}/search?q=azacytidin").get_json()["names"]
    assert "agent/azacitidine" in {one["id"] for one in names}


def test_other_origins_may_read_and_nobody_may_write(client):
    response = client.get(f"{PREFIX}/release")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(f"{PREFIX}/release", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    refused = client.post(f"{PREFIX}/release")
    assert refused.status_code == 405
    assert "GET" in refused.headers["Allow"]


def test_the_page_tells_every_path_and_asks_nobody_else(read, described):
    page = read(PREFIX)
    for path in described["paths"]:
        assert path in page.text
    assert not [link for link in (*page.all("src"), *page.all("href")) if link.startswith(("http:", "https:", "//")) and "w3id" not in link]
