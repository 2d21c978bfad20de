"""The command ``kb``: results to standard output, messages to standard error; exit 0, 1 with findings, 2 for wrong use."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from typing import Any

import click

from kb import __version__
from kb.cli.asking import ask, trials
from kb.cli.building import build, check, diff, serve
from kb.cli.conversing import mcp
from kb.cli.curating import unmatched
from kb.cli.fetching import fetch
from kb.cli.keeping import releases
from kb.cli.looking import export, show
from kb.cli.publishing import publish
from kb.cli.querying import query, questions
from kb.errors import BadInput, KbError


class _ReaderGone(Exception):
    """Whoever read our output (head, less) has closed it."""


class _Commands(click.Group):
    """The commands. Click ends with 1 where the reader of the output has gone, which here would mean findings."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _ReaderGone from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kb")
@click.option("--endpoint", help="Address of a SPARQL 1.1 endpoint that holds the release; queries then go there.")
def command(endpoint: str | None) -> None:
    """Evidence base of acute myeloid leukaemia: trials, regimens and reported outcomes, each figure with its source."""


for one in (build, check, diff, ask, trials, query, questions, show, export, fetch, unmatched, publish, releases, serve, mcp):
    command.add_command(one)


def main() -> None:
    """Run the command; a fault in what was given is one sentence on standard error and exit 2."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal of a small character set shows an arrow as \u2190; it is no reason to stop.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        _check_text(sys.argv[1:])
        command.main(prog_name="kb", standalone_mode=False)
    except click.ClickException as fault:
        fault.show()
        sys.exit(2)
    except click.exceptions.Abort:
        click.echo("kb: stopped on request", err=True)
        sys.exit(130)
    except KbError as fault:
        _refuse(str(fault))
    except _ReaderGone:
        _forget_output()
        sys.exit(0)
    except OSError as fault:
        where = f" '{fault.filename}'" if fault.filename else ""
        _forget_output()
        _refuse(f"the file system refused{where}: {fault.strerror or fault}")


def _check_text(arguments: Iterable[str]) -> None:
    """Refuse bytes that are no text of the terminal's encoding: no name holds them, and no file could quote them."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise BadInput(f"the argument {argument!a} is no text", mend="write it in the terminal's encoding") from None


def _forget_output() -> None:
    """What still waits to be written goes nowhere, so that the end of the program does not fail on it again."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse(text: str) -> None:
    """Say what is wrong, a line each where there are several faults, and end."""
    for line in text.splitlines() or [text]:
        click.echo(f"kb: {line}", err=True)
    sys.exit(2)
