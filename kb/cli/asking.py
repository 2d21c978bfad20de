"""Commands that ask for evidence: in plain words, and by combination."""

from __future__ import annotations

import sys

import click

from kb.cli.opening import opened
from kb.cli.printing import FORMAT


@click.command()
@click.argument("question", nargs=-1, required=True)
@FORMAT
def ask(question: tuple[str, ...], format_: str) -> None:
    """Answer a QUESTION in plain words.

    How it was understood, near misses and the SPARQL that was run go to standard error. Exit 2 if it was not understood at all.
    """
    from kb.answer import answer  # imported on use: help and faults of the command line need no store
    from kb.cli.answering import put_answer

    with opened() as base:
        found = answer(base, " ".join(question))
        put_answer(base, found, format_)
    if found.understood.empty:
        sys.exit(2)


@click.command()
@click.option(
    "--with",
    "with_",
    multiple=True,
    help="Drug, class or target that an arm must hold; repeat for each. 'A or B', 'HMA except decitabine', 'ADC against CD33'.",
)
@click.option("--without", multiple=True, help="Drug, class or target that the arm must not hold.")
@click.option("--exactly", is_flag=True, help="Only what a source names itself: a class then matches where just the class is stated.")
@click.option("--phase", multiple=True, help="Phase, such as 2, 1b, or 1/2 for a combined phase.")
@click.option("--status", multiple=True, help="Recruitment status.")
@click.option("--country", multiple=True, help="Country.")
@click.option("--design", multiple=True, help="Design, such as randomized or single-arm.")
@click.option("--kind", multiple=True, help="Kind of study.")
@click.option("--line", multiple=True, help="Line of therapy.")
@click.option("--setting", multiple=True, help="Disease setting, such as relapsed-refractory.")
@click.option("--age", multiple=True, help="Age group.")
@click.option("--fitness", multiple=True, help="Fitness for intensive therapy.")
@click.option("--transplant", multiple=True, help="Prior transplantation.")
@click.option("--disease", multiple=True, help="Disease.")
@click.option("--biomarker", multiple=True, help="Biomarker of the population.")
@click.option("--endpoint", multiple=True, help="Primary endpoint.")
@click.option("--outcome", multiple=True, help="Outcome that has a reported figure.")
@click.option("--adverse-event", multiple=True, help="Adverse event that has a reported figure.")
@click.option("--direction", multiple=True, help="Direction of a finding, such as 'no benefit'.")
@click.option("--event", multiple=True, help="Regulatory event on the study or its drugs, such as 'clinical hold'.")
@click.option("--document", multiple=True, help="Document that speaks of it.")
@click.option("--study", multiple=True, help="The study itself.")
@click.option("--completed-before", multiple=True, help="Completion before a date, such as 2027-06.")
@click.option("--completed-after", multiple=True, help="Completion after a date, such as 2026.")
@FORMAT
def trials(with_: tuple[str, ...], without: tuple[str, ...], exactly: bool, format_: str, **filters: tuple[str, ...]) -> None:
    """Studies whose arms hold a combination of drugs, classes or targets together.

    A filter may be repeated: its values are alternatives. '!' before a value asks for studies that are told to be otherwise.
    """
    from kb.answer import combine  # imported on use, as above
    from kb.cli.answering import put_answer
    from kb.combine import FILTERS, Combination, read_chips, read_filter_value

    with opened() as base:
        chosen = {
            (name := key.replace("_", "-")): tuple(read_filter_value(base.names, FILTERS[name], value, f"--{name}") for value in values)
            for key, values in filters.items()
            if values
        }
        held, lacking = (
            tuple(chip for words in several for chip in read_chips(base.names, words, exactly, lambda name: base.lexicon.parts[name].held))
            for several in (with_, without)
        )
        combination = Combination(held, lacking, chosen)
        put_answer(base, combine(base, combination), format_)
