"""The command that serves assistants: the base's tools over the Model Context Protocol."""

from __future__ import annotations

import click

from kb.cli.opening import opened
from kb.errors import BadInput

_SECONDS = 10.0
"""How long a query of an assistant may take."""


@click.command()
def mcp() -> None:
    """Serve the base to an assistant, over standard input and output (Model Context Protocol).

    Its tools are ask, trials, show and query; all of them only read, and each answer carries the places that state it. Needs the
    optional part 'mcp' of this package.
    """
    try:
        from kb.tools.server import server  # imported on use: the packages it needs are optional
    except ModuleNotFoundError as fault:
        if fault.name is None or fault.name.partition(".")[0] != "mcp":
            raise
        raise BadInput("the package 'mcp' is not installed", mend="pip install 'aml-evidence-kb[mcp]'") from None
    with opened(_SECONDS) as base:
        server(base).run("stdio")
