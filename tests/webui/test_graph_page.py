"""The graph page and its files: one thing's surroundings, ways between two, honest counts, and clear words for wrong input."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import networkx
import pytest

SVG = "{http://www.w3.org/2000/svg}"
START = "/graph?start=agent/azacitidine"


def data(client, address: str) -> dict:
    response = client.get(address.replace("/graph?", "/graph.json?"))
    assert response.status_code == 200, response.text
    return json.loads(response.data)


def test_without_a_start_there_are_places_to_start_from(read) -> None:
    page = read("/graph")
    starts = [link for link in page.links if link.startswith("/graph?start=")]
    assert "/graph?start=agent/azacitidine" in starts
    assert {link.partition("start=")[2].partition("/")[0] for link in starts} == {"agent", "class", "target", "study", "regimen", "outcome"}


def test_the_page_draws_what_its_list_and_its_files_hold(client, read) -> None:
    page = read(START)
    found = data(client, START)
    nodes = {node["id"] for node in found["nodes"]}
    listed = {attributes["data-node"] for tag, attributes in page.tags if tag == "li" and "data-node" in attributes}
    drawn = {attributes["data-node"] for tag, attributes in page.tags if tag == "a" and "data-node" in attributes}
    assert nodes == listed == drawn
    assert 3 <= len(nodes) <= 80
    rows = list(csv.DictReader(io.StringIO(client.get(START.replace("?", ".csv?")).text)))
    assert len(rows) == len(found["edges"])
    svg = ElementTree.fromstring(client.get(START.replace("?", ".svg?")).data)  # noqa: S314 our own file
    titles = {title.text for title in svg.iter(f"{SVG}title")}
    assert {f"{node['kind_name']}: {node['label']}" for node in found["nodes"]} <= titles
    assert not [one for one in svg.iter() if one.get("style")]
    assert all(link.get("href", "").startswith("http://localhost/") for link in svg.iter(f"{SVG}a"))
    read_back = networkx.read_graphml(io.BytesIO(client.get(START.replace("?", ".graphml?")).data), force_multigraph=True)
    assert set(read_back) == nodes
    assert read_back.number_of_edges() == len(found["edges"])


def test_the_json_is_a_graph_that_networkx_reads(client) -> None:
    graph = networkx.node_link_graph(data(client, START), edges="edges")
    assert graph.has_edge("study/NCT04913922", "agent/azacitidine", key="gives")
    assert graph.edges["study/NCT04913922", "agent/azacitidine", "gives"]["statements"]


def test_every_tie_leads_to_its_statement(client, read) -> None:
    statements = {statement for edge in data(client, START)["edges"] for statement in edge["statements"]}
    linked = {link.removeprefix("/id/") for link in read(START).links if link.startswith("/id/")}
    few = [edge["statements"] for edge in data(client, START)["edges"] if len(edge["statements"]) <= 6]
    assert {one for several in few for one in several} <= linked
    for statement in sorted(statements)[::25]:
        read(f"/id/{statement}")


def test_any_name_leads_to_the_thing(client) -> None:
    for name in ("vidaza", "AZA", "Azacitidine"):
        response = client.get("/graph", query_string={"start": name}, headers={"Accept": "text/html"})
        assert (response.status_code, response.headers["Location"]) == (302, START)


@pytest.mark.parametrize(("address", "said", "near"), [
    ("/graph?start=nivolumb", "Nothing in the base is called “nivolumb”", "/graph?start=agent/nivolumab"),
    (f"{START}&to=nivolumb", "Nothing in the base is called “nivolumb”", f"{START}&to=agent/nivolumab"),
    ("/graph?start=agent/azacitidin", "There is no drug or agent “azacitidin” in the base", "/graph?start=agent/azacitidine"),
])  # fmt: skip
def test_an_unknown_end_is_said_in_one_sentence_with_near_names(read, address, said, near) -> None:
    page = read(address, 404)
    assert said.replace("“", "'").replace("”", "'") in page.text
    assert near in page.links
    assert any(attributes.get("value") in ("nivolumb", "agent/azacitidin") for tag, attributes in page.tags if tag == "input")


@pytest.mark.parametrize(("address", "said"), [
    ("/graph?foo=1", "nothing that the graph can be asked"),
    (f"{START}&more=zzz", "not a kind of thing"),
    (f"{START}&without=zzz", "neither a kind nor a thing"),
    (f"{START}&through=zzz", "not passed by any way"),
    (f"{START}&expand=agent/zzz", "does not stand in this graph"),
    (f"{START}&to=agent/azacitidine", "both ends are"),
    (f"/graph?start={'x' * 201}", "longer than 200"),
    ("/graph?to=agent/azacitidine", "Ways need a start"),
    (START + "&more=study" + "".join(f"&expand=agent/{n}" for n in range(41)), "more than 40 values"),
])  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_words(read, address, said) -> None:
    assert said in read(address, 400).text


def test_files_say_what_they_lack(client) -> None:
    assert client.get("/graph.json").status_code == 400
    assert json.loads(client.get("/graph.json?start=nivolumb").data)["error"].startswith("nothing in the base is called 'nivolumb'")
    assert client.get("/graph.csv?start=nivolumb").status_code == 404


def test_a_kind_is_left_out_and_said_to_be(client, read) -> None:
    page = read(f"{START}&without=study")
    assert not any(node["kind"] == "study" for node in data(client, f"{START}&without=study")["nodes"])
    assert "left out" in page.text
    assert START in page.links


def test_without_claims_only_facts_tie(client) -> None:
    assert any(edge["claimed"] for edge in data(client, START)["edges"])
    assert not any(edge["claimed"] for edge in data(client, f"{START}&without=claims")["edges"])


def test_more_of_a_kind_and_more_of_a_thing_add_to_what_is_drawn(client) -> None:
    first = data(client, "/graph?start=agent/cytarabine")
    stub = next(stub for stub in first["stubs"] if stub["kind"] == "study")
    more = data(client, stub["path"])
    assert {node["id"] for node in first["nodes"]} < {node["id"] for node in more["nodes"]}
    assert len(more["nodes"]) == len(first["nodes"]) + stub["count"]
    mark = next(node for node in first["nodes"] if node["more"] and node["id"] != "agent/cytarabine")
    opened = data(client, mark["more_path"])
    assert {node["id"] for node in first["nodes"]} < {node["id"] for node in opened["nodes"]}


def test_never_more_than_eighty_and_it_says_so(client, read) -> None:
    everything = (
        "/graph?start=agent/cytarabine&more=study&more=regimen&more=target&more=term&expand=agent/venetoclax&expand=class/chemotherapy"
    )
    assert len(data(client, everything)["nodes"]) == 80
    assert "the most that is drawn at once" in read(everything).text


def test_ways_are_told_in_words_with_their_statements(client, read) -> None:
    page = read("/graph?start=agent/azacitidine&to=target/pd-1")
    assert (
        "azacitidine – is given in – arm azacitidine + nivolumab + relatlimab of NCT04913922 – gives – nivolumab – acts on – PD-1"
        in page.text
    )
    found = data(client, "/graph?start=agent/azacitidine&to=target/pd-1")
    assert 1 <= len(found["ways"]) <= 5
    assert ["agent/azacitidine", "arm/guo-2026-nct04913922", "agent/nivolumab", "target/pd-1"] in found["ways"]


def test_where_no_way_leads_the_page_says_what_would_help(client, read) -> None:
    address = "/graph?start=agent/azacitidine&to=document/lu-2025&without=study&without=agent&without=arm&without=class&without=target"
    page = read(address)
    assert "No way leads from azacitidine to" in page.text
    assert data(client, address)["ways"] == []
    offered = [link for link in page.links if "through=" in link]
    assert all(data(client, link)["ways"] for link in offered)


def test_any_entity_can_be_a_start(read) -> None:
    for address in (
        "result/lu-2025-crc-family-mac",
        "concept/phase.2",
        "arm/lu-2025-arm-mac",
        "term/neutropenia",
        "claim/guo-2026-amg-330-pd-l1-up",
    ):
        assert "drawn with" in read(f"/graph?start={address}").text


def test_ways_do_not_lead_from_a_figure(read) -> None:
    assert "no ways lead from a reported result" in read("/graph?start=result/lu-2025-crc-family-mac&to=agent/azacitidine", 400).text


def test_an_entitys_page_leads_into_the_graph(read) -> None:
    assert START in read("/id/agent/azacitidine").links


def test_a_name_of_several_things_is_asked_about_and_not_guessed(client, read) -> None:
    page = read(f"{START}&to=tumour burden", 300)
    assert "is the name of several things" in page.text
    assert {f"{START}&to=target/tumour-burden", f"{START}&to=outcome/tumour-burden"} <= set(page.links)
    refused = client.get("/graph.json?start=tumour burden")
    assert refused.status_code == 400
    assert "target/tumour-burden" in json.loads(refused.data)["error"]
