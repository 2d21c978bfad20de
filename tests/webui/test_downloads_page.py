"""Files of the base as a whole, and what describes them: each is read by the package of others that its specification's users use."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest
import rdflib
import yaml
from csvw import CSVW
from rdflib.namespace import DCAT, DCTERMS, OWL, SH, VOID
from rocrate.rocrate import ROCrate

import kb
from kb.base import Base
from kb.names import AML
from kb.tables import TABLES
from tests.conftest import ROOT
from tests.webui.conftest import BROWSER


def test_the_dump_is_the_release_and_can_be_had_in_parts(client, base: Base) -> None:
    whole = b"".join(gzip.decompress(held) if file.suffix == ".gz" else held for file in base.release.files for held in [file.read_bytes()])
    response = client.get("/dump.nq")
    assert (response.status_code, response.mimetype, response.data) == (200, "application/n-quads", whole)
    part = client.get("/dump.nq", headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.data) == (206, whole[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(whole)}"
    assert client.get("/dump.nq", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    assert client.get("/dump.nq", headers={"Range": f"bytes={len(whole)}-"}).status_code == 416


@pytest.mark.parametrize(("ending", "syntax"), [("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld"), ("nt", "nt")])
def test_the_ontology_is_had_at_the_address_of_its_terms(client, ending: str, syntax: str) -> None:
    shipped = rdflib.Graph().parse(ROOT / "ontology" / "aml.ttl", format="turtle")
    found = client.get(f"/ontology.{ending}")
    graph = rdflib.Graph().parse(data=found.data, format=syntax)
    assert len(graph) == len(shipped) > 500
    assert client.get("/ontology", headers={"Accept": found.mimetype}).mimetype == found.mimetype
    assert (rdflib.URIRef(f"{AML}Study"), rdflib.RDF.type, OWL.Class) in graph
    people = client.get("/ontology", headers=BROWSER)
    assert (people.status_code, people.headers["Location"]) == (303, "/sparql/terms")


def test_shapes_and_mappings_are_had(client) -> None:
    shapes = rdflib.Graph().parse(data=client.get("/shapes.ttl").data, format="turtle")
    assert len(set(shapes.subjects(rdflib.RDF.type, SH.NodeShape))) > 10
    text = client.get("/mappings.sssom.tsv").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO("".join(line for line in text.splitlines(True) if not line.startswith("#"))), delimiter="\t"))
    assert {"subject_id", "predicate_id", "object_id", "mapping_justification"} <= set(rows[0])  # required by SSSOM
    assert len(rows) > 50 and all(row["object_id"] for row in rows)


def test_the_crate_is_read_by_ro_crate_and_all_its_files_are_there(client, base: Base, tmp_path: Path, tmp_path_factory) -> None:
    response = client.get("/ro-crate-metadata.json")
    (tmp_path / "ro-crate-metadata.json").write_bytes(response.data)
    crate = ROCrate(tmp_path)
    assert crate.version == "1.2"
    assert base.release.version in crate.root_dataset["name"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(crate.root_dataset["datePublished"])[:10])
    assert crate.root_dataset["license"].type == "CreativeWork"
    assert len(crate.data_entities) > len(TABLES)
    for entity in crate.data_entities:
        found = client.get(entity.id.removeprefix("http://localhost"))
        assert found.status_code == 200, entity.id
        assert found.mimetype == entity["encodingFormat"], entity.id
    again = tmp_path_factory.mktemp("crate")
    crate.write(again)
    assert len(ROCrate(again).data_entities) == len(crate.data_entities)


@pytest.mark.parametrize("table", TABLES)
def test_each_csv_file_agrees_with_its_dictionary(client, table: str, tmp_path: Path) -> None:
    rows = client.get(f"/{table}.csv")
    (tmp_path / f"{table}.csv").write_bytes(rows.data)
    assert f'</{table}.csv-metadata.json>; rel="describedby"; type="application/csvm+json"' in rows.headers["Link"]
    told = client.get(f"/{table}.csv-metadata.json")
    assert told.mimetype == "application/csvm+json"
    (tmp_path / f"{table}.csv-metadata.json").write_bytes(told.data)
    read = CSVW(str(tmp_path / f"{table}.csv"), md_url=str(tmp_path / f"{table}.csv-metadata.json"), validate=True)
    assert read.is_valid, [str(one.message) for one in read.warnings][:5]
    names = next(csv.reader(io.StringIO(rows.get_data(as_text=True))))
    assert [column["name"] for column in told.get_json(force=True)["tableSchema"]["columns"]] == names
    assert all(column["dc:description"] for column in told.get_json(force=True)["tableSchema"]["columns"])


def test_a_dictionary_is_of_the_same_rows_and_columns(client) -> None:
    where = "?phase=phase-2&columns=label,phase"
    rows = client.get(f"/trials.csv{where}")
    assert rows.status_code == 200, rows.get_data(as_text=True)
    (target,) = re.findall(r'<([^>]*)>; rel="describedby"', rows.headers["Link"])
    told = client.get(target).get_json(force=True)
    assert client.get(f"/{told['url']}").data == rows.data
    assert [column["name"] for column in told["tableSchema"]["columns"]] == next(csv.reader(io.StringIO(rows.get_data(as_text=True))))


def test_dcat_lists_the_files_and_the_service(client) -> None:
    graph = rdflib.Graph().parse(data=client.get("/.well-known/void.ttl").data, format="turtle")
    (dataset,) = graph.subjects(VOID.sparqlEndpoint)
    files = {str(graph.value(one, DCAT.downloadURL)): one for one in graph.objects(dataset, DCAT.distribution)}
    assert set(graph.objects(dataset, VOID.dataDump)) == {rdflib.URIRef("http://localhost/dump.nq")}
    for address, one in files.items():
        media = str(graph.value(one, DCAT.mediaType)).removeprefix("https://www.iana.org/assignments/media-types/")
        assert client.head(address.removeprefix("http://localhost")).mimetype == media
        assert graph.value(one, DCTERMS.title)
    (service,) = graph.subjects(rdflib.RDF.type, DCAT.DataService)
    assert graph.value(service, DCAT.servesDataset) == dataset
    assert graph.value(service, DCAT.endpointURL) == rdflib.URIRef("http://localhost/sparql")


@pytest.fixture(scope="module")
def citation_schema(tmp_path_factory) -> dict:
    """The schema of the Citation File Format 1.2.0, out of the wheel of cffconvert, which cannot be installed beside newer packages."""
    into = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(into), "cffconvert==2.0.0"]
    if subprocess.run(command, check=False, capture_output=True, timeout=120).returncode:
        pytest.skip("needs the schema of the Citation File Format, which could not be fetched from PyPI")
    with zipfile.ZipFile(next(into.glob("*.whl"))) as wheel:
        return json.loads(wheel.read("cffconvert/schemas/1.2.0/schema.json"))


def plain_dates(told: object) -> object:
    """As JSON has them: YAML reads a date as a date."""
    return json.loads(json.dumps(told, default=str))


@pytest.mark.parametrize("of", ["", "/id/result/lu-2025-crc-overall"])
def test_the_citation_file_is_valid(client, of: str, citation_schema: dict) -> None:
    text = client.get("/cite.cff", query_string={"of": of}).get_data(as_text=True)
    told = plain_dates(yaml.safe_load(text))
    jsonschema.validate(told, citation_schema)
    assert told["version"] == client.get("/version.json").get_json()["version"]
    assert told["references"][0]["doi"] == "10.1007/s12672-025-02526-y" if of else "references" not in told


def test_the_citation_file_of_the_software_is_valid(citation_schema: dict) -> None:
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    jsonschema.validate(plain_dates(told), citation_schema)
    assert told["version"] == kb.__version__


def data_blocks(client, address: str) -> list[dict]:
    html = client.get(address, headers=BROWSER).get_data(as_text=True)
    return [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]


@pytest.mark.parametrize("address", ["/", "/about"])
def test_pages_of_the_whole_tell_search_engines_of_the_data_set(client, address: str, base: Base) -> None:
    (told,) = data_blocks(client, address)
    # What schema.org's Dataset needs for data set search: name, description (50 to 5000 letters), and how it is had.
    assert told["@type"] == "Dataset" and told["name"]
    assert 50 <= len(told["description"]) <= 5000
    assert told["version"] == base.release.version
    assert {one["contentUrl"] for one in told["distribution"]} >= {"http://localhost/dump.nq", "http://localhost/trials.csv"}


@pytest.mark.parametrize(
    ("address", "type_", "same"),
    [
        ("/id/study/NCT04913922", "MedicalTrial", "https://clinicaltrials.gov/study/NCT04913922"),
        ("/id/document/lu-2025", "ScholarlyArticle", "https://doi.org/10.1007/s12672-025-02526-y"),
        ("/id/class/hma", "DrugClass", ""),
        ("/id/result/lu-2025-crc-overall", "Thing", ""),
    ],
)
def test_pages_of_entities_tell_search_engines_what_they_are(client, address: str, type_: str, same: str) -> None:
    (told,) = data_blocks(client, address)
    assert (told["@type"], told["@id"]) == (type_, f"https://w3id.org/aml-evidence{address}")
    assert not same or same in told["sameAs"]
    assert "localhost" not in json.dumps(told), "pages are kept, whoever asked first"
