"""The catalogue: every table that can be listed and exported, column by column."""

from __future__ import annotations

from kb import records as r
from kb.tables.spec import ColumnSpec, TableSpec, anchored, own, via

ANCHORED: tuple[ColumnSpec, ...] = (
    via("source", "Source", "aml:statedIn", "document that states it", facet=True),
    via("doi", "DOI", "aml:statedIn/bibo:doi", "that document's DOI", shown=False),
    *anchored("aml:anchor", "Place", "where in the document"),
)
"""Columns of every table whose rows a document states."""

NAMED: tuple[ColumnSpec, ...] = (
    via("document", "Documents", "aml:anchor/oa:hasSource", "documents of the base that name it", facet=True, shown=False),
    via("doi", "DOI", "aml:anchor/oa:hasSource/bibo:doi", "DOI of those documents", shown=False),
    *anchored("aml:anchor", "Place", "where a document names it", shown=False),
)
"""Columns of every table of the vocabulary, whose source may also be a public file; beside its own column of sources."""

STUDY: tuple[ColumnSpec, ...] = (
    via("study", "Study", "aml:study", "the study", facet=True),
    via("nct_id", "NCT number", "aml:study/aml:nctId", "ClinicalTrials.gov number of the study"),
)

FIGURES: tuple[ColumnSpec, ...] = (
    own(r.Result, "statistic", "Statistic", facet=True),
    own(r.Result, "n", "n"),
    own(r.Result, "denominator", "N"),
    own(r.Result, "percent", "Percent"),
    own(r.Result, "value", "Value"),
    own(r.Result, "unit", "Unit"),
    own(r.Result, "range_low", "Range from"),
    own(r.Result, "range_high", "Range to"),
)

SPREAD: tuple[ColumnSpec, ...] = (
    own(r.Result, "sd", "SD", shown=False),
    own(r.Result, "se", "SE", shown=False),
    own(r.Result, "q1", "Q1", shown=False),
    own(r.Result, "q3", "Q3", shown=False),
)
"""Standard deviation, standard error and quartiles, as printed."""

ANALYSIS: tuple[ColumnSpec, ...] = (
    own(r.Result, "statistic_printed", "Statistic as printed", shown=False),
    own(r.Result, "compared_arms", "Arms compared"),
    own(r.Result, "compared_populations", "Groups compared", shown=False),
    own(r.Result, "p_value", "p value"),
    own(r.Result, "p_bound", "Bound of the p value", shown=False),
    own(r.Result, "statistical_method", "Method", shown=False),
    own(r.Result, "ci_sides", "Sides of the CI", shown=False),
    own(r.Result, "hypothesis", "Hypothesis", facet=True, shown=False),
)
"""Columns of an analysis that compares groups."""

SIZES: tuple[ColumnSpec, ...] = (
    via("arm_size", "Arm size", "aml:arm/aml:size", "patients in the arm; no denominator", kind="integer", unit="persons"),
    via(
        "population_size",
        "Population size",
        "aml:population/aml:size",
        "patients in the group; no denominator",
        kind="integer",
        unit="persons",
    ),
)
"""How many there were in the group that a figure is about: who of them was counted, only the denominator tells."""

COMPUTED: tuple[ColumnSpec, ...] = (
    via(
        "computed_percent", "Percent (computed)", "^aml:computedFrom/aml:computedPercent", "100 n / N, recomputed", kind="decimal", unit="%"
    ),
    via(
        "computed_ci_low",
        "CI from (computed)",
        "^aml:computedFrom/aml:computedCiLow",
        "exact interval, lower limit",
        kind="decimal",
        unit="%",
    ),
    via(
        "computed_ci_high",
        "CI to (computed)",
        "^aml:computedFrom/aml:computedCiHigh",
        "exact interval, upper limit",
        kind="decimal",
        unit="%",
    ),
    via("computed_method", "Method (computed)", "^aml:computedFrom/aml:method", "how it was computed", shown=False),
)

VOICE: tuple[ColumnSpec, ...] = (
    own(r.Result, "voice", "Voice", facet=True),
    own(r.Result, "references", "References", shown=False),
    via("discrepancy", "Discrepancy", "^aml:inConflict", "findings of the rules about this row"),
)

OF_RESULT: tuple[ColumnSpec, ...] = (
    own(r.Result, "endpoint", "Endpoint", shown=False),
    own(r.Result, "time_point", "Time point"),
    *FIGURES,
    *SPREAD,
    own(r.Result, "ci_low", "CI from"),
    own(r.Result, "ci_high", "CI to"),
    own(r.Result, "ci_level", "CI level", shown=False),
    own(r.Result, "bound", "Bound"),
    *ANALYSIS,
    *SIZES,
    *COMPUTED,
    own(r.Result, "note", "Note", shown=False),
    *VOICE,
)
"""Columns of every table of reported results, from the endpoint on."""

TRIALS = TableSpec(
    "trials",
    "Trials and other studies",
    "aml:Study",
    (
        own(r.Study, "label", "Study"),
        own(r.Study, "nct_id", "NCT number"),
        own(r.Study, "study_kind", "Kind", facet=True, wider=True),
        own(r.StudySummary, "current_phases", "Phase", facet=True, name="phase", wider=True),
        own(r.StudySummary, "current_status", "Status", facet=True, name="status", wider=True),
        via("regimen", "Regimen", "^aml:armOf/aml:regimen", "regimens of its arms"),
        via("agent", "Drugs", "^aml:armOf/^aml:componentOf/aml:agent", "drugs given in its arms", facet=True, shown=False),
        via(
            "agent_class", "Classes", "^aml:armOf/^aml:componentOf/aml:agent/aml:inClass", "classes of those drugs", facet=True, shown=False
        ),
        via("population", "Population", "^aml:recordOf/aml:population", "whom it is for"),
        via("line", "Line of therapy", "aml:studiedIn/aml:line", "line of therapy", facet=True, shown=False),
        via("disease_setting", "Disease setting", "aml:studiedIn/aml:setting", "newly diagnosed, relapsed ...", facet=True, shown=False),
        via("age_group", "Age group", "aml:studiedIn/aml:ageGroup", "age group of its patients", facet=True, shown=False),
        via("fitness_group", "Fitness", "aml:studiedIn/aml:fitness", "fit or unfit for intensive therapy", facet=True, shown=False),
        via("biomarker", "Biomarker", "aml:studiedIn/aml:biomarker", "biomarkers that its patients are chosen by", facet=True, shown=False),
        via("outcome", "Outcomes reported", "^aml:study/aml:outcome", "what was reported of it as a figure", facet=True, shown=False),
        own(r.StudySummary, "current_outcomes", "Primary endpoint", facet=True, name="endpoint"),
        own(r.StudySummary, "current_countries", "Country", facet=True, name="country", wider=True),
        own(r.StudySummary, "registered_year", "Year registered", facet=True, shown=False),
        own(r.StudySummary, "start_year", "Year of start", facet=True, shown=False),
        own(r.StudySummary, "completion_year", "Year of completion", facet=True, shown=False),
        via("completion_date", "Completion", "^aml:recordOf/aml:completionDate", "study completion date", kind="date"),
        via("as_of", "As of", "aml:newestRecord/aml:asOf", "date of the newest record", kind="date"),
        own(r.StudySummary, "mentioned_in", "Source", facet=True, name="source"),
        via("doi", "DOI", "aml:mentionedIn/bibo:doi", "DOI of the documents that speak of it", shown=False),
        own(r.Study, "references", "References", shown=False),
        *anchored("aml:anchor", "Place", "where it is named", shown=False),
        *anchored("aml:newestRecord/aml:anchor", "Place of the record", "where its newest record stands", prefix="record_", shown=False),
    ),
    "Clinical trials, with and without a registry number, and the other studies that the documents describe.",
)

ARMS = TableSpec(
    "arms",
    "Arms",
    "aml:Arm",
    (
        own(r.Arm, "label", "Arm"),
        via("study", "Study", "aml:armOf", "the study", facet=True),
        via("nct_id", "NCT number", "aml:armOf/aml:nctId", "ClinicalTrials.gov number"),
        own(r.Arm, "arm_role", "Role", facet=True),
        via("regimen", "Regimen", "aml:regimen", "the regimen given", facet=True),
        own(r.Arm, "regimen_printed", "Regimen as printed", shown=False),
        own(r.Arm, "population", "Population"),
        own(r.Arm, "size", "Arm size", name="arm_size"),
        via("agent", "Drugs", "^aml:componentOf/aml:agent", "drugs given", facet=True),
        via("agent_class", "Class only", "^aml:componentOf/aml:agentClass", "classes given where no drug is named", facet=True),
        via(
            "source_date",
            "Date of source",
            "aml:statedIn/dcterms:issued",
            "when that document was published or read",
            kind="date",
            shown=False,
        ),
        *ANCHORED,
    ),
    "Groups of patients (or models) that get one regimen.",
)

REGIMENS = TableSpec(
    "regimens",
    "Regimens",
    "aml:Regimen",
    (
        own(r.Regimen, "label", "Regimen"),
        own(r.Regimen, "names", "Also called"),
        own(r.Regimen, "agents", "Drugs", facet=True),
        own(r.Regimen, "classes", "Class only", facet=True),
        own(r.Regimen, "optional_agents", "Optional drugs"),
        own(r.Regimen, "optional_classes", "Optional classes", shown=False),
        own(r.Regimen, "families", "Family", facet=True),
        own(r.Regimen, "contains", "Contains", shown=False),
        via("study", "Studies", "^aml:regimen/aml:armOf", "studies with an arm of this regimen", facet=True),
        via("source", "Source", "^aml:regimen/aml:statedIn", "documents that state an arm of it", facet=True),
        via("doi", "DOI", "^aml:regimen/aml:statedIn/bibo:doi", "DOI of those documents", shown=False),
        *anchored("^aml:regimen/aml:anchor", "Place", "where its arms are stated", shown=False),
    ),
    "Sets of drugs given together; the same set is the same regimen, whichever study gives it.",
    gathered=True,
)

AGENTS = TableSpec(
    "agents",
    "Drugs and other agents",
    "aml:Agent",
    (
        own(r.Agent, "label", "Agent"),
        own(r.Agent, "agent_kind", "Kind", facet=True),
        via("class", "Classes", "aml:inClass", "classes it belongs to, however far above", facet=True),
        via("target", "Targets", "aml:actsOn", "what it acts on", facet=True),
        own(r.Agent, "moiety", "Active moiety"),
        via("synonym", "Other names", "^aml:names/rdfs:label", "synonyms, code names, brands"),
        via("study", "Studies", "^aml:agent/aml:componentOf/aml:armOf", "studies that give it"),
        own(r.Agent, "definition", "Definition", shown=False),
        own(r.Agent, "source", "Source", shown=False),
        *NAMED,
    ),
    "Drugs, antibodies, cell products, vaccines and procedures, with class and target; each membership has its source.",
    gathered=True,
)

CLASSES = TableSpec(
    "classes",
    "Classes of agents",
    "aml:AgentClass",
    (
        own(r.AgentClass, "label", "Class"),
        own(r.AgentClass, "axis", "Axis", facet=True),
        own(r.AgentClass, "broader", "Within"),
        own(r.AgentClass, "definition", "Definition"),
        via("agent", "Members", "^aml:inClass", "agents in it"),
        via("synonym", "Other names", "^aml:names/rdfs:label", "synonyms and abbreviations"),
        own(r.AgentClass, "source", "Source", shown=False),
        *NAMED,
    ),
    "Classes on three axes: mechanism, modality, use.",
    gathered=True,
)

TARGETS = TableSpec(
    "targets",
    "Targets and biomarkers",
    "aml:Target",
    (
        own(r.Target, "label", "Target"),
        own(r.Target, "target_kind", "Kind", facet=True),
        own(r.Target, "gene", "Gene"),
        own(r.Target, "broader", "Kind of"),
        own(r.Target, "definition", "Definition"),
        via("agent", "Agents", "^aml:actsOn", "agents that act on it"),
        via("claim", "Claims", "^aml:subject", "claims about it", shown=False),
        own(r.Target, "source", "Source", shown=False),
        *NAMED,
    ),
    "Antigens, receptors, pathways and mutations.",
    gathered=True,
)

RESULTS = TableSpec(
    "results",
    "Reported results",
    "aml:Result",
    (
        *STUDY,
        own(r.Result, "arm", "Arm", facet=True),
        own(r.Result, "family", "Regimen family", facet=True),
        own(r.Result, "population", "Population", facet=True),
        own(r.Result, "outcome", "Outcome", facet=True),
        own(r.Result, "category", "Category", shown=False),
        *OF_RESULT,
        *ANCHORED,
    ),
    "One row for each reported figure, as printed; recomputed figures stand beside it and say so.",
)

ADVERSE_EVENTS = TableSpec(
    "adverse-events",
    "Adverse events",
    "aml:AdverseEventResult",
    (
        *STUDY,
        own(r.AdverseEventResult, "arm", "Arm", facet=True),
        own(r.AdverseEventResult, "population", "Population", shown=False),
        own(r.AdverseEventResult, "position", "Row"),
        own(r.AdverseEventResult, "term", "Adverse event", facet=True),
        own(r.AdverseEventResult, "group", "Group", facet=True),
        own(r.AdverseEventResult, "level", "Level", facet=True),
        own(r.AdverseEventResult, "grade", "Grade", facet=True),
        *FIGURES,
        *SIZES,
        *COMPUTED,
        via(
            "source_kind",
            "Kind of source",
            "aml:statedIn/aml:documentKind",
            "paper, or registry, which tells no grades",
            facet=True,
            shown=False,
        ),
        own(r.AdverseEventResult, "relatedness", "Relatedness"),
        own(r.AdverseEventResult, "seriousness", "Seriousness", facet=True),
        own(r.AdverseEventResult, "events", "Number of events", shown=False),
        own(r.AdverseEventResult, "event_dictionary", "Dictionary of terms", facet=True, shown=False),
        own(r.AdverseEventResult, "assessment", "Assessment", facet=True, shown=False),
        own(r.AdverseEventResult, "frequency_threshold", "Listed above", shown=False),
        own(r.AdverseEventResult, "criteria", "Criteria", shown=False),
        own(r.AdverseEventResult, "time_point", "Time point", shown=False),
        *VOICE,
        *ANCHORED,
    ),
    "How many patients had an adverse event; one row a cell. Papers tell them by CTCAE grade; a registry tells serious and other events"
    " apart, without grades, and only those more frequent than its threshold: what it does not list is unknown, not zero.",
)

BASELINE = TableSpec(
    "baseline",
    "Baseline characteristics",
    "aml:BaselineResult",
    (
        *STUDY,
        own(r.BaselineResult, "population", "Population", facet=True),
        own(r.BaselineResult, "position", "Row"),
        own(r.BaselineResult, "characteristic", "Characteristic", facet=True),
        own(r.BaselineResult, "category", "Category"),
        own(r.BaselineResult, "part_of", "Part of", shown=False),
        *FIGURES,
        *SPREAD,
        *COMPUTED,
        *VOICE,
        *ANCHORED,
    ),
    "Who was studied, as each document reports it.",
)

CLAIMS = TableSpec(
    "claims",
    "Claims",
    "aml:Claim",
    (
        own(r.Claim, "label", "Claim"),
        own(r.Claim, "topic", "Topic", facet=True),
        own(r.Claim, "subject", "Subject", facet=True),
        own(r.Claim, "relation", "Relation", facet=True),
        own(r.Claim, "object", "Object", facet=True),
        own(r.Claim, "direction", "Direction", facet=True),
        own(r.Claim, "evidence_kind", "Evidence", facet=True),
        own(r.Claim, "voice", "Voice", facet=True),
        own(r.Claim, "study", "Study", facet=True),
        own(r.Claim, "population", "Population"),
        own(r.Claim, "model", "Model", shown=False),
        own(r.Claim, "references", "References"),
        *ANCHORED,
    ),
    "Qualitative statements, in our own words, with direction, kind of evidence and voice.",
)

EVENTS = TableSpec(
    "events",
    "Regulatory events",
    "aml:RegulatoryEvent",
    (
        own(r.RegulatoryEvent, "label", "Event"),
        own(r.RegulatoryEvent, "event_kind", "Kind", facet=True),
        own(r.RegulatoryEvent, "subject", "Subject", facet=True),
        own(r.RegulatoryEvent, "authority", "Authority", facet=True),
        own(r.RegulatoryEvent, "occurred", "When"),
        own(r.RegulatoryEvent, "indication", "Indication"),
        own(r.RegulatoryEvent, "references", "References"),
        *ANCHORED,
    ),
    "Approvals, holds, terminations and discontinuations as documents state them.",
)

PARAMETERS = TableSpec(
    "parameters",
    "Study design, methods and declarations",
    "aml:StudyParameter",
    (
        own(r.StudyParameter, "subject", "Subject", facet=True),
        own(r.StudyParameter, "parameter", "Parameter", facet=True),
        own(r.StudyParameter, "label", "Value"),
        own(r.StudyParameter, "references", "References", shown=False),
        *ANCHORED,
    ),
    "Eligibility, definitions, criteria, methods, ethics and funding.",
)

DOSES = TableSpec(
    "doses",
    "Doses",
    "aml:Dose",
    (
        own(r.Dose, "agent", "Agent", facet=True),
        own(r.Dose, "arm", "Arm", facet=True),
        own(r.Dose, "population", "Population"),
        own(r.Dose, "basis", "Planned or delivered", facet=True),
        own(r.Dose, "statistic", "Statistic"),
        own(r.Dose, "value", "Dose"),
        own(r.Dose, "range_low", "Range from"),
        own(r.Dose, "range_high", "Range to"),
        own(r.Dose, "unit", "Unit"),
        own(r.Dose, "route", "Route"),
        own(r.Dose, "days", "Days"),
        *ANCHORED,
    ),
    "Planned and delivered doses, kept apart.",
)

DOCUMENTS = TableSpec(
    "documents",
    "Documents",
    "aml:Document",
    (
        own(r.Document, "label", "Document"),
        own(r.Document, "title", "Title"),
        own(r.Document, "document_kind", "Kind", facet=True),
        own(r.Reference, "cited_by", "Cited by", facet=True),
        own(r.Reference, "number", "Reference number"),
        own(r.Document, "journal", "Journal"),
        own(r.Document, "year", "Year", facet=True),
        own(r.Document, "doi", "DOI"),
        own(r.Document, "pmid", "PMID"),
        own(r.Document, "licence", "Licence", shown=False),
        via("source", "Source", "aml:anchor/oa:hasSource", "document that states it: its own text, or the one that cites it", shown=False),
        *anchored("aml:anchor", "Place", "where in that document", shown=False),
    ),
    "The papers whose facts the base holds, and the works they cite.",
    gathered=True,
)

REFERENCES = TableSpec(
    "references",
    "References",
    "aml:CitedReference",
    (
        own(r.Reference, "cited_by", "Cited by", facet=True, name="source"),
        own(r.Reference, "number", "Number"),
        own(r.Reference, "authors", "Authors", shown=False),
        own(r.Reference, "label", "Reference"),
        own(r.Reference, "title", "Title"),
        own(r.Reference, "journal", "Journal", facet=True),
        own(r.Reference, "year", "Year", facet=True),
        own(r.Reference, "volume", "Volume", shown=False),
        own(r.Reference, "issue", "Issue", shown=False),
        own(r.Reference, "pages", "Pages", shown=False),
        own(r.Reference, "doi", "DOI"),
        own(r.Reference, "pmid", "PMID"),
        via("claim", "Claims that rest on it", "^aml:reference", "statements that give it as reference", shown=False),
        *anchored("aml:anchor", "Place", "where it stands"),
    ),
    "Works cited by the documents of the base.",
)

DISCREPANCIES = TableSpec(
    "discrepancies",
    "Discrepancies",
    "aml:Discrepancy",
    (
        own(r.Discrepancy, "label", "Finding"),
        own(r.Discrepancy, "rule", "Rule", facet=True),
        own(r.Discrepancy, "severity", "Severity", facet=True),
        own(r.Discrepancy, "statements", "Statements"),
        own(r.Discrepancy, "expected", "Expected"),
        own(r.Discrepancy, "found", "Found"),
        own(r.Discrepancy, "verdict", "Verdict", shown=False),
        via("source", "Source", "aml:inConflict/aml:anchor/oa:hasSource", "documents concerned", facet=True),
        via("doi", "DOI", "aml:inConflict/aml:anchor/oa:hasSource/bibo:doi", "DOI of those documents", shown=False),
        *anchored("aml:inConflict/aml:anchor", "Places", "where the statements stand"),
    ),
    "Conflicts that general rules find in the figures; every one names the statements and their places. Major: the figures contradict each"
    " other. Minor: they differ, and the reading of the result stays the same. Rounding: only the last digit differs.",
    gathered=True,
)

TABLES: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        TRIALS, ARMS, REGIMENS, AGENTS, CLASSES, TARGETS, RESULTS, ADVERSE_EVENTS, BASELINE, CLAIMS, EVENTS, PARAMETERS, DOSES,
        DOCUMENTS, REFERENCES, DISCREPANCIES,
    )
}  # fmt: skip
"""Every table by name."""
