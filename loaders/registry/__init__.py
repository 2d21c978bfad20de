"""The trial registry: ClinicalTrials.gov records, whatever file they come in, to the records of kb."""
