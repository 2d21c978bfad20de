"""Shapes: a release's quads against the SHACL shapes of the ontology; every fault in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kb import compressed
from kb.errors import BadInput, NotFound
from kb.names import BASE, shorten
from kb.places import resource

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

PUBLISHED = "https://w3id.org/aml-evidence/"
"""The base IRI that the shipped files are written with."""

_SH = "http://www.w3.org/ns/shacl#"

_SENTENCES = {
    "MinCount": ("{path} is missing", "minCount"),
    "MaxCount": ("{path} has more values than one", "maxCount"),
    "Datatype": ("{path} is '{value}', which is not of type {limit}", "datatype"),
    "Class": ("{path} leads to {value}, which is no {limit}", "class"),
    "NodeKind": ("{path} is '{value}', which is no entity", "nodeKind"),
    "Pattern": ("{path} is '{value}', which has not the form {limit}", "pattern"),
    "Node": ("{path} is '{value}', which is no {limit}", "node"),
    "Or": ("{path} is '{value}', which is none of the kinds allowed there", "or"),
    "Closed": ("{path} is no field of this class", "closed"),
    "MinInclusive": ("{path} is {value}, below {limit}", "minInclusive"),
    "MaxInclusive": ("{path} is {value}, above {limit}", "maxInclusive"),
    "MinExclusive": ("{path} is {value}, not above {limit}", "minExclusive"),
    "MaxExclusive": ("{path} is {value}, not below {limit}", "maxExclusive"),
    "LessThanOrEquals": ("{path} is {value}, more than {limit}", "lessThanOrEquals"),
}
"""For each kind of constraint the sentence of a fault, where the shape has none of its own, and the parameter that it names."""


@dataclass(frozen=True, order=True)
class ShapeFault:
    """What is wrong with one entity: its IRI, the property concerned (empty where it is the whole), and a sentence."""

    focus: str
    path: str
    message: str

    def __str__(self) -> str:
        """The sentence after the entity's short name."""
        return f"{shorten(self.focus)}: {self.message}"


def check_shapes(dump: Iterable[Path], *, warnings: bool = False) -> list[ShapeFault]:
    """Every violation in a release's files of N-Quads, in order of entity; with ``warnings``, also what may be the documents' own doing."""
    data, shapes = read_dump(dump), read_shapes()
    severities = {f"{_SH}Violation"} | ({f"{_SH}Warning"} if warnings else set())
    return sorted({*_core_faults(data, shapes, severities), *_rule_faults(data, shapes)})


def read_dump(dump: Iterable[Path]) -> Graph:
    """The union of the graphs of some files of N-Quads. Each line ends in its graph's name, which is cut off."""
    from rdflib import Graph  # imported here and below: only this check needs it, and it takes a quarter of a second
    from rdflib.exceptions import ParserError

    graph = Graph()
    for file in dump:
        if not file.is_file():
            raise NotFound(f"there is no dump {file}; build a release first")
        triples = "".join(f"{line.rsplit(' ', 2)[0]} .\n" for line in compressed.lines(file))
        try:
            graph.parse(data=triples, format="nt")
        except ParserError as fault:
            raise BadInput(f"not N-Quads ({fault})", str(file), "build the release again") from None
    return graph


def read_shapes() -> Graph:
    """The shapes that ship with the code, under the base IRI in use."""
    from rdflib import Graph

    text = (resource("ontology") / "shapes.ttl").read_text(encoding="utf-8")
    return Graph().parse(data=text.replace(PUBLISHED, BASE), format="turtle")


def _core_faults(data: Graph, shapes: Graph, severities: set[str]) -> Iterator[ShapeFault]:
    """Faults of single fields and records, as pyshacl finds them."""
    from pyshacl import validate
    from rdflib import RDF, Graph, URIRef

    core = Graph() + shapes
    core.remove((None, URIRef(f"{_SH}sparql"), None))  # these run in _rule_faults
    _, report, text = validate(data, shacl_graph=core, inplace=True)
    if not isinstance(report, Graph):
        raise BadInput(f"the shapes cannot be run ({text})", "shapes.ttl", "correct them")
    for result in report.subjects(RDF.type, URIRef(f"{_SH}ValidationResult")):
        told = {shorten(str(p)).removeprefix("sh:"): o for p, o in report.predicate_objects(result)}
        if str(told["resultSeverity"]) in severities:
            path = told.get("resultPath")
            yield ShapeFault(str(told["focusNode"]), shorten(str(path)) if isinstance(path, URIRef) else "", _sentence(told, shapes))


def _sentence(told: dict[str, Node], shapes: Graph) -> str:
    """The shape's own message, else one made of the kind of constraint, the property, the value and the limit."""
    from rdflib import URIRef

    own = shapes.value(told["sourceShape"], URIRef(f"{_SH}message"))
    component = str(told["sourceConstraintComponent"]).removeprefix(_SH).removesuffix("ConstraintComponent")
    if own is not None or component not in _SENTENCES:
        return str(own if own is not None else told["resultMessage"])
    sentence, parameter = _SENTENCES[component]
    limit = shapes.value(told["sourceShape"], URIRef(_SH + parameter))
    path, value = told.get("resultPath", ""), told.get("value", "")
    return sentence.format(path=shorten(str(path)), value=shorten(str(value)), limit=shorten(str(limit)))


def _rule_faults(data: Graph, shapes: Graph) -> Iterator[ShapeFault]:
    """Faults across records: each rule's query run once for all its entities, which takes a second where pyshacl, that runs it
    anew for every entity, takes minutes."""
    from rdflib import RDF, URIRef

    prologue = "".join(
        f"PREFIX {shapes.value(declared, URIRef(f'{_SH}prefix'))}: <{shapes.value(declared, URIRef(f'{_SH}namespace'))}>\n"
        for declared in shapes.objects(None, URIRef(f"{_SH}declare"))
    )
    for shape, rule in shapes.subject_objects(URIRef(f"{_SH}sparql")):
        kinds = set(shapes.objects(shape, URIRef(f"{_SH}targetClass")))
        message = str(shapes.value(rule, URIRef(f"{_SH}message")))
        for row in data.query(prologue + str(shapes.value(rule, URIRef(f"{_SH}select")))):
            found = row.asdict()  # type: ignore[union-attr]  # a SELECT has rows
            if kinds & set(data.objects(found["this"], RDF.type)):
                words = {name: shorten(str(term)) for name, term in found.items()}
                yield ShapeFault(str(found["this"]), words.get("path", ""), _fill(message, words))


def _fill(message: str, words: dict[str, str]) -> str:
    """A message with its ``{?variable}`` marks replaced by what the query found."""
    return re.sub(r"\{\?(\w+)\}", lambda mark: words.get(mark[1], ""), message)
