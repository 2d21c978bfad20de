"""The command ``kb``: results to standard output, messages to standard error; exit 0, 1 with findings, 2 for wrong use."""

from __future__ import annotations

import sys

import click

from kb import __version__
from kb.cli.asking import ask, trials
from kb.cli.building import build, check, diff, serve
from kb.cli.looking import export, show
from kb.cli.querying import query, questions
from kb.errors import KbError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kb")
def command() -> None:
    """Evidence base of acute myeloid leukaemia: trials, regimens and reported outcomes, each figure with its source."""


for one in (build, check, diff, ask, trials, query, questions, show, export, serve):
    command.add_command(one)


def main() -> None:
    """Run the command; a fault in what was given is one sentence on standard error and exit 2."""
    try:
        command.main(prog_name="kb", standalone_mode=False)
    except click.ClickException as fault:
        fault.show()
        sys.exit(2)
    except click.exceptions.Abort:
        sys.exit(130)
    except KbError as fault:
        _refuse(str(fault))
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; that is no fault.
        sys.stderr.close()
        sys.exit(0)
    except OSError as fault:
        where = f" '{fault.filename}'" if fault.filename else ""
        _refuse(f"the file system refused{where}: {fault.strerror or fault}")


def _refuse(text: str) -> None:
    """Say what is wrong, a line each where there are several faults, and end."""
    for line in text.splitlines() or [text]:
        click.echo(f"kb: {line}", err=True)
    sys.exit(2)
