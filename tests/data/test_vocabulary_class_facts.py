"""What agents are and are not, read in the sources one by one: the curated rows must lead there, and nowhere else."""

from __future__ import annotations

import pytest

from kb.records import AgentClass, ClassMembership, Targeting
from kb.sources import Holdings

# Agent, the classes it belongs to, and classes it must not be taken for. Read in: NCI Thesaurus and NCI Drug Dictionary definitions
# and names, the WHO ATC index of April 2026, registry records, and the abstracts that the rows name.
FACTS = [
    ("cadonilimab", "anti-pd-1 anti-ctla-4 bispecific-antibody immunotherapy", "anti-pd-l1 bispecific-t-cell-engager"),
    ("ro7247669", "anti-pd-1 anti-lag-3 bispecific-antibody checkpoint-inhibitor", "anti-ctla-4"),
    ("ibi318", "anti-pd-1 anti-pd-l1 anti-pd-1-l1", "anti-lag-3"),
    ("tislelizumab", "anti-pd-1 monoclonal-antibody immunotherapy", "anti-pd-l1 chemotherapy"),
    ("durvalumab", "anti-pd-l1 anti-pd-1-l1", "anti-pd-1"),
    ("tremelimumab", "anti-ctla-4 checkpoint-inhibitor", "anti-pd-1-l1"),
    ("relatlimab", "anti-lag-3 checkpoint-inhibitor", "anti-pd-1"),
    ("sabatolimab", "anti-tim-3 checkpoint-inhibitor", "anti-pd-1-l1 anti-cd47"),
    ("monalizumab", "anti-nkg2a checkpoint-inhibitor", "anti-pd-1-l1"),
    ("lemzoparlimab", "anti-cd47 cd47-sirpa-inhibitor", "anti-sirpa"),
    ("evorpacept", "sirpa-protein cd47-sirpa-inhibitor", "anti-cd47 anti-sirpa monoclonal-antibody"),
    ("bi-765063", "anti-sirpa cd47-sirpa-inhibitor", "anti-cd47 sirpa-protein"),
    ("sgn-cd47m", "adc antibody-conjugate", "anti-cd47"),
    ("vadastuximab-talirine", "adc immunotherapy", "anti-cd33 chemotherapy"),
    ("lintuzumab", "anti-cd33 monoclonal-antibody", "adc radioimmunoconjugate"),
    ("talacotuzumab", "anti-cd123", "adc bispecific-antibody"),
    ("tagraxofusp", "fusion-toxin", "adc monoclonal-antibody"),
    ("vibecotamab", "bispecific-t-cell-engager bispecific-antibody immunotherapy", "adc car-t"),
    ("mp0533", "multispecific-t-cell-engager immunotherapy", "bispecific-t-cell-engager car-t"),
    ("sar443579", "nk-cell-engager immunotherapy", "car-nk bispecific-t-cell-engager"),
    ("cll1-car-t", "car-t car-engineered-cell adoptive-cell-therapy immunotherapy", "car-nk"),
    ("cd70-car-nk", "car-nk nk-cell-therapy", "car-t"),
    ("rivogenlecleucel", "adoptive-cell-therapy", "car-t car-engineered-cell"),
    ("mutant-p53-peptide-pulsed-dendritic-cell-vaccine", "dendritic-cell-vaccine cancer-vaccine immunotherapy", "peptide-vaccine"),
    ("azacitidine-oral", "hma chemotherapy", "immunotherapy targeted-therapy"),
    ("decitabine-cedazuridine", "hma pyrimidine-analogue chemotherapy", "purine-analogue"),
    ("clofarabine", "purine-analogue nucleoside-analogue antimetabolite chemotherapy", "hma"),
    ("melphalan", "nitrogen-mustard alkylating-agent chemotherapy", "nitrosourea"),
    ("thiotepa", "ethylene-imine alkylating-agent", "nitrogen-mustard"),
    ("methotrexate", "antifolate antimetabolite immunosuppressant", "nucleoside-analogue"),
    ("ivosidenib", "idh1-inhibitor idh-inhibitor targeted-therapy", "idh2-inhibitor chemotherapy"),
    ("vorasidenib", "idh1-inhibitor idh2-inhibitor", "flt3-inhibitor"),
    ("luxeptinib", "flt3-inhibitor btk-inhibitor protein-kinase-inhibitor", "bcr-abl-inhibitor"),
    ("ponatinib", "bcr-abl-inhibitor flt3-inhibitor", "jak-inhibitor"),
    ("ruxolitinib", "jak-inhibitor protein-kinase-inhibitor", "flt3-inhibitor chemotherapy"),
    ("navitoclax", "bcl-2-inhibitor bcl-xl-inhibitor", "mcl-1-inhibitor"),
    ("venetoclax", "bcl-2-inhibitor targeted-therapy", "bcl-xl-inhibitor chemotherapy"),
    ("revumenib", "menin-inhibitor", "bcl-2-inhibitor"),
    ("arsenic-trioxide", "arsenical", "chemotherapy retinoid"),
    ("tacrolimus", "calcineurin-inhibitor immunosuppressant", "chemotherapy immunotherapy"),
    ("mycophenolate-mofetil", "impdh-inhibitor immunosuppressant", "chemotherapy antimetabolite"),
    ("antithymocyte-globulin-rabbit", "antithymocyte-globulin immunosuppressant", "monoclonal-antibody immunotherapy chemotherapy"),
    ("posaconazole", "azole-antifungal antifungal supportive-care", "chemotherapy antibacterial"),
    ("mesna", "uroprotective-agent detoxifying-agent supportive-care", "chemotherapy"),
    ("aldesleukin", "cytokine", "colony-stimulating-factor"),
    ("total-body-irradiation", "radiation-therapy", "chemotherapy hsct"),
    ("allo-hsct", "allogeneic-transplantation hsct", "adoptive-cell-therapy"),
    ("autologous-hsct", "hsct", "allogeneic-transplantation"),
]

# Agent or class, the targets it acts on, and one it must not.
TARGETS = [
    ("agent/mp0533", "cd33 cd123 cd70 cd3", "cll1"),
    ("agent/mcla-117", "cll1 cd3", "cd33"),
    ("agent/tagraxofusp", "cd123", "cd33"),
    ("agent/senti-202", "cd33 flt3", "cd123"),
    ("agent/cd123-cd33-car-t", "cd123 cd33", "cll1"),
    ("agent/sgn-cd47m", "cd47", "sirpa"),
    ("class/anti-sirpa", "sirpa", "cd47"),
    ("class/idh2-inhibitor", "idh2", "idh1"),
]


@pytest.fixture(scope="module")
def classes(holdings: Holdings) -> dict[str, set[str]]:
    """For each agent every class it leads to, walked up row by row."""
    broader = {record.key: record.broader for record in holdings.all(AgentClass)}
    reached: dict[str, set[str]] = {}
    for membership in holdings.all(ClassMembership):
        waiting = [membership.agent_class]
        while waiting:
            one = waiting.pop()
            reached.setdefault(membership.agent, set()).add(one)
            waiting += broader[one]
    return reached


@pytest.mark.parametrize(("agent", "is_a", "is_no"), FACTS, ids=[agent for agent, _, _ in FACTS])
def test_an_agent_is_what_its_sources_call_it(classes: dict[str, set[str]], agent: str, is_a: str, is_no: str) -> None:
    assert set(is_a.split()) <= classes[agent]
    assert not set(is_no.split()) & classes[agent]


@pytest.mark.parametrize(("subject", "acts_on", "not_on"), TARGETS, ids=[subject for subject, _, _ in TARGETS])
def test_an_agent_acts_on_what_its_sources_say(holdings: Holdings, subject: str, acts_on: str, not_on: str) -> None:
    targets = {targeting.target for targeting in holdings.all(Targeting) if targeting.subject == subject}
    assert set(acts_on.split()) <= targets
    assert not_on not in targets


def test_every_class_named_here_is_in_the_vocabulary(holdings: Holdings) -> None:
    """A class that no longer exists would make 'is not' true of itself."""
    known = {record.key for record in holdings.all(AgentClass)}
    named = {one for _, is_a, is_no in FACTS for one in (*is_a.split(), *is_no.split())}
    assert named <= known
