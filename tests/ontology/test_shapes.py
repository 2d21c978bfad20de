"""The shapes: they say what the records declare, a sound base passes them, and each kind of mistake is found and told."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from pyshacl import validate
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection

from kb.check.shapes import PUBLISHED, ShapeFault, check_shapes, read_dump, read_shapes
from kb.errors import BadInput, NotFound
from kb.names import BASE, expand, shorten
from kb.records import EVIDENCE, Anchor, Anchored, Concept, Document, Fact, Record, Reference, facts
from kb.releases import current
from kb.triples import AS_PRINTED
from kb.values import DATE, DECIMAL, FLAG, INTEGER
from tests.ontology.conftest import KINDS

ASH = f"{BASE}shapes#"
CLASS_OF = {kind.kind: kind.type_ for kind in reversed(KINDS)} | {"document": "aml:Document"}
Promise = tuple[int, int | None, str]
"""Least and greatest number of values (None: any number), and of what kind they are."""


def shape_of(kind: type[Record]) -> str:
    return "SourceDocument" if kind is Document else kind.type_.removeprefix("aml:")


def kind_of_value(fact: Fact) -> str:
    if fact.to == "*":
        return "an entity"
    if fact.to:
        return f"aml:Concept of {fact.scheme}" if fact.scheme else CLASS_OF[fact.to]
    return {INTEGER: "xsd:integer", DECIMAL: "xsd:decimal", FLAG: "xsd:boolean", DATE: "a date"}.get(fact.datatype, "xsd:string")


def promised() -> dict[str, dict[str, Promise]]:
    """What the declarations promise of each shape's class. A field that only a later record brings may be missing."""
    shapes: dict[str, dict[str, Promise]] = defaultdict(dict)
    for kind in KINDS:
        first = shape_of(kind) not in shapes
        shape = shapes[shape_of(kind)]
        for fact in facts(kind).values():
            least, greatest = int(fact.required and first), None if fact.many and not fact.ordered else 1
            if fact.predicate:
                shape[fact.predicate] = (least, greatest, kind_of_value(fact))
            if fact.datatype is DECIMAL:
                shape[fact.predicate + AS_PRINTED] = (least, greatest, "xsd:string")
        if issubclass(kind, Anchored):
            shape["aml:anchor"] = (int(kind in EVIDENCE), None, "aml:Anchor")
        if kind in EVIDENCE and kind not in {Document, Reference} and not kind.shared:
            shape["aml:statedIn"] = (1, 1, "aml:Document")
        if kind is Concept:
            shape["skos:inScheme"] = (1, 1, "skos:ConceptScheme")
        if kind is Anchor:
            shape["oa:hasSelector"] = (0, 1, "oa:TextQuoteSelector")  # none for a field of a registry
    return shapes


def told(shapes: Graph, shape: URIRef) -> dict[str, Promise]:
    """What a shape's property shapes say."""
    return {shorten(str(shapes.value(one, SH.path))): _promise(shapes, one) for one in shapes.objects(shape, SH.property)}


def _promise(shapes: Graph, one: object) -> Promise:
    least, greatest = shapes.value(one, SH.minCount), shapes.value(one, SH.maxCount)
    return int(least or 0), None if greatest is None else int(greatest), _kind(shapes, one)


def _kind(shapes: Graph, one: object) -> str:
    if kind := shapes.value(one, SH["class"]):
        scheme = re.fullmatch(r"/concept/([a-z-]+)\[\.\]", str(shapes.value(one, SH.pattern)))
        return f"{shorten(str(kind))} of {scheme[1]}" if scheme else shorten(str(kind))
    if datatype := shapes.value(one, SH.datatype):
        return shorten(str(datatype))
    return "a date" if shapes.value(one, SH.node) == URIRef(f"{ASH}Date") else "an entity"


@pytest.mark.parametrize("name", sorted(promised()))
def test_each_shape_says_what_the_records_declare(shapes: Graph, name: str) -> None:
    shape = URIRef(ASH + name)
    said, wanted = told(shapes, shape), promised()[name]
    # Where a field may hold any entity, a shape may say more closely which.
    loose = {predicate for predicate, (_, _, kind) in wanted.items() if kind == "an entity"}
    assert {p: v[:2] if p in loose else v for p, v in said.items()} == {p: v[:2] if p in loose else v for p, v in wanted.items()}
    assert shapes.value(shape, SH.closed) == Literal(True), f"{name} lets unknown properties pass"
    if name != "SourceDocument":
        assert list(shapes.objects(shape, SH.targetClass)) == [URIRef(expand(f"aml:{name}"))]


def test_printed_forms_are_digits(shapes: Graph) -> None:
    printed = {p for kind in KINDS for f in facts(kind).values() if f.datatype is DECIMAL for p in [f.predicate + AS_PRINTED]}
    found = {shorten(str(shapes.value(one, SH.path))): str(pattern) for one, pattern in shapes.subject_objects(SH.pattern)}
    for predicate in printed:
        assert re.fullmatch(found[predicate], "-66.70") and not re.fullmatch(found[predicate], "6,7"), predicate


def test_rules_name_classes_that_have_a_shape(shapes: Graph) -> None:
    classes = {expand(f"aml:{name}") for name in (*promised(), "Document")}
    assert {str(one) for one in shapes.objects(None, SH.targetClass)} <= classes
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        targets = [*shapes.objects(shape, SH.targetClass), *shapes.objects(shape, SH.targetObjectsOf)]
        assert targets or str(shape) == f"{ASH}Date", f"{shape} is applied to nothing"


def test_every_rule_has_a_message_and_a_query_that_names_its_entity(shapes: Graph) -> None:
    for rule in shapes.objects(None, SH.sparql):
        select, message = str(shapes.value(rule, SH.select)), str(shapes.value(rule, SH.message))
        assert message.endswith(".")
        assert set(re.findall(r"\{\?(\w+)\}", message)) <= set(re.findall(r"\?(\w+)", select))
        # SHACL-SPARQL forbids these in a query whose variables are bound beforehand.
        assert "$this" in select and not re.search(r"\b(MINUS|VALUES|SERVICE)\b", select)


Check = Callable[..., list[ShapeFault]]


@pytest.fixture
def check(small_base: tuple[str, ...], tmp_path: Path) -> Check:
    """Check the small base with some lines left out (those that match ``without``) and some added."""

    def run(*added: str, without: str = "", warnings: bool = False) -> list[ShapeFault]:
        kept = [text for text in small_base if not without or not re.search(without, text)]
        assert not without or len(kept) < len(small_base), f"no line matches {without}"
        dump = tmp_path / "dump.nq"
        dump.write_text("".join([*kept, *(f"{_full(one)} <{BASE}graph/doe-2020> .\n" for one in added)]), encoding="utf-8")
        return check_shapes([dump], warnings=warnings)

    return run


def _full(triple: str) -> str:
    """``aml:x`` and ``id:x`` written out."""
    return re.sub(r"(?<!\S)(aml|id|oa|xsd):(\S+)", lambda name: f"<{expand(name[0])}>", triple)


def test_a_sound_base_has_no_faults(check: Check) -> None:
    assert check(warnings=True) == []


R, C1, K, P = "id:result/doe-2020-r", "id:component/doe-2020-c1", "id:claim/doe-2020-k", "id:population/doe-2020-"
COMPUTED = "id:computed/result-doe-2020-r"
DEC = f"^^<{rdflib.XSD.decimal}>"
INT = f"^^<{rdflib.XSD.integer}>"

TR, STUDY, ENDPOINT, OWN = "id:trial-record/doe-2020-tr", "id:study/NCT00000001", "id:endpoint/doe-2020-e", "id:concept/voice.own"
WRONG_PERCENT = [f'{COMPUTED} aml:computedPercent "61.00"{DEC}', f'{COMPUTED} aml:computedPercentAsPrinted "61.00"']

MISTAKES = [
    ("a field is missing", r"result/doe-2020-r> <\S+#outcome>", [], R, "aml:outcome", "aml:outcome is missing"),
    ("a field twice", "", [f'{R} aml:n "13"{INT}'], R, "aml:n", "aml:n has more values than one"),
    ("words for a number", r"#n> ", [f'{R} aml:n "twelve"'], R, "aml:n", "aml:n is 'twelve', which is not of type xsd:integer"),
    ("a wrong kind of entity", r"result\S+ <\S+#arm>", [f"{R} aml:arm {STUDY}"], R, "aml:arm",
     "aml:arm leads to id:study/NCT00000001, which is no aml:Arm"),
    ("a term of another list", r"result\S+ <\S+#voice>", [f"{R} aml:voice id:concept/statistic.proportion"], R, "aml:voice",
     "aml:voice is 'id:concept/statistic.proportion', which has not the form /concept/voice[.]"),
    ("a field of another class", "", [f'{R} aml:axis "x"'], R, "aml:axis", "aml:axis is no field of this class"),
    ("no anchor", r"claim\S+ <\S+#anchor>", [], K, "aml:anchor", "aml:anchor is missing"),
    ("no document", r"claim\S+ <\S+#statedIn>", [], K, "aml:statedIn", "aml:statedIn is missing"),
    ("no date", r"tr> <\S+#asOf>", [f'{TR} aml:asOf "May 2020"'], TR, "aml:asOf", "aml:asOf is 'May 2020', which is no "),
    ("a negative count", r"r> <\S+#n>", [f'{R} aml:n "-1"{INT}'], R, "aml:n", "aml:n is -1, below 0"),
    ("a NCT number too short", r"#nctId>", [f'{STUDY} aml:nctId "NCT1"'], STUDY, "aml:nctId",
     "aml:nctId is 'NCT1', which has not the form ^NCT[0-9]{8}$"),
    ("agent and class", "", [f"{C1} aml:agentClass id:class/hma"], C1, "", "A component has an agent or"),
    ("neither agent nor class", r"c1> <\S+#agent>", [], C1, "", "A component has an agent or"),
    ("a range upside down", "", [f'{P}all aml:ageHigh "50"{DEC}', f'{P}all aml:ageHighAsPrinted "50"'], f"{P}all", "aml:ageLow",
     "aml:ageLow is 60.0, more than aml:ageHigh"),
    ("a computed value with an anchor", "", [f"{COMPUTED} aml:anchor id:anchor/x"], COMPUTED, "aml:anchor",
     "What the base computed has no anchor"),
    ("a reported value computed from another", "", [f"{R} aml:computedFrom {R}"], R, "aml:computedFrom",
     "A reported statement is not computed"),
    ("no figure", r"r> <\S+#(n|percent|percentAsPrinted)>", [], R, "", "A reported number holds a figure"),
    ("no printed form", r"r> <\S+#percentAsPrinted>", [], R, "aml:percent", "The number 60.00 has no printed form"),
    ("another printed form", r"r> <\S+#percentAsPrinted>", [f'{R} aml:percentAsPrinted "61"'], R, "aml:percent",
     "The number 60.00 has no printed form"),
    ("a population of another study", r"result\S+ <\S+#population>", [f"{R} aml:population {P}other"], R, "aml:population",
     "The statement is of one study, its aml:population of another: id:population/doe-2020-other."),
    ("a circle of subgroups", "", [f"{P}all aml:partOf {P}old"], f"{P}all", "aml:partOf", "It is a part of itself."),
    ("a component that does not match", r"c1> <\S+#matches> <\S+agent/", [], C1, "aml:matches", "The component does not match its own"),
    ("another quotation", r"/selector/doe-2020-3-1\S+ <\S+#exact>", [], "id:anchor/doe-2020-3-1", "aml:fragment",
     "The selector quotes something else than the fragment '12 of 20'."),
    ("a term under another list", r"voice.own> <\S+#scheme>", [f'{OWN} aml:scheme "bound"'], OWN, "aml:scheme",
     "The key of the term does not begin with the name of its list, bound."),
    ("a wrong computed percentage", r"#computedPercent(AsPrinted)?> \"60", WRONG_PERCENT, COMPUTED,
     "aml:computedPercent", "The computed percentage 61.00 is not that of the count"),
    ("computed from nothing countable", r"r> <\S+#denominator>", [], COMPUTED, "aml:computedPercent",
     "The computed percentage 60.00 is not"),
    ("a main report from elsewhere", r"measurement\S+ <\S+#reports>", [], "id:measurement/", "aml:mainReport",
     "The main report id:result/doe-2020-r is not among"),
    ("an older record shown", r"#newestRecord>", [f"{STUDY} aml:newestRecord {TR}0"], STUDY, "aml:newestRecord",
     "The newest record is of another study, or an older one than id:trial-record/doe-2020-tr."),
    ("comparable within a study", "", [f"{ENDPOINT} aml:comparableWith {ENDPOINT}"], ENDPOINT, "aml:comparableWith",
     "The endpoint id:endpoint/doe-2020-e is called comparable"),
    ("a document of no kind", r"#documentKind>", [], "id:document/doe-2020", "", "A document is a cited reference, or a source"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("without", "added", "focus", "path", "message"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES]
)
def test_a_mistake_is_told(check: Check, without: str, added: list[str], focus: str, path: str, message: str) -> None:
    faults = check(*added, without=without)
    assert [f for f in faults if f.focus.startswith(expand(focus)) and f.path == path and f.message.startswith(message)], "\n".join(
        map(str, faults)
    )


def test_what_may_be_the_documents_own_doing_is_a_warning(check: Check) -> None:
    more = [f'{R} aml:n "21"{INT}']
    computed = r"r> <\S+#n>|computed/"
    assert check(*more, without=computed) == []
    (fault,) = check(*more, without=computed, warnings=True)
    assert (fault.path, fault.message) == ("aml:n", "The count is larger than the denominator.")


def test_a_restated_claim_without_reference_or_study_is_a_warning(check: Check) -> None:
    unreferenced = r"claim\S+ <\S+#reference>"
    assert check(without=unreferenced) == []
    assert [fault.message for fault in check(without=unreferenced, warnings=True)] == [
        "What is restated names its references or its study."
    ]


def test_rules_run_at_once_find_what_pyshacl_finds_one_by_one(check: Check, tmp_path: Path) -> None:
    """The same faults, counted by entity and property, from pyshacl with its own reading of SHACL-SPARQL."""
    broken = [
        f"{P}all aml:partOf {P}old",
        "id:study/NCT00000001 aml:newestRecord id:trial-record/doe-2020-tr0",
        f"{R} aml:population {P}other",
    ]
    ours = {(fault.focus, fault.path) for fault in check(*broken, without=r"#(percentAsPrinted|exact)>", warnings=True)}
    _, report, _ = validate(read_dump([tmp_path / "dump.nq"]), shacl_graph=read_shapes(), inplace=True)
    assert isinstance(report, Graph)
    theirs = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        path = report.value(result, SH.resultPath)
        theirs.add((str(report.value(result, SH.focusNode)), shorten(str(path)) if isinstance(path, URIRef) else ""))
    assert ours == theirs and len(ours) > 5


def test_a_fault_reads_as_a_sentence_with_the_entity_before_it(check: Check) -> None:
    (fault,) = check(without=r"claim\S+ <\S+#anchor>")
    assert str(fault) == "id:claim/doe-2020-k: aml:anchor is missing"


def test_a_missing_or_broken_dump_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no dump"):
        check_shapes([tmp_path / "none.nq"])
    (tmp_path / "broken.nq").write_text("<a b> c d .\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"not N-Quads .*build the release again"):
        check_shapes([tmp_path / "broken.nq"])


def test_the_shipped_facts_have_no_faults(release_home: Path) -> None:
    assert list(map(str, check_shapes(current(release_home).files))) == []


def test_shapes_use_terms_of_the_ontology_only(shapes: Graph, ontology: Graph) -> None:
    known = {str(term) for term in ontology.subjects(RDF.type) if isinstance(term, URIRef)} | {str(RDFS.label), str(RDFS.comment)}
    named = {str(path) for path in shapes.objects(None, SH.path) if isinstance(path, URIRef)}
    for path in (path for path in shapes.objects(None, SH.path) if isinstance(path, BNode)):
        named |= {str(one) for one in Collection(shapes, shapes.value(path, SH.alternativePath))}
    named |= {str(term) for told_by in (SH["class"], SH.targetClass, SH.lessThanOrEquals) for term in shapes.objects(None, told_by)}
    assert named - known == set()


def test_shapes_follow_the_base_iri_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.check.shapes.BASE", "https://example.org/evidence/")
    targets = {str(one) for one in read_shapes().objects(None, SH.targetClass)}
    assert "https://example.org/evidence/ontology#Result" in targets
    assert not [one for one in targets if one.startswith(PUBLISHED)]
