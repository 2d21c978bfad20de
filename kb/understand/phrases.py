"""Phrases: what people say in other words than the vocabulary does, the words that ask, and those that ask for nothing."""

from __future__ import annotations

PHRASES: tuple[tuple[str, str], ...] = (
    ("concept/status.recruiting", "still recruiting|actively recruiting|currently recruiting|open for enrolment|open to enrolment|enrolling"),
    ("concept/status.active-not-recruiting", "closed to enrolment|closed for enrolment|no longer recruiting"),
    ("concept/status.ongoing", "under way|in progress|running"),
    ("concept/status.terminated", "stopped early|stopped|halted|discontinued"),
    ("concept/status.suspended", "stopped|halted|discontinued"),
    ("concept/status.withdrawn", "stopped|halted|discontinued"),
    ("concept/status.completed", "finished"),
    ("concept/event-kind.clinical-hold", "on hold|clinical hold|put on hold"),
    ("concept/event-kind.suspension", "on hold|put on hold"),
    ("concept/line.first", "first line|1st line|1l|front line|upfront|up front"),
    ("concept/line.salvage", "second line|2nd line|2l|salvage therapy|salvage treatment|salvage setting"),
    ("concept/line.first-salvage", "first salvage|salvage 1"),
    ("concept/setting.newly-diagnosed", "new diagnosis|de novo|treatment naive|previously untreated"),
    ("concept/setting.relapsed-refractory", "rr|r r|relapsed and refractory|refractory and relapsed|relapsed refractory|refractory relapsed"),
    ("concept/setting.relapsed", "relapsing|in relapse"),
    ("concept/setting.post-transplant-relapse", "post transplant relapse|relapse after transplant|relapsed after transplant|posttransplant relapse"),
    ("concept/transplant.after-allo-hsct", "post transplant|after transplant|after transplantation|post transplantation|post allo hsct|post hsct|after hsct"),
    ("concept/transplant.after-allo-hsct", "after allogeneic transplantation|prior allo hsct|previous allo hsct|after allo sct|post allo sct"),
    ("concept/transplant.no-allo-hsct", "without prior transplant|without transplant|not transplanted|no prior transplant"),
    ("concept/age-group.elderly", "old|aged|senior|over 65"),
    ("concept/age-group.paediatric", "child|childhood|infants"),
    ("concept/fitness.unfit", "unfit|ineligible for intensive chemotherapy|unsuitable for intensive therapy|not eligible for intensive chemotherapy"),
    ("concept/fitness.unfit", "unsuitable for intensive induction|unfit for intensive chemotherapy|ineligible for intensive therapy"),
    ("concept/fitness.fit", "fit patients"),
    ("concept/study-kind.animal-model", "animal|mouse|mice|in vivo|xenografts|pdx"),
    ("concept/study-kind.in-vitro", "in vitro"),
    ("concept/study-kind.preclinical", "preclinical|laboratory|lab"),
    ("concept/study-kind.retrospective", "retrospective"),
    ("concept/evidence-kind.in-vivo", "in vivo|mouse|mice|animal"),
    ("concept/evidence-kind.preclinical", "laboratory"),
    ("concept/parameter.eligibility-inclusion", "eligible|eligibility|inclusion|inclusion criteria|could take part|can take part|enrolment criteria"),
    ("concept/parameter.eligibility-exclusion", "eligible|eligibility|exclusion|exclusion criteria|ineligible|excluded|not allowed"),
    ("concept/parameter.funding", "funded|paid for|grants"),
    ("concept/parameter.ethics", "ethics|ethical|ethics committee"),
    ("concept/parameter.consent", "consent"),
    ("concept/parameter.statistical-method", "statistics|statistical|statistical methods|analysed"),
    ("concept/parameter.definition", "defined|define|definitions|mean by|meant by"),
    ("concept/parameter.conflict-of-interest", "competing interests|conflicts of interest|disclosures"),
    ("concept/parameter.data-availability", "data available|data sharing"),
    ("concept/parameter.registration", "registered"),
    ("concept/parameter.criteria", "response criteria|grading criteria|which criteria"),
    ("concept/parameter.enrolment-period", "enrolled when|enrolment dates|recruitment period"),
    ("concept/direction.no-benefit", "no benefit|did not improve|does not improve|not effective|ineffective|did not work|failed|fail|failure"),
    ("concept/direction.harm", "harmful|worse|worsened|detrimental"),
    ("concept/direction.supports", "in favour of|beneficial"),
    ("concept/topic.future-direction", "future directions|next steps|should be done next|future work|future"),
    ("concept/topic.challenge", "problems|obstacles|hurdles|difficulties"),
    ("concept/topic.limitation", "weaknesses|shortcomings|drawbacks"),
    ("concept/topic.mechanism", "mechanism of action|mode of action"),
    ("concept/topic.resistance", "resistant"),
    ("concept/statistic.median", "median"),
    ("concept/relatedness.treatment-related", "treatment related|trae|traes|drug related"),
    ("concept/relatedness.immune-related", "immune related|irae|iraes"),
    ("concept/severity.major", "serious discrepancies|major discrepancies"),
    ("concept/voice.own", "own results|own data"),
    ("concept/voice.restated", "restated|quoted|cited figures"),
    ("target/adverse-risk", "high risk|poor risk|unfavourable risk"),
)  # fmt: skip
"""Terms, and what askers say for them. A phrase that stands with several terms means any of them."""

# What is asked for. Nouns count where they are what the question asks for, cues anywhere; the first kind with a cue wins.
NOUNS: dict[str, str] = {
    "trials": "trial|study|protocol",
    "regimens": "regimen|combination",
    "agents": "drug|agent|compound|molecule|antibody|product|inhibitor|medicine",
    "targets": "target|antigen",
    "references": "reference|citation|paper|publication|article|ref",
    "adverse-events": "adverse event|adverse reaction|toxicity|side effect|ae|trae|complication|harm",
    "results": "result|outcome|response rate|rate|figure|efficacy",
    "claims": "claim|statement|evidence|mechanism|limitation|challenge|conclusion|finding|biomarker",
    "doses": "dose|dosage|dosing|schedule",
    "parameters": "criteria|criterion|method|definition",
    "baseline": "characteristic|demographic",
    "discrepancies": "discrepancy|inconsistency|conflict|contradiction|mistake|error",
    "events": "approval|hold|regulatory event",
}

CUES: tuple[tuple[str, str], ...] = (
    ("discrepancies", "discrepancy|inconsistency|inconsistent|contradict|contradiction|arithmetic|number hold|figure hold|do the number hold|add up|mistake|error"),
    ("references", "reference|citation|cite|cited|citing|bibliography|ref"),
    ("baseline", "baseline|characteristic|demographic|prior|previously treated|had previous|previous treatment"),
    ("parameters", "eligibility|eligible|inclusion|exclusion|criteria|funded|funding|ethic|ethics|consent|registered|registration|software|defined|definition|method|statistical"),
    ("doses", "dose|dosing|dosage|dosed|schedule|how much"),
    ("events", "approval|approved|approve|fda|regulator|regulatory|on hold|clinical hold|halted|discontinued|gilead|withdrawn from"),
    ("adverse-events", "adverse event|adverse reaction|adverse|toxicity|toxic|side effect|ae|trae|irae|safe|safety|tolerated|tolerability|complication"),
    ("claims", "claim|said|say|why|mechanism|how do|how does|explain|explained|limitation|challenge|future direction|expressed|express|expression|predict|synergy"),
    ("claims", "support|back|synergistic|synergise|prognostic|conclude|concluded|conclusion|role of|interact|evidence|believe|think"),
    ("results", "reported|report|result|results|outcome|response|respond|responded|rate|survival|achieved|achieve|efficacy|effective|work|worked"),
    ("results", "remission|benefit|improve|improved|follow up|reach|reached|compare|compared|comparison|versus|vs|how long|alive|survive|survived"),
    ("overview", "known about|tell me about|overview|summary|summarise|everything about|information on|info on|what about|know about"),
    ("trials", "trial|study|combine|combined|combining|combination|given together|together|tested|tried"),
)  # fmt: skip

JOIN_OR = frozenset({"or", "nor", "versus", "vs"})
JOIN_AND = frozenset({"with", "and", "plus", "+", "but"})
EXCLUDE = frozenset({"without", "not", "no", "excluding", "except", "minus", "lacking", "exclude", "outside", "non", "never", "avoiding"})
PREPOSITIONS = frozenset({"in", "for", "from", "at", "among", "of", "by", "as", "that", "which", "who"})
ASKING = frozenset("which what list show give find name any all every how many are is there do does did has have was were can get see tell me us the a an".split())
DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "their", "your", "our", "each"})
COUNTING = frozenset({"many", "number", "proportion", "percentage", "percent", "share", "fraction"})

# Everyday words that are also abbreviations (GO, ALL, US, TRAIL): names only as the vocabulary writes them, or behind these words.
EVERYDAY: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        "all am an any as at be by can do for has have he her his i if in is it its me mm my no not of on one or over so the to we car".split(), frozenset[str]()
    ),
    "go": frozenset({"with", "plus", "+", "without", "adding"}),
    "us": frozenset({"the"}),
    "trail": frozenset(),
    "nr": frozenset(),
}  # fmt: skip

# Names that say nothing in a question, though the vocabulary needs them.
NOT_NAMES = frozenset(
    """support neutral mixed treated enrolled unknown review observation major minor outcome response efficacy safety background design procedure regulatory assessment
    institution correspondence opinion administered recommended delivered planned mechanism exact other yes none mutation baseline""".split()
)  # fmt: skip

FILLER = frozenset(
    """
    a about across action activity actually acute add added adding after agent ago aim all already also am aml among an and another
    answer anti antibody antigen any anything appear apply approach arm around article as ask at available avoid away background base
    based be been before began begin behind being below best between blockade blocker body both bring but by called came can case cause
    caused cell change characteristic check choice choose citation claim class clear clinical close cohort combination combine combined
    combining combo come common commonly compare compared comparison compound conclude concluded conclusion consider considered contain
    containing could country criteria current currently data database date day describe described develop developed did different
    directed discussed disease do doc doctor document does done dose drug during each effect effective efficacy either else end endpoint
    enough enrolled etc evaluate evaluated evaluating event ever every examined exist exists experience experienced express fact far
    figure find finding first follow following found frequent from full gave general get give given gives go good got grade great group
    had happen happened has have having he hello help her here hey hi high his how i if important in include included includes including
    individual inform information inhibition inhibitor inside into investigate investigated investigating involve involved involving is
    it its just kind know known last later latest lead least less let leukaemia leukaemic leukemia leukemic level like line list little
    live located location long look low mab made main make many may me mean measure medicine mention mentioned method molecule monoclonal
    month more most much must mutant mutated mutation my myeloid name named need new newest next no not now number of off on once one
    ongoing open or other our out outcome over own paper part participant particular patient people per percent percentage person phase
    please plus point positive possible present primary print printed product proportion provide publication published question rate read
    receive received receiving recent recently ref regard regarding regimen relate related relevant report reported respond response
    result right role run safe safety same saw say secondary see seen shall she short should show showed shown shows side similar since
    site so some someone something stand start state stated statement status still strategy studied study studying such sum support
    supported supporting supports table take taken talk target targeted targeting tell test tested testing than thank thanks that the
    their them then therapy there these they thing think third this those thought through time to today together told top total toxicity
    treat treated treating treatment trial tried try two type under understand unit until up use used useful uses using usually value
    various versus very via view vs want was we week well went were what when where whether which while who whole whom whose why will
    with within work would year yes yet you your
    """.split()
)
"""Words that a question is made of and that, by themselves, ask for nothing."""
