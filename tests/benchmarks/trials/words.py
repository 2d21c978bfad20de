"""Words that trials are made of. Names of diseases, outcomes, time frames, salts and forms were read in real records."""

from __future__ import annotations

AML = (
    "Acute Myeloid Leukemia", "Acute Myeloid Leukemia", "Acute Myeloid Leukemia", "Acute Myeloid Leukemia (AML)", "AML",
    "Leukemia, Myeloid, Acute", "Refractory Acute Myeloid Leukemia", "Recurrent Acute Myeloid Leukemia", "Acute Myelogenous Leukemia",
    "Acute Myeloid Leukemia, in Relapse", "Acute Myeloid Leukemia in Remission", "Secondary Acute Myeloid Leukemia",
    "acute myeloid leukemia", "AML, Childhood", "Acute Myeloid Leukemia Arising From Previous Myelodysplastic Syndrome",
)  # fmt: skip
"""The disease as records write it; the plain name stands thrice, since it is the most frequent."""

BESIDE_AML = (
    "Myelodysplastic Syndromes",
    "Acute Lymphoblastic Leukemia",
    "Mixed Phenotype Acute Leukemia",
    "Chronic Myelomonocytic Leukemia",
)

DISEASES = (
    "NSCLC", "NSCLC Stage IV", "NSCLC, Recurrent", "Advanced NSCLC", "Breast Cancer", "Multiple Myeloma", "Chronic Lymphocytic Leukemia",
    "Hodgkin Lymphoma", "Non-Hodgkin Lymphoma", "Lymphoblastic Lymphoma", "Burkitt Lymphoma", "Mantle Cell Lymphoma",
    "Follicular Lymphoma", "Myelofibrosis", "Polycythemia Vera", "Essential Thrombocythemia", "Chronic Myelogenous Leukemia",
    "Plasma Cell Leukemia", "Prolymphocytic Leukemia", "Solid Tumors", "Cancer", "Anemia", "Hematologic Diseases",
    "Cystic Fibrosis Related Diabetes", "Pancreatic Insufficiency", "Caries, Dental", "Alcohol Use Disorder", "Dysphagia", "Abdominoplasty",
    "Brain Injuries", "Myelodysplastic Syndromes", "Acute Lymphoblastic Leukemia", "Juvenile Myelomonocytic Leukemia",
)  # fmt: skip
"""Other diseases, where no folder of real records is given to read more from."""

MEASURES = (
    "Overall survival", "Overall survival (OS)", "Overall Survival (OS)", "Incidence of adverse events", "Duration of response",
    "Event-free survival (EFS)", "Overall response rate", "Event-free survival", "Overall response rate (ORR)", "Relapse",
    "Non-relapse mortality", "Relapse-free survival (RFS)", "Immune reconstitution", "Progression Free Survival (PFS)",
    "Cumulative incidence of relapse", "Disease-free survival", "Dose-limiting toxicity (DLT)", "30-day mortality", "60-day mortality",
    "Complete response rate(CRR)", "Objective response rate (ORR)", "Chimerism", "Glucose Tolerance", "Body Composition",
)  # fmt: skip
MEASURE_TAILS = ("", "", " in the intention-to-treat population", " assessed by an independent committee", " at the end of treatment",
                 " compared with baseline in each group of participants")  # fmt: skip
TITLES = (
    "{} in Patients With {}", "Study of {} in Participants With Previously Treated {}", "{} for the Treatment of {}",
    "Efficacy and Safety of {} Versus Standard of Care in Adult Patients With Untreated {}",
    "A Study to Evaluate the Safety and Tolerability of {} in Participants With Relapsed or Refractory {}",
    "Dose Escalation Study of {} in Patients With Advanced {}",
)  # fmt: skip
TIME_FRAMES = (
    "2 years", "6 months", "Up to 2 years", "1 year", "Up to 3 years", "12 months", "3 months", "24 months", "4 years", "Up to 48 months",
    "5 years", "Up to 12 months", "end of infusion", "Up to 6 months", "3 months and 6 months", "28 days", "Up to 5 years",
    "At the end of Cycle 1 (each cycle is 28 days)",
)  # fmt: skip

SALTS = ("Hydrochloride", "Fumarate", "Mesylate", "Phosphate", "Sodium", "Malate")
FORMS = (" capsule", " tablets", " Oral Tablet", " Pill", " Injection", " for Intravenous Infusion", " 40 MG", " 75mg/m2")
JOINTS = (" + ", ", ", " and ", "/", " combined with ", " plus ", "; ")
PLACEBOS = ("Placebo", "placebo", "placebos", "Placebo Oral Tablet")
PROCEDURES = (
    "Bone Marrow Aspiration",
    "Bone Marrow Biopsy",
    "Lumbar Puncture",
    "Allogeneic Stem Cell Transplantation",
    "Sample collection",
)
RADIATIONS = ("Total Body Irradiation", "Radiation", "Hyperfractionated total body irradiation")
TESTS = ("FDG-PET/CT", "Electrocardiography", "Multigated Acquisition Scan", "Chest Radiography")
DEVICES = ("clinimacs cd34 reagent system", "Genius", "eC02")
OTHERS = (
    "Questionnaire Administration",
    "Usual Care",
    "Food texture modification",
    "Diet Intervention",
    "Individualized physical activity program",
)

FILLER = tuple(
    (
        "the study will assess whether participants who receive treatment in this group have a longer time without disease than those who "
        "do not and how safe it is at each dose level after informed consent was given by every patient eligible for therapy with adequate "
        "organ function no prior exposure within days before enrollment blood samples are taken on day of each cycle until progression "
        "unacceptable toxicity death withdrawal or end follow up visits take place every months response according to investigator "
        "assessment standard criteria measured from randomization confirmed by imaging laboratory values weekly daily intravenous oral "
        "infusion hours week arm cohort dose escalation expansion primary secondary objective efficacy tolerability pharmacokinetics "
        "population age years old performance status history active infection pregnant breastfeeding women men contraception"
    ).split()
)
"""Words of the texts that nobody reads but an index."""
