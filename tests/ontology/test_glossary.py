"""The glossary in words: about fifteen rows, and each word is the label of the class beside it."""

from __future__ import annotations

import re

from rdflib import RDFS, Graph, URIRef

from kb.names import expand
from kb.places import resource


def rows() -> list[tuple[list[str], list[str]]]:
    """The words and the classes of each row."""
    text = (resource("ontology") / "README.md").read_text(encoding="utf-8")
    glossary = text.partition("## Glossary")[2].partition("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in glossary.splitlines() if "`aml:" in line and line.startswith("|")
    ]
    return [(words.split(", "), re.findall(r"`(aml:\w+)`", classes)) for words, classes, _ in cells]


def test_the_glossary_is_short() -> None:
    assert 12 <= len(rows()) <= 20


def test_each_word_is_the_label_of_its_class(ontology: Graph) -> None:
    for words, classes in rows():
        assert words == [str(ontology.value(URIRef(expand(name)), RDFS.label)) for name in classes]


def test_every_file_of_the_folder_is_told() -> None:
    folder = resource("ontology")
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert {path.name for path in folder.iterdir()} - {"README.md"} == set(re.findall(r"^\| `([\w.]+)`", text, re.MULTILINE))
